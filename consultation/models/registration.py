"""Bodies that ask to send a formal reply, and what staff decided about them."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Exists, OuterRef, Q

from consultation.models.constraints import (
    PERSONAL,
    PLAIN,
    both_or_neither,
    classified,
    not_blank,
    one_of,
)
from consultation.models.organisation import OrganisationKind
from consultation.models.retention import LegalHold

#: The councils of all boroughs are there already.
KINDS = tuple(kind for kind in OrganisationKind if kind != OrganisationKind.COUNCIL)


class RegistrationState(models.TextChoices):
    WAITING = "WAITING", "Waiting"
    ACCEPTED = "ACCEPTED", "Accepted"
    DECLINED = "DECLINED", "Declined"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def waiting(self) -> "RegistrationQuerySet":
        """Those that staff have not decided."""
        return self.filter(state=RegistrationState.WAITING)

    def forgotten_at(self, now: datetime) -> "RegistrationQuerySet":
        """Declined 28 days ago, or its invitation is forgotten; on no hold, and not erased."""
        declined = Q(state=RegistrationState.DECLINED, decided_at__lte=now - Registration.KEPT_FOR)
        held = LegalHold.objects.on_organisation(OuterRef("consultation"), OuterRef("organisation"))
        over = declined | Q(invitation__erased_at__isnull=False)
        return self.filter(~Exists(held), over, erased_at=None)


class Registration(models.Model):
    """One request of a person to act for a body. It makes nothing: staff decide, once.

    What was asked is never changed. Of one that was declined, or whose invitation was never taken
    up, the person is erased 28 days later.
    """

    KEPT_FOR: ClassVar[timedelta] = timedelta(days=28)

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="registrations"
    )
    name = models.CharField("name of the body", max_length=200)
    kind = models.CharField(max_length=10, choices=[(str(one.value), one.label) for one in KINDS])
    borough = models.ForeignKey("stations.Borough", on_delete=models.PROTECT, null=True, blank=True)
    proof = models.TextField("website, or how else it can be checked", blank=True)
    person_name = models.CharField("name of who asks", max_length=200, blank=True)
    post = models.CharField("what they are there", max_length=200, blank=True)
    email = models.EmailField("address of who asks")
    asked_at = models.DateTimeField()
    doubted = models.BooleanField(
        default=False, help_text="A box that nobody sees was filled in, so nothing was mailed."
    )
    state = models.CharField(
        max_length=8, choices=RegistrationState.choices, default=RegistrationState.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField("why it was declined, as mailed", blank=True)
    organisation = models.ForeignKey(
        "consultation.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
    )
    invitation = models.OneToOneField(
        "consultation.Invitation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="registration",
    )
    erased_at = models.DateTimeField("when the person was erased", null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id consultation name kind borough asked_at doubted state decided_by decided_at "
            "organisation invitation erased_at",
        ),
        **classified(PERSONAL, "proof person_name post email decline_reason"),
    }

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            one_of("registration", "state", RegistrationState),
            CheckConstraint(name="registration_kind_known", condition=Q(kind__in=KINDS)),
            not_blank("registration", "name"),
            not_blank("registration", "email"),
            CheckConstraint(
                name="registration_email_is_lower_case", condition=~Q(email__regex=r"[A-Z]")
            ),
            CheckConstraint(
                name="registration_names_a_person_until_erased",
                condition=(
                    Q(erased_at=None) & ~Q(person_name="") & ~Q(post="") & ~Q(proof="")
                    | Q(erased_at__isnull=False, person_name="", post="", proof="")
                ),
            ),
            both_or_neither("registration", "decided_at", "decided_by"),
            both_or_neither("registration", "organisation", "invitation"),
            CheckConstraint(
                name="registration_decided_is_told_whole",
                condition=(
                    Q(state="WAITING", decided_at=None, decline_reason="", organisation=None)
                    | Q(
                        state="ACCEPTED",
                        decided_at__isnull=False,
                        decline_reason="",
                        organisation__isnull=False,
                    )
                    | Q(state="DECLINED", decided_at__isnull=False, organisation=None)
                    & ~Q(decline_reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk} of {self.name}"

    @property
    def is_waiting(self) -> bool:
        """Staff have not decided."""
        return self.state == RegistrationState.WAITING
