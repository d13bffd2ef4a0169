"""Tallies: how many counted responses say what, by home, kept by an outbox and a worker.

Formal replies are apart: none of these rows knows them.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from consultation.models.constraints import PLAIN, classified, one_of
from consultation.models.response import Capacity, Channel


class Saying(models.Model):
    """Something that a response can say, under a number of its own.

    With a choice: that it chose it. Without: that it answered the question at all. Without a
    question: that it speaks about the proposal; without either, that it is a counted response. What
    is asked about each proposal is there once for each, and once, without a proposal, for any.
    """

    id = models.AutoField(primary_key=True)
    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    question_version = models.ForeignKey(
        "consultation.QuestionVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    proposal = models.ForeignKey(
        "consultation.Proposal",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    choice = models.CharField(max_length=40, blank=True)

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id consultation question_version proposal choice"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="saying_once",
                fields=["consultation", "question_version", "proposal", "choice"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="saying_choice_of_a_question",
                condition=models.Q(choice="") | models.Q(question_version__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Saying {self.pk}"


class Tally(models.Model):
    """How many counted responses from one home say one thing. The worker alone writes it.

    `home` is the key of a borough, `NOT_SAID` or `OUTSIDE`.
    """

    saying = models.ForeignKey(
        Saying, on_delete=models.PROTECT, related_name="tallies", db_index=False
    )
    home = models.IntegerField()
    number = models.PositiveIntegerField()

    NOT_SAID: ClassVar[int] = 0
    OUTSIDE: ClassVar[int] = -1

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id saying home number")

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(name="tally_once", fields=["saying", "home"])]

    def __str__(self) -> str:
        return f"Tally {self.pk} of saying {self.saying_id}"


class Tallied(models.Model):
    """What was added to the tallies for one response; gone when it was taken off again.

    So each is added once and taken off once, whatever dies when; and a table of any two of its
    columns is counted from narrow rows. `said` are keys of sayings. `boroughs` are those of the
    front counters that it speaks about.
    """

    response = models.OneToOneField(
        "consultation.Response", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=7, choices=Channel.choices)
    capacity = models.CharField(max_length=8, choices=Capacity.choices)
    received_on = models.DateField()
    home = models.IntegerField("key of the borough, 0 not said, -1 outside London")
    said = ArrayField(models.IntegerField())
    boroughs = ArrayField(models.IntegerField())

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "response consultation channel capacity received_on home said boroughs"
    )

    class Meta:
        verbose_name_plural = "tallied"
        constraints = [
            one_of("tallied", "channel", Channel),
            one_of("tallied", "capacity", Capacity),
        ]

    def __str__(self) -> str:
        return f"Response {self.pk}, tallied"


class TallyDue(models.Model):
    """A response that began or ceased to be counted, and that the tallies wait for.

    Triggers alone write it, whoever stores or moves responses; the worker takes it away. There may
    be several of one response, as several things happen to it. No keys are checked here: the row it
    names was written in the same statement, and nothing deletes a response.
    """

    response = models.ForeignKey(
        "consultation.Response",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    consultation = models.ForeignKey(
        "consultation.Consultation",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id response consultation at")

    class Meta:
        verbose_name_plural = "tallies due"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Tally due {self.pk}"
