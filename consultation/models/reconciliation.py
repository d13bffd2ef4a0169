"""Where the received responses of a consultation were, when a worker last counted all of them."""

from typing import ClassVar

from django.db import models

from consultation.models.constraints import PLAIN, classified


class Reconciliation(models.Model):
    """One count of all, so that who reads the page makes nobody count. The worker alone writes it.

    `event` and `entry` are the newest that there were before: while nothing follows them, a new
    count would say the same.
    """

    consultation = models.OneToOneField(
        "consultation.Consultation",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="+",
    )
    parts = models.JSONField("state, code of the rule, responses, and how many the log holds")
    event = models.BigIntegerField("key of the newest event before it was counted, 0 for none")
    entry = models.BigIntegerField("number of entries of the log before it was counted")
    at = models.DateTimeField("when it was counted")

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "consultation parts event entry at")

    def __str__(self) -> str:
        return f"What was received by consultation {self.pk}"
