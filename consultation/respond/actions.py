"""What residents change: begin, save a page, send."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import files
from consultation.events import record
from consultation.models import (
    Attachment,
    AttachmentPurpose,
    Channel,
    Consultation,
    Draft,
    EqualityAnswer,
    EqualityQuestion,
    EventKind,
    Message,
    Proposal,
    QuestionVersion,
    Response,
    ResponseState,
    User,
)
from consultation.models.attachment import AttachmentQuerySet
from consultation.respond import bulk, equality, example_people, examples, letters, queries, rules
from consultation.respond.acceptance import ACCEPT, Sent, parameters
from consultation.respond.content import Content
from consultation.respond.copying import copy_rows, take_keys, write
from consultation.respond.doubts import Doubt
from consultation.respond.journey import Answers
from consultation.respond.kinds import SentFile, files_of
from consultation.respond.queries import response_of, token_hash
from consultation.respond.receipts import new_code
from consultation.states import Refused, move, why_not_move
from consultation.uploads.receiving import received

# Half of all requests write this: the ORM takes longer to write it than the database to do it.
SAVE = """
UPDATE consultation_draft SET answers = %s, saved_at = %s, version = version + 1
WHERE id = %s AND version = %s AND sent_at IS NULL
"""


class Overtaken(Exception):
    """Another page of the same draft was saved a moment before."""


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
    consultation: Consultation, answers: Answers, *, at: datetime, replaces: Response | None = None
) -> Begun:
    code = new_code()
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
    """Keep one page's answers. A draft that was sent meanwhile is left alone.

    Raises Refused after the close and its grace, and Overtaken when another page was saved since
    the draft was read: nothing is overwritten unseen.
    """
    if refusal := rules.why_not_continue(draft, now=at):
        raise Refused(refusal)
    kept = json.dumps(answers.as_json())
    with connection.cursor() as cursor:
        cursor.execute(SAVE, [kept, at, draft.pk, draft.version])
        saved = cursor.rowcount
    if saved:
        draft.version += 1
    elif Draft.objects.filter(pk=draft.pk, sent_at=None).exists():
        raise Overtaken


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
    if refusal := rules.why_not_continue(draft, now=at) or rules.why_not_attach(version, len(kept)):
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
            seen = draft.version
            save(draft=draft, answers=answers, by=by, at=at)
            if draft.version == seen:
                raise Refused(_("These answers were sent already, so no file can be added."))


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

    Their files go too, and files that were added to a draft but not sent with it. Returns how many
    drafts were erased.
    """
    evidence = Attachment.objects.evidence()
    _erase(evidence.filter(draft__sent_at__isnull=False))
    forgotten = Draft.objects.forgotten_at(at).exclude(answers={})
    total = 0
    for consultation in Consultation.objects.filter(draft__in=forgotten).distinct():
        _erase(evidence.filter(draft__in=forgotten, consultation=consultation))
        erased = forgotten.filter(consultation=consultation).update(answers={})
        record(
            EventKind.DRAFTS_FORGOTTEN, about=consultation, by=by, at=at,
            consultation=consultation.pk, count=erased,
        )  # fmt: skip
        total += erased
    return total


def send(
    *,
    draft: Draft,
    answers: Answers,
    content: Content,
    by: User | str,
    at: datetime,
    channel: Channel = Channel.ONLINE,
    language: str = "en",
    doubts: Sequence[Doubt] = (),
    arrived_at: datetime | None = None,
) -> str:
    """Accept a response: one durable commit that touches PostgreSQL alone. Returns its reference.

    Sent twice, it is one response with one reference. One that replaces another moves that one
    aside in the same commit. `doubts` become its flags, and change nothing else. What came on paper
    or by phone was received when it arrived, and may have gaps. Raises Refused when something
    required is missing, a chosen counter is not of this consultation, or the time to reply is over.
    """
    if draft.sent_at is None:
        if refusal := rules.why_not_send(draft, answers, content, now=at, arrived_at=arrived_at):
            raise Refused(refusal)
        whole = Sent(draft, answers, content, by, at, channel, language, doubts, arrived_at)
        if refusal := rules.why_not_send_files(whole.files):
            raise Refused(refusal)
        row = parameters(whole)
        try:
            if _accept(row, draft.replaces, by=by, at=at):
                return str(row["reference"])
        except Refused:
            if response_of(draft) is None:  # another draft replaced the same response first
                raise
    sent = response_of(draft)
    if sent is None:
        raise Refused(_("These answers were already cleared. Start again."))
    return sent.reference


def _accept(
    row: dict[str, Any], replaced: Response | None, *, by: User | str, at: datetime
) -> bool:
    """Write it, unless the draft was sent already; what it replaces moves aside with it."""
    with transaction.atomic(), connection.cursor() as cursor:
        if replaced is not None:
            move(replaced, ResponseState.SUPERSEDED, by=by, at=at)
        cursor.execute(ACCEPT, row)
        accepted = cursor.fetchone()
        if accepted is not None and accepted[1] != len(row["attachments"]):
            raise Refused(_("A file was removed on another page. Check your answers again."))
        return accepted is not None


def change(*, response: Response, answers: Answers, by: User | str, at: datetime) -> Begun:
    """Begin a draft that holds what was sent, and replaces it once it is sent itself.

    Until then the response counts as it is. Raises Refused when it can no longer be changed.
    """
    if refusal := rules.why_not_change(response, now=at):
        raise Refused(refusal)
    sent = list(response.attachments.evidence())
    renamed = {one.pk.hex: uuid4() for one in sent}
    answers.rename_files({old: new.hex for old, new in renamed.items()})
    with transaction.atomic():
        begun = _begin(response.consultation, answers, at=at, replaces=response)
        for one in sent:
            _copy_file(one, renamed[one.pk.hex], begun.draft)
    return begun


def _copy_file(sent: Attachment, key: UUID, draft: Draft) -> None:
    """A row and a name of its own for the same bytes; where they are gone, the check says so."""
    with suppress(FileNotFoundError):
        files.copy(sent.stored_as, under=key.hex)
    sent.pk, sent.response, sent.draft = key, None, draft
    sent._state.adding = True
    sent.save()


@transaction.atomic
def withdraw(*, response: Response, by: User | str, at: datetime) -> None:
    """Its sender takes it back: it is kept, and counted no more. Raises Refused after the close."""
    if refusal := rules.why_not_change(response, now=at):
        raise Refused(refusal)
    move(response, ResponseState.WITHDRAWN, by=by, at=at)
    _confirm(response, at=at)


@transaction.atomic
def disown(*, response: Response, by: User | str, at: datetime) -> None:
    """Somebody says that they did not send it. It goes into quarantine until a moderator decides.

    Raises Refused when it does not count any more.
    """
    if refusal := rules.why_not_disown(response):
        raise Refused(refusal)
    if not why_not_move(response, ResponseState.QUARANTINED):
        move(response, ResponseState.QUARANTINED, by=by, at=at, why="disowned")
    record(
        EventKind.RESPONSE_DISOWNED, about=response, by=by, at=at,
        consultation=response.consultation_id, state=response.state,
    )  # fmt: skip
    _confirm(response, at=at)


def _confirm(response: Response, *, at: datetime) -> None:
    """Tell the address that the receipt went to, if there is one."""
    if response.respondent is None or not response.respondent.email:
        return
    subject, body = letters.confirmation(response)
    Message.objects.create(
        kind="confirmation", to=response.respondent.email, subject=subject, body=body,
        response=response, queued_at=at, due_at=at,
    )  # fmt: skip


def mail_link(*, draft: Draft, email: str, by: User | str, at: datetime) -> None:
    """Queue one e-mail with a link that opens the draft, or what was sent from it.

    The link itself is made when the e-mail is posted: only its hash is ever stored. Raises Refused
    when enough were sent today.
    """
    today = Message.objects.filter(draft=draft, kind="link", queued_at__gt=at - timedelta(days=1))
    if refusal := rules.why_not_mail_link(today.count()):
        raise Refused(refusal)
    subject, body = letters.with_link(draft)
    Message.objects.create(
        kind="link", to=email, subject=subject, body=body, draft=draft, queued_at=at, due_at=at
    )


def answer_equality(
    *, response: Response, question: EqualityQuestion, value: str, by: User | str, at: datetime
) -> bool:
    """Keep one answer, apart from the response and joined to nothing. False where another stands.

    The first answer to a question stands, also for responses that replace this one. No Event is
    written: its time would lead to the response. Raises Refused when nothing is asked now.
    """
    if refusal := rules.why_not_ask_equality(response, now=at):
        raise Refused(refusal)
    keys = equality.keys_of(queries.first_key_of(response), question)
    standing = queries.equality_values(keys)
    if not standing:
        given = EqualityAnswer(
            consultation=response.consultation,
            question=question,
            value=value,
            key=keys[0],
            week_on=equality.week_of(timezone.localdate(at)),
        )
        EqualityAnswer.objects.bulk_create([given], ignore_conflicts=True)
        standing = queries.equality_values(keys)
    return value in standing.values()


#: Rewrites the table in the order of its random keys, so that no copy of the database shows in
#: what order the answers came. Names of tables and indexes are Django's.
MIX = "CLUSTER consultation_equalityanswer USING consultation_equalityanswer_pkey"


def mix_equality_answers(*, by: User | str, at: datetime) -> None:
    """Put the stored answers in an order that says nothing. No Event: nothing changes."""
    with connection.cursor() as cursor:
        cursor.execute(MIX)


@transaction.atomic
def generate(
    *,
    consultation: Consultation,
    count: int,
    seed: int,
    by: User | str,
    at: datetime,
    reviewer: User | None = None,
    reviewed: float = 0.6,
    force: bool = False,
    tell: Callable[[int], None] = lambda done: None,
) -> None:
    """Store `count` made-up responses, `reviewed` of them (0 to 1) with a verdict by `reviewer`.

    They go on where earlier ones of the consultation ended. One Event for all, and one a verdict.
    `tell` hears how many are stored so far. Raises Refused where they would mix with real ones.
    """
    before = bulk.generated_before(consultation)
    refusal = "" if force else rules.why_not_generate(consultation, now=at)
    if refusal := refusal or bulk.why_not_mix(consultation, before, force=force, now=at):
        raise Refused(refusal)
    made = examples.examples(
        examples.Scene.of(consultation, at=at),
        seed=seed, first=before, count=count, reviewed=reviewed if reviewer else 0,
    )  # fmt: skip
    done = 0
    with connection.cursor() as cursor:
        cursor.execute(bulk.CHECK_AS_WE_GO)
        for batch in bulk.batches(made):
            keys = bulk.Keys(**{t: take_keys(cursor, t, n) for t, n in bulk.wanted(batch).items()})
            copy_rows(cursor, bulk.rows(batch, keys, consultation=consultation, reviewer=reviewer))
            done += len(batch)
            tell(done)
        people = example_people.rows(consultation, seed=seed, first=before, count=count)
        write(cursor, example_people.INTO, people)
    record(
        EventKind.RESPONSES_GENERATED, about=consultation, by=by, at=at,
        consultation=consultation.pk, count=done, seed=seed,
    )  # fmt: skip
