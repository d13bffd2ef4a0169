"""Read one report of a mail server about a message that came back, and note it with the message.

The report comes from standard input: `manage.py record_bounce < message`.
"""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone

from consultation import bounces, emails
from consultation.events import MACHINE
from consultation.states import Refused


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError for what is no such report, and so that the mail server tries again
        later while the database is away."""
        raw = sys.stdin.buffer.read(bounces.MOST_BYTES + 1)
        try:
            self.stdout.write(self._noted(bounces.read(raw)))
        except Refused as refusal:
            raise CommandError(f"{refusal} Nothing was noted.") from None
        except OperationalError:
            told = "The database does not answer. Nothing was noted; try again later."
            raise CommandError(told, returncode=os.EX_TEMPFAIL) from None

    def _noted(self, report: bounces.Report) -> str:
        """What came of it. Raises Refused."""
        if not report.gave_up:
            return "The message is late, and has not come back. Nothing was noted."
        fresh = emails.note_bounce(
            message_id=report.message_id, status=report.status, by=MACHINE, at=timezone.now()
        )
        return f"Noted: it came back, {report.status}." if fresh else "It was noted before."
