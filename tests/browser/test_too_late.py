"""Answers that were not sent in time, in a browser that comes back with the return code."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import expect

from consultation.models import Consultation, Proposal
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.respond.resident import Resident

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]


@pytest.mark.parametrize("javascript", [True, False])
def test_who_comes_too_late_reads_all_that_was_answered(
    new_page: NewPage,
    live_server: Any,
    consultation: Consultation,
    proposal: Proposal,
    javascript: bool,
) -> None:
    resident = Resident(Client(), consultation)
    with time_machine.travel(consultation.closes_at - timedelta(hours=1), tick=False):
        resident.fill_in(proposal, instead="Open it at weekends.", email="ruth@example.com")
    page = new_page(size=PHONE, javascript=javascript)
    with time_machine.travel(consultation.closes_at + timedelta(days=1), tick=False):
        page.goto("/return/")
        page.get_by_label("Return code").fill(resident.code())
        follow(page.locator("main").get_by_role("button", name="Continue"))
        main = page.locator("main")
        expect(main).to_contain_text("You did not send your answers in time, so they do not count.")
        for words in ("It is too far to walk.", "Open it at weekends.", "ruth@example.com"):
            expect(main).to_contain_text(words)
        expect(main.get_by_role("link", name="Change")).to_have_count(0)
        look(page, live_server.url, "state too late", javascript=javascript)
