"""Questions are rows: one list draws the form, the check, the receipt and the export."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from consultation.models.constraints import PLAIN, classified, in_order, not_blank, one_of


class QuestionKind(models.TextChoices):
    CHOICE = "CHOICE", _("One choice")
    SEVERAL = "SEVERAL", _("Several choices")
    SCALE = "SCALE", _("A scale")
    YES_NO = "YES_NO", _("Yes or no")
    RANKING = "RANKING", _("Choices in order")
    SHORT = "SHORT", _("Short text")
    TEXT = "TEXT", _("Long text")
    PLACE = "PLACE", _("Postcode or borough")
    DATE = "DATE", _("A date")
    NUMBER = "NUMBER", _("A whole number")
    FILE = "FILE", _("Files to upload")


#: Kinds whose answers are values out of the version's options.
CLOSED = frozenset(
    {
        QuestionKind.CHOICE, QuestionKind.SEVERAL, QuestionKind.SCALE, QuestionKind.YES_NO,
        QuestionKind.RANKING, QuestionKind.PLACE,
    }
)  # fmt: skip
#: Kinds that can be answered with several values.
MANY = frozenset({QuestionKind.SEVERAL, QuestionKind.RANKING, QuestionKind.FILE})
#: Kinds answered in words of the respondent's own.
WORDS = frozenset({QuestionKind.SHORT, QuestionKind.TEXT})


class QuestionScope(models.TextChoices):
    """Asked once for each chosen proposal, or once for all."""

    PROPOSAL = "PROPOSAL", _("About each proposal")
    ALL = "ALL", _("About everything")


class Question(models.Model):
    """What is asked, kept under one key whatever its wording becomes.

    Questions with the same `page` are asked together. One with `shown_if` is asked only where that
    earlier question was answered with one of `shown_if_values`; never on the same page. Once a
    wording of it is frozen, the database lets nothing of it change.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="questions"
    )
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=QuestionKind.choices)
    scope = models.CharField(max_length=10, choices=QuestionScope.choices)
    required = models.BooleanField(default=False)
    page = models.SlugField(max_length=40, help_text="Questions of one page are asked together.")
    shown_if = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="decides_on"
    )
    shown_if_values = models.JSONField(default=list, blank=True)
    easy_read = models.BooleanField("asked in the Easy Read version too", default=False)
    formal = models.BooleanField(
        "answered by the formal replies of organisations alone", default=False
    )

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "id consultation key position kind scope required page shown_if shown_if_values easy_read "
        "formal",
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            one_of("question", "kind", QuestionKind),
            one_of("question", "scope", QuestionScope),
            UniqueConstraint(name="question_key_once", fields=["consultation", "key"]),
            UniqueConstraint(name="question_position_once", fields=["consultation", "position"]),
            not_blank("question", "page"),
            models.CheckConstraint(
                name="question_shown_if_has_values",
                condition=Q(shown_if=None, shown_if_values=[])
                | (Q(shown_if__isnull=False) & ~Q(shown_if_values=[])),
            ),
            models.CheckConstraint(
                name="question_not_shown_if_itself",
                condition=Q(shown_if=None) | ~Q(shown_if=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}/{self.key}"


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    def current(self) -> "QuestionVersionQuerySet":
        """The newest version of each question that residents are asked, in the order of asking."""
        return self._newest().filter(question__formal=False)

    def formal(self) -> "QuestionVersionQuerySet":
        """The newest version of each that formal replies answer, in the order of a reply."""
        return self._newest().filter(question__formal=True)

    def _newest(self) -> "QuestionVersionQuerySet":
        newest = (
            QuestionVersion.objects.filter(question=models.OuterRef("question"))
            .order_by("-number")
            .values("pk")[:1]
        )
        return (
            self.filter(pk=models.Subquery(newest))
            .select_related("question__shown_if")
            .order_by("question__position")
        )


class QuestionVersion(models.Model):
    """A wording. Frozen by the database once its consultation has opened."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    heading = models.CharField(
        "heading of the page, where several questions share it", max_length=200, blank=True
    )
    wording = models.CharField(max_length=300)
    short = models.CharField("heading in tables and exports", max_length=80)
    help = models.TextField(blank=True)
    easy_wording = models.CharField("wording in Easy Read", max_length=300, blank=True)
    easy_help = models.TextField("help in Easy Read", blank=True)
    options = models.JSONField(
        default=list, blank=True, help_text="[[value, label], ...] to choose from."
    )
    exclusive = models.CharField(
        "the option that stands alone, as “none of these” does", max_length=40, blank=True
    )
    least = models.IntegerField("smallest number", null=True, blank=True)
    most = models.IntegerField("largest number; how many choices at most", null=True, blank=True)
    not_in_future = models.BooleanField("a date up to today", default=False)
    max_length = models.PositiveIntegerField(default=0, help_text="Characters, for a text.")
    missing = models.CharField("error when left empty", max_length=200, blank=True)
    correction = models.TextField("why it replaces the version before it", blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionVersionQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "id question number heading wording short help easy_wording easy_help options exclusive "
        "least most not_in_future max_length missing correction frozen_at",
    )

    class Meta:
        ordering = ["question", "number"]
        constraints = [
            UniqueConstraint(name="question_version_once", fields=["question", "number"]),
            not_blank("question_version", "wording"),
            models.CheckConstraint(
                name="question_version_corrects_with_a_reason",
                condition=Q(number=1) | ~Q(correction=""),
            ),
            in_order("question_version", "least", "most"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}: {self.wording[:60]}"

    def label(self, value: str) -> str:
        """The words of an option, or the value itself where it is not one."""
        return dict(self.options).get(value, value)
