"""The file of responses that `imports` loads, and how it is loaded. Called by `inside`."""

import csv
import io
import secrets
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
from django.db import connection
from django.utils import timezone

from consultation.importing import reading
from consultation.importing.actions import asking, working
from consultation.models import (
    Answer,
    Consultation,
    Event,
    Grant,
    Import,
    Leaf,
    Proposal,
    Response,
    Role,
    User,
)
from consultation.respond import bulk
from consultation.respond.queries import questions_of

ASKED = ("stance", "reasons", "instead", "evidence")
WHY = (
    "I go there with my neighbour, who does not use the internet. The next counter is two buses "
    "away, and in the evening it is a long wait. Please look at the times of the buses, row "
)


def peak() -> int:
    """The most memory that this process ever held, in bytes (VmHWM)."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) * 1024


def content(consultation: Consultation, count: int, *, bad: int = 0) -> bytes:
    """A CSV file of so many rows, each with four answers; row `bad` has a wrong answer."""
    stations = list(
        Proposal.objects.filter(consultation=consultation)
        .order_by("pk")
        .values_list("station__slug", flat=True)
    )
    day = timezone.localtime(consultation.closes_at - timedelta(days=3))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    asked = {one.question.key: one.wording for one in questions_of(consultation)}
    words = [asked[key] for key in ASKED]
    writer.writerow(["Reference", "Received", "Stations", *words, "Borough"])
    run = secrets.token_hex(4)
    for line in range(2, count + 2):
        stance = "Perhaps" if line == bad else ("Oppose", "Support")[line % 2]
        writer.writerow([
            f"{run}-{line}", f"{day:%Y-%m-%d} 10:{line % 60:02}",
            stations[line % len(stations)], stance, f"{WHY}{line}", "Open it three days a week.",
            "The counts are from the year before the last works.", "Redbridge",
        ])  # fmt: skip
    return out.getvalue().encode()


def _uploaded(consultation: Consultation, body: bytes, by: User) -> Import:
    file, at = io.BytesIO(body), timezone.now()
    imported, _new = asking.upload(
        consultation=consultation, file=file, name="rows.csv", seen=reading.seen(file), by=by, at=at
    )
    if imported.state == "UPLOADED":
        asking.describe(
            imported=imported, channel="PAPER", source="Benchmark", capacity="MYSELF",
            received_on=None, late_reason="", repeats="REFUSE", by=by, at=at,
        )  # fmt: skip
        columns = [(what, station) for what, station in imported.columns]
        asking.ask_check(imported=imported, columns=columns, by=by, at=at)
    return imported


def _work() -> tuple[Import, float]:
    started = time.perf_counter()
    done = working.work_next(clock=timezone.now)
    assert done is not None
    return done, time.perf_counter() - started


def cpu() -> float:
    """Seconds of CPU so far of this process and of the server's one that works for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = psutil.Process(cursor.fetchone()[0]).cpu_times()
    return time.process_time() + server.user + server.system


def _stored() -> list[int]:
    """Responses, answers, leaves and events of files."""
    received = Event.objects.filter(kind="response.received", facts__has_key="import")
    return [each.count() for each in (Response.objects, Answer.objects, Leaf.objects, received)]


def load(count: int, slug: str) -> dict[str, Any]:
    """Check and load a file; then one with a bad row; then the control."""
    consultation = Consultation.objects.get(slug=slug)
    by = User.objects.create_user(f"{secrets.token_hex(4)}@example.com", name="An owner")
    Grant.objects.create(person=by, role=Role.OWNER, granted_at=timezone.now())
    before = _stored()
    _uploaded(consultation, content(consultation, count), by)
    checked, check = _work()
    assert checked.state == "CHECKED", checked.error or checked.refusals[:3]
    asking.ask_load(imported=checked, by=by, at=timezone.now())
    began = cpu()
    loaded, ours = _work()
    used = cpu() - began
    assert loaded.state == "LOADED", loaded.error or loaded.refusals[:3]
    after = _stored()
    most = peak()  # before the control, which holds all rows at once
    _uploaded(consultation, content(consultation, count, bad=count // 2), by)
    refused, _seconds = _work()
    assert refused.state == "REFUSED", (refused.state, refused.error)
    return {
        "peak": most, "cpu": used, "check": check, "ours": ours, "bare": _bare(),
        "stored": [now - then for now, then in zip(after, before, strict=True)],
        "bad_stored": _stored()[0] - after[0], "bad_row": refused.refusals[0][0],
    }  # fmt: skip


def _bare() -> float:
    """Seconds of COPY into tables without index or check, of the rows that were just loaded."""
    seconds = 0.0
    with connection.cursor() as cursor:
        for table, columns in bulk.COLUMNS.items():
            names = ", ".join(f'"{column}"' for column in columns.split())
            cursor.execute(f"SELECT {names} FROM consultation_{table}")
            rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
            rows = [tuple(_plain(cell) for cell in row) for row in rows]
            cursor.execute(
                f"CREATE TABLE bare_{table} AS SELECT {names} FROM consultation_{table} LIMIT 0"
            )
            started = time.perf_counter()
            with cursor.copy(f"COPY bare_{table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            seconds += time.perf_counter() - started
            cursor.execute(f"DROP TABLE bare_{table}")
    return seconds


def _plain(cell: Any) -> Any:
    return cell if not isinstance(cell, dict) else str(cell).replace("'", '"')
