"""What a worker does with a verdict on many: chunk by chunk, each in one transaction.

A worker holds it by a lease, as `consultation/leases.py` says. The verdicts of a chunk, the rows of
the list that they settle, and how far it is are there together or not at all: a worker that dies
leaves no response half decided, and the next goes on with the rows that still wait.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from consultation import leases, queue
from consultation.events import MACHINE
from consultation.leases import Clock
from consultation.models import (
    BulkReview,
    BulkReviewRow,
    BulkReviewState,
    Consultation,
    Response,
    User,
    Verdict,
)
from consultation.moderate import bulk, queries, rules
from consultation.moderate.actions import bulk_statements
from consultation.moderate.actions.publishing import FILES
from consultation.moderate.actions.verdicts import ACTS
from consultation.states import Refused, move

A_CHUNK = 500  # responses in one transaction
IN_HAND = {
    one.value: BulkReviewState.RUNNING for one in (BulkReviewState.QUEUED, BulkReviewState.RUNNING)
}
GONE = (
    "What it decided stays decided. You can let it go on; if it ends like this again, tell the "
    "people who run this service."
)


class Job(leases.Job[BulkReview]):
    """A claimed verdict on many in the hands of one worker."""


def work_next_bulk(*, clock: Clock) -> BulkReview | None:
    """Give the verdict that has waited longest to its whole list, or None when none is due.

    It ends DONE, STOPPED by a person, or FAILED with a reason; where the worker dies, it becomes
    due again when the lease has run out. The clock is read again and again: this takes minutes.
    """
    at = clock()
    due = BulkReview.objects.due_at(at).select_related("consultation", "rule")
    found = leases.claim(due, in_hand=IN_HAND, gone=GONE, at=at)
    if found is None or found.state != BulkReviewState.RUNNING:
        return found
    job = Job(found, clock)
    leases.work_through(
        job, lambda: _chunk(job),
        problem="Something went wrong. What was decided stays decided, and you can let it go on. "
        f"The log of this service says more, under “{found}”.",
    )  # fmt: skip
    return found


def _chunk(job: Job) -> bool:
    """Decide the next rows that wait, or end the job where none does. True while there is more.

    Raises Refused where the person who asked may not review any more.
    """
    bulk_review, at = job.row, job.clock()
    with transaction.atomic():
        job.hold()
        waiting = BulkReviewRow.objects.filter(queries.waiting_rows(bulk_review)).order_by("pk")
        keys = list(waiting.values_list("response", flat=True)[:A_CHUNK])
        if not keys:
            _end(job, at)
            return False
        by = User.objects.get(pk=bulk_review.asked_by_id)  # as allowed as they are at this moment
        if rules.why_not_review_all(by, bulk_review.consultation):
            raise Refused(f"{by.name} may not review any more. What was decided stays decided.")
        _decide(bulk_review, _locked(bulk_review, keys), by=by, at=at)
        left = waiting.count()
        done = bulk_review.steps_total - left
        job.step(done, f"{done:,} of {bulk_review.steps_total:,} responses")
    return True


def _locked(bulk_review: BulkReview, keys: Sequence[int]) -> list[Response]:
    """The responses, in one order for all workers, and nobody else's for this transaction."""
    rows = Response.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    found = list(rows)
    # As it is stated now: that two people review may have been stated since the work began.
    consultation = Consultation.objects.get(pk=bulk_review.consultation_id)
    for response in found:
        response.consultation = consultation
    return found


def _decide(
    bulk_review: BulkReview, responses: Sequence[Response], *, by: User, at: datetime
) -> None:
    asked, rounds = bulk.Asked.of(bulk_review, by), queries.present_rounds(responses)
    refusals = bulk.judge(responses, asked, rounds, at=at)
    allowed = [one for one in responses if one.pk not in refusals]
    single = bulk.needs_its_own(allowed)
    many = [bulk.given(one, asked, rounds[one.pk]) for one in allowed if one.pk not in single]
    bulk_statements.refuse(bulk_review, refusals)
    bulk_statements.decide(bulk_review, many, by=by, at=at)
    _decide_singly(bulk_review, [one for one in allowed if one.pk in single], by=by, at=at)


def _decide_singly(
    bulk_review: BulkReview, responses: Sequence[Response], *, by: User, at: datetime
) -> None:
    """Each as on its own page, by the action of the verdict."""
    verdict = Verdict(bulk_review.verdict)
    given: dict[str, Any] = {"reason": bulk_review.reason}
    if bulk_review.rule is not None:
        given["rule"] = bulk_review.rule
    refusals: dict[int, str] = {}
    for response in responses:
        try:
            with transaction.atomic():
                review = ACTS[verdict](response=response, by=by, at=at, **given)
                row = BulkReviewRow.objects.filter(bulk_review=bulk_review, response=response)
                row.update(review=review)
        except Refused as refusal:
            refusals[response.pk] = str(refusal)[:300]
    bulk_statements.refuse(bulk_review, refusals)


def _end(job: Job, at: datetime) -> None:
    bulk_review = job.row
    changes = {
        "finished_at": at, "lease_until": None, "steps_done": bulk_review.steps_total, "step": "",
    }  # fmt: skip
    facts: dict[str, Any] = {"attempt": bulk_review.attempt}
    if not bulk_review.consultation.two_reviews:  # else what is left alone hints at a first review
        decided = queries.decided_by(bulk_review)
        facts |= {"decided": decided, "refused": bulk_review.steps_total - decided}
    move(bulk_review, BulkReviewState.DONE, by=MACHINE, at=at, changes=changes, **facts)
    queue.ring(FILES)
