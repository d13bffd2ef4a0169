"""Invitations: made, sent once more, taken back, opened and accepted."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from consultation import accounts
from consultation.events import MACHINE, PUBLIC, record
from consultation.models import (
    Consultation,
    EventKind,
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Organisation,
    User,
)
from consultation.reply import letters, rules
from consultation.reply.actions.organisations import verify_by_address
from consultation.reply.queries import last_message
from consultation.states import Refused, move

ENDED = "The invitation ended before this was posted."


def _refuse(refusal: str) -> None:
    if refusal:
        raise Refused(refusal)


def _held(invitation: Invitation) -> Invitation:
    """The row as it is now, locked until the transaction ends."""
    found = Invitation.objects.select_related("consultation", "organisation", "invited_by")
    return found.select_for_update(of=("self",)).get(pk=invitation.pk)


def _queue(invitation: Invitation, kind: str, letter: tuple[str, str], *, at: datetime) -> None:
    Message.objects.create(
        kind=kind, to=invitation.email, subject=letter[0], body=letter[1], invitation=invitation,
        queued_at=at, due_at=at,
    )  # fmt: skip


@transaction.atomic
def invite(
    *,
    consultation: Consultation,
    organisation: Organisation,
    email: str,
    role: str,
    by: User,
    at: datetime,
) -> Invitation:
    """Ask somebody to act for an organisation, by an e-mail with a link. One Event.

    The link is made when the e-mail is posted: only its hash is ever stored. Raises Refused when
    the person may not, the consultation is a draft or takes no reply any more, or the address was
    asked before.
    """
    # The organisation's row is the lock: of two who ask the same person, the second is told.
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    email = email.strip().lower()
    _refuse(
        rules.why_not_invite(
            by, consultation=consultation, organisation=organisation, email=email, role=role,
            now=at,
        )
    )  # fmt: skip
    _set_expired_aside(consultation, organisation, email, by=by, at=at)
    made = Invitation.objects.create(
        consultation=consultation, organisation=organisation, email=email, role=role,
        invited_by=by, invited_at=at,
        expires_at=_expires_at(consultation, organisation, by=by, at=at),
    )  # fmt: skip
    _queue(made, MessageKind.INVITATION, letters.invitation_letter(made), at=at)
    _record(EventKind.INVITATION_MADE, made, by=by, at=at)
    return made


def _expires_at(
    consultation: Consultation, organisation: Organisation, *, by: User, at: datetime
) -> datetime:
    """With the last moment for replies, unless there is one that may need somebody after it."""
    kept_until = at + Invitation.KEPT_FOR
    if rules.invites_after_the_end(by, consultation, organisation):
        return kept_until
    return min(kept_until, consultation.formal_replies_end_at)


def _record(kind: EventKind, invitation: Invitation, *, by: User | str, at: datetime) -> None:
    record(
        kind, about=invitation, by=by, at=at, consultation=invitation.consultation_id,
        organisation=invitation.organisation_id, role=str(invitation.role),
    )  # fmt: skip


def _set_expired_aside(
    consultation: Consultation, organisation: Organisation, email: str, *, by: User, at: datetime
) -> None:
    """One that has expired makes room for the next."""
    same = Invitation.objects.not_ended().filter(
        consultation=consultation, organisation=organisation, email=email, expires_at__lte=at
    )
    for one in same:
        _end(one, by=by, at=at)


def _end(invitation: Invitation, *, by: User, at: datetime) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(revoked_at=at, revoked_by=by)
    _record(EventKind.INVITATION_REVOKED, invitation, by=by, at=at)
    _drop_waiting(invitation, at=at)


def _drop_waiting(invitation: Invitation, *, at: datetime) -> None:
    """What is not posted yet is not posted. What a worker is posting just now is left to it."""
    waiting = Message.objects.filter(invitation=invitation, state=MessageState.QUEUED)
    for message in waiting.select_for_update(skip_locked=True):
        changes = {"last_error": ENDED}
        move(message, MessageState.FAILED, by=MACHINE, at=at, why="ended", changes=changes)


@transaction.atomic
def remind(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Send the link once more. One Event.

    Raises Refused when the invitation has ended, or the person was written to within a day.
    """
    held = _held(invitation)
    _refuse(rules.why_not_remind(by, held, last_message(held), now=at))
    _queue(held, MessageKind.REMINDER, letters.reminder_letter(held), at=at)
    _record(EventKind.INVITATION_REMINDED, held, by=by, at=at)


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Take it back: its link says so from now on. One Event. Raises Refused when it has ended."""
    held = _held(invitation)
    _refuse(rules.why_not_end(by, held, now=at))
    _end(held, by=by, at=at)


@transaction.atomic
def open_invitation(*, invitation: Invitation, by: User | str, at: datetime) -> bool:
    """Note that its link was opened, the first time. One Event then; returns whether it was.

    Nothing is noted of one that has ended.
    """
    fresh = Invitation.objects.waiting_at(at).filter(pk=invitation.pk, opened_at=None)
    if fresh.update(opened_at=at) != 1:
        return False
    _record(EventKind.INVITATION_OPENED, invitation, by=by, at=at)
    return True


def accept(
    *, invitation: Invitation, by: User | str, at: datetime, name: str = "", password: str = ""
) -> User:
    """Join: with the account that is signed in, or with a new one. Returns the account.

    The account gets the role of the invitation. Where its address is of the organisation's own
    domain, the organisation is verified by that. One Event, beside those of the account, the role
    and the verification. Raises Refused when the invitation has ended, the address has an account
    that is not the one signed in, or that account cannot act for the organisation.
    """
    try:
        with transaction.atomic():
            return _accept(invitation, by=by, at=at, name=name, password=password)
    except IntegrityError:  # the account was made by another invitation in the same moment
        raise Refused(_("Somebody else changed this a moment ago. Look at it again.")) from None


def _accept(
    invitation: Invitation, *, by: User | str, at: datetime, name: str, password: str
) -> User:
    held = _held(invitation)
    person = by if isinstance(by, User) else None
    _refuse(rules.why_not_accept(held, person, now=at))
    person = person or accounts.make_account(
        email=held.email, name=name, password=password, by=PUBLIC, at=at
    )
    accounts.grant_as_invited(invitation=held, by=person, at=at)
    Invitation.objects.filter(pk=held.pk).update(
        opened_at=held.opened_at or at, accepted_at=at, accepted_by=person
    )
    _record(EventKind.INVITATION_ACCEPTED, held, by=person, at=at)
    verify_by_address(organisation=held.organisation, by=person, at=at)
    _drop_waiting(held, at=at)
    return person
