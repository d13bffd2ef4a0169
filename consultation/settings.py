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

from consultation import embedded, logs, secrecy, variables
from consultation.variables import connecting, mailbox, scanner, with_password, witnesses

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = {**embedded.environment(BASE_DIR), **os.environ}


def text(name: str, default: str = "") -> str:
    """The variable, or the default where it is unset or empty. NAME_FILE names a file that has it.

    A secret in a file shows in no listing of processes. Raises ImproperlyConfigured where the file
    cannot be read, or both are set.
    """
    value, path = (ENVIRONMENT.get(one, "").strip() for one in (name, f"{name}_FILE"))
    if value and path:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        return (Path(path).read_text().strip() if path else value) or default
    except OSError as problem:
        raise ImproperlyConfigured(
            f"{name}_FILE names {path}, which cannot be read ({problem.strerror})."
        ) from problem


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


def address(name: str, *schemes: str) -> str:
    """The variable, or "" for none. Raises ImproperlyConfigured on an address of another kind."""
    value = text(name)
    if value and not (value.startswith(schemes) and value.isprintable() and " " not in value):
        raise ImproperlyConfigured(f"{name} must begin with {' or '.join(schemes)}.")
    return value


def refuse_open(name: str, url: str) -> None:
    """Raises ImproperlyConfigured where a server on the network asks for no password."""
    if why := secrecy.why_open(url):
        raise ImproperlyConfigured(f"{name} {why}")


def database(variable: str = "DATABASE_URL", default: str = "") -> dict[str, Any]:
    """Django's settings for `postgresql://name:password@host:port/database`."""
    url, password = text(variable, default), text(variable.replace("URL", "PASSWORD"))
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"{variable} must be postgresql://name:password@host:port/database. "
            "`make run` starts a database of its own where none is given."
        )
    # libpq has other ways to show who asks: a file of passwords, or a certificate.
    if not {"PGPASSFILE", "PGPASSWORD", "PGSSLCERT"} & set(ENVIRONMENT):
        refuse_open(variable, with_password(url, password))
    options: dict[str, Any] = dict(connecting(variable, parts.query))
    if pool := number("DATABASE_POOL", 0):
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or "") or password,
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
if why := secrecy.why_weak(SECRET_KEY):
    raise ImproperlyConfigured(f"SECRET_KEY {why}")
# A secret before this one goes on being known, separated by spaces: decisions 8, 11, 12 and 14.
SECRET_KEY_FALLBACKS = text("SECRET_KEY_FALLBACKS").split()
PUBLIC_URL = text("PUBLIC_URL", "http://localhost:8000").rstrip("/")
# Where whoever finds a weakness writes to, and reads how: /.well-known/security.txt.
SECURITY_CONTACT = address("SECURITY_CONTACT", "mailto:", "https://")
SECURITY_POLICY = address("SECURITY_POLICY", "https://")
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
    "consultation.traces.traced",
    "consultation.metrics.counted",
    "consultation.logs.numbered",
    "consultation.policy.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "consultation.languages.by_address",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "consultation.signin.views.signed_in.SignedIn",  # Django's own, which asks for more
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "consultation.twice.views.Once",  # the last: the view is within its transaction
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

DATABASES = {"default": database()}
if text("DATABASE_REPLICA_URL"):  # for pages that everybody reads: consultation/replica.py
    DATABASES["replica"] = variables.for_reading(database("DATABASE_REPLICA_URL"))
# For `migrate` alone: who serves the site need own nothing, and can then switch off no trigger.
DATABASE_OWNER = database("DATABASE_OWNER_URL", text("DATABASE_URL"))
# A role that may replicate, for manage.py backup and keep_wal.
BACKUP_DATABASE_URL = (
    with_password(text("BACKUP_DATABASE_URL"), text("BACKUP_DATABASE_PASSWORD"))
    or with_password(text("DATABASE_OWNER_URL"), text("DATABASE_OWNER_PASSWORD"))
    or with_password(text("DATABASE_URL"), text("DATABASE_PASSWORD"))
)
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
# Owners name the host of an organisation's sign-in, which we ask: not inside our own network,
# unless councils share it. Where somebody tries it out, it may be this machine.
WORK_SIGN_IN_INSIDE = switch("WORK_SIGN_IN_INSIDE", str(int(embedded.is_local(PUBLIC_URL))))
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "consultation.access.RegisterBackend",
]
AUTH_USER_MODEL = "consultation.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "staff"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_HASHERS = [
    "consultation.signin.hashing.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of before, until their holder signs in
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "consultation.signin.words.NotStolen"},
    {"NAME": "consultation.signin.words.NotOurName"},
]

STATIC_URL = "/static/"
STATIC_ROOT = Path(text("STATIC_ROOT", str(BASE_DIR / ".run" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Reports and exports by their SHA-256, what people sent by a random key; never served by path.
FILES_ROOT = Path(text("FILES_ROOT", str(BASE_DIR / ".run" / "files")))
if FILES_BUCKET := text("FILES_BUCKET"):  # made under FILES_ROOT, and kept in an object store
    STORAGES["files"] = variables.bucket(
        FILES_BUCKET, address("FILES_BUCKET_URL", "http://", "https://"),
        text("FILES_BUCKET_REGION"), text("FILES_BUCKET_KEY_ID"), text("FILES_BUCKET_SECRET"),
    )  # fmt: skip


def seed(name: str) -> str:
    """A key of 32 bytes, in hexadecimal; "" for none. Raises ImproperlyConfigured otherwise."""
    value = text(name)
    if value and not re.fullmatch("[0-9a-f]{64}", value):
        raise ImproperlyConfigured(
            f"{name} must be 64 hexadecimal digits in small letters: `openssl rand -hex 32`."
        )
    if value and (why := secrecy.why_weak(value)):
        raise ImproperlyConfigured(f"{name} {why}")
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


# Who outside puts their name to heads of the log, and how many of them it takes to believe one.
LEDGER_WITNESSES = witnesses(text("LEDGER_WITNESSES"))
LEDGER_QUORUM = number("LEDGER_QUORUM", min(len(LEDGER_WITNESSES), 1))
if len(LEDGER_WITNESSES) < LEDGER_QUORUM:
    raise ImproperlyConfigured(
        f"LEDGER_QUORUM is {LEDGER_QUORUM}, and LEDGER_WITNESSES names {len(LEDGER_WITNESSES)}."
    )

SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
DRAFT_COOKIE_NAME = "__Host-draft" if SECURE else "draft"
PLACE_COOKIE_NAME = "__Host-place" if SECURE else "place"
MESSAGES_COOKIE_NAME = "__Host-messages" if SECURE else "messages"
MESSAGE_STORAGE = "consultation.policy.Messages"
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
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked from within, without a proxy
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
if proxy := text("TRUSTED_PROXY_PROTO_HEADER"):
    SECURE_PROXY_SSL_HEADER = (f"HTTP_{proxy.upper().replace('-', '_')}", "https")
X_FRAME_OPTIONS = "DENY"
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Without nonces, and not the same for the admin: decision 26. Checked in a browser.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF],
        "require-trusted-types-for": ["'script'"],
        "script-src": [SELF],
        "style-src": [SELF],
        "trusted-types": ["own-page"],  # static/js/parsed.js
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
# Which messages the mail server took; shared by all workers of the queue `mail`.
MAIL_BOOK = Path(text("MAIL_BOOK", str(BASE_DIR / ".run" / "mail-book")))
EMAIL_HOST = text("EMAIL_HOST", "localhost")
EMAIL_PORT = number("EMAIL_PORT", 25)
EMAIL_HOST_USER = text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = switch("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "Counterpoint <no-reply@localhost>")


# Where mail servers report what came back, for `manage.py record_bounce`. Empty: to the sender.
BOUNCES_TO = mailbox(text("BOUNCES_TO"))


# Where it is empty, files are kept unscanned and staff are told so. Where it is not, a file that
# could not be scanned is not taken.
CLAMD_URL = scanner(text("CLAMD_URL"))

# What a report may take before it is stopped, and how long its files are kept: docs/report-jobs.md.
REPORT_MINUTES = number("REPORT_MINUTES", 30)
REPORT_MEGABYTES = number("REPORT_MEGABYTES", 1024)
REPORT_DAYS = number("REPORT_DAYS", 90)

REDIS_URL = with_password(text("REDIS_URL", "redis://127.0.0.1:6379/0"), text("REDIS_PASSWORD"))
refuse_open("REDIS_URL", REDIS_URL)
TALLY_PREFIX = text("TALLY_PREFIX", "counterpoint")  # of our counts, where several share a Valkey
TALLY_PATIENCE = number("TALLY_PATIENCE", 100)  # milliseconds that Valkey has to count
# How many web servers of ours stand in front and add to X-Forwarded-For; with 0 it is not read.
TRUSTED_PROXIES = number("TRUSTED_PROXIES", 0)


def token(name: str) -> str:
    """A word that lets somebody in, or "" for nobody. Raises ImproperlyConfigured on a weak one."""
    if 0 < len(value := text(name)) < 20:
        raise ImproperlyConfigured(f"{name} must have at least 20 signs: make a random one.")
    return value


# Whoever brings it as a bearer token may read /metrics; without one there is no such page.
METRICS_TOKEN = token("METRICS_TOKEN")
TRACES_URL = variables.collector(address("TRACES_URL", "http://", "https://"))
TRACES_PERCENT = min(number("TRACES_PERCENT", 100), 100)
# What the web processes of one machine have counted; empty it before they start.
METRICS_FOLDER = Path(text("METRICS_FOLDER", str(BASE_DIR / ".run" / "metrics")))

LOG_FORMAT = text("LOG_FORMAT", logs.PLAIN if embedded.is_local(PUBLIC_URL) else logs.JSON)
if LOG_FORMAT not in (logs.PLAIN, logs.JSON):
    raise ImproperlyConfigured(f"LOG_FORMAT must be plain or json, not {LOG_FORMAT!r}.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "consultation.logs.Line", "layout": LOG_FORMAT}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # These bring layouts of their own, with addresses of pages.
        **{
            name: {"handlers": [], "level": "INFO", "propagate": True}
            for name in ("django.server", "_granian", "granian.access")
        },
        "fido2": {"level": "WARNING"},  # else it names the keys that sign in
    },
}
