"""Answers that were not sent in time can be read in full, on this device and another."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.models import Consultation, Draft, Proposal, Response
from tests.factories import LONDON
from tests.publish.reading import text_of as words_of
from tests.respond.filing import add, asks, walk
from tests.respond.resident import Resident
from tests.respond.test_same import two_closures

TOO_LATE = "You did not send your answers in time, so they do not count. They are shown below."
ANSWERS = "Your answers that were not sent"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def just_before(consultation: Consultation) -> Iterator[time_machine.Traveller]:
    """An hour before the close, with a clock that can be moved on."""
    with time_machine.travel(consultation.closes_at - HOUR, tick=False) as clock:
        yield clock


@pytest.fixture
def too_late(consultation: Consultation, just_before: Any) -> Any:
    """The grace ends, too."""
    return lambda: just_before.move_to(consultation.grace_ends_at + timedelta(seconds=1))


def shown(answer: Any) -> str:
    """What the page shows of the answers; it says that it is too late for them."""
    assert answer.status_code == 403
    told, _heading, answers = words_of(answer.content).partition(ANSWERS)
    assert "This consultation closed at 11:59pm on Sunday 14 February 2027, London time." in told
    assert TOO_LATE in told
    return str(answers)


def test_every_answer_stands_on_the_page_as_it_stood_on_the_check(
    resident: Resident, proposal: Proposal, too_late: Any
) -> None:
    resident.fill_in(
        proposal, instead="Open it\r\nat weekends.", email="ruth@example.com", evidence="A <b>map."
    )
    check = resident.get("check/").content.decode()
    assert "?change" in check
    too_late()
    page = resident.get("check/")
    assert "?change" not in page.content.decode()
    answers = shown(page)
    assert (
        "They are kept until 10:59pm on Sunday 14 March 2027, London time. Until then you can come "
        "back to this page with your return code. You can also print this page. "
        f"Return code: {resident.code()} Who are you"
    ) in answers
    pair = re.compile(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", re.DOTALL)
    before = pair.findall(check)
    assert len(before) >= 10
    assert pair.findall(page.content.decode()) == before
    assert not Response.objects.exists()


def test_the_return_code_opens_them_on_another_device(
    resident: Resident, consultation: Consultation, proposal: Proposal, too_late: Any
) -> None:
    resident.fill_in(proposal)
    too_late()
    other = Resident(Client(), consultation)
    onward = other.client.post("/return/", {"code": resident.code()})
    assert (onward.status_code, onward["Location"]) == (303, f"{other.root}check/")
    for page in ("check/", ""):  # also from the beginning
        assert "It is too far to walk." in shown(other.get(page))


def test_what_was_to_replace_a_response_says_that_this_one_stays(
    resident: Resident, proposal: Proposal, too_late: Any
) -> None:
    resident.fill_in(proposal)
    sent = resident.send()
    resident.go("sent/change/", "check/")
    too_late()
    page = resident.get("check/")
    assert page.status_code == 403
    words = words_of(page.content)
    assert (
        "You did not send the changed answers in time. They are shown below. Your response "
        f"{sent.reference} stays as you sent it."
    ) in words
    assert TOO_LATE not in words
    assert "It is too far to walk." in words.partition(ANSWERS)[2]
    assert Response.objects.get().state == "RECEIVED"


def test_what_is_half_answered_says_what_is_missing(
    at_reasons: Resident, consultation: Consultation, too_late: Any
) -> None:
    at_reasons.post("about/barkingside/view/", reasons="Too f", save="later")
    too_late()
    answers = shown(at_reasons.get("capacity/"))
    assert "Who are you responding for? Not provided Where do you live? Not provided" in answers
    assert "Front counters you respond about Barkingside, Redbridge" in answers
    assert "Too f" in answers


def test_what_was_just_typed_is_shown_too_and_told_apart(
    at_reasons: Resident, proposal: Proposal, too_late: Any
) -> None:
    at_reasons.post("about/barkingside/view/", reasons="Too f", save="later")
    too_late()
    typed = "It is too far to walk, and two buses."
    page = at_reasons.post("about/barkingside/view/", seen="0" * 16, reasons=typed)
    answers = shown(page)
    assert "Too f" in answers
    assert typed not in answers
    assert typed in words_of(page.content)
    assert "What you typed was not sent. It is shown here so that you can keep it." in (
        words_of(page.content)
    )


def test_files_are_named(
    resident: Resident, consultation: Consultation, proposal: Proposal, too_late: Any
) -> None:
    asks(consultation)
    add(walk(resident, proposal), "plan.pdf")
    too_late()
    assert "Do you have a document to add? plan.pdf" in shown(resident.get("check/"))


def test_where_formal_replies_may_come_late_it_says_so(
    resident: Resident, consultation: Consultation, proposal: Proposal, too_late: Any
) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(
        late_replies_until=(consultation.closes_at + timedelta(days=14)).astimezone(LONDON),
        late_reply_policy="They are read.",
    )
    resident.fill_in(proposal)
    too_late()
    page = resident.get("check/")
    assert shown(page)
    assert (
        "Councils and other organisations can send formal replies late, until 11:59pm on Sunday 28 "
        "February 2027, London time."
    ) in words_of(page.content)


def test_nothing_is_shown_where_nothing_was_answered_or_all_was_sent(
    resident: Resident, consultation: Consultation, proposal: Proposal, too_late: Any
) -> None:
    resident.go("", "capacity/")
    other = Resident(Client(), consultation)
    other.fill_in(proposal)
    other.send()
    too_late()
    for page in (resident.get("capacity/"), other.get(""), other.post("sent/change/")):
        assert page.status_code == 403
        assert ANSWERS not in page.content.decode()
        assert TOO_LATE not in page.content.decode()


def test_in_the_grace_they_are_sent_and_not_mourned(
    resident: Resident, consultation: Consultation, proposal: Proposal, just_before: Any
) -> None:
    resident.fill_in(proposal)
    just_before.move_to(consultation.closes_at + timedelta(minutes=1))
    page = resident.get("")
    assert "Go on with your answers" in words_of(page.content)
    assert ANSWERS not in page.content.decode()
    assert "?change" in resident.get("check/").content.decode()


def test_after_28_days_they_are_gone(
    resident: Resident, proposal: Proposal, just_before: Any
) -> None:
    resident.fill_in(proposal)
    just_before.shift(Draft.KEPT_FOR)
    assert "It is too far to walk." in shown(resident.get("check/"))
    just_before.shift(timedelta(seconds=1))
    page = resident.get("check/")
    assert page.status_code == 404
    assert "It is too far to walk." not in page.content.decode()


def test_it_asks_the_database_as_often_for_much_as_for_little(
    resident: Resident, consultation: Consultation, too_late: Any
) -> None:
    little = Resident(Client(), consultation)
    little.go("", "capacity/")
    little.go("capacity/", "place/", capacity="MYSELF")
    two_closures(resident, consultation)
    too_late()
    shown(little.get("check/"))  # what is asked is read once
    counts = []
    for one in (little, resident):
        with CaptureQueriesContext(connection) as asked:
            shown(one.get("check/"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
