"""What people may ask about their own records: found, exported, restricted, erased; or refused."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from consultation.models.constraints import (
    PERSONAL,
    PLAIN,
    both_or_neither,
    classified,
    not_blank,
    one_of,
)


class RequestKind(models.TextChoices):
    """What was done for a person, or asked and not done."""

    FIND = "FIND", "Looked for"
    EXPORT = "EXPORT", "Exported"
    RESTRICT = "RESTRICT", "Restricted"
    LIFT = "LIFT", "Restriction lifted"
    ERASE = "ERASE", "Erased"
    REFUSE = "REFUSE", "Refused"


class PersonRequest(models.Model):
    """One act of the tools for a person's records, with its reason. Added, and never changed.

    `about` names rows as events do. What was searched for is not kept: it would outlive the erasure
    of the person.
    """

    kind = models.CharField(max_length=8, choices=RequestKind.choices)
    about = ArrayField(models.CharField(max_length=80), verbose_name="rows it is about")
    reason = models.TextField("why, without the name of the person")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id kind about by at"),
        **classified(PERSONAL, "reason"),
    }

    class Meta:
        ordering = ["-id"]
        constraints = [
            one_of("person_request", "kind", RequestKind),
            not_blank("person_request", "reason"),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk}: {self.get_kind_display()}"


class Part(models.TextChoices):
    """What is held with a response, as far as it is erased at a time of its own."""

    IDENTITY = "IDENTITY", "Name and email address"
    MESSAGES = "MESSAGES", "Emails that were sent"
    FILES = "FILES", "Files and scans"
    WORDS = "WORDS", "Words"


class Ground(models.TextChoices):
    """Why something was erased, as whoever looks the response up is told."""

    ASKED = "ASKED", _("the person it came from asked for it")
    UNLAWFUL = "UNLAWFUL", _("it should not have been kept")
    TIME = "TIME", _("the time for which it is kept is over")


class Erasure(models.Model):
    """One part of one response that is gone, and why: what the empty shell says of itself.

    The database lets words become empty only where such a row stands, and lets none stand whose
    words do not. None is made under a legal hold.
    """

    response = models.ForeignKey(
        "consultation.Response", on_delete=models.PROTECT, related_name="erasures", db_index=False
    )
    part = models.CharField(max_length=8, choices=Part.choices)
    ground = models.CharField(max_length=8, choices=Ground.choices)
    request = models.ForeignKey(
        PersonRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="erasures"
    )
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id response part ground request at")

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("erasure", "part", Part),
            one_of("erasure", "ground", Ground),
            UniqueConstraint(name="erasure_once_a_part", fields=["response", "part"]),
            CheckConstraint(
                name="erasure_asked_for_or_due",
                condition=Q(ground=Ground.TIME, request=None)
                | (~Q(ground=Ground.TIME) & Q(request__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Erasure {self.pk} of response {self.response_id}: {self.get_part_display()}"


class Leftover(models.Model):
    """A part of a response that is erased, and of which something has come since.

    The database writes it with the email, the file or the salt that came, so that nobody has to
    look through all that was erased; emptying the part takes it away.
    """

    response = models.ForeignKey(
        "consultation.Response", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    part = models.CharField(max_length=8, choices=Part.choices)

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id response part")

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("leftover", "part", Part),
            UniqueConstraint(name="leftover_once_a_part", fields=["response", "part"]),
        ]

    def __str__(self) -> str:
        return f"Leftover {self.pk} of response {self.response_id}: {self.get_part_display()}"


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def in_force(self) -> "RestrictionQuerySet":
        """Not lifted."""
        return self.filter(lifted_at=None)


class Restriction(models.Model):
    """A response whose words are kept and not used: neither published nor exported nor listed."""

    response = models.ForeignKey(
        "consultation.Response", on_delete=models.PROTECT, related_name="restrictions"
    )
    request = models.ForeignKey(PersonRequest, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = RestrictionQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id response request by at lifted_by lifted_at"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            both_or_neither("restriction", "lifted_at", "lifted_by"),
            UniqueConstraint(
                name="restriction_once_in_force",
                fields=["response"],
                condition=Q(lifted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Restriction {self.pk} of response {self.response_id}"
