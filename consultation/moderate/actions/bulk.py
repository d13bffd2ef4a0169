"""One verdict on many: ask for it, stop it, let it go on, take it back. Workers do the rest."""

from datetime import datetime
from typing import Any

from django.db import transaction

from consultation import leases, queue
from consultation.events import record
from consultation.models import (
    BulkReview,
    BulkReviewState,
    Consultation,
    EventKind,
    ExclusionRule,
    User,
    Verdict,
)
from consultation.moderate import bulk, queries
from consultation.moderate.actions import bulk_statements
from consultation.moderate.queries.bulk import MOST_LISTED, Picked
from consultation.states import Refused, move

WORK = "review_due_bulk"  # the task


def ask_bulk(
    *,
    consultation: Consultation,
    verdict: str,
    chosen: Picked,
    by: User,
    at: datetime,
    reason: str = "",
    rule: ExclusionRule | None = None,
    newest: int | None = None,
) -> BulkReview:
    """Fix the list of responses now, and have the verdict given to each of them.

    :param chosen: filters of the queue, or keys of responses of the consultation.
    :param newest: the last key that the person was shown; what came in since is left out.
    Raises Refused when the person may not, when a reason or rule is missing, and when there is
    nothing on the list or too much.
    """
    _refuse(bulk.why_not_ask_bulk(by, consultation, verdict, reason=reason, rule=rule))
    filters = ""  # chosen one by one
    if isinstance(chosen, queries.Chosen):
        filters = chosen.query or f"state={chosen.state}"
    with transaction.atomic():
        asked = BulkReview.objects.create(
            consultation=consultation, verdict=verdict, rule=rule, reason=reason.strip(),
            query=filters[:500], asked_by=by, asked_at=at, steps_total=0,
        )  # fmt: skip
        rows = queries.listed(consultation, chosen, by=by, at=at, newest=newest)
        _queue(asked, bulk_statements.fill(asked, rows, most=MOST_LISTED + 1), by=by, at=at)
    return asked


def undo_bulk(*, bulk_review: BulkReview, by: User, at: datetime, reason: str) -> BulkReview:
    """Have what a verdict on many decided sent back to the queue, where nobody decided since.

    Raises Refused when the person may not, without a reason, and when it was undone already, is
    not at its end or decided nothing.
    """
    with transaction.atomic():
        undone = _locked(bulk_review)
        _refuse(bulk.why_not_undo(by, undone, queries.decided_by(undone)))
        consultation = undone.consultation
        _refuse(bulk.why_not_ask_bulk(by, consultation, Verdict.REOPEN, reason=reason))
        asked = BulkReview.objects.create(
            consultation=consultation, verdict=Verdict.REOPEN, reason=reason.strip(),
            undoes=undone, asked_by=by, asked_at=at, steps_total=0,
        )  # fmt: skip
        _queue(asked, bulk_statements.fill_to_undo(asked, undone), by=by, at=at)
    return asked


def stop_bulk(*, bulk_review: BulkReview, by: User, at: datetime) -> None:
    """End it where it is: what is decided stays so. Raises Refused when it has ended."""
    with transaction.atomic():
        stopped = _locked(bulk_review)
        _refuse(bulk.why_not_stop(by, stopped))
        changes = {"finished_at": at, "lease_until": None, "step": ""}
        move(stopped, BulkReviewState.STOPPED, by=by, at=at, changes=changes)


def ask_bulk_again(*, bulk_review: BulkReview, by: User, at: datetime) -> None:
    """Go on with the rest of the list. Raises Refused when it did not stop or fail.

    The verdicts are those of the person who asked first.
    """
    with transaction.atomic():
        again = _locked(bulk_review)
        _refuse(bulk.why_not_ask_again(by, again))
        changes = leases.asked_anew(again.attempt) | {"steps_done": again.steps_done}
        move(again, BulkReviewState.QUEUED, by=by, at=at, changes=changes)
        queue.ring(WORK)


def _queue(asked: BulkReview, total: int, *, by: User, at: datetime) -> None:
    _refuse(bulk.why_not_list(total))
    asked.steps_total = total
    BulkReview.objects.filter(pk=asked.pk).update(steps_total=total)
    facts: dict[str, Any] = {"undoes": asked.undoes_id} if asked.undoes_id else {}
    if not asked.consultation.two_reviews:  # else it would tell of a first review
        facts["verdict"] = str(asked.verdict)
    record(
        EventKind.BULK_REVIEW_ASKED, about=asked, by=by, at=at,
        consultation=asked.consultation_id, rows=total, **facts,
    )  # fmt: skip
    queue.ring(WORK)


def _locked(bulk_review: BulkReview) -> BulkReview:
    """As it is now, and nobody else's until the end of the transaction."""
    rows = BulkReview.objects.select_related("consultation")
    return rows.select_for_update(of=("self",)).get(pk=bulk_review.pk)


def _refuse(refusal: str) -> None:
    if refusal:
        raise Refused(refusal)
