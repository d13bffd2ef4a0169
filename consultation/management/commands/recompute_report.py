"""Count a report again from the record of its checkpoint, and say whether its figures are the same.

It writes nothing. Where events came since, the record is first put back to what they say of then.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.report.queries import report_of
from consultation.report.recomputed import CannotRecompute, recompute

SAME = "The same, to the byte: {figures:,} figures, counted again from the record {when}."
WHEN = {False: "as it is", True: "as it was at the report’s checkpoint"}
NOT_TOLD = "The record of events does not hold what these rest on, and they have changed since:"


class Command(BaseCommand):
    """`manage.py recompute_report 12`; it fails where a figure differs."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """The number of the report."""
        parser.add_argument("report", type=int, help="the number in the report’s address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what came of it. Raises CommandError where a figure differs, or none can be had."""
        report = report_of(options["report"])
        if report is None:
            raise CommandError("There is no such report.")
        try:
            found = recompute(report)
        except CannotRecompute as problem:
            raise CommandError(str(problem)) from problem
        if found.not_told:
            self.stdout.write("\n".join([NOT_TOLD, *found.not_told]))
        if not found.same:
            raise CommandError("\n".join(["These differ:", *found.differs]))
        self.stdout.write(SAME.format(figures=found.figures, when=WHEN[found.moved_on]))
