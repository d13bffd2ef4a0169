"""Taking the record of what happened away as a file."""

from datetime import datetime

from django.db import transaction

from consultation.audit.queries import Chosen, count_of
from consultation.events import record
from consultation.models import Event, EventKind, User


@transaction.atomic
def export_events(*, chosen: Chosen, by: User, at: datetime) -> Event:
    """Record that what fits is being downloaded, before it is. One Event, with how it was narrowed.

    A count above the most that is counted stands for more.
    """
    narrowed = {
        name: value
        for name in ("kind", "by", "consultation", "about", "since", "until")
        if (value := getattr(chosen, name))
    }
    return record(
        EventKind.EVENTS_EXPORTED, about=User(pk=by.pk), by=by, at=at,
        count=count_of(chosen, by), narrowed=[f"{one}={narrowed[one]}" for one in narrowed],
    )  # fmt: skip
