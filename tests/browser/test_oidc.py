"""Signing in with a work account in a browser, which really goes to the provider and back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from consultation.models import Consultation, Role, User
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.conftest import PASSWORD, account
from tests.signin.provider import Provider, running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
PAGE = "/staff/consultations/front-counters/organisations/redbridge/sign-in/"


@pytest.fixture
def provider() -> Iterator[Provider]:
    cache.clear()
    with running() as made:
        yield made


def press(page: Page, name: str) -> None:
    follow(page.get_by_role("button", name=name, exact=True))


def go_out(page: Page, email: str) -> None:
    page.goto("/staff/sign-in/?next=/staff/gallery/")
    follow(page.get_by_role("link", name="Sign in with your work account"))
    page.get_by_label("Work email address").fill(email)
    press(page, "Continue")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_it_is_set_up_and_used(
    new_page: NewPage, live_server: Any, settings: Any, consultation: Consultation, owner: User,
    provider: Provider, javascript: bool,
) -> None:  # fmt: skip
    settings.PUBLIC_URL = live_server.url
    account(Role.COUNCIL_DRAFTER, "Carl Drafter", email="carl@redbridge.gov.uk")

    def seen(page: Page, name: str) -> None:
        look(page, live_server.url, f"work sign-in {name}", javascript=javascript)

    page = new_page(size=PHONE, javascript=javascript)
    page.goto(f"/staff/sign-in/?next={PAGE}")
    page.get_by_label("Email address").fill(owner.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    seen(page, "to be set up")
    page.get_by_label("Issuer").fill(f"{provider.issuer}/elsewhere")
    page.get_by_label("Client ID").fill(provider.client_id)
    page.get_by_label("Client secret").fill(provider.client_secret)
    press(page, "Check it and save")
    expect(page.get_by_role("link", name="People cannot sign in there")).to_be_visible()
    seen(page, "error")
    page.get_by_label("Issuer").fill(provider.issuer)
    page.get_by_label("Client secret").fill(provider.client_secret)
    press(page, "Check it and save")
    expect(page.get_by_text("Its people can sign in with their work accounts now")).to_be_visible()
    seen(page, "set up")
    through_the_provider(new_page(size=PHONE, javascript=javascript), seen, provider)


def through_the_provider(page: Page, seen: Any, provider: Provider) -> None:
    go_out(page, "carl@merton.gov.uk")
    expect(page.get_by_role("link", name="No organisation signs in that way")).to_be_visible()
    seen(page, "unknown")
    go_out(page, "carl@redbridge.gov.uk")
    expect(page.get_by_text("You sign in there, at 127.0.0.1")).to_be_visible()
    seen(page, "onward")
    provider.says = {"nonce": "of another"}
    follow(page.get_by_role("link", name="Go on"))
    expect(page.get_by_text("told us does not hold, so you are not signed in.")).to_be_visible()
    assert page.url.endswith("/staff/sign-in/work/?next=%2Fstaff%2Fgallery%2F")
    seen(page, "refused")
    provider.says = {}
    page.get_by_label("Work email address").fill("carl@redbridge.gov.uk")
    press(page, "Continue")
    follow(page.get_by_role("link", name="Go on"))
    expect(page).to_have_url(f"{page.url.split('/staff/')[0]}/staff/gallery/")
    page.goto("/staff/")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
