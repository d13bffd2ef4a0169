"""Bodies that reply formally: councils first."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from consultation.models.constraints import PERSONAL, PLAIN, classified, not_blank, one_of


class OrganisationKind(models.TextChoices):
    COUNCIL = "COUNCIL", "Council"
    MP = "MP", "Member of Parliament"
    ASSEMBLY = "ASSEMBLY", "London Assembly member"
    NHS = "NHS", "NHS body"
    RESIDENTS = "RESIDENTS", "Residents’ association"
    BUSINESS = "BUSINESS", "Business"
    CHARITY = "CHARITY", "Charity"
    OTHER = "OTHER", "Other body"


class VerifiedHow(models.TextChoices):
    """How it became known that those who act for a body are of that body."""

    DOMAIN = "DOMAIN", "By an email address of its own"
    STAFF = "STAFF", "By staff"


NOT_VERIFIED = Q(verified_at=None, verified_how="", verified_by=None, verified_note="")
IS_VERIFIED = Q(verified_at__isnull=False, verified_by__isnull=False) & (
    Q(verified_how__in=[VerifiedHow.DOMAIN], verified_note="")
    | (Q(verified_how__in=[VerifiedHow.STAFF]) & ~Q(verified_note=""))
)


#: Pages that stand beside those of the organisations.
PAGES = ("new", "requests", "told")


class Organisation(models.Model):
    """A council or other body with accounts of its own."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=10, choices=OrganisationKind.choices)
    borough = models.ForeignKey("stations.Borough", on_delete=models.PROTECT, null=True, blank=True)
    email_domain = models.CharField(
        max_length=100,
        blank=True,
        help_text="What follows the @ in its people's addresses, such as redbridge.gov.uk.",
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_how = models.CharField(max_length=6, choices=VerifiedHow.choices, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who checked, or whose own address showed it.",
    )
    verified_note = models.TextField("how staff checked", blank=True)

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id name slug kind borough email_domain verified_at verified_how verified_by",
        ),
        **classified(PERSONAL, "verified_note"),
    }

    class Meta:
        ordering = ["name"]
        constraints = [
            one_of("organisation", "kind", OrganisationKind),
            not_blank("organisation", "name"),
            CheckConstraint(
                name="organisation_slug_is_no_other_page", condition=~Q(slug__in=PAGES)
            ),
            CheckConstraint(
                name="organisation_email_domain_is_bare",
                condition=Q(email_domain="")
                | Q(email_domain__regex=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"),
            ),
            CheckConstraint(
                name="organisation_verified_is_told_whole", condition=NOT_VERIFIED | IS_VERIFIED
            ),
            UniqueConstraint(
                name="organisation_one_council_a_borough",
                fields=["borough"],
                condition=Q(kind=OrganisationKind.COUNCIL),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_verified(self) -> bool:
        """Somebody or something showed that its people are its own."""
        return self.verified_at is not None

    def owns(self, email: str) -> bool:
        """The address is one of its own domain."""
        return bool(self.email_domain) and email.lower().endswith(f"@{self.email_domain}")
