"""What a consultation asks, about what, of whom: read once a process for each version of it.

Every page of the journey wants the consultation, its questions and proposals and the boroughs, and
they change a few times in its life. The database numbers their versions (`ContentVersion`).
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from consultation import languages
from consultation.languages import Translations
from consultation.models import Consultation, Draft, Proposal, QuestionVersion
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

    @classmethod
    def read(cls, consultation: Consultation) -> "Content":
        """From the database, in the language of the page. Four queries; three in English."""
        words = translations_of(consultation)
        return cls(
            consultation,
            [_question(one, words) for one in queries.questions_of(consultation)],
            [_translated(one, PROPOSAL_WORDS, words) for one in queries.proposals_of(consultation)],
            list(Borough.objects.order_by("name")),
        )

    @cached_property
    def _by_key(self) -> dict[int, Proposal]:
        return {proposal.pk: proposal for proposal in self.proposals}

    @cached_property
    def _by_code(self) -> dict[str, Borough]:
        return {borough.ons_code: borough for borough in self.boroughs}

    @cached_property
    def _easy_questions(self) -> list[QuestionVersion]:
        return [in_easy_read(one) for one in self.questions]

    @cached_property
    def named(self) -> dict[int, str]:
        """Each proposal as a list shows it, by key: the station, and what would happen to it."""
        return {
            one.pk: f"{one.station}: {one.get_kind_display().lower()}" for one in self.proposals
        }

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


QUESTION_WORDS = ("heading", "wording", "short", "help", "missing")
PROPOSAL_WORDS = ("now", "proposed")
Row = TypeVar("Row", Proposal, QuestionVersion)


def _translated(thing: Row, fields: Iterable[str], words: Translations) -> Row:
    """The row as it reads in the language of the page; English where there is no translation."""
    if not words:
        return thing
    read = copy(thing)
    for name in fields:
        text, _language = languages.found(thing, name, getattr(thing, name), words)
        setattr(read, name, text)
    return read


def _question(version: QuestionVersion, words: Translations) -> QuestionVersion:
    read = _translated(version, QUESTION_WORDS, words)
    if words:
        read.options = [
            [value, languages.found(version, f"{OPTION}{value}", label, words)[0]]
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
    """What is asked of the draft now, read where no earlier request did. At most five queries.

    The version stands in the draft as `queries.draft_of` read it; without one nothing is kept.
    """
    key, version = (draft.consultation_id, languages.current()), draft.content_version
    number, content = _kept.get(key, (None, None))
    if content is None or version is None or number != version:
        content = Content.read(queries.consultation_of(draft))
        if version is not None:
            _kept[key] = (version, content)
    return content
