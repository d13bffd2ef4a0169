"""What was answered to each point."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from consultation.models.constraints import PLAIN, classified, not_blank, one_of


class DispositionKind(models.TextChoices):
    """What becomes of a point."""

    ACCEPTED = "ACCEPTED", "Accepted"
    PARTLY = "PARTLY", "Accepted in part"
    NOT_ACCEPTED = "NOT_ACCEPTED", "Not accepted"
    NOT_MATERIAL = "NOT_MATERIAL", "Not material to this decision"
    ELSEWHERE = "ELSEWHERE", "Answered elsewhere"


class Disposition(models.Model):
    """The answer to a point, for one proposal or for all that it is about. Never changed.

    Of several the newest counts, and one for a proposal before one for all. It is an answer to
    `version` of the point: once the point says something else, it is an answer no more.
    """

    point = models.ForeignKey(
        "consultation.Point", on_delete=models.PROTECT, related_name="dispositions", db_index=False
    )
    proposal = models.ForeignKey(
        "consultation.Proposal",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dispositions",
    )
    version = models.PositiveIntegerField("version of the point")
    kind = models.CharField(max_length=12, choices=DispositionKind.choices)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id point proposal version kind reason at by"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            one_of("disposition", "kind", DispositionKind),
            not_blank("disposition", "reason"),
        ]
        indexes = [models.Index(name="disposition_newest", fields=["point", "proposal", "-id"])]

    def __str__(self) -> str:
        return f"Answer {self.pk} to point {self.point_id}: {self.get_kind_display()}"
