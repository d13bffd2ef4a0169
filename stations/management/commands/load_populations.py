"""Load how many people live in each borough from CSV. A file with a fault changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from stations.actions import load_populations
from stations.loading import RegisterProblem
from stations.populations import read_populations


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV file with ons_code and people")
        parser.add_argument("--source", required=True, help="where the figures are from")
        parser.add_argument("--dated", required=True, help="the day that they are of")

    def handle(self, *args: Any, file: Path, source: str, dated: str, **options: Any) -> None:
        try:
            loaded = load_populations(
                people=read_populations(file), source=source, dated=dated, by="load_populations",
                at=timezone.now(),
            )  # fmt: skip
        except (RegisterProblem, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"The population of {loaded} boroughs loaded.")
