"""The pages of an import as a browser shows them, from the upload to the load."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from consultation.models import Consultation, Import, User
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.importing.files import HEADINGS, ROWS, csv_of, worked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
BAD = ["P4", "2026-11-21", "Ilford", "Perhaps", "Why not?", "", ""]


def test_a_file_is_brought_in(
    new_page: NewPage, live_server: Any, consultation: Consultation, owner: User, tmp_path: Path
) -> None:
    page = new_page(size=PHONE, session=session_of(owner))
    page.goto(reverse("import-new", args=[consultation.slug]))
    follow(page.get_by_role("button", name="Upload", exact=True))
    look(page, live_server.url, "import upload error")
    file = tmp_path / "Paper forms of the library, November.csv"
    for rows, name in ((ROWS, "good"), ([*ROWS, BAD], "bad")):
        file.write_bytes(csv_of([HEADINGS, *rows]))
        page.goto(reverse("import-new", args=[consultation.slug]))
        page.locator("input[type=file]").set_input_files(file)
        follow(page.get_by_role("button", name="Upload", exact=True))
        if name == "good":
            look(page, live_server.url, "import about")
            page.get_by_label("Where is the file from?").fill("Paper forms, Ilford library")
            page.get_by_label("Paper form").check()
            follow(page.get_by_role("button", name="Continue"))
            look(page, live_server.url, "import columns")
            follow(page.get_by_role("button", name="Check every row"))
        page.get_by_role("heading", name=file.name).wait_for()
        imported = Import.objects.latest("pk")
        look(page, live_server.url, f"import waiting {name}")
        worked(imported)
        page.reload()
        look(page, live_server.url, f"import checked {name}")
    page.goto(reverse("import", args=[Import.objects.earliest("pk").pk]))
    follow(page.get_by_role("button", name="Load 3 responses"))
    page.get_by_text("It is waiting for its turn.").wait_for()
    worked(Import.objects.earliest("pk"))
    page.get_by_text("It is done.").wait_for()
    follow(page.get_by_role("link", name="See what came of it"))
    page.get_by_text("Loaded on 23 November 2026").wait_for()
    look(page, live_server.url, "import loaded")
    follow(page.locator(".govuk-back-link"))
    look(page, live_server.url, "imports")
