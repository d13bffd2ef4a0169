"""What changed in a consultation's time: extensions, pauses, outages, closings. All is public."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint

from consultation.models.constraints import PLAIN, classified, in_order, not_blank

if TYPE_CHECKING:
    from consultation.models.consultation import Consultation


class Extension(models.Model):
    """A later closing time: from when to when, and why. Never changed or removed."""

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="extensions"
    )
    from_at = models.DateTimeField("closing time before")
    to_at = models.DateTimeField("closing time from then on")
    reason = models.TextField("why, as published")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id consultation from_at to_at reason by at"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("extension", "from_at", "to_at"),
            not_blank("extension", "reason"),
            # Closing times only grow, so each is left once: two that race cannot both succeed.
            UniqueConstraint(name="extension_leaves_once", fields=["consultation", "from_at"]),
        ]

    def __str__(self) -> str:
        return f"Extension {self.pk}"

    @property
    def reopened(self) -> bool:
        """It came after the close, and so opened the consultation again."""
        return self.at > self.from_at


class PauseQuerySet(models.QuerySet["Pause"]):
    def going_on(self) -> "PauseQuerySet":
        """Not ended yet. A consultation has one at most."""
        return self.filter(to_at=None)


class Pause(models.Model):
    """A time in which no response was taken, and why. Only its end is written later, once."""

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="pauses"
    )
    from_at = models.DateTimeField()
    reason = models.TextField("why, as published")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to_at = models.DateTimeField(null=True, blank=True)
    reopened_reason = models.TextField("why it went on, as published", blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PauseQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id consultation from_at reason by to_at reopened_reason reopened_by"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("pause", "from_at", "to_at"),
            not_blank("pause", "reason"),
            models.CheckConstraint(
                name="pause_end_is_told_whole",
                condition=Q(to_at=None, reopened_by=None, reopened_reason="")
                | (Q(to_at__isnull=False, reopened_by__isnull=False) & ~Q(reopened_reason="")),
            ),
            UniqueConstraint(
                name="pause_one_at_a_time", fields=["consultation"], condition=Q(to_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"Pause {self.pk}"


class OutageQuerySet(models.QuerySet["Outage"]):
    def within(self, consultation: "Consultation") -> "OutageQuerySet":
        """Those that took some of the consultation's time."""
        return self.filter(to_at__gte=consultation.opens_at, from_at__lte=consultation.closes_at)


class Outage(models.Model):
    """A time in which the service did not work as it should. Never changed or removed."""

    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    what_happened = models.TextField("what happened, as published")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    objects = OutageQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id from_at to_at what_happened by at")

    class Meta:
        ordering = ["from_at", "id"]
        constraints = [
            in_order("outage", "from_at", "to_at"),
            not_blank("outage", "what_happened"),
        ]

    def __str__(self) -> str:
        return f"Outage {self.pk}"


class Closing(models.Model):
    """The book of a deadline is closed: what was received until then is all there. Never changed.

    An extension after it opens the consultation again, and its deadline gets a row of its own.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="closings"
    )
    closes_at = models.DateTimeField("the deadline")
    received_until = models.DateTimeField("the deadline with its grace")
    closed_at = models.DateTimeField("when the book was closed")
    responses = models.PositiveIntegerField(
        help_text="All that were received until then and stood in the database when the book was "
        "closed: by every channel, formal replies too, whatever became of them since."
    )

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id consultation closes_at received_until closed_at responses"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            UniqueConstraint(name="closing_once", fields=["consultation", "closes_at"]),
            models.CheckConstraint(
                name="closing_grace_after_the_deadline",
                condition=Q(closes_at__lte=models.F("received_until")),
            ),
            in_order("closing", "received_until", "closed_at"),
        ]

    def __str__(self) -> str:
        return f"Closing {self.pk}"
