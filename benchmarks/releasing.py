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
    Grant,
    PublishedResponse,
    Response,
    Review,
    Role,
    User,
    Verdict,
)
from consultation.moderate import actions
from consultation.moderate.bulk import STOPPED_BY

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
    keys = _undoubted(consultation, count)
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


def release_by_two(count: int, slug: str) -> dict[str, Any]:
    """Seconds of the first of two reviews of as many, and of the second, which agrees."""
    consultation = Consultation.objects.get(slug=slug)
    Consultation.objects.filter(pk=consultation.pk).update(two_reviews=True)
    consultation.refresh_from_db()
    second, _made = User.objects.get_or_create(email="second@example.com", name="A second")
    Grant.objects.get_or_create(
        person=second, role=Role.MODERATOR, defaults={"granted_at": timezone.now()}
    )
    keys, told = _undoubted(consultation, count), dict[str, Any]()
    before = peak()
    for name, by in (
        ("first", User.objects.get(email="moderator@example.com")),
        ("second", second),
    ):
        job = actions.ask_bulk(
            consultation=consultation, verdict=Verdict.RELEASE, chosen=keys, by=by,
            at=timezone.now(),
        )  # fmt: skip
        started, before_cpu = time.perf_counter(), cpu()
        actions.work_next_bulk(clock=timezone.now)
        told[name], told[f"{name}_cpu"] = time.perf_counter() - started, cpu() - before_cpu
        rows = job.rows.exclude(review=None)
        told[f"{name}_stored"] = [
            Response.objects.filter(pk__in=rows.values("response"), state=to).count()
            for to in ("SECOND_DUE", "RELEASED")
        ] + [
            Review.objects.filter(
                pk__in=rows.values("review"), step=name.upper(), decides=name == "second"
            ).values("response").distinct().count(),
            Event.objects.filter(facts__bulk_review=job.pk).values("about").distinct().count(),
            PublishedResponse.objects.filter(pk__in=rows.values("response")).count(),
        ]  # fmt: skip
    Consultation.objects.filter(pk=consultation.pk).update(two_reviews=False)
    return told | {"growth": peak() - before}


def _undoubted(consultation: Consultation, count: int) -> list[int]:
    """Keys of so many that wait and that no flag keeps from being released."""
    doubted = Flag.objects.standing().filter(
        response=OuterRef("pk"), kind__in=STOPPED_BY[Verdict.RELEASE]
    )
    waiting = Response.objects.filter(~Exists(doubted), consultation=consultation, state="RECEIVED")
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:count])


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
