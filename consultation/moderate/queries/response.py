"""What the page of one response shows."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from consultation.access import Visitor
from consultation.models import (
    Attachment,
    AttachmentPurpose,
    Consultation,
    Event,
    ExclusionRule,
    Flag,
    Response,
    Review,
    User,
)
from consultation.moderate.queries.chosen import ticks


def state_seen(response: Response) -> str:
    """What a page remembers of the state that it showed, to tell whether that is still so."""
    return f"{response.state}-{ticks(response.state_at)}"


def response_of(pk: int) -> Response | None:
    """With its consultation, the borough it came from, and the formal reply that it is."""
    found = Response.objects.select_related(
        "consultation", "borough", "organisation", "signed_reply__reply"
    )
    return found.filter(pk=pk).first()


def attachments_of(response: Response) -> list[Attachment]:
    """The files that belong to it, in the order of sending. One query."""
    return list(response.attachments.order_by("purpose", "uploaded_at", "pk"))


def attachment_of(key: UUID) -> Attachment | None:
    """A file that was sent with a response, or the scan of one. What is not sent yet is private."""
    ours = Q(response__isnull=False) | Q(purpose=AttachmentPurpose.SCAN)
    return Attachment.objects.filter(ours, pk=key).first()


def people_in(events: Iterable[Event]) -> dict[int, str]:
    """The names of the accounts that did it, but for verdicts: a review knows its own.

    One query; none where there is nobody to name.
    """
    keys = {event.by for event in events if event.by and "review" not in event.facts}
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def known_reviews_of(response: Response, reader: Visitor) -> list[Review]:
    """The verdicts that this reader may know of, oldest first. One query."""
    known = Review.objects.filter(response=response).known_to(reader)
    return list(known.select_related("by", "rule"))


def flags_of(response: Response) -> list[Flag]:
    """What a machine doubted, in the order noted. One query."""
    return list(response.flags.all())


def events_of(response: Response) -> list[Event]:
    """What was recorded about it, oldest first. One query."""
    return list(Event.objects.filter(about=f"response:{response.pk}").order_by("pk"))


def exclusion_rules_of(consultation: Consultation) -> list[ExclusionRule]:
    """The published rules. One query."""
    return list(consultation.exclusion_rules.all())
