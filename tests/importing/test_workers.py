"""Workers that are killed, doubled or late: a file is loaded once, whole."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from consultation.importing import queries
from consultation.importing.actions import asking, working
from consultation.leases import MOST_TRIES, LeaseLost, claim
from consultation.models import Answer, Consultation, Event, Import, ImportedRow, Response, User
from tests.importing.files import HEADINGS, checked, csv_of
from tests.workers import HELD_UP, OTHERS, Workers, number, until

ROWS = [[f"P{n}", "2026-11-20", "Ilford", "Oppose", "Too far.", "", ""] for n in range(20)]
GATE = 7_310_002  # an advisory lock that stops a worker in the middle of a load
real = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock, pytest.mark.faults]


@pytest.fixture
def workers(files_root: Path, tmp_path: Path) -> Iterator[Workers]:
    started = Workers(files_root, tmp_path / "workers.log")
    yield started
    started.end()


@pytest.fixture
def open_now(consultation: Consultation) -> Consultation:
    """Opened before today, whatever the real date is."""
    rows = Consultation.objects.filter(pk=consultation.pk)
    rows.update(opens_at=datetime(2026, 11, 1, tzinfo=timezone.get_current_timezone()))
    return rows.get()


def to_load(consultation: Consultation, by: User, *names: str) -> list[Import]:
    """Checked files whose load is asked for. Each holds a row of its own and the same twenty."""
    files = []
    for name in names or ("a.csv",):
        rows = [*ROWS, [name, *ROWS[0][1:]]]
        files.append(checked(consultation, csv_of([HEADINGS, *rows]), by=by, name=name))
    for one in files:
        assert one.state == "CHECKED", one.error or one.refusals
        asking.ask_load(imported=one, by=by, at=timezone.now())
    return files


def stored() -> tuple[int, int, int, int]:
    """Responses, answers, rows and events of what was received."""
    received = Event.objects.filter(kind="response.received")
    return (
        Response.objects.count(), Answer.objects.count(), ImportedRow.objects.count(),
        received.count(),
    )  # fmt: skip


@pytest.fixture
def gate() -> Iterator[None]:
    """The database itself holds a worker up, when it writes the events of a batch."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION test_wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" PERFORM pg_advisory_xact_lock_shared({GATE}); RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER test_gate BEFORE INSERT ON consultation_event FOR EACH ROW"
            " WHEN (NEW.kind = 'response.received') EXECUTE FUNCTION test_wait()"
        )
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
        cursor.execute("DROP TRIGGER IF EXISTS test_gate ON consultation_event")
        cursor.execute("DROP FUNCTION test_wait")


class TestRealWorkers:
    pytestmark = real

    def test_one_that_is_killed_in_the_middle_leaves_nothing_and_the_next_loads_all(
        self, open_now: Consultation, moderator: User, workers: Workers, gate: None
    ) -> None:
        (imported,) = to_load(open_now, moderator)
        first = workers.start()
        workers.poke("work_on_due_imports")
        until(lambda: number(HELD_UP) == 1, workers.log)
        workers.kill(first)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])
        until(lambda: number(OTHERS) == 0, workers.log)
        assert stored() == (0, 0, 0, 0)
        imported.refresh_from_db()
        assert imported.state == "LOADING"
        Import.objects.filter(pk=imported.pk).update(lease_until=timezone.now())
        workers.start()
        workers.poke("work_on_due_imports")
        until(lambda: Import.objects.get().state == "LOADED", workers.log)
        assert stored() == (21, 42, 21, 21)
        assert Import.objects.get().attempt == MOST_TRIES + 2

    def test_two_workers_and_many_pokes_load_each_file_once(
        self, open_now: Consultation, moderator: User, workers: Workers
    ) -> None:
        """The second file holds the rows of the first: only one of them can be loaded."""
        files = to_load(open_now, moderator, "a.csv", "b.csv")
        workers.start()
        workers.start()
        for _poke in range(4):
            workers.poke("work_on_due_imports")
        done = {"LOADED", "REFUSED", "FAILED"}

        def over() -> bool:
            workers.poke("work_on_due_imports")
            states = Import.objects.values_list("state", flat=True)
            return all(state in done for state in states)

        until(over, workers.log)
        states = sorted(Import.objects.get(pk=one.pk).state for one in files)
        assert states in (["LOADED", "REFUSED"], ["FAILED", "LOADED"])
        assert stored() == (21, 42, 21, 21)


@pytest.mark.django_db
def test_a_file_in_hand_is_left_alone_until_its_lease_runs_out(
    consultation: Consultation, moderator: User
) -> None:
    (imported,), at = to_load(consultation, moderator), timezone.now()
    Import.objects.filter(pk=imported.pk).update(state="LOADING", attempt=1, lease_until=at)
    assert working.work_next(clock=lambda: at) is None
    assert working.work_next(clock=lambda: at + timedelta(seconds=1)) == imported
    imported.refresh_from_db()
    assert (imported.state, imported.attempt) == ("LOADED", 2)


@pytest.mark.django_db
def test_one_file_of_a_consultation_is_loaded_at_a_time(
    consultation: Consultation, moderator: User
) -> None:
    first, _second = to_load(consultation, moderator, "a.csv", "b.csv")
    at = timezone.now()
    Import.objects.filter(pk=first.pk).update(
        state="LOADING", attempt=1, lease_until=at + timedelta(seconds=30)
    )
    assert working.work_next(clock=lambda: at) is None


@pytest.mark.django_db
def test_after_three_workers_that_died_it_fails_for_all_to_see(
    consultation: Consultation, moderator: User
) -> None:
    (imported,), at = to_load(consultation, moderator), timezone.now()
    Import.objects.filter(pk=imported.pk).update(
        state="LOADING", attempt=MOST_TRIES, lease_until=at - timedelta(seconds=1)
    )
    assert working.work_next(clock=lambda: at) == imported
    imported.refresh_from_db()
    assert imported.state == "FAILED"
    assert imported.error.startswith("It was begun 3 times")
    assert stored() == (0, 0, 0, 0)


@pytest.mark.django_db
def test_a_worker_that_wakes_up_late_changes_nothing(
    consultation: Consultation, moderator: User
) -> None:
    """It slept through its lease; meanwhile another took the file over."""
    (imported,), at = to_load(consultation, moderator), timezone.now()
    rows = Import.objects.filter(pk=imported.pk)
    rows.update(state="LOADING", attempt=1, lease_until=at)
    late = working.Job(rows.with_people().get(), lambda: at)
    rows.update(attempt=2)
    with pytest.raises(LeaseLost):
        working._load(late)
    assert (rows.get().state, rows.get().attempt) == ("LOADING", 2)
    assert stored() == (0, 0, 0, 0)
    assert working.work_next(clock=lambda: at + timedelta(seconds=1)) == imported
    assert stored() == (21, 42, 21, 21)


@pytest.mark.django_db
def test_a_worker_that_wakes_up_during_a_later_time_of_asking_changes_nothing(
    consultation: Consultation, moderator: User
) -> None:
    """It slept through its check, another checked the file, and now that one is being loaded."""
    (imported,), at = to_load(consultation, moderator), timezone.now()
    late = working.Job(Import.objects.with_people().get(), lambda: at)
    late.row.attempt = 1  # as when it was being checked
    loading = claim(Import.objects.due_at(at), in_hand=working.IN_HAND, gone="", at=at)
    assert loading is not None
    assert (loading, loading.state, loading.attempt) == (imported, "LOADING", MOST_TRIES + 1)
    with pytest.raises(LeaseLost):
        working._check(late)
    assert Import.objects.get().state == "LOADING"


@pytest.mark.django_db
def test_how_long_the_oldest_has_waited(consultation: Consultation, moderator: User) -> None:
    at = timezone.now()
    assert queries.longest_wait(at) == 0
    to_load(consultation, moderator)
    assert queries.longest_wait(at + timedelta(seconds=90)) == 90
