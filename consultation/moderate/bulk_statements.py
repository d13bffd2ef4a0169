"""The statements that decide many responses at once: each writes what a single verdict would.

All are run inside the transaction of a worker that holds the job and has locked the responses.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from consultation.events import actor_of
from consultation.models import BulkReview, Response, ResponseState, User
from consultation.models.response import ResponseQuerySet
from consultation.moderate import rules
from consultation.states import MOVES

# Django writes the inner SELECT. The oldest stand first, as in the queue.
FILL = """
INSERT INTO consultation_bulkreviewrow (bulk_review_id, response_id, refusal)
SELECT %s, chosen.id, '' FROM ({}) AS chosen
"""
FILL_TO_UNDO = """
INSERT INTO consultation_bulkreviewrow (bulk_review_id, response_id, refusal)
SELECT %s, response_id, '' FROM consultation_bulkreviewrow
WHERE bulk_review_id = %s AND review_id IS NOT NULL ORDER BY id
"""
REFUSE = """
UPDATE consultation_bulkreviewrow AS row SET refusal = told.refusal
FROM unnest(%(keys)s::bigint[], %(refusals)s::text[]) AS told (key, refusal)
WHERE row.bulk_review_id = %(job)s AND row.response_id = told.key
"""
REVIEW = """
WITH given AS (
    INSERT INTO consultation_review
        (response_id, verdict, rule_id, reason, at, by_id, step, round, decides)
    SELECT key, %(verdict)s, %(rule)s, %(reason)s, %(at)s, %(by)s, 'ONLY',
        1 + (SELECT count(*) FROM consultation_review AS earlier
             WHERE earlier.response_id = key AND earlier.verdict = 'REOPEN'),
        true
    FROM unnest(%(keys)s::bigint[]) AS key
    RETURNING id, response_id
)
UPDATE consultation_bulkreviewrow AS row SET review_id = given.id
FROM given WHERE row.bulk_review_id = %(job)s AND row.response_id = given.response_id
"""
MOVE = """
UPDATE consultation_response AS response SET state = %(to)s, state_at = %(at)s
FROM unnest(%(keys)s::bigint[], %(seen)s::text[]) AS told (key, seen)
WHERE response.id = told.key AND response.state = told.seen
"""
RECORD = """
INSERT INTO consultation_event (kind, about, consultation, actor, by, at, facts)
SELECT told.kind, 'response:' || told.key, %(consultation)s, %(actor)s, %(account)s, %(at)s,
    jsonb_build_object('review', row.review_id, 'bulk_review', %(job)s::bigint)
    || CASE WHEN %(why)s = '' THEN '{}' ELSE jsonb_build_object('why', %(why)s::text) END
FROM unnest(%(keys)s::bigint[], %(kinds)s::text[]) AS told (key, kind)
JOIN consultation_bulkreviewrow AS row
    ON row.bulk_review_id = %(job)s AND row.response_id = told.key
"""


class Overtaken(RuntimeError):
    """A locked response was not as it had been read: nothing of the chunk is kept."""


def fill(bulk_review: BulkReview, rows: ResponseQuerySet, *, most: int) -> int:
    """Put responses on its list, oldest first, and return how many."""
    chosen = rows.order_by("received_at", "pk").values("id")[:most]
    try:
        statement, values = chosen.query.sql_with_params()
    except EmptyResultSet:  # as with no keys
        return 0
    return _run(FILL.format(statement), (bulk_review.pk, *values))


def fill_to_undo(bulk_review: BulkReview, undone: BulkReview) -> int:
    """Put what another decided on its list, and return how many."""
    return _run(FILL_TO_UNDO, (bulk_review.pk, undone.pk))


def refuse(bulk_review: BulkReview, refusals: Mapping[int, str]) -> None:
    """Say of each why it is left alone."""
    if refusals:
        told = {"keys": list(refusals), "refusals": list(refusals.values())}
        _run(REFUSE, told | {"job": bulk_review.pk})


def decide(
    bulk_review: BulkReview, responses: Sequence[Response], *, by: User, at: datetime
) -> None:
    """A Review, the move and an Event for each. Raises Overtaken where one was not as it was seen.

    As `states.move`, the UPDATE holds the state that was seen, and the table names the event.
    """
    if not responses:
        return
    to: ResponseState = rules.LEADS_TO[bulk_review.verdict]  # type: ignore[index]
    actor, account = actor_of(by)
    told: dict[str, Any] = {
        "job": bulk_review.pk,
        "keys": [response.pk for response in responses],
        "seen": [str(response.state) for response in responses],
        "kinds": [str(MOVES[Response][response.state, to]) for response in responses],
        "verdict": bulk_review.verdict,
        "rule": bulk_review.rule_id,
        "why": bulk_review.rule.code if bulk_review.rule else "",
        "reason": bulk_review.reason,
        "consultation": bulk_review.consultation_id,
        "to": str(to),
        "by": by.pk,
        "at": at,
        "actor": actor,
        "account": account,
    }
    for statement in (REVIEW, MOVE, RECORD):
        if _run(statement, told) != len(responses):
            raise Overtaken


def _run(statement: str, values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount
