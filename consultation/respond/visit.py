"""One visitor's draft while a page of the journey is shown."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from consultation.models import (
    Capacity,
    Consultation,
    Draft,
    Proposal,
    QuestionVersion,
)
from consultation.respond import journey, queries, receipts
from consultation.respond.content import Content, content_of


def cookie_name(slug: str) -> str:
    """One draft a visitor and consultation."""
    return f"{settings.DRAFT_COOKIE_NAME}-{slug}"


def draft_of(request: HttpRequest, slug: str) -> Draft | None:
    """The draft for a published consultation that the visitor's cookie is the key to."""
    draft = queries.draft_of(request.COOKIES.get(cookie_name(slug), ""))
    if draft is None:
        return None
    draft.consultation = content_of(draft).consultation
    found = draft.consultation
    return draft if found.is_public and found.slug == slug else None


@dataclass
class Visit:
    """A draft, its answers, and what they refer to."""

    draft: Draft
    answers: journey.Answers
    content: Content
    now: datetime

    @classmethod
    def of(cls, draft: Draft, now: datetime) -> "Visit":
        """Of a draft as `draft_of` loaded it."""
        return cls(draft, journey.Answers.read(draft.answers), content_of(draft), now)

    @property
    def consultation(self) -> Consultation:
        """What is being replied to."""
        return self.draft.consultation

    def questions(self) -> list[QuestionVersion]:
        """The wordings in force."""
        return self.content.questions

    def proposals(self) -> list[Proposal]:
        """The chosen proposals, in the order chosen."""
        return self.content.chosen(self.answers.proposals)

    def choose(self, keys: list[int]) -> None:
        """Replace the choice. Answers about counters no longer chosen are kept in the draft."""
        kept = [key for key in self.answers.proposals if key in keys]
        self.answers.proposals = [*kept, *(key for key in keys if key not in kept)]

    def proposal_at(self, station: str) -> Proposal | None:
        """The chosen proposal at a station, by its slug."""
        return next((p for p in self.proposals() if p.station.slug == station), None)

    def number_of(self, proposal: Proposal) -> str:
        """Where the page stands among its like: "2 of 3"; empty for an only one."""
        chosen = self.proposals()
        return f"{chosen.index(proposal) + 1} of {len(chosen)}" if len(chosen) > 1 else ""

    def first_lines(self) -> list[receipts.Line]:
        """Who and where, as the check shows them."""
        borough = self.content.borough(self.answers.borough)
        capacity = Capacity(self.answers.capacity).label
        where = receipts.place_in_words(self.answers.place, borough.name if borough else "")
        return [
            self._line("Who are you replying for?", capacity, "capacity"),
            self._line("Where do you live?", where, "place"),
            self._line(
                "Front counters you reply about",
                ", ".join(str(p.station) for p in self.proposals()),
                "stations",
            ),
        ]

    def sections(self) -> list[receipts.Section]:
        """Every answer with the page that changes it, the copy by e-mail last."""
        change: dict[Proposal | None, str] = {
            proposal: self._change(journey.Page("about", proposal)) for proposal in self.proposals()
        }
        change[None] = self._change(journey.Page(journey.OVERALL))
        given = receipts.given_in(self.answers, self.proposals(), self.questions())
        found = receipts.sections(given, self.questions(), self.proposals(), change)
        email = self.answers.email
        line = receipts.Line(
            "Email address",
            email or receipts.NOT_PROVIDED,
            bool(email),
            self._change(journey.Page(journey.COPY)),
        )
        return [*found, receipts.Section("A copy by email", [line])]

    def _change(self, page: journey.Page) -> str:
        return f"{page.url(self.consultation)}?change"

    def _line(self, question: str, answer: str, slug: str) -> receipts.Line:
        where = reverse("respond-page", args=[self.consultation.slug, slug])
        return receipts.Line(question, answer, True, f"{where}?change")
