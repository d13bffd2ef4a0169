"""What residents change: begin, save a page, send."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils.translation import gettext as _

from consultation.events import record
from consultation.models import (
    Channel,
    Consultation,
    Draft,
    EventKind,
    Message,
    Response,
    ResponseState,
    User,
)
from consultation.respond import bulk, examples, letters, rules
from consultation.respond.acceptance import ACCEPT, Sent, parameters
from consultation.respond.content import Content
from consultation.respond.copying import copy_rows, take_keys
from consultation.respond.journey import Answers
from consultation.respond.queries import response_of, token_hash
from consultation.respond.receipts import new_code
from consultation.states import Refused, move, why_not_move


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
) -> Begun:
    """Start a draft. Raises Refused while the consultation is not open.

    A draft is nobody's response yet, so neither this nor saving a page writes an Event.
    """
    if refusal := rules.why_not_begin(consultation, now=at):
        raise Refused(refusal)
    return _begin(consultation, Answers(proposals=proposals), at=at)


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
    unsent = Draft.objects.filter(pk=draft.pk, sent_at=None)
    seen, following = draft.version, draft.version + 1
    if unsent.filter(version=seen).update(
        answers=answers.as_json(), saved_at=at, version=following
    ):
        draft.version = following
    elif unsent.exists():
        raise Overtaken


@transaction.atomic
def forget(*, by: User | str, at: datetime) -> int:
    """Erase unsent answers that nobody came back to for 28 days. One Event a consultation.

    Returns how many drafts were erased.
    """
    forgotten = Draft.objects.forgotten_at(at).exclude(answers={})
    total = 0
    for consultation in Consultation.objects.filter(draft__in=forgotten).distinct():
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
) -> str:
    """Accept a response: one durable commit that touches PostgreSQL alone. Returns its reference.

    Sent twice, it is one response with one reference. One that replaces another moves that one
    aside in the same commit. Raises Refused when something required is missing, a chosen counter is
    not of this consultation, or the time to reply is over.
    """
    if draft.sent_at is None:
        if refusal := rules.why_not_send(draft, answers, content, now=at):
            raise Refused(refusal)
        row = parameters(Sent(draft, answers, content, by, at, channel, language))
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
        return cursor.fetchone() is not None


def change(*, response: Response, answers: Answers, by: User | str, at: datetime) -> Begun:
    """Begin a draft that holds what was sent, and replaces it once it is sent itself.

    Until then the response counts as it is. Raises Refused when it can no longer be changed.
    """
    if refusal := rules.why_not_change(response, now=at):
        raise Refused(refusal)
    return _begin(response.consultation, answers, at=at, replaces=response)


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
    if response.respondent is None:
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
        seed=seed,
        first=before,
        count=count,
        reviewed=reviewed if reviewer else 0,
    )
    done = 0
    with connection.cursor() as cursor:
        cursor.execute(bulk.CHECK_AS_WE_GO)
        for batch in bulk.batches(made):
            keys = bulk.Keys(**{t: take_keys(cursor, t, n) for t, n in bulk.wanted(batch).items()})
            copy_rows(cursor, bulk.rows(batch, keys, consultation=consultation, reviewer=reviewer))
            done += len(batch)
            tell(done)
    record(
        EventKind.RESPONSES_GENERATED, about=consultation, by=by, at=at,
        consultation=consultation.pk, count=done, seed=seed,
    )  # fmt: skip
