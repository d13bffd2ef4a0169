"""Equality questions and their answers, which nothing in the database joins to a response."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from consultation.models.constraints import PLAIN, SECRET, SPECIAL, classified, not_blank

#: The value of “Prefer not to say”, which every question offers.
NOT_SAID = "NOT_SAID"


class EqualitySet(models.Model):
    """Questions that are asked together, as one source words them. Dated; a change is a new one.

    The database freezes it, with its questions, once a consultation that asks it is published.
    """

    name = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField(default=1)
    dated_on = models.DateField("date of the source")
    source = models.TextField()
    departures = models.TextField("what differs from the source, and why", blank=True)

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id name version dated_on source departures"
    )

    class Meta:
        ordering = ["name", "version"]
        constraints = [
            UniqueConstraint(name="equality_set_once", fields=["name", "version"]),
            not_blank("equality_set", "name"),
            not_blank("equality_set", "source"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class EqualityQuestion(models.Model):
    """One question of a set. Each offers “Prefer not to say”.

    Questions of one `page` follow one another at one address, so that neither a browser's history
    nor a log of addresses shows which follow-up was asked. One with `shown_if` is asked only where
    that earlier question of the page was answered with one of `shown_if_values`.
    """

    set = models.ForeignKey(EqualitySet, on_delete=models.PROTECT, related_name="questions")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    page = models.SlugField(max_length=40)
    wording = models.CharField(max_length=300)
    short = models.CharField("heading in tables", max_length=80)
    help = models.TextField(blank=True)
    options = models.JSONField(help_text="[[value, label], ...] to choose from.")
    missing = models.CharField("error when nothing is chosen", max_length=200)
    shown_if = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="decides_on"
    )
    shown_if_values = models.JSONField(default=list, blank=True)

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "id set key position page wording short help options missing shown_if shown_if_values",
    )

    class Meta:
        ordering = ["set", "position"]
        constraints = [
            UniqueConstraint(name="equality_question_key_once", fields=["set", "key"]),
            UniqueConstraint(name="equality_question_position_once", fields=["set", "position"]),
            not_blank("equality_question", "wording"),
            not_blank("equality_question", "page"),
            CheckConstraint(
                name="equality_question_may_be_left_unsaid",
                condition=Q(options__contains=[[NOT_SAID]]),
            ),
            CheckConstraint(
                name="equality_question_shown_if_has_values",
                condition=Q(shown_if=None, shown_if_values=[])
                | (Q(shown_if__isnull=False) & ~Q(shown_if_values=[])),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.set_id}/{self.key}"


class EqualityAnswer(models.Model):
    """One answer to one equality question, by nobody: it names no response, draft or person.

    `key` is a one-way key that only this service can make from a response, another for each
    question, so that an answer is given once and two answers of one person cannot be put together.
    It holds no time but its week, and its own key is random. Never changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    question = models.ForeignKey(
        EqualityQuestion, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    value = models.CharField(max_length=40)
    key = models.CharField("one-way key", max_length=64)
    week_on = models.DateField("Monday of the week it was given in")

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id consultation"),
        **classified(SPECIAL, "question value week_on"),
        **classified(SECRET, "key"),
    }

    class Meta:
        constraints = [
            UniqueConstraint(name="equality_answer_once", fields=["key"]),
            CheckConstraint(
                name="equality_answer_key_is_a_digest", condition=Q(key__regex="^[0-9a-f]{64}$")
            ),
            CheckConstraint(
                name="equality_answer_week_begins_on_monday",
                condition=Q(week_on__iso_week_day=1),
            ),
        ]
        indexes = [models.Index(name="equality_answer_counts", fields=["consultation", "question"])]

    def __str__(self) -> str:
        return f"Equality answer {self.id}"
