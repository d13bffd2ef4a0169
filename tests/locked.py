"""A table that somebody else holds, so that whoever reads it waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import connection, transaction


@contextmanager
def locked(table: str) -> Iterator[None]:
    """Nobody reads or writes it meanwhile. For tests with transactions of their own."""
    held, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            held.set()
            done.wait(60)
        connection.close()

    other = Thread(target=hold)
    other.start()
    assert held.wait(60)
    try:
        yield
    finally:
        done.set()
        other.join(60)
