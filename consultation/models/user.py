"""Accounts of staff and councils, and the roles they were granted. Residents have none."""

from datetime import UTC
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.crypto import salted_hmac

from consultation.models.constraints import (
    PERSONAL,
    PLAIN,
    SECRET,
    both_or_neither,
    classified,
    one_of,
)


class Role(models.TextChoices):
    """What a person is here to do. What each may do stands in access.py."""

    OWNER = "OWNER", "Consultation owner"
    MODERATOR = "MODERATOR", "Moderator"
    ANALYST = "ANALYST", "Analyst"
    DECISION_MAKER = "DECISION_MAKER", "Decision-maker"
    AUDITOR = "AUDITOR", "Auditor"
    COUNCIL_DRAFTER = "COUNCIL_DRAFTER", "Council drafter"
    COUNCIL_APPROVER = "COUNCIL_APPROVER", "Council approver"
    COUNCIL_OBSERVER = "COUNCIL_OBSERVER", "Council observer"


#: Held for an organisation that replies; all others are of the people who consult.
COUNCIL_ROLES = (Role.COUNCIL_DRAFTER, Role.COUNCIL_APPROVER, Role.COUNCIL_OBSERVER)
#: Work on single responses, and so can be limited to those of one borough.
BOROUGH_ROLES = (Role.MODERATOR, Role.ANALYST)


class Accounts(BaseUserManager["User"]):
    """Makes accounts; the e-mail address signs in."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account. Raises ValueError without an e-mail address."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account that may do everything, Django's admin included."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in ignores the case of the address."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """An account of a member of staff, a council officer or a decision-maker."""

    email = models.EmailField("email address", unique=True)
    name = models.CharField("full name", max_length=200)
    is_staff = models.BooleanField("may open Django's admin", default=False)
    is_active = models.BooleanField("account is in use", default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    two_factor_since = models.DateTimeField(
        "signs in with a second factor since",
        null=True,
        blank=True,
        help_text="Set exactly while the account has a second factor: the database sees to it.",
    )

    factor_changes = models.PositiveIntegerField(
        "how often a second factor came or went", default=0, db_default=0
    )

    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id is_staff is_active is_superuser joined_at last_login two_factor_since "
            "factor_changes",
        ),
        **classified(PERSONAL, "email name"),
        **classified(SECRET, "password"),
    }

    def __str__(self) -> str:
        # Without the address: it stands beside whatever somebody did, for all who read that.
        return f"{self.name} (account {self.pk})"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must know to be good: of the password, and of the second factors.

        So a session of before ends where another one sets a factor up, takes one away, or makes
        new recovery codes. Who has changed nothing yet keeps the sessions of an older version.
        """
        if self.two_factor_since is None and not self.factor_changes:
            return str(super()._get_session_auth_hash(secret=secret))  # type: ignore[misc]
        since = self.two_factor_since
        known = f"{self.password} {since.astimezone(UTC).isoformat() if since else ''}"
        if self.factor_changes:
            known = f"{known} {self.factor_changes}"
        return salted_hmac(
            "consultation.models.user", known, secret=secret, algorithm="sha256"
        ).hexdigest()

    def get_full_name(self) -> str:
        """The name to show beside what was done."""
        return self.name

    def get_short_name(self) -> str:
        """The same; names are not taken apart."""
        return self.name


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self) -> "GrantQuerySet":
        """Not revoked."""
        return self.filter(revoked_at=None)

    def to(self, person: User) -> "GrantQuerySet":
        """Of one account."""
        return self.filter(person=person)

    def with_scope(self) -> "GrantQuerySet":
        """With what it is limited to, in the same query."""
        return self.select_related("organisation", "consultation", "borough")


class Grant(models.Model):
    """A role given to a person, by whom and when; revoked, never deleted."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants"
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(
        "consultation.Organisation", on_delete=models.PROTECT, null=True, blank=True
    )
    consultation = models.ForeignKey(
        "consultation.Consultation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        help_text="Empty: every consultation.",
    )
    borough = models.ForeignKey(
        "stations.Borough",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=(
            "For a moderator or an analyst: only responses that speak about a front counter in it, "
            "or came from it, and reports about it. Empty: all of London."
        ),
    )
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants_made",
        help_text="Empty for the roles that set-up gives.",
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants_revoked",
    )

    objects = GrantQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "id person role organisation consultation borough granted_at granted_by revoked_at "
        "revoked_by",
    )

    class Meta:
        constraints = [
            one_of("grant", "role", Role),
            both_or_neither("grant", "revoked_at", "revoked_by"),
            UniqueConstraint(
                name="grant_once_in_force",
                fields=["person", "role", "consultation", "borough"],
                condition=Q(revoked_at=None),
                nulls_distinct=False,
            ),
            CheckConstraint(
                name="grant_of_council_without_scope",
                condition=~Q(role__in=COUNCIL_ROLES) | Q(consultation=None, borough=None),
            ),
            CheckConstraint(
                name="grant_borough_of_those_who_read",
                condition=Q(borough=None) | Q(role__in=BOROUGH_ROLES),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person_id} since {self.granted_at:%Y-%m-%d}"

    @property
    def scope(self) -> str:
        """What it is limited to, in words; empty where it is not."""
        named = (self.organisation, self.consultation, self.borough)
        return ", ".join(str(one) for one in named if one is not None)
