"""The pages of results, and the figures of staff, as a browser shows them on a phone."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from consultation.models import Consultation, User
from consultation.report import tallying
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.test_pages import session_of
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
    ):
        page.goto(language + reverse(name, args=arguments))
        assert page.locator("h1").count() == 1
        for folded in page.locator("main details").all():
            folded.evaluate("one => one.open = true")
        look(page, live_server.url, f"published {name} {language.strip('/') or 'en'}")


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
