"""The person or body behind a response. Identity lives only here."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Upper

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

    class Meta:
        indexes = [
            # To find a person who asks what is held about them, however they write themselves.
            models.Index(Upper("email"), name="respondent_email"),
            models.Index(Upper("name"), name="respondent_name"),
        ]

    def __str__(self) -> str:
        return f"Respondent {self.pk}"
