"""The codeframe, and looking for a point in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Upper

from consultation.models import (
    Code,
    Codeframe,
    Consultation,
    Point,
    PointWording,
    Proposal,
    Theme,
)
from stations.keys import read_key

MOST_FOUND = 12
MOST_OPEN = 300  # points of a codeframe that one page shows
NO_THEME = "none"
FEW = 5  # responses: raised by so few, a point is easily overlooked
_WORD = re.compile(r"\w{3,}")
#: In almost every sentence: they tell no point from another.
_EVERYWHERE = frozenset(
    """
    about all and any are because been being but can could did does for from had has have her his
    into its more most not our should that the their them then there these they this too very was
    were what when where which who will with would you your than
    """.split()
)
_NUMBER = re.compile(r"[Pp]?\s*(\d{1,9})")


def frame_of(consultation: Consultation) -> Codeframe:
    """The codeframe; a new one, not saved, where nobody has begun it."""
    found = Codeframe.objects.select_related("signed_off_by").filter(pk=consultation.pk).first()
    return found or Codeframe(consultation=consultation)


def theme_of(pk: int) -> Theme | None:
    """A theme with its consultation."""
    return Theme.objects.select_related("consultation").filter(pk=pk).first()


def themes_of(consultation: Consultation) -> list[Theme]:
    """By title."""
    return list(Theme.objects.filter(consultation=consultation))


def point_of(pk: int) -> Point | None:
    """A point with its theme, its consultation and the point that it went into."""
    return Point.objects.select_related("consultation", "theme", "into").filter(pk=pk).first()


def point_numbered(consultation: Consultation, number: int) -> Point | None:
    """A point of a consultation by its number, merged or not."""
    found = Point.objects.filter(consultation=consultation, number=number)
    return found.select_related("into").first()


def wordings_of(point: Point) -> list[PointWording]:
    """What it ever said, the newest first. One query."""
    return list(point.wordings.select_related("by").order_by("-version"))


def parts_of(point: Point) -> list[Point]:
    """The points that were merged into it. One query."""
    return list(point.parts.order_by("number"))


def proposals_of(consultation: Consultation) -> list[Proposal]:
    """By borough and name. One query."""
    found = Proposal.objects.filter(consultation=consultation).select_related("station__borough")
    return list(found.order_by("station__borough__name", "station__name"))


@dataclass(frozen=True)
class Shelf:
    """The points under one theme, or under none. Of a large codeframe only one shelf is open."""

    theme: Theme | None
    number: int
    points: list[tuple[Point, int]] | None  # each with the responses that raise it

    @property
    def name(self) -> str:
        """How an address calls it."""
        return str(self.theme.pk) if self.theme else NO_THEME


def shelves_of(consultation: Consultation, chosen: str = "") -> list[Shelf]:
    """The codeframe theme by theme; points without one come last. Four queries.

    :param chosen: the name of the shelf that is open where there are more than MOST_OPEN points.
    """
    standing = Point.objects.standing().filter(consultation=consultation)
    numbers = dict(standing.order_by().values_list("theme").annotate(number=Count("pk")))
    if sum(numbers.values()) > MOST_OPEN:
        theme = read_key(chosen) if chosen != NO_THEME else None
        standing = standing.filter(theme=theme) if chosen else standing.none()
    counts = raised(standing)
    by_theme: dict[int | None, list[tuple[Point, int]]] = {}
    for one in standing.order_by("number"):
        by_theme.setdefault(one.theme_id, []).append((one, counts.get(one.pk, 0)))
    shelves = [
        Shelf(theme, numbers.get(theme.pk, 0), by_theme.get(theme.pk))
        for theme in themes_of(consultation)
    ]
    left = Shelf(None, numbers.get(None, 0), by_theme.get(None))
    return [*shelves, left] if left.number else shelves


def raised(points: QuerySet[Point]) -> dict[int, int]:
    """How many responses that count raise each of these, with what was merged into it.

    A response counts once for a point, however often it says it. One query.
    """
    codes = Code.objects.counted().filter(Q(point__in=points) | Q(point__into__in=points))
    stands = codes.order_by().annotate(stands=Coalesce("point__into", "point")).values("stands")
    counts = stands.annotate(number=Count("reading", distinct=True))
    return {one["stands"]: one["number"] for one in counts}


def raised_of(points: Sequence[Point]) -> dict[int, int]:
    """The same of a page of points."""
    return raised(Point.objects.filter(pk__in=[one.pk for one in points]))


def found_points(consultation: Consultation, typed: str) -> list[Point]:
    """Points that a number names, or whose sentence has some of the words; the likeliest first."""
    if number := _NUMBER.fullmatch(typed.strip()):
        one = point_numbered(consultation, int(number[1]))
        return [one.into or one] if one else []
    words = _beginnings(typed)
    if not words:
        return []
    hits: Sequence[Any] = [
        Case(When(sentence__icontains=word, then=1), default=0, output_field=IntegerField())
        for word in words
    ]
    standing = Point.objects.standing().filter(consultation=consultation)
    said = standing.filter(reduce(or_, (Q(sentence__icontains=word) for word in words)))
    ranked = said.annotate(hits=sum(hits, Value(0))).order_by("-hits", "number")
    return list(ranked[:MOST_FOUND])


def _beginnings(typed: str) -> list[str]:
    """Words without their last letters, so that “closing” finds “closed”."""
    words = [one for one in dict.fromkeys(_WORD.findall(typed.lower())) if one not in _EVERYWHERE]
    return [one[: max(4, len(one) - 3)] for one in words][:12]


def same_sentence(consultation: Consultation, sentence: str) -> Point | None:
    """A point that says the very same. One query."""
    found = Point.objects.standing().filter(consultation=consultation)
    return found.annotate(said=Upper("sentence")).filter(said=sentence.upper()).first()


def next_number(consultation: Consultation) -> int:
    """Of a point to be made, while the codeframe is held. One query."""
    newest = Point.objects.filter(consultation=consultation).aggregate(number=Max("number"))
    return (newest["number"] or 0) + 1
