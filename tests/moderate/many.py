"""Verdicts on many in tests: a worker of this process, and what came of it."""

from datetime import datetime

from consultation.models import BulkReview, Response
from consultation.moderate import actions


def work(at: datetime) -> BulkReview | None:
    return actions.work_next_bulk(clock=lambda: at)


def states() -> list[str]:
    return list(Response.objects.order_by("pk").values_list("state", flat=True))


def outcome(job: BulkReview) -> dict[int, str]:
    """What became of each response on its list: "" where it was decided."""
    assert not job.rows.filter(review=None, refusal="").exists()
    return dict(job.rows.values_list("response", "refusal"))
