"""Typing in what came on paper, and the paper form itself, as people see them."""

from typing import Any

import pytest

from consultation.models import Consultation, Proposal, Response, User
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.conftest import NOW, send
from tests.transcribe.conftest import Desk
from tests.uploads.made import pdf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]


def test_typing_in(
    new_page: NewPage,
    live_server: Any,
    consultation: Consultation,
    proposal: Proposal,
    moderator: User,
) -> None:
    page = new_page(size=PHONE, session=session_of(moderator))

    def seen(name: str) -> None:
        look(page, live_server.url, f"transcription {name}")

    page.goto(f"/staff/consultations/{consultation.slug}/transcriptions/")
    follow(page.get_by_text("Type in what came"))
    follow(page.get_by_role("button", name="Continue"))
    seen("details errors")
    page.get_by_label("To respond").check()
    page.get_by_label("Phone").check()
    for box, typed in (("Day", "23"), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(box, exact=True).fill(typed)
    page.get_by_label("Barkingside: close").check()
    follow(page.get_by_role("button", name="Continue"))
    page.get_by_label("Strongly oppose").check()
    page.get_by_label("reasons-1").fill("It is too far to walk.")
    page.get_by_label("end-3: Email address").fill("not an address")
    follow(page.get_by_role("button", name="Send to be checked"))
    seen("answers errors")
    page.get_by_label("end-3: Email address").fill("ruth@example.com")
    follow(page.get_by_role("button", name="Send to be checked"))
    seen("not read back")
    page.get_by_label("I read the answers back").check()
    follow(page.get_by_role("button", name="Send to be checked"))
    seen("list")


def test_scans(
    new_page: NewPage, live_server: Any, consultation: Consultation, moderator: User
) -> None:
    made = Desk(moderator, consultation).begin(scans=0)
    page = new_page(size=PHONE, session=session_of(moderator))
    page.goto(f"/staff/transcriptions/{made.pk}/scans/")
    follow(page.get_by_role("button", name="Upload this file"))
    look(page, live_server.url, "transcription scans errors")
    page.locator("[type=file]").set_input_files(
        {"name": "page 1.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    follow(page.get_by_role("button", name="Upload this file"))
    page.get_by_role("link", name="page 1.pdf").wait_for()
    look(page, live_server.url, "transcription scans")


def test_checking(
    new_page: NewPage,
    live_server: Any,
    consultation: Consultation,
    proposal: Proposal,
    moderator: User,
    owner: User,
) -> None:
    desk = Desk(moderator, consultation)
    made = desk.begin(proposal)
    desk.type(made, p__stance="OPPOSE", p__reasons="It is too far to walk.", end__note="A map.")
    page = new_page(size=PHONE, session=session_of(owner))
    page.goto(f"/staff/consultations/{consultation.slug}/transcriptions/")
    follow(page.get_by_role("link", name=f"Transcription {made.pk}"))
    look(page, live_server.url, "transcription check")
    follow(page.get_by_role("button", name="Send it back"))
    look(page, live_server.url, "transcription check errors")
    follow(page.get_by_role("button", name="Accept this response"))
    page.get_by_role("heading", name="We have your response").wait_for()
    look(page, live_server.url, "transcription receipt")
    follow(page.get_by_role("link", name="Response 1"))
    look(page, live_server.url, "transcription response")


@pytest.fixture
def earlier(consultation: Consultation, proposal: Proposal) -> Response:
    """Sent online by somebody who lost the code."""
    return send(consultation, about=[proposal], email="ruth@example.com", at=NOW)


def test_a_change(
    new_page: NewPage,
    live_server: Any,
    consultation: Consultation,
    proposal: Proposal,
    earlier: Response,
    moderator: User,
    owner: User,
) -> None:
    page = new_page(size=PHONE, session=session_of(moderator))
    page.goto(f"/staff/consultations/{consultation.slug}/transcriptions/new/")
    page.get_by_label("To change an earlier response").check()
    page.get_by_label("Email").check()
    for box, typed in (("Day", "23"), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(box, exact=True).fill(typed)
    follow(page.get_by_role("button", name="Continue"))
    look(page, live_server.url, "request no reference")
    page.get_by_label("Reference of the earlier response").fill(earlier.reference.lower())
    follow(page.get_by_role("button", name="Continue"))
    page.get_by_label("reasons-1").fill("The bus was cut, so that it takes me an hour.")
    look(page, live_server.url, "request change typed")
    follow(page.get_by_role("button", name="Send to be checked"))
    look(page, live_server.url, "request list")
    page = new_page(size=PHONE, session=session_of(owner))
    page.goto(f"/staff/consultations/{consultation.slug}/transcriptions/")
    follow(page.locator("tbody").get_by_role("link", name="Transcription"))
    look(page, live_server.url, "request change check")
    follow(page.get_by_role("button", name="Accept this change"))
    page.get_by_role("heading", name="We have your response").wait_for()
    look(page, live_server.url, "request change receipt")
    page.goto(f"/staff/responses/{earlier.pk}/")
    look(page, live_server.url, "request change earlier")


def test_a_withdrawal(
    new_page: NewPage,
    live_server: Any,
    consultation: Consultation,
    earlier: Response,
    moderator: User,
    owner: User,
) -> None:
    desk = Desk(moderator, consultation)
    wants = {"purpose": "WITHDRAWAL", "reference": earlier.reference, "channel": "LETTER"}
    made = desk.begin(scans=1, language="ur", **wants)
    page = new_page(size=PHONE, session=session_of(moderator))
    page.goto(f"/staff/transcriptions/{made.pk}/details/")
    look(page, live_server.url, "request withdrawal details")
    page.goto(f"/staff/transcriptions/{made.pk}/")
    follow(page.get_by_role("button", name="Send to be checked"))
    look(page, live_server.url, "request withdrawal errors")
    page.get_by_label("What they wrote or said").fill("She asks for it. Signed as before.")
    follow(page.get_by_role("button", name="Send to be checked"))
    page.get_by_role("link", name=f"Transcription {made.pk}").wait_for()
    page, late = (new_page(size=PHONE, session=session_of(owner)) for _ in range(2))
    for one in (late, page):
        one.goto(f"/staff/transcriptions/{made.pk}/check/")
    look(page, live_server.url, "request withdrawal check")
    follow(page.get_by_role("button", name="Withdraw the response"))
    page.get_by_text("This is on its way by email.").wait_for()
    look(page, live_server.url, "request withdrawal confirmation")
    follow(late.get_by_role("button", name="Withdraw the response"))
    late.get_by_role("heading", name="is accepted already").wait_for()
    look(late, live_server.url, "request accepted already")


def test_the_form_in_urdu(
    new_page: NewPage, live_server: Any, consultation: Consultation, proposal: Proposal
) -> None:
    page = new_page(size=PHONE)
    page.goto(f"/ur/consultations/{consultation.slug}/form/")
    look(page, live_server.url, "form in urdu")
