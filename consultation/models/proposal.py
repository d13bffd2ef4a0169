"""What would happen at one station, with its evidence and alternatives."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultation.models.constraints import PLAIN, classified, not_blank, one_of
from stations.models import Borough, Station


class ProposalKind(models.TextChoices):
    """What would happen. "Closure" is a kind; a swap names the counter that takes over."""

    CLOSE = "CLOSE", _("Close")
    MOVE = "MOVE", _("Close and move the service")
    HOURS = "HOURS", _("Change opening hours")
    OPEN = "OPEN", pgettext_lazy("what is proposed", "Open")
    KEEP = "KEEP", _("Keep")


ENDS_COUNTER = (ProposalKind.CLOSE, ProposalKind.MOVE)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def about(self, station: Station) -> "ProposalQuerySet":
        """Those at one station."""
        return self.filter(station=station)

    def within(self, borough: Borough) -> "ProposalQuerySet":
        """Those in one borough."""
        return self.filter(station__borough=borough)

    def ending_a_counter(self) -> "ProposalQuerySet":
        """Closures and moves: the counter would no longer be there."""
        return self.filter(kind__in=ENDS_COUNTER)

    def with_places(self) -> "ProposalQuerySet":
        """With station, borough and the station that takes over, in one query."""
        return self.select_related("station__borough", "replacement__borough")


class Proposal(models.Model):
    """One station's proposal, in the one template that all proposals share."""

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="proposals"
    )
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=5, choices=ProposalKind.choices)
    replacement = models.ForeignKey(
        Station,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replacements",
        help_text="For a move: the counter that takes over. For its partner: where it comes from.",
    )
    now = models.TextField("what is there now")
    proposed = models.TextField("what is proposed")
    why = models.TextField()
    effect = models.TextField("what it would mean for you")
    timing = models.TextField("when it would happen")

    objects = ProposalQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id consultation station kind replacement now proposed why effect timing"
    )

    class Meta:
        constraints = [
            one_of("proposal", "kind", ProposalKind),
            UniqueConstraint(name="proposal_once_a_station", fields=["consultation", "station"]),
            models.CheckConstraint(
                name="proposal_move_names_replacement",
                condition=Q(kind=ProposalKind.MOVE, replacement__isnull=False)
                | Q(kind=ProposalKind.HOURS)
                | (~Q(kind__in=[ProposalKind.MOVE, ProposalKind.HOURS]) & Q(replacement=None)),
            ),
            models.CheckConstraint(
                name="proposal_replaced_by_another", condition=~Q(replacement=F("station"))
            ),
            *(not_blank("proposal", f) for f in ("now", "proposed", "why", "effect", "timing")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.station}"

    def get_absolute_url(self) -> str:
        return reverse("proposal", args=[self.consultation.slug, self.station.slug])

    @property
    def place(self) -> str:
        """Station and borough; both have to be read with it."""
        return f"{self.station}, {self.station.borough}"

    @property
    def ends_counter(self) -> bool:
        """The counter would no longer be there."""
        return self.kind in ENDS_COUNTER


class Confidence(models.TextChoices):
    STATED = "STATED", _("Stated by the source")
    INFERRED = "INFERRED", _("Inferred")
    DISPUTED = "DISPUTED", _("Disputed")


class Evidence(models.Model):
    """One published claim in support of a proposal, with its source."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="evidence")
    position = models.PositiveSmallIntegerField()
    claim = models.TextField()
    source = models.TextField()
    source_date = models.CharField("date of the source", max_length=40, blank=True)
    confidence = models.CharField(max_length=8, choices=Confidence.choices)

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id proposal position claim source source_date confidence"
    )

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "evidence"
        constraints = [
            one_of("evidence", "confidence", Confidence),
            UniqueConstraint(name="evidence_position_once", fields=["proposal", "position"]),
            not_blank("evidence", "claim"),
            not_blank("evidence", "source"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.claim[:60]}"


class Alternative(models.Model):
    """Something else that was considered, and why it was not proposed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="alternatives")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    why_not = models.TextField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id proposal position text why_not")

    class Meta:
        ordering = ["position"]
        constraints = [
            UniqueConstraint(name="alternative_position_once", fields=["proposal", "position"]),
            not_blank("alternative", "text"),
            not_blank("alternative", "why_not"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text[:60]}"
