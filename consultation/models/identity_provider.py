"""Where the people of an organisation sign in with their work account (OpenID Connect)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from consultation.models.constraints import (
    PERSONAL,
    PLAIN,
    SECRET,
    both_or_neither,
    classified,
    not_blank,
)

#: Without encryption only to this machine itself, for trying things out.
ISSUER = r"^(https://[^\s?#@]+|http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?(/[^\s?#@]*)?)$"


class IdentityProviderQuerySet(models.QuerySet["IdentityProvider"]):
    def in_force(self) -> "IdentityProviderQuerySet":
        """Not ended."""
        return self.filter(ended_at=None)


class IdentityProvider(models.Model):
    """What an organisation's own sign-in is, and by what it knows us.

    The database lets only the secret change, and the end be written, once.
    """

    organisation = models.ForeignKey(
        "consultation.Organisation", on_delete=models.PROTECT, related_name="identity_providers"
    )
    issuer = models.CharField("address that names it", max_length=500)
    client_id = models.CharField("what it calls us", max_length=255)
    client_secret = models.TextField("what shows it that we ask, encrypted")
    trusts_second_factor = models.BooleanField(
        "a second factor that it tells of is enough here",
        default=False,
        help_text="Only where what it sends says so (amr), each time.",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = IdentityProviderQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id organisation issuer client_id trusts_second_factor made_by made_at ended_by "
            "ended_at",
        ),
        **classified(SECRET, "client_secret"),
    }

    class Meta:
        constraints = [
            CheckConstraint(
                name="identity_provider_issuer_is_safe", condition=Q(issuer__regex=ISSUER)
            ),
            not_blank("identity_provider", "client_id"),
            not_blank("identity_provider", "client_secret"),
            both_or_neither("identity_provider", "ended_at", "ended_by"),
            CheckConstraint(
                name="identity_provider_ended_after_made",
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("made_at")),
            ),
            UniqueConstraint(
                name="identity_provider_once_in_force",
                fields=["organisation"],
                condition=Q(ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Sign-in {self.pk} of organisation {self.organisation_id}"


class Identity(models.Model):
    """Whose account a work account is: linked once, by its number there. Rows are only added."""

    provider = models.ForeignKey(
        IdentityProvider, on_delete=models.PROTECT, related_name="identities"
    )
    subject = models.CharField("what the provider calls the person", max_length=255)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="identities"
    )
    linked_at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id provider person linked_at"),
        **classified(PERSONAL, "subject"),
    }

    class Meta:
        constraints = [
            not_blank("identity", "subject"),
            UniqueConstraint(name="identity_subject_once", fields=["provider", "subject"]),
            UniqueConstraint(name="identity_person_once", fields=["provider", "person"]),
        ]

    def __str__(self) -> str:
        return f"Work account {self.pk} of account {self.person_id}"
