"""What the pages about formal replies show: editions, their sections and what was signed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from consultation.models import (
    Attachment,
    AttachmentState,
    Consultation,
    FormalReply,
    FormalReplyState,
    Grant,
    Organisation,
    Position,
    Proposal,
    ReplyNote,
    ReplyReturn,
    ReplySection,
    Role,
    SectionKind,
    SectionVersion,
    SignedReply,
    User,
)
from consultation.publish.rules import in_words
from consultation.reply.document import Content, Document, Enclosure, Part

KINDS = list(SectionKind)
WRITERS = (Role.COUNCIL_DRAFTER, Role.COUNCIL_APPROVER)


@dataclass(frozen=True)
class Written:
    """A section with what it says now; nobody has written in it where there is no version."""

    section: ReplySection
    version: SectionVersion | None
    title: str

    @property
    def content(self) -> Content:
        """What it says."""
        return Content.read(self.version.content if self.version else {})

    @property
    def position(self) -> str:
        """In words; empty where none is taken."""
        taken = self.content.position
        return str(Position(taken).label) if taken else ""

    @property
    def number(self) -> int:
        """Of the version that it is at; 0 before the first."""
        return self.version.number if self.version else 0

    @property
    def done(self) -> bool:
        """Somebody marked it as completed."""
        return bool(self.version and self.version.done)


def title_of(kind: str, proposal: Proposal | None) -> str:
    """What a section is called in the reply."""
    if proposal is None:
        return str(SectionKind(kind).label)
    return f"{proposal.place}: {proposal.get_kind_display().lower()}"


def reply_of(organisation: Organisation, consultation: Consultation) -> FormalReply | None:
    """The edition that is worked on, else the one in force, else the newest. One query."""
    return _foremost(editions_of(organisation, consultation))


def _foremost(newest_first: Iterable[FormalReply]) -> FormalReply | None:
    found = list(newest_first)
    unsigned = [one for one in found if one.is_unsigned]
    in_force = [one for one in found if one.state == FormalReplyState.SIGNED]
    return next(iter([*unsigned, *in_force, *found]), None)


def editions_of(organisation: Organisation, consultation: Consultation) -> list[FormalReply]:
    """Every edition, the newest first. One query."""
    found = FormalReply.objects.filter(organisation=organisation, consultation=consultation)
    whole = found.select_related(
        "consultation", "organisation__borough", "replaces__signed__response", "asked_by",
        "signed__response", "signed__signed_by", "signed__ratification",
    )  # fmt: skip
    return list(whole.order_by("-number"))


def edition_of(
    organisation: Organisation, consultation: Consultation, number: int
) -> FormalReply | None:
    """One edition. One query."""
    every = editions_of(organisation, consultation)
    return next((one for one in every if one.number == number), None)


@dataclass(frozen=True)
class Standing:
    """A consultation that an organisation can reply to, and where its reply stands."""

    consultation: Consultation
    label: str
    when: str  # how long it takes replies, in words


def standings(organisation: Organisation, *, now: datetime) -> list[Standing]:
    """Those that take replies now, and those it has begun to reply to; the first to close first.

    Two queries.
    """
    every = FormalReply.objects.filter(organisation=organisation).order_by("number")
    found: dict[int, list[FormalReply]] = {}
    for one in every:
        found.setdefault(one.consultation_id, []).append(one)
    takes = Q(closes_at__gte=now) | Q(late_replies_until__gte=now)
    consultations = Consultation.objects.published().filter(takes | Q(pk__in=found))
    return [
        Standing(one, reply.get_state_display() if reply else "Not begun", _when(one, now))
        for one in consultations.order_by("closes_at", "pk")
        for reply in [_foremost(reversed(found.get(one.pk, [])))]
    ]


def _when(consultation: Consultation, now: datetime) -> str:
    if consultation.is_paused:
        return "paused, not closed"
    if consultation.is_coming_at(now):
        return f"opens at {in_words(consultation.opens_at)}"
    if not consultation.is_closed_at(now):
        return f"open until {in_words(consultation.closes_at)}"
    until = consultation.late_replies_until
    if until is not None and consultation.takes_late_replies_at(now):
        return f"closed, late replies are accepted until {in_words(until)}"
    return f"closed at {in_words(consultation.closes_at)}"


def sections_of(reply: FormalReply) -> list[Written]:
    """Every section in the order of reading: the own borough's counters first. Two queries."""
    found = ReplySection.objects.filter(reply=reply).select_related("proposal__station__borough")
    versions = SectionVersion.objects.filter(section__reply=reply).select_related("by")
    newest = versions.order_by("section_id", "-number").distinct("section_id")
    latest = {one.section_id: one for one in newest}
    written = [Written(one, latest.get(one.pk), title_of(one.kind, one.proposal)) for one in found]
    own = reply.organisation.borough_id
    return sorted(written, key=lambda one: _place(one.section, own))


def _place(section: ReplySection, own: int | None) -> tuple[int, bool, str, str]:
    kind, proposal = KINDS.index(SectionKind(section.kind)), section.proposal
    if proposal is None:
        return kind, False, "", ""
    station = proposal.station
    return kind, station.borough_id != own, station.borough.name, station.name


def section_of(reply: FormalReply, pk: int) -> Written | None:
    """One section of this edition. Two queries."""
    return next((one for one in sections_of(reply) if one.section.pk == pk), None)


def edition_with(section: int, reply: FormalReply) -> FormalReply | None:
    """Another edition of the same reply, to which the section belongs. One query."""
    same = FormalReply.objects.filter(
        organisation=reply.organisation, consultation=reply.consultation, sections=section
    )
    return same.select_related("organisation", "consultation").first()


def notes_of(section: ReplySection) -> list[ReplyNote]:
    """What drafters said to each other about it, the oldest first. One query."""
    return list(section.notes.select_related("by", "settled_by").order_by("pk"))


def open_notes(reply: FormalReply) -> dict[int, int]:
    """How many notes are not settled, by section. One query."""
    found = ReplyNote.objects.filter(section__reply=reply, settled_at=None).order_by()
    return dict(found.values_list("section").annotate(Count("pk")))


def versions_of(section: ReplySection) -> list[SectionVersion]:
    """All that was saved of it, the oldest first. One query."""
    return list(section.versions.select_related("by").order_by("number"))


def document_of(reply: FormalReply) -> Document:
    """What the reply says now: the signed text where it is signed. Three queries at most."""
    signed: SignedReply | None = getattr(reply, "signed", None)
    if signed is not None:
        return Document.read(signed.content)
    before = reply.replaces if reply.replaces and reply.replaces.is_in_force else None
    parts = (
        Part(one.section.kind, one.title, one.content.tidy, one.section.proposal_id)
        for one in sections_of(reply)
        if not one.content.is_empty
    )
    return Document(
        organisation=reply.organisation.name,
        consultation=reply.consultation.title,
        edition=reply.number,
        parts=tuple(parts),
        files=tuple(enclosures_of(reply)),
        replaces=before.signed.response.reference if before else "",
    )


def files_of(reply: FormalReply) -> list[Attachment]:
    """The files of an edition: its own, or its response's once it is signed. One query."""
    signed: SignedReply | None = getattr(reply, "signed", None)
    owner = signed.response if signed is not None else reply
    return list(owner.attachments.evidence())


def file_of(reply: FormalReply, key: UUID) -> Attachment | None:
    """A file of any edition of this reply: a signed one's belong to its response. One query."""
    own = FormalReply.objects.filter(
        organisation=reply.organisation, consultation=reply.consultation
    )
    of_own = Q(formal_reply__in=own) | Q(response__signed_reply__reply__in=own)
    return Attachment.objects.evidence().filter(of_own, pk=key).first()


def infected_in(reply: FormalReply) -> str:
    """The name of a file in which a virus was found later; "" where there is none. One query."""
    found = reply.attachments.filter(state=AttachmentState.INFECTED)
    return found.values_list("name", flat=True).first() or ""


def enclosures_of(reply: FormalReply) -> Iterable[Enclosure]:
    """The files of a draft, in the order of adding. One query."""
    for one in reply.attachments.evidence():
        yield Enclosure(one.pk.hex, one.name, one.content_type, one.size, one.sha256)


def returned_of(reply: FormalReply) -> ReplyReturn | None:
    """The last time that an approver sent it back. One query."""
    return reply.returns.select_related("by").last()


def proposals_of(consultation: Consultation) -> list[Proposal]:
    """By borough and station. One query."""
    found = Proposal.objects.filter(consultation=consultation).select_related("station__borough")
    return list(found.order_by("station__borough__name", "station__name"))


def people_to_tell(organisation: Organisation, *, only_approvers: bool = False) -> list[User]:
    """Those who write for it or sign, or those who sign alone, by name. One query."""
    roles = [Role.COUNCIL_APPROVER] if only_approvers else [*WRITERS]
    grants = Grant.objects.in_force().filter(organisation=organisation, role__in=roles)
    found = User.objects.filter(is_active=True, pk__in=grants.values("person"))
    return list(found.order_by("name", "pk"))
