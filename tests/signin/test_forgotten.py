"""A password that was forgotten, or the first: chosen by a link that was mailed."""

import re
from datetime import datetime

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from consultation import emails
from consultation.models import Event, Message, User
from consultation.respond import limits
from consultation.signin import actions, guesses
from consultation.signin.rules import MOST_LINKS
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW, PASSWORD, let_in
from tests.signin.conftest import first_step, signed_in
from tests.signin.links import (
    NEW,
    PAGE,
    asked,
    chosen,
    is_dead,
    later,
    link_of,
    opened,
    page_of,
    posted,
)
from tests.staff.test_admin_acts import USERS, press, told

pytestmark = pytest.mark.django_db


def test_a_new_one_by_a_link(moderator: User) -> None:
    answer = asked(moderator.email.upper())
    assert answer.redirect_chain == [(f"{PAGE}?sent", 302)]
    assert "If there is an account with the address that you entered" in answer.content.decode()
    path = posted()
    browser = opened(path)
    done = chosen(path, browser)
    assert done.redirect_chain == [("/staff/sign-in/?chosen", 302)]
    assert "Your password is chosen. Sign in with it." in done.content.decode()
    assert not signed_in(browser)
    first_step(browser, moderator, password=PASSWORD)
    assert not signed_in(browser)
    first_step(browser, moderator, password=NEW)
    assert signed_in(browser)


def test_an_event_each_and_an_email_that_hold_no_password_and_no_key(moderator: User) -> None:
    path = link_of(moderator)
    chosen(path)
    events = Event.objects.filter(about=f"user:{moderator.pk}").order_by("pk")
    assert [(one.kind, one.by, one.facts) for one in events] == [
        ("password.link_sent", None, {}), ("password.changed", None, {"by_link": True}),
    ]  # fmt: skip
    first, second = Message.objects.order_by("pk")
    assert (first.kind, first.to, first.subject) == (
        "password-link", moderator.email, "Choose a new password: your Counterpoint account",
    )  # fmt: skip
    key = path.rstrip("/").rpartition("/")[2]
    assert key not in first.body
    assert second.kind == "password"
    assert "A password was chosen for your account, by the link that we sent" in second.body
    assert NEW not in first.body + second.body


def test_what_the_email_says(moderator: User) -> None:
    path = link_of(moderator)
    body = str(mail.outbox[-1].body)
    assert "It works once, until 1:00pm" in body
    assert "If it was not you, you need do nothing" in body
    assert body.count(path) == 1


def test_the_answer_tells_nobody_who_has_an_account(moderator: User) -> None:
    closed = factories.UserFactory(email="closed@example.com", is_active=False)
    texts = [
        asked(email).content.decode()
        for email in (moderator.email, closed.email, "nobody@example.com")
    ]
    assert len({without_tokens(text) for text in texts}) == 1
    assert [one.to for one in Message.objects.all()] == [moderator.email]


def without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "nonce" not in line)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter your email address"),
        ("no address", "Enter an email address like name@example.com"),
        (f"{'a' * 250}@example.com", "Enter an email address of 254 characters or less"),
        ("a\x00b@example.com", "Null characters are not allowed."),
    ],
)
def test_what_is_no_address_is_told(typed: str, error: str) -> None:
    answer = asked(typed)
    assert answer.status_code == 200
    assert error in answer.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("new", "error"),
    [
        ("", "Enter a new password"),
        ("too short", "This password is too short."),
        ("password1234", "This password is too common."),
        ("mo@example.com", "The password is too similar to the email address."),
        ("a" * 1_001, "Your new password must be 1,000 characters or less"),
    ],
)
def test_what_is_no_good_password_is_told(new: str, error: str) -> None:
    person = factories.UserFactory(email="mo@example.com")
    answer = chosen(link_of(person), new=new)
    assert answer.status_code == 200
    assert error in answer.content.decode()
    assert not Event.objects.filter(kind="password.changed").exists()


def test_the_second_factor_is_asked_for_as_before(with_app: User) -> None:
    path = link_of(with_app)
    browser = opened(path)
    page = browser.get(page_of(path)).content.decode()
    assert "You need your second factor as before." in page
    chosen(path, browser)
    answer = first_step(browser, with_app, password=NEW)
    assert answer["Location"] == "/staff/sign-in/code/"
    assert not signed_in(browser)
    with_app.refresh_from_db()
    assert with_app.two_factor_since is not None


def test_every_session_of_before_ends(council_drafter: User) -> None:
    inside = Client()
    first_step(inside, council_drafter)
    with later(minutes=1):
        chosen(link_of(council_drafter))
        assert not signed_in(inside)


def test_a_few_an_hour_and_the_answer_stays_the_same(moderator: User, owner: User) -> None:
    """Whoever is sent no more has one that works, whoever asked for it."""
    pages = {without_tokens(asked(moderator.email).content.decode()) for _one in range(5)}
    assert len(pages) == 1
    assert Message.objects.count() == MOST_LINKS == 3
    actions.send_password_link(person=moderator, by=owner, at=NOW)
    assert Message.objects.count() == MOST_LINKS + 1
    with later(minutes=59):
        asked(moderator.email)
        assert Message.objects.count() == MOST_LINKS + 1
    with later(minutes=60):
        asked(moderator.email)
        assert Message.objects.count() == MOST_LINKS + 2


def test_an_owner_sends_one(owner: User, moderator: User, analyst: User) -> None:
    closed = factories.UserFactory(name="Clara Closed", is_active=False)
    desk = let_in(Client(), owner)
    page = press(desk, USERS, "send_password_link", [moderator, closed])
    assert told(page) == [
        f"A link is on its way to {moderator.email}.",
        "Clara Closed: This account is no longer in use.",
    ]
    event = Event.objects.get(kind="password.link_sent")
    assert (event.about, event.by) == (f"user:{moderator.pk}", owner.pk)
    chosen(posted())
    moderator.refresh_from_db()
    assert moderator.check_password(NEW)
    with pytest.raises(Refused):
        actions.send_password_link(person=moderator, by=analyst, at=NOW)


def test_whoever_guessed_at_their_own_password_signs_in_at_once(moderator: User) -> None:
    browser = Client()
    for _guess in range(10):
        first_step(browser, moderator, password="wrong")
    assert first_step(browser, moderator).status_code == 429
    while emails.post_next(clock=timezone.now):
        pass  # that somebody guesses
    assert guesses.locked_lately(NOW) == [moderator]
    path = link_of(moderator)
    chosen(path, opened(path, browser))
    first_step(browser, moderator, password=NEW)
    assert signed_in(browser)
    assert guesses.locked_lately(NOW) == []


def test_a_password_that_was_changed_by_itself_ends_no_pause(moderator: User) -> None:
    browser = Client()
    for _guess in range(9):
        first_step(browser, moderator, password="wrong")
    actions.change_password(person=moderator, new=NEW, by=moderator, at=NOW)
    assert guesses.tried(moderator, [], now=NOW).wait(NOW) is None
    assert len(guesses.tried(moderator, [], now=NOW).anywhere) == 9


def test_who_is_signed_in_as_somebody_else_is_told(moderator: User, analyst: User) -> None:
    path = link_of(moderator)
    browser = let_in(Client(), analyst)
    assert browser.get(path).status_code == 302
    page = browser.get(page_of(path)).content.decode()
    assert f"You are signed in here as {analyst.name}." in page
    assert f"the account of {moderator.name}." in page
    chosen(path, browser)
    assert signed_in(browser)


def test_sent_once_more_with_another_password_the_first_counts_and_it_is_told(
    moderator: User,
) -> None:
    path = link_of(moderator)
    browser = opened(path)
    (token,) = re.findall(
        r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(page_of(path)).content.decode()
    )
    for new in (NEW, "another otter gravel seven"):
        typed = {"csrfmiddlewaretoken": token, "new_password": new}
        answer = browser.post(page_of(path), typed, follow=True)
        assert "the password that you typed first counts" in answer.content.decode()
    moderator.refresh_from_db()
    assert moderator.check_password(NEW)


def test_a_network_that_asks_very_often_waits(
    client: Client, moderator: User, now: datetime
) -> None:
    who = limits.anonymous("127.0.0.1", now)
    for _one in range(limits.PASSWORD_LINK.count):
        limits.count(limits.PASSWORD_LINK, who, at=now)
    answer = asked(moderator.email, client)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "Too many links were asked for" in answer.content.decode()
    assert f'value="{moderator.email}"' in answer.content.decode()
    assert not Message.objects.exists()


def test_a_first_password(superuser: User) -> None:
    desk = let_in(Client(), superuser)
    typed = {"email": "New@Example.com", "name": "Nora New", "is_staff": "on"}
    assert desk.post("/admin/consultation/user/add/", typed).status_code == 302
    made = User.objects.get(email="new@example.com")
    assert not made.has_usable_password()
    events = Event.objects.filter(about=f"user:{made.pk}").order_by("pk")
    assert [(one.kind, one.by) for one in events] == [
        ("account.made", superuser.pk), ("password.link_sent", superuser.pk),
    ]  # fmt: skip
    path = posted()
    letter = mail.outbox[-1]
    assert (letter.to, letter.subject) == (
        ["new@example.com"], "Choose your password: your Counterpoint account",
    )  # fmt: skip
    assert "An account was made for you, Nora New." in str(letter.body)
    with later(days=6, hours=23):
        browser = opened(path)
        chosen(path, browser)
        first_step(browser, made, password=NEW)
        assert browser.get("/staff/two-factor/").status_code == 200  # which staff set up first
    assert is_dead(path)


def test_a_first_link_that_came_too_late_is_asked_for_again() -> None:
    made = factories.UserFactory(email="new@example.com")
    made.set_unusable_password()
    made.save()
    path = link_of(made)
    with later(days=7):
        assert is_dead(path)
        again = link_of(made)
        assert mail.outbox[-1].subject == "Choose your password: your Counterpoint account"
        chosen(again)
    made.refresh_from_db()
    assert made.check_password(NEW)


def test_who_has_no_password_yet_reads_how_to_get_one(council_drafter: User) -> None:
    council_drafter.set_unusable_password()
    council_drafter.save()
    browser = let_in(Client(), council_drafter)
    page = browser.get("/staff/password/").content.decode()
    assert "You have none yet. Sign out, and choose “Forgotten your password?”" in page
    assert (
        "You have none yet"
        not in let_in(Client(), factories.UserFactory()).get("/staff/password/").content.decode()
    )
