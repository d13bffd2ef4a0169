"""Taking words out of what is published. The words of a response are never touched."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from consultation import queue
from consultation.events import record
from consultation.models import (
    Answer,
    EventKind,
    Flag,
    Redaction,
    RedactionReason,
    Response,
    ResponseState,
    Review,
    Screening,
    Step,
    User,
)
from consultation.moderate import marking, rules
from consultation.moderate.actions.publishing import FILES, publish
from consultation.moderate.actions.screening import renew_flags
from consultation.moderate.publishing import why_not_publish
from consultation.moderate.queries import held_for_verdict
from consultation.moderate.queries import redacting as queries
from consultation.moderate.redacting import is_covered, trimmed
from consultation.states import Refused

__all__ = ["put_in_force", "redact", "redact_flag", "redact_places", "take_back", "why_not_publish"]


def redact(
    *, answer: Answer, start: int, end: int, reason: str, by: User, at: datetime
) -> Redaction:
    """Mark signs `start` to `end` of an answer, widened so that none is cut. One Event.

    Of a released response the public copy is made anew at once. Raises Refused when the person may
    not now, for a reason that is not known, and where there is nothing to take out.
    """
    with transaction.atomic():
        response = held_for_verdict(answer.response)
        _refuse(marking.why_not_redact(by, response) or _why_not_held(by, response, at))
        if reason not in RedactionReason.values:
            raise Refused("Select why these words are taken out")
        start, end = trimmed(answer.text, start, end)
        if start >= end:
            raise Refused("There are no words at this place. Choose them again.")
        known = [one for one in queries.redactions_for(response, by) if one.answer_id == answer.pk]
        if is_covered(answer.text, known, start, end):
            raise Refused("These words are taken out already.")
        at_once = response.state == ResponseState.RELEASED
        made = Redaction.objects.create(
            response=response, answer=answer, start=start, end=end, reason=reason,
            round=queries.round_of(response), by=by, at=at, in_force=at_once,
        )  # fmt: skip
        record(
            EventKind.REDACTION_MADE, about=response, by=by, at=at,
            consultation=response.consultation_id, redaction=made.pk, why=reason, signs=end - start,
        )  # fmt: skip
        if at_once:
            publish(response=response, by=by, at=at)
            queue.ring(FILES)
            renew_flags(responses=[response.pk])  # one that came since may be answered by this
    return made


def _why_not_held(person: User, response: Response, at: datetime) -> str:
    """What somebody else has taken for review changes under nobody's hands."""
    screening = Screening.objects.filter(pk=response.pk).first()
    return rules.why_not_while_held(person, screening, at)


def redact_places(
    *, places: Sequence[tuple[Answer, int, int]], reason: str, by: User, at: datetime
) -> list[Redaction]:
    """Several at once, all or none. Raises Refused as `redact` does."""
    with transaction.atomic():
        return [
            redact(answer=answer, start=start, end=end, reason=reason, by=by, at=at)
            for answer, start, end in places
        ]


def redact_flag(*, flag: Flag, reason: str, by: User, at: datetime) -> Redaction:
    """Take out what a flag points at. Raises Refused as `redact` does, and without a place."""
    if flag.answer is None or flag.start is None or flag.end is None:
        raise Refused("This flag is about the whole response. Choose the words yourself.")
    return redact(answer=flag.answer, start=flag.start, end=flag.end, reason=reason, by=by, at=at)


def take_back(*, redaction: Redaction, by: User, at: datetime) -> None:
    """The words can be published again, once the response is. One Event.

    Raises Refused when the person may not now, or it was taken back already.
    """
    with transaction.atomic():
        response = held_for_verdict(redaction.response)
        standing = Redaction.objects.standing().filter(pk=redaction.pk)
        if (now := standing.first()) is None:
            raise Refused("This was taken back a moment ago.")
        _refuse(marking.why_not_take_back(by, now, response) or _why_not_held(by, response, at))
        standing.update(in_force=False, taken_back_at=at, taken_back_by=by)
        record(
            EventKind.REDACTION_TAKEN_BACK, about=response, by=by, at=at,
            consultation=response.consultation_id, redaction=redaction.pk, why=redaction.reason,
        )  # fmt: skip


def put_in_force(*, response: Response, review: Review, by: User, at: datetime) -> int:
    """What the deciding verdict was given on becomes what is published. Returns how many spans.

    Call it in the verdict's transaction, whose Event tells it. Of two who agree the second's marks
    count, which cover the same; of a third who settles, that one's.
    """
    drafts = Redaction.objects.standing().filter(response=response, in_force=False)
    if review.step in (Step.SECOND, Step.SETTLES):
        drafts = drafts.filter(by=review.by, round=review.round)
    return drafts.update(in_force=True)


def _refuse(refusal: str) -> None:
    if refusal:
        raise Refused(refusal)
