"""See that what is stored, what the public log says and what is published agree."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consultation.audit.reconciling import differences
from consultation.ledger.queries import published_size
from consultation.models import Response


class Command(BaseCommand):
    help = (
        "Look at every response, entry and published file of the log, and name each that does not "
        "fit. Reads all and changes nothing; 1 where something differs."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        number = 0
        for difference in differences():
            number += 1
            self.stdout.write(difference)
        if number:
            raise CommandError(f"{number} differences. See docs/ledger.md.")
        self.stdout.write(
            f"{Response.objects.count():,} responses and {published_size():,} entries: all agree."
        )
