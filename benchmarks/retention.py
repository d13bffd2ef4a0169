"""The nightly erasure where all is erased already: how long it looks for what came since."""

import os
import statistics
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from consultation.audit.actions import apply_retention  # noqa: E402
from consultation.events import MACHINE  # noqa: E402
from consultation.models import Consultation, Leftover  # noqa: E402

RESPONSES = int(os.environ.get("RESPONSES", 10_000))
TURNS = 7
NIGHT = datetime(2060, 1, 1, 1, 0, tzinfo=ZoneInfo("Europe/London"))
# Each with name and address, an email and words: all of it erased.
PEOPLE = """
INSERT INTO consultation_respondent SELECT (one).* FROM (
    SELECT jsonb_populate_record(row, jsonb_build_object('id', n, 'name', '', 'email', '')) AS one
    FROM consultation_respondent row, generate_series(1000000, 999999 + %s) AS n
    WHERE row.id = %s
) AS made
"""
SENT = """
INSERT INTO consultation_response SELECT (one).* FROM (
    SELECT jsonb_populate_record(row, jsonb_build_object(
        'id', n, 'key', gen_random_uuid(), 'respondent_id', n, 'publish_reason', '',
        'reference', upper(translate(to_char(n, 'FM0000-0000-0000'), '01', 'AB'))
    )) AS one
    FROM consultation_response row, generate_series(1000000, 999999 + %s) AS n WHERE row.id = %s
) AS made
"""
REST = """
INSERT INTO consultation_message SELECT (one).* FROM (
    SELECT jsonb_populate_record(row, jsonb_build_object(
        'id', n, 'response_id', n, 'to', 'erased-' || n || '@erased.invalid'
    )) AS one
    FROM consultation_message row, generate_series(1000000, 999999 + %s) AS n WHERE row.id = %s
) AS made
"""
ERASURES = """
INSERT INTO consultation_erasure (response_id, part, ground, at)
SELECT n, part, 'TIME', now() FROM generate_series(1000000, 999999 + %s) AS n,
    unnest(ARRAY['IDENTITY', 'MESSAGES', 'WORDS']) AS part
"""


def fill() -> Consultation:
    """A consultation that closed long ago, with RESPONSES empty shells."""
    from tests import factories

    whole: Consultation = factories.ConsultationFactory(slug="bench-retention")
    one = factories.ResponseFactory(
        consultation=whole, respondent=factories.RespondentFactory(name="", email="")
    )
    mailed = factories.MessageFactory(response=one, to="erased-1@erased.invalid")
    tables = ("respondent", "response", "message", "erasure", "leftover")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the rows are made up whole
        cursor.execute(PEOPLE, [RESPONSES, one.respondent_id])
        cursor.execute(SENT, [RESPONSES, one.pk])
        cursor.execute(REST, [RESPONSES, mailed.pk])
        cursor.execute(ERASURES, [RESPONSES])
        cursor.execute("SET session_replication_role = origin")
        for table in tables:
            cursor.execute(f"ANALYZE consultation_{table}")
    return whole


def run() -> None:
    """Print how long a night takes in which nothing is due, and one in which an email came."""
    from tests import factories

    with transaction.atomic():
        fill()
        apply_retention(most=10, by=MACHINE, at=NIGHT)  # the one that the others were made of
        print(f"{RESPONSES:,} erased responses; where nobody has looked yet: {_night(1):.1f} ms")
        _night(2)
        spent = [_night(3 + turn) for turn in range(TURNS)]
        print(f"each later night: {statistics.median(spent):.1f} ms, worst {max(spent):.1f}")
        began = time.perf_counter()
        for key in range(1_000_000, 1_000_010):
            factories.MessageFactory(response_id=key, to="ruth@example.org")
        print(f"10 emails after it: {100 * (time.perf_counter() - began):.2f} ms each")
        assert Leftover.objects.count() == 10
        began = time.perf_counter()
        assert apply_retention(most=1000, by=MACHINE, at=NIGHT + timedelta(days=50)) == 10
        print(f"they are erased: {1000 * (time.perf_counter() - began):.1f} ms")
        transaction.set_rollback(True)


def _night(day: int) -> float:
    """How many milliseconds one takes in which nothing is due."""
    began = time.perf_counter()
    assert apply_retention(most=1000, by=MACHINE, at=NIGHT + timedelta(days=day)) == 0
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":  # python -m tests.servers python -m benchmarks.retention, once migrated
    run()
