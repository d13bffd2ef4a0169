"""Verdicts, kept for ever; the rules of moderation; and the views of the queue that people keep."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from consultation.models.constraints import PERSONAL, PLAIN, classified, not_blank, one_of
from consultation.models.response import ResponseState


class Verdict(models.TextChoices):
    RELEASE = "RELEASE", "Released"
    WITHHOLD = "WITHHOLD", "Counted, words withheld"
    QUARANTINE = "QUARANTINE", "Put in quarantine"
    EXCLUDE = "EXCLUDE", "Excluded under a rule"
    REOPEN = "REOPEN", "Sent back to the queue"


class Step(models.TextChoices):
    """Which of several reviews it is, where the consultation asks two people."""

    ONLY = "ONLY", "Alone"
    FIRST = "FIRST", "First of two"
    SECOND = "SECOND", "Second of two"
    SETTLES = "SETTLES", "Settles a disagreement"


#: Steps that are of different people in one round.
SEVERAL = (Step.FIRST, Step.SECOND, Step.SETTLES)
#: While a response is in one of these, two people may still have to review it without seeing what
#: the other says: as it waits, and in quarantine, from where it goes back to wait.
BLIND = (ResponseState.RECEIVED, ResponseState.SECOND_DUE, ResponseState.QUARANTINED)


class ReviewQuerySet(models.QuerySet["Review"]):
    def known_to(self, person: object) -> "ReviewQuerySet":
        """All but the first of two of somebody else whose second is not in."""
        seconds = Review.objects.filter(
            response=OuterRef("response"), round=OuterRef("round"), step=Step.SECOND
        )
        first = Q(step=Step.FIRST, response__state__in=BLIND) & ~Q(by=getattr(person, "pk", None))
        return self.exclude(first & ~Exists(seconds))


class Review(models.Model):
    """One verdict on one response: who, when, why. A later verdict is a new row.

    A `round` begins when the response is received and whenever it is sent back to the queue.
    """

    response = models.ForeignKey(
        "consultation.Response", on_delete=models.PROTECT, related_name="reviews"
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    step = models.CharField(
        max_length=7, choices=Step.choices, default=Step.ONLY, db_default=Step.ONLY
    )
    round = models.PositiveSmallIntegerField(default=1, db_default=1)
    decides = models.BooleanField(
        "its response moved by it",
        default=True,
        db_default=True,
        help_text="Not the first of two, nor a second that disagrees.",
    )
    rule = models.ForeignKey(
        "consultation.ExclusionRule", on_delete=models.PROTECT, null=True, blank=True
    )
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    objects = ReviewQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id response verdict step round decides rule at by"),
        **classified(PERSONAL, "reason"),
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("review", "verdict", Verdict),
            one_of("review", "step", Step),
            models.CheckConstraint(
                name="review_excludes_under_a_rule",
                condition=Q(verdict=Verdict.EXCLUDE, rule__isnull=False)
                | (~Q(verdict=Verdict.EXCLUDE) & Q(rule=None)),
            ),
            models.CheckConstraint(
                name="review_gives_reason", condition=Q(verdict=Verdict.RELEASE) | ~Q(reason="")
            ),
            models.UniqueConstraint(
                name="review_step_once_a_round",
                fields=["response", "round", "step"],
                condition=Q(step__in=SEVERAL),
            ),
            models.UniqueConstraint(
                name="review_by_another_each_time",
                fields=["response", "round", "by"],
                condition=Q(step__in=SEVERAL),
            ),
            models.CheckConstraint(
                name="review_decides_by_its_step",
                condition=Q(step__in=[Step.ONLY, Step.SETTLES], decides=True)
                | Q(step=Step.FIRST, decides=False)
                | Q(step=Step.SECOND),
            ),
            models.CheckConstraint(
                name="review_reopens_alone",
                condition=Q(step=Step.ONLY) | ~Q(verdict=Verdict.REOPEN),
            ),
        ]
        indexes = [models.Index(name="review_by_person", fields=["by", "at"])]

    def __str__(self) -> str:
        return f"Review {self.pk}: {self.get_verdict_display()}"


class ModerationStatement(models.Model):
    """What a consultation states about its moderation, as of when, and why. Never changed.

    The newest one is what the consultation's own columns say.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="moderation_statements"
    )
    two_reviews = models.BooleanField()
    duty_instruction = models.TextField(blank=True)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id consultation two_reviews duty_instruction at by"),
        **classified(PERSONAL, "reason"),
    }

    class Meta:
        ordering = ["-id"]
        constraints = [not_blank("moderation_statement", "reason")]

    def __str__(self) -> str:
        return f"Statement {self.pk} on the moderation of consultation {self.consultation_id}"


class SavedView(models.Model):
    """A choice of filters of a consultation's queue that a person comes back to."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views"
    )
    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="saved_views"
    )
    name = models.CharField(max_length=60)
    query = models.CharField("filters, as they stand in the address", max_length=500, blank=True)
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id person consultation name query at")

    class Meta:
        ordering = ["name"]
        constraints = [
            not_blank("saved_view", "name"),
            models.UniqueConstraint(
                name="saved_view_name_once", fields=["person", "consultation", "name"]
            ),
        ]

    def __str__(self) -> str:
        return f"View {self.pk}: {self.name}"
