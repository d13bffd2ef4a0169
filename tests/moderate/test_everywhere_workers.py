"""Workers that search for words and take them out, killed, doubled, stopped, or waiting."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from consultation.leases import MOST_TRIES, LeaseLost
from consultation.models import (
    BulkRedaction,
    BulkRedactionPlace,
    Consultation,
    Event,
    Proposal,
    PublishedAnswer,
    PublishedResponse,
    Redaction,
    Response,
    ResponseState,
    User,
)
from consultation.moderate.actions import everywhere, everywhere_working
from consultation.moderate.actions.everywhere_working import work_next_everywhere
from consultation.moderate.actions.publishing import publish_many
from consultation.states import move
from tests import factories
from tests.moderate.gates import Gate, killed_at_the_gate
from tests.moderate.marks import public_words, release, search, worked
from tests.workers import Workers, until

Send = Callable[..., Response]
MANY, FAR = 600, 25_000
WORDS = "Rosa Okafor"
WORK = "redact_everywhere"
A_SECOND = timedelta(seconds=1)
real = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock, pytest.mark.faults]
# Where a worker is killed: at this change of that row; `low` of the responses had been searched.
SEARCHING = {
    "it is claimed": ("event", "INSERT", "NEW.kind = 'everywhere.started'", 0),
    "a place is noted": ("bulkredactionplace", "INSERT", "NEW.response_id = %(late)s", 300),
    "how far it is is told": ("bulkredaction", "UPDATE", "NEW.searched_to > 10000", 300),
    "it is found": ("event", "INSERT", "NEW.kind = 'everywhere.found'", 600),
}
TAKING = {
    "it is claimed": ("event", "INSERT", "NEW.kind = 'everywhere.started'", 0),
    "a mark is made": ("redaction", "INSERT", "NEW.response_id = %(late)s", 500),
    "a copy is published": ("publishedresponse", "INSERT", "NEW.response_id = %(late)s", 500),
    "the list shrinks": ("bulkredactionplace", "DELETE", "OLD.response_id = %(late)s", 500),
    "how far it is is told": ("bulkredaction", "UPDATE", "NEW.changed > 500", 500),
    "it ends": ("event", "INSERT", "NEW.kind = 'redaction.everywhere'", 600),
}


def public(consultation: Consultation) -> list[int]:
    """Released responses with the words and their public copies; half of them with far keys."""
    wording = consultation.questions.get(key="reasons").versions.get()
    about = consultation.proposals.all()[0]
    made: list[Response] = []
    for _half in range(2):
        built = factories.ResponseFactory.build_batch(
            MANY // 2, consultation=consultation, state="RELEASED"
        )
        made += Response.objects.bulk_create(built)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('consultation_response', 'id'), %s)",
                [made[-1].pk + FAR],
            )
    for one in made:
        factories.AnswerFactory(
            response=one, question_version=wording, proposal=about, text=f"So says {WORDS}."
        )
    publish_many(responses=made, by="machine", at=timezone.now())
    return [one.pk for one in made]


def ask(consultation: Consultation, by: User) -> BulkRedaction:
    return everywhere.ask_everywhere(
        words=WORDS, reason="PERSONAL", consultation=consultation, by=by, at=timezone.now()
    )


def state() -> str:
    return BulkRedaction.objects.get().state


def assert_public_is_as_marked(done: int) -> None:
    """Where a mark is in force the public copy is without the words; elsewhere it has them."""
    assert Redaction.objects.count() == done
    assert PublishedResponse.objects.count() == PublishedAnswer.objects.count() == MANY
    assert PublishedAnswer.objects.filter(text__contains=WORDS).count() == MANY - done
    marked = Redaction.objects.values("response")
    told = PublishedAnswer.objects.filter(published__in=marked)
    assert set(told.values_list("text", flat=True)) <= {"So says [personal details removed]."}


class TestRealWorkers:
    pytestmark = real

    @pytest.mark.parametrize("place", SEARCHING)
    def test_one_that_is_killed_while_it_searches_misses_nothing_and_notes_nothing_twice(
        self, consultation: Consultation, reviewer: User, workers: Workers, gate: Gate, place: str
    ) -> None:
        keys = public(consultation)
        job = ask(consultation, reviewer)
        table, act, when, searched = SEARCHING[place]
        gate.close(table, act, when % {"late": keys[550]})
        killed_at_the_gate(workers, gate, WORK)
        assert BulkRedactionPlace.objects.count() == searched
        BulkRedaction.objects.filter(state="SEARCHING").update(lease_until=timezone.now())
        workers.start()
        workers.poke(WORK)
        until(lambda: state() == "FOUND", workers.log)
        job.refresh_from_db()
        assert (job.places, job.responses) == (MANY, MANY)
        noted = BulkRedactionPlace.objects.order_by("response").values_list("response", flat=True)
        assert list(noted) == keys
        assert_public_is_as_marked(0)

    @pytest.mark.parametrize("place", TAKING)
    def test_one_that_is_killed_while_it_takes_out_leaves_no_place_half_done(
        self, consultation: Consultation, reviewer: User, workers: Workers, gate: Gate, place: str
    ) -> None:
        keys = public(consultation)
        job = worked(ask(consultation, reviewer), timezone.now())
        everywhere.confirm_everywhere(bulk_redaction=job, by=reviewer, at=timezone.now())
        table, act, when, done = TAKING[place]
        gate.close(table, act, when % {"late": keys[550]})
        killed_at_the_gate(workers, gate, WORK)
        assert_public_is_as_marked(done)
        assert BulkRedactionPlace.objects.count() == MANY - done
        BulkRedaction.objects.filter(state="TAKING").update(lease_until=timezone.now())
        workers.start()
        workers.poke(WORK)
        until(lambda: state() == "DONE", workers.log)
        assert_public_is_as_marked(MANY)
        assert Redaction.objects.values("answer").distinct().count() == MANY
        job.refresh_from_db()
        assert (job.changed, job.taken, job.published, job.words) == (MANY, MANY, MANY, "")
        assert Event.objects.filter(kind="redaction.everywhere").count() == 1
        assert "okafor" not in workers.log.read_text().lower()

    def test_two_workers_and_two_people_take_each_place_out_once(
        self, consultation: Consultation, reviewer: User, workers: Workers
    ) -> None:
        public(consultation)
        jobs = [worked(ask(consultation, reviewer), timezone.now()) for _ in range(2)]
        for job in jobs:
            everywhere.confirm_everywhere(bulk_redaction=job, by=reviewer, at=timezone.now())
        workers.start()
        workers.start()

        def over() -> bool:
            workers.poke(WORK)
            return not BulkRedaction.objects.exclude(state="DONE").exists()

        until(over, workers.log)
        assert sum(BulkRedaction.objects.values_list("taken", flat=True)) == MANY
        assert_public_is_as_marked(MANY)


@pytest.mark.django_db(transaction=True)
def test_a_response_that_is_being_stored_under_a_lower_key_is_waited_for(
    consultation: Consultation, proposal: Proposal, send_response: Send, moderator: User,
    now: datetime,
) -> None:  # fmt: skip
    """A file takes its keys first and commits minutes later; meanwhile others get higher ones."""
    stored, may_commit = Signal(), Signal()

    def slowly() -> None:
        with transaction.atomic():
            send_response(consultation, about=[proposal], reasons=f"By {WORDS}")
            stored.set()
            may_commit.wait(60)
        connection.close()

    def at_work() -> None:
        work_next_everywhere(clock=lambda: now)
        connection.close()

    slow = Thread(target=slowly)
    slow.start()
    assert stored.wait(60)
    send_response(consultation, about=[proposal], reasons=f"By {WORDS}")
    job = ask(consultation, moderator)
    worker = Thread(target=at_work)
    worker.start()
    waiting = BulkRedaction.objects.filter(step__startswith="Waiting for a file")
    for _attempt in range(600):
        if waiting.exists():
            break
        worker.join(0.1)
    assert waiting.exists()
    may_commit.set()
    slow.join()
    worker.join()
    job.refresh_from_db()
    assert (job.state, job.responses) == ("FOUND", 2)


@pytest.mark.sweeps
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["release", "withdraw"])
def test_what_is_decided_in_the_very_moment_is_waited_for_and_read_again(
    consultation: Consultation, proposal: Proposal, send_response: Send, moderator: User,
    now: datetime, act: str,
) -> None:  # fmt: skip
    """Its public copy was made without the marks, in a transaction that has not ended yet."""
    response = send_response(consultation, about=[proposal], reasons=f"By {WORDS}")
    job = worked(ask(consultation, moderator), now)
    everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=now)
    decided, may_commit = Signal(), Signal()

    def decide() -> None:
        with transaction.atomic():
            if act == "release":
                release(Response.objects.get(pk=response.pk), by=moderator, at=now)
            else:
                move(response, ResponseState.WITHDRAWN, by="public", at=now)
            decided.set()
            may_commit.wait(60)
        connection.close()

    def at_work() -> None:
        work_next_everywhere(clock=lambda: now)
        connection.close()

    deciding, worker = Thread(target=decide), Thread(target=at_work)
    deciding.start()
    assert decided.wait(60)
    worker.start()
    worker.join(2)
    assert worker.is_alive()
    may_commit.set()
    deciding.join()
    worker.join()
    job.refresh_from_db()
    out = act == "release"
    assert (job.state, job.taken, job.published) == ("DONE", out, out)
    assert public_words(response) == (["By [personal details removed]"] if out else [])


@contextmanager
def beside(statement: str) -> Iterator[None]:
    """A transaction of somebody else that has run this statement, and is open meanwhile."""
    begun, may_end = Signal(), Signal()

    def stay() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            begun.set()
            may_end.wait(60)
        connection.close()

    other = Thread(target=stay)
    other.start()
    try:
        assert begun.wait(60)
        yield
    finally:
        may_end.set()
        other.join()


@pytest.mark.django_db(transaction=True)
def test_who_only_reads_how_far_the_keys_go_keeps_nobody_waiting(
    told: Response, consultation: Consultation, moderator: User, now: datetime
) -> None:
    """As a backup does, for as long as it takes."""
    with beside("SELECT last_value FROM consultation_response_id_seq"):
        assert worked(ask(consultation, moderator), now).state == "FOUND"


@pytest.mark.django_db(transaction=True)
def test_whoever_stores_for_very_long_is_not_waited_for_without_end(
    told: Response, consultation: Consultation, moderator: User, now: datetime
) -> None:
    job = ask(consultation, moderator)
    turns = count()
    with beside("SELECT nextval('consultation_response_id_seq')"):
        work_next_everywhere(clock=lambda: now + next(turns) * timedelta(minutes=2))
    job.refresh_from_db()
    assert job.state == "FAILED"
    assert job.error.startswith("Something has been storing responses for more than ten minutes")
    everywhere.ask_everywhere_again(bulk_redaction=job, by=moderator, at=now)
    assert worked(job, now).state == "FOUND"


@pytest.mark.django_db
def test_a_search_goes_on_for_whoever_lets_it_where_the_first_has_left(
    told: Response, consultation: Consultation, moderator: User, superuser: User, now: datetime
) -> None:
    job = ask(consultation, moderator)
    User.objects.filter(pk=moderator.pk).update(is_active=False)
    assert worked(job, now).error == "Mo Moderator may not review any more, so it does not go on."
    everywhere.ask_everywhere_again(bulk_redaction=job, by=superuser, at=now)
    job = worked(job, now)
    assert (job.state, job.asked_by) == ("FOUND", superuser)


@pytest.fixture
def told(consultation: Consultation, proposal: Proposal, send_response: Send) -> Response:
    return send_response(consultation, about=[proposal], reasons=f"By {WORDS}")


@pytest.mark.django_db
def test_it_is_stopped_between_two_chunks_and_what_is_out_stays_out(
    consultation: Consultation, proposal: Proposal, send_response: Send, moderator: User,
    now: datetime, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(everywhere_working, "A_CHUNK", 1)
    rows = [send_response(consultation, about=[proposal], reasons=WORDS) for _ in range(3)]
    job = search(WORDS, consultation, by=moderator, at=now)
    everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=now)
    BulkRedaction.objects.update(state="TAKING", lease_until=now, attempt=4, newest_at=now)
    hands = everywhere_working.Job(BulkRedaction.objects.get(), lambda: now)
    assert everywhere_working._chunk(hands)
    everywhere.stop_everywhere(bulk_redaction=job, by=moderator, at=now)
    with pytest.raises(LeaseLost):
        everywhere_working._chunk(hands)
    job.refresh_from_db()
    assert (job.state, job.taken, job.words) == ("STOPPED", 1, "")
    assert [one.redactions.count() for one in rows] == [1, 0, 0]
    facts = Event.objects.get(kind="everywhere.stopped").facts
    assert facts == {"responses": 1, "places": 1}


@pytest.mark.django_db
def test_a_job_in_hand_is_left_alone_until_its_lease_runs_out(
    told: Response, consultation: Consultation, moderator: User, now: datetime
) -> None:
    job = ask(consultation, moderator)
    BulkRedaction.objects.update(state="SEARCHING", attempt=1, lease_until=now)
    assert work_next_everywhere(clock=lambda: now) is None
    assert work_next_everywhere(clock=lambda: now + A_SECOND) == job
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("FOUND", 2)


@pytest.mark.django_db
@pytest.mark.parametrize("at_work", ["SEARCHING", "TAKING"])
def test_after_three_workers_that_died_it_fails_for_all_to_see_and_can_go_on(
    told: Response, consultation: Consultation, moderator: User, now: datetime, at_work: str
) -> None:
    job = ask(consultation, moderator)
    if at_work == "TAKING":
        job = worked(job, now)
        everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=now)
    BulkRedaction.objects.update(state=at_work, attempt=MOST_TRIES, lease_until=now - A_SECOND)
    assert worked(job, now).error.startswith("It was begun 3 times")
    everywhere.ask_everywhere_again(bulk_redaction=job, by=moderator, at=now)
    job = worked(job, now)
    assert job.state == ("FOUND" if at_work == "SEARCHING" else "DONE")


@pytest.mark.django_db
def test_a_failure_is_told_without_the_words_on_the_page_and_in_the_log(
    told: Response, consultation: Consultation, moderator: User, now: datetime,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """Even where the database itself repeats them in what it complains of."""
    job = ask(consultation, moderator)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION test_break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'cannot note %', (SELECT text FROM consultation_answer "
            "WHERE id = NEW.answer_id); END $$"
        )
        cursor.execute(
            "CREATE TRIGGER test_break BEFORE INSERT ON consultation_bulkredactionplace "
            "FOR EACH ROW EXECUTE FUNCTION test_break()"
        )
    job = worked(job, now)
    assert job.state == "FAILED"
    assert "number" in job.error
    logged = [one.getMessage() for one in caplog.records if one.name == "consultation.leases"]
    assert len(logged) == 1
    assert "everywhere_working.py" in logged[0]
    assert "okafor" not in f"{job.error} {logged}".lower()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER test_break ON consultation_bulkredactionplace")
    everywhere.ask_everywhere_again(bulk_redaction=job, by=moderator, at=now)
    assert worked(job, now).state == "FOUND"
    assert public_words(told) == []
