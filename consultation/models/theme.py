"""The codeframe: themes, and the points under them, each in one sentence, with all it ever said.

A point is one distinct material argument. It has a number for good; merged into another it keeps
its number, its wording and its codes, and is counted with the one it went into.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Upper
from django.urls import reverse

from consultation.models.constraints import PLAIN, both_or_neither, classified, not_blank


class Codeframe(models.Model):
    """A consultation's themes and points as a whole: how often they changed, and who signed off.

    Each change makes `version` one more. Whoever signs a decision locks this row, and whoever
    codes waits for that.
    """

    consultation = models.OneToOneField(
        "consultation.Consultation",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="codeframe",
    )
    version = models.PositiveIntegerField(default=1)
    signed_off = models.PositiveIntegerField("version that was signed off", null=True, blank=True)
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "consultation version signed_off signed_off_at signed_off_by"
    )

    class Meta:
        constraints = [
            both_or_neither("codeframe", "signed_off", "signed_off_at"),
            both_or_neither("codeframe", "signed_off_at", "signed_off_by"),
            CheckConstraint(
                name="codeframe_signed_off_what_is", condition=Q(signed_off__lte=F("version"))
            ),
        ]

    def __str__(self) -> str:
        return f"Codeframe of consultation {self.pk}, version {self.version}"


class Theme(models.Model):
    """A heading that points stand under."""

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="themes"
    )
    title = models.CharField(max_length=100)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id consultation title at by")

    class Meta:
        ordering = ["title"]
        constraints = [
            not_blank("theme", "title"),
            UniqueConstraint("consultation", Upper("title"), name="theme_title_once"),
        ]

    def __str__(self) -> str:
        return self.title


class PointQuerySet(models.QuerySet["Point"]):
    def standing(self) -> "PointQuerySet":
        """Not merged into another: each of them needs an answer of its own."""
        return self.filter(into=None)


class Point(models.Model):
    """One distinct material argument, as it is worded now.

    `version` is one more whenever what it says changes, or what is counted with it: an answer is
    to the version that it was given to. The database lets neither change without the other.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="points", db_index=False
    )
    number = models.PositiveIntegerField()
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="points"
    )
    sentence = models.CharField("the point, in one sentence", max_length=300)
    includes = models.TextField("what belongs to it too", blank=True)
    excludes = models.TextField("what does not", blank=True)
    version = models.PositiveIntegerField(default=1)
    frame = models.PositiveIntegerField("version of the codeframe that it changed in")
    into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PointQuerySet.as_manager()

    MOST = 300  # signs in its sentence

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id consultation number theme sentence includes excludes version frame into at by"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            not_blank("point", "sentence"),
            UniqueConstraint(name="point_number_once", fields=["consultation", "number"]),
            CheckConstraint(
                name="point_not_into_itself", condition=Q(into=None) | ~Q(into=F("id"))
            ),
        ]
        indexes = [
            models.Index(
                name="point_standing", fields=["consultation", "number"], condition=Q(into=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.sentence}"

    def get_absolute_url(self) -> str:
        return reverse("point", args=[self.pk])

    @property
    def name(self) -> str:
        """How people call it: P12."""
        return f"P{self.number}"


class PointWording(models.Model):
    """What a point said from a version on, and why it changed. Never changed itself."""

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="wordings")
    version = models.PositiveIntegerField()
    sentence = models.CharField(max_length=300)
    includes = models.TextField(blank=True)
    excludes = models.TextField(blank=True)
    reason = models.TextField("why it changed", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id point version sentence includes excludes reason at by"
    )

    class Meta:
        ordering = ["point", "version"]
        constraints = [
            UniqueConstraint(name="point_wording_once", fields=["point", "version"]),
            not_blank("point_wording", "sentence"),
            CheckConstraint(
                name="point_wording_changes_with_a_reason",
                condition=Q(version=1) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Point {self.point_id}, version {self.version}"


class PointAbout(models.Model):
    """A proposal that somebody says a point is about, beside those that its codes speak of."""

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="about")
    proposal = models.ForeignKey(
        "consultation.Proposal", on_delete=models.PROTECT, related_name="points_about"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id point proposal at by")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "proposals that points are about"
        constraints = [UniqueConstraint(name="point_about_once", fields=["point", "proposal"])]

    def __str__(self) -> str:
        return f"Point {self.point_id} about proposal {self.proposal_id}"
