"""The questions as staff see them: in the order of asking, page by page, with their warnings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from consultation.models import Question, QuestionScope, QuestionVersion
from consultation.publish.checks import warnings


@dataclass(frozen=True)
class Entry:
    """One question in the list."""

    version: QuestionVersion
    rule: str  # in words; empty where it is always asked
    warnings: list[str]
    first: bool
    last: bool


@dataclass(frozen=True)
class Sheet:
    """What is asked on one page."""

    slug: str
    scope: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The heading that residents see above several questions; else the page's own word."""
        heading = self.entries[0].version.heading if len(self.entries) > 1 else ""
        return heading or f"“{self.slug}”"

    @property
    def asked(self) -> str:
        """How often."""
        return str(QuestionScope(self.scope).label)


def sheets(versions: Sequence[QuestionVersion]) -> list[Sheet]:
    """The pages: those about each proposal come first, as residents meet them."""
    by_question = {one.question_id: one for one in versions}
    found = []
    for scope in (QuestionScope.PROPOSAL, QuestionScope.ALL):
        asked = [one.question for one in versions if one.question.scope == scope]
        pages = by_page(asked)
        for page in pages:
            sheet = Sheet(page[0].page, scope)
            for question in page:
                version = by_question[question.pk]
                first = question is pages[0][0]
                last = question is pages[-1][-1]
                rule = rule_of(version, versions)
                sheet.entries.append(Entry(version, rule, warnings(version), first, last))
            found.append(sheet)
    return found


def by_page(asked: Iterable[Question]) -> list[list[Question]]:
    """Questions of one scope in the order of asking, those of a page together."""
    pages: dict[str, list[Question]] = {}
    for question in asked:
        pages.setdefault(question.page, []).append(question)
    return list(pages.values())


def moved(asked: Iterable[Question], question: Question, step: int) -> list[Question] | None:
    """The order after a question has gone up (-1) or down (1); None where it cannot go.

    It changes places with its neighbour on the page. At the edge of its page, the whole page
    changes places with the next, so that the questions of a page stay together.
    """
    pages = by_page(asked)
    number = next(place for place, page in enumerate(pages) if question in page)
    page = pages[number]
    if _swapped(page, page.index(question), step) or _swapped(pages, number, step):
        return [one for each in pages for one in each]
    return None


def _swapped(things: list[Any], place: int, step: int) -> bool:
    """Whether there was a neighbour to change places with."""
    other = place + step
    if not 0 <= other < len(things):
        return False
    things[place], things[other] = things[other], things[place]
    return True


def rule_of(version: QuestionVersion, versions: Iterable[QuestionVersion]) -> str:
    """When a question is asked: Asked if “Will you come?” is answered with “Yes”."""
    question = version.question
    decides = next((one for one in versions if one.question_id == question.shown_if_id), None)
    if question.shown_if_id is None or decides is None:
        return ""
    labels = dict(decides.options)
    named = [labels.get(value, value) for value in question.shown_if_values]
    others = [label for value, label in labels.items() if value not in question.shown_if_values]
    asked = f"Asked if “{decides.wording}” is answered with"
    if len(others) < len(named):
        return f"{asked} anything but {_listed(others)}." if others else f"{asked} anything."
    return f"{asked} {_listed(named)}."


def _listed(labels: Sequence[str]) -> str:
    quoted = [f"“{label}”" for label in labels]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def differences(before: QuestionVersion, after: QuestionVersion) -> Iterator[tuple[str, str, str]]:
    """What a correction changes: the name of each part, as it was, and as it will be."""
    for name, called in PARTS.items():
        old, new = str(getattr(before, name)), str(getattr(after, name))
        if old != new or name == "wording":
            yield called, old, new
    if before.options != after.options:
        yield "Answers to choose from", _lines(before), _lines(after)


def _lines(version: QuestionVersion) -> str:
    return "\n".join(label for _value, label in version.options)


PARTS = {
    "heading": "Heading of the page",
    "wording": "Wording",
    "short": "Short heading",
    "help": "Help",
    "missing": "Error when left empty",
}
