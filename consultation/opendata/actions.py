"""Whole files for everybody are asked for by themselves, and those out of force are let go."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from consultation.events import MACHINE
from consultation.files import is_whole
from consultation.models import PublicChange, Report, ReportFile, ReportLine, ReportState
from consultation.models.report import OF_THE_PUBLIC
from consultation.publish import bulk
from consultation.publish.bulk import Made
from consultation.report.actions import ask_for_everybody, end_files
from consultation.report.actions.removing import GONE

logger = logging.getLogger(__name__)

OVER = (ReportState.EXPIRED, ReportState.FAILED, ReportState.CANCELLED)
SOON = timedelta(hours=1)  # whoever has begun to read one that is replaced may end
EARLY = timedelta(days=1)  # before the end of its time one that is in force gets more
A_FOLD = 10_000  # rows
MOST_FOLDS = 100  # of a consultation; then a later run goes on
LOST = f"{GONE}: they are not on the disk any more"

#: Many rows become one, in one statement: no sum is ever another, whoever reads it when. An array,
#: or they may be looked for anew for each row of the table, where that was small when measured.
FOLD = """
WITH gone AS (
    DELETE FROM consultation_publicchange WHERE id = ANY(ARRAY(
        SELECT id FROM consultation_publicchange WHERE consultation_id = %(consultation)s
        LIMIT %(most)s FOR UPDATE SKIP LOCKED
    )) RETURNING changed, taken, erased
)
INSERT INTO consultation_publicchange (consultation_id, changed, taken, erased)
SELECT %(consultation)s, sum(changed), sum(taken), sum(erased) FROM gone HAVING count(*) > 0
RETURNING (SELECT count(*) FROM gone)
"""
READ_UNFOLDED = """
SELECT consultation_id FROM consultation_publicchange GROUP BY consultation_id HAVING count(*) > 1
"""


def ask_for_bulk_files(*, at: datetime, by: str = MACHINE) -> int:
    """Ask for each file that is due, each an ordinary job. Returns how many it asked for.

    Safe to run twice and beside itself: the same public record is one job. What is out of force is
    let go, under the rule that removes the files of any report. What fails of one consultation is
    told to the log, and the others go on. Six queries where nothing is due.
    """
    found = {one.pk: one for one in bulk.public_ones()}
    made, last = bulk.newest(found), bulk.last_of(found)
    sums = PublicChange.objects.sums(found)
    asked = 0
    for key, consultation in found.items():
        for kind in bulk.NAMES:
            try:
                newest = _whole(made.get((key, kind)), by=by, at=at)
                if bulk.is_due(newest, sums[key], last.get((key, kind)), at):
                    ask_for_everybody(consultation=consultation, kind=kind, by=by, at=at)
                    asked += 1
            except Exception:
                logger.exception("%s of consultation %s was not asked for", kind, key)
    kept = [one.file.report for (key, _), one in made.items() if one.holds.taken == sums[key].taken]
    _let_go(kept, at=at)
    return asked


def _whole(newest: Made | None, *, by: str, at: datetime) -> Made | None:
    """None where its bytes were removed, as an erasure does: then it ends, and is made anew."""
    if newest is None or is_whole(newest.file.sha256, newest.file.size):
        return newest
    with transaction.atomic():
        held = Report.objects.select_for_update().get(pk=newest.file.report)
        if held.state == ReportState.DONE:
            end_files(report=held, why="bytes", words=LOST, by=by, at=at)
    return None


def _let_go(kept: Collection[int], *, at: datetime) -> None:
    """What is out of force is kept an hour more, unless a person asked for it too.

    What is in force does not run out before it is replaced.
    """
    rows = Report.objects.filter(state=ReportState.DONE, kind__in=OF_THE_PUBLIC)
    own = rows.filter(asked_by=None, requests=None, expires_at__gt=at + SOON)
    own.exclude(pk__in=kept).update(expires_at=at + SOON)
    ending = rows.filter(pk__in=kept, expires_at__lt=at + EARLY)
    ending.update(expires_at=at + timedelta(days=settings.REPORT_DAYS))


def forget_replaced(*, at: datetime, by: str = MACHINE, most: int = 1000) -> int:
    """Remove the rows of files that nobody asked for, REPORT_DAYS after their end.

    They come by the hour, and each holds the figures of its time. Their Events stay. One of which
    bytes may be left stays too, so that they can be found. Returns how many rows went.
    """
    before = at - timedelta(days=settings.REPORT_DAYS)
    own = Report.objects.filter(kind__in=OF_THE_PUBLIC, asked_by=None, requests=None, words=None)
    lately = ReportLine.objects.filter(report=OuterRef("pk"), at__gte=before)  # its end is a line
    ended = own.filter(~Exists(lately), state__in=OVER, asked_at__lt=before).order_by("pk")
    with transaction.atomic():
        held = ended.select_for_update(of=("self",), skip_locked=True)
        keys = list(held.values_list("pk", flat=True)[:most])
        ReportLine.objects.filter(report__in=keys).delete()
        ReportFile.objects.filter(report__in=keys).delete()
        Report.objects.filter(pk__in=keys).delete()
    return len(keys)


def fold_changes(*, by: str = MACHINE, at: datetime) -> int:
    """Fold the counted changes of each consultation into one row. Returns of how many it did.

    The sums stay what they are, so it writes no Event. Each statement is a transaction of its own:
    killed anywhere, it did nothing or a part. What is left of a very large night is folded next.
    """
    with connection.cursor() as cursor:
        cursor.execute(READ_UNFOLDED)
        keys = [key for (key,) in cursor.fetchall()]
        for key in keys:
            for _turn in range(MOST_FOLDS):
                cursor.execute(FOLD, {"consultation": key, "most": A_FOLD})
                if (cursor.fetchone() or (0,))[0] < A_FOLD:
                    break
    return len(keys)
