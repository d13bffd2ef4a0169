"""A password that was forgotten, or the first: chosen by a link that works once and briefly."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from consultation import emails, password_links, postbook
from consultation.models import Event, Message, MessageState, User
from consultation.respond import limits
from consultation.signin import actions
from consultation.signin.rules import MOST_LINKS
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW, PASSWORD, let_in
from tests.signin.conftest import first_step, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/staff/password/forgotten/"
CHOOSE = "/staff/password/choose/"
NEW = "lantern otter gravel seven"


def asked(email: str, client: Client | None = None) -> Any:
    return (client or Client()).post(PAGE, {"email": email}, follow=True)


def posted() -> str:
    """The path of the link in the e-mail that waits."""
    assert emails.post_next(clock=timezone.now) is not None
    (found,) = [one for one in str(mail.outbox[-1].body).split() if CHOOSE in one]
    return found.removeprefix("https://example.org").removeprefix("http://localhost:8000")


def link_of(person: User) -> str:
    """Asked for, and posted."""
    asked(person.email)
    return posted()


def opened(path: str, client: Client | None = None) -> Client:
    """The page to choose a password, in a browser that opened the link."""
    browser = client or Client()
    answer = browser.get(path)
    assert (answer.status_code, answer["Location"]) == (302, CHOOSE)
    assert browser.get(CHOOSE).status_code == 200
    return browser


def chosen(browser: Client, new: str = NEW) -> Any:
    return browser.post(CHOOSE, {"new_password": new}, follow=True)


def is_dead(path: str) -> bool:
    """The link says that it does not work, and how to get another."""
    answer = Client().get(path)
    page = answer.content.decode()
    dead = answer.status_code == 404
    assert dead == ("This link does not work any more" in page) == (f'href="{PAGE}"' in page)
    return dead


def later(**passed: int) -> Any:
    return time_machine.travel(NOW + timedelta(**passed), tick=False)


def test_a_new_one_by_a_link(moderator: User) -> None:
    answer = asked(moderator.email.upper())
    assert answer.redirect_chain == [(f"{PAGE}?sent", 302)]
    assert "If there is an account with the address that you entered" in answer.content.decode()
    browser = opened(posted())
    done = chosen(browser)
    assert done.redirect_chain == [("/staff/sign-in/", 302)]
    assert "Your password is chosen. Sign in with it." in done.content.decode()
    assert not signed_in(browser)
    first_step(browser, moderator, password=PASSWORD)
    assert not signed_in(browser)
    first_step(browser, moderator, password=NEW)
    assert signed_in(browser)


def test_an_event_each_and_an_email_that_hold_no_password_and_no_key(moderator: User) -> None:
    path = link_of(moderator)
    chosen(opened(path))
    told = Event.objects.filter(about=f"user:{moderator.pk}").order_by("pk")
    assert [(one.kind, one.by, one.facts) for one in told] == [
        ("password.link_sent", None, {}), ("password.changed", None, {"by_link": True}),
    ]  # fmt: skip
    first, second = Message.objects.order_by("pk")
    assert (first.kind, first.to, first.subject) == (
        "password-link", moderator.email, "Choose a new password: your Counterpoint account",
    )  # fmt: skip
    key = path.rstrip("/").rpartition("/")[2]
    assert key not in first.body
    assert second.kind == "password"
    assert "The password of your account was changed." in second.body
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


def test_it_works_once(moderator: User) -> None:
    path = link_of(moderator)
    browser = opened(path)
    chosen(browser)
    assert is_dead(path)
    answer = browser.post(CHOOSE, {"new_password": "another otter gravel seven"})
    assert answer.status_code == 404
    moderator.refresh_from_db()
    assert moderator.check_password(NEW)


def test_of_two_who_opened_it_one_chooses(moderator: User) -> None:
    path = link_of(moderator)
    one, other = opened(path), opened(path)
    chosen(one)
    assert chosen(other, "another otter gravel seven").status_code == 404
    moderator.refresh_from_db()
    assert moderator.check_password(NEW)
    with pytest.raises(Refused, match="does not work any more"):
        actions.choose_password(key=key_in(path), new=NEW, by="public", at=NOW)


def key_in(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


@pytest.mark.parametrize(("minutes", "dead"), [(59, False), (60, True), (61, True)])
def test_it_works_for_an_hour(moderator: User, minutes: int, dead: bool) -> None:
    path = link_of(moderator)
    browser = opened(path)
    with later(minutes=minutes):
        assert is_dead(path) is dead
        assert (chosen(browser).status_code == 404) is dead


def test_it_ends_with_the_next_sign_in(moderator: User) -> None:
    path = link_of(moderator)
    assert not is_dead(path)
    with later(minutes=1):
        first_step(Client(), moderator)
        assert is_dead(path)


def test_it_ends_with_another_password_and_with_the_account(moderator: User) -> None:
    path = link_of(moderator)
    actions.change_password(person=moderator, new=NEW, by=moderator, at=NOW)
    assert is_dead(path)
    assert emails.post_next(clock=timezone.now) is not None  # that it was changed
    with later(minutes=1):
        second = link_of(moderator)
        assert not is_dead(second)
        User.objects.filter(pk=moderator.pk).update(is_active=False)
        assert is_dead(second)


def test_no_other_sign_will_do(moderator: User, analyst: User) -> None:
    key = key_in(link_of(moderator))
    pk, made, signature = key.split("-", 2)
    for other in (
        f"{analyst.pk}-{made}-{signature}",
        f"{pk}-{int(made) + 1}-{signature}",
        f"{pk}-{made}-{signature[:-2]}{'AA' if signature[-2:] != 'AA' else 'BB'}",
        f"{pk}-{made}-{signature[:-1]}",
        f"{10**17}-{made}-{signature}",
        "unknown",
    ):
        assert is_dead(f"{CHOOSE}{other}/"), other
    assert not is_dead(f"{CHOOSE}{key}/")


def test_opening_it_does_nothing_and_leaves_the_key_nowhere_to_be_read(moderator: User) -> None:
    path = link_of(moderator)
    for _again in range(3):  # programs that look at e-mails open links, too
        browser = opened(path)
    assert browser.head(path).status_code == 302
    assert Client().post(path).status_code == 405
    page = browser.get(CHOOSE).content.decode()
    key = key_in(path)
    assert moderator.email in page
    assert key not in page
    kept = browser.session
    assert key not in str(dict(kept.items()))
    moderator.refresh_from_db()
    assert moderator.check_password(PASSWORD)


def test_without_a_link_the_page_says_so(client: Client) -> None:
    answer = client.get(CHOOSE)
    assert answer.status_code == 404
    assert "This link does not work any more" in answer.content.decode()
    assert chosen(client).status_code == 404


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
    answer = chosen(opened(link_of(person)), new)
    assert answer.status_code == 200
    assert error in answer.content.decode()
    assert not Event.objects.filter(kind="password.changed").exists()


def test_the_second_factor_is_asked_for_as_before(with_app: User) -> None:
    browser = opened(link_of(with_app))
    assert "You need your second factor as before." in browser.get(CHOOSE).content.decode()
    chosen(browser)
    answer = first_step(browser, with_app, password=NEW)
    assert answer["Location"] == "/staff/sign-in/code/"
    assert not signed_in(browser)
    with_app.refresh_from_db()
    assert with_app.two_factor_since is not None


def test_every_session_of_before_ends(council_drafter: User) -> None:
    inside = Client()
    first_step(inside, council_drafter)
    with later(minutes=1):
        chosen(opened(link_of(council_drafter), Client()))
        assert not signed_in(inside)


def test_a_few_a_day_and_the_answer_stays_the_same(moderator: User) -> None:
    pages = {without_tokens(asked(moderator.email).content.decode()) for _one in range(7)}
    assert len(pages) == 1
    assert Message.objects.count() == MOST_LINKS == 5
    with later(hours=25):
        asked(moderator.email)
        assert Message.objects.count() == MOST_LINKS + 1


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


def test_every_attempt_sends_the_same_link(moderator: User) -> None:
    path = link_of(moderator)
    Message.objects.update(state=MessageState.QUEUED, sent_at=None)  # its commit was lost
    postbook.forget((NOW + timedelta(days=3650)).timestamp())  # and the book with it
    with later(minutes=5):
        assert posted() == path
    assert len({str(one.message()["Message-ID"]) for one in mail.outbox}) == 1


def test_links_of_before_a_new_secret_key(moderator: User, settings: Any) -> None:
    path = link_of(moderator)
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, [old]
    assert not is_dead(path)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_dead(path)


def test_a_first_password(superuser: User) -> None:
    desk = let_in(Client(), superuser)
    typed = {"email": "New@Example.com", "name": "Nora New", "is_staff": "on"}
    assert desk.post("/admin/consultation/user/add/", typed).status_code == 302
    made = User.objects.get(email="new@example.com")
    assert not made.has_usable_password()
    told = Event.objects.filter(about=f"user:{made.pk}").order_by("pk")
    assert [(one.kind, one.by) for one in told] == [
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
        chosen(browser)
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
        chosen(opened(again))
    made.refresh_from_db()
    assert made.check_password(NEW)


def test_how_long_they_last() -> None:
    person = factories.UserFactory()
    assert password_links.lasts(person) == timedelta(hours=1)
    person.set_unusable_password()
    assert password_links.lasts(person) == timedelta(days=7)
