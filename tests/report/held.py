"""Real workers held up at a step of our choosing by the database itself, and killed there."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from consultation.models import Consultation, Report, User
from consultation.report.makers import SUMMARY_STEPS
from tests import factories
from tests.workers import Workers, number, until

GATE = 7_310_001  # an advisory lock


def make_gate() -> None:
    """An update of a report to the step that is named in a table waits."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE test_gate (step text)")
        cursor.execute(
            "CREATE FUNCTION test_wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF EXISTS (SELECT FROM test_gate WHERE step = NEW.step) THEN"
            f"  PERFORM pg_advisory_xact_lock({GATE}); END IF; RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER test_gate BEFORE UPDATE ON consultation_report"
            " FOR EACH ROW EXECUTE FUNCTION test_wait()"
        )


def take_gate_away() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER test_gate ON consultation_report")
        cursor.execute("DROP FUNCTION test_wait")
        cursor.execute("DROP TABLE test_gate")


WAITING = (
    f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {GATE} AND NOT granted"
)


def sessions() -> set[int]:
    """Who is connected to the test database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {pid for (pid,) in cursor.fetchall()}


def killed_at(step: str, workers: Workers) -> None:
    """Let a worker come as far as a step, and kill it there."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE test_gate")
        cursor.execute("INSERT INTO test_gate VALUES (%s)", [step])
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        before = sessions()
        try:
            worker = workers.start()
            workers.poke("make_due_reports")
            until(lambda: number(WAITING) == 1, workers.log)
            workers.kill(worker)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])
        until(lambda: sessions() <= before, workers.log)
        cursor.execute("TRUNCATE test_gate")


def lease_runs_out(report: Report) -> None:
    """As a minute later."""
    past = timezone.now() - timedelta(seconds=1)
    Report.objects.filter(pk=report.pk, state="RUNNING").update(lease_until=past)


def state_of(report: Report) -> str:
    return str(Report.objects.values_list("state", flat=True).get(pk=report.pk))


def ask_many(number: int, consultation: Consultation, analyst: User) -> None:
    """Summaries of several kinds, each another job, as so many people ask at once."""
    stations = [one.station for one in consultation.proposals.select_related("station__borough")]
    for turn in range(number):
        station = stations[turn % len(stations)]
        kinds: list[dict[str, Any]] = [
            {"kind": "WHOLE"},
            {"kind": "STATION", "station": station},
            {"kind": "BOROUGH", "borough": station.borough},
        ]
        factories.ReportFactory(
            consultation=consultation, asked_by=analyst, asked_at=timezone.now(),
            steps_total=SUMMARY_STEPS, **kinds[turn % 3],
        )  # fmt: skip
