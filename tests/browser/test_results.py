"""The pages of results, and the figures of staff, as a browser shows them on a phone."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from consultation.models import Consultation, User
from consultation.moderate.actions.publishing import publish_missing
from consultation.opendata.actions import ask_for_bulk_files
from consultation.report import tallying
from consultation.report.actions import make_next
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.test_pages import session_of
from tests.moderate.screened import screen_all
from tests.report import world
from tests.report.test_results_pages import published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture(autouse=True)
def filled(
    consultation: Consultation, moderator: User, owner: User, settings: Any, tmp_path: Any,
    after_close: time_machine.Traveller,
) -> None:  # fmt: skip
    """A hundred responses, an edition of their results, and the tallies."""
    settings.FILES_ROOT = tmp_path / "files"
    world.fill(consultation, moderator, number=100)
    published(consultation, owner, timezone.now())
    tallying.tally_next()


@pytest.mark.parametrize(
    "language",
    [
        pytest.param("", marks=pytest.mark.sweeps),
        "/ur",
        pytest.param("/pl", marks=pytest.mark.sweeps),
    ],
)
def test_results_are_accessible_and_fit(
    new_page: NewPage, live_server: Any, consultation: Consultation, language: str
) -> None:
    page = new_page(size=PHONE)
    slug = consultation.slug
    for name, arguments in (
        ("results", [slug]),
        ("results-borough", [slug, "redbridge"]),
        ("results-station", [slug, "barkingside"]),
        ("borough", ["redbridge"]),  # of the register, which leads to them
    ):
        page.goto(language + reverse(name, args=arguments))
        assert page.locator("h1").count() == 1
        for folded in page.locator("main details").all():
            folded.evaluate("one => one.open = true")
        look(page, live_server.url, f"published {name} {language.strip('/') or 'en'}")


@pytest.mark.sweeps
@pytest.mark.parametrize("language", ["", "/ur"])
def test_whole_files_are_listed_and_what_is_said_of_one_that_is_being_made(
    new_page: NewPage, live_server: Any, consultation: Consultation, language: str
) -> None:
    page = new_page(size=PHONE)
    suffix = language.strip("/") or "en"
    page.goto(language + reverse("themefinder-file", args=[consultation.slug]))
    look(page, live_server.url, f"no file yet {suffix}")
    screen_all()
    publish_missing(most=200, by="machine", at=timezone.now())
    page.reload()
    look(page, live_server.url, f"file in the making {suffix}")
    assert ask_for_bulk_files(at=timezone.now()) == 2
    while make_next(clock=timezone.now) is not None:
        pass
    # The list of responses offers it beside the table of all, and among the whole files.
    for name, arguments, times in (
        ("open-data", [], 1), ("published-responses", [consultation.slug], 2),
    ):  # fmt: skip
        page.goto(language + reverse(name, args=arguments))
        assert page.locator("a[href$='/package.zip']").count() == times
        look(page, live_server.url, f"whole files in {name} {suffix}")


@pytest.mark.sweeps
def test_figures_as_they_stand_are_accessible_and_fit(
    new_page: NewPage, live_server: Any, consultation: Consultation, superuser: User
) -> None:
    page = new_page(size=PHONE, session=session_of(superuser))
    where = reverse("figures", args=[consultation.slug])
    for query in ("", "?rows=home&columns=day", "?by=counter&rows=counter&columns=channel"):
        page.goto(where + query)
        for folded in page.locator("main details").all():
            folded.evaluate("one => one.open = true")
        look(page, live_server.url, f"figures {query or 'all'}")
