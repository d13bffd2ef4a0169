"""Questions are rows: one list draws the form, the check, the receipt and the export."""

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint

from consultation.models.constraints import PLAIN, classified, not_blank, one_of


class QuestionKind(models.TextChoices):
    CHOICE = "CHOICE", "One choice"
    TEXT = "TEXT", "Long text"


class QuestionScope(models.TextChoices):
    """Asked once for each chosen proposal, or once for all."""

    PROPOSAL = "PROPOSAL", "About each proposal"
    ALL = "ALL", "About everything"


class Question(models.Model):
    """What is asked, kept under one key whatever its wording becomes."""

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="questions"
    )
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=QuestionKind.choices)
    scope = models.CharField(max_length=10, choices=QuestionScope.choices)
    required = models.BooleanField(default=False)

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id consultation key position kind scope required"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            one_of("question", "kind", QuestionKind),
            one_of("question", "scope", QuestionScope),
            UniqueConstraint(name="question_key_once", fields=["consultation", "key"]),
            UniqueConstraint(name="question_position_once", fields=["consultation", "position"]),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}/{self.key}"


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    def current(self) -> "QuestionVersionQuerySet":
        """The newest version of each question, in the order of asking."""
        newest = (
            QuestionVersion.objects.filter(question=models.OuterRef("question"))
            .order_by("-number")
            .values("pk")[:1]
        )
        return (
            self.filter(pk=models.Subquery(newest))
            .select_related("question")
            .order_by("question__position")
        )


class QuestionVersion(models.Model):
    """A wording. Frozen by the database once its consultation has opened."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    wording = models.CharField(max_length=300)
    short = models.CharField("heading in tables and exports", max_length=80)
    help = models.TextField(blank=True)
    options = models.JSONField(
        default=list, blank=True, help_text="[[value, label], ...] for a choice."
    )
    max_length = models.PositiveIntegerField(default=0, help_text="Characters, for a text.")
    missing = models.CharField("error when left empty", max_length=200, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionVersionQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id question number wording short help options max_length missing frozen_at"
    )

    class Meta:
        ordering = ["question", "number"]
        constraints = [
            UniqueConstraint(name="question_version_once", fields=["question", "number"]),
            not_blank("question_version", "wording"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}: {self.wording[:60]}"

    def label(self, value: str) -> str:
        """The words of an option, or the value itself where it is not one."""
        return dict(self.options).get(value, value)
