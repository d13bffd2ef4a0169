"""Take away files with words that are public no more. Rows, figures and the log stay.

What was erased, taken back, published with more taken out, or withdrawn must not go on in files. An
edition knows whose words stand in its files (`ReportWords`), so nothing has to be opened. First the
report ends, in one transaction, and from then on nobody can take its files; then the bytes go, and
last the rows that say that there were such words. Whoever dies in between is followed by the sweep,
which looks every few seconds.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from consultation import files
from consultation.events import MACHINE
from consultation.models import Import, Report, ReportFile, ReportState, ReportWords, User
from consultation.models.report import ALL_WORDS, WORDED
from consultation.report import queries
from consultation.report.actions.telling import write_line
from consultation.states import move

GONE = "Its files were removed"
SPOILT = f"{GONE}: words in them were erased, taken back or changed since"
ERASED = f"{GONE}: they held words that were erased or restricted since"


def drop_spoilt(*, at: datetime, by: User | str = MACHINE) -> int:
    """End each report that shows words which are public no more, and take its files away.

    It can be made again, of what is public then. Bytes that a legal hold on the consultation keeps
    stay until it is lifted; nobody can take them. Returns how many reports ended.
    """
    with transaction.atomic():
        held = list(queries.spoilt().select_for_update(of=("self",), skip_locked=True))
        for report in held:
            end_files(report=report, why=SPOILT, by=by, at=at)
        transaction.on_commit(partial(remove_words, by=by, at=at))
    return len(held)


def drop_all_words(
    *, consultations: Iterable[int], until: datetime, at: datetime, by: User | str = MACHINE
) -> int:
    """End exports and open data of these consultations that were begun until then.

    One that is being made is waited for where it is about to end; else it finds out by itself.
    Call it inside the transaction that erases. Returns how many reports ended.
    """
    rows = Report.objects.filter(consultation__in=consultations, kind__in=ALL_WORDS)
    standing = rows.filter(
        state__in=[ReportState.RUNNING, ReportState.DONE], started_at__lte=until
    ).order_by("pk")
    ended = 0
    for report in standing.select_for_update(of=("self",)):
        if report.state == ReportState.DONE:
            end_files(report=report, why=ERASED, by=by, at=at)
            ended += 1
    transaction.on_commit(partial(remove_words, by=by, at=at))
    return ended


def end_files(*, report: Report, why: str, by: User | str, at: datetime) -> None:
    """From now on nobody can take its files. Call it inside a transaction that holds the row."""
    move(report, ReportState.EXPIRED, by=by, at=at, why="words", changes={"expires_at": None})
    write_line(report=report, words=why, by=MACHINE, at=at)


def remove_words(*, at: datetime, by: User | str = MACHINE) -> int:
    """Take away the bytes of ended reports in which words stand. Safe to run twice.

    No Event: that the report ended is one. Returns how many files went.
    """
    ended = ReportWords.objects.exclude(report__state=ReportState.DONE)
    rows = list(ended.exclude(report__consultation__in=queries.held()).values_list("pk", "report"))
    if not rows:
        return 0
    worded = Q(kind__in=WORDED) | Q(report__kind__in=ALL_WORDS)
    found = ReportFile.objects.filter(worded, report__in={report for _pk, report in rows})
    digests = set(found.values_list("sha256", flat=True))
    going = [one for one in digests - _needed(digests) if files.path_of(one).is_file()]
    for digest in going:
        files.remove(digest)
    ReportWords.objects.filter(pk__in=[pk for pk, _report in rows]).delete()
    return len(going)


def _needed(digests: set[str]) -> set[str]:
    """Those that a report which is ready, or an import, names too."""
    other = ReportFile.objects.filter(sha256__in=digests, report__state=ReportState.DONE)
    needed = set(other.values_list("sha256", flat=True))
    for column in ("sha256", "refusals_sha256"):
        loaded = Import.objects.filter(**{f"{column}__in": digests})
        needed |= set(loaded.values_list(column, flat=True))
    return needed
