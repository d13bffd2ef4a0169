"""Make a whole copy of the database, to begin with when it is restored."""

from argparse import ArgumentParser
from datetime import timedelta
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
        parser.add_argument(
            "--days",
            type=int,
            default=35,
            help="remove older copies, with the log that only they need; default: 35",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        now, folder = timezone.now(), options["folder"]
        before = (now - timedelta(days=options["days"])).strftime(archive.TIME)
        try:
            name = now.strftime(archive.TIME)
            made = archive.back_up(settings.BACKUP_DATABASE_URL, folder, name=name)
            old = archive.drop_older(folder, before)
        except (CannotStart, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"The copy is whole: {made}")
        for one in old:
            self.stdout.write(f"Removed: {one}")
