"""A drafter adds evidence and imports a document, with and without JavaScript."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from consultation.models import Consultation, FormalReply, User
from consultation.reply import actions, editions
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_files import choose
from tests.browser.test_journey import press
from tests.browser.test_pages import session_of
from tests.conftest import NOW
from tests.reply import papers
from tests.reply.signing import at_home
from tests.uploads import made

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]


@pytest.fixture
def reply(
    consultation: Consultation, council_drafter: User, settings: Any, tmp_path: Path
) -> FormalReply:
    """Redbridge's, with nothing in it."""
    settings.FILES_ROOT = tmp_path / "files"
    council = at_home(consultation, council_drafter)
    return actions.begin(
        organisation=council, consultation=consultation, by=council_drafter, at=NOW
    )


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_files_are_added_and_removed(
    new_page: NewPage,
    live_server: Any,
    reply: FormalReply,
    council_drafter: User,
    javascript: bool,
) -> None:
    page = new_page(size=PHONE, javascript=javascript, session=session_of(council_drafter))

    def seen(name: str) -> None:
        look(page, live_server.url, f"evidence {name}", javascript=javascript)

    page.goto(f"/organisation/replies/{reply.consultation.slug}/files/")
    seen("empty")
    press(page, "Upload this file")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    seen("error")
    choose(page, "Travel times from every street of Barkingside by bus and on foot.pdf", made.pdf())
    choose(page, "photo.png", made.png())
    expect(page.get_by_role("heading", name="2 files added")).to_be_visible()
    seen("two")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="photo.png").click()
    assert downloaded.value.suggested_filename == "photo.png"
    press(page, "Remove photo.png")
    expect(page.get_by_role("heading", name="1 file added")).to_be_visible()
    fill_up(reply, council_drafter)
    page.reload()
    expect(page.locator("main")).to_contain_text("You can only add up to 10 files.")
    seen("full")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_a_document_is_imported_and_the_draft_saved_as_one(
    new_page: NewPage,
    live_server: Any,
    reply: FormalReply,
    council_drafter: User,
    javascript: bool,
) -> None:
    page = new_page(size=PHONE, javascript=javascript, session=session_of(council_drafter))

    def seen(name: str) -> None:
        look(page, live_server.url, f"evidence {name}", javascript=javascript)

    page.goto(f"/organisation/replies/{reply.consultation.slug}/files/")
    follow(page.get_by_role("link", name="Import a Word document"))
    seen("word")
    bring(page, "reply.odt", made.open_document())
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select a Word document (.docx)")
    seen("word error")
    bring(page, "Reply of Redbridge.docx", papers.reply())
    expect(page.get_by_text("5 parts were added to “Our view as a whole”.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Our view as a whole")
    seen("word done")
    page.goto(f"/organisation/replies/{reply.consultation.slug}/word/")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Word copy of the draft").click()
    assert downloaded.value.suggested_filename == "formal-reply-redbridge-edition-1-draft.docx"
    copy = Document(BytesIO(Path(downloaded.value.path()).read_bytes()))
    assert copy.paragraphs[0].text == f"Formal reply of {reply.organisation}"


def bring(page: Page, name: str, content: bytes) -> None:
    """Choose a document, and where its text goes."""
    chosen: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(chosen)
    page.get_by_label("Our view as a whole").check()
    press(page, "Import the text")


def fill_up(reply: FormalReply, by: User) -> None:
    """As many files as a reply takes."""
    for number in range(10 - len(editions.files_of(reply))):
        file = made.upload(f"notes {number}.txt", b"Too far.")
        actions.attach(reply=reply, file=file, by=by, at=NOW)
