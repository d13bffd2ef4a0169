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
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


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
    page.get_by_role("link", name="Set up two-factor sign-in").click()
    page.get_by_role("link", name="Set up an authenticator app").click()
    secret = base64.b32decode((page.locator(".cp-code").inner_text()).replace(" ", ""))
    seen("app")
    page.get_by_label("Code from your app").fill("12345")
    press(page, "Switch two-factor sign-in on")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    seen("app error")
    page.get_by_label("Code from your app").fill(code(secret))
    press(page, "Switch two-factor sign-in on")
    recovery = page.locator(".cp-codes li").all_inner_texts()
    assert len(recovery) == 10
    seen("recovery codes")
    page.get_by_role("link", name="I have kept them").click()
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
    page.get_by_role("link", name="Use a recovery code instead").click()
    seen("recovery code")
    page.get_by_label("Recovery code").fill(recovery.lower())
    press(page, "Sign in")
    expect(page.get_by_text("You used a recovery code. 9 are left.")).to_be_visible()
    seen("home after a recovery code")
    press(page, "Sign out")
    first_step(page, person)
    page.get_by_label("Code from your app").fill(code(secret, 1))
    press(page, "Sign in")
    page.get_by_role("link", name="Change two-factor sign-in").click()
    seen("set up")
    page.get_by_role("link", name="Make new ones").click()
    seen("new recovery codes")
    page.go_back()
    page.get_by_role("link", name="Remove the authenticator app").click()
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
