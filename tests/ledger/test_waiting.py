"""What waits besides responses is found without reading those, however many they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.ledger import waiting
from consultation.models import EntryKind, Unlogged
from tests import factories
from tests.plans import as_of_a_million

pytestmark = pytest.mark.django_db


def test_keys_and_acts_are_read_by_indexes_of_their_own() -> None:
    factories.UnloggedFactory()
    with connection.cursor() as cursor:
        as_of_a_million(cursor, Unlogged)
        with CaptureQueriesContext(connection) as asked:
            waiting.made(0, 1_000)
        plans = []
        for query in asked.captured_queries:
            if '"consultation_unlogged"' in query["sql"]:
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans.append("\n".join(line for (line,) in cursor.fetchall()))
    keys, acts, responses, *_told = plans
    assert "unlogged_keys" in keys
    assert "unlogged_acts" in acts
    assert EntryKind.RESPONSE in responses
    assert [plan for plan in plans if "Seq Scan on consultation_unlogged" in plan] == []
