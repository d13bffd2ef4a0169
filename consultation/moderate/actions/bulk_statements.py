"""The statements that decide many responses at once: each writes what a single verdict would.

All are run inside the transaction of a worker that holds the job and has locked the responses.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection

from consultation.events import actor_of
from consultation.models import WORDS, BulkReview, Response, User
from consultation.models.response import PUBLISHED, ResponseQuerySet
from consultation.moderate.bulk import Given
from consultation.states import MOVES

# Django writes the inner SELECT. The oldest stand first, as in the queue.
FILL = """
INSERT INTO consultation_bulkreviewrow (bulk_review_id, response_id, seen, refusal)
SELECT %s, chosen.id, chosen.state, '' FROM ({}) AS chosen
"""
FILL_TO_UNDO = """
INSERT INTO consultation_bulkreviewrow (bulk_review_id, response_id, seen, refusal)
SELECT %s, row.response_id, response.state, '' FROM consultation_bulkreviewrow AS row
JOIN consultation_response AS response ON response.id = row.response_id
WHERE row.bulk_review_id = %s AND row.review_id IS NOT NULL ORDER BY row.id
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
    SELECT told.key, %(verdict)s, %(rule)s, %(reason)s, %(at)s, %(by)s, told.step, told.round,
        told.decides
    FROM unnest(%(keys)s::bigint[], %(steps)s::text[], %(rounds)s::smallint[], %(decide)s::bool[])
        AS told (key, step, round, decides)
    RETURNING id, response_id
)
UPDATE consultation_bulkreviewrow AS row SET review_id = given.id
FROM given WHERE row.bulk_review_id = %(job)s AND row.response_id = given.response_id
"""
MOVE = """
UPDATE consultation_response AS response SET state = told.goes_to, state_at = %(at)s
FROM unnest(%(keys)s::bigint[], %(seen)s::text[], %(to)s::text[]) AS told (key, seen, goes_to)
WHERE response.id = told.key AND response.state = told.seen
"""
# What the event of a review that does not decide yet would tell of its verdict is left out.
RECORD = """
INSERT INTO consultation_event (kind, about, consultation, actor, by, at, facts)
SELECT told.kind, 'response:' || told.key, %(consultation)s, %(actor)s, %(account)s, %(at)s,
    jsonb_build_object('review', row.review_id, 'bulk_review', %(job)s::bigint)
    || CASE WHEN %(why)s <> '' AND told.decides THEN jsonb_build_object('why', %(why)s::text)
        ELSE '{}' END
FROM unnest(%(keys)s::bigint[], %(kinds)s::text[], %(decide)s::bool[])
    AS told (key, kind, decides)
JOIN consultation_bulkreviewrow AS row
    ON row.bulk_review_id = %(job)s AND row.response_id = told.key
"""
LET_GO = """
UPDATE consultation_screening SET held_by_id = NULL, held_until = NULL
WHERE response_id = ANY(%(keys)s) AND held_by_id IS NOT NULL
"""
# As `publishing.copy_of` makes it where no words are taken out: a date and no hour, no reference
# and no person; words where their sender agreed and a moderator released them.
PUBLISH = """
INSERT INTO consultation_publishedresponse (response_id, consultation_id, received_on, channel,
    capacity, place, borough_id, language, words_withheld, at)
SELECT r.id, r.consultation_id, (r.received_at AT TIME ZONE %(zone)s)::date, r.channel, r.capacity,
    r.place, r.borough_id, r.language,
    NOT (r.state = 'RELEASED' AND r.publish = 'WORDS') AND EXISTS (
        SELECT FROM consultation_answer AS a
        JOIN consultation_questionversion AS v ON v.id = a.question_version_id
        JOIN consultation_question AS q ON q.id = v.question_id
        WHERE a.response_id = r.id AND a.text <> '' AND q.kind = ANY(%(words)s)),
    %(at)s
FROM consultation_response AS r
WHERE r.id = ANY(%(public)s) AND r.kind = 'PUBLIC'
"""
PUBLISH_ANSWERS = """
INSERT INTO consultation_publishedanswer
    (published_id, question_version_id, proposal_id, place, choice, text, redactions)
SELECT r.id, a.question_version_id, a.proposal_id, a.place, a.choice, a.text, 0
FROM consultation_response AS r
JOIN consultation_answer AS a ON a.response_id = r.id
JOIN consultation_questionversion AS v ON v.id = a.question_version_id
JOIN consultation_question AS q ON q.id = v.question_id
WHERE r.id = ANY(%(public)s) AND r.kind = 'PUBLIC' AND CASE WHEN q.kind = ANY(%(words)s)
    THEN a.text <> '' AND r.state = 'RELEASED' AND r.publish = 'WORDS'
    ELSE a.choice <> '' AND q.kind <> 'FILE' END
ORDER BY a.id
"""


class Overtaken(RuntimeError):
    """A locked response was not as it had been read: nothing of the chunk is kept."""


def fill(bulk_review: BulkReview, rows: ResponseQuerySet, *, most: int) -> int:
    """Put responses on its list, oldest first, and return how many."""
    chosen = rows.order_by("received_at", "pk").values("id", "state")[:most]
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


def decide(bulk_review: BulkReview, given: Sequence[Given], *, by: User, at: datetime) -> None:
    """A Review, the move, an Event and the public copy of each; nobody has it in hand any more.

    Where two people review, one that does not decide has the move and the Event of that, and no
    copy. Raises Overtaken where one was not as it was seen.

    As `states.move`, the UPDATE holds the state that was seen, and the table names the event.
    """
    if not given:
        return
    told = _told(bulk_review, given, by=by, at=at)
    for statement in (REVIEW, MOVE, RECORD):
        if _run(statement, told) != len(given):
            raise Overtaken
    _run(LET_GO, told)
    if public := [one.response.pk for one in given if one.to in PUBLISHED]:
        told |= {
            "public": public,
            "words": [str(kind) for kind in WORDS],
            "zone": settings.TIME_ZONE,
        }
        _run(PUBLISH, told)
        _run(PUBLISH_ANSWERS, told)


def _told(
    bulk_review: BulkReview, given: Sequence[Given], *, by: User, at: datetime
) -> dict[str, Any]:
    """What the statements are told: lists have a place for each response, in one order."""
    actor, account = actor_of(by)
    return {
        "job": bulk_review.pk,
        "keys": [one.response.pk for one in given],
        "seen": [str(one.response.state) for one in given],
        "kinds": [str(MOVES[Response][one.response.state, one.to]) for one in given],
        "to": [str(one.to) for one in given],
        "steps": [str(one.step) for one in given],
        "rounds": [one.round for one in given],
        "decide": [one.decides for one in given],
        "verdict": bulk_review.verdict,
        "rule": bulk_review.rule_id,
        "why": bulk_review.rule.code if bulk_review.rule else "",
        "reason": bulk_review.reason,
        "consultation": bulk_review.consultation_id,
        "by": by.pk,
        "at": at,
        "actor": actor,
        "account": account,
    }


def _run(statement: str, values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount
