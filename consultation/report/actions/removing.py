"""Take away files with words that are public no more. Rows, figures and the log stay.

What was erased, taken back, published with more taken out, or withdrawn must not go on in files. An
edition knows whose words stand in its files (`ReportWords`), so nothing has to be opened; an export
knows how many were erased before it was read, and a file of open data how often something was taken
back. First the report ends, in one
transaction, and from then on nobody can take its files; then the bytes go, unless a hold keeps
them, and last the rows that say that there were such words. Whoever dies in between is followed by
the sweep, which looks every few seconds.
"""

import logging
from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import Q

from consultation import files
from consultation.events import MACHINE
from consultation.models import (
    Report,
    ReportFile,
    ReportKind,
    ReportState,
    ReportWords,
    Response,
    User,
)
from consultation.models.report import ALL_WORDS, OF_THE_PUBLIC, WORDED
from consultation.report import queries
from consultation.report.actions.ending import end_files

logger = logging.getLogger(__name__)

# Of the database's advisory locks: held together by all who erase, alone by whoever publishes.
ERASING = 3_816_003
# Who holds it and freezes stops nobody for longer than this.
NO_LONG_PAUSE = "SELECT set_config('idle_in_transaction_session_timeout', '60s', true)"
GONE = "Its files were removed"
SPOILT = f"{GONE}: words in them were erased, taken back or changed since"
ERASED = f"{GONE}: they held words that were erased or restricted since"


def drop_spoilt(
    *, at: datetime, by: User | str = MACHINE, consultations: Collection[int] | None = None
) -> int:
    """End each report that shows words which are public no more, and take its files away.

    It can be made again, of what is public then. Bytes that a legal hold on the consultation keeps
    stay until it is lifted; nobody can take them. One that goes wrong is logged, and keeps no other
    from its end. Returns how many reports ended.

    :param consultations: keys of those to look at; None for all.
    """
    ended = 0
    for key in queries.spoilt(consultations):
        try:
            ended += _end_one(key, by=by, at=at)
        except Exception:
            logger.exception("Report %s: its files were not taken away", key)
    transaction.on_commit(partial(remove_words, by=by, at=at))
    return ended


@transaction.atomic
def _end_one(key: int, *, by: User | str, at: datetime) -> bool:
    """End it, unless somebody else has it in hand: then the next sweep looks again."""
    rows = Report.objects.filter(pk=key, state=ReportState.DONE)
    report = rows.select_for_update(skip_locked=True).first()
    if report is None or not queries.is_spoilt(report):
        return False
    words = ERASED if report.kind == ReportKind.EXPORT else SPOILT
    end_files(report=report, why="words", words=words, by=by, at=at)
    return True


def drop_erased(*, responses: Collection[int], at: datetime, by: User | str) -> int:
    """As `drop_spoilt`, within the transaction that has just erased or restricted words of these.

    A report that is being published now is waited for, and ended here. One that is published later
    waits until these words are gone, and finds out by itself. Returns how many reports ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(NO_LONG_PAUSE)
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [ERASING])
    whole = Response.objects.filter(pk__in=responses).order_by().distinct()
    touched = set(whole.values_list("consultation", flat=True))
    return drop_spoilt(at=at, by=by, consultations=touched)


def remove_words(*, at: datetime, by: User | str = MACHINE) -> int:
    """Take away the bytes of ended reports in which words stand. Safe to run twice.

    Those that a legal hold on the consultation keeps stay, but for files of what everybody may read
    that nobody asked for: they come by the hour, and the hold keeps what they were made of. One
    report that goes wrong is logged, and keeps no other from it. No Event: that the report ended is
    one. Returns how many files went.
    """
    ended = Report.objects.exclude(state=ReportState.DONE).filter(words__isnull=False)
    kept = ended.filter(consultation__in=queries.held())
    unasked = Q(kind__in=OF_THE_PUBLIC, asked_by=None, requests=None)
    going = ended.exclude(pk__in=kept.exclude(unasked).values("pk"))
    return sum(
        _remove_of(key) for key in going.order_by("pk").distinct().values_list("pk", flat=True)
    )


def _remove_of(report: int) -> int:
    """The bytes first, then the rows that tell of them: whoever dies in between is followed."""
    try:
        rows = list(ReportWords.objects.filter(report=report).values_list("pk", flat=True))
        removed = remove_worded([report])
        with transaction.atomic():
            ReportWords.objects.filter(pk__in=rows).delete()
    except Exception:
        logger.exception("Report %s: the bytes of its files were not removed", report)
        return 0
    return removed


def remove_worded(reports: Collection[int]) -> int:
    """Take away the files of these reports in which words may stand, but for what others name.

    Returns how many went.
    """
    worded = Q(kind__in=WORDED) | Q(report__kind__in=ALL_WORDS)
    found = ReportFile.objects.filter(worded, report__in=reports)
    digests = set(found.values_list("sha256", flat=True))
    needed = queries.named(digests, apart_from=reports)
    going = [one for one in digests - needed if files.is_there(one)]
    for digest in going:
        files.remove(digest)
    return len(going)
