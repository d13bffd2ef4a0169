"""A consultation that closes at a given instant. Called by `inside`."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from consultation.events import MACHINE
from consultation.models import Consultation
from consultation.publish import actions
from consultation.publish.example.copies import OPENED_BEFORE, RUNS, open_copy
from consultation.publish.example.counters import counters_of
from stations.loading import REGISTER, read_rows


@transaction.atomic
def publish(slug: str, closes_at: str, grace: str) -> str:
    """The worked example once more, open now, with so many minutes of grace. Its slug."""
    deadline = datetime.fromisoformat(closes_at)
    counters = counters_of(read_rows(REGISTER))
    plan = open_copy(counters, at=deadline - RUNS + OPENED_BEFORE)
    dates = replace(plan.dates, closes_at=deadline)
    at = dates.opens_at - timedelta(days=1)  # prepared as it would have been: before its opening
    made = actions.draft(plan=replace(plan, slug=slug, dates=dates), by=MACHINE, at=at)
    Consultation.objects.filter(pk=made.pk).update(grace_minutes=int(grace))
    made.refresh_from_db()
    actions.publish(consultation=made, by=MACHINE, at=at)
    return slug
