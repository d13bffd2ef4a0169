"""One visitor's draft while a page of the journey is shown."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from consultation.models import (
    Capacity,
    Consultation,
    Draft,
    Proposal,
    QuestionVersion,
)
from consultation.respond import journey, queries, receipts, rules
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


def code_of(request: HttpRequest, slug: str) -> str:
    """The return code in the visitor's cookie; "" where a link from an e-mail was followed."""
    token = request.COOKIES.get(cookie_name(slug), "")
    return "" if token.startswith(queries.LINK) else token


def digest(shown: Any) -> str:
    """A short name for what a page shows as saved, so that a later page can tell a change."""
    text = json.dumps(shown, sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()[:16]


class CheckNames(NamedTuple):
    """Names for all that the check shows: nobody but us can make one out of the other."""

    plain: str
    asks_proof: str  # where it asks for proof of work


def names_of_check(draft: Draft, answers: journey.Answers, content: Content) -> CheckNames:
    """By the answers that are shown, and the wordings they answer."""
    shown = digest([answers.told, [one.pk for one in content.questions]])

    def name(asks_proof: bool) -> str:
        named = f"{draft.key}:{shown}:{asks_proof}"
        return salted_hmac("consultation.check", named, algorithm="sha256").hexdigest()[:32]

    return CheckNames(name(False), name(True))


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

    @property
    def route(self) -> journey.Journey:
        """The pages that the answers so far lead through."""
        return self.content.journey(self.answers)

    def proposal_at(self, station: str) -> Proposal | None:
        """The chosen proposal at a station, by its slug."""
        chosen = self.route.proposals
        return next((one for one in chosen if one.station.slug == station), None)

    def number_of(self, proposal: Proposal) -> str:
        """Where the page stands among its like: "2 of 3"; empty for an only one."""
        chosen = list(self.route.proposals)
        if len(chosen) < 2:
            return ""
        told = {"number": chosen.index(proposal) + 1, "all": len(chosen)}
        return _("front counter %(number)s of %(all)s") % told

    def names_of_check(self) -> CheckNames:
        """Names for all that the check shows."""
        return names_of_check(self.draft, self.answers, self.content)

    def first_lines(self) -> list[receipts.Line]:
        """Who and where, as the check shows them; what is not answered yet says so."""
        borough = self.content.borough(self.answers.borough)
        said = self.answers.capacity
        capacity = str(Capacity(said).label) if said else ""
        where = receipts.place_in_words(self.answers.place, borough.name if borough else "")
        named = "\n".join(p.place for p in self.route.proposals)
        return [
            self._line(_("Who are you responding for?"), capacity, journey.CAPACITY),
            self._line(_("Where do you live?"), where, journey.PLACE),
            self._line(_("Front counters you respond about"), named, journey.STATIONS),
        ]

    def sections(self) -> list[receipts.Section]:
        """Every answer with the page that changes it, while one does."""
        here = self.route

        def change(question: QuestionVersion, proposal: Proposal | None) -> str:
            slug = question.question.page
            if proposal is None:
                return self._change(journey.Page(slug, kind=journey.OVERALL))
            return self._change(journey.Page(slug, proposal, journey.ABOUT))

        return receipts.sections(here, receipts.given_in(here), change)

    def last_lines(self) -> list[receipts.Line]:
        """What may be published, the copy by e-mail, and news."""
        asked = receipts.may_publish(self.answers.publish, self.answers.publish_reason)
        pages = (journey.PUBLISH, journey.REASON)
        publish = [
            self._line(one.question, one.answer, page)
            for one, page in zip(asked, pages, strict=False)
        ]
        told = receipts.news(self.answers.wants_news)
        return [
            *publish,
            self._line(_("Email address"), self.answers.email, journey.COPY),
            self._line(told.question, told.answer, journey.COPY),
        ]

    def _change(self, page: journey.Page) -> str:
        return f"{page.url(self.consultation)}?change" if self._is_open else ""

    @cached_property
    def _is_open(self) -> bool:
        """What was answered can still be changed."""
        return not rules.why_not_continue(self.draft, now=self.now)

    def _line(self, question: str, answer: str, slug: str) -> receipts.Line:
        return receipts.line(question, answer, self._change(journey.Page(slug)))
