"""What a consultation asks, about what, of whom: read once a process for each version of it.

Every page of the journey wants the consultation, its questions and proposals and the boroughs, and
they change a few times in its life. The database numbers their versions (`ContentVersion`).
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.db.models import prefetch_related_objects

from consultation import languages
from consultation.languages import Translations
from consultation.models import (
    Answer,
    Consultation,
    Draft,
    EqualityQuestion,
    Proposal,
    QuestionVersion,
    Response,
)
from consultation.respond import queries
from consultation.respond.journey import Answers, Journey
from consultation.translate.queries import OPTION, translations_of
from stations.models import Borough


@dataclass(frozen=True)
class Content:
    """Shared by every request that reads it, so nothing in it may be changed."""

    consultation: Consultation
    questions: list[QuestionVersion]  # in the order of asking
    proposals: list[Proposal]  # by borough and station
    boroughs: list[Borough]  # by name
    words: Translations  # what the consultation itself says, in the language of the page

    @classmethod
    def read(
        cls, consultation: Consultation, asked: Iterable[QuestionVersion] | None = None
    ) -> "Content":
        """From the database, in the language of the page. Four queries; three in English.

        :param asked: other wordings than those in force.
        """
        words = translations_of(consultation)
        wordings = queries.questions_of(consultation) if asked is None else asked
        return cls(
            consultation,
            [_question(one, words) for one in wordings],
            [_translated(one, PROPOSAL_WORDS, words) for one in queries.proposals_of(consultation)],
            list(Borough.objects.order_by("name")),
            words,
        )

    @cached_property
    def equality(self) -> list[EqualityQuestion]:
        """What is asked after sending, in order; none where none are asked.

        Read when it is first asked for, so that no response waits for it. One query.
        """
        return queries.equality_questions_of(self.consultation)

    @cached_property
    def _by_key(self) -> dict[int, Proposal]:
        return {proposal.pk: proposal for proposal in self.proposals}

    @cached_property
    def _by_code(self) -> dict[str, Borough]:
        return {borough.ons_code: borough for borough in self.boroughs}

    @cached_property
    def has_easy_read(self) -> bool:
        """Some of its questions are asked in Easy Read too."""
        return any(one.question.easy_read for one in self.questions)

    @cached_property
    def _easy_questions(self) -> list[QuestionVersion]:
        return [in_easy_read(one) for one in self.questions]

    @cached_property
    def named(self) -> dict[int, str]:
        """Each proposal as a list shows it, by key: the station, and what would happen to it."""
        return {
            one.pk: f"{one.station}: {one.get_kind_display().lower()}" for one in self.proposals
        }

    @cached_property
    def by_borough(self) -> list[tuple[Borough, list[tuple[str, str]]]]:
        """Key and name of each proposal, as a list shows them: by borough."""
        found: dict[Borough, list[tuple[str, str]]] = {}
        for one in self.proposals:
            listed = found.setdefault(one.station.borough, [])
            listed.append((str(one.pk), self.named[one.pk]))
        return list(found.items())

    def chosen(self, keys: Iterable[int]) -> list[Proposal]:
        """The proposals of these keys that belong to the consultation, in the order chosen."""
        return [self._by_key[key] for key in keys if key in self._by_key]

    def journey(self, answers: Answers) -> Journey:
        """The pages that these answers lead through."""
        questions = self._easy_questions if answers.easy_read else self.questions
        return Journey(answers, self.chosen(answers.proposals), questions)

    def borough(self, ons_code: str) -> Borough | None:
        """The borough with this code."""
        return self._by_code.get(ons_code)

    def borough_of(self, response: Response) -> Borough | None:
        """Where the respondent lives."""
        return next((one for one in self.boroughs if one.pk == response.borough_id), None)

    @cached_property
    def _asked(self) -> dict[int, QuestionVersion]:
        return {one.pk: one for one in self.questions}

    def answers_of(self, response: Response) -> list[Answer]:
        """All that was answered, in its order, about what is kept here. One query.

        What was worded otherwise when it was answered is read with them: one query a table.
        """
        rows = list(response.answers.order_by("pk"))
        for row in rows:
            if (asked := self._asked.get(row.question_version_id)) is not None:
                row.question_version = asked
            if row.proposal_id is not None and row.proposal_id in self._by_key:
                row.proposal = self._by_key[row.proposal_id]
        if any(row.question_version_id not in self._asked for row in rows):
            prefetch_related_objects(rows, "question_version__question")
        return rows


QUESTION_WORDS = ("heading", "wording", "short", "help", "missing")
PROPOSAL_WORDS = ("now", "proposed")
Row = TypeVar("Row", Proposal, QuestionVersion)


def _translated(thing: Row, fields: Iterable[str], words: Translations) -> Row:
    """The row as it reads in the language of the page; English where there is no translation."""
    if languages.current() == languages.ENGLISH:
        return thing
    read = copy(thing)
    for name in fields:
        setattr(read, name, _words(thing, name, getattr(thing, name), words))
    return read


def _words(thing: Row, name: str, english: str, words: Translations) -> str:
    """The translation, or the English marked as such."""
    text, language = languages.found(thing, name, english, words)
    return languages.InEnglish(text) if text and language == languages.ENGLISH else text


def _question(version: QuestionVersion, words: Translations) -> QuestionVersion:
    read = _translated(version, QUESTION_WORDS, words)
    if read is not version:
        read.options = [
            [value, _words(version, f"{OPTION}{value}", label, words)]
            for value, label in version.options
        ]
    return read


def in_easy_read(version: QuestionVersion) -> QuestionVersion:
    """The same version in its Easy Read words, which there are in English only."""
    if not version.easy_wording or languages.current() != languages.ENGLISH:
        return version
    read = copy(version)
    read.wording, read.help = version.easy_wording, version.easy_help
    return read


# By consultation and language: the version and what it holds.
_kept: dict[tuple[int, str], tuple[int, Content]] = {}


def content_of(draft: Draft) -> Content:
    """What is asked of the draft now, read where no earlier request did. At most six queries.

    The version stands in the draft as `queries.draft_of` read it; without one nothing is kept.
    """
    found = _found(draft.consultation_id, draft.content_version)
    return found or _read(queries.consultation_of(draft), draft.content_version)


def content_in_force(consultation: Consultation) -> tuple[Content, int | None]:
    """What is asked now, and the number of its version. At most six queries, as a rule one.

    What is kept is read after its number, never from a row that was loaded before: a change in
    between would be kept under a number that it is older than.
    """
    number = queries.content_version()
    if found := _found(consultation.pk, number):
        return found, number
    return _read(Consultation.objects.get(pk=consultation.pk), number), number


def _found(key: int, version: int | None) -> Content | None:
    number, content = _kept.get((key, languages.current()), (None, None))
    return content if version is not None and number == version else None


def _read(consultation: Consultation, version: int | None) -> Content:
    content = Content.read(consultation)
    if version is not None:
        _kept[consultation.pk, languages.current()] = (version, content)
    return content
