"""What an approver did with a formal reply: signed it, sent it back, said that it was ratified.

All of it is appended, and refuses UPDATE, DELETE and TRUNCATE in the database.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Exists, OuterRef, Q, Subquery

from consultation.models.constraints import PERSONAL, PLAIN, classified, not_blank, one_of
from consultation.models.formal_reply import FormalReplyState
from consultation.models.moderation import Review, Verdict
from consultation.models.organisation import OrganisationKind
from consultation.models.response import Answer, ResponseState
from stations.models import Borough, Station


class Authority(models.TextChoices):
    """On whose decision a reply is sent."""

    DELEGATED = "DELEGATED", "Decision delegated to an officer"
    COMMITTEE = "COMMITTEE", "Decision of a committee or the cabinet, in its minutes"
    LEADER = "LEADER", "Decision of the leader or a portfolio holder"
    COUNCIL = "COUNCIL", "Decision of the full council or board"
    OWN = "OWN", "The signer’s own, as holder of the office"


class SignedReplyQuerySet(models.QuerySet["SignedReply"]):
    def in_force(self) -> "SignedReplyQuerySet":
        """Neither replaced nor withdrawn, whatever a moderator made of its response."""
        return self.filter(reply__state=FormalReplyState.SIGNED)

    def public(self) -> "SignedReplyQuerySet":
        """A moderator released it. What was replaced or withdrawn after that stays public."""
        verdicts = Review.objects.filter(response=OuterRef("response"), decides=True).order_by(
            "-pk"
        )
        ended = Q(response__state__in=[ResponseState.SUPERSEDED, ResponseState.WITHDRAWN])
        return self.annotate(last_verdict=Subquery(verdicts.values("verdict")[:1])).filter(
            Q(response__state=ResponseState.RELEASED) | (ended & Q(last_verdict=Verdict.RELEASE))
        )

    def concerning(
        self, *, station: Station | None = None, borough: Borough | None = None
    ) -> "SignedReplyQuerySet":
        """Those that speak about the place, or are of the council of its borough."""
        if station is None and borough is None:
            return self
        place = {"station": station} if station else {"station__borough": borough}
        spoken = Answer.objects.filter(
            response=OuterRef("response"),
            **{f"proposal__{name}": one for name, one in place.items()},
        )
        council = Q(
            reply__organisation__kind=OrganisationKind.COUNCIL,
            reply__organisation__borough=station.borough_id if station else borough,
        )
        return self.filter(Q(Exists(spoken)) | council)


class SignedReply(models.Model):
    """The exact text that was signed, by whom and under which authority.

    `digest` is the SHA-256 of `text` in UTF-8: whoever holds the text can check it. `content` is
    the same text in its parts, as `reply.document.Document` reads it.
    """

    reply = models.OneToOneField(
        "consultation.FormalReply", on_delete=models.PROTECT, related_name="signed"
    )
    response = models.OneToOneField(
        "consultation.Response", on_delete=models.PROTECT, related_name="signed_reply"
    )
    content = models.JSONField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    authority = models.CharField(max_length=9, choices=Authority.choices)
    authority_reference = models.CharField("decision number, minute or paper", max_length=200)
    authority_on = models.DateField("date of the decision")
    signer_post = models.CharField("post of the signer", max_length=200)
    interim = models.BooleanField("subject to ratification", default=False)
    ratified_by_whom = models.CharField("who is to ratify it", max_length=200, blank=True)
    late = models.BooleanField("received after the close as it then stood", default=False)
    closed_at = models.DateTimeField("the close that it came after", null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField()

    objects = SignedReplyQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(
            PLAIN,
            "id reply response digest authority authority_reference authority_on interim "
            "ratified_by_whom late closed_at signed_by signed_at",
        ),
        **classified(PERSONAL, "content text signer_post"),
    }

    class Meta:
        verbose_name_plural = "signed replies"
        constraints = [
            one_of("signed_reply", "authority", Authority),
            not_blank("signed_reply", "text"),
            not_blank("signed_reply", "authority_reference"),
            not_blank("signed_reply", "signer_post"),
            CheckConstraint(
                name="signed_reply_digest_is_one", condition=Q(digest__regex=r"^[0-9a-f]{64}$")
            ),
            CheckConstraint(
                name="signed_reply_interim_names_who_ratifies",
                condition=Q(interim=True) & ~Q(ratified_by_whom="")
                | Q(interim=False, ratified_by_whom=""),
            ),
            # The close may move afterwards; which one it was late for stays.
            CheckConstraint(
                name="signed_reply_late_after_a_close",
                condition=Q(late=True, closed_at__isnull=False) | Q(late=False, closed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Signed text of formal reply {self.reply_id}"

    @property
    def is_in_force(self) -> bool:
        """Neither replaced nor withdrawn."""
        return self.reply.state == FormalReplyState.SIGNED

    @property
    def is_ratified(self) -> bool:
        """It was subject to ratification, and got it."""
        return hasattr(self, "ratification")


class Ratification(models.Model):
    """An interim reply was ratified later."""

    signed = models.OneToOneField(
        SignedReply, on_delete=models.PROTECT, related_name="ratification"
    )
    authority = models.CharField(max_length=9, choices=Authority.choices)
    authority_reference = models.CharField("decision number, minute or paper", max_length=200)
    authority_on = models.DateField("date of the decision")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id signed authority authority_reference authority_on by at"
    )

    class Meta:
        constraints = [
            one_of("ratification", "authority", Authority),
            not_blank("ratification", "authority_reference"),
        ]

    def __str__(self) -> str:
        return f"Ratification of signed reply {self.signed_id}"


class ReplyReturn(models.Model):
    """An approver sent a reply back to its drafters, with reasons."""

    reply = models.ForeignKey(
        "consultation.FormalReply", on_delete=models.PROTECT, related_name="returns"
    )
    reasons = models.TextField()
    digest = models.CharField("of the text that was sent back", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id reply digest by at"),
        **classified(PERSONAL, "reasons"),
    }

    class Meta:
        ordering = ["reply", "id"]
        constraints = [not_blank("reply_return", "reasons")]

    def __str__(self) -> str:
        return f"Return {self.pk} of formal reply {self.reply_id}"
