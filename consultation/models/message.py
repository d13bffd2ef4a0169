"""What we send. A row written with the act it tells of; a worker posts it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models.functions import Upper

from consultation.models.constraints import PERSONAL, PLAIN, classified, one_of, told_address


class MessageState(models.TextChoices):
    QUEUED = "QUEUED", "Waiting"
    SENT = "SENT", "Sent"
    FAILED = "FAILED", "Failed"
    BOUNCED = "BOUNCED", "Came back"


class MessageKind(models.TextChoices):
    """What it tells: to residents, to bodies and their people, to holders of accounts."""

    RECEIPT = "receipt", "Receipt of a response"
    CONFIRMATION = "confirmation", "Change of a response"
    LINK = "link", "Link to unfinished or sent answers"
    DEADLINE_EXTENDED = "deadline-extended", "New closing time"
    INVITATION = "invitation", "Invitation to reply for a body"
    REMINDER = "reminder", "Reminder of an invitation"
    CHASER = "chaser", "Reminder that no formal reply has come"
    REGISTRATION = "registration", "Receipt of a request to reply"
    REGISTRATION_DECLINED = "registration-declined", "Request to reply declined"
    REGISTRATION_ASKED = "registration-asked", "Request to reply, to owners"
    ENQUIRY = "enquiry", "Question of a body, to owners"
    ENQUIRY_ANSWER = "enquiry-answer", "Answer to a body"
    REPLY_APPROVAL = "reply-approval", "Formal reply to approve"
    REPLY_RETURNED = "reply-returned", "Formal reply sent back"
    REPLY_RECEIPT = "reply-receipt", "Receipt of a formal reply"
    REPLY_RATIFIED = "reply-ratified", "Formal reply ratified"
    REPLY_WITHDRAWN = "reply-withdrawn", "Formal reply withdrawn"
    NO_APPROVER = "no-approver", "Body without an approver, to owners"
    SIGN_IN = "sign-in", "Sign-in locked after guessing"
    SIGN_IN_ALERT = "sign-in-alert", "Sign-in locked, to owners"
    PASSWORD = "password", "Password changed"
    PASSWORD_LINK = "password-link", "Link to choose a password"
    TWO_FACTOR = "two-factor", "Two-factor sign-in changed"
    WORK_ACCOUNT = "work-account", "Work account linked"
    REPORT_READY = "report-ready", "Report ready, to who asked"
    REPORT_FAILED = "report-failed", "Report failed, to who asked"


TAKEN = (MessageState.SENT, MessageState.BOUNCED)  # by our mail server


class MessageQuerySet(models.QuerySet["Message"]):
    def due_at(self, now: datetime) -> "MessageQuerySet":
        """Waiting, and not put off to later."""
        return self.filter(state=MessageState.QUEUED, due_at__lte=now)


class Message(models.Model):
    """One e-mail to one person. Its Message-ID follows from its key, so a repeat is seen as one."""

    kind = models.CharField(max_length=40, choices=MessageKind.choices)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    response = models.ForeignKey(
        "consultation.Response", on_delete=models.PROTECT, null=True, blank=True
    )
    # Its link is made when it is posted, so that no link ever stands in the database.
    draft = models.ForeignKey(
        "consultation.Draft", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The same for an invitation to send a formal reply for an organisation.
    invitation = models.ForeignKey(
        "consultation.Invitation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
    )
    # About an organisation's formal reply, to one of its people.
    formal_reply = models.ForeignKey(
        "consultation.FormalReply",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
    )
    # About a body that asks to reply, to the person who asked.
    registration = models.ForeignKey(
        "consultation.Registration",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
    )
    state = models.CharField(
        max_length=7, choices=MessageState.choices, default=MessageState.QUEUED
    )
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    objects = MessageQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id kind response draft invitation formal_reply registration state queued_at due_at "
            "sent_at attempts last_error",
        ),
        **classified(PERSONAL, "to subject body"),
    }

    class Meta:
        constraints = [
            one_of("message", "state", MessageState),
            one_of("message", "kind", MessageKind),
            models.CheckConstraint(
                name="message_sent_has_time",
                condition=models.Q(state__in=TAKEN, sent_at__isnull=False)
                | (~models.Q(state__in=TAKEN) & models.Q(sent_at=None)),
            ),
        ]
        indexes = [
            # Only for the worker's claim: the waiting ones are few, the sent ones many.
            models.Index(
                name="message_waiting",
                fields=["due_at"],
                condition=models.Q(state=MessageState.QUEUED),
            ),
            models.Index(Upper("to"), name="message_to"),  # to find a person who asks
            # To look through them. Nearly all are receipts that were sent: those cost nothing.
            models.Index(
                name="message_not_taken",
                fields=["state", "id"],
                condition=models.Q(state__in=[MessageState.FAILED, MessageState.BOUNCED]),
            ),
            models.Index(
                name="message_of_a_rare_kind",
                fields=["kind", "id"],
                condition=~models.Q(kind=MessageKind.RECEIPT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.state}"

    @property
    def address(self) -> str:
        """Where it went, in words where the person never joined and was erased since."""
        return told_address(self.to)
