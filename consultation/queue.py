"""Work waits as rows; this rings the bell and takes what is due.

A message of the broker names no row, so a lost one loses nothing and a doubled one does nothing
twice. The path that accepts a response never rings: it talks to PostgreSQL alone.
"""

import logging
from typing import TypeVar

from django.db import connection, models, transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

Row = TypeVar("Row", bound=models.Model)


def ring(job: str) -> None:
    """Poke a task by name once the transaction has committed; once, however often it is asked.

    A broker that does not answer is logged and forgotten: beat pokes every few seconds anyway.
    """

    def poke() -> None:
        from consultation.celery import app  # read late: tasks import the rooms that ring

        try:
            app.signature(f"consultation.tasks.{job}").apply_async(retry=False, expires=60)
        except (OperationalError, OSError) as problem:
            logger.warning("The broker did not take a poke for %s: %s", job, problem)

    # One that is forgotten with a savepoint may be lost so; the clock pokes all the same.
    names = {getattr(one[1], "__qualname__", "") for one in connection.run_on_commit}
    poke.__qualname__ = f"ring.{job}"
    if poke.__qualname__ not in names:
        transaction.on_commit(poke)


def claim(due: models.QuerySet[Row], *, most: int = 1) -> list[Row]:
    """Lock up to `most` due rows that no other worker holds. Call it inside a transaction."""
    return list(due.select_for_update(skip_locked=True, of=("self",))[:most])
