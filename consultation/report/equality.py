"""Totals of the equality answers. Nothing else in the house counts them, and none are exported.

Each number is rounded to the nearest 5 by itself, and one under 5 is not shown. The total of a
question is the sum of what is shown, so it tells nothing about what is not. While answers may
still come in, whole weeks are counted, so that nobody can watch a number grow by one.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format

from consultation.models import Consultation, EqualityAnswer, EqualityQuestion
from consultation.report.edition import Figure, Row, Table
from consultation.respond.equality import week_of
from consultation.templatetags.bars import share

FEWEST = 5  # a smaller number of people is not shown
STEP = 5  # others are rounded to a multiple of it
FEW = f"fewer than {FEWEST}"


def disclosed(number: int) -> int | None:
    """A number of people as it may be shown: to the nearest STEP, None for one under FEWEST."""
    return (number + STEP // 2) // STEP * STEP if number >= FEWEST else None


@dataclass(frozen=True)
class Total:
    """One question's answers as staff read them: none where no answer is shown."""

    question: EqualityQuestion
    shown: dict[str, int | None]  # people by value, in the order of the options

    @property
    def base(self) -> int:
        """The people in the answers that are shown."""
        return sum(number or 0 for number in self.shown.values())

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Label, people and share of each answer."""
        numbers = [(label, self.shown[value]) for value, label in self.question.options]
        return [
            (label, FEW, "not shown") if one is None else (label, f"{one:,}", share(one, self.base))
            for label, one in numbers
        ]

    @property
    def foot(self) -> tuple[str, str, str]:
        """What the shares are shares of."""
        return ("All answers that are shown", f"{self.base:,}", "100%")


@dataclass(frozen=True)
class Totals:
    """All questions of a consultation's set. `until`: the last day counted, while it goes on."""

    questions: list[Total]
    until: date | None


def totals(consultation: Consultation, *, at: datetime) -> Totals:
    """Count them as they may be shown at an instant. Two queries; none where nothing is asked."""
    if consultation.equality_set_id is None:
        return Totals([], None)
    given = EqualityAnswer.objects.filter(consultation=consultation)
    until = None
    if consultation.is_paused or at <= consultation.equality_sheets_end_at:
        week = week_of(timezone.localdate(at))
        given, until = given.filter(week_on__lt=week), week - timedelta(days=1)
    counted = given.values_list("question", "value").annotate(number=Count("pk")).order_by()
    counts = {(question, value): number for question, value, number in counted}
    asked = EqualityQuestion.objects.filter(set=consultation.equality_set_id)
    found: dict[int, Total] = {}
    for one in asked.order_by("position"):
        if _follows(one, found):
            numbers = {value: counts.get((one.pk, value), 0) for value, _label in one.options}
            shown = {value: disclosed(number) for value, number in numbers.items()}
            found[one.pk] = Total(one, shown)
    return Totals(list(found.values()), until)


def _follows(question: EqualityQuestion, found: dict[int, Total]) -> bool:
    """Not a follow-up, or one of an answer that is shown."""
    rule = question.shown_if_id
    if rule is None:
        return True
    shown = found[rule].shown if rule in found else {}
    return all(shown.get(value) is not None for value in question.shown_if_values)


SOURCE = "The equality answers that this service holds, apart from all responses"
NOTE = (
    f"Each number is rounded to the nearest {STEP}; one under {FEWEST} is not shown, also where it "
    "is 0, and is in no total. Only those who answered online or on the sheet of the paper form "
    "were asked, and nobody had to answer. People stay counted whose response was withdrawn or "
    "excluded, because nothing leads from an answer to a response."
)


def tables_of(consultation: Consultation, *, at: datetime) -> list[Table]:
    """Each question as a table of a report. Two queries; none where nothing is asked."""
    found = totals(consultation, at=at)
    until = (
        f" Answers up to {date_format(found.until, 'j F Y')} are counted." if found.until else ""
    )
    return [_table(one, NOTE + until, at.isoformat()) for one in found.questions]


def _table(total: Total, note: str, as_at: str) -> Table:
    """A number that is not shown is in no figure, but as the words for it."""
    key = f"equality-{total.question.key}"
    called = "people in the answers that are shown"
    rows = tuple(
        Row(
            value,
            label,
            (
                Figure(
                    f"{key}.{value}", label, total.shown[value], total.base, called, SOURCE, as_at,
                    missing=FEW,
                ),
            ),
        )
        for value, label in total.question.options
    )  # fmt: skip
    return Table(key, total.question.short, "Answer", ("People",), rows, None, note, SOURCE, False)
