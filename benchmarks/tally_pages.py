"""What is measured of tallies inside one process on a database. Called by `inside`."""

import time
from collections.abc import Callable
from itertools import permutations
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from benchmarks.ground import CLOSED
from benchmarks.queue_pages import fetched, signed_in
from benchmarks.result import median, percentile
from consultation.models import Consultation, Grant, Report, ReportKind, ReportState, Role, User
from consultation.report import crossing, tallies, tallying
from consultation.report.counting import Subject, snapshot
from consultation.report.figures import compute

ONE_BY_ONE, AT_ONCE = 1_000, 20_000  # responses that are stored with the triggers and without
COLUMNS = (
    "kind, channel, capacity, place, borough_id, language, begun_at, received_at, in_grace, "
    "privacy_version, publish, publish_reason, state, state_at, consultation_id"
)
STORE = (
    f"INSERT INTO consultation_response (reference, key, {COLUMNS}) "
    f"SELECT left(md5(random()::text), 14), gen_random_uuid(), {COLUMNS} "
    "FROM consultation_response WHERE id > %s AND kind = 'PUBLIC' ORDER BY id LIMIT %s"
)
MOVE = (
    "UPDATE consultation_response SET state = 'EXCLUDED' WHERE id IN ("
    "SELECT id FROM consultation_response WHERE state = 'RECEIVED' ORDER BY id LIMIT %s)"
)
TRIGGERS = ("response_to_tally", "response_to_tally_anew")


def measure(runs: str) -> dict[str, Any]:
    """All of it, on a database with responses."""
    consultation = Consultation.objects.get(slug=CLOSED)
    began, taken = time.perf_counter(), 0
    while number := tallying.tally_next():
        taken += number
    rate = taken / (time.perf_counter() - began) if taken else float("inf")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE consultation_tallied, consultation_tally, consultation_saying")
    checked = tallying.check(consultation)
    page = fetched(signed_in(_analyst()), f"/staff/consultations/{CLOSED}/figures/", int(runs))
    slowest, table = _tables(consultation)
    return {
        "rate": rate,
        "wrong": checked.astray + checked.wrong,
        "page": percentile(page["times"], 95),
        "slowest": slowest,
        "table": table,
        **_results(consultation, int(runs)),
        "cost": {
            "one response at a time": _cost(_one_by_one, ONE_BY_ONE),
            f"{AT_ONCE:,} responses at once": _cost(lambda: _store(0, AT_ONCE), AT_ONCE),
            f"{AT_ONCE:,} verdicts at once": _cost(lambda: _run(MOVE, AT_ONCE), AT_ONCE),
        },
    }  # fmt: skip


def _analyst() -> User:
    made, _new = User.objects.get_or_create(
        email="analyst@example.com", defaults={"name": "An analyst", "is_staff": True}
    )
    if not Grant.objects.filter(person=made).exists():
        Grant.objects.create(person=made, role=Role.ANALYST, granted_at=timezone.now())
    return made


def _tables(consultation: Consultation) -> tuple[str, float]:
    """The slowest of all tables of two things, each counted three times."""
    every = crossing.dimensions(consultation, tallies.asked_of(consultation), about=None)
    found = {}
    for rows, columns in permutations(every, 2):
        times = []
        for _run_again in range(3):
            began = time.perf_counter()
            crossing.cross(consultation, every[rows], every[columns])
            times.append((time.perf_counter() - began) * 1000)
        found[f"{rows} by {columns}"] = median(times)
    slowest = max(found, key=lambda name: found[name])
    return slowest, found[slowest]


def _results(consultation: Consultation, runs: int) -> dict[str, float]:
    """The public page of an edition: drawn each time, and kept."""
    at = timezone.now()
    with snapshot():
        figures = compute(Subject(consultation, ReportKind.WHOLE), at=at).as_json()
    report, _new = Report.objects.update_or_create(
        key="b" * 64,
        defaults={
            "consultation": consultation, "kind": ReportKind.RESULTS, "state": ReportState.DONE,
            "snapshot": 0, "asked_by": _analyst(), "asked_at": at, "figures": figures,
            "figures_at": at, "published_at": at, "published_by": _analyst(),
        },
    )  # fmt: skip
    address, client = f"/consultations/{CLOSED}/results/", Client(SERVER_NAME="localhost")
    drawn = []
    for _again in range(runs + 2):
        cache.clear()
        began = time.perf_counter()
        assert client.get(address).status_code == 200
        drawn.append((time.perf_counter() - began) * 1000)
    kept = fetched(client, address, runs)["times"]
    Report.objects.filter(pk=report.pk).update(published_at=None, published_by=None)
    return {"drawn": percentile(drawn[2:], 95), "kept": percentile(kept, 95)}


def _store(after: int, number: int) -> None:
    _run(STORE, after, number)


def _run(statement: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _one_by_one() -> None:
    for place in range(ONE_BY_ONE):
        _store(place, 1)


def _cost(act: Callable[[], None], number: int) -> float:
    """Microseconds more with the triggers, each: medians of seven with and without, by turns."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(14):
        on = turn % 2 == 0
        with transaction.atomic(), connection.cursor() as cursor:
            for trigger in () if on else TRIGGERS:
                cursor.execute(f"ALTER TABLE consultation_response DISABLE TRIGGER {trigger}")
            began = time.perf_counter()
            act()
            times[on].append(time.perf_counter() - began)
            transaction.set_rollback(True)
    return (median(times[True]) - median(times[False])) * 1_000_000 / number
