"""Make an organisation for the council of each borough. Safe to run twice."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consultation.events import MACHINE
from consultation.reply import actions
from consultation.reply.register import read_councils
from consultation.states import Refused


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when the boroughs are not loaded."""
        rows = read_councils()
        try:
            made, completed = actions.add_councils(rows=rows, by=MACHINE, at=timezone.now())
        except Refused as refusal:
            raise CommandError(f"The councils were not loaded. {refusal}") from None
        kept = len(rows) - made - completed
        self.stdout.write(f"{made} councils made, {completed} completed, {kept} kept as they are.")
