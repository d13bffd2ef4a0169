"""The book of a deadline: when it is closed, what stands in it, and how that is told.

A response counts by when its request was received. It stands in the database a little later, so
the book is closed a little later still: what is in it then is all that there will ever be.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.models import Closing, Consultation, Response
from consultation.publish.rules import in_words

DRAIN = timedelta(seconds=60)  # longer than the slowest request that was received in time
READ_CLOCK = "SELECT clock_timestamp()"


def database_clock() -> datetime:
    """What the database's clock shows: one for all workers, whatever theirs show."""
    with connection.cursor() as cursor:
        cursor.execute(READ_CLOCK)
        shown: datetime = cursor.fetchone()[0]
    return shown


def why_not_close(consultation: Consultation, *, now: datetime) -> str:
    """A book is closed once, after the deadline, its grace and the time in which requests end."""
    if not consultation.is_closed_at(now) or not consultation.is_public:
        return "It is not over yet."
    if now <= consultation.grace_ends_at + DRAIN:
        return "Requests that were received in time may still be under way."
    if closing_of(consultation) is not None:
        return "The book of this deadline is closed already."
    return ""


def due_at(now: datetime) -> Iterator[Consultation]:
    """Those whose book is to be closed now."""
    closed = Closing.objects.values_list("consultation", "closes_at")
    known = set(closed)
    for one in Consultation.objects.closed_at(now):
        if (one.pk, one.closes_at) not in known and not why_not_close(one, now=now):
            yield one


def closing_of(consultation: Consultation) -> Closing | None:
    """Of the deadline in force; none where it is not closed, or was opened again. One query."""
    return consultation.closings.filter(closes_at=consultation.closes_at).first()


def received(consultation: Consultation, until: datetime) -> int:
    """Every response that was received until then, whatever became of it."""
    return Response.objects.filter(consultation=consultation, received_at__lte=until).count()


def entered_later(closing: Closing) -> int:
    """What arrived in time, on paper or by other ways, and was entered after the closing."""
    return received(closing.consultation, closing.received_until) - closing.responses


def why_not_enter(consultation: Consultation, *, received_at: datetime) -> str:
    """What is received online comes into a book before that is closed."""
    if not consultation.closings.filter(received_until__gte=received_at).exists():
        return ""
    return _(
        "Your response reached us in time, but could not be recorded before the responses were "
        "counted, so it was not sent. Your answers are kept. Send them again. If that is refused, "
        "write to %(contact)s."
    ) % {"contact": consultation.contact}


def told_of_closing(closing: Closing | None) -> str:
    """As it is published; empty where nothing is closed."""
    if closing is None:
        return ""
    number = closing.responses
    return ngettext(
        "When the responses were counted after the close, at %(moment)s, London time, %(n)s "
        "response had been received, by all ways to respond together.",
        "When the responses were counted after the close, at %(moment)s, London time, %(n)s "
        "responses had been received, by all ways to respond together.",
        number,
    ) % {"n": f"{number:,}", "moment": in_words(closing.closed_at)}


def in_the_book(consultation: Consultation) -> list[str]:
    """For staff, so in English: each closing there was, and what is to be expected."""
    told = []
    for one in consultation.closings.all():
        told.append(
            f"Closed at {in_words(one.closed_at)}, for responses received until "
            f"{in_words(one.received_until)}. It holds {one.responses:,} of them: all that were in "
            "the database then, by every channel, formal replies too, and whatever became of them."
        )
        if later := entered_later(one):
            told.append(f"{later:,} more arrived in time and were entered later.")
    if closing_of(consultation) is None and consultation.is_public:
        until = in_words(consultation.grace_ends_at + DRAIN)
        told.append(f"It is closed once, soon after {until}, unless the closing time changes.")
    return told or ["Nothing is in it before the consultation is published."]
