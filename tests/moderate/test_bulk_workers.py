"""Workers that are killed, doubled or late, and people who decide the same at the same moment."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from consultation.leases import MOST_TRIES, LeaseLost
from consultation.models import (
    BulkReview,
    BulkReviewRow,
    Consultation,
    Event,
    PublishedAnswer,
    PublishedResponse,
    Response,
    Review,
    User,
)
from consultation.moderate import actions, queries
from consultation.moderate.actions import bulk_working
from consultation.moderate.queries import Chosen
from consultation.states import Refused
from tests import factories
from tests.moderate.gates import Gate, killed_at_the_gate
from tests.workers import Workers, until

# Statements that a worker can be killed in: of the second chunk, but for the first and the last.
PLACES = {
    "it is claimed": ("event", "INSERT", "NEW.kind = 'bulk_review.started'", 0),
    "a review is written": ("review", "INSERT", "NEW.response_id = %(late)s", 1),
    "a row is settled": ("bulkreviewrow", "UPDATE", "NEW.response_id = %(late)s", 1),
    "a response is moved": ("response", "UPDATE", "NEW.id = %(late)s", 1),
    "an event is written": ("event", "INSERT", "NEW.about = 'response:%(late)s'", 1),
    "a copy is published": ("publishedresponse", "INSERT", "NEW.response_id = %(late)s", 1),
    "how far it is is told": ("bulkreview", "UPDATE", "NEW.steps_done > 500", 1),
    "it ends": ("event", "INSERT", "NEW.kind = 'bulk_review.finished'", 2),
}
MANY = 600
real = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock, pytest.mark.faults]


def waiting(consultation: Consultation, many: int) -> list[int]:
    """So many screened responses with a choice, without what else sending one writes."""
    wording = consultation.questions.get(key="stance").versions.get()
    made = Response.objects.bulk_create(
        factories.ResponseFactory.build_batch(many, consultation=consultation)
    )
    about = consultation.proposals.all()[0]
    for one in made:
        factories.AnswerFactory(
            response=one, question_version=wording, proposal=about, choice="OPPOSE", text=""
        )
        factories.ScreeningFactory(response=one)
    return [one.pk for one in made]


def ask(consultation: Consultation, by: User, **given: Any) -> BulkReview:
    return actions.ask_bulk(
        consultation=consultation, verdict="RELEASE", chosen=Chosen(), by=by, at=timezone.now(),
        **given,
    )  # fmt: skip


def assert_each_once(many: int) -> None:
    """Every response released, by one review with one event, and published once."""
    released = Event.objects.filter(kind="response.released")
    assert Response.objects.filter(state="RELEASED").count() == many
    assert Review.objects.count() == many
    assert Review.objects.values("response").distinct().count() == many
    assert released.count() == many
    assert released.values("about").distinct().count() == many
    assert PublishedResponse.objects.count() == many
    assert PublishedAnswer.objects.count() == many
    settled = BulkReviewRow.objects.exclude(review=None)
    assert settled.count() == many
    assert not settled.exclude(review__response=F("response")).exists()


class TestRealWorkers:
    pytestmark = real

    @pytest.mark.parametrize("place", PLACES)
    def test_one_that_is_killed_loses_nothing_and_the_next_does_nothing_twice(
        self,
        consultation: Consultation,
        reviewer: User,
        workers: Workers,
        gate: Gate,
        place: str,
    ) -> None:
        keys = waiting(consultation, MANY)
        job = ask(consultation, reviewer)
        table, act, when, _chunks = PLACES[place]
        gate.close(table, act, when % {"late": keys[550]})
        killed_at_the_gate(workers, gate, "review_due_bulk")
        chunks = PLACES[place][3]
        done = min(chunks * bulk_working.A_CHUNK, MANY)
        assert Review.objects.count() == PublishedResponse.objects.count() == done
        assert Event.objects.filter(kind="response.released").count() == done
        job.refresh_from_db()
        assert (job.state, job.steps_done) == ("RUNNING" if chunks else "QUEUED", done)
        BulkReview.objects.filter(state="RUNNING").update(lease_until=timezone.now())
        workers.start()
        workers.poke("review_due_bulk")
        until(lambda: BulkReview.objects.get().state == "DONE", workers.log)
        assert_each_once(MANY)
        assert BulkReview.objects.get().attempt == (2 if chunks else 1)

    def test_two_workers_and_many_pokes_decide_each_once(
        self, consultation: Consultation, reviewer: User, workers: Workers
    ) -> None:
        """Two lists hold the same responses: each of them is decided by one."""
        waiting(consultation, MANY)
        jobs = [ask(consultation, reviewer) for _ in range(2)]
        workers.start()
        workers.start()

        def over() -> bool:
            workers.poke("review_due_bulk")
            return not BulkReview.objects.exclude(state="DONE").exists()

        until(over, workers.log)
        decided = sum(queries.decided_by(job) for job in jobs)
        refused = sum(count for job in jobs for _reason, count in queries.refused_by(job))
        assert (decided, refused) == (MANY, MANY)
        assert_each_once(MANY)


class ByHand(Thread):
    """Somebody puts a response in quarantine, at the same moment as another does something."""

    def __init__(self, key: int, by: User, at: datetime, together: Barrier) -> None:
        super().__init__()
        self.response = Response.objects.get(pk=key)
        self.by, self.at, self.together = by, at, together
        self.refused = ""

    def run(self) -> None:
        try:
            self.together.wait()
            actions.quarantine(response=self.response, reason="Look.", by=self.by, at=self.at)
        except Refused as refusal:
            self.refused = str(refusal)
        finally:
            connection.close()


@pytest.mark.parametrize("times", [20, pytest.param(200, marks=pytest.mark.sweeps)])
@pytest.mark.django_db(transaction=True)
def test_of_a_single_verdict_and_one_on_many_at_the_same_moment_one_decides(
    consultation: Consultation, moderator: User, superuser: User, now: datetime, times: int
) -> None:
    """Again and again: never both, and never neither."""
    for key in waiting(consultation, times):
        job = ask(consultation, moderator, newest=key)
        assert job.steps_total == 1
        together = Barrier(2)
        hand = ByHand(key, superuser, now, together)
        hand.start()
        together.wait()
        actions.work_next_bulk(clock=lambda: now)
        hand.join()
        refusal = job.rows.get().refusal
        assert (hand.refused == "") is (refusal != "")
        told = Event.objects.filter(about=f"response:{key}").values_list("kind", flat=True)
        given = Review.objects.filter(response=key).values_list("verdict", flat=True)
        if refusal:
            assert refusal == "It changed after this was asked for."
            assert (list(given), list(told)) == (["QUARANTINE"], ["response.quarantined"])
        else:
            assert (list(given), list(told)) == (["RELEASE"], ["response.released"])
        Response.objects.filter(pk=key).update(state="WITHDRAWN")  # out of the next list


@pytest.mark.django_db
def test_a_job_in_hand_is_left_alone_until_its_lease_runs_out(
    three: list[Response], asking: dict[str, Any], now: datetime
) -> None:
    job = actions.ask_bulk(**asking, verdict="RELEASE")
    BulkReview.objects.update(state="RUNNING", attempt=1, lease_until=now)
    assert actions.work_next_bulk(clock=lambda: now) is None
    assert actions.work_next_bulk(clock=lambda: now + timedelta(seconds=1)) == job
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("DONE", 2)


@pytest.mark.django_db
def test_after_three_workers_that_died_it_fails_for_all_to_see_and_can_go_on(
    three: list[Response], asking: dict[str, Any], now: datetime
) -> None:
    job = actions.ask_bulk(**asking, verdict="RELEASE")
    BulkReview.objects.update(
        state="RUNNING", attempt=MOST_TRIES, lease_until=now - timedelta(seconds=1)
    )
    actions.work_next_bulk(clock=lambda: now)
    job.refresh_from_db()
    assert job.state == "FAILED"
    assert job.error.startswith("It was begun 3 times")
    actions.ask_bulk_again(bulk_review=job, by=asking["by"], at=now)
    actions.work_next_bulk(clock=lambda: now)
    assert set(Response.objects.values_list("state", flat=True)) == {"RELEASED"}


@pytest.mark.django_db
def test_a_worker_that_wakes_up_late_changes_nothing(
    three: list[Response], asking: dict[str, Any], now: datetime
) -> None:
    """It slept through its lease; meanwhile another took the job over."""
    actions.ask_bulk(**asking, verdict="RELEASE")
    BulkReview.objects.update(state="RUNNING", attempt=1, lease_until=now)
    late = bulk_working.Job(BulkReview.objects.select_related("consultation").get(), lambda: now)
    BulkReview.objects.update(attempt=2)
    with pytest.raises(LeaseLost):
        bulk_working._chunk(late)
    assert Review.objects.count() == 0


@pytest.mark.django_db
def test_how_long_the_oldest_has_waited(
    three: list[Response], asking: dict[str, Any], now: datetime
) -> None:
    assert queries.longest_wait_of_bulk(now) == 0
    actions.ask_bulk(**asking, verdict="RELEASE")
    assert queries.longest_wait_of_bulk(now + timedelta(seconds=90)) == 90
