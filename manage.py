#!/usr/bin/env python
"""Django's command line, with a database behind every command that wants one."""

import contextlib
import os
import signal
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from tracker import database

# these work without a database; every other command gets one
NEED_NO_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "startapp",
    "startproject",
    "version",
}


def needs_database(arguments: list[str]) -> bool:
    if not arguments or {"-h", "--help", "--version"} & set(arguments):
        return False
    if any(argument.startswith("--database") for argument in arguments):
        return True
    return arguments[0] not in NEED_NO_DATABASE


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    wanted = database.running() if needs_database(sys.argv[1:]) else contextlib.nullcontext()
    try:
        with wanted:
            execute_from_command_line(sys.argv)
    except (database.DatabaseUnavailable, ImproperlyConfigured, OperationalError) as error:
        sys.exit(" ".join(str(error).split()))
    except database.Stopped as stopped:
        sys.exit(128 + stopped.signum)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
