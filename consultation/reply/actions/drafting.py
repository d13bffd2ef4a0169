"""What drafters do: begin an edition, write its sections, leave notes, add and remove files."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from consultation import files
from consultation.events import record
from consultation.models import (
    Attachment,
    AttachmentPurpose,
    Consultation,
    EventKind,
    FormalReply,
    FormalReplyState,
    Organisation,
    Proposal,
    ReplyNote,
    ReplySection,
    SectionKind,
    SectionVersion,
    User,
)
from consultation.reply import editions, sign_off
from consultation.reply.document import Content
from consultation.states import Refused, move
from consultation.uploads.receiving import Received, received


class Overtaken(Exception):
    """Somebody saved the section since it was read. Holds the newest version."""

    def __init__(self, newest: SectionVersion) -> None:
        super().__init__(f"{newest}")
        self.newest = newest


def refuse(refusal: str) -> None:
    """Raises Refused with the sentence, where there is one."""
    if refusal:
        raise Refused(refusal)


def held(reply: FormalReply) -> FormalReply:
    """The edition as it is now, locked until the transaction ends."""
    found = FormalReply.objects.select_related("consultation", "organisation__borough")
    return found.select_for_update(of=("self",)).get(pk=reply.pk)


@transaction.atomic
def begin(
    *, organisation: Organisation, consultation: Consultation, by: User, at: datetime
) -> FormalReply:
    """Begin the organisation's reply, or the edition that is to replace the one in force.

    A replacement begins with what the one before it says, and with its files. One Event. Raises
    Refused when one is being written already, or the time to reply is over.
    """
    # The organisation's row is the lock: of two who begin, the second is told.
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    newest = editions.reply_of(organisation, consultation)
    refuse(sign_off.why_not_begin(by, organisation, consultation, newest, now=at))
    every = editions.editions_of(organisation, consultation)
    before = newest if newest and newest.state == FormalReplyState.SIGNED else None
    made = FormalReply.objects.create(
        organisation=organisation, consultation=consultation, number=len(every) + 1,
        replaces=before, begun_by=by, begun_at=at,
    )  # fmt: skip
    _add_sections(made)
    if before is not None:
        _take_over(made, before, by=by, at=at)
    record(
        EventKind.REPLY_BEGUN, about=made, by=by, at=at, consultation=consultation.pk,
        organisation=organisation.pk, edition=made.number,
    )  # fmt: skip
    return made


def _add_sections(reply: FormalReply) -> None:
    """The view, the requests to be heard, and one for each proposal in the own borough."""
    own = [
        one
        for one in editions.proposals_of(reply.consultation)
        if one.station.borough_id == reply.organisation.borough_id
    ]
    ReplySection.objects.bulk_create(
        [
            ReplySection(reply=reply, kind=SectionKind.VIEW),
            *(ReplySection(reply=reply, kind=SectionKind.PROPOSAL, proposal=one) for one in own),
            ReplySection(reply=reply, kind=SectionKind.HEARING),
        ]
    )


def _take_over(reply: FormalReply, before: FormalReply, *, by: User, at: datetime) -> None:
    """Each section of the edition before, and a copy of each of its files."""
    there = {(one.kind, one.proposal_id): one for one in reply.sections.all()}
    for written in editions.sections_of(before):
        same = written.section
        section = there.get((same.kind, same.proposal_id)) or ReplySection.objects.create(
            reply=reply, kind=same.kind, proposal=same.proposal
        )
        if written.version is not None and not written.content.is_empty:
            content = written.content.as_json(over=written.version.content)
            SectionVersion.objects.create(section=section, number=1, content=content, by=by, at=at)
    for one in before.signed.response.attachments.evidence():
        key = uuid4()
        with suppress(FileNotFoundError):  # the page of files says which are gone
            files.copy(one.stored_as, under=key.hex)
        one.pk, one.response, one.question_version, one.formal_reply = key, None, None, reply
        one._state.adding = True
        one.save()


@transaction.atomic
def add_section(*, reply: FormalReply, proposal: Proposal, by: User, at: datetime) -> ReplySection:
    """Make room for a position on a proposal elsewhere. No Event: nothing is said by that.

    The same one where there is room already. Raises Refused when the reply may not be written, or
    the proposal is of another consultation.
    """
    now = held(reply)
    refuse(sign_off.why_not_write(by, now))
    if proposal.consultation_id != now.consultation_id:
        raise Refused("This proposal is not part of the consultation.")
    section, _made = ReplySection.objects.get_or_create(
        reply=now, kind=SectionKind.PROPOSAL, proposal=proposal
    )
    return section


@transaction.atomic
def save_section(
    *,
    section: ReplySection,
    content: Content,
    seen: int,
    by: User,
    at: datetime,
    done: bool = False,
    merged: bool = False,
) -> SectionVersion:
    """Keep what somebody wrote as the next version. What says the same as before is no new one.

    `seen` is the number of the version that the writer began from, 0 for none. The versions are
    the record of who wrote what, so no Event. Raises Overtaken when another was saved since, and
    Refused when the reply may not be written.
    """
    # The lock of the reply: of two who save at once, the second sees what the first saved.
    refuse(sign_off.why_not_write(by, held(section.reply)))
    newest = section.versions.select_related("by").order_by("number").last()
    number = newest.number if newest else 0
    wanted = content.as_json(over=newest.content if newest else None)
    if newest is not None and (newest.content, newest.done) == (wanted, done):
        return newest
    if newest is not None and number != seen:
        raise Overtaken(newest)
    return SectionVersion.objects.create(
        section=section, number=number + 1, content=wanted, done=done, merged=merged, by=by, at=at
    )


def restore(
    *, section: ReplySection, number: int, seen: int, by: User, at: datetime
) -> SectionVersion:
    """Let a section say again what it said at a version; what it says now stays in its history.

    `seen` is the number of the version that it is to replace. Raises Refused when the reply may
    not be written, or somebody saved since that one.
    """
    earlier = section.versions.get(number=number)
    try:
        return save_section(
            section=section, content=Content.read(earlier.content), seen=seen,
            by=by, at=at, done=earlier.done,
        )  # fmt: skip
    except Overtaken as overtaken:
        raise Refused(
            f"{overtaken.newest.by.name} saved this section after you had looked at it. Look at it "
            "again."
        ) from None


@transaction.atomic
def leave_note(*, section: ReplySection, text: str, by: User, at: datetime) -> ReplyNote:
    """Say something to the other drafters. No Event: it is theirs alone; said twice it is one.

    Raises Refused without a text, and when the edition is finished.
    """
    reply = held(section.reply)
    refuse(sign_off.why_not_note(by, reply, text))
    if same := section.notes.filter(text=text.strip(), by=by, settled_at=None).first():
        return same
    return ReplyNote.objects.create(section=section, text=text.strip(), by=by, at=at)


@transaction.atomic
def settle_note(*, note: ReplyNote, by: User, at: datetime) -> None:
    """Mark it as dealt with; it stays. Raises Refused when it is settled already."""
    refuse(sign_off.why_not_draft(by, note.section.reply.organisation))
    open_still = ReplyNote.objects.filter(pk=note.pk, settled_at=None)
    if open_still.update(settled_at=at, settled_by=by) != 1:
        raise Refused("Somebody else settled this note already.")


def attach(*, reply: FormalReply, file: UploadedFile, by: User, at: datetime) -> Attachment | None:
    """Keep one more file with the draft; the same file twice is kept once (None). No Event.

    Raises Refused with the sentence to show.
    """
    refuse(sign_off.why_not_attach(by, reply, _count(reply)) or sign_off.why_not_hold_more())
    with received(file) as one:
        with transaction.atomic():
            made = keep(reply=reply, one=one, by=by, at=at)
        if made is None:
            files.remove(one.id.hex)
        return made


def keep(*, reply: FormalReply, one: Received, by: User, at: datetime) -> Attachment | None:
    """Write the row of a file whose bytes are there, within a transaction; None if it is kept.

    Raises Refused, for an eleventh file too.
    """
    now = held(reply)  # the lock: another file waits, and is judged anew
    if now.attachments.filter(sha256=one.sha256, name=one.name).exists():
        return None
    refuse(sign_off.why_not_attach(by, now, _count(now)))
    return Attachment.objects.create(
        **one.columns, consultation_id=now.consultation_id, formal_reply=now,
        purpose=AttachmentPurpose.EVIDENCE, uploaded_at=at,
    )  # fmt: skip


def _count(reply: FormalReply) -> int:
    return reply.attachments.count()


@transaction.atomic
def detach(*, reply: FormalReply, file: UUID, by: User, at: datetime) -> None:
    """Take a file out of the draft; it is erased. Nothing happens where it is gone already.

    Raises Refused when the reply may not be written.
    """
    now = held(reply)
    refuse(sign_off.why_not_write(by, now))
    for one in now.attachments.filter(pk=file).select_for_update(of=("self",)):
        files.remove(one.stored_as)  # the bytes first: stopped here, the row still tells of it
        one.delete()


@transaction.atomic
def set_aside(*, reply: FormalReply, by: User, at: datetime) -> None:
    """Give a draft up. It is kept, and another can be begun. One Event. Raises Refused."""
    now = held(reply)
    refuse(sign_off.why_not_set_aside(by, now))
    move(now, FormalReplyState.SET_ASIDE, by=by, at=at)
