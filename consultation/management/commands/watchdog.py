"""End workers that live and do nothing while their work waits; whoever started them starts them
again. `make run` keeps one of these."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from consultation import pids, watching
from consultation.celery import MAIL, REPORTS, WORK

NAMES = {WORK: "worker", MAIL: "mail", REPORTS: "reports"}
CLOCK = "beat"
STANDS = 30.0  # seconds; a clock that goes writes its file every few
PATIENCE = 5.0  # seconds; whoever does nothing has nothing to finish


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pids", type=Path, required=True, help="where running programs stand")
        parser.add_argument("--schedule", type=Path, required=True, help="the file of the clock")

    def handle(self, *args: Any, **options: Any) -> None:
        """Looks until it is ended."""
        watch = watching.Watch()
        while True:
            time.sleep(watching.LOOK)
            try:
                self._look(watch, options["pids"], options["schedule"])
            except (OperationalError, InterfaceError):
                connection.close()  # the database is away: nobody can work
                watch.excuse(NAMES, time.monotonic())

    def _look(self, watch: watching.Watch, folder: Path, schedule: Path) -> None:
        now = time.monotonic()
        if not watching.broker_answers():
            watch.excuse([*NAMES, CLOCK], now)
            return
        if self._age(folder, CLOCK) > watching.SETTLED and self._stands(watch, schedule, now):
            self._end(folder, CLOCK, "its file does not change")
            watch.excuse([*NAMES, CLOCK], time.monotonic())
            return
        started = {queue: now - self._age(folder, name) for queue, name in NAMES.items()}
        for queue in watch.deaf(started, at=timezone.now(), now=now):
            self._end(folder, NAMES[queue], "work waits, and it does nothing")
            watch.excuse([queue], time.monotonic())

    @staticmethod
    def _age(folder: Path, name: str) -> float:
        """Seconds that this program has run; 0 where it does not."""
        program = pids.find(folder, name)
        return time.time() - program.create_time() if program is not None else 0.0

    @staticmethod
    def _stands(watch: watching.Watch, schedule: Path, now: float) -> bool:
        """The clock has not written since long, and not because the broker was away."""
        since = now - watch.seen.setdefault(CLOCK, now)
        return since > STANDS and time.time() - watching.written(schedule) > STANDS

    def _end(self, folder: Path, name: str, why: str) -> None:
        clock = time.strftime("%H:%M:%S")
        self.stdout.write(f"{clock} {name} is ended, to be started again: {why}")
        self.stdout.flush()
        pids.end(folder, name, patience=PATIENCE)
