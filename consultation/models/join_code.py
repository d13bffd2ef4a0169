"""Codes by which colleagues join an organisation."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q

from consultation.models.constraints import (
    PLAIN,
    SECRET,
    both_or_neither,
    classified,
    in_order,
)
from consultation.models.user import Role

COLLEAGUES = (Role.COUNCIL_DRAFTER, Role.COUNCIL_OBSERVER)


class JoinCodeQuerySet(models.QuerySet["JoinCode"]):
    def in_force_at(self, now: datetime) -> "JoinCodeQuerySet":
        """Those that still let somebody in."""
        return self.filter(ended_at=None, expires_at__gt=now, uses__lt=F("most_uses"))


class JoinCode(models.Model):
    """A code that an approver hands out: short-lived, countable, and ended at any time.

    The code itself is shown once; only its hash is stored. It makes no account: whoever enters it
    is written to at an address of the organisation's own.
    """

    KEPT_FOR: ClassVar[timedelta] = timedelta(days=7)
    MOST_USES: ClassVar[int] = 10

    organisation = models.ForeignKey(
        "consultation.Organisation", on_delete=models.PROTECT, related_name="join_codes"
    )
    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="join_codes"
    )
    role = models.CharField(
        max_length=20, choices=[(str(one.value), one.label) for one in COLLEAGUES]
    )
    code_hash = models.CharField("SHA-256 of the code", max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    uses = models.PositiveSmallIntegerField("how often it was used", default=0)
    most_uses = models.PositiveSmallIntegerField("how often it may be used", default=MOST_USES)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = JoinCodeQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id organisation consultation role made_by made_at expires_at uses most_uses "
            "ended_by ended_at",
        ),
        **classified(SECRET, "code_hash"),
    }

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            CheckConstraint(name="join_code_role_known", condition=Q(role__in=COLLEAGUES)),
            CheckConstraint(
                name="join_code_hash_is_a_hash", condition=Q(code_hash__regex=r"^[0-9a-f]{64}$")
            ),
            in_order("join_code", "made_at", "expires_at"),
            both_or_neither("join_code", "ended_at", "ended_by"),
            CheckConstraint(name="join_code_can_be_used", condition=Q(most_uses__gt=0)),
            CheckConstraint(
                name="join_code_not_used_too_often", condition=Q(uses__lte=F("most_uses"))
            ),
        ]

    def __str__(self) -> str:
        return f"Code {self.pk} of organisation {self.organisation_id}"

    @property
    def named_role(self) -> Role:
        """The role that those get who use it."""
        return Role(self.role)

    def is_in_force_at(self, now: datetime) -> bool:
        """It still lets somebody in."""
        return self.ended_at is None and self.expires_at > now and self.uses < self.most_uses
