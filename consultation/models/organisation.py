"""Bodies that reply formally: councils first."""

from typing import ClassVar

from django.db import models

from consultation.models.constraints import PLAIN, classified, not_blank, one_of


class OrganisationKind(models.TextChoices):
    COUNCIL = "COUNCIL", "Council"
    OTHER = "OTHER", "Other body"


class Organisation(models.Model):
    """A council or other body with accounts of its own."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=10, choices=OrganisationKind.choices)
    borough = models.ForeignKey("stations.Borough", on_delete=models.PROTECT, null=True, blank=True)

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id name slug kind borough")

    class Meta:
        ordering = ["name"]
        constraints = [
            one_of("organisation", "kind", OrganisationKind),
            not_blank("organisation", "name"),
        ]

    def __str__(self) -> str:
        return self.name
