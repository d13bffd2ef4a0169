"""One at a time enters anything in the log, on whichever machine: by a lock of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LOCK = 3_816_004  # of the database's advisory locks
READ_LOCK_IF_FREE = "SELECT pg_try_advisory_lock(%s)"
READ_LOCK = "SELECT true FROM (SELECT pg_advisory_lock(%s)) AS got"
READ_UNLOCK = "SELECT pg_advisory_unlock(%s)"


@contextmanager
def alone(*, wait: bool = False) -> Iterator[bool]:
    """Whether nobody else enters anything meanwhile; with `wait`, once nobody else does."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute(READ_LOCK, [LOCK])
        else:
            cursor.execute(READ_LOCK_IF_FREE, [LOCK])
        (free,) = cursor.fetchone()
    try:
        yield free
    finally:
        if free and connection.is_usable():  # else the database has let go of it already
            with connection.cursor() as cursor:
                cursor.execute(READ_UNLOCK, [LOCK])
