"""What the queue shows: a stretch of it, urgent ones first, then the oldest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Left
from django.utils.safestring import SafeString

from consultation.access import Permission, Visitor, boroughs_within
from consultation.models import (
    WORDS,
    Answer,
    Consultation,
    Flag,
    Response,
    ResponseState,
    Restriction,
    Unscreened,
)
from consultation.models.response import UNDECIDED, ResponseQuerySet
from consultation.models.screening import NORMAL
from consultation.moderate.queries.chosen import (
    ANY,
    MINE,
    REVIEWED,
    UNSCREENED,
    Chosen,
    bounds_of,
    confined_to,
    reviewed_today,
)
from consultation.moderate.queries.walk import Bounds, Mark, keys
from consultation.respond.codes import read_reference
from consultation.scopes import of_boroughs
from consultation.search import passages, spans_of, with_marks
from stations.models import Borough

A_PAGE = 50
MOST_COUNTED = 2_000
MOST_WITH_WORDS = 1_000  # each is looked up by itself
FIRST_WORDS = 140

# A hold counts while it lasts, and while the account that has it is in use.
FREE = (
    "(held_until IS NULL OR held_until <= %(now)s OR held_by_id IN"
    " (SELECT id FROM consultation_user WHERE NOT is_active))"
)
FREE_OR_MINE = f"(held_by_id = %(person)s OR {FREE})"
# The person gave no review of it since it was last sent back to the queue, or came.
NOT_MINE = (
    "(state NOT IN ('SECOND_DUE', 'DISPUTED') OR NOT EXISTS (SELECT FROM consultation_review AS r"
    " WHERE r.response_id = s.response_id AND r.by_id = %(person)s AND r.step <> 'ONLY'"
    " AND r.round = 1 + (SELECT count(*) FROM consultation_review AS b"
    " WHERE b.response_id = s.response_id AND b.verdict = 'REOPEN')))"
)


def matching(
    consultation: Consultation, chosen: Chosen, *, by: Visitor, at: datetime
) -> ResponseQuerySet:
    """The consultation's responses that fit, in any state, as a set: for a verdict on many.

    None where words are looked for.
    """
    found = Response.objects.filter(consultation=consultation)
    limits = boroughs_within(by, Permission.READ_RESPONSES, consultation)
    if limits is not None:
        found = found.filter(of_boroughs(limits))
    if chosen.reference:
        return found.filter(reference=read_reference(chosen.reference))
    if chosen.words:
        return found.none()  # what has a word is told by a list, and is no ground for a verdict
    if chosen.show == UNSCREENED:
        return found.filter(screening=None)
    bounds = bounds_of(consultation, replace(chosen, state=ANY), by=by, at=at)
    found = found.filter(screening__tokens__contains=list(bounds.tokens))
    if bounds.since:
        found = found.filter(received_at__gte=bounds.since)
    if bounds.until:
        found = found.filter(received_at__lt=bounds.until)
    if chosen.show == MINE:
        found = found.filter(screening__held_by=by.pk, screening__held_until__gt=at)
    if chosen.show == REVIEWED:
        found = found.filter(Exists(reviewed_today(by, at).filter(response=OuterRef("pk"))))
    return found


def with_beginnings(rows: ResponseQuerySet, looked_for: str = "") -> ResponseQuerySet:
    """With the names of the stations spoken about, the first words, and the kinds of flags.

    And with all that it says, where words are looked for in it.
    """
    own = Answer.objects.filter(response=OuterRef("pk"))
    stations = own.exclude(proposal=None).values("proposal__station__name").distinct()
    doubted = Flag.objects.standing().filter(response=OuterRef("pk"))
    own_words = own.filter(question_version__question__kind__in=WORDS)  # not names of files
    own_words = own_words.exclude(response__in=Restriction.objects.in_force().values("response"))
    words = (
        own_words.exclude(text="").order_by("pk").values(start=Left("text", FIRST_WORDS + 1))[:1]
    )
    if looked_for:
        every = own_words.order_by().values("response").annotate(
            every=StringAgg("text", delimiter="\n", order_by="pk")
        )  # fmt: skip
        said = Subquery(every.values("every"))
        rows = rows.annotate(said=said, marked=with_marks(said, looked_for))
    return rows.select_related("borough", "organisation", "screening__held_by").annotate(
        about_stations=ArraySubquery(stations.order_by("proposal__station__name")),
        words=Subquery(words),
        flag_kinds=ArraySubquery(doubted.values("kind").distinct().order_by("kind")),
    )


@dataclass(frozen=True)
class Stretch:
    """One page of the queue; the marks lead to its neighbours, None where there is none.

    `count` is of all pages, counted to one more than `most` and no further.
    """

    rows: list[Response]
    before: Mark | None
    after: Mark | None
    count: int
    most: int


def page_of(
    consultation: Consultation,
    chosen: Chosen,
    *,
    by: Visitor,
    at: datetime,
    after: Mark | None = None,
    before: Mark | None = None,
    known: Sequence[Any] | None = None,
) -> Stretch:
    """Fifty responses after a mark, or before one, or the first. Two queries.

    :param known: the `places` of the consultation, where they were read already.
    """
    asked: dict[str, Any] = {"after": after, "before": before, "most": A_PAGE + 1}
    most = MOST_WITH_WORDS if chosen.words else MOST_COUNTED
    if chosen.reference or chosen.show == UNSCREENED:
        found, count = _of_responses(consultation, chosen, by=by, at=at, **asked)
    else:
        bounds = bounds_of(consultation, chosen, by=by, at=at, known=known)
        found, count = keys(bounds, count_to=most + 1, **asked)
    more = len(found) > A_PAGE
    found = found[:A_PAGE]
    rows = with_beginnings(Response.objects.filter(pk__in=found), chosen.words)
    by_key = {row.pk: row for row in rows}
    shown = [by_key[key] for key in found]
    if before is not None:
        shown.reverse()
    first, last = (mark_at(shown[0]), mark_at(shown[-1])) if shown else (None, None)
    earlier = more if before else after is not None
    later = before is not None or more
    return Stretch(shown, first if earlier else None, last if later else None, count, most)


def found_in(row: Any) -> SafeString | None:
    """What stands around the words that were looked for, in a row that was read with them."""
    said: str = getattr(row, "said", None) or ""
    spans = spans_of(row.marked) if said else []
    return passages(said, spans) if spans else None


def mark_at(response: Response) -> Mark:
    """Where this response stands; where it would, if it was not screened yet."""
    screening = getattr(response, "screening", None)
    return Mark(screening.rank if screening else NORMAL, response.received_at, response.pk)


def neighbours(
    response: Response, chosen: Chosen, *, by: Visitor, at: datetime
) -> tuple[int | None, int | None]:
    """The keys of the one before and the one after it in the list that was chosen.

    Three queries, and one where a place is chosen.
    """
    if chosen.reference or chosen.show == UNSCREENED:
        return None, None
    bounds, here = bounds_of(response.consultation, chosen, by=by, at=at), mark_at(response)
    return _first(bounds, before=here), _first(bounds, after=here)


def next_to_decide(response: Response, chosen: Chosen, *, by: Visitor, at: datetime) -> int | None:
    """The key of the next in the same list that this person can decide about, or else the first."""
    bounds = to_take(response.consultation, chosen, by=by, at=at, own=True)
    if bounds is None or chosen.reference:
        return None
    others = replace(bounds, where=[*bounds.where, "response_id <> %(this)s"])
    others.named["this"] = response.pk
    return _first(others, after=mark_at(response)) or _first(others)


def boroughs_of_role(person: Visitor, consultation: Consultation) -> list[str]:
    """The names of those that a role is limited to; none, and no query, where it is not."""
    keys = boroughs_within(person, Permission.READ_RESPONSES, consultation)
    if keys is None:
        return []
    return list(Borough.objects.filter(pk__in=keys).order_by("name").values_list("name", flat=True))


def to_take(
    consultation: Consultation, chosen: Chosen, *, by: Visitor, at: datetime, own: bool = False
) -> Bounds | None:
    """What of a list a person can take now; None where the list has nothing to decide about.

    :param own: what the person holds already is among it.
    """
    if chosen.reference or chosen.show:
        chosen = Chosen()  # of these there is no next to take: of all that waits, there is
    states: Sequence[str] = (chosen.state,)
    if chosen.state in (ANY, ResponseState.RECEIVED):
        states = UNDECIDED  # the list that goes without saying is all that waits
    elif chosen.state not in (*UNDECIDED, ResponseState.QUARANTINED):
        return None
    bounds = bounds_of(consultation, chosen, by=by, at=at)
    where = [*bounds.where, FREE_OR_MINE if own else FREE, NOT_MINE]
    confined = confined_to(by, consultation, Permission.REVIEW)
    return replace(bounds, states=states, where=where, confined=confined)


def _first(bounds: Bounds, after: Mark | None = None, before: Mark | None = None) -> int | None:
    found, _count = keys(bounds, after=after, before=before, most=1)
    return found[0] if found else None


def _of_responses(
    consultation: Consultation,
    chosen: Chosen,
    *,
    by: Visitor,
    at: datetime,
    after: Mark | None,
    before: Mark | None,
    most: int,
) -> tuple[list[int], int]:
    """Keys and count of what may have no screening: one by its reference, or those without."""
    if chosen.reference:
        found = list(matching(consultation, chosen, by=by, at=at).values_list("pk", flat=True))
        return found, len(found)
    if confined_to(by, consultation) is not None:
        return [], 0  # what they speak about is not known before they are screened
    rows = Unscreened.objects.filter(consultation=consultation)
    count = rows[: MOST_COUNTED + 1].count()
    if after is not None:
        rows = rows.filter(pk__gt=after.pk)
    if before is not None:
        rows = rows.filter(pk__lt=before.pk)
    return list(rows.order_by("-pk" if before else "pk").values_list("pk", flat=True)[:most]), count
