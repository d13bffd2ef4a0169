"""Answers that are not sent yet: begin, save a page, add a file, forget."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from consultation import emails, files
from consultation.events import record
from consultation.models import (
    Attachment,
    AttachmentPurpose,
    Consultation,
    Draft,
    EventKind,
    Message,
    Proposal,
    QuestionVersion,
    Response,
    User,
)
from consultation.models.attachment import AttachmentQuerySet
from consultation.models.constraints import ERASED
from consultation.respond import rules
from consultation.respond.codes import new_code
from consultation.respond.journey import Answers
from consultation.respond.kinds import SentFile, files_of
from consultation.respond.queries import token_hash
from consultation.states import Refused
from consultation.uploads.receiving import received

# Half of all requests write this: the ORM takes longer to write it than the database to do it.
SAVE = """
UPDATE consultation_draft SET answers = %s, saved_at = %s, version = version + 1
WHERE id = %s AND version = %s AND sent_at IS NULL
"""


class Overtaken(Exception):
    """Another page of the same draft was saved, or all of it sent, a moment before."""


@dataclass(frozen=True)
class Begun:
    """A new draft, and the return code that only its owner knows."""

    draft: Draft
    code: str


def begin(
    *,
    consultation: Consultation,
    proposals: list[int],
    by: User | str,
    at: datetime,
    easy_read: bool = False,
) -> Begun:
    """Start a draft. Raises Refused while the consultation is not open.

    A draft is nobody's response yet, so neither this nor saving a page writes an Event.
    """
    if refusal := rules.why_not_begin(consultation, now=at):
        raise Refused(refusal)
    return _begin(consultation, Answers(proposals=proposals, easy_read=easy_read), at=at)


def _begin(
    consultation: Consultation,
    answers: Answers,
    *,
    at: datetime,
    replaces: Response | None = None,
    code: str = "",
) -> Begun:
    code = code or new_code()
    draft = Draft.objects.create(
        key=uuid4(),
        token_hash=token_hash(code),
        consultation=consultation,
        answers=answers.as_json(),
        replaces=replaces,
        begun_at=at,
        saved_at=at,
    )
    return Begun(draft, code)


def save(*, draft: Draft, answers: Answers, by: User | str, at: datetime) -> None:
    """Keep one page's answers.

    Raises Refused after the close and its grace, and Overtaken when another page was saved since
    the draft was read, or all of it was sent: nothing is overwritten or lost unseen.
    """
    if refusal := rules.why_not_continue(draft, now=at):
        raise Refused(refusal)
    kept = json.dumps(answers.as_json())
    with connection.cursor() as cursor:
        cursor.execute(SAVE, [kept, at, draft.pk, draft.version])
        saved = cursor.rowcount
    if not saved:
        raise Overtaken
    draft.version += 1


def attach(
    *,
    draft: Draft,
    answers: Answers,
    version: QuestionVersion,
    proposal: Proposal | None,
    file: UploadedFile,
    by: User | str,
    at: datetime,
) -> None:
    """Keep one more file as an answer, with the draft. The same file sent twice is kept once.

    Raises Refused with the sentence to show, and Overtaken as `save` does.
    """
    values, key = answers.given_about(proposal), version.question.key
    kept = files_of(version, values.get(key) or [])
    in_all = Attachment.objects.evidence().filter(draft=draft).count()
    full = rules.why_not_attach(version, len(kept)) or rules.why_not_hold_more(in_all)
    if refusal := rules.why_not_continue(draft, now=at) or full:
        raise Refused(refusal)
    with received(file) as one:
        if any((known.sha256, known.name) == (one.sha256, one.name) for known in kept):
            files.remove(one.id.hex)
            return
        sent = SentFile(one.id, one.sha256, one.size, one.content_type, one.name)
        values[key] = [*(str(known) for known in kept), str(sent)]
        with transaction.atomic():
            Attachment.objects.create(
                **one.columns, consultation_id=draft.consultation_id, draft=draft,
                question_version=version, proposal=proposal,
                purpose=AttachmentPurpose.EVIDENCE, uploaded_at=at,
            )  # fmt: skip
            save(draft=draft, answers=answers, by=by, at=at)


def detach(
    *,
    draft: Draft,
    answers: Answers,
    version: QuestionVersion,
    proposal: Proposal | None,
    file: UUID,
    by: User | str,
    at: datetime,
) -> None:
    """Take a file out of an answer; it is erased unless another answer shares it."""
    values, key = answers.given_about(proposal), version.question.key
    kept = files_of(version, values.get(key) or [])
    values[key] = [str(one) for one in kept if one.key != file]
    with transaction.atomic():
        save(draft=draft, answers=answers, by=by, at=at)
        if not answers.mentions(file):
            _erase(Attachment.objects.evidence().filter(pk=file, draft=draft))


def _erase(attachments: AttachmentQuerySet) -> None:
    """Bytes first: where we are stopped between the two, the row still tells of the rest.

    The rows are held meanwhile, so that none of them is sent at the same moment.
    """
    held = list(attachments.select_for_update(of=("self",)))
    for one in held:
        files.remove(one.stored_as)
    Attachment.objects.filter(pk__in=[one.pk for one in held]).delete()


@transaction.atomic
def forget(*, by: User | str, at: datetime) -> int:
    """Erase unsent answers that nobody came back to for 28 days. One Event a consultation.

    Their files go too, the emails that lead to them, and files that were added to a draft but not
    sent with it. Returns how many drafts were erased.
    """
    evidence = Attachment.objects.evidence()
    _erase(evidence.filter(draft__sent_at__isnull=False))
    mailed = Message.objects.filter(draft__isnull=False).exclude(to__endswith=f"@{ERASED}")
    held = ~Q(answers={}) | Q(Exists(mailed.filter(draft=OuterRef("pk"))))
    forgotten = Draft.objects.forgotten_at(at).filter(held)
    total = 0
    for consultation in Consultation.objects.filter(draft__in=forgotten).distinct():
        _erase(evidence.filter(draft__in=forgotten, consultation=consultation))
        erased = forgotten.filter(consultation=consultation).update(answers={})
        emails.erase(mailed.filter(draft__in=forgotten, draft__consultation=consultation), at=at)
        record(
            EventKind.DRAFTS_FORGOTTEN, about=consultation, by=by, at=at,
            consultation=consultation.pk, count=erased,
        )  # fmt: skip
        total += erased
    return total


def change(
    *, response: Response, answers: Answers, by: User | str, at: datetime, code: str = ""
) -> Begun:
    """Begin a draft that holds what was sent, and replaces it once it is sent itself.

    Until then the response counts as it is. Raises Refused when it can no longer be changed.

    :param code: the return code, where it was made up for the form; drawn by chance else.
    """
    if refusal := rules.why_not_change(response, now=at):
        raise Refused(refusal)
    copies = _renamed_files(response, answers)
    with transaction.atomic():
        begun = _begin(response.consultation, answers, at=at, replaces=response, code=code)
        for key, one in copies.items():
            _copy_file(one, key, begun.draft)
    return begun


@transaction.atomic
def bring_files(
    *, response: Response, answers: Answers, draft: Draft, by: User | str, at: datetime
) -> None:
    """Copy the files of a response into a draft that is to replace it; `answers` then name those.

    A draft is nobody's response yet, so no Event.
    """
    for key, one in _renamed_files(response, answers).items():
        _copy_file(one, key, draft)


def _renamed_files(response: Response, answers: Answers) -> dict[UUID, Attachment]:
    """The files that were sent, by the keys of their copies, which the answers name from now on."""
    copies = {uuid4(): one for one in response.attachments.evidence()}
    answers.rename_files({one.pk.hex: key.hex for key, one in copies.items()})
    return copies


def _copy_file(sent: Attachment, key: UUID, draft: Draft) -> None:
    """A row and a name of its own for the same bytes; where they are gone, the check says so."""
    with suppress(FileNotFoundError):
        files.copy(sent.stored_as, under=key.hex)
    sent.pk, sent.response, sent.draft = key, None, draft
    sent._state.adding = True
    sent.save()
