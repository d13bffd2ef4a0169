"""What changes about organisations, their invitations and their people."""

from consultation.reply.actions.invitations import (
    accept,
    invite,
    open_invitation,
    remind,
    revoke,
)
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
    "correct_organisation",
    "invite",
    "leave",
    "open_invitation",
    "remind",
    "remove_member",
    "revoke",
    "verify",
]
