"""What changes about organisations, their invitations, people, codes and questions."""

from consultation.reply.actions.chasing import chase
from consultation.reply.actions.drafting import (
    Overtaken,
    add_section,
    attach,
    begin,
    detach,
    leave_note,
    restore,
    save_section,
    set_aside,
    settle_note,
)
from consultation.reply.actions.enquiries import answer, ask
from consultation.reply.actions.evidence import Imported, import_word
from consultation.reply.actions.forgetting import forget_addresses
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
from consultation.reply.actions.reading import note_read
from consultation.reply.actions.registering import (
    accept_registration,
    decline_registration,
    register,
)
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
    "Imported",
    "Overtaken",
    "accept",
    "accept_registration",
    "add_councils",
    "add_organisation",
    "add_section",
    "answer",
    "ask",
    "ask_approval",
    "attach",
    "begin",
    "chase",
    "correct_organisation",
    "decline_registration",
    "detach",
    "end_code",
    "forget_addresses",
    "import_word",
    "invite",
    "join",
    "leave",
    "leave_note",
    "make_code",
    "note_read",
    "open_invitation",
    "ratify",
    "register",
    "remind",
    "remove_member",
    "restore",
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
