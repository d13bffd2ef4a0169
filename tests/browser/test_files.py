"""Adding files in a browser, with and without JavaScript."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from consultation.files import disk
from consultation.models import Attachment, Consultation, Proposal, User
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.test_journey import press
from tests.respond.filing import asks
from tests.uploads import made

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_upload_remove_check_and_receipt(
    new_page: NewPage,
    live_server: Any,
    consultation: Consultation,
    proposal: Proposal,
    superuser: User,
    settings: Any,
    tmp_path: Path,
    javascript: bool,
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    asks(consultation, most=2)
    page = new_page(size=PHONE, javascript=javascript)

    def seen(name: str) -> None:
        look(page, live_server.url, f"files {name}", javascript=javascript)

    to_the_question(page, consultation)
    seen("empty")
    press(page, "Upload this file")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    seen("error")
    choose(page, "letter of the residents of a very long street in Barkingside.pdf", made.pdf())
    choose(page, "photo.png", made.png())
    expect(page.get_by_role("heading", name="2 files added")).to_be_visible()
    seen("full")
    press(page, "Remove photo.png")
    choose(page, "locked.pdf", made.locked_pdf())
    expect(page.locator(".govuk-error-summary")).to_contain_text("is password protected")
    seen("locked")
    press(page, "Continue")
    to_the_receipt(page, lambda: seen("check"))
    expect(page.locator("main")).to_contain_text("Barkingside.pdf (PDF, 1 KB)")
    kept = Attachment.objects.get()
    expect(page.locator("main")).to_contain_text(kept.sha256)
    seen("receipt")
    assert disk.path_of(kept.stored_as).read_bytes() == made.pdf()
    as_staff(page, superuser, kept)
    seen("moderation")


def to_the_question(page: Page, consultation: Consultation) -> None:
    page.goto(f"/consultations/{consultation.slug}/respond/?about=barkingside")
    press(page, "Start now")
    page.get_by_label("Myself").check()
    press(page, "Continue")
    page.get_by_label("Or choose your borough").select_option("Outside London")
    press(page, "Continue")
    press(page, "Continue")
    page.get_by_label("Strongly support").check()
    press(page, "Continue")
    press(page, "Continue")


def to_the_receipt(page: Page, check: Callable[[], None]) -> None:
    page.get_by_label("Yes, without my name").check()
    press(page, "Continue")
    press(page, "Continue")
    check()
    page.get_by_label("I have read how my answers will be used").check()
    press(page, "Send your response")
    expect(page.get_by_role("heading", name="We have your response")).to_be_visible()


def choose(page: Page, name: str, content: bytes) -> None:
    chosen: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(chosen)
    press(page, "Upload this file")


def as_staff(page: Page, person: User, kept: Attachment) -> None:
    page.goto("/staff/sign-in/")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill("correct horse battery staple")
    press(page, "Sign in")
    page.goto(f"/staff/responses/{kept.response_id}/")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name=kept.name).click()
    assert downloaded.value.suggested_filename == kept.name
