"""Questions that a body asks the one that consults, and their answers, which everybody reads."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from consultation.models.constraints import PLAIN, classified, not_blank

if TYPE_CHECKING:
    from consultation.models.proposal import Proposal


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def waiting(self) -> "EnquiryQuerySet":
        """Those without an answer."""
        return self.filter(answers=None)

    def answered(self) -> "EnquiryQuerySet":
        """Those with one, whether it was corrected or not."""
        return self.filter(answers__number=1)

    def read_with(self, proposal: "Proposal") -> "EnquiryQuerySet":
        """Those about it, and those about its whole consultation."""
        of_all = Q(consultation=proposal.consultation_id, proposal=None)
        return self.filter(of_all | Q(proposal=proposal))


class Enquiry(models.Model):
    """What an organisation must know before it can reply. Its words are never changed."""

    MOST_LETTERS: ClassVar[int] = 2_000

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="enquiries"
    )
    organisation = models.ForeignKey(
        "consultation.Organisation", on_delete=models.PROTECT, related_name="enquiries"
    )
    proposal = models.ForeignKey(
        "consultation.Proposal",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="enquiries",
        help_text="Empty where it is about the whole consultation.",
    )
    text = models.TextField("the question, as published with its answer")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()

    objects = EnquiryQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id consultation organisation proposal text asked_by asked_at"
    )

    class Meta:
        ordering = ["asked_at", "id"]
        verbose_name_plural = "enquiries"
        constraints = [not_blank("enquiry", "text")]

    def __str__(self) -> str:
        return f"Enquiry {self.pk} of organisation {self.organisation_id}"


class EnquiryAnswer(models.Model):
    """An answer as it was given. The newest counts; a later one says why the one before was wrong.

    Rows are added and never changed.
    """

    MOST_LETTERS: ClassVar[int] = 5_000

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField()
    text = models.TextField("the answer, as published")
    why = models.TextField("why the one before was wrong, as published", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id enquiry number text why by at")

    class Meta:
        ordering = ["enquiry", "number"]
        constraints = [
            not_blank("enquiry_answer", "text"),
            UniqueConstraint(name="enquiry_answer_number_once", fields=["enquiry", "number"]),
            CheckConstraint(
                name="enquiry_answer_corrects_with_a_reason",
                condition=Q(number=1, why="") | (Q(number__gt=1) & ~Q(why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Answer {self.number} to enquiry {self.enquiry_id}"
