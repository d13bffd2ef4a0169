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
from consultation.models import WORDS, BulkReview, Response, User, Verdict
from consultation.models.response import PUBLISHED, ResponseQuerySet
from consultation.moderate import rules
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
WHERE r.id = ANY(%(keys)s) AND r.kind = 'PUBLIC'
"""
PUBLISH_ANSWERS = """
INSERT INTO consultation_publishedanswer
    (published_id, question_version_id, proposal_id, place, choice, text, redactions)
SELECT r.id, a.question_version_id, a.proposal_id, a.place, a.choice, a.text, 0
FROM consultation_response AS r
JOIN consultation_answer AS a ON a.response_id = r.id
JOIN consultation_questionversion AS v ON v.id = a.question_version_id
JOIN consultation_question AS q ON q.id = v.question_id
WHERE r.id = ANY(%(keys)s) AND r.kind = 'PUBLIC' AND CASE WHEN q.kind = ANY(%(words)s)
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


def decide(
    bulk_review: BulkReview, responses: Sequence[Response], *, by: User, at: datetime
) -> None:
    """A Review, the move, an Event and the public copy of each; nobody has it in hand any more.

    Raises Overtaken where one was not as it was seen.

    As `states.move`, the UPDATE holds the state that was seen, and the table names the event.
    """
    if not responses:
        return
    to = rules.LEADS_TO[Verdict(bulk_review.verdict)]
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
    _run(LET_GO, told)
    if to in PUBLISHED:
        told |= {"words": [str(kind) for kind in WORDS], "zone": settings.TIME_ZONE}
        _run(PUBLISH, told)
        _run(PUBLISH_ANSWERS, told)


def _run(statement: str, values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount
