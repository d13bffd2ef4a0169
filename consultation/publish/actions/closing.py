"""The machine closes the book of a deadline, once."""

from datetime import datetime

from django.db import connection, transaction

from consultation.events import record
from consultation.models import Closing, Consultation, EventKind, User
from consultation.publish import closing
from consultation.states import Refused

# Of the database's advisory locks, with the key of a consultation: held together by all whose
# responses come in online (see `counterpoint_book_takes`), alone by whoever closes the book.
BOOK = 3_816_005


@transaction.atomic
def close_book(*, consultation: Consultation, by: User | str, at: datetime) -> Closing:
    """Count what was received until the deadline and its grace. One Event.

    Whatever is coming in at this moment is waited for; from then on nothing received until that
    deadline comes in online. Raises Refused before its time, while paused, and when it is closed.
    """
    held = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    if refusal := closing.why_not_close(held, now=at):
        raise Refused(refusal)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [BOOK, held.pk])
    until = held.grace_ends_at
    made = Closing.objects.create(
        consultation=held, closes_at=held.closes_at, received_until=until, closed_at=at,
        responses=closing.received(held, until),
    )  # fmt: skip
    record(
        EventKind.CONSULTATION_CLOSED, about=held, by=by, at=at, consultation=held.pk,
        closing=made.pk, closes_at=made.closes_at.isoformat(), until=until.isoformat(),
        responses=made.responses,
    )  # fmt: skip
    return made


def close_books(*, by: User | str, at: datetime) -> int:
    """Close each book that is due, in a transaction of its own. Returns how many were."""
    closed = 0
    for one in closing.due_at(at):
        try:
            close_book(consultation=one, by=by, at=at)
        except Refused:  # another worker was faster, or it was extended meanwhile
            continue
        closed += 1
    return closed
