"""A text of a consultation in another language: drafted, checked by somebody else, published."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from consultation.models.constraints import (
    PLAIN,
    both_or_neither,
    classified,
    not_blank,
    one_of,
)


class TranslationState(models.TextChoices):
    DRAFT = "DRAFT", "Draft"
    CHECKED = "CHECKED", "Checked"
    PUBLISHED = "PUBLISHED", "Published"


class TranslationQuerySet(models.QuerySet["Translation"]):
    def published(self) -> "TranslationQuerySet":
        """Those that the public reads."""
        return self.filter(state=TranslationState.PUBLISHED)

    def into(self, language: str) -> "TranslationQuerySet":
        """Those in one language."""
        return self.filter(language=language)


class Translation(models.Model):
    """One text in one language, with the English it was made from: another English, no translation.

    `subject` names a row as `model:key`; `field` is its field, or "option value" for one option of
    a question. Without `drafted_by` a machine drafted it. Whoever drafts does not check.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="translations"
    )
    subject = models.CharField("row", max_length=80)
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    english = models.TextField("the English it was made from")
    text = models.TextField()
    state = models.CharField(
        max_length=9, choices=TranslationState.choices, default=TranslationState.DRAFT
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="translations_drafted",
    )
    drafted_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="translations_checked",
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = TranslationQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "id consultation subject field language english text state drafted_by drafted_at "
        "checked_by checked_at",
    )

    class Meta:
        ordering = ["language", "subject", "field"]
        constraints = [
            one_of("translation", "state", TranslationState),
            UniqueConstraint(name="translation_once", fields=["subject", "field", "language"]),
            CheckConstraint(
                name="translation_subject_is_a_row", condition=Q(subject__regex=r"^[a-z]+:[0-9]+$")
            ),
            CheckConstraint(name="translation_not_english", condition=~Q(language="en")),
            not_blank("translation", "text"),
            both_or_neither("translation", "checked_by", "checked_at"),
            CheckConstraint(
                name="translation_checked_when_it_says_so",
                condition=Q(state=TranslationState.DRAFT, checked_at=None)
                | (~Q(state=TranslationState.DRAFT) & Q(checked_at__isnull=False)),
            ),
            CheckConstraint(
                name="translation_checked_by_another",
                condition=Q(drafted_by=None) | Q(checked_by=None) | ~Q(checked_by=F("drafted_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.field} in {self.language}"
