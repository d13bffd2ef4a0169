"""A response: sent, and changed, withdrawn or disowned by its sender."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils.translation import gettext as _

from consultation.events import record
from consultation.models import (
    Channel,
    Draft,
    EventKind,
    FormalReply,
    Message,
    MessageKind,
    Response,
    ResponseState,
    User,
)
from consultation.publish.closing import why_not_enter
from consultation.respond import letters, rules
from consultation.respond.acceptance import ACCEPT, ACCEPT_FORMAL, Sent, parameters
from consultation.respond.actions.drafts import Overtaken
from consultation.respond.codes import new_code
from consultation.respond.content import Content
from consultation.respond.doubts import Doubt
from consultation.respond.journey import Answers
from consultation.respond.queries import response_of, token_hash
from consultation.states import Refused, move, why_not_move


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
    note: str = "",
) -> str:
    """Accept a response: one durable commit that touches PostgreSQL alone. Returns its reference.

    Sent twice, it is one response with one reference. One that replaces another moves that one
    aside in the same commit. `doubts` become its flags, and change nothing else. What came on paper
    or by phone was received when it arrived, and may have gaps; its `note` stands on the receipt.
    Raises Refused when something required is missing, a chosen counter is not of this consultation,
    or the time to reply is over.
    """
    if draft.sent_at is None:
        if refusal := rules.why_not_send(draft, answers, content, now=at, arrived_at=arrived_at):
            raise Refused(refusal)
        whole = Sent(draft, answers, content, by, at, channel, language, doubts, arrived_at, note)
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
        _say_why_not_sent(draft, at=at, arrived_at=arrived_at)
        raise Refused(_("These answers were already cleared. Start again."))
    return sent.reference


def _say_why_not_sent(draft: Draft, *, at: datetime, arrived_at: datetime | None) -> None:
    """Raises Refused where the book was closed meanwhile, and Overtaken where a page was saved."""
    if not Draft.objects.filter(pk=draft.pk, sent_at=None).exists():
        return
    if arrived_at is None and (refusal := why_not_enter(draft.consultation, received_at=at)):
        raise Refused(refusal)
    raise Overtaken  # another page was saved since the draft was read


@transaction.atomic
def send_formal(
    *,
    reply: FormalReply,
    replaced: Response | None,
    answers: Answers,
    content: Content,
    by: User,
    at: datetime,
) -> Response:
    """Accept an organisation's signed reply by the very statement that takes every response.

    Its files, which belong to the edition until now, go with it; what is `replaced` moves aside.
    Who may sign, and until when, is judged by whoever calls this. Raises Refused when a file is
    gone.
    """
    draft = Draft.objects.create(
        key=uuid4(), token_hash=token_hash(new_code()), consultation=reply.consultation,
        begun_at=max(reply.begun_at, reply.consultation.opens_at), saved_at=at, replaces=replaced,
    )  # fmt: skip
    whole = Sent(draft, answers, content, by, at, Channel.ONLINE, formal=reply)
    if refusal := rules.why_not_send_files(whole.files):
        raise Refused(refusal)
    row = parameters(whole)
    if not _accept(row, replaced, by=by, at=at):
        if refusal := why_not_enter(reply.consultation, received_at=at):
            raise Refused(refusal)
        raise Refused("Somebody else changed this a moment ago. Look at it again.")
    return Response.objects.get(reference=row["reference"])


def _accept(
    row: dict[str, Any], replaced: Response | None, *, by: User | str, at: datetime
) -> bool:
    """Write it, unless the draft was sent already; what it replaces moves aside with it."""
    with transaction.atomic(), connection.cursor() as cursor:
        if replaced is not None:
            move(replaced, ResponseState.SUPERSEDED, by=by, at=at)
        cursor.execute(ACCEPT_FORMAL if row["organisation"] else ACCEPT, row)
        accepted = cursor.fetchone()
        if accepted is None:
            transaction.set_rollback(True)  # what would have been replaced stands as it stood
        elif accepted[1] != len(row["attachments"]):
            raise Refused(_("A file was removed on another page. Check your answers again."))
        return accepted is not None


@transaction.atomic
def withdraw(
    *, response: Response, by: User | str, at: datetime, arrived_at: datetime | None = None
) -> None:
    """Its sender takes it back: it is kept, and counted no more.

    Raises Refused after the close; what came by post or by phone counts by when it arrived.
    """
    if refusal := rules.why_not_change(response, now=at, arrived_at=arrived_at):
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


@transaction.atomic
def tell_replaced(*, response: Response, by: User | str, at: datetime) -> None:
    """Tell the address of a response that it was replaced; no Event, since nothing changes."""
    _confirm(response, at=at)


def _confirm(response: Response, *, at: datetime) -> None:
    """Tell the address that the receipt went to, if there is one."""
    if response.respondent is None or not response.respondent.email:
        return
    subject, body = letters.confirmation(response)
    Message.objects.create(
        kind=MessageKind.CONFIRMATION, to=response.respondent.email, subject=subject, body=body,
        response=response, queued_at=at, due_at=at,
    )  # fmt: skip


@transaction.atomic
def mail_link(*, draft: Draft, email: str, by: User | str, at: datetime) -> None:
    """Queue one e-mail with a link that opens the draft, or what was sent from it.

    The link itself is made when the e-mail is posted: only its hash is ever stored. What was sent
    is held meanwhile, so that whoever erases it finds the e-mail. Raises Refused when enough were
    sent today, and when it is erased.
    """
    sent = Response.objects.select_for_update(no_key=True).filter(key=draft.key).first()
    if sent is None and draft.sent_at is not None:
        raise Refused(_("These answers were already cleared. Start again."))
    mailed = Message.objects.filter(draft=draft, kind=MessageKind.LINK)
    today = mailed.filter(queued_at__gt=at - timedelta(days=1))
    if refusal := rules.why_not_mail_link(today.count()):
        raise Refused(refusal)
    subject, body = letters.with_link(draft)
    Message.objects.create(
        kind=MessageKind.LINK, to=email, subject=subject, body=body, draft=draft, response=sent,
        queued_at=at, due_at=at,
    )  # fmt: skip
