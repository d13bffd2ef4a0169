"""Whether the worker of a queue on this machine works, or the clock goes; ends with 3 where not.

For the health check of a container, which begins again when it fails. With 3, since Python ends
with 1 for whatever this command itself lacks.
"""

import socket
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from consultation import watching

SICK = 3  # exit code
STANDS = 60.0  # seconds since the clock wrote its file


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("node", choices=[*watching.WAITS, "clock"])
        parser.add_argument("--host", default=socket.gethostname(), help="of --hostname=NODE@HOST")
        parser.add_argument("--schedule", type=Path, help="the file of the clock")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where it is ill. What the database or broker lacks is no illness."""
        try:
            if not watching.broker_answers():
                return
            if options["node"] == "clock":
                self._clock(options["schedule"])
            else:
                self._worker(options["node"], options["host"])
        except (OperationalError, InterfaceError):
            return

    @staticmethod
    def _clock(schedule: Path) -> None:
        if time.time() - watching.written(schedule) > STANDS:
            raise CommandError("The clock stands.", returncode=SICK)

    @staticmethod
    def _worker(queue: str, host: str) -> None:
        """Looks for a sign of work for as long as work waits, QUIET seconds at most."""
        until = time.monotonic() + watching.QUIET
        while watching.late(queue, timezone.now()):
            if f"{queue}@{host}" in watching.at_work():
                return
            if time.monotonic() > until:
                raise CommandError("Work waits, and the worker does nothing.", returncode=SICK)
            time.sleep(watching.LOOK)
