"""What residents change: begin, save a page, send."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import connection, transaction

from consultation.models import Channel, Consultation, Draft, Proposal, QuestionVersion, User
from consultation.respond import rules
from consultation.respond.acceptance import ACCEPT, Sent, parameters
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
