"""The two sides of an answer: as it was written, with its marks, and as the public reads it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from consultation.models import Answer, Flag, FlagKind, Redaction, RedactionReason
from consultation.moderate.redacting import Piece, Span, is_covered, merged, pieces

#: Why words that a flag points at would be taken out.
REASON_OF = {
    FlagKind.PERSONAL: RedactionReason.PERSONAL,
    FlagKind.ABUSE: RedactionReason.ABUSE,
    FlagKind.THREAT: RedactionReason.ABUSE,
    FlagKind.SAFEGUARDING: RedactionReason.SAFETY,
}


@dataclass(frozen=True)
class Segment:
    """A part of an answer that has the same marks throughout."""

    text: str
    start: int
    reason: str = ""  # why it is taken out, in words; empty where it stays
    doubt: str = ""  # what a machine takes it for


@dataclass(frozen=True)
class Doubt:
    """A flag with its words, and why they would be taken out."""

    flag: Flag
    words: str
    reason: str
    done: bool  # the words are out already


@dataclass(frozen=True)
class Mark:
    """A redaction with its words."""

    redaction: Redaction
    words: str
    may_take_back: bool


@dataclass(frozen=True)
class Side:
    """One answer on the page."""

    answer: Answer
    before: list[Segment]
    after: list[Piece]
    doubts: list[Doubt]
    marks: list[Mark]


def segments(text: str, spans: Sequence[Span], flags: Iterable[Flag]) -> list[Segment]:
    """The whole text, cut wherever a mark or a doubt begins or ends."""
    doubts = [
        Span(one.start, one.end, one.get_kind_display())
        for one in flags
        if one.start is not None and one.end is not None and one.state == "STANDING"
    ]
    edges = {0, len(text)}
    for span in (*spans, *doubts):
        edges |= {min(span.start, len(text)), min(span.end, len(text))}
    ordered = sorted(edges)

    def over(start: int, every: Sequence[Span]) -> str:
        return next((one.reason for one in every if one.start <= start < one.end), "")

    labels = dict(RedactionReason.choices)
    return [
        Segment(text[start:end], start, labels.get(over(start, spans), ""), over(start, doubts))
        for start, end in pairwise(ordered)
    ]


def sides_of(
    answers: Iterable[Answer],
    flags: Sequence[Flag],
    redactions: Sequence[Redaction],
    may_take_back: frozenset[int],
) -> list[Side]:
    """Every answer in words, with what is known of it. `may_take_back`: keys of redactions."""
    return [_side(one, flags, redactions, may_take_back) for one in answers]


def _side(
    answer: Answer,
    flags: Sequence[Flag],
    redactions: Sequence[Redaction],
    may_take_back: frozenset[int],
) -> Side:
    text = answer.text
    own = [one for one in redactions if one.answer_id == answer.pk]
    doubted = [one for one in flags if one.answer_id == answer.pk and one.state == "STANDING"]
    return Side(
        answer,
        before=segments(text, merged(text, own), doubted),
        after=pieces(text, own),
        doubts=[_doubt(text, one, own) for one in doubted if one.start is not None],
        marks=[
            Mark(one, text[one.start : one.end], one.pk in may_take_back) for one in own
        ],
    )  # fmt: skip


def _doubt(text: str, flag: Flag, own: Sequence[Redaction]) -> Doubt:
    start, end = flag.start or 0, flag.end or 0
    reason = REASON_OF.get(FlagKind(flag.kind), RedactionReason.PERSONAL)
    return Doubt(flag, text[start:end], reason, is_covered(text, own, start, end))
