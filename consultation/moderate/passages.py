"""An answer's words with the places that a machine doubts, or a reviewer takes out. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from consultation.models import Answer, Flag, FlagState, Redaction

# What is said of a stretch stands behind it, for eyes and for ears.
DOUBTED = (
    '<mark><span class="govuk-visually-hidden">Flagged: </span>{}'
    '<small class="cp-quiet"> [{}]</small></mark>'
)
TAKEN_OUT = (
    '<del><span class="govuk-visually-hidden">To be taken out: </span>{}</del>'
    '<small class="cp-quiet"> [to be taken out, {}]</small>'
)


@dataclass(frozen=True)
class Passage:
    """Characters `start` to `end` of a text, and why they are shown apart."""

    start: int
    end: int
    why: str
    out: bool = False  # a reviewer takes it out


def passages(
    answers: Iterable[Answer], flags: Iterable[Flag], redactions: Iterable[Redaction]
) -> dict[str, list[Passage]]:
    """By the text of an answer: the same words about several proposals are shown once."""
    found: dict[int, list[Passage]] = {}
    for flag in flags:
        if flag.answer_id is None or flag.start is None or flag.end is None:
            continue
        if flag.state == FlagState.STANDING:
            one = Passage(flag.start, flag.end, flag.get_kind_display().lower())
            found.setdefault(flag.answer_id, []).append(one)
    for mark in redactions:
        why = mark.get_reason_display().lower()
        found.setdefault(mark.answer_id, []).append(Passage(mark.start, mark.end, why, out=True))
    by_text: dict[str, list[Passage]] = {}
    for answer in answers:
        if answer.pk in found:
            by_text.setdefault(answer.text, []).extend(found[answer.pk])
    return by_text


def drawn(text: str, by_text: Mapping[str, Sequence[Passage]]) -> SafeString | str:
    """The text as HTML, each stretch of it with all that is said of it."""
    known = by_text.get(text)
    if not known:
        return text
    edges = {0, len(text), *(edge for one in known for edge in (one.start, one.end))}
    cuts = sorted(edge for edge in edges if 0 <= edge <= len(text))
    parts = [
        _stretch(text[start:end], [one for one in known if one.start <= start and end <= one.end])
        for start, end in pairwise(cuts)
    ]
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped above


def _stretch(text: str, over: Iterable[Passage]) -> SafeString:
    shown = conditional_escape(text)
    told = list(over)
    for template, out in ((TAKEN_OUT, True), (DOUBTED, False)):
        why = ", ".join(dict.fromkeys(one.why for one in told if one.out is out))
        if why:
            shown = format_html(template, shown, why)
    return shown
