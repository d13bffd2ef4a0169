"""A consultation that closes at a given instant. Called by `inside`."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from consultation.events import MACHINE
from consultation.models import Consultation
from consultation.publish import actions
from consultation.publish.example.copies import OPENED_BEFORE, RUNS, open_copy
from consultation.publish.example.counters import counters_of
from stations.loading import REGISTER, read_rows


def draft(slug: str) -> str:
    """The worked example once more, not published yet: whatever takes long is done with it now."""
    counters = counters_of(read_rows(REGISTER))
    plan = open_copy(counters, at=timezone.now() - RUNS + OPENED_BEFORE)
    return actions.draft(plan=replace(plan, slug=slug), by=MACHINE, at=timezone.now()).slug


@transaction.atomic
def publish(slug: str, closes_at: str, grace: str) -> str:
    """It has been open for twelve weeks, and closes at this instant and so many minutes of grace.

    Published as it would have been: before its opening.
    """
    found = Consultation.objects.filter(slug=slug)
    found.update(closes_at=datetime.fromisoformat(closes_at), grace_minutes=int(grace))
    made = found.get()
    actions.publish(consultation=made, by=MACHINE, at=made.opens_at - timedelta(days=1))
    return slug
