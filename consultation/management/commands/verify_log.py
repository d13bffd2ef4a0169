"""See that what is stored, what the public log says and what is published agree."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consultation.audit.reconciling import differences, still
from consultation.ledger.queries import published_size
from consultation.models import Response
from consultation.report.counting import one_instant


class Command(BaseCommand):
    help = (
        "Look at every response, entry and published file of the log, and name each that does not "
        "fit. Reads all as it stands in one instant and changes nothing; 1 where something differs."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        number = 0
        shelf = still()
        with one_instant():
            for difference in differences(shelf):
                number += 1
                self.stdout.write(difference)
            responses, entries = Response.objects.count(), published_size()
        if number:
            raise CommandError(f"{number} differences. See docs/ledger.md.")
        self.stdout.write(f"{responses:,} responses and {entries:,} entries: all agree.")
