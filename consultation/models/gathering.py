"""Petitions and meetings: where many speak at once. Their counts are never added to anything.

A record that was made is never altered: a correction is a new row that replaces it and says why.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultation.models.constraints import PERSONAL, PLAIN, classified, not_blank, one_of

if TYPE_CHECKING:
    from consultation.models.consultation import Consultation


class PetitionState(models.TextChoices):
    CURRENT = "CURRENT", "On record"
    SUPERSEDED = "SUPERSEDED", "Replaced by a correction"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class MeetingState(models.TextChoices):
    ANNOUNCED = "ANNOUNCED", "Announced"
    HELD = "HELD", "Held"
    CANCELLED = "CANCELLED", "Called off"
    SUPERSEDED = "SUPERSEDED", "Replaced by a correction"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class PetitionChannel(models.TextChoices):
    """Where people signed."""

    PAPER = "PAPER", _("On paper")
    ONLINE = "ONLINE", _("On a website")
    BOTH = "BOTH", _("On paper and on a website")


class Verified(models.TextChoices):
    """How far somebody looked at the signatures."""

    NOT_VERIFIED = "NOT_VERIFIED", _("Nobody has checked the signatures")
    SAMPLE = "SAMPLE", _("A sample of the signatures was checked")
    ALL = "ALL", _("All signatures were checked")


class Counted(models.TextChoices):
    """How those who came were counted."""

    COUNTED = "COUNTED", _("Counted")
    ESTIMATED = "ESTIMATED", _("Estimated")


class Gathering(models.Model):
    """What petitions and meetings share: their place in a chain of corrections."""

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="%(class)ss"
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    correction = models.TextField("why it was corrected, as published", blank=True)
    ended_reason = models.TextField("why it was taken back, as published", blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    replaces_id: int | None  # Django makes it, for each noun

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse(str(self._meta.model_name), args=[self.pk])

    @property
    def address_before(self) -> str:
        """Of the row that it replaces."""
        name, key = str(self._meta.model_name), self.replaces_id
        return reverse(name, args=[key]) if key is not None else ""


SHARED = "id consultation replaces correction ended_reason recorded_by recorded_at state"


def constraints_of(name: str, ended: tuple[str, ...]) -> list[models.CheckConstraint]:
    """A correction says why, and so does the end of a record."""
    return [
        models.CheckConstraint(
            name=f"{name}_corrects_with_a_reason",
            condition=Q(replaces=None, correction="")
            | (Q(replaces__isnull=False) & ~Q(correction="")),
        ),
        models.CheckConstraint(
            name=f"{name}_ends_with_a_reason",
            condition=(Q(state__in=ended) & ~Q(ended_reason=""))
            | (~Q(state__in=ended) & Q(ended_reason="")),
        ),
    ]


class PetitionQuerySet(models.QuerySet["Petition"]):
    def current(self) -> "PetitionQuerySet":
        """On record, and not replaced by a correction."""
        return self.filter(state=PetitionState.CURRENT)


class Petition(Gathering):
    """One petition: its whole text, who organised it, how many signed and who checked that."""

    title = models.CharField(max_length=200)
    organiser = models.CharField(max_length=200)
    organiser_is_body = models.BooleanField("the organiser is a body, and may be named")
    text = models.TextField("full text")
    signatures = models.PositiveIntegerField()
    verified = models.CharField(max_length=12, choices=Verified.choices)
    verified_how = models.TextField("how they were checked", blank=True)
    channel = models.CharField("where people signed", max_length=6, choices=PetitionChannel.choices)
    page = models.URLField("address of the petition's page", max_length=500, blank=True)
    received_at = models.DateTimeField()
    proposals = models.ManyToManyField(
        "consultation.Proposal", through="consultation.PetitionAbout", related_name="petitions"
    )
    state = models.CharField(
        max_length=10, choices=PetitionState.choices, default=PetitionState.CURRENT
    )

    objects = PetitionQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            f"{SHARED} title organiser_is_body text signatures verified verified_how channel page "
            "received_at",
        ),
        **classified(PERSONAL, "organiser"),
    }

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            one_of("petition", "state", PetitionState),
            one_of("petition", "verified", Verified),
            one_of("petition", "channel", PetitionChannel),
            *(not_blank("petition", field) for field in ("title", "organiser", "text")),
            models.CheckConstraint(name="petition_is_signed", condition=Q(signatures__gt=0)),
            models.CheckConstraint(
                name="petition_says_how_it_was_checked",
                condition=(Q(verified=Verified.NOT_VERIFIED) & Q(verified_how=""))
                | (~Q(verified=Verified.NOT_VERIFIED) & ~Q(verified_how="")),
            ),
            models.CheckConstraint(
                name="petition_online_has_a_page",
                condition=(Q(channel=PetitionChannel.PAPER) & Q(page=""))
                | (~Q(channel=PetitionChannel.PAPER) & ~Q(page="")),
            ),
            *constraints_of("petition", (PetitionState.WITHDRAWN,)),
        ]

    def __str__(self) -> str:
        return f"Petition {self.pk}: {self.title}"

    @property
    def is_current(self) -> bool:
        """On record, and not replaced by a correction."""
        return self.state == PetitionState.CURRENT

    def is_late_for(self, consultation: "Consultation") -> bool:
        """It came in after the close."""
        return self.received_at > consultation.closes_at

    @property
    def organiser_published(self) -> str:
        """The organiser where it is a body. The name of a person is never published."""
        return self.organiser if self.organiser_is_body else ""


class PetitionAbout(models.Model):
    """A proposal that a petition is about. One that names none is about the whole consultation."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="about")
    proposal = models.ForeignKey(
        "consultation.Proposal", on_delete=models.PROTECT, related_name="petitioned"
    )

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id petition proposal")

    class Meta:
        constraints = [
            UniqueConstraint(name="petition_about_once", fields=["petition", "proposal"])
        ]

    def __str__(self) -> str:
        return f"Petition {self.petition_id} about proposal {self.proposal_id}"


#: A meeting that nothing has come of yet has none of these.
OUTCOME = ("attendance", "attendance_how", "spoke_for", "note")
NO_OUTCOME: dict[str, Any] = {
    "attendance": None, "attendance_how": "", "spoke_for": "", "note": "",
}  # fmt: skip


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def current(self) -> "MeetingQuerySet":
        """Announced, held or called off, and not replaced by a correction."""
        return self.exclude(state__in=[MeetingState.SUPERSEDED, MeetingState.WITHDRAWN])

    def held(self) -> "MeetingQuerySet":
        """Those that took place, with what came of them."""
        return self.filter(state=MeetingState.HELD)


class Meeting(Gathering):
    """One public meeting: announced with place and time, then held, with who came and what for."""

    held_at = models.DateTimeField("when it takes or took place")
    place = models.CharField(max_length=200)
    access = models.TextField("how to get in and follow it", blank=True)
    borough = models.ForeignKey("stations.Borough", on_delete=models.PROTECT, null=True, blank=True)
    publicised_on = models.DateField("when it was first publicised")
    organised_by = models.CharField("body that organises it", max_length=200)
    attendance = models.PositiveIntegerField("people who came", null=True, blank=True)
    attendance_how = models.CharField(max_length=9, choices=Counted.choices, blank=True)
    spoke_for = models.TextField("who spoke for the body that is consulting", blank=True)
    note = models.TextField("note of the meeting", blank=True)
    state = models.CharField(
        max_length=10, choices=MeetingState.choices, default=MeetingState.ANNOUNCED
    )

    objects = MeetingQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            f"{SHARED} held_at place access borough publicised_on organised_by attendance "
            "attendance_how",
        ),
        **classified(PERSONAL, "spoke_for note"),
    }

    class Meta:
        ordering = ["held_at", "id"]
        constraints = [
            one_of("meeting", "state", MeetingState),
            not_blank("meeting", "place"),
            not_blank("meeting", "organised_by"),
            models.CheckConstraint(
                name="meeting_outcome_is_told_whole",
                condition=Q(**NO_OUTCOME)
                | (
                    Q(attendance__isnull=False, attendance_how__in=Counted.values)
                    & ~Q(spoke_for="")
                ),
            ),
            models.CheckConstraint(
                name="meeting_outcome_when_held",
                condition=Q(state=MeetingState.SUPERSEDED)
                | Q(state__in=[MeetingState.ANNOUNCED, MeetingState.CANCELLED], attendance=None)
                | Q(
                    state__in=[MeetingState.HELD, MeetingState.WITHDRAWN], attendance__isnull=False
                ),
            ),
            *constraints_of("meeting", (MeetingState.CANCELLED, MeetingState.WITHDRAWN)),
        ]

    def __str__(self) -> str:
        return f"Meeting {self.pk}: {self.place}"

    @property
    def is_announced(self) -> bool:
        """Nothing has come of it yet."""
        return self.state == MeetingState.ANNOUNCED

    @property
    def is_held(self) -> bool:
        """It took place, and who came is on record."""
        return self.state == MeetingState.HELD

    def is_ahead_at(self, now: datetime) -> bool:
        """It will take place."""
        return self.is_announced and now < self.held_at


class GatheringPoint(models.Model):
    """One point that a petition makes or that was raised at a meeting, in a line."""

    petition = models.ForeignKey(
        Petition, on_delete=models.PROTECT, null=True, blank=True, related_name="points"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="points"
    )
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    proposal = models.ForeignKey(
        "consultation.Proposal",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gathering_points",
    )

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id petition meeting position text proposal"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="gathering_point_has_one_source",
                condition=Q(petition__isnull=False, meeting=None)
                | Q(petition=None, meeting__isnull=False),
            ),
            UniqueConstraint(name="petition_point_once", fields=["petition", "position"]),
            UniqueConstraint(name="meeting_point_once", fields=["meeting", "position"]),
            not_blank("gathering_point", "text"),
        ]

    def __str__(self) -> str:
        return f"Point {self.pk}: {self.text[:60]}"
