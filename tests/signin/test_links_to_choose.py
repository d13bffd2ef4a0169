"""What a link to choose a password opens, how often, how long, and what ends it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from consultation import emails, password_links, postbook
from consultation.models import Message, MessageState, User
from consultation.signin import actions
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW, PASSWORD
from tests.races import somebody_waits
from tests.signin.conftest import first_step
from tests.signin.links import (
    CHOOSE,
    NEW,
    asked,
    chosen,
    is_dead,
    later,
    link_of,
    opened,
    page_of,
    parts_of,
    posted,
)

pytestmark = pytest.mark.django_db


def test_it_works_once(moderator: User) -> None:
    path = link_of(moderator)
    browser = opened(path)
    chosen(path, browser)
    assert is_dead(path)
    assert chosen(path, browser, "another otter gravel seven").status_code == 404
    moderator.refresh_from_db()
    assert moderator.check_password(NEW)


def test_of_two_who_opened_it_one_chooses(moderator: User) -> None:
    path = link_of(moderator)
    one, other = opened(path), opened(path)
    chosen(path, one)
    assert chosen(path, other, "another otter gravel seven").status_code == 404
    moderator.refresh_from_db()
    assert moderator.check_password(NEW)
    with pytest.raises(Refused, match="does not work any more"):
        actions.choose_password(**parts_of(path), new=NEW, by="public", at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_chooses(moderator: User) -> None:
    path = link_of(moderator)

    def second() -> str:
        try:
            actions.choose_password(**parts_of(path), new="x" * 20, by="public", at=NOW)
        except Refused as why:
            return str(why)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.choose_password(**parts_of(path), new=NEW, by="public", at=NOW)
            waits = pool.submit(second)
            assert somebody_waits()
        assert waits.result() == "This link does not work any more"
    moderator.refresh_from_db()
    assert moderator.check_password(NEW)


def test_two_links_in_one_browser_are_each_of_their_account(moderator: User, analyst: User) -> None:
    one, other = link_of(moderator), link_of(analyst)
    browser = opened(other, opened(one))
    chosen(one, browser)
    analyst.refresh_from_db()
    assert analyst.check_password(PASSWORD)
    moderator.refresh_from_db()
    assert moderator.check_password(NEW)
    chosen(other, browser, "another otter gravel seven")
    analyst.refresh_from_db()
    assert analyst.check_password("another otter gravel seven")


@pytest.mark.parametrize(("minutes", "dead"), [(59, False), (60, True), (61, True)])
def test_it_works_for_an_hour(moderator: User, minutes: int, dead: bool) -> None:
    path = link_of(moderator)
    browser = opened(path)
    with later(minutes=minutes):
        assert is_dead(path) is dead
        assert (chosen(path, browser).status_code == 404) is dead


def test_it_ends_with_the_next_sign_in(moderator: User) -> None:
    path = link_of(moderator)
    assert not is_dead(path)
    with later(minutes=1):
        first_step(Client(), moderator)
        assert is_dead(path)


def test_it_ends_with_another_password_and_with_the_account(moderator: User, owner: User) -> None:
    path = link_of(moderator)
    actions.change_password(person=moderator, new=NEW, by=moderator, at=NOW)
    assert is_dead(path)
    assert emails.post_next(clock=timezone.now) is not None  # that it was changed
    with later(minutes=1):
        second = link_of(moderator)
        assert not is_dead(second)
        actions.close_account(person=moderator, reason="MISUSE", by=owner, at=timezone.now())
        assert is_dead(second)
        actions.reopen_account(person=moderator, reason="BACK", by=owner, at=timezone.now())
        assert is_dead(second)


def test_no_other_sign_will_do(moderator: User, analyst: User) -> None:
    about, key = parts_of(link_of(moderator)).values()
    pk, made, state = about.split("-")
    last = "A" if key[-1] != "A" else "B"
    for other in (
        f"{analyst.pk}-{made}-{state}/{key}",
        f"{pk}-{int(made) + 1}-{state}/{key}",
        f"{pk}-{made}-{'0' * 32}/{key}",
        f"{about}/{key[:-1]}{last}",
        f"{about}/{key[:-1]}",
        f"{about}/unknown",
        f"unknown/{key}",
        f"{10**17}-{made}-{state}/{password_links.key_of(f'{10**17}-{made}-{state}')}",
    ):
        assert is_dead(f"{CHOOSE}{other}/"), other
    assert not is_dead(f"{CHOOSE}{about}/{key}/")


def test_opening_it_does_nothing_and_leaves_the_key_nowhere_to_be_read(moderator: User) -> None:
    path = link_of(moderator)
    for _again in range(3):  # programs that look at e-mails open links, too
        browser = opened(path)
    assert browser.head(path).status_code == 302
    assert Client().post(path).status_code == 405
    page = browser.get(page_of(path)).content.decode()
    key = parts_of(path)["key"]
    assert moderator.email in page
    assert key not in page
    kept = browser.session
    assert key not in str(dict(kept.items()))
    moderator.refresh_from_db()
    assert moderator.check_password(PASSWORD)


def test_without_a_link_the_page_says_so(client: Client) -> None:
    for account in ("unknown", "8-1795435200-" + "0" * 32):
        answer = client.get(f"{CHOOSE}{account}/")
        assert answer.status_code == 404
        assert "This link does not work any more" in answer.content.decode()
        assert client.post(f"{CHOOSE}{account}/", {"new_password": NEW}).status_code == 404


def test_every_attempt_sends_the_same_link_and_one_that_was_used_stays_so(
    moderator: User,
) -> None:
    path = link_of(moderator)
    chosen(path)
    first = Message.objects.order_by("pk")[:1].get()  # its commit was lost, and the book with it
    Message.objects.filter(pk=first.pk).update(state=MessageState.QUEUED, sent_at=None)
    Message.objects.exclude(pk=first.pk).delete()
    postbook.forget((NOW + timedelta(days=3650)).timestamp())
    with later(minutes=5):
        assert posted() == path
        assert is_dead(path)
    assert len({str(one.message()["Message-ID"]) for one in mail.outbox}) == 1


def test_one_that_is_posted_after_the_next_sign_in_is_dead(moderator: User) -> None:
    asked(moderator.email)
    with later(minutes=5):
        first_step(Client(), moderator)
    with later(minutes=6):
        assert is_dead(posted())


def test_links_of_before_a_new_secret_key(moderator: User, settings: Any) -> None:
    path = link_of(moderator)
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, [old]
    assert not is_dead(path)
    browser = opened(path)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "y" * 50, ["x" * 50, old]
    assert browser.get(page_of(path)).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert is_dead(path)


def test_how_long_they_last() -> None:
    person = factories.UserFactory()
    assert password_links.lasts(person) == timedelta(hours=1)
    person.set_unusable_password()
    assert password_links.lasts(person) == timedelta(days=7)
    person.last_login = NOW  # came in by a work account
    assert password_links.lasts(person) == timedelta(hours=1)
