"""The pages of a response as data, and what a draft holds of them. Nothing here writes.

Which pages there are follows from the answers so far: a page for each chosen proposal that has
answers of its own, and only the questions whose rule is met.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse

from consultation.models import (
    Consultation,
    Place,
    Proposal,
    Publish,
    Question,
    QuestionScope,
    QuestionVersion,
)
from consultation.respond.kinds import Value
from consultation.respond.queries import about_all, about_each
from consultation.stored import known, unread

CAPACITY, PLACE, STATIONS, PUBLISH, REASON, COPY, CHECK = (
    "capacity", "place", "stations", "publish", "publish-reason", "copy", "check",
)  # fmt: skip
ABOUT, SAME, OVERALL = "about", "same", "overall"

Values = dict[str, Value]  # by question key


@dataclass
class Answers:
    """What a draft holds. `about` maps a proposal's key to values by question key.

    `same` maps a proposal's key to that of the one whose answers it shares: both are recorded, but
    they were typed once and are changed together. What a newer version of this code stored stays
    in the draft whoever saves it, as `unread`.
    """

    capacity: str = ""
    place: str = ""
    borough: str = ""
    proposals: list[int] = field(default_factory=list)
    about: dict[str, Values] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    overall: Values = field(default_factory=dict)
    publish: str = ""
    publish_reason: str = ""
    name: str = ""  # on paper only: the online form does not ask for it
    email: str = ""
    wants_news: bool = False
    unfinished: list[str] = field(default_factory=list)  # names of pages left with something wrong
    easy_read: bool = False
    unread: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Answers":
        """From a draft's column."""
        return cls(**known(cls, stored), unread=unread(cls, stored))

    def as_json(self) -> dict[str, Any]:
        """For a draft's column."""
        read = dict(vars(self))
        return read.pop("unread") | read

    @property
    def told(self) -> dict[str, Any]:
        """All that is filled in, of what this version of the code can show and send."""
        return {name: value for name, value in vars(self).items() if value and name != "unread"}

    @property
    def is_all_read(self) -> bool:
        """Nothing is filled in that only another version of the code can show and send."""
        return not any(self.unread.values())

    def leader(self, proposal: Proposal) -> str:
        """The key of the proposal whose answers count for this one; mostly its own."""
        return self.same.get(str(proposal.pk), str(proposal.pk))

    def about_proposal(self, proposal: Proposal) -> Values:
        """Values by question key, about one proposal."""
        return self.about.get(self.leader(proposal), {})

    def leads(self, proposal: Proposal) -> bool:
        """It has answers of its own."""
        return str(proposal.pk) not in self.same

    def choose(self, keys: Sequence[int]) -> None:
        """Replace the choice. Answers about proposals no longer chosen are kept in the draft.

        Where others share the answers of one that goes, the first of them takes its place.
        """
        kept = [key for key in self.proposals if key in keys]
        self.proposals = [*kept, *(key for key in keys if key not in kept)]
        for gone in sorted(set(self.same.values()) - {str(key) for key in self.proposals}):
            sharing = [str(key) for key in self.proposals if self.same.get(str(key)) == gone]
            self.same = {one: led for one, led in self.same.items() if led != gone}
            if sharing:
                self.about[sharing[0]] = dict(self.about.get(gone, {}))
                self.same |= dict.fromkeys(sharing[1:], sharing[0])

    def finish(self, page: str, whole: bool) -> None:
        """Note that a page was left with something wrong in it, or is right now."""
        others = [one for one in self.unfinished if one != page]
        self.unfinished = others if whole else [*others, page]

    def given_about(self, proposal: Proposal | None) -> Values:
        """Where answers about a proposal of its own, or about everything, are put."""
        return self.about.setdefault(str(proposal.pk), {}) if proposal else self.overall

    def mentions(self, file: UUID) -> bool:
        """Some answer names the file: answers that were copied share their files."""
        places = [self.overall, *self.about.values()]
        lists = [one for place in places for one in place.values() if isinstance(one, list)]
        return any(one.startswith(file.hex) for named in lists for one in named)

    def rename_files(self, renamed: Mapping[str, str]) -> None:
        """Other files stand for those of these keys, in hexadecimal, wherever they are named."""
        for place in (self.overall, *self.about.values()):
            for key, value in place.items():
                if isinstance(value, list):
                    place[key] = [
                        renamed[one[:32]] + one[32:] if one[:32] in renamed else one
                        for one in value
                    ]

    def part(self, proposal: Proposal) -> None:
        """Give a proposal that shares answers a copy of its own."""
        led = self.same.pop(str(proposal.pk))
        self.about[str(proposal.pk)] = dict(self.about.get(led, {}))

    def share(self, leader: Proposal, others: Iterable[int]) -> None:
        """These proposals and no others share the answers about `leader`."""
        led = str(leader.pk)
        self.same = {one: whose for one, whose in self.same.items() if whose != led}
        self.same |= {str(key): led for key in others if key != leader.pk}


@dataclass(frozen=True)
class Page:
    """One page: what it asks, about which proposal, if any."""

    slug: str
    proposal: Proposal | None = None
    kind: str = ""  # ABOUT, SAME or OVERALL; empty for a page of its own

    @property
    def name(self) -> str:
        """How a draft remembers the page."""
        return f"{self.kind}:{self.proposal.pk if self.proposal else ''}:{self.slug}"

    def url(self, consultation: Consultation) -> str:
        """Its address."""
        if self.proposal is None and self.kind:
            return reverse("respond-overall", args=[consultation.slug, self.slug])
        if self.proposal is None:
            return reverse("respond-page", args=[consultation.slug, self.slug])
        station = self.proposal.station.slug
        if self.kind == SAME:
            return reverse("respond-same", args=[consultation.slug, station])
        return reverse("respond-about", args=[consultation.slug, station, self.slug])


@dataclass(frozen=True)
class Journey:
    """The pages that these answers lead through."""

    answers: Answers
    proposals: Sequence[Proposal]  # those chosen, in the order chosen
    questions: Sequence[QuestionVersion]  # in the order of asking

    def asked(self, proposal: Proposal | None) -> list[QuestionVersion]:
        """The questions whose rule is met, about a proposal or, for None, about everything.

        In Easy Read those that are marked for it, and whatever must be answered.
        """
        each = about_each(self.questions) if proposal else about_all(self.questions)
        if self.answers.easy_read:
            each = [one for one in each if one.question.easy_read or one.question.required]
        return [one for one in each if self._shown(one.question, proposal)]

    def on_page(self, page: Page) -> list[QuestionVersion]:
        """What one page asks."""
        return [one for one in self.asked(page.proposal) if one.question.page == page.slug]

    def given(self, proposal: Proposal | None) -> Values:
        """What is kept of answers about a proposal or about everything, to hidden questions too."""
        return self.answers.about_proposal(proposal) if proposal else self.answers.overall

    def _shown(self, question: Question, proposal: Proposal | None) -> bool:
        rule = question.shown_if
        if rule is None:
            return True
        if rule.scope == QuestionScope.ALL:
            places: list[Proposal | None] = [None]
        else:
            places = [proposal] if proposal else list(self.proposals)
        return any(self._met(question, place) for place in places)

    def _met(self, question: Question, place: Proposal | None) -> bool:
        rule = question.shown_if
        assert rule is not None
        value = self.given(place).get(rule.key, "")
        said = value if isinstance(value, list) else [value]
        wanted = set(question.shown_if_values)
        full = next((one.question for one in self.questions if one.question_id == rule.pk), rule)
        return bool(wanted & set(said)) and (full is rule or self._shown(full, place))

    def pages(self) -> list[Page]:
        """The pages in order, the check left out."""
        found = [Page(CAPACITY), Page(PLACE), Page(STATIONS)]
        for proposal in self.proposals:
            if not self.answers.leads(proposal):
                continue
            found += [Page(slug, proposal, ABOUT) for slug in _pages(self.asked(proposal))]
            if self.could_share(proposal):
                found.append(Page(SAME, proposal, SAME))
        found += [Page(slug, kind=OVERALL) for slug in _pages(self.asked(None))]
        found.append(Page(PUBLISH))
        if self.answers.publish == Publish.COUNT_ONLY:
            found.append(Page(REASON))
        return [*found, Page(COPY)]

    def could_share(self, leader: Proposal) -> list[Proposal]:
        """Chosen proposals of the same kind, without answers of their own: support means the same.

        Those that share already are among them.
        """
        return [
            one
            for one in self.proposals
            if one.pk != leader.pk
            and one.kind == leader.kind
            and (
                self.answers.same.get(str(one.pk)) == str(leader.pk)
                or (self.answers.leads(one) and not self.answers.about_proposal(one))
            )
        ]

    def first_gap(self) -> Page | None:
        """The first page that lacks a required answer, or was left with something wrong."""
        answers = self.answers
        if not answers.capacity:
            return Page(CAPACITY)
        if not answers.place or (answers.place == Place.BOROUGH and not answers.borough):
            return Page(PLACE)
        if not self.proposals:
            return Page(STATIONS)
        for proposal in (one for one in self.proposals if answers.leads(one)):
            if page := self._gap(proposal):
                return page
        if page := self._gap(None):
            return page
        if not answers.publish:
            return Page(PUBLISH)
        return next((one for one in self.pages() if one.name in answers.unfinished), None)

    def _gap(self, proposal: Proposal | None) -> Page | None:
        given = self.given(proposal)
        for one in self.asked(proposal):
            if one.question.required and not given.get(one.question.key):
                return Page(one.question.page, proposal, ABOUT if proposal else OVERALL)
        return None

    def after(self, page: Page, *, changing: bool) -> Page:
        """Where Continue leads: the next page, or back to the check when one answer was changed.

        A change can bring up questions that were not asked before: those come first.
        """
        order = self.pages()
        following = order[order.index(page) + 1 :] if page in order else []
        if not changing:
            return following[0] if following else Page(CHECK)
        for one in following:
            if one.kind in (ABOUT, OVERALL) and self._never_asked(one, page):
                return one
            if one.slug == REASON and page.slug == PUBLISH and not self.answers.publish_reason:
                return one
        return self.first_gap() or Page(CHECK)

    def _never_asked(self, page: Page, changed: Page) -> bool:
        """It depends on what was just changed, and holds nothing yet."""
        given = self.given(page.proposal)
        keys = {one.question.key for one in self.on_page(changed)}
        return any(
            one.question.key not in given and one.question.shown_if.key in keys
            for one in self.on_page(page)
            if one.question.shown_if is not None
        )

    def before(self, page: Page) -> Page | None:
        """Where Back leads; nothing on the first page."""
        order = [*self.pages(), Page(CHECK)]
        place = order.index(page) if page in order else 0
        return order[place - 1] if place else None


def _pages(asked: Iterable[QuestionVersion]) -> list[str]:
    """The slugs of the pages that these questions stand on."""
    return list(dict.fromkeys(one.question.page for one in asked))
