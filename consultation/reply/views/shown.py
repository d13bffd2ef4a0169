"""Invitations and messages as lines of a table."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from consultation.models import (
    FormalReply,
    Invitation,
    InvitationState,
    JoinCode,
    Message,
    MessageKind,
    MessageState,
    Registration,
    RegistrationState,
    ReplySection,
)
from consultation.models.invitation import WAITING
from consultation.reply.roles import PARTS

#: How far an invitation has come: a shape and a tone.
TAGS = {
    InvitationState.INVITED: ("clock", ""),
    InvitationState.OPENED: ("ring", "warm"),
    InvitationState.JOINED: ("tick", "calm"),
    InvitationState.REVOKED: ("cross", "quiet"),
    InvitationState.EXPIRED: ("cross", "quiet"),
}
SENT = {
    MessageState.QUEUED.value: ("clock", ""),
    MessageState.SENT.value: ("tick", "calm"),
    MessageState.FAILED.value: ("cross", "strong"),
    MessageState.BOUNCED.value: ("cross", "strong"),
}
DECIDED = {
    RegistrationState.WAITING: ("clock", ""),
    RegistrationState.ACCEPTED: ("tick", "calm"),
    RegistrationState.DECLINED: ("cross", "quiet"),
}
LOST = (MessageState.FAILED, MessageState.BOUNCED)
#: What the usual codes of mail servers mean (RFC 3463).
CODES = {
    "5.1.1": "there is no such address",
    "5.1.2": "there is no such domain",
    "5.1.10": "there is no such address",
    "5.2.1": "the mailbox is not in use",
    "5.2.2": "the mailbox is full",
    "5.7.1": "it was refused",
    "4.4.7": "it could not be delivered for days",
}
KINDS: dict[str, str] = {
    MessageKind.INVITATION: "Invitation",
    MessageKind.REMINDER: "Reminder",
    MessageKind.REGISTRATION: "We have your request",
    MessageKind.REGISTRATION_DECLINED: "Request declined",
    MessageKind.CHASER: "Reminder that no formal reply has come",
    MessageKind.REPLY_RECEIPT: "Formal reply received",
    MessageKind.REPLY_RATIFIED: "Formal reply ratified",
    MessageKind.REPLY_WITHDRAWN: "Formal reply withdrawn",
}


def invitation_lines(invitations: Iterable[Invitation], now: datetime) -> list[dict[str, Any]]:
    """Each with its state now, since when, and whether something may still come of it."""
    lines = []
    for one in invitations:
        state = one.state_at(now)
        shape, tone = TAGS[state]
        since = {
            InvitationState.INVITED: one.invited_at,
            InvitationState.OPENED: one.opened_at,
            InvitationState.JOINED: one.accepted_at,
            InvitationState.REVOKED: one.revoked_at,
            InvitationState.EXPIRED: one.expires_at,
        }[state]
        lines.append(
            {
                "invitation": one,
                "part": PARTS[one.named_role].name,
                "state": state.label,
                "since": since,
                "waits": state in WAITING,
                "lost": state == InvitationState.INVITED and _last(one) in LOST,
                "shape": shape,
                "tone": tone,
            }
        )
    return lines


def _last(invitation: Invitation) -> str:
    """What became of the latest e-mail about it, where the query asked for that."""
    return getattr(invitation, "last_state", "")


def code_lines(codes: Iterable[JoinCode]) -> list[dict[str, Any]]:
    """Each with the name of the role that it lets colleagues have."""
    return [{"code": one, "part": PARTS[one.named_role].name} for one in codes]


def message_lines(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """Each with what it was and what became of it."""
    lines = []
    for one in messages:
        shape, tone = SENT[one.state]
        about = one.invitation or one.formal_reply
        lines.append(
            {
                "message": one,
                "kind": KINDS.get(one.kind, one.kind),
                "why": _why(one),
                "organisation": about.organisation if about else None,
                "shape": shape,
                "tone": tone,
            }
        )
    return lines


def _why(message: Message) -> str:
    """What is known of why it did not arrive."""
    words = CODES.get(message.last_error, "")
    return f"{message.last_error}: {words}" if words else message.last_error


def request_line(registration: Registration) -> dict[str, Any]:
    """With how far it has come: a shape and a tone."""
    state = RegistrationState(registration.state)
    shape, tone = DECIDED[state]
    return {"registration": registration, "state": state.label, "shape": shape, "tone": tone}


def own_page() -> str:
    """The address of the page of one's own organisation."""
    return reverse("own-organisation")


def section_page(section: ReplySection) -> str:
    """The address of one section of the own reply."""
    return reverse("own-reply-section", args=[section.reply.consultation.slug, section.pk])


def reply_page(reply: FormalReply) -> str:
    """The address of the own reply to a consultation."""
    return reverse("own-reply", args=[reply.consultation.slug])
