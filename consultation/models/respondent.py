"""The person or body behind a response. Identity lives only here."""

from typing import ClassVar

from django.db import models

from consultation.models.constraints import PERSONAL, PLAIN, classified


class Respondent(models.Model):
    """Contact details, for a receipt by e-mail. A response without them has no respondent row."""

    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    wants_news = models.BooleanField("wants to hear of the decision", default=False)

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id wants_news"),
        **classified(PERSONAL, "name email"),
    }

    def __str__(self) -> str:
        return f"Respondent {self.pk}"
