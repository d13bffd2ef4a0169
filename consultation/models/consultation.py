"""A consultation: one decision question with dates and criteria."""

import re
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse

from consultation.models.constraints import PLAIN, classified, in_order, not_blank, one_of


class ConsultationState(models.TextChoices):
    DRAFT = "DRAFT", "Draft"
    PUBLISHED = "PUBLISHED", "Published"
    SUSPENDED = "SUSPENDED", "Paused"


#: What the public may read.
PUBLIC = (ConsultationState.PUBLISHED, ConsultationState.SUSPENDED)

#: A phone number as people write it, or nothing.
PHONE = r"^(\+?[0-9(][0-9 ()-]{2,}[0-9])?$"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def published(self) -> "ConsultationQuerySet":
        """Those the public may read, open or not, paused too."""
        return self.filter(state__in=PUBLIC)

    def open_at(self, now: datetime) -> "ConsultationQuerySet":
        """Those that take responses now. The instant of closing itself still counts."""
        running = self.filter(state=ConsultationState.PUBLISHED)
        return running.filter(opens_at__lte=now, closes_at__gte=now)

    def closed_at(self, now: datetime) -> "ConsultationQuerySet":
        """Those past their deadline. One that is paused is not closed, whatever its time."""
        return self.filter(state=ConsultationState.PUBLISHED, closes_at__lt=now)


class Consultation(models.Model):
    """One decision question. Others are consultations of their own."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    body = models.CharField("who is consulting", max_length=200)
    question = models.TextField("the one decision question")
    summary = models.TextField()
    about_this_copy = models.TextField(
        blank=True, help_text="Shown on top of every page: an example, a re-run, a pilot."
    )
    still_open = models.TextField("what can still change")
    already_fixed = models.TextField("what cannot change, and why")
    other_ways = models.TextField("other ways to respond", blank=True)
    contact = models.EmailField("email address for questions")
    contact_address = models.TextField(
        "postal address", blank=True, help_text="As it stands on an envelope, line by line."
    )
    contact_phone = models.CharField(
        "phone number", max_length=40, blank=True, help_text="Digits, like 020 7946 0000."
    )
    privacy_notice = models.TextField()
    privacy_version = models.CharField(max_length=20)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(help_text="The last instant that counts, London time.")
    grace_minutes = models.PositiveSmallIntegerField(
        default=30, help_text="For a response begun before the close."
    )
    late_replies_until = models.DateTimeField(
        "until when formal replies are accepted late", null=True, blank=True
    )
    late_reply_policy = models.TextField("what becomes of late formal replies", blank=True)
    decision_expected_on = models.DateField(null=True, blank=True)
    equality_set = models.ForeignKey(
        "consultation.EqualitySet",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name="equality questions that are asked after a response is sent",
    )
    no_equality_reason = models.TextField("why no equality questions are asked", blank=True)
    two_reviews = models.BooleanField(
        "free text needs two people before anybody else reads it", default=False
    )
    duty_instruction = models.TextField(
        "what a moderator does at once about a threat or somebody in danger", blank=True
    )
    state = models.CharField(
        max_length=10, choices=ConsultationState.choices, default=ConsultationState.DRAFT
    )

    objects = ConsultationQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "id slug title body question summary about_this_copy still_open already_fixed other_ways "
        "contact contact_address contact_phone privacy_notice privacy_version opens_at closes_at "
        "grace_minutes late_replies_until late_reply_policy decision_expected_on equality_set "
        "no_equality_reason two_reviews duty_instruction state",
    )

    class Meta:
        ordering = ["-opens_at", "slug"]
        constraints = [
            one_of("consultation", "state", ConsultationState),
            in_order("consultation", "opens_at", "closes_at"),
            not_blank("consultation", "title"),
            in_order("consultation", "closes_at", "late_replies_until"),
            models.CheckConstraint(
                name="consultation_late_replies_under_a_policy",
                condition=Q(late_replies_until=None, late_reply_policy="")
                | (Q(late_replies_until__isnull=False) & ~Q(late_reply_policy="")),
            ),
            models.CheckConstraint(
                name="consultation_contact_phone_is_a_number",
                condition=Q(contact_phone__regex=PHONE),
                violation_error_message="Enter a phone number, like 020 7946 0000",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultation", args=[self.slug])

    @property
    def address_lines(self) -> list[str]:
        """The postal address, line by line; none where there is none."""
        return [one.strip() for one in self.contact_address.splitlines() if one.strip()]

    @property
    def phone_link(self) -> str:
        """What a phone dials; empty where there is no number."""
        digits = re.sub(r"\(0\)|[^0-9]", "", self.contact_phone)
        return f"tel:{'+' if self.contact_phone.startswith('+') else ''}{digits}" if digits else ""

    @property
    def is_public(self) -> bool:
        """The public may read it, open or not, paused too."""
        return self.state in PUBLIC

    @property
    def is_paused(self) -> bool:
        """Suspended: neither open nor closed."""
        return self.state == ConsultationState.SUSPENDED

    def is_open_at(self, now: datetime) -> bool:
        """Takes new responses now."""
        published = self.state == ConsultationState.PUBLISHED
        return published and self.opens_at <= now <= self.closes_at

    def is_coming_at(self, now: datetime) -> bool:
        """Will open, and is not paused."""
        return not self.is_paused and now < self.opens_at

    def is_closed_at(self, now: datetime) -> bool:
        """Past its deadline. A paused consultation is not closed, and an outage closes none."""
        return not self.is_paused and now > self.closes_at

    def is_interim_at(self, instant: datetime) -> bool:
        """Whoever counts at this instant does not count everything: residents can still respond."""
        return self.is_paused or instant <= self.grace_ends_at

    @property
    def grace_ends_at(self) -> datetime:
        """The last instant that counts for a response begun in time."""
        return self.closes_at.astimezone(UTC) + timedelta(minutes=self.grace_minutes)

    @property
    def formal_replies_end_at(self) -> datetime:
        """The last instant at which something can still come of a formal reply that is begun."""
        return max(self.grace_ends_at, self.late_replies_until or self.grace_ends_at)

    def takes_late_replies_at(self, now: datetime) -> bool:
        """Past the deadline, and formal replies are still accepted under its stated policy."""
        until = self.late_replies_until
        return self.is_closed_at(now) and until is not None and now <= until

    @property
    def equality_ends_at(self) -> datetime:
        """The last instant at which somebody who sent a response may answer equality questions."""
        return self.grace_ends_at + timedelta(days=1)

    @property
    def equality_sheets_end_at(self) -> datetime:
        """The last instant at which sheets of paper with equality answers may be typed in."""
        return self.equality_ends_at + timedelta(weeks=4)

    def takes(self, *, begun_at: datetime, now: datetime) -> bool:
        """Takes this response now: begun in time, it may finish within the stated grace."""
        if self.is_open_at(now):
            return True
        return self.is_open_at(begun_at) and now <= self.grace_ends_at

    def keeps(self, *, begun_at: datetime, now: datetime) -> bool:
        """Saves what is typed into this response now: while it takes it, and while paused."""
        return self.is_paused or self.takes(begun_at=begun_at, now=now)


class Criterion(models.Model):
    """One of the published tests that the decision will be judged by."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="criteria"
    )
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id consultation position title text")

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "criteria"
        constraints = [
            UniqueConstraint(name="criterion_position_once", fields=["consultation", "position"]),
            not_blank("criterion", "title"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


class ExclusionRule(models.Model):
    """A reason, published before opening, for which a response may be left out of the counts."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="exclusion_rules"
    )
    code = models.SlugField(max_length=40)
    text = models.TextField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id consultation code text")

    class Meta:
        ordering = ["code"]
        constraints = [
            UniqueConstraint(name="exclusion_rule_once", fields=["consultation", "code"]),
            models.CheckConstraint(name="exclusion_rule_text_not_blank", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.code
