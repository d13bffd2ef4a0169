"""Load every London postcode with its borough and grid reference. Once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stations.actions import load_postcodes
from stations.postcodes import source_rows, wanted


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="replace what is there")

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        try:
            loaded = load_postcodes(rows=wanted(source_rows()), again=again)
        except LookupError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{loaded:,} postcodes loaded." if loaded else "Postcodes stand already.")
