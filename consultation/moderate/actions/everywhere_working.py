"""What a worker does with words to be taken out everywhere: stretch by stretch, then list by list.

It searches along the keys of responses up to the newest, each stretch in one transaction, and
notes every place. Once a person has confirmed them it searches what came in since, and then takes
the words out, some hundred responses in one transaction: marks, public copies and what is left of
the list are there together or not at all. A worker that dies loses nothing and does nothing twice.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from consultation import leases, queue
from consultation.events import MACHINE
from consultation.leases import Clock
from consultation.models import (
    BulkRedaction,
    BulkRedactionPlace,
    BulkRedactionState,
    PublishedResponse,
    Redaction,
    Response,
    ResponseState,
    User,
)
from consultation.moderate import marking, rules
from consultation.moderate.actions.everywhere import end_everywhere, forget_places
from consultation.moderate.actions.publishing import FILES, publish_many
from consultation.moderate.actions.screening import renew_flags
from consultation.moderate.queries import everywhere
from consultation.moderate.queries.redacting import EVERYWHERE
from consultation.moderate.queries.screening import highest_key
from consultation.moderate.redacting import is_covered
from consultation.states import Refused, move

A_STRETCH = 10_000  # keys that are searched in one transaction
A_CHUNK = 500  # places that are taken out in one transaction, and the rest of their responses
A_MOMENT = 0.2  # seconds, until it is looked again whether open transactions have ended
LONGEST = timedelta(minutes=10)  # that they are waited for: longer than any file takes
STILL_STORED = (
    "Something has been storing responses for more than ten minutes, and they could hold these "
    "words. Let this go on once that has ended."
)
S = BulkRedactionState
IN_HAND = {
    S.SEARCH_DUE.value: S.SEARCHING, S.SEARCHING.value: S.SEARCHING,
    S.TAKE_DUE.value: S.TAKING, S.TAKING.value: S.TAKING,
}  # fmt: skip
GONE = (
    "What was taken out stays taken out. You can let it go on; if it ends like this again, tell "
    "the people who run this service."
)


class Job(leases.Job[BulkRedaction]):
    """Claimed words in the hands of one worker."""

    in_hand = (S.SEARCHING.value, S.TAKING.value)


def work_next_everywhere(*, clock: Clock) -> BulkRedaction | None:
    """Search for the words that have waited longest, or take them out; None when none are due.

    Ends FOUND or REFUSED, or DONE, or FAILED with a reason; where the worker dies, it becomes due
    again when the lease has run out. The clock is read again and again: this takes minutes.
    """
    due = BulkRedaction.objects.due_at(clock())
    found = leases.claim(due, in_hand=IN_HAND, gone=GONE, at=clock())
    if found is None or found.state not in Job.in_hand:
        return found
    job = Job(found, clock)
    leases.work_through(
        job, lambda: _chunk(job),
        problem="Something went wrong. What was taken out stays taken out, and you can let it go "
        f"on. The log of this service says more, under “{found}”.",
    )  # fmt: skip
    return found


def _chunk(job: Job) -> bool:
    """The next step. True while there is more.

    Raises Refused where the person whom it is done for may not review any more.
    """
    if job.row.newest_at is None:
        _reach(job)
        return True
    with transaction.atomic():
        job.hold()
        job.row.refresh_from_db()
        row, at = job.row, job.clock()
        by = row.asked_by if row.confirmed_by is None else row.confirmed_by
        if rules.why_not_review_all(by, row.consultation):
            raise Refused(f"{by.name} may not review any more, so it does not go on.")
        if row.searched_to < row.newest:
            return _search(job, at)
        return _take(job, by, at) if row.state == S.TAKING else _tell(row, at)


def _reach(job: Job) -> None:
    """Fix how far it goes: to all that has been stored by now.

    A response with a lower key than the newest may not be there yet, as long as whoever took that
    key has not ended: a file that is being loaded, for instance. They are waited for. Raises
    Refused where one takes so long that a worker would stand still.
    """
    at, newest = job.clock(), highest_key()
    waiting, told_at = everywhere.writers(), at - leases.RENEW_AFTER
    while waiting & everywhere.writers():
        now = job.clock()
        if now - at > LONGEST:
            raise Refused(STILL_STORED)
        if now - told_at >= leases.RENEW_AFTER:
            job.step(0, "Waiting for a file or a response that is being stored")
            told_at = now
        time.sleep(A_MOMENT)
    with transaction.atomic():
        job.hold()
        job.row.refresh_from_db()
        newest = max(newest, job.row.newest)
        _note(
            job.row, newest=newest, newest_at=at, steps_done=job.row.searched_to, steps_total=newest
        )


def _search(job: Job, at: datetime) -> bool:
    """Note the places of one stretch. False where there are too many by now."""
    row = job.row
    until = min(row.searched_to + A_STRETCH, row.newest)
    found = everywhere.places_between(
        row.consultation, row.words, after=row.searched_to, until=until
    )
    BulkRedactionPlace.objects.bulk_create(
        BulkRedactionPlace(
            bulk_redaction=row, response_id=one.answer.response_id, answer=one.answer,
            start=one.start, end=one.end,
        )
        for one in found
    )  # fmt: skip
    more = len({one.answer.response_id for one in found})
    late = row.late + (more if row.state == S.TAKING else 0)
    _note(
        row, searched_to=until, places=row.places + len(found), responses=row.responses + more,
        late=late,
    )  # fmt: skip
    if refusal := marking.why_too_many(row.responses, row.places):
        _come_to_nothing(row, refusal, at)
        return False
    job.step(until, f"{until * 100 // row.newest}% of all responses searched")
    return True


def _tell(row: BulkRedaction, at: datetime) -> bool:
    """The search is over: a person reads what was found, if anything was."""
    if not row.places:
        _come_to_nothing(row, marking.NOWHERE, at)
        return False
    changes = {"lease_until": None, "step": ""}
    move(
        row, S.FOUND, by=MACHINE, at=at, changes=changes,
        responses=row.responses, places=row.places,
    )  # fmt: skip
    return False


def _come_to_nothing(row: BulkRedaction, refusal: str, at: datetime) -> None:
    changes = {"error": refusal, "finished_at": at, "lease_until": None, "step": ""}
    move(
        row, S.REFUSED, by=MACHINE, at=at, changes=changes,
        responses=row.responses, places=row.places,
    )  # fmt: skip
    forget_places(bulk_redaction=row, by=MACHINE, at=at)


def _take(job: Job, by: User, at: datetime) -> bool:
    """Take the words out of the next responses, or end where none is left."""
    row = job.row
    first = row.found.order_by("response", "answer", "start").values_list("response", flat=True)
    keys = sorted(set(first[:A_CHUNK]))
    if not keys:
        facts = {"responses": row.changed, "places": row.taken, "published": row.published}
        end_everywhere(bulk_redaction=row, to=S.DONE, by=by, at=at, why=row.reason, facts=facts)
        queue.ring(FILES)
        return False
    changed, taken, published = _take_out(row, keys, by=by, at=at)
    row.found.filter(response__in=keys).delete()
    done = row.responses - everywhere.responses_left(row)
    _note(
        row, taken=row.taken + taken, changed=row.changed + changed,
        published=row.published + published, steps_done=done, steps_total=row.responses,
    )  # fmt: skip
    job.step(done, f"Taken out of {done:,} of {row.responses:,} responses")
    return True


def _take_out(
    row: BulkRedaction, keys: Sequence[int], *, by: User, at: datetime
) -> tuple[int, int, int]:
    """In these responses, locked so that no verdict comes between; those decided by now as well.

    Returns how many responses changed, in how many places, and how many public copies were made
    anew. What has none is not published by this: something else in it may be doubtful, or its use
    is restricted, and whatever makes its copy later reads the marks.
    """
    held = Response.objects.filter(pk__in=keys, state__in=EVERYWHERE).order_by("pk")
    now = list(held.select_for_update(no_key=True, of=["self"]).select_related("consultation"))
    known: dict[int, list[Redaction]] = {}
    for one in Redaction.objects.in_force().filter(response__in=now):
        known.setdefault(one.answer_id, []).append(one)
    places = row.found.filter(response__in=now).select_related("answer")
    made = [
        Redaction(
            response_id=place.response_id, answer=place.answer, start=place.start, end=place.end,
            reason=row.reason, by=by, at=at, in_force=True,
        )
        for place in places.order_by("response", "answer", "start")
        if place.end <= len(place.answer.text)  # it was not erased meanwhile
        and not is_covered(
            place.answer.text, known.get(place.answer_id, []), place.start, place.end
        )
    ]  # fmt: skip
    Redaction.objects.bulk_create(made)
    changed = {one.response_id for one in made}
    released = [one for one in now if one.pk in changed and one.state == ResponseState.RELEASED]
    read = set(
        PublishedResponse.objects.filter(response__in=released).values_list("response", flat=True)
    )
    anew = publish_many(responses=[one for one in released if one.pk in read], by=by, at=at)
    renew_flags(responses=[one.pk for one in released])
    return len(changed), len(made), len(anew)


def _note(row: BulkRedaction, **changes: object) -> None:
    """How far it is: no change of state, so no Event. The row is held."""
    BulkRedaction.objects.filter(pk=row.pk).update(**changes)
    for name, value in changes.items():
        setattr(row, name, value)
