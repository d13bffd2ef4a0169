"""Two-factor sign-in in a browser: set up by an approver, used, and taken away."""

import base64
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultation.models import User
from consultation.signin import totp
from tests.browser.conftest import NewPage
from tests.browser.looks import DESKTOP, PHONE, look
from tests.browser.steps import follow
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]


def press(page: Page, name: str) -> None:
    follow(page.get_by_role("button", name=name, exact=True))


def first_step(page: Page, person: User, onward: str = "") -> None:
    page.goto(f"/staff/sign-in/{onward}")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")


def code(secret: bytes, steps: int = 0) -> str:
    """What the app shows, so many half minutes later."""
    return totp.code_of(secret, totp.step_at(timezone.now()) + steps)


class Look:
    """Looks at a page under a name."""

    def __init__(self, page: Page, root: str, javascript: bool) -> None:
        self.page, self.root, self.javascript = page, root, javascript

    def __call__(self, name: str) -> None:
        look(self.page, self.root, f"two factor {name}", javascript=self.javascript)


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_an_approver_sets_it_up_and_signs_in_with_it(
    new_page: NewPage, live_server: Any, council_approver: User, javascript: bool
) -> None:
    page = new_page(size=PHONE, javascript=javascript)
    seen = Look(page, live_server.url, javascript)
    first_step(page, council_approver, "?next=/staff/gallery/")
    expect(page.get_by_role("heading", name="Two-factor sign-in")).to_be_visible()
    seen("needed")
    page.goto("/staff/")
    seen("home of an approver")
    follow(page.get_by_role("link", name="Set up two-factor sign-in"))
    follow(page.get_by_role("link", name="Set up an authenticator app"))
    secret = base64.b32decode((page.locator(".cp-code").inner_text()).replace(" ", ""))
    seen("app")
    page.get_by_label("Code from your app").fill("12345")
    press(page, "Switch two-factor sign-in on")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    seen("app error")
    page.get_by_label("Code from your app").fill(code(secret))
    press(page, "Switch two-factor sign-in on")
    expect(page.locator(".cp-codes li")).to_have_count(10)
    recovery = page.locator(".cp-codes li").all_inner_texts()
    seen("recovery codes")
    follow(page.get_by_role("link", name="I have kept them"))
    expect(page).to_have_url(f"{live_server.url}/staff/gallery/")
    page.goto("/staff/")
    press(page, "Sign out")
    through_the_second_step(page, seen, council_approver, secret, recovery[0])


def through_the_second_step(
    page: Page, seen: Look, person: User, secret: bytes, recovery: str
) -> None:
    first_step(page, person)
    seen("code")
    page.get_by_label("Code from your app").fill("000000")
    press(page, "Sign in")
    expect(page.get_by_role("link", name="The code is wrong, too old")).to_be_visible()
    seen("code error")
    follow(page.get_by_role("link", name="Use a recovery code instead"))
    seen("recovery code")
    page.get_by_label("Recovery code").fill(recovery.lower())
    press(page, "Sign in")
    expect(page.get_by_text("You used a recovery code. 9 are left.")).to_be_visible()
    seen("home after a recovery code")
    press(page, "Sign out")
    first_step(page, person)
    page.get_by_label("Code from your app").fill(code(secret, 1))
    press(page, "Sign in")
    follow(page.get_by_role("link", name="Change two-factor sign-in"))
    seen("set up")
    follow(page.get_by_role("link", name="Renew"))
    seen("new recovery codes")
    page.go_back()
    follow(page.get_by_role("link", name="Remove the authenticator app"))
    seen("remove")
    page.get_by_label("Your password").fill("wrong")
    press(page, "Remove the app")
    seen("remove error")
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Remove the app")
    expect(page.get_by_text("Your password alone signs you in.")).to_be_visible()
    seen("removed")


def test_the_picture_is_large_enough_and_square(new_page: NewPage, moderator: User) -> None:
    for size in (PHONE, DESKTOP):
        page = new_page(size=size)
        first_step(page, moderator)
        page.goto("/staff/two-factor/app/")
        drawn = page.locator(".cp-qr").bounding_box()
        assert drawn is not None
        assert drawn["width"] == drawn["height"] >= 240


def plug_in(page: Page) -> None:
    """A security key, made of software by the browser, that says yes to everything."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
    line.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_made_and_used(
    new_page: NewPage, live_server: Any, council_approver: User, settings: Any
) -> None:
    settings.PUBLIC_URL = live_server.url
    page = new_page(size=PHONE)
    seen = Look(page, live_server.url, True)
    first_step(page, council_approver)
    follow(page.get_by_role("link", name="Add a passkey"))
    seen("passkey")
    press(page, "Make the passkey")
    expect(page.get_by_role("link", name="Enter a name for the passkey")).to_be_visible()
    expect(page.locator(".govuk-error-summary__list li")).to_have_count(1)
    seen("passkey error")
    plug_in(page)
    page.get_by_label("What do you call it?").fill("Blue key")
    press(page, "Make the passkey")
    expect(page.get_by_text("The passkey “Blue key” is set up.")).to_be_visible()
    expect(page.locator(".cp-codes li")).to_have_count(10)
    follow(page.get_by_role("link", name="I have kept them"))
    press(page, "Sign out")
    first_step(page, council_approver)
    expect(page.get_by_role("heading", name="Use your passkey")).to_be_visible()
    seen("use a passkey")
    press(page, "Use your passkey")
    follow(page.get_by_role("link", name="Change two-factor sign-in"))
    expect(page.get_by_text("Last used on 23 November 2026")).to_be_visible()
    seen("with a passkey")
    follow(page.get_by_role("link", name="Remove the passkey Blue key"))
    seen("remove a passkey")


def test_a_passkey_that_is_not_there_is_told(
    new_page: NewPage, live_server: Any, moderator: User, settings: Any
) -> None:
    settings.PUBLIC_URL = live_server.url
    page = new_page(size=PHONE)
    plug_in(page)
    first_step(page, moderator)
    page.goto("/staff/two-factor/passkeys/new/")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error()); }")
    page.get_by_label("What do you call it?").fill("Blue key")
    press(page, "Make the passkey")
    told = "No passkey was made. Try again, or set up an app instead"
    expect(page.locator(".govuk-error-summary")).to_contain_text(told)
    look(page, live_server.url, "two factor passkey not made")


def test_without_javascript_a_passkey_page_says_what_else_to_do(
    new_page: NewPage, live_server: Any, moderator: User
) -> None:
    page = new_page(size=PHONE, javascript=False)
    first_step(page, moderator)
    page.goto("/staff/two-factor/passkeys/new/")
    expect(page.get_by_text("A passkey needs JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Make the passkey")).to_be_hidden()
    look(page, live_server.url, "two factor passkey without javascript", javascript=False)
    follow(page.get_by_role("link", name="set up an authenticator app"))
    expect(page.get_by_role("heading", name="Set up an authenticator app")).to_be_visible()
