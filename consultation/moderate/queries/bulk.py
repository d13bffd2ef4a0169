"""What is on the list of a verdict on many, and what its pages show."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from consultation.access import Visitor
from consultation.models import (
    BulkReview,
    BulkReviewRow,
    Consultation,
    Flag,
    FlagKind,
    Response,
    ResponseState,
)
from consultation.models.bulk_review import BulkReviewQuerySet
from consultation.models.response import ResponseQuerySet
from consultation.moderate.queries.chosen import Chosen
from consultation.moderate.queries.queue import matching

MOST_LISTED = 200_000  # responses on one list
MOST_FLAGGED = 20_000  # looked through for a count of flags
A_SAMPLE = 10
A_PAGE_OF_REFUSED = 50

Picked = Chosen | Collection[int]


def listed(
    consultation: Consultation,
    picked: Picked,
    *,
    by: Visitor,
    at: datetime,
    newest: int | None = None,
) -> ResponseQuerySet:
    """The responses that a verdict would be given to: those of the filters, or of some keys.

    :param newest: the last key that the person was shown; what came in since is left out.
    """
    if isinstance(picked, Chosen):
        found = matching(consultation, picked, by=by, at=at).filter(state__in=picked.states)
    else:
        found = Response.objects.filter(consultation=consultation, pk__in=list(picked))
    return found if newest is None else found.filter(pk__lte=newest)


@dataclass(frozen=True)
class Preview:
    """What a person is told before a verdict on many is asked for."""

    total: int  # MOST_LISTED + 1 is more than that
    newest: int
    states: list[tuple[ResponseState, int]]
    flags: list[tuple[FlagKind, int]]
    sample: list[Response]
    first: list[int]  # keys of the first MOST_COUNTED, to be judged as the worker would


def preview(
    consultation: Consultation, picked: Picked, *, by: Visitor, at: datetime, most: int
) -> Preview:
    """How many there are, in which states, with which flags, and the first of them. Five queries.

    Nothing is counted further than MOST_LISTED, and flags are those of the first MOST_FLAGGED.
    """
    rows = listed(consultation, picked, by=by, at=at)
    some = rows.order_by().values("pk")[: MOST_LISTED + 1]
    states = Response.objects.filter(pk__in=some).order_by("state").values("state")
    counted = states.annotate(number=Count("pk"), newest=Max("pk"))
    found = [(ResponseState(one["state"]), one["number"], one["newest"]) for one in counted]
    oldest = rows.order_by("received_at", "pk")
    doubted = Flag.objects.standing().filter(response__in=oldest.values("pk")[:MOST_FLAGGED])
    kinds = doubted.order_by("kind").values_list("kind").annotate(Count("response", distinct=True))
    return Preview(
        total=sum(number for _state, number, _newest in found),
        newest=max((newest for _state, _number, newest in found), default=0),
        states=[(state, number) for state, number, _newest in found],
        flags=[(FlagKind(kind), number) for kind, number in kinds],
        sample=list(oldest.select_related("borough", "organisation")[:A_SAMPLE]),
        first=list(oldest.values_list("pk", flat=True)[:most]),
    )


def bulk_reviews_of(consultation: Consultation) -> BulkReviewQuerySet:
    """Every verdict on many of a consultation, newest first."""
    return BulkReview.objects.filter(consultation=consultation).select_related("asked_by")


def bulk_review_of(pk: int) -> BulkReview | None:
    """One of them, with its people and what undoes it. One query."""
    related = ("consultation", "asked_by", "rule", "undoes", "undone_by")
    return BulkReview.objects.select_related(*related).filter(pk=pk).first()


def decided_by(bulk_review: BulkReview) -> int:
    """How many responses it gave its verdict to. One query."""
    return bulk_review.rows.exclude(review=None).count()


def undecided_by(bulk_review: BulkReview) -> dict[str, int]:
    """How many of these its verdict did not decide where two people review, by the step that it
    was: the first of two, or a second that disagrees. One query.
    """
    rows = bulk_review.rows.filter(review__decides=False).order_by().values_list("review__step")
    return dict(rows.annotate(Count("pk")))


def refused_by(bulk_review: BulkReview) -> list[tuple[str, int]]:
    """How many it left alone, by reason, the most frequent first. One query."""
    rows = bulk_review.rows.exclude(refusal="").order_by().values_list("refusal")
    return list(rows.annotate(number=Count("pk")).order_by("-number", "refusal"))


def refused_rows(bulk_review: BulkReview, *, after: int) -> tuple[list[BulkReviewRow], int]:
    """Fifty that it left alone, after one row of it; and the row to go on after, 0 at the end."""
    rows = bulk_review.rows.exclude(refusal="").filter(pk__gt=after).select_related("response")
    found = list(rows.order_by("pk")[: A_PAGE_OF_REFUSED + 1])
    more = len(found) > A_PAGE_OF_REFUSED
    found = found[:A_PAGE_OF_REFUSED]
    return found, found[-1].pk if more else 0


def waiting_rows(bulk_review: BulkReview) -> Q:
    """Neither decided nor refused."""
    return Q(bulk_review=bulk_review, review=None, refusal="")


def longest_wait_of_bulk(at: datetime) -> float:
    """Seconds that the oldest due verdict on many has waited for a worker; 0 when none is due."""
    due = BulkReview.objects.due_at(at)
    return waited(due.values_list("asked_at", "lease_until").first(), at)


def waited(oldest: Iterable[datetime | None] | None, at: datetime) -> float:
    """Seconds since the last of these moments of a due row; 0 where there is no such row."""
    if oldest is None:
        return 0.0
    return (at - max(moment for moment in oldest if moment is not None)).total_seconds()
