"""What residents change: begin, save a page, send."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from consultation.events import actor_of
from consultation.ledger.commitments import SALT_BYTES, commitment
from consultation.models import (
    Channel,
    Consultation,
    Draft,
    EventKind,
    Proposal,
    QuestionVersion,
)
from consultation.respond import rules
from consultation.respond.journey import Answers
from consultation.respond.queries import response_of, token_hash
from consultation.respond.receipts import Given, given_in, new_reference, receipt_for
from consultation.states import Refused
from stations.models import Borough


@dataclass(frozen=True)
class Begun:
    """A new draft, and the token that only its owner's cookie holds."""

    draft: Draft
    token: str


def begin(*, consultation: Consultation, proposals: list[int], by: str, at: datetime) -> Begun:
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


def save(*, draft: Draft, answers: Answers, by: str, at: datetime) -> None:
    """Keep one page's answers. A draft that was sent meanwhile is left alone.

    Raises Refused after the close and its grace.
    """
    if refusal := rules.why_not_continue(draft, now=at):
        raise Refused(refusal)
    Draft.objects.filter(pk=draft.pk, sent_at=None).update(answers=answers.as_json(), saved_at=at)


# Response, answers, commitment, event and e-mail in one statement: what costs here is round
# trips, not the disk. The draft's row is the lock: of two that send it, the second changes
# nothing and finds the first one's response. Names of tables are Django's.
ACCEPT = """
WITH draft AS (
    UPDATE consultation_draft SET answers = '{}', sent_at = %(at)s, saved_at = %(at)s
    WHERE id = %(draft)s AND sent_at IS NULL
    RETURNING key, consultation_id, begun_at
), person AS (
    INSERT INTO consultation_respondent (name, email, wants_news)
    SELECT '', %(email)s, %(wants_news)s FROM draft WHERE %(email)s <> ''
    RETURNING id
), accepted AS (
    INSERT INTO consultation_response (
        reference, key, consultation_id, kind, channel, capacity, place, borough_id,
        respondent_id, language, begun_at, received_at, in_grace, privacy_version, state, state_at)
    SELECT %(reference)s, key, consultation_id, 'PUBLIC', %(channel)s, %(capacity)s, %(place)s,
        %(borough)s::bigint, (SELECT id FROM person), %(language)s, begun_at, %(at)s,
        %(in_grace)s, %(privacy_version)s, 'RECEIVED', %(at)s
    FROM draft
    RETURNING id, consultation_id
), answered AS (
    INSERT INTO consultation_answer (response_id, question_version_id, proposal_id, choice, text)
    SELECT accepted.id, given.question, given.proposal, given.choice, given.text
    FROM accepted, ROWS FROM (
        jsonb_to_recordset(%(answers)s::jsonb)
        AS (question bigint, proposal bigint, choice text, text text)
    ) WITH ORDINALITY AS given (question, proposal, choice, text, place)
    ORDER BY given.place
), leaf AS (
    INSERT INTO consultation_leaf (response_id, commitment)
    SELECT id, %(commitment)s FROM accepted
), salt AS (
    INSERT INTO consultation_leafsalt (response_id, salt) SELECT id, %(salt)s FROM accepted
), event AS (
    INSERT INTO consultation_event (kind, about, consultation, actor, by, at, facts)
    SELECT %(event)s, 'response:' || id, consultation_id, %(actor)s, %(account)s::bigint, %(at)s,
        jsonb_build_object('channel', %(channel)s::text, 'answers', %(count)s::int)
    FROM accepted
), message AS (
    INSERT INTO consultation_message (
        kind, "to", subject, body, response_id, state, queued_at, due_at, attempts, last_error)
    SELECT 'receipt', %(email)s, %(subject)s, %(body)s, id, 'QUEUED', %(at)s, %(at)s, 0, ''
    FROM accepted WHERE %(email)s <> ''
)
SELECT id FROM accepted
"""


def send(
    *,
    draft: Draft,
    answers: Answers,
    proposals: list[Proposal],
    questions: list[QuestionVersion],
    by: str,
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
        row = _row(draft, answers, proposals, questions, by=by, at=at, channel=channel)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ACCEPT, row)
            accepted = cursor.fetchone()
        if accepted is not None:
            return str(row["reference"])
    sent = response_of(draft)
    if sent is None:
        raise Refused("These answers were already cleared. Start again.")
    return sent.reference


def _row(
    draft: Draft,
    answers: Answers,
    proposals: list[Proposal],
    questions: list[QuestionVersion],
    *,
    by: str,
    at: datetime,
    channel: Channel,
) -> dict[str, Any]:
    """The parameters of ACCEPT."""
    consultation = draft.consultation
    given = given_in(answers, proposals, questions)
    borough = _borough(answers.borough)
    salt = secrets.token_bytes(SALT_BYTES)
    actor, account = actor_of(by)
    receipt = receipt_for(
        consultation, answers, proposals, questions,
        reference=new_reference(), borough=borough.name if borough else "", received_at=at,
    )  # fmt: skip
    return {
        "draft": draft.pk,
        "at": at,
        "reference": receipt.reference,
        "channel": channel,
        "capacity": answers.capacity,
        "place": answers.place,
        "borough": borough.pk if borough else None,
        "language": "en",
        "in_grace": not consultation.is_open_at(at),
        "privacy_version": consultation.privacy_version,
        "answers": json.dumps([_columns(one) for one in given]),
        "count": len(given),
        "salt": salt,
        "commitment": commitment(salt, committed(answers, given, channel=channel)),
        "event": EventKind.RESPONSE_RECEIVED,
        "actor": actor,
        "account": account,
        "email": answers.email,
        "wants_news": answers.wants_news,
        "subject": f"We have your response: {receipt.reference}",
        "body": receipt.text() if answers.email else "",
    }


def _borough(ons_code: str) -> Borough | None:
    return Borough.objects.get(ons_code=ons_code) if ons_code else None


def _columns(given: Given) -> dict[str, Any]:
    return {
        "question": given.question.pk,
        "proposal": given.proposal.pk if given.proposal else None,
        "choice": given.choice,
        "text": given.text,
    }


def committed(answers: Answers, given: list[Given], *, channel: Channel) -> dict[str, str]:
    """The fields that a response's commitment covers, by field id."""
    fields = {
        "channel": str(channel),
        "capacity": answers.capacity,
        "place": answers.place,
        "borough": answers.borough,
    }
    for one in given:
        name = f"q_{one.question.question.key.replace('-', '_')}_v{one.question.number}"
        if one.proposal is not None:
            name = f"{name}_p{one.proposal.pk}"
        fields[name] = one.choice or one.text
    return fields
