"""Store the worked example: the consultation of 2017, open now, and a closed copy of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from consultation.events import MACHINE
from consultation.models import Consultation
from consultation.publish import actions
from consultation.publish.example.copies import RegisterDisagrees, closed_copy, open_copy
from consultation.publish.example.counters import Counter, counters_of
from consultation.publish.plan import Plan
from consultation.states import Refused
from stations.loading import REGISTER, RegisterProblem, read_rows


class Command(BaseCommand):
    help = "Load the worked example, open and closed. A second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Each copy is stored whole or not at all. Raises CommandError with what to do."""
        at = timezone.now()
        try:
            counters = counters_of(read_rows(REGISTER))
            # The closed copy is prepared as it would have been: before its own opening.
            closed = closed_copy(counters, at=at)
            self._load(closed, counters, at=closed.dates.opens_at - timedelta(days=1))
            self._load(open_copy(counters, at=at), counters, at=at)
        except (RegisterDisagrees, RegisterProblem) as problem:
            raise CommandError(f"The example was not loaded. {problem}") from None
        except Refused as refusal:
            raise CommandError(
                f"The example was not loaded. {refusal} Run `manage.py load_register` first."
            ) from None

    def _load(self, plan: Plan, counters: Sequence[Counter], *, at: datetime) -> None:
        if Consultation.objects.filter(slug=plan.slug).exists():
            self.stdout.write(f"{plan.slug}: already loaded, nothing changed.")
            return
        with transaction.atomic():
            consultation = actions.draft(plan=plan, by=MACHINE, at=at)
            actions.publish(consultation=consultation, by=MACHINE, at=at)
        closes = timezone.localtime(consultation.closes_at)
        self.stdout.write(
            f"{plan.slug}: {len(counters)} proposals, closes {closes:%d %B %Y at %H:%M:%S}."
        )
