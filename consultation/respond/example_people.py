"""Made-up answers to equality questions, by nobody: they belong to no made-up response either."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from uuid import UUID

from consultation.models import Consultation, EqualityQuestion
from consultation.respond.equality import week_of
from consultation.respond.queries import equality_questions_of

INTO = (
    "COPY consultation_equalityanswer (id, consultation_id, question_id, value, key, week_on)"
    " FROM STDIN"
)
MOST = 2_000  # people; a page of totals needs no more
ANSWER = 0.6  # the part of people who answer at all
SKIP = 0.05  # the part of questions that they skip
#: How often each option is chosen, in the order of the options; others are chosen alike.
WEIGHTS = {
    "age": (1, 8, 16, 18, 17, 16, 14, 8, 2),
    "sex": (52, 45, 3),
    "gender": (94, 1, 5),
    "disability": (24, 70, 6),
    "disability-effect": (30, 45, 22, 3),
    "ethnic-group": (56, 5, 19, 12, 4, 4),
    "ethnic-group-white": (70, 4, 1, 23, 2),
    "ethnic-group-mixed": (28, 14, 24, 31, 3),
    "ethnic-group-asian": (36, 16, 18, 7, 20, 3),
    "ethnic-group-black": (58, 26, 13, 3),
    "ethnic-group-other": (25, 72, 3),
    "religion": (30, 36, 1, 5, 2, 15, 2, 1, 8),
    "sexual-orientation": (84, 3, 2, 1, 10),
}
Row = tuple[UUID, int, int, str, str, date]


def rows(consultation: Consultation, *, seed: int, first: int, count: int) -> Iterator[Row]:
    """The rows of INTO, the same for the same seed. `first`: how many people there were before.

    The questions are read at once: nothing can be while the rows are copied in.
    """
    asked = equality_questions_of(consultation)
    random = Random(f"equality {consultation.slug} {seed} {first}")  # noqa: S311 - an example
    return _rows(consultation, asked, random, min(count, MOST))


def _rows(
    consultation: Consultation, asked: list[EqualityQuestion], random: Random, count: int
) -> Iterator[Row]:
    days = max(1, (consultation.closes_at - consultation.opens_at).days)
    for _ in range(count):
        if random.random() >= ANSWER:
            continue
        day = (consultation.opens_at + timedelta(days=random.randrange(days))).date()
        for question, value in _answers(asked, random):
            key = random.randbytes(32).hex()
            made = UUID(int=random.getrandbits(128), version=4)
            yield made, consultation.pk, question.pk, value, key, week_of(day)


def _answers(
    asked: list[EqualityQuestion], random: Random
) -> Iterator[tuple[EqualityQuestion, str]]:
    """One person's, follow-ups only where their rule is met."""
    given: dict[int, str] = {}
    for question in asked:
        rule = question.shown_if_id
        if rule is not None and given.get(rule) not in question.shown_if_values:
            continue
        if random.random() < SKIP:
            continue
        values = [value for value, _label in question.options]
        weights = WEIGHTS.get(question.key, ())
        fitting = weights if len(weights) == len(values) else None
        given[question.pk] = random.choices(values, fitting)[0]
        yield question, given[question.pk]
