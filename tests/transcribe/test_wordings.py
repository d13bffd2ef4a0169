"""Which wordings paper answers: pinned when it is begun, whatever is corrected afterwards."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consultation.models import (
    Consultation,
    Proposal,
    QuestionVersion,
    Response,
    Transcription,
)
from consultation.respond import editions
from tests import factories
from tests.conftest import NOW
from tests.transcribe.conftest import Desk


def test_the_wordings_are_those_of_the_form(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    """Stance is corrected on Saturday 21 November; a form of before comes in on Monday."""
    first = QuestionVersion.objects.get(question__key="stance")
    stood = list(QuestionVersion.objects.current())
    printed = editions.code_of(consultation.slug, stood)
    second = factories.QuestionVersionFactory(
        question=first.question, number=2, wording="Do you agree?", options=first.options,
        correction="It was not clear.", frozen_at=datetime(2026, 11, 21, 9, tzinfo=NOW.tzinfo),
    )  # fmt: skip

    def answered(**begun: Any) -> QuestionVersion:
        made = typist.begin(proposal, **begun)
        typist.type(made, p__stance="OPPOSE")
        checker.check(made)
        return Response.objects.latest("pk").answers.get().question_version

    assert answered() == second
    assert answered(form_code=printed.lower()) == first
    assert answered(received_on_day="20") == first
    page = typist.post(
        "transcription-new", consultation.slug, purpose="RESPONSE", channel="PAPER", language="en",
        form_code="ZZZZZZ", received_on_day="23", received_on_month="11", received_on_year="2026",
    ).content.decode()  # fmt: skip
    assert page.count("No form of this consultation has this code") == 2


def corrected_at_two() -> QuestionVersion:
    """Stance is worded otherwise, at 14:00 of the day on which it came."""
    first = QuestionVersion.objects.get(question__key="stance")
    made: QuestionVersion = factories.QuestionVersionFactory(
        question=first.question, number=2, wording="Do you agree?", options=first.options,
        correction="It was not clear.", frozen_at=NOW.replace(hour=14),
    )  # fmt: skip
    return made


def test_a_correction_changes_nothing_that_was_read_back(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    """A call of the morning is typed and read back; then the wording is corrected."""
    first = QuestionVersion.objects.get(question__key="stance")
    made = typist.begin(proposal, channel="PHONE")
    typist.type(made, p__stance="OPPOSE", end__read_back="on")
    second = corrected_at_two()
    page = checker.get("transcription-check", made.pk)
    assert first.wording in page
    assert second.wording not in page
    assert checker.check(made).status_code == 302
    assert Response.objects.get().answers.get().question_version == first
    made.refresh_from_db()
    assert made.edition == editions.code_of(
        consultation.slug, [first, *QuestionVersion.objects.exclude(question=first.question)]
    )


def test_the_wordings_move_only_with_the_day_or_the_code(
    typist: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    made = typist.begin(proposal, channel="PHONE", received_on_day="20")
    typist.type(made, "save", p__stance="OPPOSE", end__read_back="on")
    made.refresh_from_db()
    pinned = made.edition
    corrected_at_two()
    typed = {"channel": "PHONE", "language": "pl", "form_code": "", "proposals": [proposal.pk]}
    days = {"received_on_month": "11", "received_on_year": "2026"}

    def described(day: str) -> tuple[bool, bool]:
        answer = typist.post("transcription-details", made.pk, received_on_day=day, **typed, **days)
        assert answer.status_code == 302
        made.refresh_from_db()
        return made.edition == pinned, made.read_back

    assert described("20") == (True, True)
    assert described("19") == (True, True)
    assert described("23") == (False, False)


def test_the_database_wants_the_wordings_pinned(waiting: Transcription) -> None:
    with pytest.raises(IntegrityError, match="edition_pinned"), transaction.atomic():
        Transcription.objects.update(edition="")
