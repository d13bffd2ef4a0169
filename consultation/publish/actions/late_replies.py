"""What staff state about formal replies that come after the close."""

from datetime import datetime

from django.db import transaction

from consultation.events import record
from consultation.models import Consultation, EventKind, User
from consultation.publish import late_replies
from consultation.states import Refused


@transaction.atomic
def state_late_policy(
    *, consultation: Consultation, until: datetime, policy: str, by: User, at: datetime
) -> None:
    """State until when formal replies are accepted late, and what becomes of them. One Event.

    It is published, and may be stated anew until the close. Raises Refused after the close, for a
    time that is not after it, and without words.
    """
    held = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if refusal := late_replies.why_not_state(held, now=at, until=until, policy=policy):
        raise Refused(refusal)
    before = held.late_replies_until
    words = policy.strip()
    Consultation.objects.filter(pk=held.pk).update(
        late_replies_until=until, late_reply_policy=words
    )
    record(
        EventKind.LATE_POLICY_STATED, about=held, by=by, at=at, consultation=held.pk,
        until=until.isoformat(), before=before.isoformat() if before else "",
        reworded=bool(before) and words != held.late_reply_policy,
    )  # fmt: skip
    consultation.late_replies_until, consultation.late_reply_policy = until, words
