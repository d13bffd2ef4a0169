"""A file of responses that came in by another way, and each of its rows that was loaded."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint

from consultation.models.constraints import (
    PERSONAL,
    PLAIN,
    SECRET,
    both_or_neither,
    classified,
    not_blank,
    one_of,
)
from consultation.models.response import Capacity, Channel


class Origin(models.TextChoices):
    """The tool whose export it is, told by its headings."""

    CITIZEN_SPACE = "CITIZEN", "Citizen Space"
    LIMESURVEY = "LIME", "LimeSurvey"
    MICROSOFT_FORMS = "FORMS", "Microsoft Forms"
    OTHER = "OTHER", "Another source"


class Repeats(models.TextChoices):
    """What becomes of a row that was loaded before, word for word."""

    REFUSE = "REFUSE", "Refuse the file, and say which rows"
    LEAVE_OUT = "LEAVE_OUT", "Leave those rows out, and load the others"


class ImportState(models.TextChoices):
    UPLOADED = "UPLOADED", "Waiting for you"
    CHECK_DUE = "CHECK_DUE", "Waiting to be checked"
    CHECKING = "CHECKING", "Being checked"
    CHECKED = "CHECKED", "Checked, not loaded"
    REFUSED = "REFUSED", "Has rows to correct"
    LOAD_DUE = "LOAD_DUE", "Waiting to be loaded"
    LOADING = "LOADING", "Being loaded"
    LOADED = "LOADED", "Loaded"
    FAILED = "FAILED", "Failed"


class ImportQuerySet(models.QuerySet["Import"]):
    def due_at(self, now: datetime) -> "ImportQuerySet":
        """Waiting for a worker, or left behind by one that died. One load a consultation at once.

        A file waits while another of its consultation is being loaded: it may hold the same rows.
        """
        loading = Import.objects.filter(
            consultation=models.OuterRef("consultation"),
            state=ImportState.LOADING,
            lease_until__gte=now,
        )
        waiting = Q(state=ImportState.CHECK_DUE) | (
            Q(state=ImportState.LOAD_DUE) & ~models.Exists(loading)
        )
        in_hand = Q(state__in=[ImportState.CHECKING, ImportState.LOADING])
        return self.filter(waiting | (in_hand & Q(lease_until__lt=now))).order_by("asked_at", "pk")

    def with_people(self) -> "ImportQuerySet":
        """With its consultation and who was at work on it, in one query."""
        return self.select_related("consultation", "uploaded_by", "asked_by")


class Import(models.Model):
    """One file of responses. Kept as it came, so that what is left out of it is not lost.

    `columns` says what each column is: a list of a meaning and, for some, a station; see
    `importing/mapping.py`. The same file is taken once by a consultation.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="imports"
    )
    name = models.CharField("name of the file", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField("bytes")
    reading = models.JSONField("how the file is read: kind, character set, separator, sheet")
    origin = models.CharField("whose export it is", max_length=7, choices=Origin.choices)
    headers = models.JSONField("headings of the columns")
    samples = models.JSONField("a few values of each column", default=list, blank=True)
    signature = models.CharField("digest of the headings", max_length=64)
    columns = models.JSONField("what each column is", default=list, blank=True)
    channel = models.CharField(
        "how these responses came in", max_length=7, choices=Channel.choices, blank=True
    )
    source = models.CharField("where the file is from", max_length=120, blank=True)
    capacity = models.CharField(
        "whom a row speaks for that does not say",
        max_length=8,
        choices=Capacity.choices,
        default=Capacity.NOT_SAID,
    )
    received_on = models.DateField("day of arrival of a row without one", null=True, blank=True)
    late_reason = models.TextField("why responses after the close are taken", blank=True)
    repeats = models.CharField(
        "rows that were loaded before",
        max_length=9,
        choices=Repeats.choices,
        default=Repeats.REFUSE,
    )
    state = models.CharField(
        max_length=9, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="who asked for the check or the load",
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_total = models.PositiveSmallIntegerField(default=1000)
    step = models.CharField("what is being done", max_length=200, blank=True)
    error = models.TextField("why it failed", blank=True)
    counts = models.JSONField("what the check found", default=dict, blank=True)
    refusals = models.JSONField("the first rows to correct", default=list, blank=True)
    refusals_sha256 = models.CharField("file of all rows to correct", max_length=64, blank=True)

    objects = ImportQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id consultation sha256 size reading origin headers signature columns channel source "
            "capacity received_on late_reason repeats state uploaded_by uploaded_at asked_by "
            "asked_at started_at finished_at lease_until attempt steps_done steps_total step error "
            "counts refusals_sha256",
        ),
        **classified(PERSONAL, "name samples refusals"),
    }

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            one_of("import", "origin", Origin),
            one_of("import", "capacity", Capacity),
            one_of("import", "repeats", Repeats),
            one_of("import", "state", ImportState),
            models.CheckConstraint(
                name="import_channel_known", condition=Q(channel__in=["", *Channel.values])
            ),
            not_blank("import", "name"),
            both_or_neither("import", "asked_by", "asked_at"),
            UniqueConstraint(name="import_file_once", fields=["consultation", "sha256"]),
            models.CheckConstraint(
                name="import_in_hand_has_lease",
                condition=~Q(state__in=["CHECKING", "LOADING"]) | Q(lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="import_asked_for_before_work",
                condition=Q(state=ImportState.UPLOADED)
                | (Q(asked_at__isnull=False) & ~Q(channel="") & ~Q(source="")),
            ),
            models.CheckConstraint(
                name="import_failed_says_why",
                condition=~Q(state=ImportState.FAILED) | ~Q(error=""),
            ),
            models.CheckConstraint(
                name="import_steps_in_bounds",
                condition=Q(steps_done__lte=models.F("steps_total")),
            ),
        ]
        indexes = [
            models.Index(name="import_shape", fields=["consultation", "signature"]),
            models.Index(
                name="import_waiting",
                fields=["asked_at"],
                condition=Q(state__in=["CHECK_DUE", "CHECKING", "LOAD_DUE", "LOADING"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:12]})"

    @property
    def source_key(self) -> str:
        """The source, however it was spaced and capitalised: references are once within it."""
        return " ".join(self.source.casefold().split())


class ImportedRow(models.Model):
    """The row of a file that a response was made from. Never changed or removed."""

    response = models.OneToOneField(
        "consultation.Response",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="imported_row",
    )
    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    file = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="rows", db_index=False)
    line = models.PositiveIntegerField("row of the file, the headings being row 1")
    source_key = models.CharField("where the file is from, folded", max_length=120)
    source_reference = models.CharField("its number there", max_length=200, blank=True)
    digest = models.CharField("digest of the whole row", max_length=64)
    late = models.BooleanField("arrived after the close and its grace", default=False)

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "response consultation file line source_key late"),
        **classified(PERSONAL, "source_reference"),
        **classified(SECRET, "digest"),
    }

    class Meta:
        ordering = ["file", "line"]
        constraints = [
            UniqueConstraint(name="imported_row_once", fields=["file", "line"]),
            UniqueConstraint(
                name="imported_reference_once",
                fields=["consultation", "source_key", "source_reference"],
                condition=~Q(source_reference=""),
            ),
            models.CheckConstraint(
                name="imported_digest_is_sha256", condition=Q(digest__regex=r"^[0-9a-f]{64}$")
            ),
        ]
        indexes = [models.Index(name="imported_alike", fields=["consultation", "digest"])]

    def __str__(self) -> str:
        return f"Row {self.line} of file {self.file_id}"
