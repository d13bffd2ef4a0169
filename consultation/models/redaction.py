"""Spans of an answer that the public does not read. The answer itself is never touched."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q

from consultation.models.constraints import PLAIN, both_or_neither, classified, one_of
from consultation.models.moderation import BLIND


class RedactionReason(models.TextChoices):
    """Why words are taken out. The second part stands in their place."""

    PERSONAL = "PERSONAL", "Personal details"
    THIRD_PARTY = "THIRD_PARTY", "About somebody else who can be recognised"
    SENSITIVE = "SENSITIVE", "Health, beliefs or other sensitive details"
    ABUSE = "ABUSE", "Abuse"
    CLAIM = "CLAIM", "A damaging claim about somebody"
    SAFETY = "SAFETY", "Somebody could come to harm"
    SECURITY = "SECURITY", "Security of a building or of police work"


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def standing(self) -> "RedactionQuerySet":
        """Not taken back."""
        return self.filter(taken_back_at=None)

    def in_force(self) -> "RedactionQuerySet":
        """Those that the published text is made with."""
        return self.standing().filter(in_force=True)

    def over_flag(self) -> "RedactionQuerySet":
        """Those that take out all of a flag's words. For an Exists in a query of flags."""
        return self.filter(
            answer=OuterRef("answer"), start__lte=OuterRef("start"), end__gte=OuterRef("end")
        )

    def known_to(self, person: object) -> "RedactionQuerySet":
        """All but the drafts of others where two people review without seeing each other's."""
        apart = Q(response__consultation__two_reviews=True, response__state__in=BLIND)
        return self.exclude(apart & Q(in_force=False) & ~Q(by=getattr(person, "pk", None)))


class Redaction(models.Model):
    """Characters `start` to `end` of an answer's text, counted in code points from 0.

    A draft until the verdict that publishes the response puts it in force. The database lets
    nothing else of it change, but for being taken back.
    """

    response = models.ForeignKey(
        "consultation.Response", on_delete=models.PROTECT, related_name="redactions"
    )
    answer = models.ForeignKey(
        "consultation.Answer", on_delete=models.PROTECT, related_name="redactions"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(max_length=11, choices=RedactionReason.choices)
    round = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    in_force = models.BooleanField(default=False)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = RedactionQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "id response answer start end reason round by at in_force taken_back_at taken_back_by",
    )

    class Meta:
        ordering = ["answer", "start", "id"]
        constraints = [
            one_of("redaction", "reason", RedactionReason),
            both_or_neither("redaction", "taken_back_at", "taken_back_by"),
            models.CheckConstraint(
                name="redaction_is_of_something", condition=Q(start__lt=F("end"))
            ),
            models.CheckConstraint(
                name="redaction_taken_back_has_no_force",
                condition=Q(in_force=False) | Q(taken_back_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Redaction {self.pk} of answer {self.answer_id}: {self.start} to {self.end}"
