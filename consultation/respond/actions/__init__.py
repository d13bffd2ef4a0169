"""What residents change: begin, save a page, send; and what follows."""

from consultation.respond.actions.apart import (
    answer_equality,
    keep_equality_sheet,
    mix_equality_answers,
)
from consultation.respond.actions.drafts import (
    Begun,
    Overtaken,
    attach,
    begin,
    bring_files,
    change,
    detach,
    forget,
    save,
)
from consultation.respond.actions.made_up import generate
from consultation.respond.actions.sending import (
    disown,
    mail_link,
    send,
    send_formal,
    tell_replaced,
    withdraw,
)

__all__ = [
    "Begun",
    "Overtaken",
    "answer_equality",
    "attach",
    "begin",
    "bring_files",
    "change",
    "detach",
    "disown",
    "forget",
    "generate",
    "keep_equality_sheet",
    "mail_link",
    "mix_equality_answers",
    "save",
    "send",
    "send_formal",
    "tell_replaced",
    "withdraw",
]
