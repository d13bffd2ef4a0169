"""A worker's hold on a row that it works on for long: a lease that it renews, and its attempt.

Every write after the claim names both, so a worker that was thought dead can no longer change
anything when it wakes. The attempt only ever grows, or a worker of an earlier time of asking could
wake under a number that is in use again.

A row that is worked on so has these columns: state, attempt, lease_until, started_at, finished_at,
steps_done, step, error.
"""

import logging
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

import psycopg
from django.db import OperationalError, connection, connections, models, transaction

from consultation import queue
from consultation.events import MACHINE
from consultation.states import Refused, move

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
RENEW_AFTER = timedelta(seconds=5)  # where steps come faster than anybody looks
LOOK_AWAY = "2s"  # from a row that is locked
MOST_TRIES = 3  # by workers that died; then a person looks at it
MOST_DEADLOCKS = 5  # of one chunk, before it is told as a failure
FAILED = "FAILED"  # in every lifecycle of what is worked on so

Clock = Callable[[], datetime]
Row = TypeVar("Row", bound=models.Model)


class LeaseLost(Exception):
    """Another worker has taken the row over. What this one made is left unpublished."""


def asked_anew(attempt: int) -> dict[str, Any]:
    """The columns of a row that is to be worked on from the start, MOST_TRIES times at most."""
    return {
        "attempt": -(-attempt // MOST_TRIES) * MOST_TRIES, "error": "", "step": "", "steps_done": 0,
        "lease_until": None, "started_at": None, "finished_at": None,
    }  # fmt: skip


def claim(
    due: "models.QuerySet[Row]", *, in_hand: Mapping[str, str], gone: str, at: datetime
) -> Row | None:
    """Take the row that has waited longest, in a transaction of its own. None where none is due.

    `in_hand` gives for each state that a row is due in the state while a worker holds it. One that
    MOST_TRIES workers died with is returned FAILED, with a reason that ends in `gone`.
    """
    with transaction.atomic():
        found = queue.claim(due)
        if not found:
            return None
        row: Any = found[0]
        if row.state == in_hand[row.state] and row.attempt % MOST_TRIES == 0:
            reason = (
                f"It was begun {MOST_TRIES} times, and each time the worker stopped before the "
                f"end. {gone}"
            )
            ended = {"error": reason, "finished_at": at, "lease_until": None}
            move(row, FAILED, by=MACHINE, at=at, why="tries", changes=ended)
            return found[0]
        attempt = row.attempt + 1
        changes = {
            "attempt": attempt, "lease_until": at + LEASE, "started_at": at,
            "steps_done": 0, "step": "Starting",
        }  # fmt: skip
        move(row, in_hand[row.state], by=MACHINE, at=at, changes=changes, attempt=attempt)
        return found[0]


@dataclass
class Job(Generic[Row]):
    """A claimed row in the hands of one worker."""

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
        at = self.clock()
        if not self._mine().update(steps_done=done, step=words, lease_until=at + LEASE):
            raise LeaseLost
        self.row.step = words  # type: ignore[attr-defined]
        self.note(done, words, at)

    def note(self, done: int, words: str, at: datetime) -> None:
        """Whatever else is to be told of a step; nothing, unless a kind of job says otherwise."""

    def renew(self) -> bool:
        """Keep the lease without a step, from a thread beside. Whether the row is still ours.

        A row that this connection cannot see is nobody else's either. One that somebody has locked
        is not waited for long, since the thread has more to look at. Raises OperationalError then.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOOK_AWAY])
            if self._mine().update(lease_until=self.clock() + LEASE):
                return True
        return not type(self.row)._default_manager.filter(pk=self.row.pk).exists()

    def hold(self) -> None:
        """Lock the row for the rest of the transaction. Raises LeaseLost."""
        if not self._mine().select_for_update().values_list("pk").first():
            raise LeaseLost

    def fail(self, reason: str) -> None:
        """End it with a sentence for the person who asked. Nothing, where it was taken over."""
        row: Any = self.row
        at = self.clock()
        changes = {"error": reason, "finished_at": at, "lease_until": None}
        try:
            with transaction.atomic():
                self.hold()
                move(
                    row, FAILED, by=MACHINE, at=at, why="problem", changes=changes,
                    attempt=row.attempt,
                )  # fmt: skip
        except LeaseLost:
            self.tell_that_it_is_lost()

    def tell_that_it_is_lost(self) -> None:
        """To the log."""
        row: Any = self.row
        logger.warning("%s, attempt %s: taken over", row, row.attempt)


def work_through(job: Job[Any], chunk: Callable[[], bool], *, problem: str) -> None:
    """Chunk by chunk, each a transaction of its own, until one says that there is no more.

    A chunk that the rules refuse, or that fails, ends the row as FAILED; what earlier ones did
    stays. The log says where a failure came from and of what kind, never its text, in which a
    database repeats the row that it refused.

    :param problem: the sentence for the person who asked, where it failed.
    """
    try:
        while _unless_deadlocked(chunk):
            pass
    except LeaseLost:
        job.tell_that_it_is_lost()
    except Refused as refusal:
        job.fail(str(refusal))
    except Exception as failure:
        row: Any = job.row
        lines = "".join(traceback.format_tb(failure.__traceback__))
        kind = type(failure).__qualname__
        logger.error("%s, attempt %s failed: %s\n%s", row, row.attempt, kind, lines)
        job.fail(problem)


def _unless_deadlocked(chunk: Callable[[], bool]) -> bool:
    """Two people who change the same can stand in each other's way; one of them is sent back."""
    for _turn in range(MOST_DEADLOCKS):
        try:
            return chunk()
        except OperationalError as problem:
            if not isinstance(problem.__cause__, psycopg.errors.DeadlockDetected):
                raise
    return chunk()


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
