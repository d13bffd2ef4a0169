"""What a consultation asks, about what, of whom: read once a process for each version of it.

Every page of the journey wants the consultation, its questions and proposals and the boroughs, and
they change a few times in its life. The database numbers their versions (`ContentVersion`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from consultation.models import Consultation, Draft, Proposal, QuestionVersion
from consultation.respond import queries
from consultation.respond.journey import Answers, Journey
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
        """From the database. Three queries."""
        return cls(
            consultation,
            queries.questions_of(consultation),
            queries.proposals_of(consultation),
            list(Borough.objects.order_by("name")),
        )

    @cached_property
    def _by_key(self) -> dict[int, Proposal]:
        return {proposal.pk: proposal for proposal in self.proposals}

    @cached_property
    def _by_code(self) -> dict[str, Borough]:
        return {borough.ons_code: borough for borough in self.boroughs}

    def chosen(self, keys: Iterable[int]) -> list[Proposal]:
        """The proposals of these keys that belong to the consultation, in the order chosen."""
        return [self._by_key[key] for key in keys if key in self._by_key]

    def journey(self, answers: Answers) -> Journey:
        """The pages that these answers lead through."""
        return Journey(answers, self.chosen(answers.proposals), self.questions)

    def borough(self, ons_code: str) -> Borough | None:
        """The borough with this code."""
        return self._by_code.get(ons_code)


_kept: dict[int, tuple[int, Content]] = {}  # by consultation: the version and what it holds


def content_of(draft: Draft) -> Content:
    """What is asked of the draft now, read where no earlier request did. At most four queries.

    The version stands in the draft as `queries.draft_of` read it; without one nothing is kept.
    """
    key, version = draft.consultation_id, draft.content_version
    number, content = _kept.get(key, (None, None))
    if content is None or version is None or number != version:
        content = Content.read(Consultation.objects.get(pk=key))
        if version is not None:
            _kept[key] = (version, content)
    return content
