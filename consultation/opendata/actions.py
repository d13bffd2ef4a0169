"""Whole files for everybody are asked for by themselves, and those out of force are let go."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from consultation.events import MACHINE
from consultation.files import is_whole
from consultation.models import PublicChange, Report, ReportState
from consultation.models.report import OF_THE_PUBLIC
from consultation.publish import bulk
from consultation.report.actions import ask_for_everybody
from consultation.states import move

SOON = timedelta(hours=1)  # whoever has begun to read one that is replaced may end
EARLY = timedelta(days=1)  # before the end of its time one that is in force gets more
A_FOLD = 10_000  # rows

#: Many rows become one, in one statement: no sum is ever another, whoever reads it when.
FOLD = """
WITH gone AS (
    DELETE FROM consultation_publicchange WHERE id IN (
        SELECT id FROM consultation_publicchange WHERE consultation_id = %(consultation)s
        ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED
    ) RETURNING changed, taken
)
INSERT INTO consultation_publicchange (consultation_id, changed, taken)
SELECT %(consultation)s, sum(changed), sum(taken) FROM gone HAVING count(*) > 0
"""
READ_UNFOLDED = """
SELECT consultation_id FROM consultation_publicchange GROUP BY consultation_id HAVING count(*) > 1
"""


def ask_for_bulk_files(*, at: datetime, by: str = MACHINE) -> int:
    """Ask for each file that is due, each an ordinary job. Returns how many it asked for.

    Safe to run twice and beside itself: the same public record is one job. What is out of force is
    let go, under the rule that removes the files of any report. Five queries where nothing is due.
    """
    found = {one.pk: one for one in bulk.public_ones()}
    made, ends = bulk.newest(found), bulk.ends_of(found)
    sums = PublicChange.objects.sums(found)
    asked, kept = 0, []
    for key, consultation in found.items():
        for kind in bulk.NAMES:
            newest = made.get((key, kind))
            if newest is not None and not is_whole(newest.file.sha256, newest.file.size):
                _end(newest.file.report, by=by, at=at)
                newest = None
            if newest is not None and newest.holds.taken == sums[key].taken:
                kept.append(newest.file.report)
            if bulk.is_due(newest, sums[key], ends.get((key, kind), bulk.NEVER), at):
                ask_for_everybody(consultation=consultation, kind=kind, by=by, at=at)
                asked += 1
    _let_go(kept, at=at)
    return asked


def _end(report: int, *, by: str, at: datetime) -> None:
    """Its bytes were removed, as an erasure does: it can be asked for anew."""
    with transaction.atomic():
        held = Report.objects.select_for_update().get(pk=report)
        if held.state == ReportState.DONE:
            move(held, ReportState.EXPIRED, by=by, at=at, why="bytes")


def _let_go(kept: Collection[int], *, at: datetime) -> None:
    """What is out of force is kept an hour more, unless a person asked for it too.

    What is in force does not run out before it is replaced.
    """
    rows = Report.objects.filter(state=ReportState.DONE, kind__in=OF_THE_PUBLIC)
    own = rows.filter(asked_by=None, requests=None, expires_at__gt=at + SOON)
    own.exclude(pk__in=kept).update(expires_at=at + SOON)
    ending = rows.filter(pk__in=kept, expires_at__lt=at + EARLY)
    ending.update(expires_at=at + timedelta(days=settings.REPORT_DAYS))


def fold_changes(*, by: str = MACHINE, at: datetime) -> int:
    """Fold the counted changes of each consultation into one row. Returns of how many it did.

    The sums stay what they are, so it writes no Event; killed anywhere, it did nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(READ_UNFOLDED)
        keys = [key for (key,) in cursor.fetchall()]
        for key in keys:
            cursor.execute(FOLD, {"consultation": key, "most": A_FOLD})
    return len(keys)
