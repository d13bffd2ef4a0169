"""Twenty thousand responses, written by the database itself, each by what its number draws.

Every state, channel, capacity and language; people of three boroughs and of others; answers about
none, one and several front counters, to two wordings; copies of texts; verdicts of one and of two
people; words taken out; public copies.
"""

from typing import Any

from django.db import connection

from consultation.models import Consultation, User
from tests import factories

MANY = 20_000


def draw(salt: str, most: int, row: str = "n") -> str:
    """A number from 0 to `most` - 1 that hangs on the row alone."""
    return f"(('x' || substr(md5({row}::text || '{salt}'), 1, 7))::bit(28)::int %% {most})"


def one_of(salt: str, *values: str, row: str = "n") -> str:
    """One of the values; one that is named twice comes twice as often."""
    listed = ", ".join(f"'{one}'" for one in values)
    return f"(ARRAY[{listed}])[1 + {draw(salt, len(values), row)}]"


RESPONSES = f"""
INSERT INTO consultation_response (reference, key, consultation_id, kind, channel, capacity, place,
    borough_id, language, begun_at, received_at, in_grace, easy_read, privacy_version, publish,
    publish_reason, state, state_at)
SELECT 'MANY-' || n, md5('key' || n)::uuid, %(consultation)s, 'PUBLIC',
    {
    one_of("channel", "ONLINE", "ONLINE", "ONLINE", "EMAIL", "PAPER", "LETTER", "PHONE", "MEETING")
},
    {one_of("capacity", "MYSELF", "MYSELF", "CARER", "GROUP", "WORKER", "NOT_SAID")},
    CASE WHEN home < 8 THEN 'BOROUGH' WHEN home = 8 THEN 'OUTSIDE' ELSE 'NOT_SAID' END,
    CASE WHEN home < 8 THEN (%(boroughs)s::bigint[])[1 + home %% %(many_boroughs)s] END,
    {one_of("language", "en", "en", "en", "en", "cy", "bn")}, at, at, false,
    {draw("easy", 20)} = 0, '1', 'WORDS', '',
    {
    one_of(
        "state",
        *["RELEASED"] * 5,
        "WITHHELD",
        *["RECEIVED"] * 3,
        "SECOND_DUE",
        "DISPUTED",
        "QUARANTINED",
        "EXCLUDED",
        "EXCLUDED",
        "SUPERSEDED",
        "WITHDRAWN",
    )
}, at
FROM (
    SELECT n, {draw("home", 10)} AS home,
        %(opens)s + {draw("at", 40 * 24 * 60)} * interval '1 minute' AS at
    FROM generate_series(1, {MANY}) AS n
) AS made
"""
# What one says about one proposal: a stance, reasons, or both.
SPOKEN = f"""
INSERT INTO consultation_answer (response_id, question_version_id, proposal_id, place, choice, text,
    erased)
SELECT id, CASE WHEN later THEN %(second)s ELSE %(first)s END, proposal, 0,
    CASE WHEN later AND {draw("new", 9, "said")} = 0 THEN 'NO_VIEW' ELSE
    {
    one_of(
        "stance",
        "STRONGLY_SUPPORT",
        "SUPPORT",
        "NEITHER",
        "OPPOSE",
        "OPPOSE",
        "STRONGLY_OPPOSE",
        "STRONGLY_OPPOSE",
        "DONT_KNOW",
        row="said",
    )
} END, '', false
FROM spoken WHERE says < 4
UNION ALL
SELECT id, %(reasons)s, proposal, 0, '',
    CASE WHEN says = 3 THEN repeat('Too far. ', 90) ELSE 'Too far, says ' || said END, false
FROM spoken WHERE says > 1
"""
PAIRS = f"""
CREATE TEMPORARY TABLE spoken AS
SELECT r.id, p.id AS proposal, r.id || '/' || p.id AS said,
    {draw("says", 6, "(r.id || '/' || p.id)")} AS says,
    r.received_at > %(opens)s + interval '20 days' AS later
FROM consultation_response r JOIN consultation_proposal p ON p.consultation_id = r.consultation_id
WHERE r.consultation_id = %(consultation)s AND r.kind = 'PUBLIC' AND r.reference LIKE 'MANY-%%'
AND {draw("about", 5, "(r.id || '-' || p.id)")} = 0
"""
WROTE = f"""
INSERT INTO consultation_answer (response_id, question_version_id, proposal_id, place, choice, text,
    erased)
SELECT r.id, v.id, NULL, 0, '', q.key || ', please', false
FROM consultation_response r, consultation_questionversion v
JOIN consultation_question q ON q.id = v.question_id
WHERE r.consultation_id = %(consultation)s AND q.consultation_id = %(consultation)s
AND r.reference LIKE 'MANY-%%' AND r.kind = 'PUBLIC' AND q.key IN ('instead', 'evidence')
AND {draw("wrote", 4, "(r.id || q.key)")} = 0
"""
VERDICTS = f"""
INSERT INTO consultation_review (response_id, verdict, step, round, decides, rule_id, reason, at,
    by_id)
SELECT id, 'RELEASE', 'ONLY', 1, true, NULL::bigint, '', at, %(by)s FROM freed
WHERE {draw("two", 3)} > 0
UNION ALL
SELECT id, 'RELEASE', 'FIRST', 1, false, NULL, '', at, %(by)s FROM freed WHERE {draw("two", 3)} = 0
UNION ALL
SELECT id, 'RELEASE', 'SECOND', 1, true, NULL, '', at + interval '3 days', %(other)s FROM freed
WHERE {draw("two", 3)} = 0
UNION ALL
SELECT id, 'WITHHOLD', 'SECOND', 1, false, NULL, 'No', received_at, %(by)s
FROM consultation_response
WHERE state = 'DISPUTED' AND consultation_id = %(consultation)s
UNION ALL
SELECT r.id, 'EXCLUDE', 'ONLY', 1, true, (%(rules)s::bigint[])[1 + {draw("rule", 2, "r.id")}],
    'Rule', r.received_at, %(by)s
FROM consultation_response r
WHERE r.state = 'EXCLUDED' AND r.consultation_id = %(consultation)s AND r.reference LIKE 'MANY-%%'
AND {draw("ruled", 30, "r.id")} > 0
UNION ALL
SELECT r.id, 'EXCLUDE', 'ONLY', 2, true, (%(rules)s::bigint[])[1], 'Again', r.received_at, %(other)s
FROM consultation_response r
WHERE r.state = 'EXCLUDED' AND r.consultation_id = %(consultation)s AND r.reference LIKE 'MANY-%%'
AND {draw("ruled", 30, "r.id")} = 1
"""
FREED = """
CREATE TEMPORARY TABLE freed AS
SELECT id, id AS n, received_at + interval '2 days' AS at FROM consultation_response
WHERE state = 'RELEASED' AND consultation_id = %(consultation)s AND reference LIKE 'MANY-%%'
"""
PUBLIC = """
INSERT INTO consultation_publishedresponse (response_id, consultation_id, received_on, channel,
    capacity, place, borough_id, language, words_withheld, at)
SELECT id, consultation_id, received_at::date, channel, capacity, place, borough_id, language,
    state = 'WITHHELD', received_at
FROM consultation_response WHERE state IN ('RELEASED', 'WITHHELD') AND reference LIKE 'MANY-%%'
AND consultation_id = %(consultation)s;
INSERT INTO consultation_publishedanswer (published_id, question_version_id, proposal_id, place,
    choice, text, redactions)
SELECT a.response_id, a.question_version_id, a.proposal_id, a.place, a.choice,
    CASE WHEN p.words_withheld THEN '' ELSE a.text END, 0
FROM consultation_answer a JOIN consultation_publishedresponse p ON p.response_id = a.response_id
"""
REDACTED = f"""
INSERT INTO consultation_redaction (response_id, answer_id, start, "end", reason, round, by_id, at,
    in_force)
SELECT a.response_id, a.id, 0, 1,
    {one_of("why", "PERSONAL", "PERSONAL", "THIRD_PARTY", "ABUSE", row="a.id")}, 1, %(by)s,
    %(opens)s, {draw("force", 4, "a.id")} > 0
FROM consultation_answer a JOIN consultation_publishedresponse p ON p.response_id = a.response_id
WHERE a.text <> '' AND {draw("taken", 10, "a.id")} = 0
"""
COPIED = f"""
INSERT INTO consultation_textprint (response_id, consultation_id, length, exact, sketch, leads,
    gone, group_id)
SELECT id, consultation_id, 20, md5(id::text)::uuid, '{{}}', false, {draw("gone", 9, "id")} = 0,
    CASE WHEN {draw("alike", 3, "id")} = 0
        THEN (%(groups)s::bigint[])[1 + {draw("group", 3, "id")}] END
FROM consultation_response WHERE reference LIKE 'MANY-%%' AND consultation_id = %(consultation)s
"""
EVENTS = """
INSERT INTO consultation_event (kind, about, consultation, actor, at, facts)
SELECT 'response.received', 'response:' || id, consultation_id, 'public', received_at, '{}'
FROM consultation_response WHERE reference LIKE 'MANY-%%' AND consultation_id = %(consultation)s
"""


def fill(consultation: Consultation, by: User, other: User, versions: dict[str, int]) -> None:
    """Write them all. `versions`: the first and the second wording of the stance, and reasons."""
    here = dict.fromkeys(one.station.borough for one in consultation.proposals.all())
    boroughs = [*(one.pk for one in here), factories.BoroughFactory(ons_code="E09000031").pk]
    parameters: dict[str, Any] = {
        "consultation": consultation.pk,
        "opens": consultation.opens_at,
        "boroughs": boroughs,
        "many_boroughs": len(boroughs),
        "by": by.pk,
        "other": other.pk,
        "rules": [one.pk for one in consultation.exclusion_rules.order_by("pk")][:2],
        "groups": [factories.TextGroupFactory(consultation=consultation).pk for _ in range(3)],
        **versions,
    }
    with connection.cursor() as cursor:
        for statement in (
            RESPONSES, PAIRS, SPOKEN, WROTE, FREED, VERDICTS, PUBLIC, REDACTED, COPIED, EVENTS,
            "DROP TABLE spoken, freed",
        ):  # fmt: skip
            cursor.execute(statement, parameters)
        cursor.execute("ANALYZE")
