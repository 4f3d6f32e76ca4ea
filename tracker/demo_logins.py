"""Three logins to try the project with, one a role, with passwords of this installation's own."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction

DEMO_ROLES = {"editor": "Editors", "staff": "Staff", "researcher": "Researchers"}
# no letters or digits that are mistaken for one another
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def _file() -> Path:
    return settings.BASE_DIR / "var" / "demo_logins.json"


def demo_passwords() -> dict[str, str]:
    """{user name: password}, made on first use and kept in a file that only this user can read."""
    try:
        return json.loads(_file().read_text())
    except FileNotFoundError:
        passwords = {name: "".join(secrets.choice(ALPHABET) for _ in range(10)) for name in DEMO_ROLES}
        _file().parent.mkdir(mode=0o700, exist_ok=True)
        with open(os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(passwords, file)
        return passwords


@transaction.atomic
def demo_users() -> dict[str, User]:
    """The three users, made if they are not there, each in its group and with its password."""
    users = {}
    for name, password in demo_passwords().items():
        user, _made = User.objects.get_or_create(username=name)
        if not user.check_password(password):
            user.set_password(password)
        user.is_staff = DEMO_ROLES[name] == "Staff"
        user.save()
        user.groups.set([Group.objects.get(name=DEMO_ROLES[name])])
        users[name] = user
    return users
