"""The point register: what was said, by how many, and what was answered to it.

Whether a point is answered is told by two functions of the database, so that a page and a refusal
of the database can never differ.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Count, Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from consultation.analyse.queries.coding import words_of
from consultation.analyse.queries.frame import FEW, raised
from consultation.analyse.queries.gathered import COUNTED
from consultation.models import (
    Capacity,
    Channel,
    Code,
    Consultation,
    Decision,
    DecisionState,
    Disposition,
    GatheringCode,
    GatheringPoint,
    Kind,
    Point,
    Proposal,
    Response,
    Restriction,
)

A_PAGE = 50
QUOTES = 20  # a page
ALL, UNANSWERED, ANSWERED, BY_FEW = "", "unanswered", "answered", "few"
#: The points of a consultation that wait for an answer, for all or for some that they are about.
UNANSWERED_OF = "SELECT counterpoint_unanswered(%s)"
#: Those that are about a proposal, or about the whole consultation.
ABOUT = """
SELECT p.id FROM consultation_point AS p
WHERE p.consultation_id = %s AND p.into_id IS NULL AND counterpoint_is_about(p.id, %s)
"""
READ_UNANSWERED = "SELECT count(DISTINCT point) FROM counterpoint_unanswered(%s) AS point"
READ_STANDING = """
SELECT p.id, about, counterpoint_is_answered(p.id, about)
FROM unnest(%s::bigint[]) AS p (id), counterpoint_speaks_of(p.id) AS about
"""


@dataclass
class Standing:
    """Of one point: what it is about, and where it is still unanswered. None is all of it."""

    about: set[int | None] = field(default_factory=set)
    unanswered: set[int | None] = field(default_factory=set)

    @property
    def is_raised(self) -> bool:
        """Somebody says it, or it was said to be about a front counter."""
        return bool(self.about)

    @property
    def is_answered(self) -> bool:
        """For all that it is about."""
        return self.is_raised and not self.unanswered


def standings(points: Iterable[Point]) -> dict[int, Standing]:
    """How each of these points stands. One query."""
    found = {one.pk: Standing() for one in points}
    with connection.cursor() as cursor:
        cursor.execute(READ_STANDING, [list(found)])
        for key, about, answered in cursor.fetchall():
            found[key].about.add(about)
            if not answered:
                found[key].unanswered.add(about)
    return found


@dataclass(frozen=True)
class Chosen:
    """What the register is narrowed to."""

    show: str = ALL
    proposal: Proposal | None = None
    theme: int | None = None
    after: int = 0  # the number of the point that the page before ended with


def register(consultation: Consultation, chosen: Chosen) -> list[Point]:
    """A page of the register by number, and one more where there is a further page. One query."""
    rows = Point.objects.standing().filter(consultation=consultation, number__gt=chosen.after)
    key = consultation.pk
    if chosen.show in (UNANSWERED, ANSWERED):
        unanswered = RawSQL(UNANSWERED_OF, [key])  # noqa: S611 - a constant; values are bound
        rows = rows.filter(pk__in=unanswered) if chosen.show == UNANSWERED else rows.exclude(
            pk__in=unanswered
        )  # fmt: skip
    if chosen.show == BY_FEW:
        rows = rows.filter(pk__in=_raised_by_few(consultation))
    if chosen.proposal is not None:
        about = RawSQL(ABOUT, [key, chosen.proposal.pk])  # noqa: S611 - as above
        rows = rows.filter(pk__in=about)
    if chosen.theme is not None:
        rows = rows.filter(theme=chosen.theme)
    return list(rows.select_related("theme").order_by("number")[: A_PAGE + 1])


def about(proposal: Proposal) -> list[Point]:
    """All points that stand by themselves and are about a proposal, or about all. One query."""
    keys = RawSQL(ABOUT, [proposal.consultation_id, proposal.pk])  # noqa: S611 - as above
    rows = Point.objects.filter(pk__in=keys).select_related("theme")
    return list(rows.order_by("number"))


def answers_to(
    points: Iterable[Point], *, since: datetime | None = None
) -> dict[int, list[Disposition]]:
    """By point the answers that are in force, of those that were given since then. One query."""
    found = {one.pk: one for one in points}
    rows = Disposition.objects.filter(point__in=found).select_related("proposal__station")
    if since is not None:
        rows = rows.filter(at__gte=since)
    every: dict[int, list[Disposition]] = {}
    for one in rows.order_by("-pk"):
        every.setdefault(one.point_id, []).append(one)
    return {key: in_force(rows_of, found[key]) for key, rows_of in every.items()}


def _raised_by_few(consultation: Consultation) -> list[int]:
    counts = raised(Point.objects.standing().filter(consultation=consultation))
    return [key for key, number in counts.items() if number <= FEW]


def unanswered_number(consultation: Consultation) -> int:
    """How many points wait for an answer. One query."""
    with connection.cursor() as cursor:
        cursor.execute(READ_UNANSWERED, [consultation.pk])
        number: int = cursor.fetchone()[0]
    return number


def codes_of(point: Point) -> QuerySet[Code]:
    """The codes that are counted with it, also of what was merged into it."""
    held = [point.pk, *point.parts.values_list("pk", flat=True)]
    return Code.objects.counted().filter(point__in=held)


@dataclass(frozen=True)
class Counts:
    """How many responses raise a point. Responses and organisations are counted apart."""

    responses: int
    formal: int
    channels: list[tuple[str, int]]
    capacities: list[tuple[str, int]]
    boroughs: list[tuple[str, int]]  # where those who responded live
    stations: list[tuple[str, int]]  # that they speak of


def counts_of(point: Point) -> Counts:
    """A response counts once, however often it makes the point. Three queries."""
    codes = codes_of(point)
    responses = Response.objects.filter(pk__in=codes.values("reading"))
    rows = list(
        responses.values_list("kind", "channel", "capacity", "borough__name").annotate(
            number=Count("pk")
        )
    )
    formal = sum(number for kind, *_rest, number in rows if kind == Kind.FORMAL)
    public = [one for one in rows if one[0] == Kind.PUBLIC]

    def added(place: int) -> Counter[Any]:
        counter: Counter[Any] = Counter()
        for one in public:
            counter[one[place]] += one[-1]
        return counter

    spoken = codes.exclude(proposal=None).values_list(
        "proposal__station__name", "proposal__station__borough__name"
    )
    stations = spoken.annotate(number=Count("reading", distinct=True)).order_by()
    boroughs = Counter({name: n for name, n in added(3).items() if name is not None})
    return Counts(
        responses=sum(one[-1] for one in rows),
        formal=formal,
        channels=_named(added(1), dict(Channel.choices)),
        capacities=_named(added(2), dict(Capacity.choices)),
        boroughs=boroughs.most_common(),
        stations=sorted(
            ((f"{name}, {borough}", number) for name, borough, number in stations),
            key=lambda one: (-one[1], one[0]),
        ),
    )


def _named(counter: Counter[Any], labels: dict[Any, Any]) -> list[tuple[str, int]]:
    return [(str(labels[key]), number) for key, number in counter.most_common()]


def gathered_for(point: Point) -> list[GatheringPoint]:
    """What petitions say, or was said at meetings, that makes the point. One query."""
    held = [point.pk, *point.parts.values_list("pk", flat=True)]
    codes = GatheringCode.objects.standing().filter(point__in=held).values("gathered")
    rows = GatheringPoint.objects.filter(COUNTED, pk__in=codes)
    return list(rows.select_related("petition", "meeting", "proposal__station").order_by("pk"))


def formal_replies_to(point: Point) -> list[Response]:
    """The formal replies that make the point, each to be read whole. One query."""
    keys = codes_of(point).filter(reading__response__kind=Kind.FORMAL).values("reading")
    replies = Response.objects.filter(pk__in=keys).select_related(
        "organisation", "signed_reply"
    )  # fmt: skip
    return list(replies.order_by("organisation__name"))


@dataclass(frozen=True)
class Quote:
    """A passage that makes a point, as it was written."""

    code: Code
    words: str
    before: str
    after: str


def quotes_of(point: Point, *, after: int = 0) -> list[Quote]:
    """A page of the passages by age of their codes, and one more where there is a further page.

    Those of responses whose use is restricted are left out. One query.
    """
    restricted = Restriction.objects.in_force().filter(response=OuterRef("reading"))
    rows = codes_of(point).filter(~Exists(restricted), pk__gt=after).order_by("pk")
    rows = rows.select_related(
        "answer", "file", "reading__response__organisation",
        "reading__response__borough", "proposal__station", "by", "point",
    )  # fmt: skip
    return [_quote(one) for one in rows[: QUOTES + 1]]


def _quote(code: Code) -> Quote:
    if code.answer is None:
        return Quote(code, words_of(code), "", "")
    text = code.answer.text
    return Quote(
        code,
        text[code.start : code.end],
        text[max(0, code.start - 80) : code.start],
        text[code.end : code.end + 80],
    )


def dispositions_of(point: Point) -> list[Disposition]:
    """All that was ever answered to it, the newest first. One query."""
    rows = point.dispositions.select_related("by", "proposal__station__borough")
    return list(rows.order_by("-pk"))


def in_force(answers: Sequence[Disposition], point: Point) -> list[Disposition]:
    """The newest for each proposal, and for all, as far as they are answers to what it says now."""
    newest: dict[int | None, Disposition] = {}
    for one in answers:  # the newest first
        if one.version == point.version:
            newest.setdefault(one.proposal_id, one)
    return list(newest.values())


def to_answer_again(point: Point) -> list[Decision]:
    """Drafts for which earlier answers do not count, and that wait for one to it. One query."""
    drafts = Decision.objects.filter(
        consultation=point.consultation_id, state=DecisionState.DRAFT,
        considered_from__isnull=False,
    )  # fmt: skip
    waiting = RawSQL(
        "counterpoint_is_about(%s, proposal_id)"
        " AND NOT counterpoint_is_answered(%s, proposal_id, considered_from)",
        [point.pk, point.pk],
        output_field=BooleanField(),
    )
    found = drafts.annotate(waits=waiting).filter(waits=True)
    return list(found.select_related("proposal__station"))


def proposals_in(keys: Iterable[int | None]) -> list[Proposal]:
    """Proposals by borough and name. One query."""
    found = Proposal.objects.filter(pk__in=[key for key in keys if key is not None])
    named = found.select_related("station__borough")
    return list(named.order_by("station__borough__name", "station__name"))
