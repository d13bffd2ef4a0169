"""How old receipt e-mails grow while fifty reports are made, by the workers and the clock of `run`.

A receipt is written every quarter of a second until the last report is ready. Beside it stands the
age that they reach before any report is asked for, with the same programs.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.ground import BASE_DIR, CLOSED, CannotMeasure, Ground
from benchmarks.result import Result
from consultation.supervisor import programs

REPORTS, REPORTS_SHORT = 50, 4
OWN = 2_000  # responses that each report counts
BEFORE = 12.0  # seconds in which nothing but receipts is sent
PAUSE = 0.25  # seconds between two receipts
GOAL = 5.0  # seconds
GIVE_UP = 900.0
RECEIPT = (
    "INSERT INTO consultation_message"
    ' (kind, "to", subject, body, state, queued_at, due_at, attempts, last_error)'
    " VALUES ('receipt', 'resident@example.com', 'Receipt', 'Received.', 'QUEUED', now(), now(), 0,"
    " '')"
)
ASK = (
    "INSERT INTO consultation_report (consultation_id, kind, key, snapshot, state, priority,"
    " asked_by_id, asked_at, attempt, steps_done, steps_total, step, error)"
    " SELECT consultation.id, 'WHOLE', lpad(number::text, 64, '0'), 0, 'QUEUED', 1,"
    " (SELECT min(id) FROM consultation_user), now(), 0, 0, 20, '', ''"
    " FROM consultation_consultation AS consultation, generate_series(1, {number}) AS number"
    " WHERE consultation.slug = '{slug}'"
)
WAITING = "SELECT count(*) FROM consultation_report WHERE state IN ('QUEUED', 'RUNNING')"
MADE = (
    "SELECT count(*) FILTER (WHERE state = 'DONE'), count(*) FILTER (WHERE attempt > 1),"
    " (SELECT count(*) FROM consultation_event WHERE kind = 'report.finished')"
    " FROM consultation_report"
)
OLDEST = (
    "SELECT count(*), coalesce(extract(epoch FROM max(coalesce(sent_at, now()) - queued_at)), 0)"
    " FROM consultation_message WHERE kind = 'receipt'"
)


@contextmanager
def working(ground: Ground, database: str) -> Iterator[None]:
    """The workers for e-mails and for reports, and the clock, with the command lines of `run`."""
    folder = ground.folder / "jobs"
    folder.mkdir(exist_ok=True)
    environment = ground.environment(database)
    environment["EMAIL_BACKEND"] = "django.core.mail.backends.dummy.EmailBackend"
    wanted = [one for one in programs(folder, 0) if one.name in ("mail", "reports", "beat")]
    running = [_start(one.words, environment, folder / f"{one.name}.log") for one in wanted]
    try:
        yield
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(timeout=60)


def _start(words: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as out:
        return subprocess.Popen(words, cwd=BASE_DIR, env=environment, stdout=out, stderr=out)


def _post_until(ground: Ground, database: str, done: float | None) -> None:
    """Write receipts: for so many seconds, or until no report waits. Raises CannotMeasure."""
    begun = time.monotonic()
    while time.monotonic() - begun < (GIVE_UP if done is None else done):
        ground.sql(database, RECEIPT)
        time.sleep(PAUSE)
        if done is None and ground.sql(database, WAITING)[0][0] == 0:
            return
    if done is None:
        raise CannotMeasure(f"The reports were not made: see {ground.folder / 'jobs'}.")


def measure(ground: Ground, *, short: bool) -> list[Result]:
    """The oldest receipt, alone and beside reports; and that each report was made once."""
    number = REPORTS_SHORT if short else REPORTS
    database = ground.name(OWN)
    ground.sql(database, "DELETE FROM consultation_message")
    with working(ground, database):
        time.sleep(10)  # they start
        _post_until(ground, database, BEFORE)
        alone = float(ground.sql(database, OLDEST)[0][1])
        begun = time.monotonic()
        ground.sql(database, ASK.format(number=number, slug=CLOSED))
        _post_until(ground, database, None)
        took = time.monotonic() - begun
        receipts, oldest = ground.sql(database, OLDEST)[0]
    done, twice, finished = ground.sql(database, MADE)[0]
    return [
        Result(
            f"oldest of {receipts:,} receipt e-mails while {number} reports are made",
            f"{oldest:.1f} s; {took / number:.1f} s a report, on {os.cpu_count()} processors",
            f"{alone:.1f} s without reports",
            f"{float(oldest) / alone:.1f}" if alone else "",
            f"< {GOAL:.0f} s",
            float(oldest) < GOAL,
        ),
        Result(
            "reports asked at once: ready, made twice, ends told",
            f"{done}, {twice}, {finished}",
            "", "", f"{number}, 0, {number}",
            (done, twice, finished) == (number, 0, number),
            hard=True,
        ),
    ]  # fmt: skip
