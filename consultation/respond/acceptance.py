"""What accepting a response writes: one statement and its parameters. Nothing here runs it."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from consultation.events import actor_of
from consultation.ledger.commitments import SALT_BYTES, commitment
from consultation.ledger.proving import promise
from consultation.models import Channel, Draft, EventKind, FormalReply, Kind, User
from consultation.respond.codes import new_reference
from consultation.respond.content import Content
from consultation.respond.doubts import Doubt
from consultation.respond.journey import Answers, Journey
from consultation.respond.kinds import SentFile, committed_of
from consultation.respond.receipts import Given, given_in, receipt_for
from stations.models import Borough

# Response, answers, files, commitment, flags, event, e-mail in one statement: what costs are round
# trips, not the disk. The draft's row is the lock: of two that send it, the second changes
# nothing and finds the first one's response; and what was saved meanwhile is not lost unsent. What
# comes online comes in before the book of its deadline is closed, or changes nothing; what arrived
# another way is entered when somebody comes to it. Names of tables are Django's.
ACCEPT = """
WITH draft AS (
    UPDATE consultation_draft SET answers = '{}', sent_at = %(at)s, saved_at = %(at)s
    WHERE id = %(draft)s AND version = %(version)s AND sent_at IS NULL
        AND (%(arrived)s OR counterpoint_book_takes(consultation_id, %(at)s))
    RETURNING key, consultation_id, begun_at, replaces_id
), person AS (
    INSERT INTO consultation_respondent (name, email, wants_news)
    SELECT %(name)s, %(email)s, %(wants_news)s FROM draft WHERE %(name)s || %(email)s <> ''
    RETURNING id
), accepted AS (
    INSERT INTO consultation_response (
        reference, key, consultation_id, kind, organisation_id, channel, capacity, place,
        borough_id, respondent_id, language, begun_at, received_at, in_grace, easy_read,
        privacy_version, publish, publish_reason, replaces_id, state, state_at)
    SELECT %(reference)s, key, consultation_id, %(kind)s, %(organisation)s::bigint, %(channel)s,
        %(capacity)s, %(place)s, %(borough)s::bigint, (SELECT id FROM person), %(language)s,
        begun_at, %(received_at)s, %(in_grace)s, %(easy_read)s, %(privacy_version)s, %(publish)s,
        %(publish_reason)s, replaces_id, 'RECEIVED', %(at)s
    FROM draft
    RETURNING id, consultation_id
), answered AS (
    INSERT INTO consultation_answer (
        response_id, question_version_id, proposal_id, place, choice, text)
    SELECT accepted.id, given.question, given.proposal, given.place, given.choice, given.text
    FROM accepted, ROWS FROM (
        jsonb_to_recordset(%(answers)s::jsonb)
        AS (question bigint, proposal bigint, place smallint, choice text, text text)
    ) WITH ORDINALITY AS given (question, proposal, place, choice, text, number)
    ORDER BY given.number
), attached AS (
    UPDATE consultation_attachment SET draft_id = NULL, response_id = accepted.id FROM accepted
    WHERE draft_id = %(draft)s AND (
        consultation_attachment.id = ANY(%(attachments)s::uuid[]) OR purpose = 'SCAN')
    RETURNING purpose
), leaf AS (
    INSERT INTO consultation_leaf (response_id, commitment)
    SELECT id, %(commitment)s FROM accepted
), salt AS (
    INSERT INTO consultation_leafsalt (response_id, salt) SELECT id, %(salt)s FROM accepted
), flag AS (
    INSERT INTO consultation_flag (response_id, kind, facts, at)
    SELECT accepted.id, doubt.kind, doubt.facts, %(at)s
    FROM accepted, jsonb_to_recordset(%(doubts)s::jsonb) AS doubt (kind text, facts jsonb)
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
SELECT id, (SELECT count(*) FROM attached WHERE purpose = 'EVIDENCE') FROM accepted
"""
# The same for a formal reply, whose files belonged to its edition until now.
ACCEPT_FORMAL = ACCEPT.replace(
    "SET draft_id = NULL, response_id", "SET formal_reply_id = NULL, response_id"
).replace("WHERE draft_id = %(draft)s AND (", "WHERE formal_reply_id = %(formal_reply)s AND (")


@dataclass(frozen=True)
class Sent:
    """A filled-in draft on its way in: by whom, when, through which channel.

    A formal reply is one too: its draft is made when it is signed.

    What came another way than online was received before it is sent: at `arrived_at`.
    """

    draft: Draft
    answers: Answers
    content: Content
    by: User | str
    at: datetime
    channel: Channel
    language: str = "en"
    doubts: Sequence[Doubt] = ()
    arrived_at: datetime | None = None
    note: str = ""  # for the receipt: what stood on paper and fitted no question
    formal: FormalReply | None = None  # the edition of an organisation's reply that this is

    @cached_property
    def journey(self) -> Journey:
        """The pages that led here."""
        return self.content.journey(self.answers)

    @cached_property
    def given(self) -> list[Given]:
        """What is answered."""
        return given_in(self.journey)

    @cached_property
    def files(self) -> list[SentFile]:
        """Every file that it names, once."""
        return list({one: None for given in self.given for one in given.files})


def parameters(sent: Sent) -> dict[str, Any]:
    """The parameters of ACCEPT, with a new reference and salt."""
    answers, at = sent.answers, sent.at
    consultation, given = sent.draft.consultation, sent.given
    borough = sent.content.borough(answers.borough)
    salt, (actor, account) = secrets.token_bytes(SALT_BYTES), actor_of(sent.by)
    reference, seal = new_reference(), commitment(salt, _committed(sent, given))
    return {
        "draft": sent.draft.pk,
        "version": sent.draft.version,
        "at": at,
        "reference": reference,
        **_of_organisation(sent.formal),
        "channel": sent.channel,
        "capacity": answers.capacity,
        "place": answers.place,
        "borough": borough.pk if borough else None,
        "language": sent.language,
        "easy_read": answers.easy_read,
        **_received(sent),
        "privacy_version": consultation.privacy_version,
        "publish": answers.publish,
        "publish_reason": answers.publish_reason,
        "answers": json.dumps([row for one in given for row in _columns(one)]),
        "count": len(given),
        "attachments": [one.key for one in sent.files],
        "salt": salt,
        "commitment": seal,
        "doubts": json.dumps([asdict(one) for one in sent.doubts]),
        "event": EventKind.RESPONSE_RECEIVED,
        "actor": actor,
        "account": account,
        "name": answers.name,
        "email": answers.email,
        "wants_news": answers.wants_news,
        "subject": f"We have your response: {reference}",
        "body": _receipt(sent, reference, borough, seal) if answers.email else "",
    }


def _received(sent: Sent) -> dict[str, Any]:
    """When: online as it is sent, and perhaps within the grace; another way when it arrived."""
    closes_at, until = sent.draft.consultation.closes_at, sent.draft.consultation.grace_ends_at
    arrived = sent.arrived_at is not None
    return {
        "received_at": sent.arrived_at or sent.at,
        "arrived": arrived,
        "in_grace": not arrived and sent.draft.begun_at <= closes_at < sent.at <= until,
    }


def _of_organisation(reply: FormalReply | None) -> dict[str, Any]:
    return {
        "kind": Kind.FORMAL if reply else Kind.PUBLIC,
        "organisation": reply.organisation_id if reply else None,
        "formal_reply": reply.pk if reply else None,
    }


def _committed(sent: Sent, given: list[Given]) -> dict[str, str]:
    fields = committed(sent.answers, given, channel=sent.channel)
    if sent.formal is not None:
        fields["organisation"] = sent.formal.organisation.slug
    return fields


def _receipt(sent: Sent, reference: str, borough: Borough | None, seal: str) -> str:
    before, received_at = sent.draft.replaces, sent.arrived_at or sent.at
    receipt = receipt_for(
        sent.draft.consultation,
        sent.journey,
        reference=reference,
        borough=borough.name if borough else "",
        received_at=received_at,
        channel=sent.channel,
        replaces=before.reference if before else "",
        words=sent.content.words,
    )
    slug = sent.draft.consultation.slug
    promised = promise(slug, seal, received_at=received_at, accepted_at=sent.at)
    return replace(receipt, note=sent.note, signed=promised).text()


def _columns(given: Given) -> list[dict[str, Any]]:
    return [
        {
            "question": given.question.pk,
            "proposal": given.proposal.pk if given.proposal else None,
            "place": place,
            "choice": choice,
            "text": text,
        }
        for place, (choice, text) in enumerate(given.rows)
    ]


def committed(answers: Answers, given: list[Given], *, channel: Channel) -> dict[str, str]:
    """The fields that a response's commitment covers, by field id.

    Several values stand under one another; none of them holds a line end itself. A file stands
    there as its SHA-256, so that whoever holds the file can prove that it was sent.
    """
    fields = {
        "channel": str(channel),
        "capacity": answers.capacity,
        "place": answers.place,
        "borough": answers.borough,
        "publish": answers.publish,
        "publish_reason": answers.publish_reason,
    }
    for one in given:
        name = f"q_{one.question.question.key.replace('-', '_')}_v{one.question.number}"
        if one.proposal is not None:
            name = f"{name}_p{one.proposal.pk}"
        fields[name] = committed_of(one.question, one.value)
    return fields
