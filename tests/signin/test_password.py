"""Another password for one's own account: who may, what it ends, what is told of it."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from consultation.models import Event, Message, User
from consultation.signin import actions
from consultation.signin.forms import NewPasswordForm
from consultation.states import Refused
from tests.conftest import NOW, PASSWORD, let_in
from tests.signin.conftest import first_step, shown, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/staff/password/"
NEW = "lantern otter gravel seven"
#: What the page asks for, by the names that its boxes have.
WHOLE = dict(zip(NewPasswordForm.base_fields, (PASSWORD, NEW), strict=True))


def change(client: Client, now: str = PASSWORD, new: str = NEW) -> Any:
    return client.post(PAGE, {"password": now, "new_password": new}, follow=True)


def test_the_new_one_signs_in_and_the_old_one_no_more(client: Client, moderator: User) -> None:
    first_step(client, moderator)
    answer = change(client)
    assert answer.redirect_chain == [("/staff/", 302)]
    assert "Your password is changed. You are signed out everywhere else." in (
        answer.content.decode()
    )
    other = Client()
    assert first_step(other, moderator).status_code == 200
    assert not signed_in(other)
    first_step(other, moderator, password=NEW)
    assert signed_in(other)


def test_it_ends_every_other_session_and_this_one_goes_on(
    client: Client, council_drafter: User
) -> None:
    others = [Client(), Client()]
    for one in (client, *others):
        first_step(one, council_drafter)
    before = client.session.session_key
    change(client)
    assert signed_in(client)
    assert client.session.session_key != before
    assert [signed_in(one) for one in others] == [False, False]


def test_one_event_and_an_email_that_hold_no_password(client: Client, moderator: User) -> None:
    first_step(client, moderator)
    change(client)
    told = Event.objects.exclude(kind="sign_in.done").get()
    assert (told.kind, told.about, told.by, told.facts) == (
        "password.changed", f"user:{moderator.pk}", moderator.pk, {},
    )  # fmt: skip
    letter = Message.objects.get()
    assert (letter.kind, letter.to, letter.subject) == (
        "password", moderator.email, "Password changed: your Counterpoint account",
    )  # fmt: skip
    assert "The password of your account was changed." in letter.body
    assert NEW not in letter.body + str(told.facts)


def test_two_factor_sign_in_stays_as_it_was(client: Client, with_app: User) -> None:
    waiting = Client()
    first_step(waiting, with_app)  # at the second step, with the old password
    let_in(client, with_app)
    since = with_app.two_factor_since
    change(client)
    assert signed_in(client)
    with_app.refresh_from_db()
    assert with_app.two_factor_since == since
    answer = waiting.post("/staff/sign-in/code/", {"token": shown(NOW)})
    assert answer["Location"] == "/staff/sign-in/"
    assert not signed_in(waiting)
    other = Client()
    assert first_step(other, with_app, password=NEW)["Location"] == "/staff/sign-in/code/"
    assert not signed_in(other)


@pytest.mark.parametrize(
    ("now", "new", "told"),
    [
        ("", NEW, "Enter your password"),
        ("wrong", NEW, "Your password is wrong"),
        (PASSWORD, "", "Enter a new password"),
        (PASSWORD, "short", "at least 12 characters"),
        (PASSWORD, "x" * 1_001, "Your new password must be 1,000 characters or less"),
        (PASSWORD, "1q2w3e4r5t6y", "too common"),
        (PASSWORD, PASSWORD, "Enter a password that is not the one of now"),
    ],
)
def test_what_is_wrong_is_told_and_changes_nothing(
    client: Client, moderator: User, now: str, new: str, told: str
) -> None:
    first_step(client, moderator)
    page = change(client, now, new).content.decode()
    assert told in page
    for typed in filter(None, (now, new)):
        assert f'value="{typed}"' not in page
    before = moderator.password
    moderator.refresh_from_db()
    assert moderator.password == before
    assert not Event.objects.filter(kind="password.changed").exists()


@pytest.mark.parametrize("of", ["name", "email"])
def test_it_is_not_the_name_or_the_address(client: Client, moderator: User, of: str) -> None:
    moderator.name, moderator.email = "Bartholomew Featherstone", "moderating.person@example.org"
    moderator.save()
    first_step(client, moderator)
    assert "too similar to the" in change(client, new=getattr(moderator, of)).content.decode()
    assert not Event.objects.filter(kind="password.changed").exists()


def test_whoever_guesses_at_an_open_screen_has_to_wait(client: Client, moderator: User) -> None:
    first_step(client, moderator)
    for _guess in range(10):
        change(client, "wrong")
    assert "Too many wrong passwords" in change(client).content.decode()
    assert Event.objects.filter(kind="sign_in.failed").count() == 10
    assert not Event.objects.filter(kind="password.changed").exists()


def test_of_two_at_once_the_second_is_told(moderator: User) -> None:
    read = User.objects.get(pk=moderator.pk)
    actions.change_password(person=moderator, new=NEW, by=moderator, at=NOW)
    with pytest.raises(Refused, match="changed a moment ago"):
        actions.change_password(person=read, new="another one that is long", by=read, at=NOW)
    assert User.objects.get(pk=moderator.pk).check_password(NEW)


def test_the_admin_has_no_page_of_its_own_for_it(client: Client, superuser: User) -> None:
    let_in(client, superuser)
    answer = client.get("/admin/password_change/")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert client.post("/admin/password_change/", {"old_password": PASSWORD}).status_code == 302
    assert f'href="{PAGE}"' in client.get("/admin/").content.decode()


def test_nobody_else_opens_it(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"/staff/sign-in/?next={PAGE}"


def test_a_page_that_stood_open_too_long_shows_no_password(moderator: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    let_in(browser, moderator)
    page = browser.post(PAGE, WHOLE | {"words": "Kept words."})
    shown_back = page.content.decode()
    assert page.status_code == 403
    assert "Kept words." in shown_back
    assert NEW not in shown_back
    assert PASSWORD not in shown_back


def lost_at_a_write(execute: Any, sql: str, *given: Any) -> Any:
    """The database is there for what is read, and away for what is written."""
    if sql.startswith("UPDATE"):
        raise OperationalError("the connection is lost")
    return execute(sql, *given)


def test_an_outage_in_the_middle_shows_no_password(client: Client, moderator: User) -> None:
    first_step(client, moderator)
    client.raise_request_exception = False
    with connection.execute_wrapper(lost_at_a_write):
        page = client.post(PAGE, WHOLE | {"words": "Words to be kept."})
    shown_back = page.content.decode()
    assert page.status_code == 503
    assert "Words to be kept." in shown_back
    assert NEW not in shown_back
    assert PASSWORD not in shown_back
    assert User.objects.get(pk=moderator.pk).check_password(PASSWORD)
