"""The ground: boroughs, front counters and what is known of them."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

PLAIN = "plain"


def plain(fields: str) -> dict[str, str]:
    """Every named field is plain: the register holds no person."""
    return dict.fromkeys(fields.split(), PLAIN)


class Confidence(models.TextChoices):
    """How sure a fact is. "Unknown" and "disputed" are values, not gaps."""

    STATED = "STATED", _("Stated by the source")
    INFERRED = "INFERRED", _("Inferred")
    DISPUTED = "DISPUTED", _("Disputed")
    UNKNOWN = "UNKNOWN", _("Not known")


class Borough(models.Model):
    """A London borough, or the City of London."""

    ons_code = models.CharField("ONS code", max_length=9, unique=True)
    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    has_met = models.BooleanField("policed by the Metropolitan Police", default=True)

    PRIVACY: ClassVar[dict[str, str]] = plain("id ons_code name slug has_met")

    class Meta:
        ordering = ["name"]
        constraints = [
            CheckConstraint(name="borough_name_not_blank", condition=~Q(name="")),
            CheckConstraint(
                name="borough_code_is_ons", condition=Q(ons_code__regex=r"^[EWSN]\d{8}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("borough", args=[self.slug])


class Population(models.Model):
    """How many people live in a borough, as a source gave it for a day. The last one loaded."""

    borough = models.OneToOneField(Borough, on_delete=models.PROTECT, related_name="population")
    people = models.PositiveIntegerField("usual residents")
    source = models.CharField(max_length=300)
    dated = models.CharField("as of", max_length=40)
    at = models.DateTimeField("when it was loaded")
    by = models.CharField("who loaded it", max_length=200)

    PRIVACY: ClassVar[dict[str, str]] = plain("id borough people source dated at by")

    class Meta:
        ordering = ["borough__name"]
        constraints = [
            CheckConstraint(name="population_has_a_source", condition=~Q(source="") & ~Q(dated=""))
        ]

    def __str__(self) -> str:
        return f"{self.people} people in borough {self.borough_id}"


class StationQuerySet(models.QuerySet["Station"]):
    def within(self, borough: Borough) -> "StationQuerySet":
        """Those of one borough."""
        return self.filter(borough=borough)

    def located(self) -> "StationQuerySet":
        """Those whose place on the map is known."""
        return self.filter(easting__isnull=False)


class Station(models.Model):
    """A place with a front counter. Coordinates are of its postcode, in metres (National Grid)."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=150)
    borough = models.ForeignKey(Borough, on_delete=models.PROTECT, related_name="stations")
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    easting = models.PositiveIntegerField("metres east", null=True, blank=True)
    northing = models.PositiveIntegerField("metres north", null=True, blank=True)

    objects = StationQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = plain(
        "id slug name borough address postcode easting northing"
    )

    class Meta:
        ordering = ["borough__name", "name"]
        constraints = [
            UniqueConstraint(name="station_once_in_borough", fields=["borough", "name"]),
            CheckConstraint(name="station_name_not_blank", condition=~Q(name="")),
            CheckConstraint(
                name="station_easting_with_northing",
                condition=Q(easting__isnull=True, northing__isnull=True)
                | Q(easting__isnull=False, northing__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("station", args=[self.slug])


class Alias(models.Model):
    """Another name that a source gives to a station."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=150)

    PRIVACY: ClassVar[dict[str, str]] = plain("id station name")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "aliases"
        constraints = [UniqueConstraint(name="alias_once", fields=["station", "name"])]

    def __str__(self) -> str:
        return f"{self.name} (station {self.station_id})"


class Fact(models.Model):
    """One thing known of a station: value, source, date and confidence. Blank value: not known."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="facts")
    kind = models.SlugField(max_length=40)
    label = models.CharField(max_length=100)
    value = models.TextField(blank=True)
    source = models.TextField(blank=True)
    dated = models.CharField("date of the source", max_length=40, blank=True)
    confidence = models.CharField(max_length=8, choices=Confidence.choices)

    PRIVACY: ClassVar[dict[str, str]] = plain("id station kind label value source dated confidence")

    class Meta:
        ordering = ["station", "id"]
        constraints = [
            UniqueConstraint(name="fact_kind_once", fields=["station", "kind"]),
            CheckConstraint(
                name="fact_confidence_known", condition=Q(confidence__in=Confidence.values)
            ),
            CheckConstraint(
                name="fact_unknown_is_blank",
                condition=Q(confidence=Confidence.UNKNOWN, value="")
                | (~Q(confidence=Confidence.UNKNOWN) & ~Q(value="") & ~Q(source="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of station {self.station_id}"


class OpeningHours(models.Model):
    """When a counter was open, as a source gave it for a year or a date."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="hours")
    valid = models.CharField("as of", max_length=40)
    text = models.CharField(max_length=200)
    all_day = models.BooleanField("24 hours a day, 7 days a week", default=False)
    basis = models.TextField("how we know")
    confidence = models.CharField(max_length=8, choices=Confidence.choices)

    PRIVACY: ClassVar[dict[str, str]] = plain("id station valid text all_day basis confidence")

    class Meta:
        ordering = ["station", "valid"]
        verbose_name_plural = "opening hours"
        constraints = [
            UniqueConstraint(name="hours_once_a_time", fields=["station", "valid"]),
            CheckConstraint(
                name="hours_confidence_known", condition=Q(confidence__in=Confidence.values)
            ),
            CheckConstraint(name="hours_text_not_blank", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"Hours of station {self.station_id} as of {self.valid}: {self.text}"


class Postcode(models.Model):
    """A full postcode in one form (IG11NB), its borough and its grid reference in metres.

    Every postcode of London, and those just outside it that share their first half with one
    inside; these have no borough.
    """

    code = models.CharField(max_length=7, primary_key=True)
    borough = models.ForeignKey(
        Borough, on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
    easting = models.PositiveIntegerField()
    northing = models.PositiveIntegerField()

    PRIVACY: ClassVar[dict[str, str]] = plain("code borough easting northing")

    class Meta:
        constraints = [
            CheckConstraint(
                name="postcode_in_one_form",
                condition=Q(code__regex=r"^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code[:-3]} {self.code[-3:]}"


class RegisterImport(models.Model):
    """One load of the register: what, when, by whom, and what its quality report said."""

    source = models.CharField("file", max_length=200)
    sha256 = models.CharField(max_length=64)
    by = models.CharField("who loaded it", max_length=200)
    at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    report = models.JSONField("data-quality report", default=dict, blank=True)

    PRIVACY: ClassVar[dict[str, str]] = plain("id source sha256 by at rows report")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            CheckConstraint(name="register_import_source_not_blank", condition=~Q(source=""))
        ]

    def __str__(self) -> str:
        return f"Import {self.pk}: {self.source}, {self.rows} rows"
