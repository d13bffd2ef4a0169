"""Public copies that several rooms read: import these fixtures in a conftest."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from consultation.models import Consultation, Proposal, Response, User
from tests.conftest import Town
from tests.moderate.marks import WORDS, release, take_out

Send = Callable[..., Response]

__all__ = ["silent", "told"]

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
SELECT 1000000 + i, %s, %s, 0, '', repeat(%s || i, %s), 0 FROM generate_series(1, %s) i
"""


def copied(consultation: Consultation, number: int, *, words: str, times: int) -> None:
    """So many public copies about Barkingside; what they are copies of is not there.

    :param words: what each says so many times over, with its number behind.
    """
    version = consultation.questions.get(key="reasons").versions.get()
    about = consultation.proposals.get(station__slug="barkingside")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(COPIES, [consultation.pk, number])
        cursor.execute(ANSWERS, [version.pk, about.pk, words, times, number])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        cursor.execute("ANALYZE consultation_publishedresponse, consultation_publishedanswer")


@pytest.fixture
def told(
    consultation: Consultation, proposal: Proposal, send_response: Send, moderator: User,
    now: datetime, town: Town,
) -> Response:  # fmt: skip
    """About Barkingside, from Merton, released without a name that was in it."""
    response = send_response(
        consultation, about=[proposal], reasons=WORDS, borough=town.merton, instead="=1+1 <b>No</b>"
    )
    take_out(response, "Rosa Okafor", by=moderator, at=now)
    release(response, by=moderator, at=now)
    return response


@pytest.fixture
def silent(
    consultation: Consultation, proposal: Proposal, send_response: Send, moderator: User,
    now: datetime,
) -> Response:  # fmt: skip
    """Counted, with its words withheld; it came a day earlier."""
    response = send_response(
        consultation, about=[proposal], stance="SUPPORT", reasons="Nobody reads this",
        at=now - timedelta(days=1),
    )  # fmt: skip
    release(response, by=moderator, at=now, to="WITHHELD")
    return response
