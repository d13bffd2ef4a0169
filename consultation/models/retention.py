"""How long what is held, and the legal hold that stops every clock."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, OuterRef, Q, UniqueConstraint

from consultation.models.constraints import (
    PERSONAL,
    PLAIN,
    both_or_neither,
    classified,
    not_blank,
    one_of,
)
from consultation.models.erasure import Part


class CountedFrom(models.TextChoices):
    CLOSING = "CLOSING", "The closing time"
    DECISION = "DECISION", "The day of the decision"


class RetentionRule(models.Model):
    """How long one part of the responses is kept. A newer row replaces it; none is changed.

    Counted from a decision that is not known yet, nothing is due.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="retention_rules"
    )
    part = models.CharField(max_length=8, choices=Part.choices)
    counted_from = models.CharField(max_length=8, choices=CountedFrom.choices)
    decided_on = models.DateField("day of the decision", null=True, blank=True)
    months = models.PositiveSmallIntegerField("months that it is kept")
    reason = models.TextField("why it is kept so long")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id consultation part counted_from decided_on months reason by at"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("retention_rule", "part", Part),
            one_of("retention_rule", "counted_from", CountedFrom),
            not_blank("retention_rule", "reason"),
            CheckConstraint(
                name="retention_rule_months_in_bounds", condition=Q(months__gte=3, months__lte=600)
            ),
            CheckConstraint(
                name="retention_rule_decided_on_with_decision",
                condition=Q(counted_from=CountedFrom.DECISION) | Q(decided_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Retention rule {self.pk}: {self.get_part_display()}, {self.months} months"


class RetentionMark(models.Model):
    """How far the nightly erasure is through with one part of the responses to a consultation.

    Up to the response `through` nothing is left to look for: what comes there later is a Leftover.
    `seen` was the newest response of all at the last look. It becomes `through` at the next one,
    for by then everything that was being written beside that look has come.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="+"
    )
    part = models.CharField(max_length=8, choices=Part.choices)
    through = models.BigIntegerField(default=0)
    seen = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id consultation part through seen at")

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("retention_mark", "part", Part),
            UniqueConstraint(name="retention_mark_once_a_part", fields=["consultation", "part"]),
            CheckConstraint(
                name="retention_mark_through_what_was_seen", condition=Q(through__lte=F("seen"))
            ),
        ]

    def __str__(self) -> str:
        return f"Retention mark {self.pk}: {self.get_part_display()}, through {self.through}"


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def in_force(self) -> "LegalHoldQuerySet":
        """Not lifted."""
        return self.filter(lifted_at=None)

    def of_words(self) -> "LegalHoldQuerySet":
        """In force for the sake of words that are there."""
        return self.in_force().exclude(response__erasures__part=Part.WORDS)

    def on_whole(self, consultation: OuterRef) -> "LegalHoldQuerySet":
        """In force on all of a consultation."""
        return self.in_force().filter(consultation=consultation, response=None, organisation=None)

    def on_organisation(
        self, consultation: OuterRef, organisation: OuterRef
    ) -> "LegalHoldQuerySet":
        """In force on what one organisation sent, or on all of the consultation."""
        either = Q(organisation=None) | Q(organisation=organisation)
        return self.in_force().filter(either, consultation=consultation, response=None)


class LegalHold(models.Model):
    """Nothing is erased that it covers: a consultation, or of it one response or organisation."""

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="holds"
    )
    response = models.ForeignKey(
        "consultation.Response", on_delete=models.PROTECT, null=True, blank=True,
        related_name="holds",
    )  # fmt: skip
    organisation = models.ForeignKey(
        "consultation.Organisation", on_delete=models.PROTECT, null=True, blank=True,
        related_name="holds",
    )  # fmt: skip
    reason = models.TextField("why nothing may be erased")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.TextField("why it is lifted", blank=True)

    objects = LegalHoldQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id consultation response organisation by at lifted_by lifted_at"),
        **classified(PERSONAL, "reason lift_reason"),
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            not_blank("legal_hold", "reason"),
            both_or_neither("legal_hold", "lifted_at", "lifted_by"),
            CheckConstraint(
                name="legal_hold_lifted_with_reason",
                condition=Q(lifted_at=None, lift_reason="")
                | (Q(lifted_at__isnull=False) & ~Q(lift_reason="")),
            ),
            CheckConstraint(
                name="legal_hold_on_one_thing", condition=Q(response=None) | Q(organisation=None)
            ),
            UniqueConstraint(
                name="legal_hold_once_in_force",
                fields=["consultation", "response", "organisation"],
                condition=Q(lifted_at=None),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"Legal hold {self.pk}: {self.subject}"

    @property
    def subject(self) -> str:
        """What it covers."""
        if self.response_id:
            return f"Response {self.response_id}"
        return str(self.organisation) if self.organisation else "The whole consultation"
