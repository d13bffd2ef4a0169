"""A council that writes, asks for approval and signs: by the real actions."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from consultation.models import (
    Consultation,
    FormalReply,
    Grant,
    Organisation,
    Proposal,
    Role,
    SignedReply,
    User,
)
from consultation.moderate import actions as moderating
from consultation.reply import actions, editions
from consultation.reply.actions import Grounds
from consultation.reply.document import Content, Passage
from stations.models import Borough
from tests import factories
from tests.moderate.screened import screen_all

WORDS = "Ilford is two buses away."
GROUNDS = Grounds("DELEGATED", "DD/2026/114", date(2026, 11, 20))


def council_of(borough: Borough) -> Organisation:
    """The council of a borough."""
    name = f"London Borough of {borough.name}"
    made: Organisation = factories.OrganisationFactory(name=name, slug=borough.slug)
    if made.borough_id is None:
        made.borough = borough
        made.save()
    return made


def person_of(organisation: Organisation, role: Role) -> User:
    """Somebody who holds the role for it; an approver has a second factor."""
    held = Grant.objects.in_force().filter(organisation=organisation, role=role)
    grant = held.select_related("person").first() or factories.GrantFactory(
        organisation=organisation, role=role
    )
    person: User = grant.person
    if role == Role.COUNCIL_APPROVER and person.two_factor_since is None:
        with transaction.atomic():  # the database compares the two when it commits
            person.two_factor_since = factories.nouns.THEN
            person.save()
            factories.AuthenticatorAppFactory(person=person)
    return person


def drafted(
    organisation: Organisation,
    consultation: Consultation,
    *,
    at: datetime,
    says: Mapping[Proposal, str] | None = None,
    view: str = WORDS,
    hearing: str = "",
) -> FormalReply:
    """Begin an edition, take a position on each proposal of `says`, and write a view.

    `hearing`: what it asks to be heard on, if anything.
    """
    by = person_of(organisation, Role.COUNCIL_DRAFTER)
    made = actions.begin(organisation=organisation, consultation=consultation, by=by, at=at)
    for proposal in says or {}:
        actions.add_section(reply=made, proposal=proposal, by=by, at=at)
    positions = {one.pk: position for one, position in (says or {}).items()}
    for written in editions.sections_of(made):
        section = written.section
        if (section.kind == "HEARING" and not hearing) or (
            section.proposal_id and section.proposal_id not in positions
        ):
            continue
        words = hearing if section.kind == "HEARING" else view
        passage = Passage("a1", "Buses", f"{view} {written.title}" if section.proposal else words)
        actions.save_section(
            section=section,
            content=Content(positions.get(section.proposal_id or 0, ""), (passage,)),
            seen=written.number, done=True, by=by, at=at,
        )  # fmt: skip
    return made


def signed(
    organisation: Organisation,
    consultation: Consultation,
    *,
    at: datetime,
    says: Mapping[Proposal, str] | None = None,
    view: str = WORDS,
    hearing: str = "",
    **more: Any,
) -> SignedReply:
    """Draft, ask for approval, sign. `more` goes to `actions.sign`, as `ratified_by_whom`."""
    reply = drafted(organisation, consultation, at=at, says=says, view=view, hearing=hearing)
    return sign(reply, at=at, **more)


def sign(reply: FormalReply, *, at: datetime, **more: Any) -> SignedReply:
    """Ask for approval and give it."""
    organisation = reply.organisation
    drafter = person_of(organisation, Role.COUNCIL_DRAFTER)
    actions.ask_approval(reply=reply, by=drafter, at=at)
    return actions.sign(
        reply=reply, digest=editions.document_of(reply).digest, grounds=GROUNDS,
        signer_post="Head of Communities", at=at,
        by=person_of(organisation, Role.COUNCIL_APPROVER), **more,
    )  # fmt: skip


def released(made: SignedReply, by: User, *, at: datetime) -> SignedReply:
    """The same, after a moderator released its response."""
    screen_all()
    moderating.release(response=made.response, by=by, at=at)
    return made
