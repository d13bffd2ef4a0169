"""Bodies ask to reply; staff accept or decline."""

from datetime import datetime

from django.db import transaction

from consultation import emails
from consultation.events import record
from consultation.models import (
    Consultation,
    EventKind,
    Message,
    MessageKind,
    Organisation,
    Registration,
    RegistrationState,
    User,
)
from consultation.reply import enquiries, letters_on_requests, registrations, rules
from consultation.reply.actions.invitations import invite
from consultation.reply.actions.organisations import add_organisation, verify
from consultation.states import Refused, move
from stations.models import Borough

MOST_LETTERS = 3  # about requests to one address in a day, whoever asks for them


def _refuse(refusal: str) -> None:
    if refusal:
        raise Refused(refusal)


def _tell(registration: Registration, kind: str, letter: tuple[str, str], *, at: datetime) -> None:
    """Write to whoever asked, unless somebody has the address flooded."""
    if registrations.letters_to(registration.email, at) < MOST_LETTERS:
        Message.objects.create(
            kind=kind, to=registration.email, subject=letter[0], body=letter[1],
            registration=registration, queued_at=at, due_at=at,
        )  # fmt: skip


def _tell_owners(registration: Registration, *, at: datetime) -> None:
    letter = letters_on_requests.asked_letter(registration)
    emails.write_to(enquiries.owners(), MessageKind.REGISTRATION_ASKED, letter, at=at)


@transaction.atomic
def register(
    *,
    consultation: Consultation,
    name: str,
    kind: str,
    borough: Borough | None,
    proof: str,
    person_name: str,
    post: str,
    email: str,
    by: User | str,
    at: datetime,
    doubted: bool = False,
) -> Registration:
    """Ask to reply for a body. It makes nothing but a request; who asks and owners are mailed. One
    Event.

    The same request sent twice is one while it waits. Of one that is `doubted` nothing is mailed.
    Raises Refused when the consultation is a draft or closed.
    """
    # A lock that responses do not wait for: of two the same, the second finds the first.
    consultation = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    _refuse(rules.why_not_register(consultation, now=at))
    asked = {
        "consultation": consultation, "name": name, "kind": kind, "borough": borough,
        "proof": proof, "person_name": person_name, "post": post, "email": email.lower(),
    }  # fmt: skip
    if same := Registration.objects.waiting().filter(**asked).first():
        return same
    made = Registration.objects.create(**asked, asked_at=at, doubted=doubted)
    if not doubted:
        _tell(made, MessageKind.REGISTRATION, letters_on_requests.request_letter(made), at=at)
        _tell_owners(made, at=at)
    record(
        EventKind.REGISTRATION_ASKED, about=made, by=by, at=at, consultation=consultation.pk,
        body=kind, doubted=doubted,
    )  # fmt: skip
    return made


def _held(registration: Registration) -> Registration:
    """The row as it is now, locked until the transaction ends."""
    found = Registration.objects.select_related("consultation", "borough")
    return found.select_for_update(of=("self",)).get(pk=registration.pk)


@transaction.atomic
def accept_registration(
    *,
    registration: Registration,
    organisation: Organisation | None,
    role: str,
    note: str,
    by: User,
    at: datetime,
) -> Organisation:
    """Let the body reply: as an organisation that is there, or a new one; and invite who asked. One
    Event, beside those of the organisation, its verification and the invitation.

    With a `note` of how it was checked the organisation is verified. Raises Refused when the
    request was decided before, or the organisation cannot be made, verified or invited.
    """
    held = _held(registration)
    _refuse(rules.why_not_decide(by, held))
    organisation = organisation or add_organisation(
        name=held.name, kind=held.kind, borough=held.borough, email_domain="", by=by, at=at
    )
    if note.strip():
        organisation = verify(organisation=organisation, note=note, by=by, at=at)
    made = invite(
        consultation=held.consultation, organisation=organisation, email=held.email, role=role,
        by=by, at=at,
    )  # fmt: skip
    changes = {
        "decided_by": by, "decided_at": at, "organisation": organisation, "invitation": made,
    }  # fmt: skip
    move(
        held, RegistrationState.ACCEPTED, by=by, at=at, changes=changes,
        organisation=organisation.pk, invitation=made.pk,
    )  # fmt: skip
    return organisation


@transaction.atomic
def decline_registration(
    *, registration: Registration, reason: str, by: User, at: datetime
) -> Registration:
    """Say no, with the reason, which is mailed with how to respond all the same. One Event.

    Raises Refused without a reason, and when the request was decided before.
    """
    held = _held(registration)
    _refuse(rules.why_not_decide(by, held) or ("" if reason.strip() else "Enter the reason."))
    changes = {"decided_by": by, "decided_at": at, "decline_reason": reason.strip()}
    move(held, RegistrationState.DECLINED, by=by, at=at, changes=changes)
    letter = letters_on_requests.declined_letter(
        held, can_respond=held.consultation.is_public and at < held.consultation.closes_at
    )
    if not held.doubted:
        _tell(held, MessageKind.REGISTRATION_DECLINED, letter, at=at)
    return held
