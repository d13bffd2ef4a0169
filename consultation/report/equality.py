"""Totals of the equality answers. Nothing else in the house counts them, and none are exported.

Numbers are rounded to the nearest 5, the base too, and one under 5 is not shown at all. Where what
is shown would still tell a number under 5 nearly, nothing is shown. While answers may still come
in, whole weeks are counted, so that nobody can watch a total grow by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from consultation.models import Consultation, EqualityAnswer, EqualityQuestion
from consultation.respond.equality import week_of
from consultation.templatetags.bars import share

FEWEST = 5  # a smaller number of people is not shown
STEP = 5  # others are rounded to a multiple of it
OFF = STEP // 2  # how far a rounded number can be from the true one
SPREAD = 3  # at least so far apart are the values that a number not shown may have
FEW = f"fewer than {FEWEST}"
TOO_FEW = "Too few people answered this question to show what they said."
NOT_ALONE = "Too few people gave the answer that this question follows on."


def rounded(number: int) -> int:
    """To the nearest multiple of STEP."""
    return (number + OFF) // STEP * STEP


def disclosed(numbers: Sequence[int]) -> list[int | None] | None:
    """The answers to one question as they may be shown, None for one under FEWEST.

    Nothing at all where somebody who knows this rule could tell one of those from the others.
    """
    if sum(numbers) < FEWEST:
        return None
    cells = [rounded(one) if one >= FEWEST else None for one in numbers]
    bounds = [
        (0, FEWEST - 1) if one is None else (max(FEWEST, one - OFF), one + OFF) for one in cells
    ]
    base = rounded(sum(numbers))
    for place, cell in enumerate(cells):
        if cell is not None:
            continue
        others = [one for number, one in enumerate(bounds) if number != place]
        least = max(0, base - OFF - sum(most for _least, most in others))
        most = min(FEWEST - 1, base + OFF - sum(least for least, _most in others))
        if most - least < SPREAD:
            return None
    return cells


@dataclass(frozen=True)
class Total:
    """One question's answers as staff read them. `withheld` says why there are none."""

    question: EqualityQuestion
    base: str
    rows: list[tuple[str, str, str]]  # label, people, share of the base
    withheld: str = ""

    @property
    def foot(self) -> tuple[str, str, str]:
        """The base."""
        return ("People who answered", self.base, "")


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
    if consultation.is_paused or at <= consultation.equality_ends_at:
        week = week_of(timezone.localdate(at))
        given, until = given.filter(week_on__lt=week), week - timedelta(days=1)
    counted = given.values_list("question", "value").annotate(number=Count("pk")).order_by()
    counts = {(question, value): number for question, value, number in counted}
    asked = EqualityQuestion.objects.filter(set=consultation.equality_set_id)
    shown: dict[int, dict[str, int | None]] = {}
    found = [_total(one, counts, shown) for one in asked.order_by("position")]
    return Totals(found, until)


def _total(
    question: EqualityQuestion,
    counts: dict[tuple[int, str], int],
    shown: dict[int, dict[str, int | None]],
) -> Total:
    """`shown` holds what the questions before it show, and gets what this one does."""
    rule = question.shown_if_id
    if rule is not None:
        followed = shown.get(rule, {})
        if any(followed.get(value) is None for value in question.shown_if_values):
            return Total(question, "", [], NOT_ALONE)
    numbers = [counts.get((question.pk, value), 0) for value, _label in question.options]
    number = sum(numbers)
    base = f"{rounded(number):,}" if number >= FEWEST else FEW
    cells = disclosed(numbers)
    if cells is None:
        return Total(question, base, [], TOO_FEW)
    shown[question.pk] = {
        value: cell for (value, _label), cell in zip(question.options, cells, strict=True)
    }
    return Total(question, base, _rows(question, cells, rounded(number)))


def _rows(
    question: EqualityQuestion, cells: Sequence[int | None], base: int
) -> list[tuple[str, str, str]]:
    return [
        (label, FEW if cell is None else f"{cell:,}", "" if cell is None else share(cell, base))
        for (_value, label), cell in zip(question.options, cells, strict=True)
    ]
