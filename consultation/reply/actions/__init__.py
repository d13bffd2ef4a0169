"""What changes about organisations, their invitations and their people."""

from consultation.reply.actions.drafting import (
    Overtaken,
    add_section,
    attach,
    begin,
    detach,
    leave_note,
    save_section,
    set_aside,
    settle_note,
)
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
from consultation.reply.actions.reading import note_read
from consultation.reply.actions.signing import (
    Grounds,
    ask_approval,
    ratify,
    send_back,
    sign,
    take_back,
    withdraw,
)

__all__ = [
    "Grounds",
    "Overtaken",
    "accept",
    "add_councils",
    "add_organisation",
    "add_section",
    "ask_approval",
    "attach",
    "begin",
    "correct_organisation",
    "detach",
    "invite",
    "leave",
    "leave_note",
    "note_read",
    "open_invitation",
    "ratify",
    "remind",
    "remove_member",
    "revoke",
    "save_section",
    "send_back",
    "set_aside",
    "settle_note",
    "sign",
    "take_back",
    "verify",
    "withdraw",
]
