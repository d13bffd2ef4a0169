"""A worker's hold on a row that it works on for long: a lease that it renews, and its attempt.

Every write after the claim names both, so a worker that was thought dead can no longer change
anything when it wakes.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

from django.db import connections, models

LEASE = timedelta(seconds=60)
RENEW_AFTER = timedelta(seconds=5)  # where steps come faster than anybody looks
MOST_TRIES = 3  # by workers that died; then a person looks at it

Clock = Callable[[], datetime]
Row = TypeVar("Row", bound=models.Model)


class LeaseLost(Exception):
    """Another worker has taken the row over. What this one made is left unpublished."""


@dataclass
class Job(Generic[Row]):
    """A claimed row in the hands of one worker. It has `attempt`, `lease_until` and steps."""

    row: Row
    clock: Clock

    in_hand: ClassVar[tuple[str, ...]] = ("RUNNING",)  # states in which a worker holds it

    def _mine(self) -> "models.QuerySet[Row]":
        attempt: int = self.row.attempt  # type: ignore[attr-defined]
        rows = type(self.row)._default_manager
        return rows.filter(pk=self.row.pk, state__in=self.in_hand, attempt=attempt)

    def step(self, done: int, words: str) -> None:
        """Say how far it is, and keep the lease. Raises LeaseLost.

        Progress is no change of state, so it writes no Event.
        """
        until = self.clock() + LEASE
        if not self._mine().update(steps_done=done, step=words, lease_until=until):
            raise LeaseLost
        self.row.step = words  # type: ignore[attr-defined]

    def hold(self) -> None:
        """Lock the row for the rest of the transaction. Raises LeaseLost."""
        if not self._mine().select_for_update().values_list("pk").first():
            raise LeaseLost


class Beside:
    """Tells of progress while this thread's connection is busy with a transaction: from another.

    Not more often than every few seconds; a step that fails raises in the worker's own thread.
    """

    def __init__(self, job: Job[Any], at: datetime) -> None:
        self.job, self.told_at = job, at
        self.thread = ThreadPoolExecutor(max_workers=1)

    def __enter__(self) -> "Beside":
        return self

    def __exit__(self, *problem: Any) -> None:
        self.thread.shutdown()

    def step(self, done: int, words: str) -> None:
        """As `Job.step`, now and then. Raises LeaseLost."""
        at = self.job.clock()
        if at - self.told_at >= RENEW_AFTER:
            self.told_at = at
            self.thread.submit(self._step, done, words).result()

    def _step(self, done: int, words: str) -> None:
        try:
            self.job.step(done, words)
        finally:
            connections.close_all()
