"""A package takes no more memory for many responses than for a few."""

import tracemalloc
from collections.abc import Callable

import pytest
from django.db import connection

from consultation.files import Sink
from consultation.models import Consultation
from consultation.opendata import package, themefinder

MANY = 20_000
MOST = 6_000_000  # bytes; the rows alone would take several times as many
COPIES = """
INSERT INTO consultation_publishedresponse
    (response_id, consultation_id, received_on, channel, capacity, place, language,
     words_withheld, at)
SELECT 1000000 + i, %s, '2026-11-01', 'ONLINE', 'MYSELF', 'NOT_SAID', 'en', false, now()
FROM generate_series(1, %s) i
"""
ANSWERS = """
INSERT INTO consultation_publishedanswer
    (published_id, question_version_id, proposal_id, place, choice, text, redactions)
SELECT 1000000 + i, %s, %s, 0, '', repeat('It is too far to walk, says ' || i, 20), 0
FROM generate_series(1, %s) i
"""


class Nowhere:
    """A sink that keeps nothing."""

    size = 0

    def write(self, content: bytes | memoryview, /) -> None:
        self.size += len(content)


@pytest.fixture
def many(consultation: Consultation) -> Consultation:
    """With many public copies; what they are copies of does not matter here."""
    version = consultation.questions.get(key="reasons").versions.get()
    about = consultation.proposals.get(station__slug="barkingside")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(COPIES, [consultation.pk, MANY])
        cursor.execute(ANSWERS, [version.pk, about.pk, MANY])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        cursor.execute("ANALYZE consultation_publishedresponse, consultation_publishedanswer")
    return consultation


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(package.write, id="package"),
        pytest.param(themefinder.write, id="themes", marks=pytest.mark.sweeps),
    ],
)
def test_many_responses_go_through_a_few_at_a_time(
    many: Consultation, write: Callable[[Consultation, Sink], object]
) -> None:
    write(many, Nowhere())  # what is read once and kept is no matter of how many there are
    tracemalloc.start()
    try:
        write(many, sink := Nowhere())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sink.size > 100_000
    assert peak < MOST
