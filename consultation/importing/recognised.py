"""Exports of other tools, known by their headings; and what each of their columns is likely to be.

Citizen Space puts the number and text of a question before the heading of its answer, as in
"1: How do you feel? - Stance". LimeSurvey writes "G01Q01[SQ001]. Question [Part]", or only one of
code and question. Microsoft Forms writes the question alone, and joins several answers by ";".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from consultation.importing.mapping import (
    BEGUN,
    CAPACITY,
    EMAIL,
    LANGUAGE,
    LEAVE,
    NAME,
    NAMED,
    PLACE,
    PUBLISH,
    QUESTION,
    RECEIVED,
    REFERENCE,
    STATIONS,
    Column,
    folded,
)
from consultation.models import (
    Origin,
    Proposal,
    QuestionKind,
    QuestionScope,
    QuestionVersion,
)
from consultation.respond.content import Content

SENT = ("date submitted", "submitted date", "submission date", "submitted on", "submitted")
# A column of the tool itself, by its heading without case; of LimeSurvey also by its code.
OWN: dict[str, dict[str, str]] = {
    Origin.CITIZEN_SPACE: {
        "response id": REFERENCE, **dict.fromkeys(SENT, RECEIVED), "unique id": LEAVE,
        "user id": LEAVE, "status": LEAVE, "last modified": LEAVE, "ip address": LEAVE,
        "started": BEGUN, "date started": BEGUN,
    },
    Origin.LIMESURVEY: {
        "id": REFERENCE, "response id": REFERENCE, "submitdate": RECEIVED,
        "date submitted": RECEIVED, "startdate": BEGUN, "date started": BEGUN,
        "startlanguage": LANGUAGE, "start language": LANGUAGE, "lastpage": LEAVE,
        "last page": LEAVE, "seed": LEAVE, "datestamp": LEAVE, "date last action": LEAVE,
        "ipaddr": LEAVE, "ip address": LEAVE, "refurl": LEAVE, "referrer url": LEAVE,
        "token": LEAVE, "access code": LEAVE, "total time": LEAVE, "interviewtime": LEAVE,
    },
    Origin.MICROSOFT_FORMS: {
        "id": REFERENCE, "start time": BEGUN, "completion time": RECEIVED, "email": EMAIL,
        "name": NAME, "last modified time": LEAVE, "language": LANGUAGE, "total points": LEAVE,
        "quiz feedback": LEAVE,
    },
    Origin.OTHER: {
        "id": REFERENCE, "ref": REFERENCE, "reference": REFERENCE, "number": REFERENCE,
        "response id": REFERENCE, "received": RECEIVED, "received at": RECEIVED,
        "received on": RECEIVED, "date received": RECEIVED, "date": RECEIVED, "email": EMAIL,
        "email address": EMAIL, "e-mail": EMAIL, "name": NAME, "language": LANGUAGE,
        "capacity": CAPACITY, "borough": PLACE, "postcode": PLACE, "stations": STATIONS,
        "station": STATIONS, "front counters": STATIONS, "front counter": STATIONS,
        "publish": PUBLISH, "channel": "channel",
    },
}  # fmt: skip
# A question that every tool asks in words of its own, by words of its heading.
LIKELY = (
    (EMAIL, re.compile(r"\be-?mail\b")),
    (PLACE, re.compile(r"\b(post ?code|borough)\b")),
    (PUBLISH, re.compile(r"\bpublish")),
    (
        CAPACITY,
        re.compile(
            r"\b(capacity|on behalf|(replying|responding|reply|respond) for|responding as)\b"
        ),
    ),
    (STATIONS, re.compile(r"\bwhich\b.*\b(front counters?|counters?|stations?)\b")),
    (NAME, re.compile(r"\byour (full )?name\b")),
)
CODED = re.compile(r"([A-Za-z][\w.]*?)((?:\[[^\]]*\])*)(?:\.\s+(.*))?", re.DOTALL)


def origin_of(headers: Sequence[str]) -> Origin:
    """Whose export has these headings."""
    names = {folded(one) for one in headers}
    codes = {one.partition(".")[0] for one in names}
    lime = {"submitdate", "lastpage"} & codes or {"last page", "start language"} & names
    if lime and {"id", "response id"} & (names | codes):
        return Origin.LIMESURVEY
    if {"id", "start time", "completion time"} <= names:
        return Origin.MICROSOFT_FORMS
    if "response id" in names and names & set(SENT):
        return Origin.CITIZEN_SPACE
    return Origin.OTHER


@dataclass
class Guess:
    """Guesses what columns are, one after another; what is taken is not guessed twice."""

    content: Content
    origin: Origin
    taken: set[Column] = field(default_factory=set)

    def columns(self, headers: Sequence[str]) -> list[Column]:
        """A column each; what is not recognised is left out."""
        return [self._once(self._column(header)) for header in headers]

    def _once(self, column: Column) -> Column:
        if column in self.taken:
            return LEAVE, ""
        if column[0] != LEAVE:
            self.taken.add(column)
        return column

    def _column(self, header: str) -> Column:
        code, words = parted(header) if self.origin == Origin.LIMESURVEY else ("", header)
        own = OWN[self.origin]
        for name in (folded(words), folded(code)):
            if name in own:
                return own[name], ""
        found = self._question(folded(words), folded(code))
        if found is not None:
            return found
        likely = next((what for what, like in LIKELY if like.search(folded(words))), "")
        return (likely, "") if likely else (LEAVE, "")

    def _question(self, words: str, code: str) -> Column | None:
        """The question whose text the heading holds, else whose short name or key it has."""
        best = max(self.content.questions, key=lambda one: _likeness(one, words, code))
        if not _likeness(best, words, code):
            return None
        if best.question.kind == QuestionKind.FILE:  # names of files are no files
            return LEAVE, ""
        meaning = f"{QUESTION}{best.question.key}"
        if best.question.kind == QuestionKind.SEVERAL:
            rest = words.replace(folded(best.wording), " ")
            option = next((v for v, label in best.options if folded(label) in rest), "")
            meaning += f"={option}" if option else ""
        if best.question.scope == QuestionScope.ALL:
            return meaning, ""
        station = self._station(words.replace(folded(best.wording), " "), code)
        return meaning, str(station.pk) if station else NAMED

    def _station(self, words: str, code: str) -> Proposal | None:
        """The one with the longest name in the heading, or with its slug in the code."""
        named = [
            one
            for one in self.content.proposals
            if re.search(rf"\b{re.escape(folded(one.station.name))}\b", words)
            or f"[{one.station.slug}]" in code
        ]
        return max(named, key=lambda one: len(one.station.name), default=None)


def _likeness(version: QuestionVersion, words: str, code: str) -> int:
    """How surely a heading is this question: by its text, its short name or its key."""
    text = folded(version.wording).removesuffix("(optional)").strip()
    short, key = folded(version.short), version.question.key
    if text and text in words:
        return 1000 + len(text)
    if key in (code.partition("[")[0], words) or key.replace("-", "") == code.partition("[")[0]:
        return 500
    bare = re.sub(r"^(q?\d+[.:)]?\s*)", "", words)
    if short and (bare == short or re.search(rf"[-–:(\[]\s*{re.escape(short)}\b", words)):
        return 100 + len(short)
    if short and bare.startswith(short):
        return 50 + len(short)
    return 0


def parted(header: str) -> tuple[str, str]:
    """Code and question of a LimeSurvey heading; either may be missing."""
    found = CODED.fullmatch(header.strip())
    if found is None:
        return "", header
    if found[3] is None and not found[2] and not re.search(r"\d", found[1]) and " " in header:
        return "", header
    return f"{found[1]}{found[2]}", found[3] or found[1]


def guessed(headers: Sequence[str], content: Content) -> tuple[Origin, list[Column]]:
    """Whose export it is, and what its columns are likely to be."""
    origin = origin_of(headers)
    if not content.questions:
        return origin, [(LEAVE, "") for _header in headers]
    return origin, Guess(content, origin).columns(headers)
