"""Who may what: three groups with the permissions that their names promise.

Kept by the command `roles`, since permissions do not exist yet inside a migration on a fresh
database. Anybody who logs in may read; docs/operations.md has the table.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission, User
from django.db import transaction

READ = {"view_" + name for name in ("article", "source", "statement", "claim", "relay")}
EXPORT = {"export_rows"}
MARK = {
    "add_article",
    "change_article",
    "mark_article",
    "fetch_article",
    "import_articles",
    "add_source",
    "add_alias",
    "add_claim",
    "change_claim",
    "change_errorreport",
    "view_errorreport",
}
ROLES: dict[str, set[str]] = {
    "Editors": READ | EXPORT | MARK,
    "Researchers": READ | EXPORT,
    # everything of ours, users included; what the others may, too
    "Staff": set(),
}
STAFF_APPS = ("articles", "sources", "auth", "axes", "pghistory")


@transaction.atomic
def sync_roles() -> dict[str, int]:
    """Makes groups and permissions what `ROLES` says and keeps is_staff in step; {group: permissions}.

    May be run any number of times. Raises LookupError for a permission that does not exist.
    """
    counts = {}
    for name, codenames in ROLES.items():
        group, _made = Group.objects.get_or_create(name=name)
        if name == "Staff":
            permissions = list(Permission.objects.filter(content_type__app_label__in=STAFF_APPS))
        else:
            permissions = list(
                Permission.objects.filter(content_type__app_label__in=("articles", "sources"), codename__in=codenames)
            )
            missing = codenames - {permission.codename for permission in permissions}
            if missing:
                raise LookupError(f"No such permission: {', '.join(sorted(missing))}. Run migrate first.")
        group.permissions.set(permissions)
        counts[name] = len(permissions)
    User.objects.filter(groups__name="Staff", is_staff=False).update(is_staff=True)
    return counts


def staff_follows_group(user: User) -> None:
    """Staff implies is_staff: called wherever a user's groups are saved."""
    in_staff = user.groups.filter(name="Staff").exists()
    if in_staff and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
