"""Redbridge's people at work on their reply, by action and by page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.test import Client

from consultation.models import (
    Consultation,
    FormalReply,
    Message,
    Organisation,
    Proposal,
    Ratification,
    SignedReply,
    User,
)
from consultation.reply import actions, editions
from consultation.reply.actions import Grounds
from consultation.reply.document import Content, Passage
from tests import factories
from tests.conftest import NOW, let_in, with_app

GROUNDS = Grounds("DELEGATED", "DD/2026/114", date(2026, 11, 20))
CABINET = Grounds("COMMITTEE", "Cabinet, minute 12", date(2026, 11, 23))
POST = "Head of Communities"
WORDS = "Ilford is two buses away."
TYPED = {
    "authority": "DELEGATED", "reference": "DD/2026/114", "on_day": "20", "on_month": "11",
    "on_year": "2026", "post": POST, "interim": "NO", "ratifier": "", "declared": "on",
}  # fmt: skip
RATIFIED = {
    "authority": "COMMITTEE", "reference": "Cabinet, minute 12", "on_day": "23", "on_month": "11",
    "on_year": "2026",
}  # fmt: skip


@dataclass
class Council:
    """An organisation with two approvers, a drafter and an observer."""

    organisation: Organisation
    consultation: Consultation
    drafter: User
    approver: User
    second: User
    observer: User

    def begun(self, *, at: datetime = NOW) -> FormalReply:
        """A draft in which nothing is written."""
        return actions.begin(
            organisation=self.organisation, consultation=self.consultation, by=self.drafter, at=at
        )

    def write(self, reply: FormalReply, words: str = WORDS, *, at: datetime = NOW) -> None:
        """A view, and opposition to what is proposed for Barkingside."""
        for written in editions.sections_of(reply):
            proposal: Proposal | None = written.section.proposal
            if proposal is None or proposal.station.slug == "barkingside":
                content = Content("OPPOSE" if proposal else "", (Passage("a1", "Buses", words),))
                actions.save_section(
                    section=written.section, content=content, seen=written.number, done=True,
                    by=self.drafter, at=at,
                )  # fmt: skip

    def drafted(self, *, at: datetime = NOW) -> FormalReply:
        """A draft with something in it."""
        reply = self.begun(at=at)
        self.write(reply, at=at)
        return reply

    def waiting(self, *, by: User | None = None, at: datetime = NOW) -> FormalReply:
        """The same, and approval is asked for."""
        reply = self.drafted(at=at)
        actions.ask_approval(reply=reply, by=by or self.drafter, at=at)
        return self.now(reply)

    def sign(
        self,
        reply: FormalReply,
        *,
        by: User | None = None,
        at: datetime = NOW,
        digest: str = "",
        grounds: Grounds = GROUNDS,
        post: str = POST,
        whom: str = "",
    ) -> SignedReply:
        """Sign what is written now."""
        return actions.sign(
            reply=reply, digest=digest or editions.document_of(self.now(reply)).digest,
            grounds=grounds, signer_post=post, by=by or self.approver, at=at,
            ratified_by_whom=whom,
        )  # fmt: skip

    def signed(self, *, at: datetime = NOW, whom: str = "") -> SignedReply:
        """From nothing to a signed reply."""
        return self.sign(self.waiting(at=at), at=at, whom=whom)

    def ratify(self, signed: SignedReply, **more: Any) -> Ratification:
        """By the Cabinet."""
        asked: dict[str, Any] = {"grounds": CABINET, "by": self.approver, "at": NOW} | more
        return actions.ratify(signed=signed, **asked)

    def now(self, reply: FormalReply) -> FormalReply:
        """As it stands in the database."""
        found = editions.edition_of(self.organisation, self.consultation, reply.number)
        assert found is not None
        return found

    def address(self, page: str = "") -> str:
        """Of the reply, or of a page about it."""
        return f"/organisation/replies/{self.consultation.slug}/{page}"

    def client(self, person: User) -> Client:
        """A browser in which the person is signed in."""
        return let_in(Client(), person)

    def post_sign(self, reply: FormalReply, person: User | None = None, **typed: str) -> Any:
        """Send the form of the page on which it is signed."""
        digest = editions.document_of(self.now(reply)).digest
        sent = TYPED | {"digest": digest} | typed
        return self.client(person or self.approver).post(self.address("sign/"), sent)


def at_home(consultation: Consultation, person: User) -> Organisation:
    """The council that somebody of the cast acts for, with Barkingside in its borough."""
    council = person.grants.get().organisation
    assert council is not None
    council.borough = consultation.proposals.get(station__slug="barkingside").station.borough
    council.save()
    return council


def council_of(
    organisation: Organisation, consultation: Consultation, drafter: User, approver: User,
    observer: User,
) -> Council:  # fmt: skip
    """With a second approver beside the cast, and both with their second factor."""
    second = factories.GrantFactory(role="COUNCIL_APPROVER", organisation=organisation).person
    second.name = "Cyril Approver"
    with transaction.atomic():  # an account has its factor in the same commit
        both = with_app(approver), with_app(second)
    return Council(organisation, consultation, drafter, *both, observer)


def letters(kind: str) -> list[tuple[str, str, str]]:
    """Those of a kind: to whom, with which subject and body."""
    found = Message.objects.filter(kind=kind).order_by("to")
    return list(found.values_list("to", "subject", "body"))
