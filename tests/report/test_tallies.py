"""The tallies: kept by triggers and a worker, equal to a count of the answers, whatever happens."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from consultation.models import (
    NOT_COUNTED,
    Answer,
    Consultation,
    QuestionVersion,
    Response,
    ResponseState,
    Tallied,
    Tally,
    TallyDue,
    User,
)
from consultation.report import tallying
from consultation.report.tallies import longest_wait
from tests import factories
from tests.report import world
from tests.workers import Workers, number, until

GATE = 7_310_002  # an advisory lock that stops a worker in the middle of its batch

WAITING = (
    f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {GATE} AND NOT granted"
)

Cell = tuple[str, str, str, int]


def home_of(one: Response) -> int:
    return {"BOROUGH": one.borough_id or 0, "OUTSIDE": -1, "NOT_SAID": 0}[one.place]


def counted_live(consultation: Consultation) -> Counter[Cell]:
    """What the tallies must be, one answer at a time and with nothing taken from their code."""
    every: Counter[Cell] = Counter()
    closed = {"CHOICE", "SEVERAL", "SCALE", "YES_NO", "RANKING", "PLACE"}
    for one in consultation.responses.filter(kind="PUBLIC").exclude(state__in=NOT_COUNTED):
        said = {("", "", "")}
        for answer in one.answers.select_related("question_version__question"):
            version = answer.question_version
            named = f"{version.question.key} {version.number}"
            about = str(answer.proposal_id or "")
            choice = answer.choice if version.question.kind in closed else ""
            said |= {(named, about, choice), (named, about, ""), (named, "", choice)}
            said |= {(named, "", ""), ("", about, "")}
        every.update((*what, home_of(one)) for what in said)
    return every


def kept(consultation: Consultation) -> Counter[Cell]:
    """What they are."""
    rows = Tally.objects.filter(saying__consultation=consultation, number__gt=0).select_related(
        "saying__question_version__question"
    )
    return Counter({
        (
            f"{one.saying.question_version.question.key} {one.saying.question_version.number}"
            if one.saying.question_version else "",
            str(one.saying.proposal_id or ""), one.saying.choice, one.home,
        ): one.number
        for one in rows
    })  # fmt: skip


def drained() -> int:
    """How many rows of the outbox were taken."""
    taken = 0
    while number := tallying.tally_next(most=70):
        taken += number
    return taken


def asked_anew(consultation: Consultation) -> None:
    """A ranking, several choices, a number and a file, answered by some of the responses."""
    made = {}
    for place, kind in enumerate(["RANKING", "SEVERAL", "NUMBER", "FILE"], start=50):
        question = factories.QuestionFactory(
            consultation=consultation, kind=kind, scope="ALL", position=place
        )
        made[kind] = factories.QuestionVersionFactory(
            question=question, options=[["a", "A"], ["b", "B"]]
        )
    for one in consultation.responses.filter(kind="PUBLIC").order_by("pk")[:40:2]:
        for place, choice in enumerate("ba"):
            for kind in ("RANKING", "SEVERAL"):
                factories.AnswerFactory(
                    response=one, question_version=made[kind], proposal=None, place=place,
                    choice=choice, text="",
                )  # fmt: skip
        factories.AnswerFactory(
            response=one, question_version=made["NUMBER"], proposal=None, choice=str(one.pk),
            text="",
        )  # fmt: skip
        for place in range(2):
            factories.AnswerFactory(
                response=one, question_version=made["FILE"], proposal=None, place=place, choice="",
                text=f"{place:032x} {'0' * 64} 5 application/pdf a.pdf",
            )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_they_equal_a_count_of_the_answers(
    consultation: Consultation, moderator: User, seed: int
) -> None:
    world.fill(consultation, moderator, number=250, seed=seed)
    asked_anew(consultation)
    number = consultation.responses.filter(kind="PUBLIC").exclude(state__in=NOT_COUNTED).count()
    assert drained() == number
    assert TallyDue.objects.count() == 0
    assert kept(consultation) == counted_live(consultation)
    assert kept(consultation).total() > 1_000
    assert tallying.check(consultation).is_right


def test_each_move_between_counted_and_not_is_followed(
    consultation: Consultation, moderator: User
) -> None:
    world.fill(consultation, moderator, number=150)
    drained()
    random = Random(7)
    for turn in range(12):
        some = Response.objects.filter(pk__in=random.sample(
            list(Response.objects.values_list("pk", flat=True)), 40
        ))  # fmt: skip
        to = random.choice(ResponseState.values)
        crossing = some.filter(kind="PUBLIC")
        crossing = (
            crossing.exclude(state__in=NOT_COUNTED)
            if to in NOT_COUNTED
            else crossing.filter(state__in=NOT_COUNTED)
        )
        expected = crossing.count()
        before = TallyDue.objects.count()
        some.update(state=to)  # one statement for all of them
        # One row for each that began or ceased to be counted, and none for the others.
        assert TallyDue.objects.count() - before == expected
        if turn % 3 == 0:  # now and then several moves of one response wait together
            drained()
            assert kept(consultation) == counted_live(consultation)
    drained()
    assert kept(consultation) == counted_live(consultation)
    assert tallying.check(consultation).is_right
    Response.objects.update(state="EXCLUDED")
    drained()
    assert (kept(consultation), Tallied.objects.count()) == (Counter(), 0)


def test_a_row_that_comes_twice_does_nothing_twice(
    consultation: Consultation, moderator: User
) -> None:
    world.fill(consultation, moderator, number=60)
    drained()
    right = kept(consultation)
    for _again in range(3):
        for one in consultation.responses.filter(kind="PUBLIC"):
            factories.TallyDueFactory(response=one, consultation=consultation)
    drained()
    assert kept(consultation) == right == counted_live(consultation)


def test_words_that_are_erased_stay_counted(consultation: Consultation, moderator: User) -> None:
    world.fill(consultation, moderator, number=30)
    drained()
    one = Answer.objects.filter(
        text__gt="", response__kind="PUBLIC", response__state="RELEASED"
    ).first()
    assert one is not None
    with connection.cursor() as cursor:  # as an erasure leaves it
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE consultation_answer SET text = '', erased = true WHERE id = %s", [one.pk]
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    Response.objects.filter(pk=one.response_id).update(state="EXCLUDED")
    drained()
    Response.objects.filter(pk=one.response_id).update(state="RELEASED")
    drained()
    assert kept(consultation) == counted_live(consultation)


def test_two_consultations_stay_apart(consultation: Consultation, moderator: User) -> None:
    world.fill(consultation, moderator, number=20)
    other = factories.ResponseFactory()
    version = factories.QuestionVersionFactory(question__consultation=other.consultation)
    factories.AnswerFactory(
        response=other, question_version=version, proposal=None, choice="", text="Please keep it."
    )
    drained()
    assert kept(consultation) == counted_live(consultation)
    assert kept(other.consultation) == counted_live(other.consultation)
    assert len(kept(other.consultation)) == 2


def test_a_rebuild_and_a_check_say_what_they_found(
    consultation: Consultation, moderator: User
) -> None:
    world.fill(consultation, moderator, number=50)
    told = StringIO()
    call_command("rebuild_tallies", stdout=told)  # what waits is added, and found done later
    number = Tallied.objects.count()
    assert told.getvalue() == f"front-counters: {number} responses tallied\n"
    assert drained() == number
    assert kept(consultation) == counted_live(consultation)
    told = StringIO()
    call_command("rebuild_tallies", "--check", stdout=told)
    assert told.getvalue() == "front-counters: the tallies are right\n"
    first = Tally.objects.order_by("pk")[0]
    Tally.objects.filter(pk=first.pk).update(number=first.number + 1)
    one = Tallied.objects.order_by("pk")[0]
    Response.objects.filter(pk=one.pk).update(state="EXCLUDED")
    waits = tallying.check(consultation)
    assert (waits.astray, waits.wrong) == (0, 2)  # the number that is, and the one that should be
    TallyDue.objects.all().delete()
    with pytest.raises(CommandError, match="Run rebuild_tallies"):
        call_command("rebuild_tallies", "--check", "--consultation", "front-counters", stdout=told)
    assert told.getvalue().endswith("front-counters: 1 responses astray, 2 numbers wrong\n")
    call_command("rebuild_tallies", "--consultation", "front-counters", stdout=told)
    assert kept(consultation) == counted_live(consultation)
    with pytest.raises(CommandError, match="There is no consultation elsewhere"):
        call_command("rebuild_tallies", "--consultation", "elsewhere")


def test_how_long_the_oldest_waits(consultation: Consultation, now: datetime) -> None:
    assert longest_wait(now) == 0.0
    one = factories.ResponseFactory(consultation=consultation)
    TallyDue.objects.filter(response=one).update(at=now - timedelta(seconds=90))
    assert longest_wait(now) == 90.0


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_while_responses_move(
    consultation: Consultation, moderator: User
) -> None:
    """Four workers, and somebody who excludes and reopens meanwhile: no number is lost."""
    world.fill(consultation, moderator, number=120)
    failed: list[Exception] = []
    done = False

    def work() -> None:
        try:
            while not done or TallyDue.objects.exists():
                tallying.tally_next(most=9)
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=work) for _each in range(4)]
    for one in threads:
        one.start()
    random = Random(3)
    keys = list(Response.objects.values_list("pk", flat=True))
    for _turn in range(40):
        some = Response.objects.filter(pk__in=random.sample(keys, 15))
        some.update(state=random.choice(["EXCLUDED", "RELEASED", "RECEIVED"]))
    done = True
    for one in threads:
        one.join()
    assert failed == []
    assert kept(consultation) == counted_live(consultation)
    assert tallying.check(consultation).is_right


@pytest.fixture
def gate() -> Iterator[None]:
    """The database holds a worker up where it has written half of its batch."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION test_tally_wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" PERFORM pg_advisory_xact_lock({GATE}); RETURN NULL; END $$"
        )
        for event, table in (("INSERT", "tally"), ("DELETE", "tallied"), ("DELETE", "tallydue")):
            cursor.execute(
                f"CREATE TRIGGER test_gate_{event} AFTER {event} ON consultation_{table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION test_tally_wait()"
            )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION test_tally_wait CASCADE")


@pytest.mark.faults
@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_did_nothing_and_the_next_does_all(
    consultation: Consultation, moderator: User, files_root: Path, tmp_path: Path, gate: None
) -> None:
    world.fill(consultation, moderator, number=80)
    workers = Workers(files_root, tmp_path / "workers.log")
    try:
        for excluded in (False, True):
            if excluded:
                Response.objects.order_by("pk").filter(pk__lte=40).update(state="EXCLUDED")
            before, due = kept(consultation), TallyDue.objects.count()
            assert due > 0
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
                worker = workers.start()
                workers.poke("keep_tallies")
                until(lambda: number(WAITING) == 1, workers.log)
                workers.kill(worker)
                cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])
            until(lambda: number(WAITING) == 0, workers.log)
            assert (kept(consultation), TallyDue.objects.count()) == (before, due)
            worker = workers.start()
            for _doubled in range(3):
                workers.poke("keep_tallies")
            until(lambda: not TallyDue.objects.exists(), workers.log)
            workers.kill(worker)
            assert kept(consultation) == counted_live(consultation)
            assert tallying.check(consultation).is_right
    finally:
        workers.end()


def test_formal_replies_are_in_no_tally(consultation: Consultation, moderator: User) -> None:
    world.fill(consultation, moderator, number=80)
    drained()
    formal = set(Response.objects.filter(kind="FORMAL").values_list("pk", flat=True))
    assert formal
    assert not formal & set(Tallied.objects.values_list("pk", flat=True))
    asked: Any = QuestionVersion.objects.formal().filter(question__consultation=consultation)
    assert not Tally.objects.filter(saying__question_version__in=asked).exists()
