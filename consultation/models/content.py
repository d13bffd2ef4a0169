"""A number for what is asked, so that it can be kept in memory and is never out of date."""

from typing import ClassVar

from django.db import models

from consultation.models.constraints import PLAIN, classified


class ContentVersion(models.Model):
    """One row: its number is another after each change to what the journey asks.

    Triggers on consultations, questions, equality questions, proposals, counters and boroughs draw
    it from a sequence, in the transaction that changes them. Numbers of a sequence never come back,
    so what was read under a number is what the number stands for.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id number")

    class Meta:
        constraints = [
            models.CheckConstraint(name="content_version_is_one", condition=models.Q(id=1))
        ]

    def __str__(self) -> str:
        return f"Content {self.number}"
