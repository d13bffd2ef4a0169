"""A million responses in minutes: written by SQL, with triggers off, on a database of our own.

They lie as real ones do, not evenly: paper comes in the last weeks, a campaign in one of them, a
meeting on one evening, and one station is spoken of by a fifth. What is even is easily fast.
"""

from benchmarks.ground import CLOSED, Ground
from consultation.moderate.screening import VERSION

#: Of response `n`, a number from 0 to 999 by chance, the same each time.
CHANCE = "(hashint8extended(n, {seed}) & 1048575) % 1000"

# `n` runs over all; `late` is how far into the consultation it came, from 0 to 1.
RESPONSES = """
INSERT INTO consultation_response (id, reference, key, consultation_id, kind, channel, capacity,
    place, borough_id, language, begun_at, received_at, in_grace, privacy_version, publish,
    publish_reason, state, state_at)
SELECT n, 'B' || lpad(n::text, 11, '0'), md5(n::text)::uuid, c.id, 'PUBLIC',
    CASE WHEN late > 0.7 AND a < 150 THEN 'PAPER' WHEN a < 30 THEN 'EMAIL' WHEN a < 35 THEN 'LETTER'
        WHEN late BETWEEN 0.4 AND 0.401 THEN 'MEETING' ELSE 'ONLINE' END,
    'MYSELF', CASE WHEN b < 900 THEN 'BOROUGH' WHEN b < 940 THEN 'OUTSIDE' ELSE 'NOT_SAID' END,
    CASE WHEN b < 900 THEN (SELECT min(id) FROM stations_borough) + b % 33 END,
    CASE WHEN d < 950 THEN 'en' WHEN d < 970 THEN 'pl' WHEN d < 985 THEN 'bn' WHEN d < 998 THEN 'ur'
        ELSE 'cy' END,
    c.opens_at + late * 0.99 * (c.closes_at - c.opens_at) - interval '9 minutes',
    c.opens_at + late * 0.99 * (c.closes_at - c.opens_at),
    false, '1', CASE WHEN b % 5 = 0 THEN 'COUNT_ONLY' ELSE 'WORDS' END, '',
    CASE WHEN late < 0.3 AND e < 900 THEN 'RELEASED' WHEN e < 5 THEN 'QUARANTINED'
        WHEN e < 8 THEN 'EXCLUDED' WHEN e < 20 THEN 'SECOND_DUE' WHEN e < 21 THEN 'DISPUTED'
        WHEN e < 24 THEN 'WITHDRAWN' WHEN e < 30 THEN 'WITHHELD' ELSE 'RECEIVED' END, c.closes_at
FROM (SELECT n, n::float / {size} AS late, {a} AS a, {b} AS b, {d} AS d, {e} AS e
    FROM generate_series(1, {size}) AS n) AS made, consultation_consultation AS c
WHERE c.slug = '{slug}'
"""
# Three to each: a choice and a reason about one station, and a word about all.
ANSWERS = """
INSERT INTO consultation_answer
    (response_id, question_version_id, proposal_id, place, choice, text)
SELECT n, version.id, CASE WHEN version.scope = 'PROPOSAL' THEN proposal.id END, 0,
    CASE WHEN version.key = 'stance' THEN 'OPPOSE' ELSE '' END,
    CASE WHEN version.key = 'stance' THEN ''
        ELSE 'It is too far to walk, and the bus does not come on Sundays. Row ' || n ||
        repeat(', and I have waited there with my neighbour', (a % 4)::int) END
FROM (SELECT n, {a} AS a, {b} AS b FROM generate_series(1, {size}) AS n) AS made
JOIN LATERAL (SELECT CASE WHEN a < 200 THEN 1 ELSE 1 + (a * 31 + b) % 73 END AS rank) AS of ON true
JOIN (SELECT p.id, row_number() OVER (ORDER BY p.id) AS rank FROM consultation_proposal AS p
    JOIN consultation_consultation AS c ON c.id = p.consultation_id WHERE c.slug = '{slug}'
    ) AS proposal ON proposal.rank = of.rank
CROSS JOIN (SELECT v.id, q.key, q.scope FROM consultation_questionversion AS v
    JOIN consultation_question AS q ON q.id = v.question_id
    JOIN consultation_consultation AS c ON c.id = q.consultation_id
    WHERE c.slug = '{slug}' AND q.key IN ('stance', 'reasons', 'instead')) AS version
"""
# A campaign of one text in one week; personal details everywhere; a threat in a thousand or two.
FLAGS = """
INSERT INTO consultation_flag (response_id, kind, facts, at)
SELECT n, flag.kind, flag.facts::jsonb, r.received_at
FROM (SELECT n, n::float / {size} AS late, {a} AS a, {b} AS b FROM generate_series(1, {size}) AS n)
    AS made
JOIN consultation_response AS r ON r.id = n
JOIN LATERAL (VALUES
    ('SAME_TEXT', '{{"group": 7, "members": 8000, "same": 8000}}', late BETWEEN 0.8 AND 0.88),
    ('PERSONAL', '{{}}', a % 20 = 0), ('ABUSE', '{{}}', b % 100 = 0),
    ('THREAT', '{{}}', n % 1500 = 0), ('SAFEGUARDING', '{{}}', n % 5000 = 0),
    ('BURST', '{{"sent": 90, "usual": 3}}', late > 0.97),
    ('NO_PROOF', '{{"missing": 1}}', r.channel = 'ONLINE' AND b % 8 = 0)
) AS flag (kind, facts, noted) ON noted
"""
# What of these was taken out, of the words about the station.
REDACTIONS = """
INSERT INTO consultation_redaction
    (response_id, answer_id, start, "end", reason, round, by_id, at, in_force)
SELECT f.response_id, a.id, 6, 13, 'PERSONAL', 1, p.id, f.at, r.state = 'RELEASED'
FROM consultation_flag AS f JOIN consultation_response AS r ON r.id = f.response_id
JOIN consultation_answer AS a ON a.response_id = r.id AND a.proposal_id IS NOT NULL AND a.text <> ''
JOIN consultation_user AS p ON p.email = 'moderator@example.com'
WHERE f.kind = 'PERSONAL'
"""
REVIEWS = """
INSERT INTO consultation_review (response_id, verdict, reason, at, by_id)
SELECT r.id, 'RELEASE', '', now() - (r.id % 40000) * interval '1 minute', p.id
FROM consultation_response AS r, consultation_user AS p
WHERE r.state = 'RELEASED' AND p.email = 'moderator@example.com'
"""
#: The rows that screening makes, for a whole database at once.
SCREENINGS = f"""
INSERT INTO consultation_screening
    (response_id, consultation_id, version, at, state, rank, received_at, language, tokens)
SELECT r.id, r.consultation_id, {VERSION}, r.received_at, r.state,
    CASE WHEN flagged.kinds && ARRAY['THREAT', 'SAFEGUARDING'] THEN 0 ELSE 1 END,
    r.received_at, r.language,
    ARRAY['channel:' || r.channel, 'kind:' || r.kind, 'language:' || r.language]
    || CASE WHEN r.kind <> 'PUBLIC' THEN '{{}}'::text[]
        ELSE ARRAY['lives:' || coalesce(r.borough_id::text, r.place)] END
    || CASE WHEN r.borough_id IS NULL THEN '{{}}'::text[] ELSE ARRAY['from:' || r.borough_id] END
    || coalesce(about.tokens, '{{}}')
    || CASE WHEN flagged.kinds IS NULL THEN '{{}}'::text[]
        ELSE flagged.tokens || 'flagged'::text END
    || CASE WHEN r.state = 'RELEASED' AND flagged.kinds IS NOT NULL AND r.id % 100 = 0
        THEN ARRAY['since'] ELSE '{{}}'::text[] END
FROM consultation_response AS r
LEFT JOIN (SELECT a.response_id, array_agg(DISTINCT 'station:' || s.id)
        || array_agg(DISTINCT 'borough:' || s.borough_id) AS tokens
    FROM consultation_answer AS a JOIN consultation_proposal AS p ON p.id = a.proposal_id
    JOIN stations_station AS s ON s.id = p.station_id GROUP BY 1) AS about
    ON about.response_id = r.id
LEFT JOIN (SELECT response_id, array_agg(DISTINCT kind::text) AS kinds,
        array_agg(DISTINCT 'flag:' || kind) AS tokens
    FROM consultation_flag WHERE state = 'STANDING' GROUP BY 1) AS flagged
    ON flagged.response_id = r.id
"""


#: What a trigger would have written for each of them.
TOKEN_STARTS = """
INSERT INTO consultation_tokenstart (consultation_id, token, at)
SELECT consultation_id, token, min(received_at)
FROM consultation_screening, unnest(tokens) AS token GROUP BY 1, 2
"""

#: Indexes that are made at once when all rows are there, as a restore does.
LATE = ("screening_tokens", "answer_counts", "response_from_borough")


def fill(ground: Ground, database: str, size: int) -> None:
    """Write so many responses with all that belongs to them. The database is a benchmark's own."""
    off = "SET session_replication_role = replica"
    chances = {name: CHANCE.format(seed=seed) for seed, name in enumerate("abde")}
    rows = [one.format(size=size, slug=CLOSED, **chances) for one in (RESPONSES, ANSWERS, FLAGS)]
    later = [
        str(one)
        for (one,) in ground.sql(
            database, f"SELECT indexdef FROM pg_indexes WHERE indexname IN {LATE}"
        )
    ]
    ground.sql(database, f"DROP INDEX {', '.join(LATE)}")
    for step in [*rows, REVIEWS]:
        ground.sql(database, f"{off}; {step}")
    ground.sql(database, "VACUUM (ANALYZE)")
    for step in (REDACTIONS, SCREENINGS, TOKEN_STARTS):
        ground.sql(database, f"{off}; {step}")
    for index in later:
        ground.sql(database, f"SET maintenance_work_mem = '512MB'; {index}")
    ground.sql(database, "SELECT setval(pg_get_serial_sequence('consultation_response', 'id'), "
        "(SELECT max(id) FROM consultation_response))")  # fmt: skip
    ground.sql(database, "VACUUM (ANALYZE)")
    ground.sql(database, "CHECKPOINT")
