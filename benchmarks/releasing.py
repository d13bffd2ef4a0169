"""The release of many that `bulk` measures. Called by `inside`."""

import time
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from benchmarks.filing import cpu, peak
from consultation.models import (
    BulkReview,
    Consultation,
    Event,
    Flag,
    PublishedResponse,
    Response,
    Review,
    User,
    Verdict,
)
from consultation.moderate import actions
from consultation.moderate.bulk import STOPPED_BY

# What screening leaves, for those that a test database generated without it.
SCREEN = """
INSERT INTO consultation_screening (response_id, consultation_id, version, at, state, rank,
    received_at, language, tokens)
SELECT id, consultation_id, 1, received_at, state, 1, received_at, '',
    ARRAY['channel:' || channel, 'kind:' || kind, 'lives:' || coalesce(borough_id::text, place)]
FROM consultation_response WHERE consultation_id = %s
ON CONFLICT DO NOTHING
"""
WRITTEN = {
    "review": "it.id = row.review_id",
    "response": "it.id = row.response_id",
    "event": "it.about = 'response:' || row.response_id AND it.kind = 'response.released'",
    "publishedresponse": "it.response_id = row.response_id",
    "publishedanswer": "it.published_id = row.response_id",
    "bulkreviewrow": "it.id = row.id",
}


def release(count: int, slug: str) -> dict[str, Any]:
    """Seconds of the list, of the release, of its undo and of a bare copy of what was written."""
    consultation = Consultation.objects.get(slug=slug)
    by = User.objects.get(email="moderator@example.com")
    with connection.cursor() as cursor:
        cursor.execute(SCREEN, [consultation.pk])
    vacuum()
    doubted = Flag.objects.standing().filter(
        response=OuterRef("pk"), kind__in=STOPPED_BY[Verdict.RELEASE]
    )
    waiting = Response.objects.filter(~Exists(doubted), consultation=consultation, state="RECEIVED")
    keys = list(waiting.order_by("pk").values_list("pk", flat=True)[:count])
    before, started = peak(), time.perf_counter()
    job = actions.ask_bulk(
        consultation=consultation, verdict=Verdict.RELEASE, chosen=keys, by=by, at=timezone.now()
    )
    asked, before_cpu = time.perf_counter(), cpu()
    actions.work_next_bulk(clock=timezone.now)
    done = time.perf_counter()
    told = {
        "asking": asked - started, "ours": done - asked, "cpu": cpu() - before_cpu,
        "stored": stored(job),
    }  # fmt: skip
    told["bare"] = bare(job)
    undo = actions.undo_bulk(bulk_review=job, by=by, at=timezone.now(), reason="A benchmark's own.")
    started = time.perf_counter()
    actions.work_next_bulk(clock=timezone.now)
    told["undo"] = time.perf_counter() - started
    rows = undo.rows.values("response")
    told["back"] = Response.objects.filter(pk__in=rows, state="RECEIVED").count()
    told["left"] = PublishedResponse.objects.filter(pk__in=rows).count()
    return told | {"growth": peak() - before}


def stored(job: BulkReview) -> list[int]:
    """What there is of each kind of row that the release writes, of different responses."""
    rows = job.rows.exclude(review=None)
    keys = rows.values("response")
    events = Event.objects.filter(kind="response.released", facts__bulk_review=job.pk)
    return [
        Response.objects.filter(pk__in=keys, state="RELEASED").count(),
        Review.objects.filter(pk__in=rows.values("review")).values("response").distinct().count(),
        events.values("about").distinct().count(),
        PublishedResponse.objects.filter(pk__in=keys).count(),
        job.rows.count(),
    ]


def bare(job: BulkReview) -> float:
    """Seconds for the same rows into tables without an index, a check or a trigger."""
    total = 0.0
    with connection.cursor() as cursor:
        for table, joined in WRITTEN.items():
            source = (
                f"consultation_{table} AS it JOIN consultation_bulkreviewrow AS row ON {joined}"
            )
            cursor.execute(
                f"CREATE TEMPORARY TABLE finished AS SELECT it.* FROM {source}"
                " WHERE row.bulk_review_id = %s",
                [job.pk],
            )
            cursor.execute(f"CREATE TABLE bare_{table} AS TABLE finished WITH NO DATA")
            started = time.perf_counter()
            cursor.execute(f"INSERT INTO bare_{table} TABLE finished")
            total += time.perf_counter() - started
            cursor.execute(f"DROP TABLE finished; DROP TABLE bare_{table}")
    return total


def vacuum() -> None:
    """As autovacuum has done in a database that was not filled a minute ago."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) consultation_screening")
