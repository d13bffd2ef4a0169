"""Public pages are read from a replica of the database, where it has all that the database has.

What was taken back is gone from pages in the moment that somebody says so. A replica lags, so it is
asked first whether it has replayed whatever was committed anywhere before the request came. Where
it has not, or anything is wrong with it, the page is read from the database itself.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import monotonic, sleep
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection, connections
from django.http import HttpRequest

logger = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])

ALIAS = "replica"
SAFE = ("GET", "HEAD")
PATIENCE, STEP = 0.05, 0.005  # seconds that it is waited for, and between two looks
LEFT_ALONE = 10.0  # seconds after something was wrong with it
# With synchronous_commit on, as it must be, nothing is seen in the database that is beyond this.
READ_POSITION = "SELECT pg_current_wal_lsn()"
READ_REPLAYED = "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn"

_left_alone_until = 0.0  # of this process


def from_replica(view: View) -> View:
    """A page for everybody that writes nothing, and whose answer is made when the view ends.

    One that is called again after an error must do the same the second time.
    """

    @wraps(view)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method in SAFE and ALIAS in settings.DATABASES and _has_all():
            try:
                with _in_its_place():
                    return view(request, *args, **kwargs)
            except (DatabaseError, InterfaceError) as problem:
                _leave_alone(problem)
        return view(request, *args, **kwargs)

    return read  # type: ignore[return-value]


def _has_all() -> bool:
    """It has replayed all that was committed until now; or does so within a moment."""
    if monotonic() < _left_alone_until:
        return False
    with connection.cursor() as cursor:
        cursor.execute(READ_POSITION)
        (position,) = cursor.fetchone()
    give_up = monotonic() + PATIENCE
    try:
        with connections[ALIAS].cursor() as cursor:
            while monotonic() < give_up:
                cursor.execute(READ_REPLAYED, [position])
                if cursor.fetchone() == (True,):
                    return True
                sleep(STEP)
    except (DatabaseError, InterfaceError) as problem:
        _leave_alone(problem)
    return False


@contextmanager
def _in_its_place() -> Iterator[None]:
    """Whatever this thread asks the database is asked of the replica, statements of ours included.

    It takes no writing: a page that writes after all is answered by the database.
    """
    own = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = own


def _leave_alone(problem: Exception) -> None:
    global _left_alone_until
    _left_alone_until = monotonic() + LEFT_ALONE
    logger.warning("The replica is left alone for a while: %s", type(problem).__name__)
    connections[ALIAS].close()
