"""What the page of one response shows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Count, Max, Q, Value
from django.db.models.functions import Cast

from consultation.access import Visitor
from consultation.models import (
    Attachment,
    AttachmentPurpose,
    Consultation,
    Event,
    ExclusionRule,
    Flag,
    FlagState,
    Message,
    PersonRequest,
    Response,
    Review,
    Transcription,
    User,
)
from consultation.models.event import READINGS
from consultation.moderate.queries.chosen import ticks
from stations.keys import read_key

MOST_EVENTS = 500


def state_seen(response: Response) -> str:
    """What a page remembers of the state that it showed, to tell whether that is still so."""
    return f"{response.state}-{ticks(response.state_at)}"


def page_seen(response: Response, flags: Iterable[Flag]) -> str:
    """The same with the flags that it showed standing: a verdict is given on these too.

    Hand over the very flags that are shown. What came after they were read was not seen.
    """
    shown = (str(one.pk) for one in flags if one.state == FlagState.STANDING)
    return "+".join([state_seen(response), *shown])


def read_seen(remembered: str) -> tuple[str, frozenset[int]]:
    """The two halves of what `page_seen` made: the state, and the keys of flags."""
    state, *keys = remembered.split("+")
    return state, frozenset(key for one in keys if (key := read_key(one)) is not None)


def has_other_flags(response: Response, seen: Collection[int]) -> bool:
    """A flag stands that is not among these. One query."""
    return Flag.objects.standing().filter(response=response).exclude(pk__in=seen).exists()


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
    """What was done with it, its files, its emails and its paper, oldest first. Two queries.

    Readings are told apart, see `readings_of`. Of very many, the newest.
    """
    about = _parts_of(response)
    found = Event.objects.acts().filter(about__in=about).order_by("-pk")
    return list(found[:MOST_EVENTS])[::-1]


def _parts_of(response: Response) -> list[str]:
    """How events name it and what belongs to it. One query."""
    rows = [
        noun._default_manager.filter(response=response).annotate(
            noun=Value(f"{noun._meta.model_name}:"), key=Cast("pk", CharField())
        )
        for noun in (Attachment, Message, Transcription)
    ]
    first, *others = (one.order_by().values_list("noun", "key") for one in rows)
    parts = [f"{noun}{key}" for noun, key in first.union(*others, all=True)]
    return [f"response:{response.pk}", *parts]


@dataclass(frozen=True)
class Reading:
    """How often one person read it, and when last."""

    name: str
    times: int
    last_at: datetime


def readings_of(response: Response) -> list[Reading]:
    """Who read it or a file of it, the latest first. Two queries; one where nobody did."""
    read = Event.objects.filter(about=f"response:{response.pk}", kind__in=READINGS)
    rows = read.order_by().values("by").annotate(times=Count("pk"), last_at=Max("at"))
    found = sorted(rows, key=lambda one: one["last_at"], reverse=True)
    keys = [one["by"] for one in found if one["by"]]
    named = dict(User.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}
    return [
        Reading(named.get(one["by"] or 0, f"account {one['by']}"), one["times"], one["last_at"])
        for one in found
    ]


def reasons_of(events: Iterable[Event]) -> dict[int, str]:
    """Why something was done at the request of a person. One query; none where nothing was."""
    keys = {event.facts["request"] for event in events if "request" in event.facts}
    if not keys:
        return {}
    return dict(PersonRequest.objects.filter(pk__in=keys).values_list("pk", "reason"))


def exclusion_rules_of(consultation: Consultation) -> list[ExclusionRule]:
    """The published rules. One query."""
    return list(consultation.exclusion_rules.all())
