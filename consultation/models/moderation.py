"""A moderator's verdicts, kept for ever."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.constraints import PERSONAL, PLAIN, classified, one_of


class Verdict(models.TextChoices):
    RELEASE = "RELEASE", "Released"
    QUARANTINE = "QUARANTINE", "Put in quarantine"
    EXCLUDE = "EXCLUDE", "Excluded under a rule"
    REOPEN = "REOPEN", "Sent back to the queue"


class Review(models.Model):
    """One verdict on one response: who, when, why. A later verdict is a new row."""

    response = models.ForeignKey(
        "consultation.Response", on_delete=models.PROTECT, related_name="reviews"
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    rule = models.ForeignKey(
        "consultation.ExclusionRule", on_delete=models.PROTECT, null=True, blank=True
    )
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id response verdict rule at by"),
        **classified(PERSONAL, "reason"),
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("review", "verdict", Verdict),
            models.CheckConstraint(
                name="review_excludes_under_a_rule",
                condition=Q(verdict=Verdict.EXCLUDE, rule__isnull=False)
                | (~Q(verdict=Verdict.EXCLUDE) & Q(rule=None)),
            ),
            models.CheckConstraint(
                name="review_gives_reason", condition=Q(verdict=Verdict.RELEASE) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"Review {self.pk}: {self.get_verdict_display()}"
