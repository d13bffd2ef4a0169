"""Count the tallies of consultations anew, or check that they are right."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.models import Consultation
from consultation.report import tallying


class Command(BaseCommand):
    """Safe at any time; workers may run beside it. The check writes nothing."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Which consultation, and whether to check only."""
        parser.add_argument("--consultation", metavar="SLUG", help="this one; all without it")
        parser.add_argument("--check", action="store_true", help="compare, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a consultation. Raises CommandError where a check finds a difference."""
        found = Consultation.objects.order_by("slug")
        if options["consultation"]:
            found = found.filter(slug=options["consultation"])
            if not found:
                raise CommandError(f"There is no consultation {options['consultation']}.")
        wrong = 0
        for one in found:
            if not options["check"]:
                self.stdout.write(f"{one.slug}: {tallying.rebuild(one):,} responses tallied")
                continue
            checked = tallying.check(one)
            wrong += not checked.is_right
            self.stdout.write(
                f"{one.slug}: the tallies are right"
                if checked.is_right
                else f"{one.slug}: {checked.astray:,} responses astray, {checked.wrong:,} numbers "
                "wrong"
            )
        if wrong:
            raise CommandError("Run rebuild_tallies, and tell who develops this service.")
