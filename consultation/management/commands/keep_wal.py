"""Keep the write-ahead log of the database in a folder, as it is written."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from consultation import archive
from consultation.embedded import CannotStart


class Command(BaseCommand):
    """Becomes pg_receivewal, which connects again by itself when the database was away."""

    help = (
        "Keep the write-ahead log of the database in a folder, until Ctrl-C. The database keeps "
        "what is not there yet."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="on another machine or disk")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            words, environment = archive.keeping(settings.BACKUP_DATABASE_URL, options["folder"])
        except (CannotStart, OSError) as problem:
            raise CommandError(str(problem)) from problem
        os.execve(words[0], words, environment)  # noqa: S606 - signals go to it at once
