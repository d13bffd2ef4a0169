"""Who read which response, and which of its passages make which point."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from consultation.models.constraints import PLAIN, both_or_neither, classified


class ReadingQuerySet(models.QuerySet["Reading"]):
    def due(self) -> "ReadingQuerySet":
        """Of responses that count and that nobody has read."""
        return self.filter(done_at=None, counted=True)

    def free_at(self, now: datetime) -> "ReadingQuerySet":
        """In nobody's hands, or longer than anybody keeps one, or in those of a closed account."""
        gone = Q(held_until__lte=now) | Q(held_by__is_active=False)
        return self.filter(Q(held_until=None) | gone)


class Reading(models.Model):
    """A response with words or files, which somebody has to read: by whom and when it was.

    A trigger makes the row when the response has been screened, and keeps `counted`: whether the
    response is one that counts. Its codes need not be all by the person who read it to its end.
    """

    response = models.OneToOneField(
        "consultation.Response", on_delete=models.PROTECT, primary_key=True, related_name="reading"
    )
    consultation = models.ForeignKey(
        "consultation.Consultation",
        on_delete=models.PROTECT,
        related_name="readings",
        db_index=False,
    )
    received_at = models.DateTimeField()
    counted = models.BooleanField()
    done_at = models.DateTimeField("when it was read to its end", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    frame = models.PositiveIntegerField("version of the codeframe then", null=True, blank=True)
    no_point = models.BooleanField("makes no point that needs an answer", default=False)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    held_until = models.DateTimeField(null=True, blank=True)

    objects = ReadingQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "response consultation received_at counted done_at done_by frame no_point held_by "
        "held_until",
    )

    class Meta:
        ordering = ["received_at", "response"]
        constraints = [
            both_or_neither("reading", "done_at", "done_by"),
            both_or_neither("reading", "done_at", "frame"),
            both_or_neither("reading", "held_by", "held_until"),
            CheckConstraint(
                name="reading_judged_when_done",
                condition=Q(no_point=False) | Q(done_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="reading_due",
                fields=["consultation", "received_at", "response"],
                condition=Q(done_at=None, counted=True),
            ),
            models.Index(
                name="reading_done",
                fields=["consultation", "done_at", "response"],
                condition=Q(done_at__isnull=False),
            ),
            models.Index(
                name="reading_held",
                fields=["held_by", "held_until"],
                condition=Q(held_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Reading of response {self.pk}"

    @property
    def is_done(self) -> bool:
        """Somebody has read it to its end."""
        return self.done_at is not None

    def is_held_at(self, now: datetime) -> bool:
        """In somebody's hands; `held_by` has to be read with it."""
        held = self.held_by is not None and self.held_by.is_active
        return held and self.held_until is not None and self.held_until > now


class CodeQuerySet(models.QuerySet["Code"]):
    def standing(self) -> "CodeQuerySet":
        """Not taken back."""
        return self.filter(taken_back_at=None)

    def counted(self) -> "CodeQuerySet":
        """Standing, of responses that count."""
        return self.standing().filter(reading__counted=True)


class Code(models.Model):
    """Characters `start` to `end` of an answer make this point, counted in code points from 0; or a
    file that was sent, or what a typist noted beside the answers, makes it as a whole.

    `proposal` is what the passage speaks of: of none, it speaks of the whole consultation. The
    database lets nothing of it change, but for being taken back, and for being looked at again
    after its point was reworded: `frame` is the version of the codeframe that it was given or last
    confirmed under.
    """

    reading = models.ForeignKey(
        Reading, on_delete=models.PROTECT, related_name="codes", db_index=False
    )
    answer = models.ForeignKey(
        "consultation.Answer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="codes",
        db_index=False,
    )
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    file = models.ForeignKey(
        "consultation.Attachment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="codes",
        db_index=False,
    )
    in_note = models.BooleanField("of what fitted no question", default=False)
    point = models.ForeignKey(
        "consultation.Point", on_delete=models.PROTECT, related_name="codes", db_index=False
    )
    proposal = models.ForeignKey(
        "consultation.Proposal",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="codes",
        db_index=False,
    )
    frame = models.PositiveIntegerField("version of the codeframe")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CodeQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "id reading answer start end file in_note point proposal frame at by taken_back_at "
        "taken_back_by",
    )

    class Meta:
        ordering = ["reading", "answer", "start", "id"]
        constraints = [
            CheckConstraint(
                name="code_is_of_something",
                condition=Q(answer__isnull=False, start__lt=F("end"), file=None, in_note=False)
                | Q(answer=None, start=0, end=0, file__isnull=False, in_note=False)
                | Q(answer=None, start=0, end=0, file=None, in_note=True),
            ),
            both_or_neither("code", "taken_back_at", "taken_back_by"),
            UniqueConstraint(
                name="code_once",
                fields=["reading", "answer", "start", "end", "file", "point", "proposal"],
                condition=Q(taken_back_at=None),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(name="code_of_reading", fields=["reading", "answer", "start"]),
            models.Index(
                name="code_of_point",
                fields=["point", "proposal", "reading"],
                condition=Q(taken_back_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Code {self.pk} of response {self.reading_id}"


class GatheringCodeQuerySet(models.QuerySet["GatheringCode"]):
    def standing(self) -> "GatheringCodeQuerySet":
        """Not taken back."""
        return self.filter(taken_back_at=None)


class GatheringCode(models.Model):
    """What a petition says, or was said at a meeting, makes this point. Only taken back, never
    removed.

    It counts while its petition is on record, or its meeting was held, and was not corrected since.
    """

    gathered = models.ForeignKey(
        "consultation.GatheringPoint", on_delete=models.PROTECT, related_name="codes"
    )
    point = models.ForeignKey(
        "consultation.Point", on_delete=models.PROTECT, related_name="gathering_codes"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = GatheringCodeQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id gathered point at by taken_back_at taken_back_by"
    )

    class Meta:
        ordering = ["gathered", "id"]
        constraints = [
            both_or_neither("gathering_code", "taken_back_at", "taken_back_by"),
            UniqueConstraint(
                name="gathering_code_once",
                fields=["gathered", "point"],
                condition=Q(taken_back_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Code {self.pk} of what was gathered, {self.gathered_id}"
