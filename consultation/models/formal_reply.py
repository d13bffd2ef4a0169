"""A formal reply: drafted by several, signed under an authority, replaced by a newer edition."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from consultation.models.constraints import (
    PERSONAL,
    PLAIN,
    both_or_neither,
    classified,
    not_blank,
    one_of,
)


class FormalReplyState(models.TextChoices):
    DRAFT = "DRAFT", "Being drafted"
    AWAITING_APPROVAL = "AWAITING_APPROVAL", "Waiting for approval"
    RETURNED = "RETURNED", "Sent back by the approver"
    SIGNED = "SIGNED", "Signed"
    SUPERSEDED = "SUPERSEDED", "Replaced by a newer reply"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"
    SET_ASIDE = "SET_ASIDE", "Set aside unsigned"


#: Those in which its text may be changed.
WRITABLE = (FormalReplyState.DRAFT, FormalReplyState.RETURNED)
#: Those of an edition that is not signed yet.
UNSIGNED = (*WRITABLE, FormalReplyState.AWAITING_APPROVAL)


class FormalReplyQuerySet(models.QuerySet["FormalReply"]):
    def unsigned(self) -> "FormalReplyQuerySet":
        """Being drafted or waiting for approval: private to the organisation."""
        return self.filter(state__in=UNSIGNED)

    def in_force(self) -> "FormalReplyQuerySet":
        """Signed, and neither replaced nor withdrawn."""
        return self.filter(state=FormalReplyState.SIGNED)


class FormalReply(models.Model):
    """One edition of what an organisation says in a consultation.

    Its words are in its sections, and once it is signed in its SignedReply. An organisation has one
    edition that is unsigned and one that is in force. The database lets only how it goes on change.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="formal_replies"
    )
    organisation = models.ForeignKey(
        "consultation.Organisation", on_delete=models.PROTECT, related_name="formal_replies"
    )
    number = models.PositiveSmallIntegerField("edition")
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacements"
    )
    state = models.CharField(
        max_length=17, choices=FormalReplyState.choices, default=FormalReplyState.DRAFT
    )
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", help_text="Who asked for approval last.",
    )  # fmt: skip
    asked_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.TextField("why it was withdrawn or set aside", blank=True)

    objects = FormalReplyQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id consultation organisation number replaces state begun_by begun_at asked_by "
            "asked_at",
        ),
        **classified(PERSONAL, "ended_reason"),
    }

    class Meta:
        ordering = ["consultation", "organisation", "number"]
        verbose_name_plural = "formal replies"
        constraints = [
            one_of("formal_reply", "state", FormalReplyState),
            UniqueConstraint(
                name="formal_reply_edition_once",
                fields=["consultation", "organisation", "number"],
            ),
            UniqueConstraint(
                name="formal_reply_one_unsigned",
                fields=["consultation", "organisation"],
                condition=Q(state__in=UNSIGNED),
            ),
            UniqueConstraint(
                name="formal_reply_one_in_force",
                fields=["consultation", "organisation"],
                condition=Q(state=FormalReplyState.SIGNED),
            ),
            UniqueConstraint(
                name="formal_reply_replaced_once",
                fields=["replaces"],
                condition=Q(replaces__isnull=False) & ~Q(state=FormalReplyState.SET_ASIDE),
            ),
            both_or_neither("formal_reply", "asked_at", "asked_by"),
            CheckConstraint(
                name="formal_reply_waits_for_somebody",
                condition=~Q(state=FormalReplyState.AWAITING_APPROVAL) | Q(asked_at__isnull=False),
            ),
            CheckConstraint(
                name="formal_reply_withdrawn_with_a_reason",
                condition=~Q(state=FormalReplyState.WITHDRAWN) | ~Q(ended_reason=""),
            ),
            CheckConstraint(
                name="formal_reply_replaces_another",
                condition=Q(replaces=None) | ~Q(replaces=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"Formal reply {self.pk} (edition {self.number}, {self.get_state_display()})"

    @property
    def is_writable(self) -> bool:
        """Its text may be changed."""
        return self.state in WRITABLE

    @property
    def is_unsigned(self) -> bool:
        """It is the organisation's own, and nobody else may know what it says."""
        return self.state in UNSIGNED

    @property
    def is_in_force(self) -> bool:
        """Signed, and neither replaced nor withdrawn."""
        return self.state == FormalReplyState.SIGNED


class SectionKind(models.TextChoices):
    """What a section of a reply is for, in the order in which they are read."""

    VIEW = "VIEW", "Our view as a whole"
    PROPOSAL = "PROPOSAL", "Our position on one proposal"
    HEARING = "HEARING", "Requests to be heard"


class Position(models.TextChoices):
    """What an organisation says to one proposal."""

    SUPPORT = "SUPPORT", "Supports it"
    CONDITIONAL = "CONDITIONAL", "Supports it on conditions"
    OPPOSE = "OPPOSE", "Opposes it"
    NO_POSITION = "NO_POSITION", "Takes no position"


class ReplySection(models.Model):
    """A part of a reply that is written and saved by itself. What it says is its newest version."""

    reply = models.ForeignKey(FormalReply, on_delete=models.PROTECT, related_name="sections")
    kind = models.CharField(max_length=8, choices=SectionKind.choices)
    proposal = models.ForeignKey(
        "consultation.Proposal", on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", db_index=False,
    )  # fmt: skip

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id reply kind proposal")

    class Meta:
        ordering = ["reply", "id"]
        constraints = [
            one_of("reply_section", "kind", SectionKind),
            UniqueConstraint(
                name="reply_section_once",
                fields=["reply", "kind", "proposal"],
                nulls_distinct=False,
            ),
            CheckConstraint(
                name="reply_section_about_its_proposal",
                condition=Q(kind=SectionKind.PROPOSAL, proposal__isnull=False)
                | (~Q(kind=SectionKind.PROPOSAL) & Q(proposal=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"Section {self.pk} of formal reply {self.reply_id}"


class SectionVersion(models.Model):
    """What somebody saved of a section. Appended; the database refuses any change.

    `content` is {"position": one of Position or "", "passages": [{"key", "heading", "text"}]}.
    That a number stands once in a section is what tells two who write at the same time apart.
    """

    section = models.ForeignKey(ReplySection, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    done = models.BooleanField("marked as completed", default=False)
    merged = models.BooleanField("two people’s changes put together", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id section number done merged by at"),
        **classified(PERSONAL, "content"),
    }

    class Meta:
        ordering = ["section", "number"]
        constraints = [
            UniqueConstraint(name="section_version_once", fields=["section", "number"]),
            CheckConstraint(name="section_version_counts", condition=Q(number__gt=0)),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of section {self.section_id}"


class ReplyNote(models.Model):
    """A remark of one drafter to the others, beside a section. Never part of the reply."""

    section = models.ForeignKey(ReplySection, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id section by at settled_by settled_at"),
        **classified(PERSONAL, "text"),
    }

    class Meta:
        ordering = ["section", "id"]
        constraints = [
            not_blank("reply_note", "text"),
            both_or_neither("reply_note", "settled_at", "settled_by"),
        ]

    def __str__(self) -> str:
        return f"Note {self.pk} on section {self.section_id}"
