"""A response: one act of replying through one channel, and the draft before it."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from consultation.models.constraints import (
    PERSONAL,
    PLAIN,
    SECRET,
    classified,
    not_blank,
    one_of,
)
from consultation.models.consultation import ConsultationState
from consultation.models.retention import LegalHold
from stations.models import Borough, Station


class Channel(models.TextChoices):
    """How it reached us. Counts of channels stand side by side and are never summed as people."""

    ONLINE = "ONLINE", _("Online form")
    EMAIL = "EMAIL", _("Email")
    PAPER = "PAPER", _("Paper form")
    LETTER = "LETTER", _("Letter")
    PHONE = "PHONE", _("Phone")
    MEETING = "MEETING", _("Public meeting")


class Capacity(models.TextChoices):
    """Whom the response speaks for."""

    MYSELF = "MYSELF", _("Myself")
    CARER = "CARER", _("Someone I care for or support")
    GROUP = "GROUP", _("A group or organisation")
    WORKER = "WORKER", _("I work for the police or a council")
    NOT_SAID = "NOT_SAID", _("Not said")  # on paper only: the online form asks until it is said


class Place(models.TextChoices):
    """Where the respondent lives, as far as they said."""

    BOROUGH = "BOROUGH", _("In a London borough")
    OUTSIDE = "OUTSIDE", _("Outside London")
    NOT_SAID = "NOT_SAID", _("Prefer not to say")


class Kind(models.TextChoices):
    PUBLIC = "PUBLIC", "Response"
    FORMAL = "FORMAL", "Formal reply"


class Publish(models.TextChoices):
    """What its sender says may become of the words. Every response is counted alike."""

    WORDS = "WORDS", _("Yes, without my name or contact details")
    COUNT_ONLY = "COUNT_ONLY", _("No, use my answers but do not publish my words")
    NOT_SAID = "NOT_SAID", _("Not said")


class ResponseState(models.TextChoices):
    RECEIVED = "RECEIVED", "Waiting for review"
    SECOND_DUE = "SECOND_DUE", "Waiting for a second review"
    DISPUTED = "DISPUTED", "Reviewers disagree"
    RELEASED = "RELEASED", "Released"
    WITHHELD = "WITHHELD", "Counted, words withheld"
    QUARANTINED = "QUARANTINED", "In quarantine"
    EXCLUDED = "EXCLUDED", "Excluded under a rule"
    SUPERSEDED = "SUPERSEDED", "Replaced by its sender"
    WITHDRAWN = "WITHDRAWN", "Withdrawn by its sender"


#: Nobody, or not everybody who has to, has decided about it.
UNDECIDED = (ResponseState.RECEIVED, ResponseState.SECOND_DUE, ResponseState.DISPUTED)
#: The public copy of such a response exists: its choices, and its words where it is released.
PUBLISHED = (ResponseState.RELEASED, ResponseState.WITHHELD)
#: Kept, and in every list of what was received; in no count of what people say.
NOT_COUNTED = (ResponseState.EXCLUDED, ResponseState.SUPERSEDED, ResponseState.WITHDRAWN)


class DraftQuerySet(models.QuerySet["Draft"]):
    def forgotten_at(self, now: datetime) -> "DraftQuerySet":
        """Not sent, and not saved for 28 days in which it was neither paused nor on hold."""
        unsent = self.filter(sent_at=None, saved_at__lt=now - Draft.KEPT_FOR)
        held = LegalHold.objects.on_whole(models.OuterRef("consultation"))
        return unsent.exclude(consultation__state=ConsultationState.SUSPENDED).exclude(
            models.Exists(held)
        )


class Draft(models.Model):
    """Unfinished answers, saved page by page. Its key becomes the response's, so it is sent once.

    Only a hash of the return code, which the visitor's cookie holds too, is stored. `answers` is
    emptied on sending. `version` counts the savings, so that a stale page overwrites nothing.
    """

    key = models.UUIDField(unique=True)
    token_hash = models.CharField(max_length=64)
    consultation = models.ForeignKey("consultation.Consultation", on_delete=models.PROTECT)
    answers = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    replaces = models.ForeignKey(
        "consultation.Response", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    KEPT_FOR = timedelta(days=28)  # since the last page was saved, unless it was sent

    content_version: int | None  # what was asked when the draft was read; `respond.queries` adds it

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id consultation version replaces begun_at saved_at sent_at"),
        **classified(PERSONAL, "answers"),
        **classified(SECRET, "key token_hash"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="draft_emptied_when_sent", condition=Q(sent_at=None) | Q(answers={})
            ),
            # Not `unique=True`: that adds a second index, for searches by how a text begins.
            models.UniqueConstraint(name="draft_token_once", fields=["token_hash"]),
        ]

    def __str__(self) -> str:
        return f"Draft {self.pk}"


class ResponseQuerySet(models.QuerySet["Response"]):
    def awaiting_review(self) -> "ResponseQuerySet":
        """Received and not yet decided on by a moderator, or not yet by all who have to."""
        return self.filter(state__in=UNDECIDED)

    def formal(self) -> "ResponseQuerySet":
        """Formal replies of organisations."""
        return self.filter(organisation__isnull=False)

    def released(self) -> "ResponseQuerySet":
        """Checked, and fit to be read by the public."""
        return self.filter(state=ResponseState.RELEASED)

    def counted(self) -> "ResponseQuerySet":
        """All but those excluded under a published rule, replaced or withdrawn by their sender.

        It is what a total of a report is made of.
        """
        return self.exclude(state__in=NOT_COUNTED)

    def about(self, station: Station) -> "ResponseQuerySet":
        """With at least one answer about the station."""
        return self.filter(
            models.Exists(
                Answer.objects.filter(response=models.OuterRef("pk"), proposal__station=station)
            )
        )

    def about_borough(self, borough: Borough) -> "ResponseQuerySet":
        """With at least one answer about a station of the borough."""
        return self.filter(
            models.Exists(
                Answer.objects.filter(
                    response=models.OuterRef("pk"), proposal__station__borough=borough
                )
            )
        )

    def sent_from(self, borough: Borough) -> "ResponseQuerySet":
        """From people who live in the borough."""
        return self.filter(borough=borough)

    def oldest_first(self) -> "ResponseQuerySet":
        """The order of the queue."""
        return self.order_by("received_at", "pk")


class Response(models.Model):
    """What was received, as it was received. The database lets nothing but its state change."""

    reference = models.CharField(max_length=14)
    key = models.UUIDField("idempotency key", unique=True)
    consultation = models.ForeignKey(
        "consultation.Consultation",
        on_delete=models.PROTECT,
        related_name="responses",
        db_index=False,  # the indexes below begin with it
    )
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.PUBLIC)
    organisation = models.ForeignKey(
        "consultation.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="responses",
        db_index=False,  # almost none has one: see the index below
    )
    channel = models.CharField(max_length=7, choices=Channel.choices)
    capacity = models.CharField(max_length=8, choices=Capacity.choices)
    place = models.CharField(max_length=8, choices=Place.choices)
    borough = models.ForeignKey(
        Borough, on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
    respondent = models.OneToOneField(
        "consultation.Respondent", on_delete=models.PROTECT, null=True, blank=True
    )
    language = models.CharField(max_length=10, default="en")
    begun_at = models.DateTimeField()
    received_at = models.DateTimeField()
    in_grace = models.BooleanField("begun in time, sent within the grace", default=False)
    easy_read = models.BooleanField(
        "answered in the Easy Read version", default=False, db_default=False
    )
    privacy_version = models.CharField("privacy notice agreed to", max_length=20)
    publish = models.CharField("may its words be published", max_length=10, choices=Publish.choices)
    publish_reason = models.TextField("why they may not", blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    state = models.CharField(
        max_length=11, choices=ResponseState.choices, default=ResponseState.RECEIVED
    )
    state_at = models.DateTimeField("in this state since")

    objects = ResponseQuerySet.as_manager()

    was_emailed: bool  # its receipt goes to an address that was given; `respond.queries` adds it

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id consultation kind organisation channel capacity place borough respondent language "
            "begun_at received_at in_grace easy_read privacy_version publish replaces state "
            "state_at",
        ),
        **classified(PERSONAL, "publish_reason"),
        **classified(SECRET, "reference key"),
    }

    class Meta:
        constraints = [
            one_of("response", "kind", Kind),
            one_of("response", "channel", Channel),
            one_of("response", "capacity", Capacity),
            one_of("response", "place", Place),
            one_of("response", "state", ResponseState),
            one_of("response", "publish", Publish),
            models.CheckConstraint(
                name="response_borough_with_place",
                condition=Q(place=Place.BOROUGH, borough__isnull=False)
                | (~Q(place=Place.BOROUGH) & Q(borough=None)),
            ),
            models.CheckConstraint(
                name="response_formal_is_of_an_organisation",
                condition=Q(kind=Kind.FORMAL, organisation__isnull=False)
                | Q(kind=Kind.PUBLIC, organisation=None),
            ),
            models.CheckConstraint(
                name="response_begun_before_received",
                condition=Q(begun_at__lte=models.F("received_at")),
            ),
            not_blank("response", "privacy_version"),
            models.UniqueConstraint(name="response_reference_once", fields=["reference"]),
        ]
        indexes = [
            models.Index(
                name="response_queue", fields=["consultation", "state", "received_at", "id"]
            ),
            models.Index(name="response_channel", fields=["channel", "id"]),  # the admin's list
            models.Index(name="response_from_borough", fields=["consultation", "borough"]),
            models.Index(
                name="response_formal",
                fields=["organisation", "consultation"],
                condition=Q(organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Response {self.pk} ({self.get_state_display()})"


class Answer(models.Model):
    """An answer to one wording of one question, about one proposal or about all. Never changed.

    One that consists of several values, as a ranking does, has a row for each, in their `place`.

    Its rows are most of what a response writes, so each index has to be worth its cost: those below
    serve the foreign keys too, and no question is ever looked for by itself.
    """

    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="answers", db_index=False
    )
    question_version = models.ForeignKey(
        "consultation.QuestionVersion",
        on_delete=models.PROTECT,
        related_name="answers",
        db_index=False,
    )
    proposal = models.ForeignKey(
        "consultation.Proposal",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        db_index=False,
    )
    place = models.PositiveSmallIntegerField("order among several", default=0)
    choice = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    erased = models.BooleanField(
        "its text was erased, see Erasure", default=False, db_default=False
    )

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id response question_version proposal place choice erased"),
        **classified(PERSONAL, "text"),
    }

    class Meta:
        constraints = [
            UniqueConstraint(
                name="answer_once",
                fields=["response", "question_version", "proposal", "place"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="answer_choice_or_text",
                condition=(Q(text="") & ~Q(choice="") & Q(erased=False))
                | (Q(choice="") & ~Q(text="") & Q(erased=False))
                | Q(choice="", text="", erased=True),
            ),
        ]
        indexes = [models.Index(name="answer_counts", fields=["proposal", "choice"])]

    def __str__(self) -> str:
        return f"Answer {self.pk} of response {self.response_id}"
