"""Words that are taken out of every response: a job that searches, is confirmed, and acts."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consultation.models.constraints import (
    PERSONAL,
    PLAIN,
    both_or_neither,
    classified,
    one_of,
)
from consultation.models.redaction import RedactionReason

#: So long words are kept that nobody confirms or tries again; then they are erased.
WORDS_KEPT = timedelta(days=7)


class BulkRedactionState(models.TextChoices):
    SEARCH_DUE = "SEARCH_DUE", "Waiting to be searched for"
    SEARCHING = "SEARCHING", "Being searched for"
    FOUND = "FOUND", "Found, waiting to be confirmed"
    REFUSED = "REFUSED", "Nothing that could be taken out"
    TAKE_DUE = "TAKE_DUE", "Confirmed, waiting"
    TAKING = "TAKING", "Being taken out"
    DONE = "DONE", "Taken out"
    STOPPED = "STOPPED", "Stopped"
    EXPIRED = "EXPIRED", "Ended: nobody went on with it"
    FAILED = "FAILED", "Failed"


#: At their end, where the words are kept no longer.
OVER = (BulkRedactionState.DONE, BulkRedactionState.STOPPED, BulkRedactionState.EXPIRED)
#: Of a worker, now or when one is free.
AT_WORK = (
    BulkRedactionState.SEARCH_DUE, BulkRedactionState.SEARCHING,
    BulkRedactionState.TAKE_DUE, BulkRedactionState.TAKING,
)  # fmt: skip
#: Of a person; what waits for one too long ends.
FOR_A_PERSON = (
    BulkRedactionState.FOUND, BulkRedactionState.REFUSED, BulkRedactionState.FAILED,
)  # fmt: skip


class BulkRedactionQuerySet(models.QuerySet["BulkRedaction"]):
    def due_at(self, now: datetime) -> "BulkRedactionQuerySet":
        """Waiting for a worker, or left behind by one that died (its lease has run out)."""
        waiting = Q(state__in=[BulkRedactionState.SEARCH_DUE, BulkRedactionState.TAKE_DUE])
        held = Q(state__in=[BulkRedactionState.SEARCHING, BulkRedactionState.TAKING])
        return self.filter(waiting | (held & Q(lease_until__lt=now))).order_by("asked_at", "pk")

    def expired_at(self, now: datetime) -> "BulkRedactionQuerySet":
        """Left by people for longer than words are kept."""
        return self.filter(state__in=FOR_A_PERSON, asked_at__lte=now - WORDS_KEPT)


class BulkRedaction(models.Model):
    """Words to be taken out everywhere, and how far that is.

    The words may be a person's name: the row loses them when it is over. It covers every response
    up to the key `newest`: all that had been stored at `newest_at`.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="bulk_redactions"
    )
    words = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=11, choices=RedactionReason.choices)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=BulkRedactionState.choices, default=BulkRedactionState.SEARCH_DUE
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    steps_done = models.PositiveBigIntegerField("keys or responses gone through", default=0)
    steps_total = models.PositiveBigIntegerField("keys or responses in all", default=0)
    step = models.CharField("what is being done", max_length=200, blank=True)
    error = models.TextField("why it came to nothing", blank=True)
    newest = models.PositiveBigIntegerField("last key that it covers", default=0)
    newest_at = models.DateTimeField("when that was the last key", null=True, blank=True)
    searched_to = models.PositiveBigIntegerField("last key that was searched", default=0)
    places = models.PositiveIntegerField("places that were found", default=0)
    responses = models.PositiveIntegerField("responses with such places", default=0)
    late = models.PositiveIntegerField("of these, found after it was confirmed", default=0)
    taken = models.PositiveIntegerField("places that were taken out", default=0)
    changed = models.PositiveIntegerField("responses that they were taken out of", default=0)
    published = models.PositiveIntegerField("public copies made anew", default=0)

    objects = BulkRedactionQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id consultation reason asked_by asked_at state confirmed_by confirmed_at started_at "
            "finished_at lease_until attempt steps_done steps_total step error newest newest_at "
            "searched_to places responses late taken changed published",
        ),
        **classified(PERSONAL, "words"),
    }

    class Meta:
        verbose_name = "words taken out everywhere"
        verbose_name_plural = "words taken out everywhere"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            one_of("bulk_redaction", "reason", RedactionReason),
            one_of("bulk_redaction", "state", BulkRedactionState),
            both_or_neither("bulk_redaction", "confirmed_by", "confirmed_at"),
            models.CheckConstraint(
                name="bulk_redaction_words_until_it_is_over",
                condition=Q(state__in=OVER, words="") | (~Q(state__in=OVER) & ~Q(words="")),
            ),
            models.CheckConstraint(
                name="bulk_redaction_acts_once_confirmed",
                condition=~Q(state__in=["TAKE_DUE", "TAKING", "DONE"])
                | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="bulk_redaction_working_has_lease",
                condition=~Q(state__in=["SEARCHING", "TAKING"]) | Q(lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="bulk_redaction_nothing_says_why",
                condition=~Q(state__in=["REFUSED", "FAILED"]) | ~Q(error=""),
            ),
            models.CheckConstraint(
                name="bulk_redaction_steps_in_bounds",
                condition=Q(steps_done__lte=F("steps_total")),
            ),
            models.CheckConstraint(
                name="bulk_redaction_search_in_bounds",
                condition=Q(searched_to__lte=F("newest")),
            ),
        ]
        indexes = [
            models.Index(
                name="bulk_redaction_open",
                fields=["state", "asked_at"],
                condition=~Q(state__in=["DONE", "STOPPED", "EXPIRED"]),
            )
        ]

    def __str__(self) -> str:
        return f"Words taken out everywhere, number {self.pk}"

    @property
    def expires_at(self) -> datetime:
        """Until then somebody can confirm it, or have it tried again."""
        return self.asked_at + WORDS_KEPT


class BulkRedactionPlace(models.Model):
    """A place that was found, until the words are taken out there or the job is over."""

    bulk_redaction = models.ForeignKey(
        BulkRedaction, on_delete=models.PROTECT, related_name="found", db_index=False
    )
    response = models.ForeignKey(
        "consultation.Response", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answer = models.ForeignKey(
        "consultation.Answer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id bulk_redaction response answer start end"
    )

    class Meta:
        ordering = ["bulk_redaction", "response", "answer", "start"]
        constraints = [
            models.UniqueConstraint(
                name="bulk_redaction_place_once",
                fields=["bulk_redaction", "response", "answer", "start"],
            ),
            models.CheckConstraint(
                name="bulk_redaction_place_is_of_something", condition=Q(start__lt=F("end"))
            ),
        ]

    def __str__(self) -> str:
        return (
            f"Place {self.pk} of number {self.bulk_redaction_id}, in answer {self.answer_id}: "
            f"{self.start} to {self.end}"
        )
