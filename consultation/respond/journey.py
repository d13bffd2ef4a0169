"""The pages of the short form as data, and what a draft holds of them. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.urls import reverse

from consultation.models import Consultation, Place, Proposal, QuestionVersion
from consultation.respond.queries import about_each

CAPACITY, PLACE, STATIONS, OVERALL, COPY, CHECK = (
    "capacity", "place", "stations", "anything-else", "copy", "check",
)  # fmt: skip


@dataclass
class Answers:
    """What a draft holds. `about` maps a proposal's key to values by question key."""

    capacity: str = ""
    place: str = ""
    borough: str = ""
    proposals: list[int] = field(default_factory=list)
    about: dict[str, dict[str, str]] = field(default_factory=dict)
    overall: dict[str, str] = field(default_factory=dict)
    email: str = ""
    wants_news: bool = False

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Answers":
        """From a draft's column."""
        return cls(**stored)

    def as_json(self) -> dict[str, Any]:
        """For a draft's column."""
        return asdict(self)

    def about_proposal(self, proposal: Proposal) -> dict[str, str]:
        """Values by question key, about one proposal."""
        return self.about.get(str(proposal.pk), {})


@dataclass(frozen=True)
class Page:
    """One page: where it is, and the proposal it asks about, if any."""

    slug: str
    proposal: Proposal | None = None

    def url(self, consultation: Consultation) -> str:
        """Its address."""
        if self.proposal is not None:
            return reverse("respond-about", args=[consultation.slug, self.proposal.station.slug])
        return reverse("respond-page", args=[consultation.slug, self.slug])


def pages(proposals: Sequence[Proposal]) -> list[Page]:
    """The pages in order, one for each chosen proposal among them."""
    each = [Page("about", proposal) for proposal in proposals]
    return [Page(CAPACITY), Page(PLACE), Page(STATIONS), *each, Page(OVERALL), Page(COPY)]


def first_gap(
    answers: Answers, proposals: Sequence[Proposal], questions: Sequence[QuestionVersion]
) -> Page | None:
    """The first page that still lacks a required answer."""
    if not answers.capacity:
        return Page(CAPACITY)
    if not answers.place or (answers.place == Place.BOROUGH and not answers.borough):
        return Page(PLACE)
    if not proposals:
        return Page(STATIONS)
    required = [q.question.key for q in about_each(questions) if q.question.required]
    for proposal in proposals:
        given = answers.about_proposal(proposal)
        if not all(given.get(key) for key in required):
            return Page("about", proposal)
    return None


def after(
    page: Page,
    answers: Answers,
    proposals: Sequence[Proposal],
    questions: Sequence[QuestionVersion],
    *,
    changing: bool,
) -> Page:
    """Where Continue leads: the next page, or back to the check when one answer was changed."""
    if changing:
        return first_gap(answers, proposals, questions) or Page(CHECK)
    order = pages(proposals)
    following = order[order.index(page) + 1 :] if page in order else []
    return following[0] if following else Page(CHECK)


def before(page: Page, proposals: Sequence[Proposal]) -> Page | None:
    """Where Back leads; nothing on the first page."""
    order = [*pages(proposals), Page(CHECK)]
    place = order.index(page) if page in order else 0
    return order[place - 1] if place else None
