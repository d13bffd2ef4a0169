"""Placing and lifting legal holds."""

from datetime import datetime

from django.db import IntegrityError, transaction

from consultation.audit import rules
from consultation.events import record
from consultation.models import (
    Consultation,
    EventKind,
    LegalHold,
    Organisation,
    Response,
    RetentionMark,
    User,
)
from consultation.states import Refused


@transaction.atomic
def place_hold(
    *,
    consultation: Consultation,
    reason: str,
    by: User,
    at: datetime,
    response: Response | None = None,
    organisation: Organisation | None = None,
) -> LegalHold:
    """Stop every erasure of a consultation, or of one response or organisation in it. One Event.

    An erasure that is under way is waited for. Raises Refused where there is such a hold already.
    """
    if refusal := rules.why_not_hold(by, consultation) or rules.why_not_without(reason):
        raise Refused(refusal)
    try:
        with transaction.atomic():
            hold = LegalHold.objects.create(
                consultation=consultation, response=response, organisation=organisation,
                reason=reason.strip(), by=by, at=at,
            )  # fmt: skip
    except IntegrityError as problem:
        raise Refused("There is a legal hold on this already.") from problem
    record(EventKind.LEGAL_HOLD_PLACED, about=hold, by=by, at=at, consultation=consultation.pk)
    return hold


@transaction.atomic
def lift_hold(*, hold: LegalHold, reason: str, by: User, at: datetime) -> None:
    """Let the clocks go on. One Event. Raises Refused where it is lifted already.

    The next night goes through all of the consultation again, for what the hold has kept.
    """
    if refusal := rules.why_not_hold(by, hold.consultation) or rules.why_not_without(reason):
        raise Refused(refusal)
    rows = LegalHold.objects.in_force().filter(pk=hold.pk)
    if rows.update(lifted_at=at, lifted_by=by, lift_reason=reason.strip()) != 1:
        raise Refused("This hold is lifted already.")
    Consultation.objects.select_for_update(no_key=True).get(pk=hold.consultation_id)
    RetentionMark.objects.filter(consultation=hold.consultation_id).delete()
    record(EventKind.LEGAL_HOLD_LIFTED, about=hold, by=by, at=at, consultation=hold.consultation_id)
