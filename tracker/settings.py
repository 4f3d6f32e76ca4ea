"""Settings of the tracker: one file, read from the environment.

Development needs no variable at all. docs/operations.md lists every variable; a wrong
one stops the start with a sentence that names it.
"""

import importlib.util
import os
import secrets
from pathlib import Path
from typing import Any

import pgtrigger
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from tracker import database

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool = False) -> bool:
    """An on/off variable: 1/true/yes/on or 0/false/no/off; anything else stops the start."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither on nor off; write 1 or 0.")


def whole_number(name: str, default: int, least: int, most: int) -> int:
    """A variable that must be a whole number between `least` and `most`."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name}={value!r} is no whole number from {least} to {most}.")
    return int(value)


def _development_key() -> str:
    """A key kept under var/, so that logins survive a restart; made on first use."""
    path = BASE_DIR / "var" / "secret_key"
    try:
        return path.read_text()
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        key = secrets.token_urlsafe(50)
        try:
            # O_EXCL: of two processes that start together, one writes and the other reads
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(key)
        except FileExistsError:
            return path.read_text()
        return key


# PRODUCTION=1 is what the image sets: it asks for a secret and for host names, and
# turns on everything that needs HTTPS. Without it the project runs on this machine only.
PRODUCTION = flag("PRODUCTION")
DEBUG = flag("DEBUG")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG=1 shows source and settings to visitors; not together with PRODUCTION=1.")

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("SECRET_KEY is not set; give it 50 or more random characters.")
    SECRET_KEY = _development_key()

ALLOWED_HOSTS = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set; name the hosts this site answers for, with commas.")
if not PRODUCTION:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [
    origin.strip() for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin.strip()
]

INSTALLED_APPS = [
    "tracker.admin_site.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    # before ours: its tables and its app are there when our tasks are loaded
    "procrastinate.contrib.django",
    "sources",
    "articles",
    "tracker",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # every address asks for a login unless its view says otherwise
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # who changed a row, and from which address: read by the history triggers
    "pghistory.middleware.HistoryMiddleware",
    # last, so that it sees every failed login (django-axes' documentation)
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- database -------------------------------------------------------------------------

DATABASES = {"default": database.django_settings(os.environ, BASE_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# exports hold a connection for as long as a download lasts, so they have their own few
EXPORT_CONNECTIONS = whole_number("EXPORT_CONNECTIONS", 3, 1, 50)

# one trigger call a statement, not a row: design.md has the measurement
PGHISTORY_LEVEL = pgtrigger.Statement

# --- the queue and its workers ------------------------------------------------------------

# what one worker runs at once, each in a thread with a connection of its own
WORKER_JOBS = whole_number("WORKER_JOBS", 4, 1, 1000)
# seconds between two signs of life of a worker, and after which silence it is taken for dead
WORKER_HEARTBEAT = whole_number("WORKER_HEARTBEAT", 10, 1, 600)
WORKER_STALLED = whole_number("WORKER_STALLED", 30, 2, 3600)
if WORKER_STALLED < 2 * WORKER_HEARTBEAT:
    raise ImproperlyConfigured(
        "WORKER_STALLED is less than two WORKER_HEARTBEAT: live workers would be taken for dead."
    )
# seconds between two looks for jobs that dead workers left
WORKER_RESCUE = whole_number("WORKER_RESCUE", 60, 1, 60)
# seconds that running jobs are given when a worker is told to stop, before they are asked to break off
WORKER_GRACE = whole_number("WORKER_GRACE", 50, 0, 3600)
# a file that is touched with every sign of life, for a container's health check; none without it
WORKER_FILE = os.environ.get("WORKER_FILE", "").strip()
# seconds before a job that failed is tried again; doubled with each attempt
JOB_PAUSE = whole_number("JOB_PAUSE", 30, 1, 3600)
# days that jobs are kept when they are done, and when they have failed
JOB_DAYS = whole_number("JOB_DAYS", 7, 1, 3650)
FAILED_JOB_DAYS = whole_number("FAILED_JOB_DAYS", 90, 1, 3650)

# --- what is fetched from other machines ----------------------------------------------------

# How we name ourselves to servers, and the name that their robots.txt knows; add an address where you are reached:
# "attribution-tracker (+https://monitor.example.org/about)"
FETCH_AGENT = os.environ.get("FETCH_AGENT", "").strip() or "attribution-tracker"
if not (FETCH_AGENT.isascii() and FETCH_AGENT.isprintable()):
    raise ImproperlyConfigured("FETCH_AGENT is one line of ASCII, such as: attribution-tracker (+https://example.org).")
# seconds between two requests to one server, unless its robots.txt asks for more
FETCH_PACE = whole_number("FETCH_PACE", 2, 0, 3600)
# "name:port name:port": servers of this very machine that stand for sites, in demonstrations and tests
FETCH_LOCAL = frozenset(os.environ.get("FETCH_LOCAL", "").split())
# where what was fetched is kept: a folder, or "s3://bucket/prefix" (requirements-s3.txt, docs/operations.md)
CAPTURES = os.environ.get("CAPTURES", "").strip() or str(BASE_DIR / "var" / "captures")

# --- who may come in ------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "front"
LOGOUT_REDIRECT_URL = "login"

# in the database: per-process counters would multiply with the workers
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = whole_number("LOGIN_ATTEMPTS", 5, 1, 1000)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_ENABLE_ADMIN = True
# the number of proxies in front, so that a forged X-Forwarded-For is not believed
AXES_IPWARE_PROXY_COUNT = whole_number("PROXIES", 0, 0, 5)

# --- safe from the first page -----------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = flag("SSL_REDIRECT", True)
    # the health check of the container comes over plain HTTP from inside
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if AXES_IPWARE_PROXY_COUNT else None
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# a pasted article may be large; more than this is refused before it is read
ARTICLE_TEXT_LIMIT = 10_000_000  # bytes of UTF-8
DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000  # bytes: the text, percent-encoding not counted, and the other fields
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# a file of articles, which is written to a disk as it comes: where, and how large it may be
IMPORT_LIMIT = whole_number("IMPORT_LIMIT_MB", 2000, 1, 1_000_000) * 1_000_000
FILE_UPLOAD_TEMP_DIR = os.environ.get("UPLOADS", "").strip() or None
if FILE_UPLOAD_TEMP_DIR is not None:
    try:
        Path(FILE_UPLOAD_TEMP_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"UPLOADS={FILE_UPLOAD_TEMP_DIR!r} cannot be made: {error.strerror}.") from None

# --- language, time, files ----------------------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
# outside production whitenoise asks the finders, and nothing is collected
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
if CAPTURES.startswith("s3://"):
    bucket, _, prefix = CAPTURES.removeprefix("s3://").partition("/")
    if not bucket:
        raise ImproperlyConfigured("CAPTURES names no bucket: write s3://bucket or s3://bucket/prefix.")
    if importlib.util.find_spec("storages") is None:
        raise ImproperlyConfigured("CAPTURES names a bucket: install requirements-s3.txt for that.")
    # stores that are not Amazon's seldom know its newer checksums
    os.environ.setdefault("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required")
    STORAGES["captures"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "location": prefix,
            "endpoint_url": os.environ.get("S3_ENDPOINT", "").strip() or None,
            # as they lie there: boto would unpack what is marked as compressed
            "gzip": False,
            # the name tells the content, so that writing it again changes nothing
            "file_overwrite": True,
            "querystring_auth": True,
            "default_acl": None,
        },
    }
else:
    STORAGES["captures"] = {"BACKEND": "articles.ingest.evidence.CaptureFiles", "OPTIONS": {"location": CAPTURES}}
WHITENOISE_USE_FINDERS = not PRODUCTION

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
