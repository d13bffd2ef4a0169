"""What changes about organisations, their invitations, people, codes and questions."""

from consultation.reply.actions.enquiries import answer, ask
from consultation.reply.actions.invitations import (
    accept,
    invite,
    open_invitation,
    remind,
    revoke,
)
from consultation.reply.actions.join_codes import end_code, join, make_code
from consultation.reply.actions.organisations import (
    add_councils,
    add_organisation,
    correct_organisation,
    verify,
)
from consultation.reply.actions.people import leave, remove_member

__all__ = [
    "accept",
    "add_councils",
    "add_organisation",
    "answer",
    "ask",
    "correct_organisation",
    "end_code",
    "invite",
    "join",
    "leave",
    "make_code",
    "open_invitation",
    "remind",
    "remove_member",
    "revoke",
    "verify",
]
