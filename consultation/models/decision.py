"""What was answered to each point, and what was decided about each proposal."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from consultation.models.constraints import (
    PLAIN,
    both_or_neither,
    classified,
    not_blank,
    one_of,
)


class DispositionKind(models.TextChoices):
    """What becomes of a point."""

    ACCEPTED = "ACCEPTED", "Accepted"
    PARTLY = "PARTLY", "Accepted in part"
    NOT_ACCEPTED = "NOT_ACCEPTED", "Not accepted"
    NOT_MATERIAL = "NOT_MATERIAL", "Not material to this decision"
    ELSEWHERE = "ELSEWHERE", "Answered elsewhere"


class Disposition(models.Model):
    """The answer to a point, for one proposal or for all that it is about. Never changed.

    It is an answer to `version` of the point: once the point says something else, it is an answer
    no more. One for all is for what the point was about when it was given: `covers` has the keys of
    these proposals, and EVERYTHING where it was about the whole consultation.
    """

    point = models.ForeignKey(
        "consultation.Point", on_delete=models.PROTECT, related_name="dispositions", db_index=False
    )
    proposal = models.ForeignKey(
        "consultation.Proposal",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dispositions",
    )
    version = models.PositiveIntegerField("version of the point")
    covers = ArrayField(models.BigIntegerField(), default=list)
    kind = models.CharField(max_length=12, choices=DispositionKind.choices)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    EVERYTHING = 0  # no key of a proposal

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id point proposal version covers kind reason at by"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            one_of("disposition", "kind", DispositionKind),
            not_blank("disposition", "reason"),
        ]
        indexes = [models.Index(name="disposition_newest", fields=["point", "proposal", "-id"])]

    def __str__(self) -> str:
        return f"Answer {self.pk} to point {self.point_id}: {self.get_kind_display()}"


class EqualityAssessment(models.Model):
    """What the body found about effects on people with protected characteristics. Never changed.

    The newest of a consultation is the current one: no decision is signed without it.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation",
        on_delete=models.PROTECT,
        related_name="equality_assessments",
        db_index=False,
    )
    number = models.PositiveSmallIntegerField("edition")
    title = models.CharField(max_length=200)
    text = models.TextField("what it found")
    page = models.URLField("address of the whole document", max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id consultation number title text page at by"
    )

    class Meta:
        ordering = ["consultation", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="equality_assessment_once", fields=["consultation", "number"]
            ),
            not_blank("equality_assessment", "title"),
            not_blank("equality_assessment", "text"),
        ]

    def __str__(self) -> str:
        return f"Equality assessment {self.number} of consultation {self.consultation_id}"


class DecisionState(models.TextChoices):
    DRAFT = "DRAFT", "Being prepared"
    SIGNED = "SIGNED", "Signed"
    QUASHED = "QUASHED", "Quashed or set aside"


class Outcome(models.TextChoices):
    """What is decided about a proposal."""

    AS_PROPOSED = "AS_PROPOSED", "Go ahead as proposed"
    CHANGED = "CHANGED", "Go ahead with something else than was proposed"
    NOT = "NOT", "Do not go ahead"
    LATER = "LATER", "Decide later"


#: What a decision has to say before it is signed.
WRITTEN = ("outcome", "decided", "reasons", "alternatives", "conflicts")


class Decision(models.Model):
    """What was decided about one proposal. Signed once; then only the end of it can be written.

    `considered_from`: answers to points that are older do not count for it, since what is decided
    became something else, or an earlier decision was quashed. The database signs none while
    something is missing: see the function `counterpoint_missing`.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="decisions"
    )
    proposal = models.ForeignKey(
        "consultation.Proposal", on_delete=models.PROTECT, related_name="decisions", db_index=False
    )
    number = models.PositiveSmallIntegerField("how often it was decided, this time included")
    state = models.CharField(
        max_length=7, choices=DecisionState.choices, default=DecisionState.DRAFT
    )
    outcome = models.CharField(max_length=11, choices=Outcome.choices, blank=True)
    decided = models.TextField("what is decided", blank=True)
    reasons = models.TextField(blank=True)
    alternatives = models.TextField("alternatives rejected, and why", blank=True)
    conflicts = models.TextField("interests that were declared", blank=True)
    consulted_again = models.TextField(
        "why people are consulted again before it is decided anew, or are not", blank=True
    )
    equality = models.ForeignKey(
        EqualityAssessment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="equality assessment that was taken into account",
    )
    considered_from = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    digest = models.CharField("SHA-256 of what was signed", max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_reason = models.TextField("by whom it was quashed or set aside, and why", blank=True)

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "id consultation proposal number state outcome decided reasons alternatives conflicts "
        "consulted_again equality considered_from begun_at begun_by signed_at signed_by digest "
        "ended_at ended_by ended_reason",
    )

    class Meta:
        ordering = ["proposal", "-number"]
        constraints = [
            one_of("decision", "state", DecisionState),
            models.CheckConstraint(
                name="decision_outcome_known", condition=Q(outcome__in=["", *Outcome.values])
            ),
            models.UniqueConstraint(name="decision_once", fields=["proposal", "number"]),
            models.UniqueConstraint(
                name="decision_one_in_force",
                fields=["proposal"],
                condition=~Q(state=DecisionState.QUASHED),
            ),
            both_or_neither("decision", "signed_at", "signed_by"),
            both_or_neither("decision", "ended_at", "ended_by"),
            models.CheckConstraint(
                name="decision_signed_by_somebody",
                condition=Q(state=DecisionState.DRAFT, signed_at=None, digest="")
                | (
                    ~Q(state=DecisionState.DRAFT)
                    & Q(signed_at__isnull=False, digest__regex=r"^[0-9a-f]{64}$")
                ),
            ),
            models.CheckConstraint(
                name="decision_ended_with_a_reason",
                condition=Q(state=DecisionState.QUASHED, ended_at__isnull=False)
                & ~Q(ended_reason="")
                | (~Q(state=DecisionState.QUASHED) & Q(ended_at=None, ended_reason="")),
            ),
            models.CheckConstraint(
                name="decision_made_again_says_why",
                condition=Q(number=1) | ~Q(consulted_again=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Decision {self.pk} on proposal {self.proposal_id}"

    def get_absolute_url(self) -> str:
        return reverse("decision", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        """Not signed: it decides nothing."""
        return self.state == DecisionState.DRAFT

    @property
    def is_signed(self) -> bool:
        """In force."""
        return self.state == DecisionState.SIGNED


class CriterionResult(models.Model):
    """How a decision stands by one of the published criteria. Frozen once it is signed."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="results")
    criterion = models.ForeignKey(
        "consultation.Criterion", on_delete=models.PROTECT, related_name="results"
    )
    text = models.TextField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id decision criterion text")

    class Meta:
        ordering = ["criterion__position"]
        constraints = [
            models.UniqueConstraint(name="criterion_result_once", fields=["decision", "criterion"]),
            not_blank("criterion_result", "text"),
        ]

    def __str__(self) -> str:
        return f"Decision {self.decision_id} by criterion {self.criterion_id}"


class Briefing(models.Model):
    """What the register says about a proposal, as whoever decides is given it. Never changed."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="briefings")
    content = models.JSONField()
    digest = models.CharField("SHA-256 of its content", max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id decision content digest at by")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="briefing_digest_is_one", condition=Q(digest__regex=r"^[0-9a-f]{64}$")
            )
        ]

    def __str__(self) -> str:
        return f"Briefing {self.pk} for decision {self.decision_id}"
