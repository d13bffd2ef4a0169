"""May this process be asked, and may visitors be sent to it? For the machine in front of it.

`/health/` in pages.py says more, for people, and is never 503 while the database answers.
"""

import functools
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consultation import files

READ_MIGRATIONS = "SELECT app || '.' || name FROM django_migrations"
LEAST_ROOM = 50_000_000  # bytes; with less no file that somebody adds is sure to be kept
LEAST_KEY = 32  # signs
FRESH = 1  # second that an answer stands, however many ask
FINE = "ok"


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nobody, so that no process is ended for another's fault."""
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 where visitors may be sent here, else 503 with what is amiss; no address, no secret."""
    found = cache.get_or_set("ready", _look, FRESH) or _look()
    amiss = any(said != FINE for said in found.values())
    report = {"state": "not ready" if amiss else "ready", **found}
    return JsonResponse(report, status=503 if amiss else 200)


def _look() -> dict[str, str]:
    """What each check says; what comes after one that failed may rest on it."""
    return {name: check() for name, check in CHECKS.items()}


def _database() -> str:
    """Reachable, and with all tables that this code knows; newer ones do no harm."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(READ_MIGRATIONS)
            applied = {name for (name,) in cursor.fetchall()}
    except (DatabaseError, InterfaceError):
        return "unreachable, or without tables"
    missing = len(known() - applied)
    return f"{missing} migrations to apply" if missing else FINE


@functools.cache
def known() -> frozenset[str]:
    """The last migration of each app."""
    leaves = MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes()
    return frozenset(f"{app}.{name}" for app, name in leaves)


def _files() -> str:
    try:
        files.try_out()
        free = files.free()
    except OSError:
        return "cannot be written"
    return FINE if free > LEAST_ROOM else "no room"


def _key() -> str:
    return FINE if len(settings.SECRET_KEY) >= LEAST_KEY else "too short"


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "files": _files, "key": _key}
