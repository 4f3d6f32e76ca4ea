"""Users and logins in the admin: Staff implies is_staff, and nobody gives more than he or she has."""

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from sources.curation import ReadOnly, RecordPaginator
from tracker.roles import staff_follows_group

for model in (User, Group, AccessAttempt, AccessLog, AccessFailureLog):
    admin.site.unregister(model)

# what makes a superuser of somebody; Staff without that give roles instead
FOR_SUPERUSERS = ("is_superuser", "user_permissions")


@admin.register(User)
class TrackerUserAdmin(UserAdmin):
    list_display = ["username", "email", "roles", "is_active", "is_staff", "last_login"]
    list_filter = ["groups", "is_active", "is_staff"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="groups")
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all())

    # --- nobody gives more than they have ---

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else [*fields, *FOR_SUPERUSERS]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups" and not request.user.is_superuser:
            kwargs["queryset"] = givable_groups(request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def _may_touch(self, request, obj):
        """A superuser's password is the key to everything: only a superuser changes one."""
        return obj is None or request.user.is_superuser or not obj.is_superuser

    def save_related(self, request, form, formsets, change):
        # groups that this person may not give, and so does not see, stay as they are
        kept = []
        if not request.user.is_superuser:
            kept = list(form.instance.groups.exclude(pk__in=givable_groups(request.user)))
        super().save_related(request, form, formsets, change)
        form.instance.groups.add(*kept)
        staff_follows_group(form.instance)


def givable_groups(user):
    """Groups of which `user` has every permission."""
    own = user.get_all_permissions()
    groups = Group.objects.prefetch_related("permissions__content_type")
    return Group.objects.filter(
        pk__in=[
            group.pk
            for group in groups
            if {f"{one.content_type.app_label}.{one.codename}" for one in group.permissions.all()} <= own
        ]
    )


@admin.register(Group)
class TrackerGroupAdmin(GroupAdmin):
    """The three roles are kept by `manage.py roles`; only a superuser makes others."""

    def has_add_permission(self, request):
        return request.user.is_superuser and super().has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser and super().has_delete_permission(request, obj)


# --- logins -----------------------------------------------------------------------------------------


class LoginRows:
    """Tables that grow with every login: nothing is grouped or counted over all of them."""

    date_hierarchy = None
    list_filter = ["attempt_time"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = RecordPaginator


@admin.register(AccessAttempt)
class AttemptAdmin(LoginRows, AccessAttemptAdmin):
    """Deleting a row lets somebody in again who typed the password wrong too often."""

    actions = ["delete_selected"]

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(AccessLog)
class LogAdmin(LoginRows, ReadOnly, AccessLogAdmin):
    """Who came in when: a log that can be edited proves nothing."""


@admin.register(AccessFailureLog)
class FailureLogAdmin(LoginRows, ReadOnly, AccessFailureLogAdmin):
    """Who was kept out when."""
