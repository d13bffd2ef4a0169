"""Leaving and coming back: on this device, on another, by a code or by a link in an e-mail."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from consultation import emails
from consultation.events import MACHINE
from consultation.models import Consultation, Draft, Event, Link, Message, Proposal, Response
from consultation.respond.actions import forget
from tests.conftest import NOW
from tests.respond.resident import Resident, text_of

GONE = "These answers were last saved more than 28 days ago, and are gone."


@pytest.fixture
def other(consultation: Consultation) -> Resident:
    """Another device."""
    return Resident(Client(), consultation)


@pytest.fixture(autouse=True)
def in_memory(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def link_in(body: object) -> str:
    """The path of the link in an e-mail."""
    return re.search(r"http://localhost:8000(/return/link/[\w-]+/)", str(body))[1]  # type: ignore[index]


def test_a_page_half_filled_in_is_saved_with_the_code_shown(at_reasons: Resident) -> None:
    answer = at_reasons.post("about/barkingside/view/", reasons="Too f", save="later")
    assert (answer.status_code, answer["Location"]) == (303, f"{at_reasons.root}save/")
    page = text_of(at_reasons.get("save/"))
    assert at_reasons.code() in page
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}", at_reasons.code())
    assert "They are kept until midday on Monday 21 December 2026" in page or (
        "12:00pm on Monday 21 December 2026" in page
    )
    assert at_reasons.code() not in str(Draft.objects.values())


@pytest.mark.parametrize("write", [str, str.lower, lambda code: code.replace("-", " ")])
def test_the_code_opens_the_answers_on_another_device(
    at_reasons: Resident, other: Resident, write: Any
) -> None:
    at_reasons.post("about/barkingside/view/", reasons="Too f", save="later")
    answer = other.client.post("/return/", {"code": write(at_reasons.code())})
    # The first page that is not finished.
    assert (answer.status_code, answer["Location"]) == (303, f"{other.root}capacity/")
    assert "Too f" in text_of(other.get("about/barkingside/view/"))


def test_both_devices_go_on_with_the_same_draft(
    resident: Resident, other: Resident, proposal: Proposal
) -> None:
    resident.fill_in(proposal)
    onward = other.client.post("/return/", {"code": resident.code()})
    assert onward["Location"] == f"{other.root}check/"
    other.send()
    assert "We have your response" in text_of(resident.get("sent/"))
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter your return code"),
        ("7KQ4-9XWD", "Enter a return code of 16 letters and numbers"),
        ("7KQ4-9XWD-MHPT-2RVB", "We do not recognise this return code – check what you wrote down"),
    ],
)
def test_a_code_that_opens_nothing(
    client: Client, consultation: Consultation, typed: str, error: str
) -> None:
    page = client.post("/return/", {"code": typed})
    assert text_of(page).count(error) == 2  # type: ignore[arg-type]
    assert not page.cookies.get("draft-front-counters")


def test_after_28_days_the_answers_are_gone(at_reasons: Resident, other: Resident) -> None:
    code = at_reasons.code()
    with time_machine.travel(NOW + timedelta(days=28), tick=False):
        assert other.client.post("/return/", {"code": code}).status_code == 303
    with time_machine.travel(NOW + timedelta(days=28, seconds=1), tick=False):
        assert GONE in text_of(other.client.post("/return/", {"code": code}))  # type: ignore[arg-type]
        assert at_reasons.get("about/barkingside/view/").status_code == 404


def test_answers_that_nobody_came_back_to_are_erased(
    at_reasons: Resident, other: Resident, proposal: Proposal
) -> None:
    at_reasons.post("about/barkingside/view/", reasons="Too f", save="later")
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        other.fill_in(proposal)
    later = NOW + timedelta(days=29)
    assert forget(by=MACHINE, at=later) == 1
    assert forget(by=MACHINE, at=later) == 0
    assert [bool(draft.answers) for draft in Draft.objects.order_by("pk")] == [False, True]
    assert Event.objects.get(kind="drafts.forgotten").facts == {"count": 1}


def test_a_link_by_e_mail(resident: Resident, other: Resident, proposal: Proposal) -> None:
    resident.fill_in(proposal)
    sent = resident.post("save/", email="ruth@example.com")
    assert (sent.status_code, sent["Location"]) == (303, f"{resident.root}save/?sent")
    assert "A link is on its way" in text_of(resident.get("save/?sent"))
    message = Message.objects.get()
    assert (message.kind, message.to) == ("link", "ruth@example.com")
    emails.post_next(clock=timezone.now)
    (posted,) = mail.outbox
    link = link_in(posted.body)
    # What opens it stands in the e-mail alone.
    key = link.split("/")[-2]
    assert key not in str(Message.objects.values()) + str(Link.objects.values())

    page = other.client.get(link)
    assert page.status_code == 200
    assert list(page.cookies) == ["csrf"]
    assert "Go on with your answers" in text_of(page)  # type: ignore[arg-type]
    onward = other.client.post(link)
    assert (onward.status_code, onward["Location"]) == (303, f"{other.root}check/")
    assert "It is too far to walk." in text_of(other.get("check/"))
    assert "You came here by a link from an email." in text_of(other.get("save/"))


def test_a_second_attempt_to_post_makes_a_second_link(resident: Resident) -> None:
    """The first may have arrived after all, so both work."""
    resident.go("", "capacity/")
    for _ in range(2):
        resident.post("save/", email="ruth@example.com")
        emails.post_next(clock=timezone.now)
    links = [link_in(one.body) for one in mail.outbox]
    assert len(set(links)) == 2
    for link in links:
        assert Client().post(link).status_code == 303


def test_nobodys_mailbox_is_filled(resident: Resident, proposal: Proposal) -> None:
    resident.fill_in(proposal)
    for _ in range(5):
        assert resident.post("save/", email="ruth@example.com").status_code == 303
    sixth = text_of(resident.post("save/", email="ruth@example.com"))
    assert sixth.count("Five links were sent today already.") == 2
    assert 'value="ruth@example.com"' in sixth
    assert Message.objects.count() == 5
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert resident.post("save/", email="ruth@example.com").status_code == 303


@pytest.mark.django_db
def test_a_link_that_opens_nothing_says_what_to_do(client: Client) -> None:
    page = client.get("/return/link/nothing/")
    assert page.status_code == 404
    assert "This link does not work any more" in page.content.decode()


def test_words_in_braces_are_not_taken_for_a_link(resident: Resident, proposal: Proposal) -> None:
    resident.fill_in(proposal, reasons="{link} is too far", email="ruth@example.com")
    resident.send()
    emails.post_next(clock=timezone.now)
    assert "{link} is too far" in mail.outbox[0].body


def test_the_start_page_offers_to_go_on(resident: Resident) -> None:
    resident.go("", "capacity/")
    page = text_of(resident.get(""))
    assert "You have answers here that are not sent yet." in page
    assert 'href="/return/"' in page
