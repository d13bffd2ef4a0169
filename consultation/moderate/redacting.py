"""Taking words out of a text: what stands in their place, and where else they stand. Pure.

Places in a text are counted in code points, as PostgreSQL counts them. A sign that a reader sees as
one, such as a letter with an accent or a flag, is never cut in two.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from consultation.models import RedactionReason

R = RedactionReason

#: What the public reads in place of the words.
INSTEAD: dict[str, str | Promise] = {
    R.PERSONAL: gettext_lazy("[personal details removed]"),
    R.THIRD_PARTY: gettext_lazy("[details of another person removed]"),
    R.SENSITIVE: gettext_lazy("[sensitive details removed]"),
    R.ABUSE: gettext_lazy("[abuse removed]"),
    R.CLAIM: gettext_lazy("[claim about somebody removed]"),
    R.SAFETY: gettext_lazy("[removed for somebody’s safety]"),
    R.SECURITY: gettext_lazy("[removed for security]"),
}
#: Words taken out for these reasons must stand nowhere else in what is published of a response.
TRACED = (R.PERSONAL, R.THIRD_PARTY, R.SENSITIVE)
LEAST_TRACED = 4  # letters and numbers; shorter ones stand everywhere
GONE = "\ufffc"  # stands for each sign that was taken out, where places must stay as they are


class Marked(Protocol):
    """What a span needs to say: a Redaction does."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def reason(self) -> str: ...


class MarkedAnswer(Marked, Protocol):
    """A span that says of which answer."""

    @property
    def answer_id(self) -> int: ...


@dataclass(frozen=True)
class Span:
    """Signs `start` to `end` of a text, to be taken out."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Piece:
    """A part of a text: kept, or taken out for a reason, with what stands in its place."""

    text: str
    reason: str = ""
    start: int = 0

    @property
    def instead(self) -> str:
        """What the public reads of it."""
        return str(INSTEAD[self.reason]) if self.reason else self.text


def merged(text: str, spans: Iterable[Marked]) -> list[Span]:
    """In order, none cutting a sign or touching another of its reason; the first reason counts.

    What reaches beyond the text is cut off at its end.
    """
    found: list[Span] = []
    for one in sorted(spans, key=lambda span: (span.start, -span.end)):
        start, end = whole_signs(text, one.start, one.end)
        if start >= end:
            continue
        last = found[-1] if found else None
        if last and (start < last.end or (start == last.end and one.reason == last.reason)):
            found[-1] = Span(last.start, max(end, last.end), last.reason)
        else:
            found.append(Span(start, end, one.reason))
    return found


def pieces(text: str, spans: Iterable[Marked]) -> list[Piece]:
    """The whole text in parts, kept and taken out: what stands on both sides of a page."""
    found, at = [], 0
    for one in merged(text, spans):
        if one.start > at:
            found.append(Piece(text[at : one.start], start=at))
        found.append(Piece(text[one.start : one.end], one.reason, one.start))
        at = one.end
    if at < len(text):
        found.append(Piece(text[at:], start=at))
    return found


def public_text(text: str, spans: Iterable[Marked]) -> str:
    """What everybody may read, in the language that is active."""
    return "".join(one.instead for one in pieces(text, spans))


def blanked(text: str, spans: Iterable[Marked]) -> str:
    """The text with GONE for each sign that is taken out: every place is what it was."""
    return "".join(GONE * len(one.text) if one.reason else one.text for one in pieces(text, spans))


def covered(text: str, spans: Iterable[Marked]) -> frozenset[int]:
    """The places whose signs are taken out."""
    return frozenset(at for one in merged(text, spans) for at in range(one.start, one.end))


def is_covered(text: str, spans: Iterable[Marked], start: int, end: int) -> bool:
    """Nothing that can be read is left of these signs."""
    return not blanked(text, spans)[start:end].replace(GONE, "").strip()


# What is one sign to a reader.


def whole_signs(text: str, start: int, end: int) -> tuple[int, int]:
    """The same span, so wide that no sign is cut in two."""
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    if start >= end:
        return start, start
    while start > 0 and not _parts(text, start):
        start -= 1
    while end < len(text) and not _parts(text, end):
        end += 1
    return start, end


def _parts(text: str, at: int) -> bool:
    """A sign ends and another begins here. Rather too few than too many such places."""
    before, after = text[at - 1], text[at]
    if before == "\r" and after == "\n":
        return False
    if _joins(after) or before == "\u200d":  # zero width joiner, as in 👩‍👧
        return False
    if unicodedata.combining(before) == 9 and after.isalpha():  # a virama binds two letters
        return False
    if _is_flag_half(before) and _is_flag_half(after):
        run = 0
        while run < at and _is_flag_half(text[at - 1 - run]):
            run += 1
        return run % 2 == 0
    korean = "\u1100" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3"
    return not (korean and "\u1160" <= after <= "\u11ff")


def _joins(sign: str) -> bool:
    """Belongs to the sign before it: marks, joiners, variants, skin tones, tags of a flag."""
    if sign.isascii():
        return False
    return (
        unicodedata.category(sign) in {"Mn", "Mc", "Me"}
        or sign in "\u200c\u200d"
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
        or "\U000e0020" <= sign <= "\U000e007f"
    )


def _is_flag_half(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span in whole signs, without spaces at its ends; empty where it is nothing but spaces."""
    start, end = whole_signs(text, start, end)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


# The same words elsewhere, however they are written.

# Between words, and dropped between digits: as different people write one number or one name.
PARTING = frozenset(".,_/()[]:;\\|+")
APOSTROPHES = frozenset("'’‘ʼ`´")
WITHIN = re.compile("['’‘ʼ`´](?=[^\\W\\d_]{2})")  # of O'Connor, not Rosa's: it is dropped
# Scripts without a space between words: a name there has other letters right beside it.
RUN_ON = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
# Accents and vowel signs that many leave out: of Latin, Greek and Cyrillic, Hebrew and Arabic.
LEFT_OUT = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")


@dataclass(frozen=True)
class Folded:
    """A text as it is compared, and where in the text each of its signs comes from."""

    text: str
    at: Sequence[int]


class _Table(dict[int, str]):
    """What each sign is compared as; worked out when it is met first."""

    def __missing__(self, sign: int) -> str:
        self[sign] = made = compared(chr(sign))
        return made


TABLE = _Table()


def compared(sign: str) -> str:
    """What a sign is compared as: none, one or several."""
    if sign in APOSTROPHES or _is_parting(sign):
        return " "
    plain = unicodedata.normalize("NFKD", sign).casefold()
    return "".join(_western(one) for one in plain if not _is_unseen(one))


def folded(text: str) -> Folded:
    """In small letters, without accents and what nobody sees; a space for what parts words."""
    dropped = {one.start() for one in WITHIN.finditer(text)}
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        if at in dropped:
            continue
        found = TABLE[ord(sign)]
        signs.append(found)
        places += [at] * len(found)
    return Folded("".join(signs), places)


def _is_parting(sign: str) -> bool:
    return sign.isspace() or sign in PARTING or unicodedata.category(sign) == "Pd"


def _western(sign: str) -> str:
    """Numbers are 0 to 9 in every script."""
    return sign if sign.isascii() or not sign.isdecimal() else str(unicodedata.decimal(sign))


def _is_unseen(sign: str) -> bool:
    if sign.isascii():
        return False
    unseen = unicodedata.category(sign) == "Cf" or "\ufe00" <= sign <= "\ufe0f"
    return unseen or LEFT_OUT.match(sign) is not None


def sought(words: str) -> str:
    """Words as they are looked for: folded, one space between two of them. Empty for none."""
    return " ".join(folded(words).text.split())


def weight(words: str) -> int:
    """How many letters and numbers; a sign of a script without spaces counts for two."""
    return sum(2 if RUN_ON.match(one) else one.isalnum() for one in sought(words))


def pattern(words: str) -> re.Pattern[str] | None:
    """What finds the words in a folded text; None where there is nothing to look for."""
    asked = sought(words)
    if not asked:
        return None
    parts: list[str] = []
    for at, sign in enumerate(asked):
        before, after = asked[at - 1 : at], asked[at + 1 : at + 2]
        if sign == " ":
            parts.append(" *" if before.isdigit() and after.isdigit() else " +")
        else:
            spaced = sign.isdigit() and before.isdigit()
            parts.append((" *" if spaced else "") + re.escape(sign))
    first = "" if RUN_ON.match(asked[0]) else r"(?<![^\W_])"
    last = "" if RUN_ON.match(asked[-1]) else r"(?![^\W_])"
    return re.compile(first + "".join(parts) + last)


def places_of(text: str, looked_for: re.Pattern[str] | None) -> list[tuple[int, int]]:
    """Where a pattern of words stands in a text, in whole signs."""
    if looked_for is None or not looked_for.search(WITHIN.sub("", text).translate(TABLE)):
        return []  # almost always, and found out fast
    read = folded(text)
    return [
        whole_signs(text, read.at[one.start()], read.at[one.end() - 1] + 1)
        for one in looked_for.finditer(read.text)
    ]


def same_words(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand, whatever their case, accents, spaces and signs in between."""
    return places_of(text, pattern(words))


@dataclass(frozen=True)
class Around:
    """Words where they stand, with a little before and after them."""

    before: str
    words: str
    after: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.before}{self.words}{self.after}"


def around(text: str, start: int, end: int, most: int = 40) -> Around:
    """A place in a text, as a list shows it."""
    first, _end = whole_signs(text, max(0, start - most), start) if start else (0, 0)
    _start, last = whole_signs(text, end, min(len(text), end + most))
    before = text[first:start]
    after = text[end:last] if last > end else ""
    return Around(
        ("…" if first else "") + before, text[start:end], after + ("…" if last < len(text) else ""),
        start, end,
    )  # fmt: skip


def agreed(first: Iterable[MarkedAnswer], second: Iterable[MarkedAnswer]) -> bool:
    """Two people take the very same signs out of the same answers, whatever their reasons."""
    return _signs(first) == _signs(second)


def _signs(marks: Iterable[MarkedAnswer]) -> set[tuple[int, int]]:
    return {(one.answer_id, at) for one in marks for at in range(one.start, one.end)}


def left_standing(
    texts: Mapping[int, str], spans: Mapping[int, list[Span]]
) -> list[tuple[int, Span]]:
    """Words that are taken out in one place and stand in another: by text, each with its place."""
    public = {key: blanked(text, spans.get(key, [])) for key, text in texts.items()}
    found: dict[tuple[int, int, int], str] = {}
    removed = {
        (sought(texts[key][one.start : one.end]), one.reason)
        for key, every in spans.items()
        for one in every
        if one.reason in TRACED
    }
    for words, reason in sorted(removed):
        if weight(words) < LEAST_TRACED:
            continue
        looked_for = pattern(words)
        for key, text in public.items():
            for start, end in places_of(text, looked_for):
                found.setdefault((key, start, end), reason)
    return [(key, Span(start, end, reason)) for (key, start, end), reason in sorted(found.items())]
