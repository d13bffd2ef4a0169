"""Single cells: from what was typed to what a response holds, or the sentence why not.

Codes, names and dates are read in any case and spacing. Words of a respondent stay as they are, to
the last line end. Answers are judged by the fields of the form, so that a file lets nothing in that
the form would not.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils import translation

from consultation.importing.mapping import folded
from consultation.models import MANY, WORDS, Place, Proposal, QuestionKind, QuestionVersion
from consultation.publish import places
from consultation.respond.fields import IsoDate, field_for
from consultation.respond.kinds import Value
from stations import postcodes
from stations.models import Borough

LONDON = ZoneInfo("Europe/London")
LONGEST_WORDS, LONGEST_REFERENCE, LONGEST_NAME, SHOWN = 100_000, 200, 200, 60
# What no keyboard types: left from another program, and often the sign of a damaged file.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
UK = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:,?[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
CODE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,6})?")
PARTS = re.compile(r"[;\n|]")
NOT_TICKED = frozenset({"", "no", "n", "0", "false", "not selected", "unchecked"})
TICKED = frozenset({"yes", "y", "1", "true", "selected", "checked", "x"})

Home = tuple[str, Borough | None]
Lookup = Callable[[Iterable[str]], dict[str, Borough | None]]


class Wrong(Exception):
    """A cell that cannot be taken. Its text is the sentence."""


def shown(cell: str) -> str:
    """A cell in a sentence, not longer than people read."""
    plain = CONTROL.sub("\ufffd", " ".join(cell.split()))
    return f"“{plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + '…'}”"


def why_not_kept(cell: str) -> str:
    """Characters that cannot be stored or shown as they are."""
    if CONTROL.search(cell):
        return "It has characters that could not be read, or cannot be kept"
    return ""


@lru_cache(maxsize=64)
def in_every_language(choices: type[TextChoices]) -> dict[str, str]:
    """Value by folded value and label, in every language that pages are offered in."""
    found = {folded(value): str(value) for value in choices.values}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {folded(str(label)): str(value) for value, label in choices.choices}
    return found


@lru_cache(maxsize=10_000)
def instant(typed: str) -> tuple[datetime, bool]:
    """An instant as it is written, London time unless it says otherwise; and if it is a day only.

    Raises Wrong. A year of two figures is refused: whether it is a year cannot be known.
    """
    text = typed.strip()
    found = UK.fullmatch(text)
    try:
        if found:
            day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=LONDON), not found[4]
        read = datetime.fromisoformat(text)
    except ValueError:
        raise Wrong(
            f"{shown(typed)} is not a date that we can read: write it as 2026-11-23, "
            "2026-11-23 14:30 or 23/11/2026"
        ) from None
    return (read if read.tzinfo else read.replace(tzinfo=LONDON)), len(text) == 10


def language_of(cell: str) -> str:
    """The code of a language; English for nothing. Raises Wrong."""
    typed = cell.strip()
    if not typed:
        return "en"
    if not CODE.fullmatch(typed):
        raise Wrong(f"{shown(cell)} is not the code of a language, such as en or ur")
    return typed


def reference_of(cell: str) -> str:
    """The number of a row in its source. Raises Wrong."""
    typed = cell.strip()
    if len(typed) > LONGEST_REFERENCE:
        raise Wrong(f"The number is longer than {LONGEST_REFERENCE} characters")
    return typed


def email_of(cell: str) -> str:
    """An e-mail address, or nothing. Raises Wrong."""
    typed = cell.strip()
    if typed:
        try:
            validate_email(typed)
        except ValidationError:
            raise Wrong(f"{shown(cell)} is not an email address") from None
    return typed


def name_of(cell: str) -> str:
    """A name, or nothing. Raises Wrong."""
    typed = cell.strip()
    if len(typed) > LONGEST_NAME:
        raise Wrong(f"The name is longer than {LONGEST_NAME} characters")
    return typed


def digest_of(headers: Sequence[str], cells: Sequence[str]) -> str:
    """The same for every row with these cells under these headings, in any order of columns."""
    pairs = sorted(
        f"{header}\x1f{cell}" for header, cell in zip(headers, cells, strict=False) if cell.strip()
    )
    return sha256("\x1e".join(pairs).encode()).hexdigest()


class Stations:
    """The front counters of a consultation, by what people call them."""

    def __init__(self, proposals: Sequence[Proposal]) -> None:
        self.called: dict[str, list[Proposal]] = {}
        self.read_before: dict[str, list[Proposal]] = {}
        for one in proposals:
            at = one.station
            names = (at.name, at.slug, f"{at.name}, {at.borough}", f"{at.name} ({at.borough})")
            for name in {folded(name) for name in names}:
                self.called.setdefault(name, []).append(one)

    def named(self, cell: str) -> list[Proposal]:
        """Those that a cell names, between semicolons, lines or else commas. Raises Wrong."""
        if cell not in self.read_before:
            self.read_before[cell] = self._named(cell)
        return self.read_before[cell]

    def _named(self, cell: str) -> list[Proposal]:
        parts = [cell]
        if folded(cell) not in self.called:
            parts = PARTS.split(cell)
            if len(parts) == 1:
                parts = cell.split(",")
        return list({one.pk: one for one in map(self._one, filter(str.strip, parts))}.values())

    def _one(self, part: str) -> Proposal:
        found = self.called.get(folded(part), [])
        if not found:
            raise Wrong(f"{shown(part)} is not a front counter of this consultation")
        if len(found) > 1:
            every = "; ".join(f"{one.station.name}, {one.station.borough}" for one in found)
            raise Wrong(f"{shown(part)} can be any of these: {every}")
        return found[0]


class Homes:
    """Boroughs and postcodes, as far as rows name them. `learn` looks up many at once."""

    def __init__(self, boroughs: Sequence[Borough], lookup: Lookup) -> None:
        self.lookup = lookup
        self.known: dict[str, Home | str] = {"": (str(Place.NOT_SAID), None)}
        for text, value in in_every_language(Place).items():
            if value != Place.BOROUGH:
                self.known[text] = (value, None)
        for one in boroughs:
            for name in (one.name, one.ons_code, one.slug):
                self.known[folded(name)] = (str(Place.BOROUGH), one)

    def learn(self, cells: Iterable[str]) -> None:
        """Look up what is not known yet."""
        codes: dict[str, str] = {}
        for text in {folded(cell) for cell in cells} - set(self.known):
            try:
                codes[text] = postcodes.parse(text)
            except postcodes.PostcodeProblem:
                self.known[text] = f"{shown(text)} is not a London borough or a full postcode"
        found = self.lookup(codes.values()) if codes else {}
        for text, code in codes.items():
            if code not in found:  # outside London, or mistyped: rare, so one by one
                elsewhere = places.find(code)
                wrong = f"{shown(code)} is not a postcode that we know"
                self.known[text] = wrong if elsewhere.problem else (str(Place.OUTSIDE), None)
            else:
                borough = found[code]
                self.known[text] = (str(Place.BOROUGH if borough else Place.OUTSIDE), borough)

    def home(self, cell: str) -> Home:
        """Where somebody lives. Raises Wrong."""
        found = self.known[folded(cell)]
        if isinstance(found, str):
            raise Wrong(found)
        return found


class Reader:
    """Reads the answers to one question. What was read once is known the next time."""

    def __init__(
        self,
        version: QuestionVersion,
        labels: dict[tuple[int, str], str],
        homes: Homes,
        today: date,
    ) -> None:
        self.version, self.homes = version, homes
        self.kind = QuestionKind(version.question.kind)
        self.values = {folded(value): value for value, _label in version.options}
        for (pk, label), value in labels.items():
            if pk == version.pk:
                self.values.setdefault(folded(label), value)
        self.field = field_for(version, today=today)
        self.field.required = False
        self.read_before: dict[str, Value] = {}

    def read(self, cell: str, option: str = "") -> Value:
        """The value of an answer; empty for none. Raises Wrong."""
        if not cell.strip():
            return ""
        if option:
            return [option] if self._ticked(cell, option) else []
        if self.kind in WORDS:
            return self._words(cell)
        if cell not in self.read_before:
            self.read_before[cell] = self._closed(cell)
        return self.read_before[cell]

    def _words(self, cell: str) -> str:
        if len(cell) > LONGEST_WORDS:
            raise Wrong(f"It is longer than {LONGEST_WORDS:,} characters")
        most, length = self.version.max_length, len(cell) - cell.count("\r\n")
        if most and length > most:
            raise Wrong(f"It has {length:,} characters. The most is {most:,}")
        # The form writes every line end as one sign; from a file they are kept as they are.
        return cell if self._cleaned(cell) else ""

    def _cleaned(self, value: object) -> Value:
        try:
            found: Value = self.field.clean(value)
            return found
        except ValidationError as problem:
            raise Wrong(" ".join(map(str, problem.messages))) from None

    def _closed(self, cell: str) -> Value:
        if self.kind == QuestionKind.NUMBER:
            return self._cleaned(cell)
        if self.kind == QuestionKind.DATE:
            return self._date(cell)
        if self.kind == QuestionKind.PLACE:
            return self._place(cell)
        if self.kind in MANY:
            return self._many(cell)
        return self._one(cell)

    def _one(self, part: str) -> str:
        found = self.values.get(folded(part))
        if found is None:
            raise Wrong(f"{shown(part)} is not one of the answers to this question")
        return found

    def _many(self, cell: str) -> list[str]:
        if folded(cell) in self.values:
            return [self.values[folded(cell)]]
        parts = [part for part in PARTS.split(cell) if part.strip()]
        if len(parts) == 1 and all(folded(one) in self.values for one in cell.split(",")):
            parts = cell.split(",")
        return [self._one(part) for part in parts]

    def several(self, values: Sequence[str]) -> list[str]:
        """Several values together, as the form would take them. Raises Wrong."""
        if self.kind == QuestionKind.RANKING:
            if len(set(values)) < len(values):
                raise Wrong("It names the same choice twice")
            boxes = len(self.field.fields)  # type: ignore[attr-defined]
            if len(values) > boxes:
                raise Wrong(f"It names {len(values)} choices. The most is {boxes}")
            return list(values)
        found = self._cleaned(list(values))
        assert isinstance(found, list)
        return found

    def _ticked(self, cell: str, option: str) -> bool:
        typed = folded(cell)
        if typed in NOT_TICKED:
            return False
        if typed in TICKED or self.values.get(typed) == option:
            return True
        raise Wrong(f"{shown(cell)} is neither yes nor no, nor the answer itself")

    def _date(self, cell: str) -> str:
        day = instant(cell)[0].date()
        latest = self.field.latest if isinstance(self.field, IsoDate) else None
        if latest and day > latest:
            raise Wrong(f"{self.version.short} must be today or in the past")
        return day.isoformat()

    def _place(self, cell: str) -> str:
        if folded(cell) in self.values:
            return self.values[folded(cell)]
        place, borough = self.homes.home(cell)
        value = borough.ons_code if borough else place
        return self._one(value)
