"""Start everything: database, queue, website, worker and clock, with progress in plain words."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from consultation.embedded import CannotStart
from consultation.supervisor import Supervisor

BASE_DIR = Path(__file__).resolve().parents[3]


class Command(BaseCommand):
    """Runs before the settings are read: it starts the servers that they name."""

    help = "Start everything on this machine. Ctrl-C stops it. `make run` ends in this command."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port",
            default=os.environ.get("PORT") or "8000",
            help="TCP port of the website (default: PORT of the environment, else 8000)",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        port = options["port"]
        if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            self._refuse(f"PORT must be a whole number from 1 to 65535, not {port!r}.")
        try:
            Supervisor(BASE_DIR, int(port), self._write).run()
        except CannotStart as problem:
            self._refuse(str(problem))

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    def _refuse(self, sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")
        sys.exit(1)
