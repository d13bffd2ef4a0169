"""A file that somebody sent: evidence for an answer, or the scan of a paper form."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from consultation.models.constraints import (
    PERSONAL,
    PLAIN,
    classified,
    not_blank,
    one_of,
)


class AttachmentPurpose(models.TextChoices):
    EVIDENCE = "EVIDENCE", "Sent with an answer"
    SCAN = "SCAN", "Scan of a paper response"


class ContentType(models.TextChoices):
    """What we take. What a file is, is read from its bytes."""

    PDF = "PDF", "PDF"
    DOCX = "DOCX", "DOCX"
    ODT = "ODT", "ODT"
    XLSX = "XLSX", "XLSX"
    ODS = "ODS", "ODS"
    CSV = "CSV", "CSV"
    JPG = "JPG", "JPG"
    PNG = "PNG", "PNG"
    TXT = "TXT", "TXT"


class AttachmentState(models.TextChoices):
    UNSCANNED = "UNSCANNED", "Not scanned for viruses"
    CLEAN = "CLEAN", "Scanned, no virus found"
    INFECTED = "INFECTED", "Quarantined: a virus was found"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def unscanned(self) -> "AttachmentQuerySet":
        """Kept while no scanner was configured."""
        return self.filter(state=AttachmentState.UNSCANNED)

    def evidence(self) -> "AttachmentQuerySet":
        """Sent with answers, in the order of sending."""
        return self.filter(purpose=AttachmentPurpose.EVIDENCE).order_by("uploaded_at", "pk")

    def scans(self) -> "AttachmentQuerySet":
        """Scans of paper, in the order of sending."""
        return self.filter(purpose=AttachmentPurpose.SCAN).order_by("uploaded_at", "pk")


class Attachment(models.Model):
    """One file. Its bytes lie under FILES_ROOT by its random key, and are never changed.

    It belongs to a draft, of a resident or of a formal reply, until that is sent, then to the
    response and for good. The database lets
    only that link and the state change. A file for a question names the wording it answers, and
    the proposal it was sent about, if any; proposals that share answers share it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    draft = models.ForeignKey(
        "consultation.Draft", on_delete=models.PROTECT, null=True, blank=True,
        related_name="attachments",
    )  # fmt: skip
    response = models.ForeignKey(
        "consultation.Response", on_delete=models.PROTECT, null=True, blank=True,
        related_name="attachments",
    )  # fmt: skip
    formal_reply = models.ForeignKey(
        "consultation.FormalReply", on_delete=models.PROTECT, null=True, blank=True,
        related_name="attachments",
    )  # fmt: skip
    question_version = models.ForeignKey(
        "consultation.QuestionVersion", on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", db_index=False,
    )  # fmt: skip
    proposal = models.ForeignKey(
        "consultation.Proposal", on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", db_index=False,
    )  # fmt: skip
    purpose = models.CharField(max_length=8, choices=AttachmentPurpose.choices)
    name = models.CharField("file name, made safe to show", max_length=120)
    content_type = models.CharField(max_length=4, choices=ContentType.choices)
    size = models.PositiveIntegerField("bytes")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=AttachmentState.choices)
    uploaded_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    MOST_BYTES = 10 * 1024 * 1024

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id consultation draft response formal_reply question_version proposal purpose "
            "content_type size sha256 state uploaded_at",
        ),
        **classified(PERSONAL, "name"),
    }

    class Meta:
        constraints = [
            one_of("attachment", "purpose", AttachmentPurpose),
            one_of("attachment", "content_type", ContentType),
            one_of("attachment", "state", AttachmentState),
            not_blank("attachment", "name"),
            models.CheckConstraint(
                name="attachment_has_one_owner",
                condition=Q(draft__isnull=False, response=None, formal_reply=None)
                | Q(draft=None, response__isnull=False, formal_reply=None)
                | Q(draft=None, response=None, formal_reply__isnull=False),
            ),
            models.CheckConstraint(
                name="attachment_size_in_bounds",
                condition=Q(size__gt=0, size__lte=10 * 1024 * 1024),
            ),
            models.CheckConstraint(
                name="attachment_sha256_is_one", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="attachment_scan_answers_no_question",
                condition=Q(purpose=AttachmentPurpose.EVIDENCE)
                | Q(question_version=None, proposal=None),
            ),
            models.CheckConstraint(
                name="attachment_about_a_proposal_answers",
                condition=Q(proposal=None) | Q(question_version__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="attachment_unscanned", fields=["uploaded_at"], condition=Q(state="UNSCANNED")
            )
        ]

    def __str__(self) -> str:
        return f"Attachment {self.pk}"

    @property
    def stored_as(self) -> str:
        """The name of its bytes under FILES_ROOT."""
        return self.pk.hex
