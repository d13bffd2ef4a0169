"""Equality answers stand apart: no table, time or order leads from one to a response."""

import io
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.db import connection
from pypdf import PdfReader

from consultation.events import MACHINE
from consultation.models import (
    Consultation,
    Draft,
    EqualityAnswer,
    Event,
    Message,
    Proposal,
    Response,
)
from consultation.respond import actions
from tests import small_world
from tests.conftest import NOW, Town
from tests.respond.equality import QUESTIONS, given, says, sends
from tests.respond.resident import Resident, text_of


@pytest.fixture
def consultation(town: Town) -> Consultation:
    """Open, and it asks the questions that ship with the service."""
    return small_world.consultation_of(
        town, slug="front-counters", opened=True, equality_set=small_world.harmonised()
    )


@pytest.fixture
def response(resident: Resident, proposal: Proposal) -> Response:
    """Sent by the resident, who is on the page that explains the questions."""
    return sends(resident, proposal)


def answered(one: Resident) -> None:
    """Values and labels that stand nowhere else."""
    says(one, "ethnic-group", "OTHER", "ethnic-group")
    says(one, "ethnic-group", "ARAB", "religion")
    says(one, "religion", "SIKH", "sexual-orientation")


def test_no_event_message_draft_or_receipt_holds_any_of_it(
    resident: Resident, proposal: Proposal
) -> None:
    sends(resident, proposal, email="ruth@example.com")
    before = Event.objects.count()
    answered(resident)
    assert len(given()) == 3
    assert Event.objects.count() == before
    assert Draft.objects.get().answers == {}
    kept = [text_of(resident.get(f"receipt.{kind}")) for kind in ("txt", "html")]
    kept += [text_of(resident.get("sent/")), Message.objects.get().body]
    pdf = PdfReader(io.BytesIO(resident.get("receipt.pdf").content))
    kept.append(" ".join(page.extract_text() for page in pdf.pages))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if "equality" not in table:
                cursor.execute(f'SELECT to_jsonb(one)::text FROM "{table}" one')
                kept += [row for (row,) in cursor.fetchall()]
    keys = list(EqualityAnswer.objects.values_list("key", flat=True))
    for secret in ("SIKH", "Sikh", "ARAB", "Arab", *keys):
        assert [one for one in kept if secret in one] == [], secret


def columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, f"consultation_{table}")
    return {one.name for one in found}


@pytest.mark.django_db
def test_no_column_leads_to_a_response() -> None:
    assert columns("equalityanswer") == {
        "id", "consultation_id", "question_id", "value", "key", "week_on",
    }  # fmt: skip
    with connection.cursor() as cursor:
        relations = connection.introspection.get_relations(cursor, "consultation_equalityanswer")
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = 'consultation_equalityanswer'::regclass"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT pg_get_serial_sequence('consultation_equalityanswer', 'id')")
        assert cursor.fetchone() == (None,)
    assert {table for _column, table in relations.values()} == {
        "consultation_consultation",
        "consultation_equalityquestion",
    }
    # What it shares with a response by name: the consultation; each has a `key` of its own kind.
    assert columns("equalityanswer") & columns("response") == {"id", "consultation_id", "key"}


def test_nothing_in_the_database_makes_the_key(
    resident: Resident, response: Response, settings: Any
) -> None:
    answered(resident)
    stored = set(EqualityAnswer.objects.values_list("key", flat=True))
    assert len(stored) == 3  # another for each question: one person's answers are not together
    draft, questions = (
        Draft.objects.get(),
        EqualityAnswer.objects.values_list("question", flat=True),
    )
    known = [
        *(str(one) for one in (response.pk, response.key, response.key.hex, response.reference)),
        *(str(one) for one in (draft.pk, draft.key, draft.token_hash, resident.code())),
    ]
    tried = {sha256(one.encode()).hexdigest() for one in known}
    tried |= {sha256(f"{a}:{b}".encode()).hexdigest() for a in known for b in [*known, *questions]}
    assert not tried & stored
    # With the secret of the service gone, so is the way from a response to its answers.
    settings.SECRET_KEY = "another secret, and the one before it is lost"
    assert "They are optional, and kept apart" in text_of(resident.get("sent/"))


def test_a_new_secret_beside_the_old_asks_nothing_twice(
    resident: Resident, response: Response, settings: Any
) -> None:
    says(resident, "age", "35_44", "sex")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new secret"
    late = resident.post(f"{QUESTIONS}age/", answer="16_24", asked="age")
    assert late["Location"].endswith("age/?stands")
    says(resident, "sex", "MALE", "gender")
    assert given() == [("age", "35_44"), ("sex", "MALE")]


def test_of_the_time_only_the_week_is_kept(resident: Resident, response: Response) -> None:
    assert NOW.date() == date(2026, 11, 23)  # a Monday
    for days, page, onward in [
        (0, "age", "sex"),
        (6, "sex", "gender"),
        (7, "gender", "disability"),
    ]:
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            says(resident, page, "NOT_SAID", onward)
    weeks = EqualityAnswer.objects.order_by("question__position")
    assert [str(one) for one in weeks.values_list("week_on", flat=True)] == [
        "2026-11-23",
        "2026-11-23",
        "2026-11-30",
    ]


@pytest.mark.django_db(transaction=True)
def test_the_order_of_the_rows_tells_nothing_after_the_next_mixing(
    resident: Resident, response: Response
) -> None:
    resident.go(QUESTIONS, f"{QUESTIONS}age/", willing="YES")
    for page, onward in [("age", "sex"), ("sex", "gender"), ("gender", "disability")]:
        says(resident, page, "NOT_SAID", onward)
    answered(resident)
    actions.mix_equality_answers(by=MACHINE, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM consultation_equalityanswer ORDER BY ctid")
        lying = [one for (one,) in cursor.fetchall()]
    assert lying == sorted(lying)
    assert len(lying) == 6
