"""What screening found of a response, and what the queue is narrowed and ordered by."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from consultation.models.constraints import PLAIN, both_or_neither, classified, one_of
from consultation.models.response import ResponseState

URGENT, NORMAL = 0, 1

# Two sorts of token, for a borough that a response speaks about and for the one it came from.
# Either makes it one that a role for the borough is for.
BOROUGH, ORIGIN = "borough", "from"
OF_A_BOROUGH = (BOROUGH, ORIGIN)


def token(name: str, value: object) -> str:
    """How a value of one kind is written."""
    return f"{name}:{value}"


class ScreeningQuerySet(models.QuerySet["Screening"]):
    def held_at(self, now: datetime) -> "ScreeningQuerySet":
        """In somebody's hands."""
        return self.filter(held_until__gt=now)

    def free_at(self, now: datetime) -> "ScreeningQuerySet":
        """In nobody's hands, longer than anybody may hold one, or in those of a closed account."""
        gone = Q(held_until__lte=now) | Q(held_by__is_active=False)
        return self.filter(Q(held_until=None) | gone)


class Screening(models.Model):
    """A response's place in the queue. The screening worker makes it; accepting never waits for it.

    `state` is the response's own: a trigger keeps it so. `tokens` say in one column all that the
    queue can be narrowed to, such as `station:12`, `channel:PAPER` and `flag:THREAT`.
    """

    response = models.OneToOneField(
        "consultation.Response",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="screening",
    )
    consultation = models.ForeignKey(
        "consultation.Consultation",
        on_delete=models.PROTECT,
        related_name="screenings",
        db_index=False,
    )
    version = models.PositiveSmallIntegerField("version of the rules")
    at = models.DateTimeField()
    state = models.CharField(max_length=11, choices=ResponseState.choices)
    rank = models.PositiveSmallIntegerField("0 is urgent", default=NORMAL)
    received_at = models.DateTimeField()
    language = models.CharField("language that was found", max_length=10, blank=True)
    tokens = ArrayField(models.CharField(max_length=60), default=list)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    held_until = models.DateTimeField(null=True, blank=True)

    objects = ScreeningQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "response consultation version at state rank received_at language tokens held_by "
        "held_until",
    )

    class Meta:
        ordering = ["rank", "received_at", "response"]
        constraints = [
            one_of("screening", "state", ResponseState),
            both_or_neither("screening", "held_by", "held_until"),
            models.CheckConstraint(
                name="screening_rank_known", condition=Q(rank__in=[URGENT, NORMAL])
            ),
        ]
        indexes = [
            models.Index(
                name="screening_queue",
                fields=["consultation", "state", "rank", "received_at", "response"],
            ),
            models.Index(
                name="screening_held",
                fields=["held_by", "held_until"],
                condition=Q(held_by__isnull=False),
            ),
            GinIndex(name="screening_tokens", fields=["tokens"]),
        ]

    def __str__(self) -> str:
        return f"Screening of response {self.pk}"


class TokenStart(models.Model):
    """When the first response with a token was received. A trigger alone writes it.

    It may be earlier than any that has the token now, and is never later: what is looked for in the
    queue by that token need not be looked for before it.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    token = models.CharField(max_length=60)
    at = models.DateTimeField("not before")

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id consultation token at")

    class Meta:
        ordering = ["consultation", "token"]
        constraints = [
            models.UniqueConstraint(name="tokenstart_once", fields=["consultation", "token"])
        ]

    def __str__(self) -> str:
        return f"{self.token} from {self.at:%d %b %Y}"


class Unscreened(models.Model):
    """A response that has no screening yet. Triggers alone write it, whoever stores either.

    To find those that are missing from one of two tables of a million takes a second; a row for
    each of them, gone when it is screened, tells at once how many wait and which.
    """

    response = models.OneToOneField(
        "consultation.Response", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "response consultation")

    class Meta:
        ordering = ["response"]
        indexes = [models.Index(name="unscreened_queue", fields=["consultation", "response"])]

    def __str__(self) -> str:
        return f"Response {self.pk}, not screened yet"
