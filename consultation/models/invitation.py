"""Invitations to act for an organisation in a consultation."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Exists, OuterRef, Q, UniqueConstraint

from consultation.models.constraints import (
    PERSONAL,
    PLAIN,
    SECRET,
    both_or_neither,
    classified,
    in_order,
    not_blank,
    told_address,
)
from consultation.models.retention import LegalHold
from consultation.models.user import COUNCIL_ROLES, Role


class InvitationState(models.TextChoices):
    """How far one has come. It follows from the times in the row and is not stored."""

    INVITED = "INVITED", "Invited"
    OPENED = "OPENED", "Opened"
    JOINED = "JOINED", "Joined"
    REVOKED = "REVOKED", "Revoked"
    EXPIRED = "EXPIRED", "Expired"


#: Those of which something may still come.
WAITING = (InvitationState.INVITED, InvitationState.OPENED)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def not_ended(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; it may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def forgotten_at(self, now: datetime) -> "InvitationQuerySet":
        """Those that ended 28 days ago, nobody took up, and no hold keeps; not erased yet."""
        then = now - Invitation.REMEMBERED_FOR
        ended = Q(expires_at__lte=then) | Q(revoked_at__lte=then)
        held = LegalHold.objects.on_organisation(OuterRef("consultation"), OuterRef("organisation"))
        return self.filter(~Exists(held), ended, accepted_at=None, erased_at=None)

    def waiting_at(self, now: datetime) -> "InvitationQuerySet":
        """Those that can be accepted."""
        return self.not_ended().filter(expires_at__gt=now)


class Invitation(models.Model):
    """One person, asked by e-mail to act for an organisation; only the link's hash is stored."""

    KEPT_FOR: ClassVar[timedelta] = timedelta(days=28)
    REMEMBERED_FOR: ClassVar[timedelta] = timedelta(days=28)  # after its end

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="invitations"
    )
    organisation = models.ForeignKey(
        "consultation.Organisation", on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField("address that it is sent to")
    role = models.CharField(
        max_length=20, choices=[(str(one.value), one.label) for one in COUNCIL_ROLES]
    )
    token_hash = models.CharField(
        max_length=64, blank=True, help_text="Empty until its first e-mail is posted."
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_made"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations_accepted",
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    erased_at = models.DateTimeField("when the address was erased", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id consultation organisation role invited_by invited_at expires_at opened_at "
            "accepted_by accepted_at revoked_by revoked_at erased_at",
        ),
        **classified(PERSONAL, "email"),
        **classified(SECRET, "token_hash"),
    }

    class Meta:
        ordering = ["-invited_at", "-id"]
        constraints = [
            CheckConstraint(name="invitation_role_known", condition=Q(role__in=COUNCIL_ROLES)),
            not_blank("invitation", "email"),
            CheckConstraint(
                name="invitation_email_is_lower_case", condition=~Q(email__regex=r"[A-Z]")
            ),
            in_order("invitation", "invited_at", "expires_at"),
            both_or_neither("invitation", "accepted_at", "accepted_by"),
            both_or_neither("invitation", "revoked_at", "revoked_by"),
            CheckConstraint(
                name="invitation_ends_once", condition=Q(accepted_at=None) | Q(revoked_at=None)
            ),
            CheckConstraint(
                name="invitation_of_who_joined_is_kept",
                condition=Q(accepted_at=None) | Q(erased_at=None),
            ),
            CheckConstraint(
                name="invitation_accepted_was_opened",
                condition=Q(accepted_at=None) | Q(opened_at__isnull=False),
            ),
            UniqueConstraint(
                name="invitation_once_in_force",
                fields=["consultation", "organisation", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
            ),
            UniqueConstraint(
                name="invitation_link_is_its_own",
                fields=["token_hash"],
                condition=~Q(token_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk} for organisation {self.organisation_id}"

    def state_at(self, now: datetime) -> InvitationState:
        """How far it has come."""
        if self.accepted_at is not None:
            return InvitationState.JOINED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        if self.expires_at <= now:
            return InvitationState.EXPIRED
        return InvitationState.OPENED if self.opened_at else InvitationState.INVITED

    def is_waiting_at(self, now: datetime) -> bool:
        """It can be accepted."""
        return self.state_at(now) in WAITING

    @property
    def address(self) -> str:
        """As pages show it: in words once it is erased."""
        return told_address(self.email)

    @property
    def named_role(self) -> Role:
        """Its role, which is one of a council's."""
        return Role(self.role)
