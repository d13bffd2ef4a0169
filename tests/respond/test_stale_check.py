"""A check that stands open in another tab while its response is sent, changed or taken back."""

import pytest
from django.test import Client

from consultation.models import Consultation, Draft, Event, Message, Proposal, Response
from tests.publish.reading import text_of as words_of
from tests.respond.resident import Resident, seen_in

VIEW = "about/barkingside/view/"
FIRST, SECOND = "It is too far to walk.", "The bus does not go there after six."


@pytest.fixture
def filled(resident: Resident, proposal: Proposal) -> Resident:
    resident.fill_in(proposal, reasons=FIRST, email="ruth@example.com")
    return resident


@pytest.fixture
def stale(filled: Resident) -> str:
    """What the check in the other tab names as shown."""
    return seen_in(filled.get("check/"))


def press(resident: Resident, stale: str) -> tuple[int, str]:
    """Send what the other tab shows."""
    answer = resident.post("check/", seen=stale, privacy="on")
    return answer.status_code, answer.get("Location", words_of(answer.content))


def recorded() -> list[tuple[str, str]]:
    """Each response with its words, in the order of sending."""
    rows = Response.objects.order_by("pk")
    return [(one.state, one.answers.exclude(text="").get().text) for one in rows]


def rewrite(resident: Resident) -> None:
    resident.go(f"{VIEW}?change", "check/", stance="SUPPORT", reasons=SECOND)


def test_after_sending_it_leads_to_the_receipt_of_what_was_sent(
    filled: Resident, stale: str
) -> None:
    rewrite(filled)
    sent = filled.send()
    events, letters = Event.objects.count(), Message.objects.count()
    assert press(filled, stale) == (302, f"{filled.root}sent/")
    assert recorded() == [("RECEIVED", SECOND)]
    shown = words_of(filled.get("sent/").content)
    assert sent.reference in shown
    assert SECOND in shown
    assert (Event.objects.count(), Message.objects.count()) == (events, letters)


def test_on_another_device_too(filled: Resident, stale: str, consultation: Consultation) -> None:
    other = Resident(Client(), consultation)
    assert other.client.post("/return/", {"code": filled.code()}).status_code == 303
    filled.send()
    assert press(other, stale) == (302, f"{other.root}sent/")
    assert recorded() == [("RECEIVED", FIRST)]


def test_while_a_change_is_written_it_sends_nothing_and_shows_the_change(
    filled: Resident, stale: str
) -> None:
    filled.send()
    filled.go("sent/change/", "check/")
    rewrite(filled)
    status, words = press(filled, stale)
    assert status == 409
    assert "This page has changed since you opened it, so nothing was sent" in words
    assert SECOND in words
    assert recorded() == [("RECEIVED", FIRST)]
    assert SECOND in str(Draft.objects.get(sent_at=None).answers)
    filled.send()
    assert recorded() == [("SUPERSEDED", FIRST), ("RECEIVED", SECOND)]


def test_after_a_change_was_sent_it_brings_the_old_words_not_back(
    filled: Resident, stale: str
) -> None:
    filled.send()
    filled.go("sent/change/", "check/")
    rewrite(filled)
    filled.send()
    assert press(filled, stale) == (302, f"{filled.root}sent/")
    assert recorded() == [("SUPERSEDED", FIRST), ("RECEIVED", SECOND)]


def test_after_it_was_withdrawn_it_sends_nothing_anew(filled: Resident, stale: str) -> None:
    filled.send()
    filled.go("sent/withdraw/", "sent/")
    assert press(filled, stale) == (302, f"{filled.root}sent/")
    assert recorded() == [("WITHDRAWN", FIRST)]
    assert "withdrawn by its sender" in words_of(filled.get("sent/").content)


def test_of_another_response_it_sends_nothing(
    filled: Resident, stale: str, proposal: Proposal
) -> None:
    """Somebody else began on the same device: the key in the cookie is theirs now."""
    filled.go("", "capacity/")
    status, _where = press(filled, stale)
    assert (status, Response.objects.count()) == (303, 0)
    filled.fill_in(proposal, reasons=SECOND)
    assert press(filled, stale)[0] == 409
    assert recorded() == []
