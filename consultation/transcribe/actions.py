"""What staff do with what came on paper, by phone, by e-mail or at a meeting."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import translation

from consultation import files
from consultation.events import record
from consultation.models import (
    Attachment,
    AttachmentPurpose,
    Capacity,
    Channel,
    Consultation,
    Draft,
    EventKind,
    Place,
    Publish,
    Purpose,
    Response,
    Transcription,
    TranscriptionState,
    User,
)
from consultation.respond import actions as respond
from consultation.respond.codes import new_code
from consultation.respond.journey import Answers
from consultation.respond.queries import token_hash, wordings_of
from consultation.states import move, raise_refusal
from consultation.transcribe import queries, rules
from consultation.uploads.receiving import received

S = TranscriptionState


@dataclass(frozen=True)
class Details:
    """What the envelope says: what they want, how it came, when, in which language, about what."""

    channel: str
    received_on: date
    language: str
    form_code: str
    proposals: list[int]
    purpose: str = Purpose.RESPONSE
    about: Response | None = None  # the earlier response that they want changed or withdrawn


def _edition(consultation: Consultation, details: Details) -> str:
    """The code of the wordings that the paper answers, as things are now."""
    found = queries.edition_for(
        consultation, wordings_of(consultation), code=details.form_code, day=details.received_on
    )
    return found.code


def _refuse_about(transcription: Transcription, *, now: datetime) -> None:
    """Raise Refused where the earlier response can no longer be changed or withdrawn by this."""
    if transcription.about_id is not None:
        consultation, day = transcription.consultation, transcription.received_on
        raise_refusal(rules.why_not_about(consultation, transcription.about, day, now=now))


def _held(transcription: Transcription) -> Transcription:
    """The row as it is now, locked until the transaction ends."""
    return Transcription.objects.select_for_update().get(pk=transcription.pk)


@transaction.atomic
def begin(*, consultation: Consultation, details: Details, by: User, at: datetime) -> Transcription:
    """Begin to type in one piece. One Event. Raises Refused for a day out of the time to reply.

    The return code of its draft is thrown away: no member of staff holds the key to a response.
    """
    raise_refusal(rules.why_not_transcribe(by, consultation))
    raise_refusal(rules.why_not_received_on(consultation, details.received_on, now=at))
    if details.purpose != Purpose.RESPONSE:
        day = details.received_on
        raise_refusal(rules.why_not_about(consultation, details.about, day, now=at))
    draft = Draft.objects.create(
        key=uuid4(), token_hash=token_hash(new_code()), consultation=consultation,
        begun_at=at, saved_at=at,
    )  # fmt: skip
    answers, note = _begun_with(details, draft, by=by, at=at)
    made = Transcription.objects.create(
        draft=draft, consultation=consultation, purpose=details.purpose, about=details.about,
        channel=details.channel, received_on=details.received_on, language=details.language,
        form_code=details.form_code, edition=_edition(consultation, details),
        answers=answers.as_json(), note=note,
        begun_by=by, begun_at=at, typed_by=by, typed_at=at, typists=[by.pk],
    )  # fmt: skip
    earlier = {"earlier": made.about_id} if made.about_id else {}  # whose words were looked at
    record(
        EventKind.TRANSCRIPTION_BEGUN, about=made, by=by, at=at,
        consultation=consultation.pk, channel=made.channel, purpose=made.purpose, **earlier,
    )  # fmt: skip
    return made


def _begun_with(details: Details, draft: Draft, *, by: User, at: datetime) -> tuple[Answers, str]:
    """What stands there before anything is typed: of a change all that was said, its files too."""
    answers, note = Answers(Capacity.NOT_SAID, Place.NOT_SAID, publish=Publish.NOT_SAID), ""
    if details.purpose == Purpose.CHANGE and details.about is not None:
        answers, _given, note = queries.said_in(details.about)
        respond.bring_files(response=details.about, answers=answers, draft=draft, by=by, at=at)
    answers.choose([*answers.proposals, *details.proposals])
    return answers, note


def _typed(transcription: Transcription, *, seen: int, by: User, at: datetime) -> dict[str, Any]:
    """The columns of every saving. Raises Refused where another saving came between."""
    held = _held(transcription)
    raise_refusal(rules.why_not_transcribe(by, held))
    raise_refusal(rules.why_not_type(held) or rules.why_not_as_seen(held, seen))
    typists = sorted({*held.typists, by.pk})
    return {"typed_by": by, "typed_at": at, "typists": typists, "version": seen + 1}


@transaction.atomic
def redescribe(
    *, transcription: Transcription, details: Details, seen: int, by: User, at: datetime
) -> None:
    """Say otherwise what the envelope says.

    The wordings stay those that were pinned unless the form's code or the day is put right.
    Nobody's response yet, so no Event. Raises Refused when `seen` is no longer what is saved, and
    while something is typed about a counter that is taken out.
    """
    changes = _typed(transcription, seen=seen, by=by, at=at)
    day = details.received_on
    raise_refusal(rules.why_not_received_on(transcription.consultation, day, now=at))
    changes |= _pointed(transcription, details, now=at)
    answers = queries.answers_of(transcription)
    answers.choose(details.proposals)
    raise_refusal(rules.why_not_leave_out(answers, queries.content_of(transcription)))
    changes |= {
        "channel": details.channel, "received_on": day, "language": details.language,
        "form_code": details.form_code, "answers": answers.as_json(),
    }  # fmt: skip
    if details.about != transcription.about:
        changes["read_back"] = False  # another reference was read back
    if (details.form_code, day) != (transcription.form_code, transcription.received_on):
        changes["edition"] = edition = _edition(transcription.consultation, details)
        # What was read back in other words was not read back.
        changes["read_back"] = (
            changes.get("read_back", transcription.read_back) and edition == transcription.edition
        )
    Transcription.objects.filter(pk=transcription.pk).update(**changes)


def _pointed(
    transcription: Transcription, details: Details, *, now: datetime
) -> dict[str, Response | None]:
    """The column of the earlier response, judged. What they want stays what it was begun as."""
    before, after = transcription.about, details.about
    if before is None:
        return {}
    consultation, day = transcription.consultation, details.received_on
    raise_refusal(rules.why_not_about(consultation, after, day, now=now))
    if after is not None and transcription.purpose == Purpose.CHANGE:
        raise_refusal(rules.why_not_about_another(before, after))
    return {"about": after}


@transaction.atomic
def save(
    *,
    transcription: Transcription,
    answers: Answers,
    note: str,
    read_back: bool,
    seen: int,
    by: User,
    at: datetime,
) -> None:
    """Keep what is typed so far. Nobody's response yet, so no Event.

    Raises Refused when `seen` is no longer what is saved: nothing is overwritten unseen.
    """
    changes = _typed(transcription, seen=seen, by=by, at=at)
    changes |= {"answers": answers.as_json(), "note": note, "read_back": read_back}
    Transcription.objects.filter(pk=transcription.pk).update(**changes)


def add_scan(*, transcription: Transcription, file: UploadedFile, by: User, at: datetime) -> None:
    """Keep one file with the paper. One Event.

    Raises Refused with the sentence to show, and when nothing can be typed in any more.
    """
    raise_refusal(rules.why_not_transcribe(by, transcription))
    with received(file) as one, transaction.atomic():
        held = _held(transcription)
        raise_refusal(rules.why_not_add_scan(held, len(queries.scans_of(held))))
        made = Attachment.objects.create(
            **one.columns, consultation_id=held.consultation_id, draft_id=held.draft_id,
            purpose=AttachmentPurpose.SCAN, uploaded_at=at,
        )  # fmt: skip
        _note_scan(EventKind.SCAN_ADDED, held, made, by=by, at=at)


def _note_scan(
    kind: EventKind, transcription: Transcription, scan: Attachment, *, by: User, at: datetime
) -> None:
    record(
        kind, about=transcription, by=by, at=at, consultation=transcription.consultation_id,
        file=f"attachment:{scan.pk}",
    )  # fmt: skip


@transaction.atomic
def remove_scan(*, transcription: Transcription, name: str, by: User, at: datetime) -> None:
    """Erase a file that was added by mistake; `name` is what its bytes are stored as. One Event.

    Raises Refused when nothing can be typed in any more: a checker sees what was sent to them.
    """
    held = _held(transcription)
    raise_refusal(rules.why_not_transcribe(by, held) or rules.why_not_type(held))
    for one in queries.scans_of(held):
        if one.stored_as == name:
            _note_scan(EventKind.SCAN_REMOVED, held, one, by=by, at=at)
            files.remove(one.stored_as)
            one.delete()


@transaction.atomic
def send_to_check(
    *,
    transcription: Transcription,
    answers: Answers,
    note: str,
    read_back: bool,
    seen: int,
    by: User,
    at: datetime,
) -> None:
    """Keep what is typed and ask for a second person. One Event.

    Raises Refused while something is missing, and as `save` does.
    """
    changes = _typed(transcription, seen=seen, by=by, at=at)
    scans = len(queries.scans_of(transcription))
    raise_refusal(
        rules.why_not_send_to_check(
            transcription, answers, queries.content_of(transcription),
            note=note, read_back=read_back, scans=scans,
        )
    )  # fmt: skip
    _refuse_about(transcription, now=at)
    changes |= {
        "answers": answers.as_json(), "note": note, "read_back": read_back, "reason": "",
    }  # fmt: skip
    move(transcription, S.AWAITING_CHECK, by=by, at=at, changes=changes)


@transaction.atomic
def accept(*, transcription: Transcription, seen: int, by: User, at: datetime) -> Response:
    """A second person agrees: it becomes a response, received on the day that it came.

    It goes the way of every response, with the same receipt, by e-mail where there is an address.
    A change replaces the earlier response in the same commit, a withdrawal makes none: returns the
    response that was made, or that was withdrawn. One Event for each. Raises Refused to those who
    typed it, when it is not as the page showed, and when the earlier response was changed or
    withdrawn meanwhile.
    """
    held = _held(transcription)
    raise_refusal(rules.why_not_check(held, by) or rules.why_not_as_seen(held, seen))
    raise_refusal(rules.why_not_use(queries.scans_of(held)))
    held.about = about = _about_held(held)
    arrived_at = rules.arrived_at(held.consultation, held.received_on, now=held.typed_at)
    response, made = about, None
    if about is None or held.purpose == Purpose.CHANGE:
        response = made = _sent(held, by=by, at=at, arrived_at=arrived_at)
    else:
        with translation.override(held.language):
            respond.withdraw(response=about, by=by, at=at, arrived_at=arrived_at)
    assert response is not None
    changes = {"checked_by": by, "checked_at": at, "answers": {}, "response": made}
    move(transcription, S.ACCEPTED, by=by, at=at, changes=changes, response=response.pk)
    return response


def _about_held(held: Transcription) -> Response | None:
    """The earlier response as it is now, locked: nothing else changes or withdraws it meanwhile."""
    if held.about_id is None:
        return None
    rows = Response.objects.select_for_update(of=("self",)).select_related("respondent")
    about = rows.get(pk=held.about_id)
    about.consultation = consultation = held.consultation
    why = rules.why_not_about(consultation, about, held.received_on, now=held.typed_at)
    raise_refusal(why and f"{why.rstrip('.')}. {rules.NOTHING_LOST}")
    return about


def _sent(held: Transcription, *, by: User, at: datetime, arrived_at: datetime) -> Response:
    """What was typed, sent as every response is.

    Where a change names another address, the address before is told: a reference is no proof.
    """
    draft = held.draft
    draft.begun_at, draft.replaces = arrived_at, held.about
    draft.save(update_fields=["begun_at", "replaces"])
    with translation.override(held.language):
        reference = respond.send(
            draft=draft,
            answers=queries.answers_of(held),
            content=queries.content_of(held),
            by=by,
            at=at,
            channel=Channel(held.channel),
            language=held.language,
            arrived_at=arrived_at,
            note=held.note,
        )
        before = held.about.respondent if held.about else None
        if held.about and before and before.email != queries.answers_of(held).email:
            respond.tell_replaced(response=held.about, by=by, at=at)
    return Response.objects.get(reference=reference)


def send_back(
    *, transcription: Transcription, reason: str, seen: int, by: User, at: datetime
) -> None:
    """A second person found something: it is to be corrected. One Event.

    Raises Refused without a reason, and as `accept` does.
    """
    raise_refusal(rules.why_not_check(transcription, by) or rules.why_not_without(reason))
    raise_refusal(rules.why_not_as_seen(transcription, seen))
    move(transcription, S.RETURNED, by=by, at=at, changes={"reason": reason})


def set_aside(
    *, transcription: Transcription, reason: str, seen: int, by: User, at: datetime
) -> None:
    """It will not become a response, such as one typed twice; it is kept. One Event.

    Raises Refused without a reason, or when it is not as the page showed it.
    """
    raise_refusal(rules.why_not_transcribe(by, transcription) or rules.why_not_without(reason))
    raise_refusal(rules.why_not_as_seen(transcription, seen))
    move(transcription, S.SET_ASIDE, by=by, at=at, changes={"reason": reason})


def take_up(*, transcription: Transcription, by: User, at: datetime) -> None:
    """Go on with one that was set aside. One Event."""
    raise_refusal(rules.why_not_transcribe(by, transcription))
    move(transcription, S.DRAFT, by=by, at=at, changes={"reason": ""})
