"""What the database itself refuses about questions of organisations and codes for colleagues."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import factories
from tests.factories import THEN
from tests.house.test_database import refused

pytestmark = pytest.mark.django_db
CODES = "consultation_joincode"


@pytest.mark.parametrize(
    ("table", "change"),
    [("enquiry", "text = 'Another?'"), ("enquiryanswer", "text = 'None.'")],
)
def test_questions_and_answers_are_only_added(table: str, change: str) -> None:
    factories.EnquiryAnswerFactory()
    name = f"consultation_{table}"
    assert refused(f"UPDATE {name} SET {change}") == f"{name} is append-only: UPDATE refused"
    assert refused(f"DELETE FROM {name}") == f"{name} is append-only: DELETE refused"
    assert refused(f"TRUNCATE {name} CASCADE").endswith("TRUNCATE refused")


def test_an_answer_is_the_next_one() -> None:
    row = factories.EnquiryFactory()
    for number in (0, 2):
        with pytest.raises(IntegrityError, match="is not the next one"), transaction.atomic():
            factories.EnquiryAnswerFactory(enquiry=row, number=number)
    factories.EnquiryAnswerFactory(enquiry=row)
    with pytest.raises(IntegrityError, match="is not the next one"), transaction.atomic():
        factories.EnquiryAnswerFactory(enquiry=row)
    factories.EnquiryAnswerFactory(enquiry=row, number=2)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"text": ""}, "enquiry_answer_text_not_blank"),
        ({"why": "It was wrong."}, "enquiry_answer_corrects_with_a_reason"),
    ],
)
def test_an_answer_makes_sense(fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factories.EnquiryAnswerFactory(**fields)


def test_a_correction_says_why() -> None:
    first = factories.EnquiryAnswerFactory()
    with pytest.raises(IntegrityError, match="corrects_with_a_reason"), transaction.atomic():
        factories.EnquiryAnswerFactory(enquiry=first.enquiry, number=2, why="")


def test_a_question_says_something_about_its_own_consultation() -> None:
    with pytest.raises(IntegrityError, match="enquiry_text_not_blank"), transaction.atomic():
        factories.EnquiryFactory(text="")
    other = factories.ProposalFactory()
    with pytest.raises(IntegrityError, match="of another consultation"), transaction.atomic():
        factories.EnquiryFactory(proposal=other)
    factories.EnquiryFactory(proposal=other, consultation=other.consultation)


def test_a_code_lets_only_one_more_use_and_its_end_be_written() -> None:
    row = factories.JoinCodeFactory()
    said = f"join code {row.pk}: only one more use and its end may be written"
    for change in (
        "role = 'COUNCIL_OBSERVER'",
        "code_hash = repeat('a', 64)",
        "expires_at = expires_at + interval '1 day'",
        "most_uses = 100",
        "uses = 2",
    ):
        assert refused(f"UPDATE {CODES} SET {change}") == said
    row.uses = 1
    row.save()
    assert refused(f"UPDATE {CODES} SET uses = 0") == said
    row.ended_at, row.ended_by = THEN, row.made_by
    row.save()
    ended = f"join code {row.pk}: it has ended and is not changed"
    for change in ("uses = 2", "ended_at = NULL, ended_by_id = NULL"):
        assert refused(f"UPDATE {CODES} SET {change}") == ended
    assert refused(f"DELETE FROM {CODES}").endswith("DELETE refused")
    assert refused(f"TRUNCATE {CODES}").endswith("TRUNCATE refused")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"role": "COUNCIL_APPROVER"}, "join_code_role_known"),
        ({"code_hash": "7KQ4-9XWD-MHPT-2RVB"}, "join_code_hash_is_a_hash"),
        ({"expires_at": THEN}, "join_code_made_at_before_expires_at"),
        ({"ended_at": THEN}, "join_code_ended_at_with_ended_by"),
        ({"most_uses": 0}, "join_code_can_be_used"),
        ({"uses": 11}, "join_code_not_used_too_often"),
    ],
)
def test_a_code_makes_sense(fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factories.JoinCodeFactory(**fields)


def test_no_two_codes_are_the_same() -> None:
    factories.JoinCodeFactory(code="7KQ4-9XWD-MHPT-2RVB")
    with pytest.raises(IntegrityError, match="code_hash"), transaction.atomic():
        factories.JoinCodeFactory(code="7KQ4-9XWD-MHPT-2RVB")
