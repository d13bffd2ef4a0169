"""Make a whole copy of the database, to begin with when it is restored."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consultation import archive
from consultation.embedded import CannotStart


class Command(BaseCommand):
    help = (
        "Copy the running database to a folder and check each file of the copy. With keep_wal "
        "beside it nothing that was committed since is lost: docs/operations/backup.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="on another machine or disk")

    def handle(self, *_: Any, **options: Any) -> None:
        name = timezone.now().strftime(archive.TIME)
        try:
            made = archive.back_up(settings.BACKUP_DATABASE_URL, options["folder"], name=name)
        except (CannotStart, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"The copy is whole: {made}")
