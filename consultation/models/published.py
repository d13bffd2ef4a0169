"""The public copy of a response. It is made of what may be read, and holds no person."""

from typing import ClassVar

from django.db import models

from consultation.models.constraints import PLAIN, classified, one_of
from consultation.models.response import Capacity, Channel, Place
from stations.models import Borough


class PublishedResponse(models.Model):
    """Made when a response is released or its words are withheld; deleted when it is taken back.

    Its public number is the response's. The reference, which is its sender's alone, is not here.
    """

    response = models.OneToOneField(
        "consultation.Response",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="published",
    )
    consultation = models.ForeignKey(
        "consultation.Consultation",
        on_delete=models.PROTECT,
        related_name="published_responses",
        db_index=False,
    )
    received_on = models.DateField()
    channel = models.CharField(max_length=7, choices=Channel.choices)
    capacity = models.CharField(max_length=8, choices=Capacity.choices)
    place = models.CharField(max_length=8, choices=Place.choices)
    borough = models.ForeignKey(
        Borough, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=10)
    words_withheld = models.BooleanField(default=False)
    at = models.DateTimeField("when this copy was made")

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "response consultation received_on channel capacity place borough language "
        "words_withheld at",
    )

    class Meta:
        ordering = ["-received_on", "-response"]
        constraints = [
            one_of("published_response", "channel", Channel),
            one_of("published_response", "capacity", Capacity),
            one_of("published_response", "place", Place),
        ]
        indexes = [
            models.Index(
                name="published_response_list",
                fields=["consultation", "-received_on", "-response"],
            )
        ]

    def __str__(self) -> str:
        return f"Published response {self.pk}"


class PublishedAnswer(models.Model):
    """What everybody may read of one answer: a choice, or words without what was redacted."""

    published = models.ForeignKey(
        PublishedResponse, on_delete=models.PROTECT, related_name="answers"
    )
    question_version = models.ForeignKey(
        "consultation.QuestionVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    proposal = models.ForeignKey(
        "consultation.Proposal",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="published_answers",
    )
    place = models.PositiveSmallIntegerField(default=0)
    choice = models.CharField(max_length=40, blank=True)
    text = models.TextField("words that everybody may read", blank=True)
    redactions = models.PositiveSmallIntegerField("how many spans were taken out", default=0)

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id published question_version proposal place choice text redactions"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="published_answer_once",
                fields=["published", "question_version", "proposal", "place"],
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"Published answer {self.pk} of response {self.published_id}"
