"""Settings, all from the environment; loud on a bad value.

`make run` writes the addresses of its own PostgreSQL and Valkey to `.run/environment`, so that
commands started beside it find them. A variable of the real environment always wins.
"""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from consultation import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = {**embedded.environment(BASE_DIR), **os.environ}


def text(name: str, default: str = "") -> str:
    """The variable, or the default where it is unset or empty."""
    return ENVIRONMENT.get(name, "").strip() or default


def number(name: str, default: int) -> int:
    """The variable as a whole number. Raises ImproperlyConfigured on anything else."""
    value = text(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def switch(name: str, default: str = "0") -> bool:
    """The variable as 0 or 1. Raises ImproperlyConfigured on anything else."""
    value = text(name, default)
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def database(url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://name:password@host:port/database`."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_URL must be postgresql://name:password@host:port/database. "
            "`make run` starts a database of its own where none is given."
        )
    options: dict[str, Any] = {}
    if pool := number("DATABASE_POOL", 0):
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        # The pool keeps connections; without it each process keeps one.
        "CONN_MAX_AGE": 0 if pool else None,
        "CONN_HEALTH_CHECKS": not pool,
    }


DEBUG = switch("DEBUG")
SECRET_KEY = text("SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY, or start with `make run`, which makes one.")
# A secret before this one goes on being known, separated by spaces: decisions 8, 11, 12 and 14.
SECRET_KEY_FALLBACKS = text("SECRET_KEY_FALLBACKS").split()
PUBLIC_URL = text("PUBLIC_URL", "http://localhost:8000").rstrip("/")
# What may be done with what is published: named in every file and feed of open data.
OPEN_DATA_LICENCE = text("OPEN_DATA_LICENCE", "Open Government Licence v3.0")
OPEN_DATA_LICENCE_URL = text(
    "OPEN_DATA_LICENCE_URL",
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
)
SECURE = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = text("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "consultation",
    "stations",
    "crispy_forms",
    "csp",
    "consultation.apps.StaffAdminConfig",  # django.contrib.admin with our sign-in
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # the templates of Django's own widgets, for the admin
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "consultation.policy.content_security",
    "consultation.languages.by_address",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "consultation.signin.views.signed_in.SignedIn",  # Django's own, which asks for more
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "consultation.urls"
WSGI_APPLICATION = "consultation.wsgi.application"
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
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "consult"
CRISPY_FAIL_SILENTLY = False

DATABASES = {"default": database(text("DATABASE_URL"))}
# A role that may replicate, for manage.py backup and keep_wal.
BACKUP_DATABASE_URL = text("BACKUP_DATABASE_URL", text("DATABASE_URL"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"  # with the dates of the United Kingdom: consultation/formats
# What pages are offered in, each with a catalogue in consultation/locale. The address decides.
LANGUAGES = [
    ("en", "English"),
    ("cy", "Welsh"),
    ("bn", "Bengali"),
    ("pl", "Polish"),
    ("ur", "Urdu"),
]
LOCALE_PATHS = [BASE_DIR / "consultation" / "locale"]
FORMAT_MODULE_PATH = ["consultation.formats"]
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# Staff do nothing before they sign in with a second factor. Off only where somebody tries it out.
STAFF_SECOND_FACTOR = switch("STAFF_SECOND_FACTOR", "1")
if not STAFF_SECOND_FACTOR and not embedded.is_local(PUBLIC_URL):
    raise ImproperlyConfigured(
        "STAFF_SECOND_FACTOR=0 is for trying it out on one's own machine: PUBLIC_URL is "
        f"{PUBLIC_URL}. Leave it out."
    )
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "consultation.access.RegisterBackend",
]
AUTH_USER_MODEL = "consultation.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "staff"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

STATIC_URL = "/static/"
STATIC_ROOT = Path(text("STATIC_ROOT", str(BASE_DIR / ".run" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Reports and exports by their SHA-256, what people sent by a random key; never served by path.
FILES_ROOT = Path(text("FILES_ROOT", str(BASE_DIR / ".run" / "files")))


def seed(name: str) -> str:
    """A key of 32 bytes, in hexadecimal; "" for none. Raises ImproperlyConfigured otherwise."""
    value = text(name)
    if value and not re.fullmatch("[0-9a-f]{64}", value):
        raise ImproperlyConfigured(
            f"{name} must be 64 hexadecimal digits in small letters: `openssl rand -hex 32`."
        )
    return value


# The public log: docs/ledger.md. Its files are published as they lie; its name is its address, and
# never changes. Who enters and signs needs LEDGER_KEY, who serves pages RECEIPTS_KEY alone.
LEDGER_ROOT = Path(text("LEDGER_ROOT", str(BASE_DIR / ".run" / "ledger")))
LEDGER_ORIGIN = text("LEDGER_ORIGIN", f"{urlsplit(PUBLIC_URL).netloc}/tlog")
LEDGER_KEY = seed("LEDGER_KEY")
RECEIPTS_KEY = seed("RECEIPTS_KEY")
if not RECEIPTS_KEY:
    raise ImproperlyConfigured(
        "Set RECEIPTS_KEY to 64 hexadecimal digits (`openssl rand -hex 32`), or start with "
        "`make run`, which makes one."
    )

SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
DRAFT_COOKIE_NAME = "__Host-draft" if SECURE else "draft"
PLACE_COOKIE_NAME = "__Host-place" if SECURE else "place"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
# Staff sign in again each day, and after an hour without a page; residents have no session.
SIGNED_IN_MINUTES = number("SIGNED_IN_MINUTES", 12 * 60)
IDLE_MINUTES = number("IDLE_MINUTES", 60)
# Counted from the last page, so a form that comes too late is known for whose it is, and kept.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "consultation.pages.csrf_failure"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
if proxy := text("TRUSTED_PROXY_PROTO_HEADER"):
    SECURE_PROXY_SSL_HEADER = (f"HTTP_{proxy.upper().replace('-', '_')}", "https")
X_FRAME_OPTIONS = "DENY"
# Django's own admin keeps to these too; it is checked in a browser.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
# An over-long answer is refused by the form in words, not by the parser: room for twelve stations.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
# Of a file that is too large we keep no more than shows that it is: the form says so.
FILE_UPLOAD_HANDLERS = [
    "consultation.uploads.limits.OnlySoMuch",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 10

EMAIL_BACKEND = text("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = text("EMAIL_FILE_PATH", str(BASE_DIR / ".run" / "mail"))
EMAIL_HOST = text("EMAIL_HOST", "localhost")
EMAIL_PORT = number("EMAIL_PORT", 25)
EMAIL_HOST_USER = text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = switch("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "Counterpoint <no-reply@localhost>")


def mailbox(address: str) -> str:
    """A bare address, or "" for none. Raises ImproperlyConfigured on a bad value."""
    if address and not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+", address):
        raise ImproperlyConfigured("BOUNCES_TO must be one address, like bounces@example.org.")
    return address


# Where mail servers report what came back, for `manage.py record_bounce`. Empty: to the sender.
BOUNCES_TO = mailbox(text("BOUNCES_TO"))


def scanner(url: str) -> str:
    """Where ClamAV's daemon listens, or "" for none. Raises ImproperlyConfigured on a bad value."""
    parts = urlsplit(url)
    if url and not (parts.scheme == "tcp" and parts.hostname) and parts.scheme != "unix":
        raise ImproperlyConfigured("CLAMD_URL must be tcp://host:port or unix:///path/to/socket.")
    return url


# Where it is empty, files are kept unscanned and staff are told so. Where it is not, a file that
# could not be scanned is not taken.
CLAMD_URL = scanner(text("CLAMD_URL"))

# What a report may take before it is stopped, and how long its files are kept: docs/report-jobs.md.
REPORT_MINUTES = number("REPORT_MINUTES", 30)
REPORT_MEGABYTES = number("REPORT_MEGABYTES", 1024)
REPORT_DAYS = number("REPORT_DAYS", 90)

REDIS_URL = text("REDIS_URL", "redis://127.0.0.1:6379/0")
TALLY_PREFIX = text("TALLY_PREFIX", "counterpoint")  # of our counts, where several share a Valkey
TALLY_PATIENCE = number("TALLY_PATIENCE", 100)  # milliseconds that Valkey has to count
# How many web servers of ours stand in front and add to X-Forwarded-For; with 0 it is not read.
TRUSTED_PROXIES = number("TRUSTED_PROXIES", 0)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "fido2": {"level": "WARNING"},  # else it names the keys that sign in
    },
}
