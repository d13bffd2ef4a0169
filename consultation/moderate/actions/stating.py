"""What a consultation states about its moderation."""

from datetime import datetime

from django.db import transaction

from consultation.events import record
from consultation.models import Consultation, EventKind, ModerationStatement, User
from consultation.moderate import rules
from consultation.states import Refused


@transaction.atomic
def state_moderation(
    *,
    consultation: Consultation,
    two_reviews: bool,
    instruction: str,
    reason: str,
    by: User,
    at: datetime,
) -> ModerationStatement:
    """State whether two people review free text, and what is done at once about a danger.

    One row that is kept for ever with its reason, and one Event. Raises Refused when the person may
    not, nothing is different, no reason is given, or two reviews were promised to who has replied.
    """
    # The lock also waits for responses that are being accepted: their foreign key shares the row.
    held = Consultation.objects.select_for_update().get(pk=consultation.pk)
    words = instruction.strip()
    refusal = rules.why_not_state(
        by, held, two_reviews=two_reviews, instruction=words, reason=reason,
        received=held.responses.exists(),
    )  # fmt: skip
    if refusal:
        raise Refused(refusal)
    stated = ModerationStatement.objects.create(
        consultation=held, two_reviews=two_reviews, duty_instruction=words,
        reason=reason.strip(), by=by, at=at,
    )  # fmt: skip
    Consultation.objects.filter(pk=held.pk).update(two_reviews=two_reviews, duty_instruction=words)
    record(
        EventKind.MODERATION_STATED, about=held, by=by, at=at, consultation=held.pk,
        statement=stated.pk, two_reviews=two_reviews, before=held.two_reviews,
        reworded=words != held.duty_instruction,
    )  # fmt: skip
    consultation.two_reviews, consultation.duty_instruction = two_reviews, words
    return stated
