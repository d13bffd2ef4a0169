"""Keeps one job within its time and memory, and its lease alive, from a thread beside it.

The thread looks four times a second. Where a limit is passed, or the row is no longer this
worker's (cancelled, or taken over), it has the problem raised in the worker's own thread, in the
middle of whatever it does there. Where that does not come to its senses, the job is ended as
failed, unless it is another's by now, and the worker process ends itself with all that it started:
the pool starts another, and other jobs, which are in processes of their own, go on.

Memory is what the worker holds and what the processes hold that it started for the job, such as
the one that lays out a PDF. A limit of the whole process (RLIMIT_AS) was looked at: it counts
address space and not memory, and a library that is refused some ends the process without a word.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import FrameType
from typing import Any

import psutil
from django.db import DEFAULT_DB_ALIAS, Error, connections

from consultation.leases import Job, LeaseLost

logger = logging.getLogger(__name__)

LOOK = 0.25  # seconds between two looks at time and memory
RENEW = 5.0  # between two looks at the row
GRACE = 20.0  # that the worker's thread has to stop
TELLING = 10.0  # to write down that it was stopped
SIGN = signal.SIGUSR2


class OverLimit(Exception):
    """The job took too long or too much memory. Its text is the sentence for who asked."""


def started() -> list[psutil.Process]:
    """The processes that this one has started, and those that they have."""
    return psutil.Process().children(recursive=True)


def memory(*more: psutil.Process) -> int:
    """Bytes that this process holds in memory now, and `more`."""
    return sum(map(_held_by, (psutil.Process(), *more)))


def _held_by(one: psutil.Process) -> int:
    try:
        return int(one.memory_info().rss)
    except psutil.Error:  # it has just ended
        return 0


def end_all(programs: Iterable[psutil.Process]) -> None:
    """At once. What has ended meanwhile is forgotten."""
    for one in programs:
        with suppress(psutil.Error):
            one.kill()


def _end_process() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def connect_anew() -> None:
    """Leave this thread's connection to the database, whatever state an interrupt left it in.

    One that was interrupted as a transaction began or ended may think for ever that it is in one,
    also once it is closed: to connect is what makes it forget.
    """
    held = connections[DEFAULT_DB_ALIAS]
    with suppress(Error):
        held.close()
    try:
        held.connect()
    except Error as problem:  # the next to use it tries again
        logger.warning("No connection after an interrupt: %s", problem)
        held.close()


class Keeper:
    """Watches one job: `with Keeper(job, minutes=30, megabytes=1024): ...`.

    Raises OverLimit or LeaseLost inside the block. Only the main thread can be interrupted; in any
    other, what is lost is found at the job's next step.
    """

    def __init__(
        self,
        job: Job[Any],
        *,
        minutes: float,
        megabytes: float,
        end: Callable[[], None] = _end_process,
    ) -> None:
        self.job, self.minutes, self.megabytes, self.end = job, minutes, megabytes, end
        self.problem: Exception | None = None
        self.over = False
        self.woken = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.is_main = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> "Keeper":
        self.begun, self.held = time.monotonic(), memory()
        self.others = {one.pid for one in started()}  # of somebody else
        if self.is_main:
            self.before = signal.signal(SIGN, self._interrupt)
        self.thread.start()
        return self

    def __exit__(self, *problem: Any) -> None:
        self.stop()

    def stop(self) -> None:
        """Watch no more. Safe to call twice: whoever was interrupted on the way out calls it again.

        It interrupts once at most, so that nothing stops this the second time.
        """
        self.over = True  # first of all: nothing is raised any more
        self.woken.set()
        self.thread.join()
        if self.is_main:
            signal.signal(SIGN, self.before)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if not self.over and self.problem is not None:
            raise self.problem

    def _watch(self) -> None:
        renewed = self.begun
        while not self.woken.wait(LOOK):
            now = time.monotonic()
            self.problem = self._limit_passed(now)
            if self.problem is None and now - renewed >= RENEW:
                renewed = now
                self.problem = None if self._is_ours() else LeaseLost()
            if self.problem is not None:
                self._stop(self.problem)
                return

    def _limit_passed(self, now: float) -> OverLimit | None:
        if now - self.begun > self.minutes * 60:
            return OverLimit(f"It took longer than {self.minutes:g} minutes, so it was stopped.")
        if memory(*self._own()) - self.held > self.megabytes * 1_000_000:
            return OverLimit(
                f"It needed more than {self.megabytes:,g} MB of memory, so it was stopped."
            )
        return None

    def _own(self) -> list[psutil.Process]:
        return [one for one in started() if one.pid not in self.others]

    def _is_ours(self) -> bool:
        try:
            return self.job.renew()
        except Error as problem:  # the worker's own thread will find out for itself
            logger.warning("%s: its lease was not renewed: %s", self.job.row, problem)
            return True
        finally:
            connections.close_all()

    def _stop(self, problem: Exception) -> None:
        if self.is_main and not self.over:
            signal.pthread_kill(threading.main_thread().ident or 0, SIGN)
        if self.woken.wait(GRACE):
            return
        if not isinstance(problem, LeaseLost):  # that row is not ours to end
            self._fail(str(problem))
        # Without a database too: nobody else would watch it any more.
        logger.error("%s does not stop, so its worker ends", self.job.row)
        end_all(self._own())
        self.end()

    def _fail(self, reason: str) -> None:
        """As long as TELLING: the worker's own thread may hang with the row in its hands.

        One that could not be ended so is taken up by another worker when its lease has run out.
        """
        telling = threading.Thread(target=self._tell, args=[reason], daemon=True)
        telling.start()
        telling.join(TELLING)

    def _tell(self, reason: str) -> None:
        try:
            self.job.fail(reason)
        except Exception:
            logger.exception("%s was not ended", self.job.row)
        finally:
            connections.close_all()
