"""What came on paper, by phone or at a meeting, typed in by one person and checked by another."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q

from consultation.models.constraints import (
    PERSONAL,
    PLAIN,
    both_or_neither,
    classified,
    one_of,
)
from consultation.models.response import Channel, Draft, Response


class TranscriptionState(models.TextChoices):
    DRAFT = "DRAFT", "Being typed"
    AWAITING_CHECK = "AWAITING_CHECK", "Waiting for a second person"
    RETURNED = "RETURNED", "Sent back to be corrected"
    ACCEPTED = "ACCEPTED", "Accepted"
    SET_ASIDE = "SET_ASIDE", "Set aside"


class Purpose(models.TextChoices):
    """What whoever wrote, called or spoke wants."""

    RESPONSE = "RESPONSE", "To respond"
    CHANGE = "CHANGE", "To change an earlier response"
    WITHDRAWAL = "WITHDRAWAL", "To withdraw an earlier response"


#: In which it can be typed in.
TYPABLE = (TranscriptionState.DRAFT, TranscriptionState.RETURNED)


#: What an accepted one left: a withdrawal makes no response.
MADE_NONE = Q(purpose=Purpose.WITHDRAWAL, response=None)
MADE_ONE = ~Q(purpose=Purpose.WITHDRAWAL) & Q(response__isnull=False)


class TranscriptionQuerySet(models.QuerySet["Transcription"]):
    def awaiting_check(self) -> "TranscriptionQuerySet":
        """Typed, and not yet seen by a second person."""
        return self.filter(state=TranscriptionState.AWAITING_CHECK)

    def oldest_first(self) -> "TranscriptionQuerySet":
        """By the day that it came."""
        return self.order_by("received_on", "pk")


class Transcription(models.Model):
    """One letter, form, call or note on its way to becoming a response, or to withdrawing one.

    `response` is what it made, `about` the earlier response that its sender wants changed or
    withdrawn: a change makes a response that replaces that one, a withdrawal makes none.
    `draft` stays empty and gives the response its key: what is accepted twice is one response.
    `answers` has the shape of a draft's, and is emptied on acceptance: then the response holds
    them. `edition` is pinned when it is begun: a later correction changes nothing that was typed or
    read back. Whoever typed any of it does not check it: `typists` only ever grows. An accepted one
    never changes again.
    """

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="transcription")
    consultation = models.ForeignKey(
        "consultation.Consultation", on_delete=models.PROTECT, related_name="transcriptions"
    )
    purpose = models.CharField(
        "what they want", max_length=10, choices=Purpose.choices, default=Purpose.RESPONSE
    )
    about = models.ForeignKey(
        Response,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="the earlier response that it is to change or withdraw",
    )
    channel = models.CharField(max_length=7, choices=Channel.choices)
    received_on = models.DateField("day it came")
    language = models.CharField("language of the answers", max_length=10, default="en")
    form_code = models.CharField("code printed on the form", max_length=6, blank=True)
    edition = models.CharField("code of the wordings that it answers", max_length=6)
    answers = models.JSONField(default=dict, blank=True)
    note = models.TextField("what fits no question", blank=True)
    read_back = models.BooleanField("read back to the caller, who agreed", default=False)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(
        max_length=14, choices=TranscriptionState.choices, default=TranscriptionState.DRAFT
    )
    reason = models.TextField("why it was sent back or set aside", blank=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="transcriptions_begun"
    )
    begun_at = models.DateTimeField()
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="transcriptions_typed"
    )
    typed_at = models.DateTimeField("last typed in")
    typists = ArrayField(models.BigIntegerField(), verbose_name="accounts that typed any of it")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="transcriptions_checked",
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    response = models.OneToOneField(
        Response,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="transcription",
    )

    objects = TranscriptionQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id draft consultation purpose about channel received_on language form_code edition "
            "read_back version state "
            "begun_by begun_at typed_by typed_at typists checked_by checked_at response",
        ),
        **classified(PERSONAL, "answers note reason"),
    }

    class Meta:
        constraints = [
            one_of("transcription", "purpose", Purpose),
            one_of("transcription", "channel", Channel),
            one_of("transcription", "state", TranscriptionState),
            CheckConstraint(name="transcription_not_online", condition=~Q(channel=Channel.ONLINE)),
            CheckConstraint(name="transcription_edition_pinned", condition=~Q(edition="")),
            both_or_neither("transcription", "checked_by", "checked_at"),
            CheckConstraint(
                name="transcription_checked_by_another",
                condition=Q(checked_by=None) | ~Q(typists__contains=[F("checked_by")]),
            ),
            CheckConstraint(
                name="transcription_typists_named",
                condition=Q(typists__contains=[F("begun_by"), F("typed_by")]),
            ),
            CheckConstraint(
                name="transcription_accepted_with_response",
                condition=Q(
                    MADE_ONE | MADE_NONE,
                    state=TranscriptionState.ACCEPTED,
                    checked_by__isnull=False,
                    answers={},
                )
                | (~Q(state=TranscriptionState.ACCEPTED) & Q(response=None)),
            ),
            CheckConstraint(
                name="transcription_about_unless_response",
                condition=Q(purpose=Purpose.RESPONSE, about=None)
                | (~Q(purpose=Purpose.RESPONSE) & Q(about__isnull=False)),
            ),
            CheckConstraint(
                name="transcription_withdrawal_with_note",
                condition=~Q(purpose=Purpose.WITHDRAWAL)
                | ~Q(note="")
                | Q(state__in=[*TYPABLE, TranscriptionState.SET_ASIDE]),
            ),
            CheckConstraint(
                name="transcription_call_read_back",
                condition=~Q(channel=Channel.PHONE)
                | Q(read_back=True)
                | Q(state__in=[*TYPABLE, TranscriptionState.SET_ASIDE]),
            ),
            CheckConstraint(
                name="transcription_sent_back_with_reason",
                condition=~Q(state__in=[TranscriptionState.RETURNED, TranscriptionState.SET_ASIDE])
                | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(
                name="transcription_list", fields=["consultation", "state", "received_on", "id"]
            ),
        ]

    def __str__(self) -> str:
        return f"Transcription {self.pk} ({self.get_state_display()})"

    @property
    def is_typable(self) -> bool:
        """It can be typed in."""
        return self.state in TYPABLE
