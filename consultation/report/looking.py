"""Each look at figures that nobody has published yet leaves an Event."""

from datetime import datetime

from django.db import transaction

from consultation.events import record
from consultation.models import Consultation, EventKind, User


def look_at_figures(*, consultation: Consultation, by: User, at: datetime) -> None:
    """Record that somebody looked at the figures as they stand now."""
    with transaction.atomic():
        record(
            EventKind.REPORT_READ, about=consultation, by=by, at=at,
            consultation=consultation.pk, what="figures",
        )  # fmt: skip
