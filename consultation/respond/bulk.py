"""Many responses as rows to be copied in, table by table. Nothing here writes."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Protocol
from uuid import UUID

from consultation.events import actor_of
from consultation.ledger.commitments import commitment
from consultation.models import (
    Channel,
    Consultation,
    Event,
    EventKind,
    Response,
    ResponseState,
    User,
    Verdict,
)
from consultation.respond.acceptance import committed
from consultation.respond.examples import Example
from consultation.respond.journey import Answers
from consultation.respond.receipts import Given
from consultation.states import MOVES
from stations.models import Borough

AT_A_TIME = 5_000  # responses in memory
# Names of tables are Django's. In the order of who refers to whom.
COLUMNS = {
    "respondent": "id name email wants_news",
    "response": "id reference key consultation_id kind channel capacity place borough_id "
    "respondent_id language begun_at received_at in_grace privacy_version publish publish_reason "
    "state state_at",
    "answer": "response_id question_version_id proposal_id place choice text",
    "leaf": "response_id commitment",
    "leafsalt": "response_id salt",
    "review": "id response_id verdict rule_id reason at by_id",
    "importedrow": "response_id consultation_id file_id line source_key source_reference "
    "digest late",
    "event": "kind about consultation actor by at facts",
}
# Without it the check of each foreign key waits in the server's memory until the commit.
CHECK_AS_WE_GO = "SET CONSTRAINTS ALL IMMEDIATE"
TAKE_KEYS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
STATES = {
    Verdict.RELEASE: ResponseState.RELEASED,
    Verdict.QUARANTINE: ResponseState.QUARANTINED,
    Verdict.EXCLUDE: ResponseState.EXCLUDED,
}
Row = tuple[Any, ...]


def copy_into(table: str) -> str:
    """The statement that takes a table's rows."""
    columns = ", ".join(f'"{column}"' for column in COLUMNS[table].split())
    return f"COPY consultation_{table} ({columns}) FROM STDIN"


class Incoming(Protocol):
    """A response on its way in, before it has any key of the database."""

    reference: str
    key: UUID
    salt: bytes
    channel: str
    capacity: str
    place: str
    borough: Borough | None
    language: str
    begun_at: datetime
    received_at: datetime
    given: list[Given]
    publish: str


@dataclass
class Keys:
    """Keys taken from the database for the next rows."""

    respondent: Iterator[int]
    response: Iterator[int]
    review: Iterator[int]


def batches(examples: Iterable[Example]) -> Iterator[list[Example]]:
    """So many at a time, so that memory stays flat."""
    waiting = iter(examples)
    while batch := list(islice(waiting, AT_A_TIME)):
        yield batch


def wanted(batch: list[Example]) -> dict[str, int]:
    """How many keys a batch needs of each table."""
    return {
        "respondent": sum(1 for one in batch if one.email),
        "response": len(batch),
        "review": sum(1 for one in batch if one.verdict),
    }


def rows(
    batch: list[Example], keys: Keys, *, consultation: Consultation, reviewer: User | None
) -> dict[str, list[Row]]:
    """The rows of a batch, by table. `reviewer` gave every verdict; none is needed where none is.

    Each verdict is one Review and one Event, exactly as a moderator's own would have left them.
    """
    found: dict[str, list[Row]] = {table: [] for table in COLUMNS}
    for one in batch:
        key = next(keys.response)
        respondent = next(keys.respondent) if one.email else None
        if respondent is not None:
            found["respondent"].append((respondent, "", one.email, one.wants_news))
        state = STATES[one.verdict] if one.verdict else ResponseState.RECEIVED
        found["response"].append(
            response_row(one, key, respondent, consultation, state=state, state_at=one.reviewed_at)
        )
        found["answer"] += answer_rows(one, key)
        found["leaf"].append((key, commitment_of(one)))
        found["leafsalt"].append((key, one.salt))
        if one.verdict is not None:
            assert reviewer is not None
            review = next(keys.review)
            found["review"].append(_review(one, key, review, reviewer))
            found["event"].append(_event(one, key, review, reviewer, consultation))
    return found


def response_row(
    one: Incoming,
    key: int,
    respondent: int | None,
    consultation: Consultation,
    *,
    state: str = ResponseState.RECEIVED,
    state_at: datetime | None = None,
    in_grace: bool = False,
) -> Row:
    """The row of the response itself."""
    return (
        key, one.reference, one.key, consultation.pk, "PUBLIC", one.channel, one.capacity,
        one.place, one.borough.pk if one.borough else None, respondent, one.language,
        one.begun_at, one.received_at, in_grace, consultation.privacy_version, one.publish, "",
        str(state), state_at or one.received_at,
    )  # fmt: skip


def answer_rows(one: Incoming, key: int) -> list[Row]:
    """The rows of its answers, in their order."""
    return [
        (key, given.question.pk, given.proposal.pk if given.proposal else None, place, choice, text)
        for given in one.given
        for place, (choice, text) in enumerate(given.rows)
    ]


def commitment_of(one: Incoming) -> str:
    """The commitment to it: that of the same response sent by the form."""
    home = one.borough.ons_code if one.borough else ""
    answers = Answers(one.capacity, one.place, home, publish=one.publish)
    return commitment(one.salt, committed(answers, one.given, channel=Channel(one.channel)))


def _review(one: Example, key: int, review: int, by: User) -> Row:
    rule = one.rule.pk if one.rule else None
    return review, key, str(one.verdict), rule, one.reason, one.reviewed_at, by.pk


def _event(one: Example, key: int, review: int, reviewer: User, consultation: Consultation) -> Row:
    assert one.verdict is not None
    kind = MOVES[Response][ResponseState.RECEIVED, STATES[one.verdict]]
    actor, account = actor_of(reviewer)
    facts = {"review": review} | ({"why": one.rule.code} if one.rule else {})
    return (
        str(kind), f"response:{key}", consultation.pk, actor, account, one.reviewed_at,
        json.dumps(facts),
    )  # fmt: skip


def generated_before(consultation: Consultation) -> int:
    """How many made-up responses it has already. One query."""
    past = Event.objects.filter(
        kind=EventKind.RESPONSES_GENERATED, consultation=consultation.pk
    ).values_list("facts__count", flat=True)
    return sum(past)


def why_not_mix(consultation: Consultation, before: int, *, force: bool, now: datetime) -> str:
    """Nobody replies before the opening; and made-up responses do not go among real ones."""
    if now <= consultation.opens_at or not consultation.is_public:
        return "Nobody can have responded yet: it has not opened."
    if not force and consultation.responses.count() > before:
        return "It has real responses: examples never mix with what people sent."
    return ""
