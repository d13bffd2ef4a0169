"""Remove files whose time is over, and bytes that no report names. Rows and figures stay."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from consultation import files
from consultation.events import MACHINE
from consultation.models import Report, ReportState
from consultation.report import queries
from consultation.report.actions.removing import GONE, remove_words
from consultation.report.actions.telling import write_line
from consultation.states import Refused, move

logger = logging.getLogger(__name__)

STALE = timedelta(days=1)  # longer than anything is made; then nobody is going to name it any more


def expire_reports(*, by: str = MACHINE, at: datetime, most: int = 1000) -> int:
    """End what is kept no longer; published editions never. Returns how many.

    The bytes go after the commit, and only those that no other report names. What a death leaves
    between the two is found by `drop_nameless`.
    """
    due = Report.objects.filter(
        state=ReportState.DONE, published_at=None, expires_at__lte=at
    ).order_by("expires_at", "pk")
    ended = 0
    for report in due[:most]:
        try:
            with transaction.atomic():
                # Publishing holds the row, so one of the two is told that it came second.
                held = Report.objects.select_for_update().get(pk=report.pk)
                if held.published_at is not None:
                    continue
                move(held, ReportState.EXPIRED, by=by, at=at)
                write_line(
                    report=held,
                    words=f"{GONE}: they are kept for a limited time only",
                    by=by,
                    at=at,
                )
        except Refused:
            continue
        ended += 1
        remove_words(by=by, at=at)
        _remove([file.sha256 for file in report.files.all()], at)
    return ended


def _remove(digests: list[str], at: datetime) -> int:
    """Take bytes away that nobody names and nobody has just made again."""
    before = (at - STALE).timestamp()
    removed = 0
    for digest in set(digests) - queries.named(digests):
        if files.made_before(digest, before):
            files.remove(digest)
            removed += 1
    return removed


def drop_nameless(*, by: str = MACHINE, at: datetime) -> int:
    """Remove files that a job left which was cancelled, failed, or lost its worker.

    A file is looked at when a day has passed since it was made, so none is taken from a job that is
    about to name it. Returns how many.
    """
    found = files.digests((at - STALE).timestamp())
    return sum(_remove(found[start : start + 500], at) for start in range(0, len(found), 500))
