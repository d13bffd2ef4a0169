"""That a decision-maker opened a formal reply stands on record."""

from datetime import datetime

from django.db import transaction

from consultation.events import record
from consultation.models import EventKind, SignedReply, User
from consultation.reply import received, sign_off
from consultation.reply.actions.drafting import held, refuse


@transaction.atomic
def note_read(*, signed: SignedReply, by: User, at: datetime) -> bool:
    """Note that a decision-maker opened it: once a person and edition. Returns whether it was new.

    One Event then. Raises Refused when the person is no decision-maker.
    """
    refuse(sign_off.why_not_note_read(by))
    reply = held(signed.reply)  # the lock: of two pages opened at once, one is noted
    if received.was_read_by(by, reply):
        return False
    record(
        EventKind.REPLY_READ, about=reply, by=by, at=at, consultation=reply.consultation_id,
        organisation=reply.organisation_id, edition=reply.number,
    )  # fmt: skip
    return True
