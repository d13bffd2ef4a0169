"""What the tallies say: every question by home and by front counter, read and never counted."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from consultation.models import CLOSED, Consultation, Proposal, QuestionVersion, Tally, TallyDue
from stations.models import Borough

MOST_WAITING = 100_000  # is how far those that wait are counted
ANSWERED = ""  # the choice of a saying that says only that the question was answered


@dataclass(frozen=True)
class Standing:
    """What the tallies hold: everything that was stored before an instant."""

    as_at: datetime
    waiting: int


@dataclass(frozen=True)
class Line:
    """A home or a front counter, and how many there chose each option."""

    label: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Asked:
    """One wording of a question: who answered what, as a whole and place by place.

    `options` are labels; the first of `whole.numbers` and of each line is how many answered.
    """

    version: QuestionVersion
    options: tuple[str, ...]
    whole: Line
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Spoken:
    """Counted responses without regard to a question: as a whole and place by place."""

    whole: int
    lines: tuple[Line, ...]


def standing(consultation: Consultation, at: datetime) -> Standing:
    """Until when everything is in, and how many rows still wait. Two queries."""
    due = TallyDue.objects.filter(consultation=consultation)
    oldest = due.order_by("pk").values_list("at", flat=True).first()
    return Standing(oldest or at, due[:MOST_WAITING].count() if oldest else 0)


def longest_wait(at: datetime) -> float:
    """Seconds that the oldest row of the outbox has waited; 0 when nothing waits. One query."""
    oldest = TallyDue.objects.order_by("pk").values_list("at", flat=True).first()
    return (at - oldest).total_seconds() if oldest else 0.0


def asked_of(consultation: Consultation) -> list[QuestionVersion]:
    """Every wording that residents were asked, in the order of asking. One query."""
    found = QuestionVersion.objects.filter(
        question__consultation=consultation, question__formal=False
    )
    return list(found.select_related("question").order_by("question__position", "number"))


Cells = Mapping[tuple[int | None, str], Mapping[int, int]]


def by_home(
    consultation: Consultation, versions: Sequence[QuestionVersion], *, about: Proposal | None
) -> tuple[Spoken, list[Asked]]:
    """Each wording by where its senders live. Two queries.

    :param about: of those alone that speak about it; questions about everything are left out then.
    """
    rows = Tally.objects.filter(saying__consultation=consultation, saying__proposal=about)
    cells = _cells(rows.values_list("saying__question_version", "saying__choice", "home", "number"))
    homes = dict(Borough.objects.order_by("name").values_list("pk", "name"))
    homes |= {Tally.OUTSIDE: "Outside London", Tally.NOT_SAID: "Not said"}
    return _told(cells, [one for one in versions if about is None or _is_of_each(one)], homes)


def by_counter(
    consultation: Consultation,
    versions: Sequence[QuestionVersion],
    proposals: Sequence[Proposal],
    *,
    home: int | None = None,
) -> tuple[Spoken, list[Asked]]:
    """Each wording of what is asked about each proposal, by front counter. Two queries.

    :param home: of those alone who live there.
    """
    told = Tally.objects.filter(saying__consultation=consultation)
    if home is not None:
        told = told.filter(home=home)
    rows = told.filter(saying__proposal__in=[one.pk for one in proposals])
    summed = rows.order_by().values_list(
        "saying__question_version", "saying__choice", "saying__proposal"
    )
    cells = _cells(summed.annotate(number=Sum("number")))
    names = {one.pk: f"{one.station.name}, {one.station.borough.name}" for one in proposals}
    asked = [one for one in versions if _is_of_each(one)]
    spoken, each = _told(cells, asked, names)
    whole = told.filter(saying__question_version=None, saying__proposal=None)
    number = whole.aggregate(number=Sum("number"))["number"] or 0
    return Spoken(number, spoken.lines), each


def _is_of_each(version: QuestionVersion) -> bool:
    return version.question.scope == "PROPOSAL"


def _cells(rows: Collection[tuple[int | None, str, int, int]]) -> Cells:
    cells: dict[tuple[int | None, str], dict[int, int]] = defaultdict(dict)
    for version, choice, place, number in rows:
        cells[version, choice][place] = number
    return cells


def _told(
    cells: Cells, versions: Sequence[QuestionVersion], places: Mapping[int, str]
) -> tuple[Spoken, list[Asked]]:
    """The cells in the order of the places; a place that nobody speaks from is told as 0."""
    every = cells.get((None, ANSWERED), {})
    lines = tuple(Line(name, (every.get(key, 0),)) for key, name in places.items())
    asked = []
    for version in versions:
        options = dict(version.options) if version.question.kind in CLOSED else {}
        named = [ANSWERED, *(str(value) for value in options)]
        asked.append(
            Asked(
                version,
                tuple(str(label) for label in options.values()),
                Line("", tuple(sum(cells.get((version.pk, one), {}).values()) for one in named)),
                tuple(
                    Line(
                        name,
                        tuple(cells.get((version.pk, one), {}).get(key, 0) for one in named),
                    )
                    for key, name in places.items()
                ),
            )
        )
    return Spoken(sum(every.values()), lines), asked


def proposals_of(
    consultation: Consultation, boroughs: frozenset[int] | None = None
) -> list[Proposal]:
    """The proposals by borough and front counter; those in some boroughs alone. One query."""
    found = Proposal.objects.filter(consultation=consultation).with_places()
    if boroughs is not None:
        found = found.filter(station__borough__in=boroughs)
    return list(found.order_by("station__borough__name", "station__name", "pk"))
