"""Keep the public log: enter what was committed, each second, and publish a signed head."""

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection
from django.utils import timezone

from consultation.events import MACHINE
from consultation.ledger.actions import MOST, Heard, LogStopped, ask_witnesses, sequence
from consultation.ledger.keys import KeyMissing

logger = logging.getLogger(__name__)

EVERY = 1.0  # seconds
EVERY_WITNESS = 15.0
AFTER_PROBLEM = 5.0


class Command(BaseCommand):
    """A program of its own, that needs no queue: it goes on while the broker is away.

    Several may run, on several machines: one works, and the others wait for it to die.
    """

    help = "Enter what was received in the public log, each second, and publish signed heads of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="enter all that waits now, say how much, and end"
        )
        parser.add_argument(
            "--alive", type=Path, help="touch this file after each turn that ended well"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if options["once"]:
            try:
                self.stdout.write(f"Entered {self._all_that_waits()}.")
            except (LogStopped, KeyMissing, OSError) as problem:
                raise CommandError(str(problem)) from problem
            return
        self.alive: Path | None = options["alive"]
        self.heard = Heard()
        over = threading.Event()
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_args: over.set())
        if settings.LEDGER_WITNESSES:
            # Before anything is signed: only they know if all was put back together.
            self._ask()
            # From then on beside it: who waits for them must not keep the log waiting.
            threading.Thread(target=self._witness, args=[over], daemon=True).start()
        while not over.is_set():
            begun = time.monotonic()
            pause = self._turn()
            over.wait(max(begun + pause - time.monotonic(), 0.0))

    def _witness(self, over: threading.Event) -> None:
        """Ask those outside, again and again."""
        while not over.wait(EVERY_WITNESS):
            self._ask()
            connection.close()

    def _ask(self) -> None:
        """What speaks against our log is heard, and kept for the next turn."""
        try:
            with suppress(LogStopped):
                ask_witnesses(by=MACHINE, at=timezone.now(), heard=self.heard)
        except (Error, OSError) as problem:
            logger.warning("The witnesses were not asked: %s", type(problem).__name__)
        except Exception:
            logger.exception("The witnesses were not asked")

    def _all_that_waits(self) -> int:
        total = 0
        ask_witnesses(by=MACHINE, at=timezone.now(), heard=Heard())
        while entered := sequence(by=MACHINE, at=timezone.now()):
            total += entered
        return total

    def _tell_alive(self) -> None:
        if self.alive:
            with suppress(OSError):  # whoever looks at the file sees that it is old
                self.alive.touch()

    def _turn(self) -> float:
        """One batch; the seconds from its beginning to that of the next."""
        try:
            self.heard.refuse()
            entered = sequence(by=MACHINE, at=timezone.now())
            self._tell_alive()
            return 0.0 if entered >= MOST else EVERY
        except (LogStopped, KeyMissing, OSError) as problem:
            logger.error("The public log stands still: %s", problem)
        except Error as problem:  # of the database; its words could name what was in a row
            logger.warning("The public log waits for the database: %s", type(problem).__name__)
            connection.close()
        except Exception:
            # Whatever it is, it ends no program: others are started and stopped with this one.
            logger.exception("The public log stands still")
        return AFTER_PROBLEM
