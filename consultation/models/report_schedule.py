"""A report that is asked for by itself: nightly, weekly, or when the consultation closes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.constraints import PLAIN, both_or_neither, classified, one_of
from consultation.models.report import OF_A_PLACE, ReportKind


class Every(models.TextChoices):
    NIGHTLY = "NIGHTLY", "Every night"
    WEEKLY = "WEEKLY", "Every week, in the night to Monday"
    AT_CLOSE = "AT_CLOSE", "Once, when the consultation has closed"


class ReportScheduleQuerySet(models.QuerySet["ReportSchedule"]):
    def in_force(self) -> "ReportScheduleQuerySet":
        """Not ended."""
        return self.filter(ended_at=None)


class ReportSchedule(models.Model):
    """Asks for the same report again and again, in the name of the person who set it up."""

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="report_schedules"
    )
    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    station = models.ForeignKey(
        "stations.Station", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    borough = models.ForeignKey(
        "stations.Borough", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    every = models.CharField(max_length=8, choices=Every.choices)
    mail = models.BooleanField("an email when each is ready", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    last_on = models.DateField("the last day for which it asked", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReportScheduleQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "id consultation kind station borough every mail by at last_on ended_at ended_by",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            one_of("report_schedule", "kind", ReportKind),
            one_of("report_schedule", "every", Every),
            both_or_neither("report_schedule", "ended_at", "ended_by"),
            models.CheckConstraint(
                name="report_schedule_names_its_subject",
                condition=Q(kind=ReportKind.STATION, station__isnull=False, borough=None)
                | Q(kind=ReportKind.BOROUGH, borough__isnull=False, station=None)
                | (~Q(kind__in=OF_A_PLACE) & Q(station=None, borough=None)),
            ),
            models.UniqueConstraint(
                name="report_schedule_once",
                fields=["consultation", "kind", "station", "borough", "every"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"Schedule {self.pk}: {self.get_kind_display()}, {self.get_every_display().lower()}"
