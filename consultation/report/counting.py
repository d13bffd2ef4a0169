"""What a report is about, and what a response says, folded into one whole number: its mask.

A mask has a bit for each stance that was chosen and three more, so that one pass over the answers
serves every table.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction

from consultation.models import (
    Consultation,
    Proposal,
    QuestionVersion,
    ReportKind,
    Response,
)
from consultation.models.response import ResponseQuerySet
from stations.models import Borough, Station

REASONS, FORMAL, RESIDENT = 1, 2, 4
UNKNOWN_STANCE = 8  # a choice that no wording of the question offers; then 16, 32, ... as offered
NO_RULE = ""
READ_ONE_INSTANT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# Compiling these queries takes longer than it saves; grouping in memory saves the disk. They read
# whole tables, where the worst that a planner with stale statistics can choose is a loop in a loop.
READ_FAST = """
SET LOCAL jit = off; SET LOCAL work_mem = '32MB'; SET LOCAL enable_nestloop = off
"""


@dataclass(frozen=True)
class Subject:
    """What is counted: a consultation's responses, all or those about one place.

    A response is about a station when at least one of its answers is, and about a borough when at
    least one of its answers is about a station there.
    """

    consultation: Consultation
    kind: ReportKind
    station: Station | None = None
    borough: Borough | None = None

    @property
    def own_borough(self) -> Borough | None:
        """The borough that it is in, or is."""
        return self.station.borough if self.station is not None else self.borough

    @property
    def in_words(self) -> str:
        """How a report calls it."""
        place = self.station or self.borough
        return place.name if place is not None else "the whole consultation"

    def responses(self) -> ResponseQuerySet:
        """Every response about it, counted or not."""
        all_of_them = Response.objects.filter(consultation=self.consultation)
        if self.station is not None:
            return all_of_them.about(self.station)
        if self.borough is not None:
            return all_of_them.about_borough(self.borough)
        return all_of_them

    def proposals(self) -> list[Proposal]:
        """The proposals at its stations, by borough and station."""
        found = Proposal.objects.filter(consultation=self.consultation).with_places()
        if self.station is not None:
            found = found.about(self.station)
        if self.borough is not None:
            found = found.within(self.borough)
        return list(found.order_by("station__borough__name", "station__name", "pk"))


@dataclass(frozen=True)
class Stances:
    """The options of the stance question, in the order of asking, and their masks."""

    labels: dict[str, str]

    def mask(self, option: str) -> int:
        """The bit of an option."""
        return UNKNOWN_STANCE << (1 + list(self.labels).index(option))

    @property
    def any(self) -> int:
        """The bits of every stance together."""
        return UNKNOWN_STANCE * ((1 << (len(self.labels) + 1)) - 1)


@dataclass
class Tally:
    """How many responses have each mask. Each response is in it once.

    Formal replies answer questions of their own, so they are apart from all other numbers.
    """

    masks: Counter[int] = field(default_factory=Counter)

    @property
    def everything(self) -> int:
        """All of them, formal replies too."""
        return sum(self.masks.values())

    @property
    def formal(self) -> int:
        """The formal replies of organisations."""
        return sum(number for mask, number in self.masks.items() if mask & FORMAL)

    @property
    def total(self) -> int:
        """All but formal replies."""
        return self.everything - self.formal

    def having(self, bits: int) -> int:
        """Those with at least one of the bits, formal replies apart."""
        return sum(n for mask, n in self.masks.items() if mask & bits and not mask & FORMAL)


@contextmanager
def one_instant() -> Iterator[None]:
    """Everything read inside sees one instant. Nothing can be written there.

    Inside another transaction that one's isolation counts, since it cannot be changed any more.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute(READ_ONE_INSTANT)
        yield


@contextmanager
def snapshot() -> Iterator[None]:
    """One instant, for queries that read whole tables."""
    with one_instant():
        with connection.cursor() as cursor:
            cursor.execute(READ_FAST)
        yield


def every_wording(consultation: Consultation) -> list[QuestionVersion]:
    """Every version of every question, those of formal replies too, newest last. One query."""
    found = QuestionVersion.objects.filter(question__consultation=consultation)
    return list(found.select_related("question").order_by("question__position", "number"))


def wordings(consultation: Consultation) -> list[QuestionVersion]:
    """Those that residents and others are asked. One query."""
    return [one for one in every_wording(consultation) if not one.question.formal]


def stances_of(versions: list[QuestionVersion]) -> Stances:
    """The options of every wording; where two wordings name an option, the newer label."""
    labels: dict[str, str] = {}
    for version in versions:
        if version.question.key == "stance":
            labels.update(dict(version.options))
    return Stances(labels)


def stance_lines(stances: Stances, tally: Tally) -> list[tuple[str, str, int]]:
    """Each option, and those that chose none; an option that no wording offers only if chosen."""
    lines = [
        (name, label, tally.having(stances.mask(name))) for name, label in stances.labels.items()
    ]
    if unknown := tally.having(UNKNOWN_STANCE):
        lines.append(("unknown", "An answer that is not on the list", unknown))
    return [*lines, ("none", "No answer to this question", tally.total - tally.having(stances.any))]


@dataclass(frozen=True)
class Where:
    """The whole (key 0), one station or one borough, as a row of a count names it."""

    level: str
    key: int


ALL, STATION, BOROUGH = "whole", "station", "borough"
EVERYWHERE = Where(ALL, 0)


@dataclass(frozen=True)
class Scope:
    """What one pass counts: at which levels, and about which stations."""

    consultation: Consultation
    proposals: list[Proposal]
    stations: list[int]
    levels: frozenset[str]

    @classmethod
    def of(cls, subjects: list[Subject]) -> "Scope":
        """All that the subjects, of one consultation, need. At most two queries."""
        consultation = subjects[0].consultation
        stations = {one.station.pk for one in subjects if one.station is not None}
        boroughs = {one.borough.pk for one in subjects if one.borough is not None}
        whole = any(place_of(one) == EVERYWHERE for one in subjects)
        within = Station.objects.all() if whole else Station.objects.filter(borough__in=boroughs)
        if whole or boroughs:
            stations |= set(within.values_list("pk", flat=True))
        found = Proposal.objects.filter(consultation=consultation, station__in=stations)
        proposals = found.with_places().order_by("station__borough__name", "station__name", "pk")
        levels = (
            {STATION} | ({BOROUGH} if whole or boroughs else set()) | ({ALL} if whole else set())
        )
        return cls(consultation, list(proposals), sorted(stations), frozenset(levels))

    def proposals_of(self, subject: Subject) -> list[Proposal]:
        """Those at the subject's stations, in the same order."""
        if subject.station is not None:
            return [one for one in self.proposals if one.station_id == subject.station.pk]
        if subject.borough is not None:
            return [one for one in self.proposals if one.station.borough_id == subject.borough.pk]
        return self.proposals


def place_of(subject: Subject) -> Where:
    """The place that a subject is about."""
    if subject.station is not None:
        return Where(STATION, subject.station.pk)
    return Where(BOROUGH, subject.borough.pk) if subject.borough is not None else EVERYWHERE
