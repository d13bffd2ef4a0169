"""A report: a frozen edition of figures, made by the queue. Exports are made the same way."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.constraints import PLAIN, both_or_neither, classified, not_blank, one_of


class ReportKind(models.TextChoices):
    STATION = "STATION", "Summary for a station"
    BOROUGH = "BOROUGH", "Summary for a borough"
    WHOLE = "WHOLE", "Summary for the whole consultation"
    RESULTS = "RESULTS", "Results, with every borough and front counter"
    FORMAL = "FORMAL", "Formal replies"
    EQUALITY = "EQUALITY", "Equality totals"
    MODERATION = "MODERATION", "Moderation and exclusions"
    CHANNELS = "CHANNELS", "Channels"
    DAILY = "DAILY", "Progress day by day"
    EXPORT = "EXPORT", "Export of all responses"
    PACKAGE = "PACKAGE", "Open data: the consultation package"
    THEMES = "THEMES", "Open data: words for ThemeFinder"


#: Files of what everybody may read, which everybody may have.
OF_THE_PUBLIC = (ReportKind.PACKAGE, ReportKind.THEMES)
#: Those that are about one place; every other is about the whole consultation.
OF_A_PLACE = (ReportKind.STATION, ReportKind.BOROUGH)


class ReportState(models.TextChoices):
    QUEUED = "QUEUED", "Waiting"
    RUNNING = "RUNNING", "Being made"
    DONE = "DONE", "Ready"
    FAILED = "FAILED", "Failed"
    CANCELLED = "CANCELLED", "Cancelled"
    EXPIRED = "EXPIRED", "Files removed"


#: Files with the words of every response, or of every released one.
ALL_WORDS = (ReportKind.EXPORT, ReportKind.PACKAGE, ReportKind.THEMES)


#: States that have figures and an end.
ENDED_WELL = (ReportState.DONE, ReportState.EXPIRED)


class FileKind(models.TextChoices):
    HTML = "html", "Web page"
    PDF = "pdf", "PDF"
    DOCX = "docx", "Word document"
    ODT = "odt", "OpenDocument text"
    XLSX = "xlsx", "Excel workbook"
    CSV = "csv", "CSV"
    CSVW = "csvw", "CSV on the Web metadata"
    JSON = "json", "JSON"
    PARQUET = "parquet", "Parquet"
    ZIP = "zip", "ZIP of all files"


#: Files of a summary in which words of residents or of organisations stand.
WORDED = (
    FileKind.HTML, FileKind.PDF, FileKind.DOCX, FileKind.ODT, FileKind.JSON, FileKind.ZIP,
)  # fmt: skip


class ReportQuerySet(models.QuerySet["Report"]):
    def due_at(self, now: datetime) -> "ReportQuerySet":
        """Waiting for a worker, or left behind by one that died (its lease has run out)."""
        return self.filter(
            Q(state=ReportState.QUEUED) | Q(state=ReportState.RUNNING, lease_until__lt=now)
        ).order_by("priority", "asked_at", "pk")

    def published(self) -> "ReportQuerySet":
        """Editions of results that everybody may read, the newest first."""
        return self.filter(published_at__isnull=False).order_by("-published_at", "-pk")

    def for_everybody(self) -> "ReportQuerySet":
        """Files of what everybody may read that are ready, the newest first."""
        found = self.filter(state=ReportState.DONE, public_taken__isnull=False)
        return found.order_by("-finished_at", "-pk")

    def with_subject(self) -> "ReportQuerySet":
        """With what it is about, in one query."""
        return self.select_related("consultation", "station__borough", "borough", "asked_by")


class Report(models.Model):
    """One job and its result. Unique by content: the same question asked twice is one job."""

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="reports"
    )
    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    station = models.ForeignKey("stations.Station", on_delete=models.PROTECT, null=True, blank=True)
    borough = models.ForeignKey("stations.Borough", on_delete=models.PROTECT, null=True, blank=True)
    key = models.CharField("digest of the question and its snapshot", max_length=64, unique=True)
    snapshot = models.BigIntegerField("last event about the consultation's responses")
    state = models.CharField(max_length=9, choices=ReportState.choices, default=ReportState.QUEUED)
    priority = models.PositiveSmallIntegerField("0 is made first", default=1)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        verbose_name="who asked first; nobody where it was asked for by itself",
    )  # fmt: skip
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_total = models.PositiveSmallIntegerField(default=1)
    step = models.CharField("what is being done", max_length=200, blank=True)
    error = models.TextField("why it failed", blank=True)
    figures = models.JSONField(null=True, blank=True)
    figures_at = models.DateTimeField("instant of the figures", null=True, blank=True)
    expires_at = models.DateTimeField("when its files are removed", null=True, blank=True)
    public_changed = models.PositiveBigIntegerField(
        "changes of the public record that its files hold", null=True, blank=True
    )
    public_taken = models.PositiveBigIntegerField(
        "how many of these took something back", null=True, blank=True
    )
    erasures_seen = models.PositiveBigIntegerField(
        "how often words of its consultation had been erased or restricted when it began to read",
        default=0,
        db_default=0,
    )
    published_at = models.DateTimeField("when everybody could read it", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReportQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "id consultation kind station borough key snapshot state asked_by asked_at started_at "
        "finished_at lease_until attempt steps_done steps_total step error figures figures_at "
        "priority expires_at public_changed public_taken erasures_seen published_at published_by",
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            one_of("report", "kind", ReportKind),
            one_of("report", "state", ReportState),
            both_or_neither("report", "figures", "figures_at"),
            both_or_neither("report", "published_at", "published_by"),
            models.CheckConstraint(
                name="report_public_is_results",
                condition=Q(published_at=None) | Q(kind=ReportKind.RESULTS, state=ReportState.DONE),
            ),
            both_or_neither("report", "public_changed", "public_taken"),
            models.CheckConstraint(
                name="report_asked_by_a_person",
                condition=Q(asked_by__isnull=False) | Q(kind__in=OF_THE_PUBLIC),
            ),
            models.CheckConstraint(
                name="report_names_its_subject",
                condition=Q(kind=ReportKind.STATION, station__isnull=False, borough=None)
                | Q(kind=ReportKind.BOROUGH, borough__isnull=False, station=None)
                | (~Q(kind__in=OF_A_PLACE) & Q(station=None, borough=None)),
            ),
            models.CheckConstraint(
                name="report_running_has_lease",
                condition=~Q(state=ReportState.RUNNING) | Q(lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="report_failed_says_why",
                condition=~Q(state=ReportState.FAILED) | ~Q(error=""),
            ),
            models.CheckConstraint(
                name="report_steps_in_bounds",
                condition=Q(steps_done__lte=models.F("steps_total")),
            ),
        ]
        indexes = [
            models.Index(
                name="report_waiting",
                fields=["priority", "asked_at"],
                condition=Q(state__in=["QUEUED", "RUNNING"]),
            ),
            models.Index(
                name="report_published",
                fields=["consultation", "-published_at"],
                condition=Q(published_at__isnull=False),
            ),
            models.Index(
                name="report_for_everybody",
                fields=["consultation", "kind", "-finished_at"],
                condition=Q(state="DONE", public_taken__isnull=False),
            ),
            models.Index(
                name="report_expiring",
                fields=["expires_at"],
                condition=Q(state="DONE", published_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.pk}: {self.title}"

    @property
    def title(self) -> str:
        """What it is about, in words."""
        subject = self.station or self.borough
        return f"{self.get_kind_display()}: {subject}" if subject else self.get_kind_display()

    @property
    def asker(self) -> str:
        """Who asked for it first, in words."""
        return self.asked_by.name if self.asked_by else "Counterpoint, by itself"

    @property
    def is_interim(self) -> bool:
        """It was counted while residents could still respond, and says so for ever."""
        return self.figures_at is not None and self.consultation.is_interim_at(self.figures_at)


class ReportFile(models.Model):
    """A finished file, named by its digest under FILES_ROOT."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=8, choices=FileKind.choices)
    name = models.CharField("file name when downloaded", max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField("bytes")

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id report kind name size sha256"),
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            one_of("report_file", "kind", FileKind),
            models.UniqueConstraint(name="report_file_once", fields=["report", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.name} of report {self.report_id}"


class PlaceFigures(models.Model):
    """The part of an edition of results that is about one front counter or one borough."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="places")
    station = models.ForeignKey(
        "stations.Station", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    borough = models.ForeignKey(
        "stations.Borough", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    figures = models.JSONField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id report station borough figures")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="place_figures_of_one_place",
                condition=Q(station__isnull=False, borough=None)
                | Q(station=None, borough__isnull=False),
            ),
            models.UniqueConstraint(
                name="place_figures_once",
                fields=["report", "station", "borough"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"Figures {self.pk} of report {self.report_id}"


class ReportWords(models.Model):
    """Words of somebody that stand in the files of a report, so that they can go with the words.

    It says where they stood and never what they say: the public answer that is quoted, which has
    another key whenever it is published anew, or a formal reply; neither for a file of the words of
    all. A row is there as long as the bytes may be, so no report that has one is made again.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="words")
    answer = models.BigIntegerField("key of the public answer", null=True, blank=True)
    signed = models.ForeignKey(
        "consultation.SignedReply", on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id report answer signed")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "report words"
        constraints = [
            models.CheckConstraint(
                name="report_words_of_one", condition=Q(answer=None) | Q(signed=None)
            ),
            models.UniqueConstraint(
                name="report_words_once",
                fields=["report", "answer", "signed"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"Words {self.pk} in report {self.report_id}"


class ReportRequest(models.Model):
    """One person who asked for a report. Who asks for what is there already gets the same."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="requests")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    mail = models.BooleanField("wants an email when it is ready", default=False)

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id report by at mail")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="report_request_once", fields=["report", "by"]),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk} for report {self.report_id}"


class ReportLine(models.Model):
    """A line of a job's log, in plain words."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="lines")
    attempt = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    words = models.CharField(max_length=300)

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id report attempt at words")

    class Meta:
        ordering = ["pk"]
        constraints = [not_blank("report_line", "words")]

    def __str__(self) -> str:
        return f"Line {self.pk} of report {self.report_id}"
