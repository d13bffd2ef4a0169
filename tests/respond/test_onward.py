"""What residents are told of coming back, of what became of a response, and of what they asked."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from consultation.models import Consultation, Event, Message, Proposal, Respondent, Response
from consultation.publish.checks import minutes, minutes_told
from consultation.publish.queries import asked_in
from tests.conftest import NOW
from tests.respond.resident import Resident, text_of

BACK = "http://localhost:8000/return/"
WHOSE = "You told us that you did not send this. A moderator is looking at it."


@pytest.fixture
def sent(resident: Resident, proposal: Proposal) -> Response:
    """Sent with an address for the copy, but without the wish for news."""
    resident.fill_in(proposal, email="ruth@example.com")
    return resident.send()


def page_at(path: str) -> str:
    return Client().get(path).content.decode()


def test_help_says_how_to_come_back_and_change(consultation: Consultation) -> None:
    page = page_at("/help/")
    assert "Yes. Each page is saved as you leave it." in page
    assert '<a class="govuk-link" href="/return/">enter your return code</a>' in page
    assert "Yes, until the consultation closes." in page
    assert '<a class="govuk-link" href="/return/email/">get a link by email</a>' in page
    assert "same browser" not in page


@pytest.mark.parametrize("path", ["/", "/nowhere/"])
def test_every_page_leads_to_the_one_for_coming_back(db: None, path: str) -> None:
    assert 'href="/return/"' in page_at(path)


def test_the_whole_address_stands_beside_the_code(at_reasons: Resident) -> None:
    page = text_of(at_reasons.get("save/"))
    assert f'<a class="govuk-link" href="{BACK}">{BACK}</a>' in page


def test_who_lost_the_cookie_is_asked_for_the_code_first(consultation: Consultation) -> None:
    page = text_of(Resident(Client(), consultation).get("check/"))
    assert "Did you write down a return code?" in page
    assert page.index("Come back with your return code") < page.index("Start a response")


def test_who_starts_again_is_shown_the_code_of_what_is_left(at_reasons: Resident) -> None:
    page = text_of(at_reasons.get())
    told = f"you need this code to find them: <strong>{at_reasons.code()}</strong>"
    assert page.index(told) < page.index("Start again with empty answers")


def test_receipts_lead_onward(
    resident: Resident, sent: Response, consultation: Consultation
) -> None:
    pdf = PdfReader(BytesIO(resident.get("receipt.pdf").content))
    kept = [
        Message.objects.get().body,
        text_of(resident.get("receipt.txt")),
        text_of(resident.get("receipt.html")),
        " ".join(" ".join(page.extract_text() for page in pdf.pages).split()),
    ]
    for words in kept:
        assert "See what became of it: " in words
        assert "http://localhost:8000/receipt/" in words
        assert "Change or withdraw it until " in words
        assert BACK in words
        assert "Questions: " in words
        assert consultation.contact in words


@pytest.mark.parametrize(("ticked", "answer"), [("on", "Yes"), ("", "No")])
def test_the_wish_for_news_is_shown(
    resident: Resident, proposal: Proposal, ticked: str, answer: str
) -> None:
    resident.fill_in(proposal)
    resident.go("copy/", "check/", email="ruth@example.com", wants_news=ticked)
    for page in ("check/", "sent/"):
        if page == "sent/":
            resident.send()
        words = text_of(resident.get(page))
        assert words.index(f">{answer}<", words.index("Tell me what is decided"))
    assert Respondent.objects.get().wants_news is (answer == "Yes")
    assert f"Tell me what is decided: {answer}\n" in Message.objects.get().body
    assert f"Tell me what is decided: {answer}\r\n" in resident.get("receipt.txt").content.decode()


def test_each_page_saved_renews_the_cookie(at_reasons: Resident) -> None:
    code = at_reasons.code()
    with time_machine.travel(NOW + timedelta(days=27), tick=False):
        page = "about/barkingside/view/"
        assert not at_reasons.get(page).cookies.get("draft-front-counters")
        answer = at_reasons.post(page, stance="OPPOSE", reasons="Too far.")
        renewed = answer.cookies["draft-front-counters"]
        assert (renewed.value, renewed["max-age"]) == (code, 28 * 24 * 3600)
        refused = at_reasons.post("capacity/", capacity="NOBODY")
        assert not refused.cookies.get("draft-front-counters")


def test_what_was_not_sent_is_not_thanked_for(resident: Resident, sent: Response) -> None:
    assert WHOSE not in text_of(resident.get("sent/"))
    resident.go("sent/disown/", "sent/")
    page = text_of(resident.get("sent/"))
    assert WHOSE in page
    assert sent.reference in page
    assert "govuk-panel" not in page
    assert "I did not send this" not in page
    resident.go("sent/disown/", "sent/")  # pressed twice
    assert Event.objects.filter(kind="response.disowned").count() == 1


def test_a_receipt_says_what_is_published(sent: Response) -> None:
    page = Client().post("/receipt/", {"reference": sent.reference}).content.decode()
    assert "Nothing of it is published yet." in page


def test_residents_are_told_how_long_it_takes(consultation: Consultation, now: Any) -> None:
    asked = asked_in(consultation)
    told = minutes_told(asked)
    assert told == 5
    assert 0 < minutes(asked) <= told
    assert minutes_told(asked * 6) == -(-minutes(asked * 6) // 5) * 5 > 5
    for path in ("", "respond/"):
        assert "It takes about 5 minutes" in page_at(f"/consultations/{consultation.slug}/{path}")
