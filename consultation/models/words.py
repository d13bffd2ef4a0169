"""The words that a search looks for, a row for each response that has some. Triggers write both.

Two tables, so that what everybody may look for holds nothing that is not public, and is gone in the
statement that takes the public copy back.
"""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from consultation.models.constraints import PERSONAL, PLAIN, classified


class PublishedWords(models.Model):
    """The words of a public copy, as it has them now."""

    response = models.OneToOneField(
        "consultation.Response", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    received_on = models.DateField()
    words = SearchVectorField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "response consultation received_on words")

    class Meta:
        ordering = ["-received_on", "-response"]
        verbose_name_plural = "published words"
        indexes = [
            models.Index(
                name="published_words_list", fields=["consultation", "-received_on", "-response"]
            ),
            GinIndex(name="published_words", fields=["words"]),
        ]

    def __str__(self) -> str:
        return f"Published words of response {self.pk}"


class ReceivedWords(models.Model):
    """All words of a response, as they were received, for staff. Made when it is screened.

    Accepting a response neither makes nor waits for it; erasing its words makes it anew.
    """

    response = models.OneToOneField(
        "consultation.Response", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    words = SearchVectorField()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "response"),
        **classified(PERSONAL, "words"),
    }

    class Meta:
        ordering = ["response"]
        verbose_name_plural = "received words"
        indexes = [GinIndex(name="received_words", fields=["words"])]

    def __str__(self) -> str:
        return f"Received words of response {self.pk}"
