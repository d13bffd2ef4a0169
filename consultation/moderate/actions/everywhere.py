"""Taking the same words out everywhere: ask, confirm what was found, stop. Workers do the rest.

The words may be somebody's name. They stand in the row alone, never in an Event, a log, an address
or a message to a worker, and go from it in the statement that ends it.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from consultation import leases, queue
from consultation.events import record
from consultation.models import (
    BulkRedaction,
    BulkRedactionState,
    Consultation,
    EventKind,
    RedactionReason,
    User,
)
from consultation.moderate import marking
from consultation.states import Refused, move

WORK = "redact_everywhere"  # the task


def ask_everywhere(
    *, words: str, reason: str, consultation: Consultation, by: User, at: datetime
) -> BulkRedaction:
    """Have the words searched for; nothing is taken out before somebody confirms. One Event.

    Raises Refused when the person may not, for too short words and a reason that is not known.
    """
    _refuse(marking.why_not_everywhere(by, consultation, words))
    if reason not in RedactionReason.values:
        raise Refused("Select why these words are taken out")
    with transaction.atomic():
        asked = BulkRedaction.objects.create(
            consultation=consultation, words=words, reason=reason, asked_by=by, asked_at=at
        )
        record(
            EventKind.EVERYWHERE_ASKED, about=asked, by=by, at=at,
            consultation=consultation.pk, why=reason,
        )  # fmt: skip
        queue.ring(WORK)
    return asked


def confirm_everywhere(*, bulk_redaction: BulkRedaction, by: User, at: datetime) -> None:
    """Have what was found taken out, and where the words stand in what came in since. One Event.

    Raises Refused when the person may not, when it is not at that point, and when it is too late.
    """
    with transaction.atomic():
        found = _locked(bulk_redaction)
        _refuse(marking.why_not_confirm(by, found, at))
        changes = leases.asked_anew(found.attempt) | {
            "confirmed_by": by, "confirmed_at": at, "newest_at": None,  # look again how far it goes
        }  # fmt: skip
        move(
            found, BulkRedactionState.TAKE_DUE, by=by, at=at, changes=changes,
            responses=found.responses, places=found.places,
        )  # fmt: skip
        queue.ring(WORK)


def stop_everywhere(*, bulk_redaction: BulkRedaction, by: User, at: datetime) -> None:
    """End it where it is: what is taken out stays so. Raises Refused when it has ended."""
    with transaction.atomic():
        stopped = _locked(bulk_redaction)
        _refuse(marking.why_not_stop(by, stopped))
        end_everywhere(
            bulk_redaction=stopped, to=BulkRedactionState.STOPPED, by=by, at=at,
            facts={"responses": stopped.changed, "places": stopped.taken},
        )  # fmt: skip


def ask_everywhere_again(*, bulk_redaction: BulkRedaction, by: User, at: datetime) -> None:
    """Go on where it failed, for whoever says so now: the first may have left since.

    Raises Refused when it did not fail, and when it is too late.
    """
    with transaction.atomic():
        again = _locked(bulk_redaction)
        _refuse(marking.why_not_try_again(by, again, at))
        changes = leases.asked_anew(again.attempt)
        if again.confirmed_at is None:
            changes |= {"asked_by": by}
        else:
            changes |= {"confirmed_by": by, "confirmed_at": at}
        move(again, marking.goes_on_as(again), by=by, at=at, changes=changes)
        queue.ring(WORK)


def expire_everywhere(*, by: User | str, at: datetime) -> int:
    """End what people left for too long, so that its words go. Returns how many."""
    with transaction.atomic():
        due = BulkRedaction.objects.expired_at(at).select_for_update(skip_locked=True)
        rows = list(due.order_by("pk"))
        for row in rows:
            end_everywhere(bulk_redaction=row, to=BulkRedactionState.EXPIRED, by=by, at=at)
    return len(rows)


def end_everywhere(
    *,
    bulk_redaction: BulkRedaction,
    to: BulkRedactionState,
    by: User | str,
    at: datetime,
    why: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Move it to its end: its words go in the same statement, and the list of its places.

    Call it in a transaction that holds the row.
    """
    changes = {"words": "", "finished_at": at, "lease_until": None, "step": ""}
    move(bulk_redaction, to, by=by, at=at, why=why, changes=changes, **(facts or {}))
    forget_places(bulk_redaction=bulk_redaction, by=by, at=at)


def forget_places(*, bulk_redaction: BulkRedaction, by: User | str, at: datetime) -> None:
    """Nothing is to be taken out there any more. Its Event is that of the move."""
    bulk_redaction.found.all().delete()


def _locked(bulk_redaction: BulkRedaction) -> BulkRedaction:
    """As it is now, and nobody else's until the end of the transaction."""
    rows = BulkRedaction.objects.select_related("consultation")
    return rows.select_for_update(of=("self",)).get(pk=bulk_redaction.pk)


def _refuse(refusal: str) -> None:
    if refusal:
        raise Refused(refusal)
