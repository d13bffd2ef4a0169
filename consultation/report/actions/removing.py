"""Take away files with words that are public no more. Rows, figures and the log stay.

What was erased, taken back, published with more taken out, or withdrawn must not go on in files. An
edition knows whose words stand in its files (`ReportWords`), so nothing has to be opened; a file of
the words of all knows how many were erased before it was read. First the report ends, in one
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
from consultation.models import ReportFile, ReportKind, ReportState, ReportWords, User
from consultation.models.report import ALL_WORDS, WORDED
from consultation.report import queries
from consultation.report.actions.ending import end_files

logger = logging.getLogger(__name__)

# Of the database's advisory locks: held together by all who erase, alone by whoever publishes.
ERASING = 3_816_003
GONE = "Its files were removed"
SPOILT = f"{GONE}: words in them were erased, taken back or changed since"
ERASED = f"{GONE}: they held words that were erased or restricted since"


def drop_spoilt(*, at: datetime, by: User | str = MACHINE) -> int:
    """End each report that shows words which are public no more, and take its files away.

    It can be made again, of what is public then. Bytes that a legal hold on the consultation keeps
    stay until it is lifted; nobody can take them. One that goes wrong is logged, and keeps no other
    from its end. Returns how many reports ended.
    """
    ended = 0
    for key in queries.spoilt().values_list("pk", flat=True):
        try:
            ended += _end_one(key, by=by, at=at)
        except Exception:
            logger.exception("Report %s: its files were not taken away", key)
    transaction.on_commit(partial(remove_words, by=by, at=at))
    return ended


@transaction.atomic
def _end_one(key: int, *, by: User | str, at: datetime) -> bool:
    """End it, unless somebody else has it in hand: then the next sweep looks again."""
    rows = queries.spoilt().select_for_update(of=("self",), skip_locked=True)
    report = rows.filter(pk=key).first()
    if report is None:
        return False
    words = ERASED if report.kind == ReportKind.EXPORT else SPOILT
    end_files(report=report, why="words", words=words, by=by, at=at)
    return True


def drop_erased(*, at: datetime, by: User | str) -> int:
    """As `drop_spoilt`, within the transaction that has just erased or restricted words.

    A report that is being published now is waited for, and ended here. One that is published later
    waits until these words are gone, and finds out by itself. Returns how many reports ended.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [ERASING])
    return drop_spoilt(at=at, by=by)


def remove_words(*, at: datetime, by: User | str = MACHINE) -> int:
    """Take away the bytes of ended reports in which words stand. Safe to run twice.

    No Event: that the report ended is one. Returns how many files went.
    """
    ended = ReportWords.objects.exclude(report__state=ReportState.DONE)
    rows = list(ended.exclude(report__consultation__in=queries.held()).values_list("pk", "report"))
    if not rows:
        return 0
    removed = remove_worded({report for _pk, report in rows})
    ReportWords.objects.filter(pk__in=[pk for pk, _report in rows]).delete()
    return removed


def remove_worded(reports: Collection[int]) -> int:
    """Take away the files of these reports in which words may stand, but for what others name.

    Returns how many went.
    """
    worded = Q(kind__in=WORDED) | Q(report__kind__in=ALL_WORDS)
    found = ReportFile.objects.filter(worded, report__in=reports)
    digests = set(found.values_list("sha256", flat=True))
    needed = queries.named(digests, apart_from=reports)
    going = [one for one in digests - needed if files.path_of(one).is_file()]
    for digest in going:
        files.remove(digest)
    return len(going)
