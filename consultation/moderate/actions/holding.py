"""Taking a response, so that no two people review the same one, and letting it go."""

from datetime import datetime

from django.db import transaction

from consultation.events import record
from consultation.models import Consultation, EventKind, Response, Screening, User
from consultation.moderate import queries, rules
from consultation.moderate.queries import Chosen
from consultation.states import Refused

LOOKED_AT = 20  # at once: as many as others may be taking at the same moment
TURNS = 10


def take(*, response: Response, by: User, at: datetime) -> Screening:
    """Hold a response for rules.HOLD; one that the person holds already, for so long again.

    Raises Refused when another holds it, or it is not this person's turn.
    """
    with transaction.atomic():
        screening = _locked(response)
        response.refresh_from_db(fields=["state"])
        if refusal := rules.why_not_take(by, response, screening, at):
            raise Refused(refusal)
        assert screening is not None
        return _held(screening, by=by, at=at)


def take_next(
    *, consultation: Consultation, chosen: Chosen, by: User, at: datetime
) -> Response | None:
    """Hold the next of a list that this person can decide about: urgent ones, then the oldest.

    What others are taking at this moment is passed over, not waited for. None where none is left.
    Raises Refused when the person may not review.
    """
    if refusal := rules.why_not_take_next(by, consultation):
        raise Refused(refusal)
    bounds = queries.to_take(consultation, chosen, by=by, at=at)
    for _turn in range(TURNS if bounds else 0):
        assert bounds is not None
        found, _count = queries.keys(bounds, most=LOOKED_AT)
        with transaction.atomic():
            rows = Screening.objects.free_at(at).filter(pk__in=found, state__in=bounds.states)
            free = rows.select_for_update(skip_locked=True, no_key=True, of=("self",))
            if screening := free.select_related("response").first():
                return _held(screening, by=by, at=at).response
        if len(found) < LOOKED_AT:
            return None
    return None


def let_go(*, response: Response, by: User, at: datetime) -> None:
    """Put a response back without a verdict. Raises Refused when the person does not hold it."""
    with transaction.atomic():
        screening = _locked(response)
        if refusal := rules.why_not_let_go(by, screening, at):
            raise Refused(refusal)
        assert screening is not None
        _free(screening)
        record(
            EventKind.RESPONSE_LET_GO, about=response, by=by, at=at,
            consultation=response.consultation_id,
        )  # fmt: skip


def keep_hold(*, response: Response, by: User, at: datetime) -> None:
    """Whoever works on what they hold, holds it for rules.HOLD from now. No Event: it tells nothing
    that the act itself does not. Part of that act's transaction.
    """
    Screening.objects.held_at(at).filter(pk=response.pk, held_by=by).update(
        held_until=at + rules.HOLD
    )


def end_hold(*, response: Response, by: User, at: datetime) -> None:
    """A verdict was given: nobody holds it any more. Part of the verdict's transaction; no Event,
    for the verdict's own says it.
    """
    Screening.objects.filter(pk=response.pk).update(held_by=None, held_until=None)


def _locked(response: Response) -> Screening | None:
    """Without the account that holds it: read together, it could be of the row as it was."""
    return Screening.objects.select_for_update(no_key=True).filter(pk=response.pk).first()


def _held(screening: Screening, *, by: User, at: datetime) -> Screening:
    """Taken, with an Event; held on to, without one."""
    anew = not (rules.is_held(screening, at) and screening.held_by_id == by.pk)
    screening.held_by, screening.held_until = by, at + rules.HOLD
    screening.save(update_fields=["held_by", "held_until"])
    if anew:
        record(
            EventKind.RESPONSE_TAKEN, about=screening.response, by=by, at=at,
            consultation=screening.consultation_id, minutes=rules.HOLD.seconds // 60,
        )  # fmt: skip
    return screening


def _free(screening: Screening) -> None:
    screening.held_by = screening.held_until = None
    screening.save(update_fields=["held_by", "held_until"])
