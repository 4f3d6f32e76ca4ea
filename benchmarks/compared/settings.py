"""The tracker's settings with a second, plain admin beside its own addresses."""

from tracker.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "import_export"]  # noqa: F405
ROOT_URLCONF = "benchmarks.compared.urls"
