"""A verdict on many in a browser, from the list to its undo, with and without JavaScript."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from consultation.models import Consultation, Proposal, User
from consultation.moderate import actions
from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.conftest import send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]


@pytest.mark.parametrize("script", [True, False])
def test_a_release_of_many_from_the_filters_to_its_undo(
    new_page: NewPage,
    live_server: Any,
    consultation: Consultation,
    proposal: Proposal,
    moderator: User,
    script: bool,
) -> None:
    for _ in range(12):
        made = send(consultation, about=[proposal])
        factories.ScreeningFactory(response=made, tokens=["channel:ONLINE"])
    factories.FlagFactory(response=consultation.responses.all()[0], kind="PERSONAL")
    page = new_page(size=PHONE, session=session_of(moderator), javascript=script)

    def seen(name: str) -> None:
        look(page, live_server.url, f"bulk {name}", javascript=script)

    decide = reverse("bulk-decide", args=[consultation.slug])
    page.goto(f"{decide}?channel=ONLINE")
    seen("what")
    page.get_by_label("Release them").check()
    follow(page.get_by_role("button", name="Continue"))
    seen("confirm")
    follow(page.get_by_role("button", name="Release 12 responses"))
    expect(page.locator("main")).to_contain_text("It is waiting for its turn.")
    seen("waiting")
    actions.work_next_bulk(clock=timezone.now)
    follow(page.get_by_role("link", name="Check again"))
    expect(page.locator("main")).to_contain_text("Left alone, by reason")
    seen("done")
    follow(page.get_by_role("link", name="Undo"))
    page.get_by_label("Why is it undone?").fill("The wrong filter.")
    seen("undo")
    follow(page.get_by_role("button", name="Send them back to the queue"))
    actions.work_next_bulk(clock=timezone.now)
    page.goto(page.url)
    expect(page.locator("main")).to_contain_text("This takes back an earlier verdict on many")
    follow(page.get_by_role("link", name="Verdicts on many", exact=True).first)
    seen("list")
    assert consultation.responses.filter(state="RECEIVED").count() == 12
