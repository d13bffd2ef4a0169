"""One verdict on many responses: a job with a list of its own, and what became of each row."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consultation.models.constraints import PERSONAL, PLAIN, classified, one_of
from consultation.models.moderation import Verdict
from consultation.models.response import ResponseState


class BulkReviewState(models.TextChoices):
    QUEUED = "QUEUED", "Waiting"
    RUNNING = "RUNNING", "Being done"
    DONE = "DONE", "Done"
    STOPPED = "STOPPED", "Stopped"
    FAILED = "FAILED", "Failed"


class BulkReviewQuerySet(models.QuerySet["BulkReview"]):
    def due_at(self, now: datetime) -> "BulkReviewQuerySet":
        """Waiting for a worker, or left behind by one that died (its lease has run out)."""
        return self.filter(
            Q(state=BulkReviewState.QUEUED) | Q(state=BulkReviewState.RUNNING, lease_until__lt=now)
        ).order_by("asked_at", "pk")


class BulkReview(models.Model):
    """A verdict asked for on a list that was fixed when it was asked for.

    One that `undoes` another sends back to the queue what that one decided and nobody touched
    since.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="bulk_reviews"
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    rule = models.ForeignKey(
        "consultation.ExclusionRule", on_delete=models.PROTECT, null=True, blank=True
    )
    reason = models.TextField(blank=True)
    query = models.CharField("filters that chose them", max_length=500, blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=7, choices=BulkReviewState.choices, default=BulkReviewState.QUEUED
    )
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    steps_done = models.PositiveIntegerField("rows decided or refused", default=0)
    steps_total = models.PositiveIntegerField("rows on its list")
    step = models.CharField("what is being done", max_length=200, blank=True)
    error = models.TextField("why it failed", blank=True)

    objects = BulkReviewQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id consultation verdict rule query undoes asked_by asked_at state started_at "
            "finished_at lease_until attempt steps_done steps_total step error",
        ),
        **classified(PERSONAL, "reason"),
    }

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            one_of("bulk_review", "verdict", Verdict),
            one_of("bulk_review", "state", BulkReviewState),
            models.CheckConstraint(
                name="bulk_review_excludes_under_a_rule",
                condition=Q(verdict=Verdict.EXCLUDE, rule__isnull=False)
                | (~Q(verdict=Verdict.EXCLUDE) & Q(rule=None)),
            ),
            models.CheckConstraint(
                name="bulk_review_gives_reason",
                condition=Q(verdict=Verdict.RELEASE) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="bulk_review_running_has_lease",
                condition=~Q(state=BulkReviewState.RUNNING) | Q(lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="bulk_review_failed_says_why",
                condition=~Q(state=BulkReviewState.FAILED) | ~Q(error=""),
            ),
            models.CheckConstraint(
                name="bulk_review_steps_in_bounds",
                condition=Q(steps_done__lte=F("steps_total")),
            ),
        ]
        indexes = [
            models.Index(
                name="bulk_review_waiting",
                fields=["asked_at"],
                condition=Q(state__in=["QUEUED", "RUNNING"]),
            )
        ]

    def __str__(self) -> str:
        return f"Verdict {self.pk} on {self.steps_total} responses"


class BulkReviewRow(models.Model):
    """One response on the list: waiting, decided by a review, or refused with a sentence."""

    bulk_review = models.ForeignKey(
        BulkReview, on_delete=models.PROTECT, related_name="rows", db_index=False
    )
    response = models.ForeignKey(
        "consultation.Response", on_delete=models.PROTECT, related_name="+"
    )
    seen = models.CharField(
        "state that it was chosen in", max_length=11, choices=ResponseState.choices
    )
    review = models.OneToOneField(
        "consultation.Review", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refusal = models.CharField("why it was left alone", max_length=300, blank=True)

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id bulk_review response seen review refusal"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("bulk_review_row", "seen", ResponseState),
            models.UniqueConstraint(
                name="bulk_review_row_once", fields=["bulk_review", "response"]
            ),
            models.CheckConstraint(
                name="bulk_review_row_decided_or_refused",
                condition=Q(review=None) | Q(refusal=""),
            ),
        ]
        indexes = [
            models.Index(
                name="bulk_review_row_waiting",
                fields=["bulk_review", "id"],
                condition=Q(review=None, refusal=""),
            )
        ]

    def __str__(self) -> str:
        return f"Row {self.pk} of verdict {self.bulk_review_id}"
