"""What residents change: begin, save a page, send."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from consultation.events import record
from consultation.models import (
    Channel,
    Consultation,
    Draft,
    EventKind,
    User,
)
from consultation.respond import bulk, examples, rules
from consultation.respond.acceptance import ACCEPT, Sent, parameters
from consultation.respond.content import Content
from consultation.respond.journey import Answers
from consultation.respond.queries import response_of, token_hash
from consultation.states import Refused


@dataclass(frozen=True)
class Begun:
    """A new draft, and the token that only its owner's cookie holds."""

    draft: Draft
    token: str


def begin(
    *, consultation: Consultation, proposals: list[int], by: User | str, at: datetime
) -> Begun:
    """Start a draft. Raises Refused while the consultation is not open.

    A draft is nobody's response yet, so neither this nor saving a page writes an Event.
    """
    if refusal := rules.why_not_begin(consultation, now=at):
        raise Refused(refusal)
    token = secrets.token_urlsafe(32)
    draft = Draft.objects.create(
        key=uuid4(),
        token_hash=token_hash(token),
        consultation=consultation,
        answers=Answers(proposals=proposals).as_json(),
        begun_at=at,
        saved_at=at,
    )
    return Begun(draft, token)


def save(*, draft: Draft, answers: Answers, by: User | str, at: datetime) -> None:
    """Keep one page's answers. A draft that was sent meanwhile is left alone.

    Raises Refused after the close and its grace.
    """
    if refusal := rules.why_not_continue(draft, now=at):
        raise Refused(refusal)
    Draft.objects.filter(pk=draft.pk, sent_at=None).update(answers=answers.as_json(), saved_at=at)


def send(
    *,
    draft: Draft,
    answers: Answers,
    content: Content,
    by: User | str,
    at: datetime,
    channel: Channel = Channel.ONLINE,
) -> str:
    """Accept a response: one durable commit that touches PostgreSQL alone. Returns its reference.

    Sent twice, it is one response with one reference. Raises Refused when something required is
    missing, a chosen counter is not of this consultation, or the time to reply is over.
    """
    if draft.sent_at is None:
        if refusal := rules.why_not_send(draft, answers, content, now=at):
            raise Refused(refusal)
        row = parameters(Sent(draft, answers, content, by, at, channel))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ACCEPT, row)
            accepted = cursor.fetchone()
        if accepted is not None:
            return str(row["reference"])
    sent = response_of(draft)
    if sent is None:
        raise Refused("These answers were already cleared. Start again.")
    return sent.reference


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
            keys = bulk.Keys(**{t: _keys(cursor, t, n) for t, n in bulk.wanted(batch).items()})
            _copy(cursor, bulk.rows(batch, keys, consultation=consultation, reviewer=reviewer))
            done += len(batch)
            tell(done)
    record(
        EventKind.RESPONSES_GENERATED, about=consultation, by=by, at=at,
        consultation=consultation.pk, count=done, seed=seed,
    )  # fmt: skip


def _copy(cursor: CursorWrapper, tables: Mapping[str, Sequence[bulk.Row]]) -> None:
    for table, rows in tables.items():
        with cursor.copy(bulk.copy_into(table)) as copy:
            for row in rows:
                copy.write_row(row)


def _keys(cursor: CursorWrapper, table: str, count: int) -> Iterator[int]:
    cursor.execute(bulk.TAKE_KEYS, [f"consultation_{table}", count])
    return iter([key for (key,) in cursor.fetchall()])
