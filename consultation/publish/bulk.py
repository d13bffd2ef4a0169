"""Whole files for everybody: which one is in force, and which is to be made. Changes nothing.

A file is in force while nothing that it may hold was taken back since it was read: the database
counts that (`PublicChange`), and a file keeps the sums of the instant that it was read at. So the
check is two looks at an index, however many copies there are, and it is exact: a sum that is the
same means that no transaction that took anything back was committed in between.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from consultation.files import is_whole
from consultation.models import (
    Consultation,
    FileKind,
    PublicChange,
    PublishedResponse,
    Report,
    ReportFile,
    ReportKind,
    ReportState,
    Sums,
)
from consultation.models.report import OF_THE_PUBLIC

MEDIA = "application/zip"
#: By kind: the short name in addresses, file names and in the API, and the route.
NAMES = {
    ReportKind.PACKAGE: ("package", "package-file"),
    ReportKind.THEMES: ("themefinder", "themefinder-file"),
}
HOURLY = timedelta(hours=1)  # how often at most one is made anew to which something was only added
AFTER_FAILURE = timedelta(hours=1)  # then the machine tries again, unless a person did
#: Where none is in force, since something was taken back, so long passes after the last one.
#: However large it is and however often that happens, it takes a worker's quarter at most.
REST = 3  # times as long as the last one took
SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True)
class BulkFile:
    """A file that everybody may have now."""

    report: int
    kind: ReportKind
    consultation: str  # its slug
    sha256: str
    size: int
    made_at: datetime  # of which instant its contents are

    @property
    def name(self) -> str:
        """What it is called when somebody takes it away."""
        return f"{self.consultation}-{NAMES[self.kind][0]}-{self.made_at:%Y-%m-%d}.zip"

    @property
    def route(self) -> str:
        """The route of its address."""
        return NAMES[self.kind][1]

    @property
    def short(self) -> str:
        """What it is called in the API."""
        return NAMES[self.kind][0]


@dataclass(frozen=True)
class Made:
    """The newest that is ready, and the changes that it holds."""

    file: BulkFile
    holds: Sums


Of = tuple[int, ReportKind]  # a consultation and a kind


def newest(consultations: Iterable[int]) -> dict[Of, Made]:
    """The newest that is ready of each kind, whether it is in force or not. One query."""
    ready = Report.objects.for_everybody().filter(
        consultation__in=list(consultations), kind__in=OF_THE_PUBLIC
    )
    each = ready.order_by("consultation_id", "kind", "-finished_at", "-pk")
    rows = ReportFile.objects.filter(
        report__in=each.distinct("consultation_id", "kind").values("pk"), kind=FileKind.ZIP
    ).select_related("report__consultation")
    found: dict[Of, Made] = {}
    for one in rows:
        report = one.report
        kind, at = ReportKind(report.kind), report.figures_at
        assert at is not None
        file = BulkFile(report.pk, kind, report.consultation.slug, one.sha256, one.size, at)
        holds = Sums(report.public_changed or 0, report.public_taken or 0)
        found[report.consultation_id, kind] = Made(file, holds)
    return found


def in_force(consultations: Iterable[int]) -> dict[int, list[BulkFile]]:
    """By consultation the files that everybody may have now. Two queries.

    One from which something was taken back is none, nor one whose bytes were removed.
    """
    keys = list(consultations)
    sums = PublicChange.objects.sums(keys)
    made = newest(keys)
    found: dict[int, list[BulkFile]] = {}
    for key in keys:
        some = [made[key, kind] for kind in NAMES if (key, kind) in made]
        found[key] = [
            one.file
            for one in some
            if one.holds.taken == sums[key].taken and is_whole(one.file.sha256, one.file.size)
        ]
    return found


def file_of(consultation: Consultation, kind: ReportKind) -> BulkFile | None:
    """The one of this kind that everybody may have now. Two queries."""
    every = in_force([consultation.pk])[consultation.pk]
    return next((one for one in every if one.kind == kind), None)


def has_released(consultation: Consultation) -> bool:
    """There is something to make a file of. One query."""
    return PublishedResponse.objects.filter(consultation=consultation).exists()


@dataclass(frozen=True)
class Last:
    """Of a kind the job that waits or is being made; else the one that ended last."""

    waits: bool
    failed: bool
    ended_at: datetime  # or asked for, where it has no end yet
    took: timedelta


def last_of(consultations: Iterable[int]) -> dict[Of, Last]:
    """The last job of each kind. One query."""
    rows = Report.objects.filter(consultation__in=list(consultations), kind__in=OF_THE_PUBLIC)
    told = rows.annotate(
        waits=Q(state__in=[ReportState.QUEUED, ReportState.RUNNING]),
        failed=Q(state__in=[ReportState.FAILED, ReportState.CANCELLED]),
        ended=Coalesce("finished_at", "asked_at"),
    )
    each = told.order_by("consultation_id", "kind", "-waits", "-ended", "-pk")
    found = each.distinct("consultation_id", "kind").values_list(
        "consultation_id", "kind", "waits", "failed", "ended", "started_at"
    )
    return {
        (key, ReportKind(kind)): Last(waits, failed, ended, ended - (began or ended))
        for key, kind, waits, failed, ended, began in found
    }


def public_ones() -> list[Consultation]:
    """Consultations of which there is something to make a file of. One query."""
    copies = PublishedResponse.objects.filter(consultation=OuterRef("pk"))
    return list(Consultation.objects.published().filter(Exists(copies)).order_by("pk"))


def is_due(made: Made | None, now_holds: Sums, last: Last | None, at: datetime) -> bool:
    """To be made: there is none, or something changed since, and there was a rest since the last.

    `made`: the newest that is ready, whether it is in force or not.
    """
    if made is not None and made.holds.changed == now_holds.changed:
        return False
    if last is None or last.waits:
        return last is None
    if last.failed:
        rest = AFTER_FAILURE
    elif made is not None and made.holds.taken == now_holds.taken:
        rest = HOURLY
    else:
        rest = max(SHORTEST, REST * last.took)
    return at - last.ended_at >= rest
