"""Where words stand in all responses, and what the pages of taking them out everywhere show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from consultation.access import Permission, rows_within
from consultation.models import (
    WORDS,
    Answer,
    BulkRedaction,
    BulkRedactionPlace,
    BulkRedactionState,
    Consultation,
    Kind,
    PublishedResponse,
    Redaction,
    Restriction,
    User,
)
from consultation.models.bulk_redaction import BulkRedactionQuerySet
from consultation.moderate.queries.bulk import waited
from consultation.moderate.queries.redacting import EVERYWHERE
from consultation.moderate.redacting import is_covered, pattern, places_of
from consultation.moderate.sieve import sieve

MOST_SHOWN = 50  # places that a page lists
MOST_JOBS = 20  # the newest that a page lists

# Whoever has taken a key of a response and not ended their transaction: they hold the sequence.
# Whoever only reads the sequence, as a backup does, holds it in another mode.
READ_WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
AND pid IS DISTINCT FROM pg_backend_pid()
AND relation = pg_get_serial_sequence('consultation_response', 'id')::regclass
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@dataclass(frozen=True)
class Found:
    """Words in an answer."""

    answer: Answer
    start: int
    end: int


def places_between(
    consultation: Consultation, words: str, *, after: int, until: int
) -> list[Found]:
    """Wherever the words stand in what can be published, and are not taken out yet.

    In responses with keys above `after` and up to `until`, in their order. Two queries.
    """
    found = _found(_that_may_hold(consultation, words, after, until), words)
    out: dict[int, list[Redaction]] = {}
    answers = {one.answer.pk for one in found}
    for mark in Redaction.objects.in_force().filter(answer__in=answers) if answers else ():
        out.setdefault(mark.answer_id, []).append(mark)
    return [
        one
        for one in found
        if not is_covered(one.answer.text, out.get(one.answer.pk, []), one.start, one.end)
    ]


def _that_may_hold(
    consultation: Consultation, words: str, after: int, until: int
) -> QuerySet[Answer]:
    """Answers in words that PostgreSQL cannot tell to be without them."""
    rows = Answer.objects.filter(
        response__gt=after,
        response__lte=until,
        response__consultation=consultation,
        response__kind=Kind.PUBLIC,
        response__state__in=EVERYWHERE,
        question_version__question__kind__in=WORDS,
        text__regex=sieve(words),
    )
    return rows.exclude(text="").order_by("response", "pk").only("response_id", "text")


def _found(answers: Iterable[Answer], words: str) -> list[Found]:
    looked_for = pattern(words)
    return [
        Found(answer, start, end)
        for answer in answers
        for start, end in places_of(answer.text, looked_for)
    ]


def writers() -> set[str]:
    """Open transactions that receive responses at this moment: their keys may be low ones."""
    with connection.cursor() as cursor:
        cursor.execute(READ_WRITERS)
        return {name for (name,) in cursor.fetchall()}


def everywhere_of(consultation: Consultation) -> BulkRedactionQuerySet:
    """The newest of a consultation."""
    found = BulkRedaction.objects.filter(consultation=consultation)
    return found.select_related("asked_by").order_by("-pk")[:MOST_JOBS]


def one_everywhere(pk: int) -> BulkRedaction | None:
    """One of them, with its people. One query."""
    related = ("consultation", "asked_by", "confirmed_by")
    return BulkRedaction.objects.select_related(*related).filter(pk=pk).first()


def first_places(bulk_redaction: BulkRedaction) -> list[BulkRedactionPlace]:
    """The first that were found, but for words whose use a person has had restricted. One query."""
    restricted = Restriction.objects.in_force().values("response")
    rows = bulk_redaction.found.select_related("response", "answer")
    rows = rows.exclude(response__in=restricted).exclude(answer__text="")
    return list(rows.order_by("response", "answer", "start")[:MOST_SHOWN])


def public_among(bulk_redaction: BulkRedaction) -> int:
    """How many of the responses that were found have a public copy with words. One query."""
    keys = bulk_redaction.found.values("response")
    return PublishedResponse.objects.filter(pk__in=keys, words_withheld=False).count()


def responses_left(bulk_redaction: BulkRedaction) -> int:
    """How many the words are still to be taken out of. One query."""
    return bulk_redaction.found.order_by().values("response").distinct().count()


def to_confirm(person: User) -> list[BulkRedaction]:
    """Those that wait for a reviewer to say that they are meant, oldest first. One query."""
    here = rows_within(person, {Permission.REVIEW}, to="consultation")
    found = BulkRedaction.objects.filter(state=BulkRedactionState.FOUND)
    found = found if here is None else found.filter(here)
    return list(found.select_related("consultation").order_by("asked_at", "pk"))


def longest_wait_of_everywhere(at: datetime) -> float:
    """Seconds that the oldest has waited for a worker; 0 when none is due."""
    due = BulkRedaction.objects.due_at(at)
    return waited(due.values_list("asked_at", "confirmed_at", "lease_until").first(), at)
