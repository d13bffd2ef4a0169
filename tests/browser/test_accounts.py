"""An owner looks at who has an account, and closes one; a moderator is signed out while typing."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from consultation import emails
from consultation.models import Consultation, Proposal, Role, User
from consultation.signin import actions
from consultation.signin.session import BEGAN, SEEN
from tests.browser.conftest import NewPage
from tests.browser.looks import DESKTOP, PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.conftest import PASSWORD, account, send, with_app
from tests.signin.conftest import shown

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]


def people(consultation: Consultation, owner: User) -> None:
    now = timezone.now()
    borough = consultation.proposals.first().station.borough  # type: ignore[union-attr]
    limited = account(Role.MODERATOR, "Limited Lee", consultation=consultation, borough=borough)
    with transaction.atomic():
        with_app(limited)
    gone = account(Role.ANALYST, "Gone Gale")
    actions.close_account(person=gone, reason="LEFT", by=owner, at=now)
    old = account(Role.AUDITOR, "Old Oakley")
    old.last_login = now - timedelta(days=200)
    old.save()
    guessed = account(Role.MODERATOR, "Guessed Gray")
    for _guess in range(10):
        actions.note_wrong_password(person=guessed, network="ab", at=now)


def test_an_owner_closes_an_account(
    new_page: NewPage, live_server: Any, consultation: Consultation, owner: User
) -> None:
    people(consultation, owner)
    for kind, size in (("desktop", None), ("phone", PHONE)):
        page = new_page(session=session_of(owner), **({"size": size} if size else {}))
        page.goto("/staff/")
        look(page, live_server.url, f"{kind} home of owner")
        follow(page.get_by_role("link", name="who has which role"))
        look(page, live_server.url, f"{kind} accounts")
        page.goto("/staff/roles/")
        look(page, live_server.url, f"{kind} roles")
    page.goto("/staff/accounts/")
    follow(page.get_by_role("link", name="Close the account of Limited Lee"))
    follow(page.get_by_role("button", name="Close the account"))
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, live_server.url, "account close errors")
    page.get_by_label("They left the organisation").check()
    follow(page.get_by_role("button", name="Close the account"))
    expect(page.get_by_text("The account of Limited Lee is closed.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_signs_out_at_another_place(
    new_page: NewPage, live_server: Any, moderator: User, javascript: bool
) -> None:
    def come_in(**browser: Any) -> Any:
        page = new_page(javascript=javascript, **browser)
        page.goto("/staff/sign-in/")
        page.get_by_label("Email address").fill(moderator.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        follow(page.get_by_role("button", name="Sign in", exact=True))
        return page

    other, page = come_in(), come_in(size=PHONE)
    for one in (page, other):
        one.goto("/staff/")
        follow(one.get_by_role("link", name="Where you are signed in"))
        look(one, live_server.url, "where one is signed in", javascript=javascript)
    follow(page.get_by_role("link", name="Sign out of Chrome on Linux"))
    follow(page.get_by_role("button", name="Sign out there"))
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, live_server.url, "signing out there errors", javascript=javascript)
    page.get_by_label("Your password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign out there"))
    expect(page.get_by_text("You are signed in nowhere else.")).to_be_visible()
    other.goto("/staff/")
    expect(other.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_what_was_typed_comes_back(
    new_page: NewPage,
    live_server: Any,
    consultation: Consultation,
    proposal: Proposal,
    moderator: User,
    settings: Any,
) -> None:
    settings.IDLE_MINUTES = 60
    response = send(consultation, about=[proposal])
    page = new_page(size=PHONE, javascript=False)
    page.goto("/staff/sign-in/")
    page.get_by_label("Email address").fill(moderator.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    page.goto(f"/staff/responses/{response.pk}/")
    quarantine = page.locator("form", has=page.locator("[name=verdict][value=QUARANTINE]"))
    page.locator("summary", has_text="Put in quarantine").click()
    quarantine.locator("textarea").fill("It names a neighbour.")
    for one in Session.objects.all():
        store = SessionStore(one.session_key)
        store[BEGAN] = store[SEEN] = timezone.now().timestamp() - 4000
        store.save()
    follow(quarantine.locator("button"))
    expect(page.get_by_text("What you sent is kept for 30 minutes")).to_be_visible()
    look(page, live_server.url, "signed out kept", javascript=False)
    follow(page.get_by_role("link", name="Sign in", exact=True))
    page.get_by_label("Email address").fill(moderator.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    expect(page.get_by_text("It names a neighbour.")).to_be_visible()
    look(page, live_server.url, "typed again", javascript=False)
    follow(page.get_by_role("button", name="Send it again"))
    response.refresh_from_db()
    assert response.state == "QUARANTINED"


def test_a_locked_sign_in(new_page: NewPage, live_server: Any, moderator: User) -> None:
    page = new_page(size=PHONE)
    page.goto("/staff/sign-in/")
    for _guess in range(11):
        page.get_by_label("Email address").fill(moderator.email)
        page.get_by_label("Password", exact=True).fill("wrong")
        follow(page.get_by_role("button", name="Sign in"))
    expect(page.locator(".govuk-error-summary")).to_contain_text("Try again after")
    look(page, live_server.url, "sign in locked")


def test_a_changed_password(new_page: NewPage, live_server: Any, moderator: User) -> None:
    page = new_page(size=PHONE, javascript=False, session=session_of(moderator))
    page.goto("/staff/")
    follow(page.get_by_role("link", name="Change your password", exact=True))
    page.get_by_label("Your password now").fill("wrong")
    page.get_by_label("New password").fill("short")
    follow(page.get_by_role("button", name="Change your password"))
    expect(page.locator(".govuk-error-summary")).to_contain_text("Your password is wrong")
    look(page, live_server.url, "password errors", javascript=False)
    page.get_by_label("Your password now").fill(PASSWORD)
    page.get_by_label("New password").fill("lantern otter gravel seven")
    follow(page.get_by_role("button", name="Change your password"))
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    look(page, live_server.url, "password changed", javascript=False)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_password_is_changed_after_the_second_factor_was_used_again(
    new_page: NewPage, live_server: Any, moderator: User, now: datetime, javascript: bool
) -> None:
    with transaction.atomic():
        session = session_of(with_app(moderator))
    for kind, size in (("desktop", {}), ("phone", {"size": PHONE})):
        page = new_page(session=session, javascript=javascript, **size)
        with time_machine.travel(now + timedelta(minutes=11), tick=False):
            page.goto("/staff/password/")
            expect(page.locator("main")).to_contain_text(
                "Before you change how you sign in, show that it is you."
            )
            look(page, live_server.url, f"{kind} factor again", javascript=javascript)
            follow(page.get_by_role("link", name="Use a recovery code instead"))
            look(page, live_server.url, f"{kind} recovery code again", javascript=javascript)
            follow(page.get_by_role("link", name="Use a code from your app instead"))
    page.get_by_label("Code from your app").fill(shown(now + timedelta(minutes=11)))
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        follow(page.get_by_role("button", name="Continue"))
        expect(page).to_have_url(f"{live_server.url}/staff/password/")
        page.get_by_label("Your password now").fill(PASSWORD)
        page.get_by_label("New password").fill("seven green ladders")
        follow(page.get_by_role("button", name="Change your password"))
        expect(page.get_by_text("Your password is changed.")).to_be_visible()


@pytest.mark.parametrize(("size", "javascript"), [(DESKTOP, True), (PHONE, False)])
def test_a_forgotten_password(
    new_page: NewPage, live_server: Any, moderator: User, size: Any, javascript: bool
) -> None:
    page = new_page(size=size, javascript=javascript)

    def seen(name: str) -> None:
        look(page, live_server.url, f"{name} {size['width']}", javascript=javascript)

    page.goto("/staff/sign-in/")
    seen("sign in")
    follow(page.get_by_role("link", name="Forgotten your password?"))
    follow(page.get_by_role("button", name="Send me a link"))
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter your email address")
    seen("forgotten errors")
    page.get_by_label("Email address").fill(moderator.email)
    follow(page.get_by_role("button", name="Send me a link"))
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    seen("forgotten sent")
    assert emails.post_next(clock=timezone.now) is not None
    (link,) = re.findall(r"/staff/password/choose/\S+", str(mail.outbox[-1].body))
    page.goto(link)
    page.get_by_label("New password").fill("short")
    follow(page.get_by_role("button", name="Choose this password"))
    expect(page.locator(".govuk-error-summary")).to_contain_text("This password is too short")
    seen("choose errors")
    page.get_by_label("New password").fill("lantern otter gravel seven")
    follow(page.get_by_role("button", name="Choose this password"))
    expect(page.get_by_text("Your password is chosen. Sign in with it.")).to_be_visible()
    seen("chosen")
    page.goto(link)
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    seen("dead link to choose")
