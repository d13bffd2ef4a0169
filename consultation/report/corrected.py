"""Figures of questions that were corrected while they were asked: each wording beside the others.

A response is counted under the wording that it answered. Whatever adds wordings up says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from consultation.models import (
    CLOSED,
    Question,
    QuestionKind,
    QuestionScope,
    QuestionVersion,
)
from consultation.publish.rules import in_words
from consultation.report.edition import Figure, Row, Table
from consultation.report.worded import Said

SOURCE = "The answers in the responses that this service holds"
#: Tables that add all wordings of a question up, by its key; other questions stand in `written`.
ADDED_UP = {
    "stance": (
        "stance",
        "stations",
        "boroughs",
        "kinds",
        "by-channel",
        "by-capacity",
        "by-home",
        "copies",
    ),
    "reasons": ("written", "stations", "boroughs", "kinds"),
}
NOT_OFFERED, NOT_ADDED = "not offered", "not added"


def with_wordings(
    tables: Iterable[Table],
    said: Said,
    versions: Iterable[QuestionVersion],
    *,
    as_at: str,
) -> tuple[Table, ...]:
    """The tables, with one more for each question of several wordings."""
    asked = corrected(versions)
    if not asked:
        return tuple(tables)
    more = [_table(each, said, as_at) for each in asked]
    return (*(_noted(table, asked) for table in tables), *more)


def corrected(versions: Iterable[QuestionVersion]) -> list[list[QuestionVersion]]:
    """The wordings of each question that has several, oldest first."""
    found: dict[int, list[QuestionVersion]] = {}
    for version in versions:
        found.setdefault(version.question_id, []).append(version)
    return [each for each in found.values() if len(each) > 1]


def _noted(table: Table, asked: list[list[QuestionVersion]]) -> Table:
    """With the words that it adds up several wordings, where it does."""
    named = [each[-1].short for each in asked if table.key in _added_up(each[-1].question)]
    if not named:
        return table
    listed = " and ".join(f"“{one}”" for one in named)
    told = f"All wordings of {listed} are added up here; they stand side by side further below."
    return replace(table, note=f"{table.note} {told}".strip())


def _added_up(question: Question) -> tuple[str, ...]:
    other = ("written",) if question.scope == QuestionScope.ALL else ()
    return ADDED_UP.get(question.key, other)


def in_force(versions: Sequence[QuestionVersion], place: int) -> str:
    """When a wording was asked, in days: until 3 December 2026; since 3 December 2026."""
    begun = _day(versions[place].frozen_at) if place else ""
    ended = _day(versions[place + 1].frozen_at) if place + 1 < len(versions) else ""
    if begun and ended:
        return f"{begun} to {ended}"
    return f"until {ended}" if ended else f"since {begun}" if begun else ""


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j F Y") if moment else ""


def called(versions: Sequence[QuestionVersion], place: int) -> str:
    """Wording 1 (until 3 December 2026)."""
    when = in_force(versions, place)
    return f"Wording {versions[place].number}" + (f" ({when})" if when else "")


def _table(versions: list[QuestionVersion], said: Said, as_at: str) -> Table:
    """The answers to each wording in a column, and together what every wording offers."""
    newest = versions[-1]
    key = f"wordings-{newest.question.key}"
    columns = [*(called(versions, place) for place in range(len(versions))), "Together"]
    lines = [("answered", "Answered it"), *_options(versions)]
    rows = tuple(Row(name, label, _line(key, name, label, versions, said, as_at))
                 for name, label in lines)  # fmt: skip
    title = f"{newest.short}: wording by wording"
    return Table(
        key, title, "Answer", tuple(columns), rows, None, _note(versions), SOURCE, False, apart=True
    )


def _options(versions: list[QuestionVersion]) -> list[tuple[str, str]]:
    """Every answer to choose from, worded as it is now."""
    if versions[0].question.kind not in CLOSED:
        return []
    return [(value, label) for value, label in _labels(versions).items()]


def _labels(versions: Iterable[QuestionVersion]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for version in versions:
        labels.update(dict(version.options))
    return labels


def _line(
    key: str, name: str, label: str, versions: list[QuestionVersion], said: Said, as_at: str
) -> tuple[Figure, ...]:
    """One answer under each wording, then together."""
    cells = [(str(one.number), _under(one, name, said)) for one in versions]
    cells.append(("together", _together(name, versions, said)))
    return tuple(
        Figure(f"{key}.{name}.{which}", label, value, base[0], base[1], SOURCE, as_at, missing)
        for which, (value, base, missing) in cells
    )


#: A value, what it is a part of, and why there is no value.
Cell = tuple[int | None, tuple[int | None, str], str]


def _under(version: QuestionVersion, name: str, said: Said) -> Cell:
    """One answer under one wording."""
    whole = said.answered.get(version.pk, 0)
    if name == "answered":
        return whole, (None, ""), ""
    base = (whole, f"responses that answered wording {version.number}")
    if name in dict(version.options):
        return said.chosen.get((version.pk, name), 0), base, ""
    return None, base, NOT_OFFERED


def _together(name: str, versions: list[QuestionVersion], said: Said) -> Cell:
    """Each response once; an answer that one wording did not offer is not added up."""
    question = versions[0].question_id
    whole = said.answered_any.get(question, 0)
    if name == "answered":
        return whole, (None, ""), ""
    base = (whole, "responses that answered any of the wordings")
    if all(name in dict(version.options) for version in versions):
        return said.chosen_any.get((question, name), 0), base, ""
    return None, base, NOT_ADDED


def _note(versions: list[QuestionVersion]) -> str:
    """The wordings in full with their times, the reasons, and what is added up."""
    told = []
    for place, version in enumerate(versions):
        since = f", since {in_words(version.frozen_at)}" if version.frozen_at else ""
        reason = f" It was corrected because: {_stop(version.correction)}" if place else ""
        told.append(f"Wording {version.number}{since}: “{version.wording}”{reason}")
    told.append(
        "Each column is a part of its first line. A response is counted under the wording that it "
        "answered. Together has only answers that every wording offers."
    )
    if versions[0].question.kind == QuestionKind.RANKING:
        told.append("An answer is counted at whatever place it was put.")
    if versions[0].question.scope == QuestionScope.PROPOSAL:
        told.append("A response is counted once under each answer, so answers can add up to more.")
    return " ".join(told)


def _stop(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."
