"""Load a register of front counters from a CSV file. A file with a fault changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from stations.actions import import_register
from stations.loading import RegisterProblem, read_rows, sha256_of


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV file; see stations/data/README.md")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            loaded = import_register(
                rows=read_rows(file),
                source=file.name,
                sha256=sha256_of(file.read_bytes()),
                by="import_register",
                at=timezone.now(),
            )
        except (RegisterProblem, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{loaded.rows} front counters loaded from {loaded.source}.")
        for name, found in loaded.report.items():
            if isinstance(found, list) and found:
                self.stdout.write(f"  {name.replace('_', ' ')}: {', '.join(found)}")
