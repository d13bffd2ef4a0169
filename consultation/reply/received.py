"""Signed replies as they are read: by staff, each whole, and by everybody once released.

Nothing here looks at an edition that is not signed: that is the organisation's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Concat
from django.utils.safestring import SafeString

from consultation.events import name_of, name_of_key
from consultation.models import (
    Answer,
    Attachment,
    Consultation,
    Event,
    EventKind,
    FormalReply,
    Grant,
    Proposal,
    ReceivedWords,
    Role,
    SignedReply,
    User,
)
from consultation.publish.released import in_time
from consultation.reply.document import Document
from consultation.search import Sought, by_key, found_in, marked
from stations.models import Borough, Station

#: What happened to an edition once it was signed; what went before is the organisation's own.
TOLD = (
    EventKind.REPLY_SIGNED,
    EventKind.REPLY_RATIFIED,
    EventKind.REPLY_SUPERSEDED,
    EventKind.REPLY_WITHDRAWN,
    EventKind.REPLY_READ,
)


def replies_to(
    consultation: Consultation, *, station: Station | None = None, borough: Borough | None = None
) -> QuerySet[SignedReply]:
    """Every signed edition, or those that concern a place, by organisation, the newest first.

    Without the texts.
    """
    found = SignedReply.objects.filter(reply__consultation=consultation)
    if station is not None:
        found = found.concerning(station=station)
    if borough is not None:
        found = found.concerning(borough=borough)
    whole = found.select_related("reply__organisation__borough", "response", "ratification")
    return whole.defer("text", "content").order_by("reply__organisation__name", "-reply__number")


def reply_of(pk: int) -> SignedReply | None:
    """One, with all that its page names. One query."""
    return _whole().filter(pk=pk).first()


def _whole() -> QuerySet[SignedReply]:
    return SignedReply.objects.select_related(
        "reply__consultation", "reply__organisation__borough", "reply__replaces__signed__response",
        "response", "signed_by", "ratification",
    )  # fmt: skip


def public_replies_to(consultation: Consultation) -> QuerySet[SignedReply]:
    """The newest public edition of each organisation, by name. Without the texts."""
    public = SignedReply.objects.public().filter(reply__consultation=consultation)
    by = "reply__organisation_id"  # not the organisation itself, which orders by name
    newest = public.order_by(by, "-reply__number").distinct(by)
    found = SignedReply.objects.filter(pk__in=newest.values("pk"))
    whole = found.select_related("reply__organisation__borough", "response", "ratification")
    return whole.defer("text", "content").order_by("reply__organisation__name")


def with_words(rows: QuerySet[SignedReply], sought: Sought) -> QuerySet[SignedReply]:
    """Those of them that have the words; all where none are looked for.

    A formal reply is published as it was signed, so what staff look through is what is public.
    Only the words of these rows are looked at: what all others wrote is in the same index. Six
    queries, four of which begin and end a time limit; none without a word. Raises TooSlow.
    """
    if not sought:
        return rows
    if not sought.query:
        return rows.none()
    # A query of Django's own would be read once more, by other rules.
    fits = RawSQL("words @@ %s::tsquery", [sought.query], output_field=BooleanField())
    with in_time():
        keys = list(rows.order_by().values_list("response", flat=True))
        having = ReceivedWords.objects.filter(response__in=keys).annotate(fits=fits)
        found = [key for key, has in having.values_list("response", "fits") if has]
    return rows.filter(response__in=found)


def passages_of(shown: Iterable[SignedReply], sought: Sought) -> dict[int, SafeString]:
    """What stands around the words in each of them, by its key. Two queries, or none."""
    if not sought.query:
        return {}
    keys = [one.pk for one in shown]
    contents = SignedReply.objects.filter(pk__in=keys).values_list("pk", "content")
    documents = {key: Document.read(content) for key, content in contents}
    texts = {
        key: "\n\n".join(part.content.text for part in one.parts) for key, one in documents.items()
    }
    return by_key(texts, sought)


def with_marks(document: Document, sought: Sought) -> Document:
    """The same, with the words marked that were looked for. One query, or none."""
    own = [one for part in document.parts for one in part.content.passages]
    found = found_in([one.text for one in own], sought)
    told = {
        id(one): replace(one, text=marked(one.text, spans))
        for one, spans in zip(own, found, strict=True)
        if spans
    }
    parts = tuple(
        replace(part, content=replace(part.content, passages=tuple(
            told.get(id(one), one) for one in part.content.passages
        )))
        for part in document.parts
    )  # fmt: skip
    return replace(document, parts=parts, said={})


def public_editions_of(consultation: Consultation, organisation: str) -> list[SignedReply]:
    """Every public edition of an organisation, by its slug, the newest first. One query."""
    public = SignedReply.objects.public().filter(
        reply__consultation=consultation, reply__organisation__slug=organisation
    )
    whole = public.select_related(
        "reply__consultation", "reply__organisation__borough", "response", "ratification"
    )
    return list(whole.order_by("-reply__number"))


def is_public(signed: SignedReply) -> bool:
    """Everybody may read it. One query."""
    return SignedReply.objects.public().filter(pk=signed.pk).exists()


def chain_of(signed: SignedReply) -> list[SignedReply]:
    """Every signed edition of the same organisation, the oldest first. One query."""
    reply = signed.reply
    found = SignedReply.objects.filter(
        reply__consultation=reply.consultation_id, reply__organisation=reply.organisation_id
    )
    return list(found.select_related("reply").defer("text", "content").order_by("reply__number"))


@dataclass(frozen=True)
class Stand:
    """What a reply says to one proposal: one of Position, or "" where it only speaks about it."""

    proposal: Proposal
    position: str


def stands_of(found: Iterable[SignedReply], consultation: Consultation) -> dict[int, list[Stand]]:
    """By the key of the response, in the order of boroughs and counters. Two queries."""
    said = Answer.objects.filter(
        response__in=[one.response_id for one in found],
        question_version__question__formal=True,
        proposal__isnull=False,
    )
    rows = said.order_by().values_list("response", "proposal").annotate(position=Max("choice"))
    given: dict[int, dict[int, str]] = {}
    for response, proposal, position in rows:
        given.setdefault(response, {})[proposal] = position
    proposals = Proposal.objects.filter(consultation=consultation).select_related(
        "consultation", "station__borough"
    )
    in_order = list(proposals.order_by("station__borough__name", "station__name", "pk"))
    return {
        response: [Stand(one, about[one.pk]) for one in in_order if one.pk in about]
        for response, about in given.items()
    }


@dataclass(frozen=True)
class Hearing:
    """What an organisation asks to be heard on, in the words that it signed."""

    signed: SignedReply
    words: str


def hearings_in(consultation: Consultation, question: str) -> list[Hearing]:
    """Of the replies in force, by organisation; `question` is the key of that one. One query."""
    asked = Answer.objects.filter(
        question_version__question__key=question,
        question_version__question__formal=True,
        response=OuterRef("response"),
    )
    found = SignedReply.objects.in_force().filter(reply__consultation=consultation)
    whole = found.annotate(asked=Subquery(asked.values("text")[:1])).exclude(asked=None)
    ordered = whole.select_related("reply__organisation").order_by("reply__organisation__name")
    return [Hearing(one, one.asked) for one in ordered.defer("text", "content")]


@dataclass(frozen=True)
class Reading:
    """A decision-maker opened it."""

    person: int
    name: str
    at: datetime


def readings_of(found: Iterable[SignedReply]) -> dict[int, list[Reading]]:
    """By the key of the formal reply, the first first. Two queries."""
    keys = {name_of_key(FormalReply, one.reply_id): one.reply_id for one in found}
    events = list(Event.objects.filter(kind=EventKind.REPLY_READ, about__in=keys).order_by("pk"))
    people = User.objects.filter(pk__in={one.by for one in events})
    names = dict(people.values_list("pk", "name"))
    readings: dict[int, list[Reading]] = {}
    for one in events:
        person = one.by or 0
        reading = Reading(person, names.get(person, f"Account {person}"), one.at)
        readings.setdefault(keys[one.about], []).append(reading)
    return readings


def decision_makers() -> list[User]:
    """Those who hold the role now, by name. One query."""
    held = Grant.objects.in_force().filter(role=Role.DECISION_MAKER)
    found = User.objects.filter(is_active=True, pk__in=held.values("person"))
    return list(found.order_by("name", "pk"))


def was_read_by(person: User, reply: FormalReply) -> bool:
    """It is on record that they opened it. One query."""
    noted = Event.objects.filter(kind=EventKind.REPLY_READ, about=name_of(reply), by=person.pk)
    return noted.exists()


def unread_by(person: User, consultation: Consultation) -> int:
    """How many replies in force they have not opened. One query."""
    name = Concat(
        Value(name_of_key(FormalReply, 0).removesuffix("0")),
        Cast(OuterRef("reply_id"), CharField()),
    )
    read = Event.objects.filter(kind=EventKind.REPLY_READ, about=name, by=person.pk)
    found = SignedReply.objects.in_force().filter(reply__consultation=consultation)
    return found.exclude(Exists(read)).count()


@dataclass(frozen=True)
class Entry:
    """One line of a reply's timeline."""

    title: str
    at: datetime
    by: str
    text: str = ""


def history_of(signed: SignedReply) -> list[Entry]:
    """What happened since it was signed, the oldest first. Two queries."""
    events = list(
        Event.objects.filter(about=name_of(signed.reply), kind__in=TOLD).order_by("at", "pk")
    )
    people = User.objects.filter(pk__in={one.by for one in events})
    names = dict(people.values_list("pk", "name"))
    reason = {EventKind.REPLY_WITHDRAWN.value: signed.reply.ended_reason}
    return [
        Entry(one.get_kind_display(), one.at, names.get(one.by or 0, ""), reason.get(one.kind, ""))
        for one in events
    ]


def files_of(signed: SignedReply) -> list[Attachment]:
    """Those that were sent with it, in the order of sending. One query."""
    return list(signed.response.attachments.order_by("uploaded_at", "pk"))


def stations_in(consultation: Consultation) -> list[Station]:
    """Those with a proposal, by borough and name. One query."""
    found = Station.objects.filter(proposals__consultation=consultation)
    return list(found.select_related("borough").order_by("borough__name", "name"))
