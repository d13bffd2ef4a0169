"""Whether a row of a file is a response that can be taken, and which; if not, why not.

Nothing is repaired, shortened or guessed: a row that cannot be taken as it stands is refused with
the column and a sentence.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from datetime import time as time_of_day
from typing import Any
from uuid import UUID

from django.utils import timezone

from consultation.importing import cells as single
from consultation.importing import mapping
from consultation.importing.cells import LONDON, Homes, Lookup, Reader, Stations, Wrong, instant
from consultation.importing.mapping import Asked, Column, Meanings, folded
from consultation.models import (
    Capacity,
    Channel,
    Import,
    Origin,
    Publish,
    QuestionKind,
    QuestionScope,
    QuestionVersion,
)
from consultation.publish.rules import in_words
from consultation.respond.content import Content
from consultation.respond.editions import edition_at
from consultation.respond.journey import Answers, Values
from consultation.respond.kinds import Value
from consultation.respond.queries import about_all, about_each
from consultation.respond.receipts import Given, given_in
from stations.models import Borough

CHOICES = {mapping.CHANNEL: Channel, mapping.CAPACITY: Capacity, mapping.PUBLISH: Publish}
Labels = dict[tuple[int, str], str]  # the value by wording and label
NO_KEY = UUID(int=0)
ANSWERED = {"yes": str(Publish.WORDS), "no": str(Publish.COUNT_ONLY)}  # to “may we publish”


@dataclass(frozen=True)
class Problem:
    """Why a row is not taken. `column` is its heading; empty where it is about the whole row."""

    line: int
    column: str
    sentence: str


@dataclass(slots=True)
class Incoming:
    """A row that can be taken: the response it becomes, before it has any key of the database."""

    line: int
    source_reference: str
    digest: str
    channel: str
    capacity: str
    place: str
    borough: Borough | None
    language: str
    begun_at: datetime
    received_at: datetime
    given: list[Given]
    publish: str
    email: str = ""
    name: str = ""
    in_grace: bool = False
    late: bool = False
    reference: str = ""  # this and the next two: only where it is loaded
    key: UUID = NO_KEY
    salt: bytes = b""


@dataclass
class About:
    """What a row says about each front counter, in the order it names them, and about all."""

    each: dict[int, Values]
    overall: Values = field(default_factory=dict)


class Wordings:
    """The questions as they were worded at one time: which column answers which, and how."""

    def __init__(
        self, content: Content, columns: Sequence[Column], labels: Labels, homes: Homes, today: date
    ) -> None:
        self.content, self.meanings = content, Meanings(content)
        self.asked = [
            (index, asked)
            for index, column in enumerate(columns)
            if (asked := self.meanings.asked(column)) is not None
        ]
        self.each, self.all = about_each(content.questions), about_all(content.questions)
        self.answers = {one.pk: Reader(one, labels, homes, today) for one in content.questions}

    def column_of(self, version: int) -> int:
        """The first that answers this wording."""
        return next(index for index, asked in self.asked if asked.version.pk == version)


class Judge:
    """Judges the rows of one file. `learn` first what some of them need from the database.

    :param content: what is asked now.
    :param versions: every wording there ever was; a row answers those of the day it arrived.
    """

    def __init__(
        self,
        imported: Import,
        content: Content,
        versions: Sequence[QuestionVersion],
        labels: Labels,
        lookup: Lookup,
        *,
        now: datetime,
    ) -> None:
        self.imported, self.content, self.now = imported, content, now
        self.headers: list[str] = imported.headers
        self.problems: list[Problem] = []
        self.absent: dict[str, Any] = {}  # what a column that the file lacks reads as
        self.columns = [(meaning, station) for meaning, station in imported.columns]
        self.about_it = {m: i for i, (m, _s) in enumerate(self.columns) if m in mapping.ABOUT_IT}
        self.versions, self.labels = versions, labels
        self.homes = Homes(content.boroughs, lookup)
        self.stations = Stations(content.proposals)
        # The moments at which wordings changed, and the wordings after so many of them.
        self.changes = sorted({one.frozen_at for one in versions if one.frozen_at})
        self.worded: dict[int, Wordings] = {}
        self.asked = self._wordings(now).asked
        self.used = sorted({*self.about_it.values(), *(index for index, _asked in self.asked)})
        self.choices = {name: single.in_every_language(of) for name, of in CHOICES.items()}
        self.choices[mapping.PUBLISH] = self.choices[mapping.PUBLISH] | ANSWERED

    def _wordings(self, at: datetime) -> Wordings:
        """Those in force at that moment, as they are for what is typed in from paper."""
        place = bisect_right(self.changes, at)
        if place not in self.worded:
            edition = edition_at(self.content.consultation.slug, self.versions, at)
            content = replace(self.content, questions=edition.questions)
            today = timezone.localdate(self.now)
            self.worded[place] = Wordings(content, self.columns, self.labels, self.homes, today)
        return self.worded[place]

    @property
    def reference_column(self) -> str:
        """The heading of the column with the numbers of the source."""
        index = self.about_it.get(mapping.REFERENCE)
        return "" if index is None else self.headers[index]

    def learn(self, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Look up the postcodes of these rows, all at once."""
        wanted = [self.about_it[mapping.PLACE]] if mapping.PLACE in self.about_it else []
        wanted += [i for i, a in self.asked if a.version.question.kind == QuestionKind.PLACE]
        if wanted:
            self.homes.learn(c[i] for _line, c in rows for i in wanted if i < len(c))

    def judge(self, line: int, cells: Sequence[str]) -> Incoming | None:
        """The response that a row is; None where it is none, with at least one more problem."""
        before = len(self.problems)
        headed = len(self.headers)
        if len(cells) < headed or any(cells[headed:]):
            told = f"It has {len(cells)} cells, and there are {headed} headings"
            self._wrong(line, None, told)
            return None
        for index in self.used:
            if told := single.why_not_kept(cells[index]):
                self._wrong(line, index, told)
        if len(self.problems) > before:
            return None
        made = self._made(line, cells)
        return made if len(self.problems) == before else None

    def _wrong(self, line: int, index: int | None, sentence: str) -> None:
        column = "" if index is None else self.headers[index] or f"Column {index + 1}"
        self.problems.append(Problem(line, column, sentence))

    def _read(
        self, line: int, cells: Sequence[str], meaning: str, read: Callable[[str], Any]
    ) -> Any:
        """A cell about the response, read; what `read` makes of nothing where it has no column."""
        index = self.about_it.get(meaning)
        try:
            if index is not None:
                return read(cells[index])
            if meaning not in self.absent:
                self.absent[meaning] = read("")
            return self.absent[meaning]
        except Wrong as problem:
            self._wrong(line, index, str(problem))
            return None

    def _made(self, line: int, cells: Sequence[str]) -> Incoming | None:
        def read(meaning: str, reader: Callable[[str], Any]) -> Any:
            return self._read(line, cells, meaning, reader)

        received = read(mapping.RECEIVED, self._received)
        begun = read(mapping.BEGUN, lambda cell: instant(cell)[0] if cell.strip() else None)
        home = read(mapping.PLACE, self.homes.home)
        place, borough = home or ("", None)
        given = self._given(line, cells, self._wordings(received or self.now))
        made = Incoming(
            line,
            read(mapping.REFERENCE, single.reference_of),
            single.digest_of(self.headers, cells),
            read(mapping.CHANNEL, lambda cell: self._choice(mapping.CHANNEL, cell)),
            read(mapping.CAPACITY, lambda cell: self._choice(mapping.CAPACITY, cell)),
            place,
            borough,
            read(mapping.LANGUAGE, single.language_of),
            begun or received,
            received,
            given,
            read(mapping.PUBLISH, lambda cell: self._choice(mapping.PUBLISH, cell)),
            email=read(mapping.EMAIL, lambda cell: single.email_of(self._named_at_all(cell))),
            name=read(mapping.NAME, lambda cell: single.name_of(self._named_at_all(cell))),
        )
        if received is not None:
            self._in_time(made, begun=begun)
        return made

    def _received(self, cell: str) -> datetime:
        """When it arrived. A day without a time is noon of it, or what of it was open and is past.

        As what is typed in from paper: see `arrived_at` in transcribe/rules.py.
        """
        if not cell.strip():
            if self.imported.received_on is None:
                raise Wrong("It does not say when it arrived")
            return self._on(self.imported.received_on)
        at, whole_day = instant(cell)
        return self._on(at.date()) if whole_day else at

    def _on(self, day: date) -> datetime:
        noon = datetime.combine(day, time_of_day(12), tzinfo=LONDON)
        opens = self.content.consultation.opens_at.astimezone(LONDON)
        closes = self.content.consultation.closes_at.astimezone(LONDON)
        if opens.date() == day:
            noon = max(noon, opens)
        if closes.date() == day:
            noon = min(noon, closes)
        return min(noon, self.now) if timezone.localdate(self.now) == day else noon

    def _in_time(self, made: Incoming, *, begun: datetime | None) -> None:
        """Before the opening and in the future never; after the close in the grace, or why."""
        about, index = self.content.consultation, self.about_it.get(mapping.RECEIVED)
        at = made.received_at
        if made.begun_at > at:
            self._wrong(made.line, self.about_it[mapping.BEGUN], "It was begun after it arrived")
        elif at < about.opens_at:
            opening = in_words(about.opens_at)
            self._wrong(made.line, index, f"It arrived before the opening at {opening}")
        elif at > self.now:
            self._wrong(made.line, index, f"It arrived in the future, at {in_words(at)}")
        elif at > about.closes_at:
            in_time = begun is not None and begun <= about.closes_at
            made.in_grace = in_time and at <= about.grace_ends_at
            made.late = not made.in_grace
            if made.late and not self.imported.late_reason:
                closing = in_words(about.closes_at)
                self._wrong(made.line, index, f"It arrived after the close at {closing}")

    def _choice(self, meaning: str, cell: str) -> str:
        typed = folded(cell)
        if not typed:
            return {
                mapping.CHANNEL: self.imported.channel,
                mapping.CAPACITY: self.imported.capacity,
                mapping.PUBLISH: str(Publish.NOT_SAID),
            }[meaning]
        found = self.choices[meaning].get(typed)
        if found is None:
            every = "; ".join(str(label) for label in CHOICES[meaning].labels)
            raise Wrong(f"{single.shown(cell)} is not one of these: {every}")
        return found

    def _named_at_all(self, cell: str) -> str:
        """Microsoft Forms writes a word where somebody did not sign in."""
        forms = self.imported.origin == Origin.MICROSOFT_FORMS
        return "" if forms and folded(cell) == "anonymous" else cell

    def _given(self, line: int, cells: Sequence[str], worded: Wordings) -> list[Given]:
        """Its answers in the order of the form: front counter by front counter, then the rest."""
        before = len(self.problems)
        named = self._read(line, cells, mapping.STATIONS, self.stations.named)
        about = About({one.pk: {} for one in named or []})
        keys = None if named is None else list(about.each)
        for index, asked in worded.asked:
            try:
                if value := worded.answers[asked.version.pk].read(cells[index], asked.option):
                    for values in _places(asked, about, named=keys):
                        _put(values, asked, value)
            except Wrong as problem:
                self._wrong(line, index, str(problem))
        if len(self.problems) > before:
            return []
        for one in named or []:
            if not about.each[one.pk]:
                told = f"It names {one.station}, and says nothing about it"
                self._wrong(line, self.about_it[mapping.STATIONS], told)
        found = self._in_order(line, about, worded)
        if not found and len(self.problems) == before:
            self._wrong(line, None, "It answers no question")
        return found

    def _in_order(self, line: int, about: About, worded: Wordings) -> list[Given]:
        found = [
            Given(one, place, self._whole(line, one.pk, value, worded))
            for place in self.content.chosen(about.each)
            for one in worded.each
            if (value := about.each[place.pk].get(one.question.key))
        ]
        found += [
            Given(one, None, self._whole(line, one.pk, value, worded))
            for one in worded.all
            if (value := about.overall.get(one.question.key))
        ]
        if any(one.question.question.shown_if_id for one in found):
            self._asked_for(line, about, found, worded)
        return found

    def _whole(self, line: int, version: int, value: Value, worded: Wordings) -> Value:
        """Several values together; ticks came one by one."""
        if isinstance(value, str):
            return value
        try:
            return worded.answers[version].several(value)
        except Wrong as problem:
            self._wrong(line, worded.column_of(version), str(problem))
            return value

    def _asked_for(self, line: int, about: About, found: list[Given], worded: Wordings) -> None:
        """No answer to a question that the form would not have asked: no page would show it."""
        draft = Answers(
            proposals=list(about.each),
            about={str(key): values for key, values in about.each.items()},
            overall=about.overall,
        )
        journey = worded.content.journey(draft)
        asked = {(one.question.pk, one.proposal) for one in given_in(journey)}
        for one in found:
            rule = one.question.question.shown_if
            if rule is not None and (one.question.pk, one.proposal) not in asked:
                earlier = worded.meanings.by_key[rule.key].wording
                told = f"This is asked only after certain answers to “{earlier}”"
                self._wrong(line, worded.column_of(one.question.pk), told)


def _places(asked: Asked, about: About, *, named: list[int] | None) -> list[Values]:
    """Where the answer in a column belongs. `named` is None where that cell is wrong itself."""
    if asked.version.question.scope == QuestionScope.ALL:
        return [about.overall]
    if asked.station != mapping.NAMED:
        return [about.each.setdefault(int(asked.station), {})]
    if named is None:
        return []
    if not named:
        raise Wrong("The row names no front counter that this could be about")
    return [about.each[key] for key in named]


def _put(values: Values, asked: Asked, value: Value) -> None:
    key = asked.version.question.key
    before = values.get(key)
    if isinstance(value, list) and isinstance(before, list):
        value = [*before, *value]
    values[key] = value
