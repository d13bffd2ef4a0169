"""What residents change: begin, save a page, send."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import uuid4

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from consultation.events import record
from consultation.models import (
    Channel,
    Consultation,
    Draft,
    EventKind,
    Proposal,
    QuestionVersion,
    User,
)
from consultation.respond import rules
from consultation.respond.acceptance import ACCEPT, Sent, parameters
from consultation.respond.bulk import TABLES, Rows, Setting, rows_of
from consultation.respond.examples import Example
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
    proposals: list[Proposal],
    questions: list[QuestionVersion],
    by: User | str,
    at: datetime,
    channel: Channel = Channel.ONLINE,
) -> str:
    """Accept a response: one durable commit that touches PostgreSQL alone. Returns its reference.

    Sent twice, it is one response with one reference. Raises Refused when something required is
    missing, a chosen counter is not of this consultation, or the time to reply is over.
    """
    if draft.sent_at is None:
        if refusal := rules.why_not_send(draft, answers, proposals, questions, now=at):
            raise Refused(refusal)
        row = parameters(Sent(draft, answers, proposals, questions, by, at, channel))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ACCEPT, row)
            accepted = cursor.fetchone()
        if accepted is not None:
            return str(row["reference"])
    sent = response_of(draft)
    if sent is None:
        raise Refused("These answers were already cleared. Start again.")
    return sent.reference


BATCH = 5_000  # generated responses in memory at a time


def generate(
    *,
    setting: Setting,
    examples: Iterator[Example],
    seed: int,
    by: str,
    at: datetime,
) -> Iterator[int]:
    """Store generated responses; yields how many are stored so far. All of them, or none.

    One Event stands for their arrival, and one each for a verdict that came with them. Raises
    Refused on a consultation that has not closed: examples never mix with what people sent.
    """
    if refusal := rules.why_not_generate(setting.consultation, now=at):
        raise Refused(refusal)
    stored = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
        cursor.execute(FIRST_FREE)
        (first,) = cursor.fetchone()
        while batch := list(islice(examples, BATCH)):
            _copy(cursor, rows_of(batch, setting, first + stored))
            stored += len(batch)
            yield stored
        cursor.execute(NUMBER_ON)
        consultation = setting.consultation
        record(
            EventKind.RESPONSES_GENERATED,
            about=consultation,
            by=by,
            at=at,
            consultation=consultation.pk,
            count=stored,
            seed=seed,
        )


# Numbers are given out here rather than by the sequences, so that rows of several tables can refer
# to one another before they are written.
ONE_AT_A_TIME = (
    "LOCK TABLE consultation_response, consultation_respondent IN SHARE ROW EXCLUSIVE MODE"
)
FIRST_FREE = """
SELECT 1 + greatest(
    (SELECT last_value FROM consultation_response_id_seq),
    (SELECT last_value FROM consultation_respondent_id_seq),
    (SELECT coalesce(max(id), 0) FROM consultation_response),
    (SELECT coalesce(max(id), 0) FROM consultation_respondent))
"""
NUMBER_ON = """
SELECT setval('consultation_response_id_seq', (SELECT max(id) FROM consultation_response)),
    setval('consultation_respondent_id_seq', (SELECT max(id) FROM consultation_response))
"""


def _copy(cursor: CursorWrapper, rows: Rows) -> None:
    for table, columns in TABLES.items():
        names = ", ".join(f'"{column}"' for column in columns)
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows[table]:
                copy.write_row(row)
