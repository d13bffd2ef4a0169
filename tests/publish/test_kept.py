"""The privacy page says how long things are kept: what the nightly erasure goes by."""

from typing import Any

import pytest
from django.test import Client

from consultation.audit.actions import state_rule
from consultation.audit.retention import LEAST_MONTHS, TERMS
from consultation.models import Consultation, CountedFrom, Draft, Part, User
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
PAGE = "/privacy/"


def page() -> str:
    return " ".join(Client().get(PAGE).content.decode().split())


def test_each_term_of_the_code_is_told(consultation: Consultation) -> None:
    told = page()
    assert [(one.part, one.counted_from, one.months) for one in TERMS] == [
        (Part.IDENTITY, CountedFrom.CLOSING, 24), (Part.MESSAGES, CountedFrom.CLOSING, 24),
        (Part.FILES, CountedFrom.CLOSING, 24), (Part.WORDS, CountedFrom.CLOSING, 72),
    ]  # fmt: skip
    for line in (
        "Your name and email address: 2 years after the consultation closes",
        "Emails that we sent you: 2 years after the consultation closes",
        "Files that you added, and scans of paper: 2 years after the consultation closes",
        "What you wrote: 6 years after the consultation closes",
    ):
        assert told.count(f"<li>{line}</li>") == 1
    assert "Of this consultation we keep" not in told


def test_what_a_consultation_states_stands_with_its_notice(
    consultation: Consultation, owner: User
) -> None:
    asked: dict[str, Any] = {
        "consultation": consultation, "decided_on": None, "reason": "Our schedule.",
        "by": owner, "at": NOW,
    }  # fmt: skip
    state_rule(part=Part.WORDS, counted_from=CountedFrom.DECISION, months=30, **asked)
    state_rule(part=Part.FILES, counted_from=CountedFrom.CLOSING, months=12, **asked)
    state_rule(part=Part.IDENTITY, counted_from=CountedFrom.CLOSING, months=24, **asked)
    own = page().partition("Of this consultation we keep:")[2]
    assert "<li>Files that you added, and scans of paper: 1 year after" in own
    assert LEAST_MONTHS == 3
    assert (
        "<li>What you wrote: 30 months after the decision, but at least 3 months after the "
        "consultation closes. Until the day of the decision is known, we keep it.</li>"
    ) in own
    assert "Your name and email address" not in own


def test_the_page_asks_the_same_for_one_consultation_and_for_three(
    consultation: Consultation, django_assert_num_queries: Any
) -> None:
    client = Client()
    client.get(PAGE)
    with django_assert_num_queries(2):
        client.get(PAGE)
    for _one in range(2):
        made = factories.ConsultationFactory()
        factories.RetentionRuleFactory(consultation=made, months=12)
    with django_assert_num_queries(2):
        client.get(PAGE)


def test_what_no_rule_changes_is_told(consultation: Consultation) -> None:
    told = page()
    assert Draft.KEPT_FOR.days == 28
    for sentence in (
        "Answers that you have not sent yet are kept with us, so that you can come back to them "
        "within 28 days.",
        "Equality answers stay: they name no response and no person.",
        "Invitations to send a formal reply that nobody took up, and requests to send one that "
        "were declined, are erased 28 days after they end.",
        "Formal replies of councils and other bodies are public records, and stay too.",
        "What they do is recorded with the time, and this record cannot be changed.",
    ):
        assert told.count(sentence) == 1, sentence
