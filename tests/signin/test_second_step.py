"""The second step of signing in: what is taken, once, how often it may be guessed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from consultation.models import AuthenticatorApp, Consultation, Event, EventKind, User
from consultation.respond.limits import SECOND_STEP, SECOND_STEP_DAY
from consultation.signin import actions
from consultation.signin.sealing import digests
from tests import factories
from tests.conftest import PASSWORD, send
from tests.signin.conftest import first_step, shown, signed_in
from tests.site import STAFF
from tests.world import world_of

pytestmark = pytest.mark.django_db
CODE = "/staff/sign-in/code/"
WRONG = "The code is wrong, too old, or was used before"
Step = Callable[..., Any]


def kinds() -> list[str]:
    """But that somebody signed in, of which tests/staff/test_guessing.py knows."""
    told = Event.objects.exclude(kind="sign_in.done").order_by("id")
    return list(told.values_list("kind", flat=True))


def test_password_and_code_lead_to_the_work(client: Client, with_app: User, now: datetime) -> None:
    answer = first_step(client, with_app, next="/staff/two-factor/")
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert not signed_in(client)
    answer = client.post(CODE, {"token": f" {shown(now)[:3]} {shown(now)[3:]} "})
    assert (answer.status_code, answer["Location"]) == (302, "/staff/two-factor/")
    assert signed_in(client)
    assert kinds() == []


def test_without_the_second_step_no_page_of_staff_answers(
    client: Client, with_app: User, consultation: Consultation, superuser: User
) -> None:
    world = world_of(consultation, send, superuser)
    first_step(client, with_app)
    for route in STAFF:
        if "visitor" in route.who:
            continue
        address = reverse(route.name, args=route.arguments(world))
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code in {302, 403, 405}, address
            if answer.status_code == 302:
                assert answer["Location"] == f"/staff/sign-in/?next={address}"
            elif answer.status_code == 403:
                assert "You were signed out" in answer.content.decode()
    for address in ("/admin/", "/admin/consultation/response/"):
        assert client.get(address, follow=True).redirect_chain[-1][0].startswith("/staff/sign-in/")


def test_a_session_of_the_account_that_never_used_the_factor_is_nobodys(
    client: Client, with_app: User
) -> None:
    client.force_login(with_app)
    assert not signed_in(client)


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_clock_half_a_minute_off(second_step: Step, now: datetime, steps: int) -> None:
    assert second_step(shown(now, steps))["Location"] == "/staff/"


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_another_minute_is_wrong(
    client: Client, second_step: Step, with_app: User, now: datetime, steps: int
) -> None:
    answer = second_step(shown(now, steps))
    assert answer.status_code == 200
    assert WRONG in answer.content.decode()
    assert not signed_in(client)
    event = Event.objects.get()
    assert (event.kind, event.about, event.actor) == (
        EventKind.TWO_FACTOR_FAILED, f"user:{with_app.pk}", "public",
    )  # fmt: skip
    assert event.facts == {"factor": "app"}


@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("", "Enter the code from your app"),
        ("12345", "Enter the 6 numbers that your app shows"),
        ("abcdef", "Enter the 6 numbers that your app shows"),
        ("１２３４５６", "Enter the 6 numbers that your app shows"),
    ],
)
def test_what_is_no_code_is_not_looked_up(second_step: Step, token: str, told: str) -> None:
    for _try in range(SECOND_STEP.count + 1):
        answer = second_step(token)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert kinds() == []


def test_a_code_is_taken_once(client: Client, second_step: Step, with_app: User) -> None:
    now = factories.THEN
    assert second_step(shown(now)).status_code == 302
    client.post("/staff/sign-out/")
    first_step(client, with_app)
    assert WRONG in second_step(shown(now)).content.decode()
    assert WRONG in second_step(shown(now, -1)).content.decode()
    assert second_step(shown(now, 1)).status_code == 302


def test_a_recovery_code_signs_in_once(
    client: Client, second_step: Step, with_app: User, now: datetime
) -> None:
    code, *others = actions.renew_codes(person=with_app, by=with_app, at=now)
    assert len(others) == 9
    first_step(client, with_app)
    answer = second_step(code.lower().replace("-", " "), recovery=True)
    assert answer["Location"] == "/staff/"
    assert "You used a recovery code. 9 are left." in client.get("/staff/").content.decode()
    client.post("/staff/sign-out/")
    first_step(client, with_app)
    answer = second_step(code, recovery=True)
    assert "The recovery code is wrong or was used before" in answer.content.decode()
    assert not signed_in(client)
    assert kinds() == [
        "recovery_codes.renewed", "recovery_code.used", "sign_out.done", "two_factor.failed",
    ]  # fmt: skip


def test_new_recovery_codes_take_the_place_of_the_old_ones(
    client: Client, second_step: Step, with_app: User, now: datetime
) -> None:
    old = actions.renew_codes(person=with_app, by=with_app, at=now)
    actions.renew_codes(person=with_app, by=with_app, at=now)
    first_step(client, with_app)
    assert second_step(old[0], recovery=True).status_code == 200


def test_one_of_before_with_sixteen_signs_signs_in_until_it_is_replaced(
    client: Client, second_step: Step, with_app: User, now: datetime
) -> None:
    old = "7KQ4-9XWD-MHPT-2RVB"
    factories.RecoveryCodeFactory(person=with_app, digest=next(digests(old)))
    assert "24 letters and numbers" in second_step(old[:-1], recovery=True).content.decode()
    assert second_step(old, recovery=True)["Location"] == "/staff/"


def test_codes_of_another_account_are_wrong(
    second_step: Step, analyst: User, now: datetime
) -> None:
    app = factories.AuthenticatorAppFactory()
    theirs = actions.renew_codes(person=app.person, by=app.person, at=now)
    assert second_step(theirs[0], recovery=True).status_code == 200


def test_ten_tries_and_then_not_even_the_right_one(
    client: Client, second_step: Step, with_app: User, now: datetime
) -> None:
    for _guess in range(SECOND_STEP.count):
        assert second_step("000000").status_code == 200
    refused = second_step(shown(now))
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    told = "Too many codes were tried for this account. Try again after 12:15pm"
    assert told in refused.content.decode()
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    first_step(elsewhere, with_app)
    assert elsewhere.post(CODE, {"token": shown(now)}).status_code == 429
    later = now + timedelta(minutes=15)
    with time_machine.travel(later, tick=False):
        first_step(client, with_app)
        assert client.post(CODE, {"token": shown(later)}).status_code == 302


def test_a_day_of_guessing_gets_fifty_tries(client: Client, with_app: User, now: datetime) -> None:
    for quarter in range(5):
        with time_machine.travel(now + timedelta(minutes=15 * quarter), tick=False):
            first_step(client, with_app)
            for _guess in range(SECOND_STEP.count):
                assert client.post(CODE, {"token": "000000"}).status_code == 200
    with time_machine.travel(now + timedelta(minutes=75), tick=False):
        first_step(client, with_app)
        answer = client.post(CODE, {"token": "000000"})
    assert answer.status_code == 429
    assert "somebody else may know it" in answer.content.decode()
    assert SECOND_STEP_DAY.count == 50


def test_while_valkey_is_away_the_right_code_is_taken_and_an_alert_is_told(
    second_step: Step, now: datetime, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert second_step(shown(now)).status_code == 302
    assert "ALERT: Valkey does not answer" in caplog.text


def test_the_step_waits_for_ten_minutes(second_step: Step, client: Client, now: datetime) -> None:
    with time_machine.travel(now + timedelta(minutes=10, seconds=1), tick=False):
        answer = client.get(CODE, follow=True)
    assert answer.redirect_chain == [("/staff/sign-in/", 302)]
    assert "You waited for more than 10 minutes" in answer.content.decode()


@pytest.mark.parametrize("change", ["password", "in use"])
def test_the_step_ends_where_the_account_changes(
    second_step: Step, with_app: User, now: datetime, change: str
) -> None:
    if change == "password":
        with_app.set_password("another horse battery staple")
    else:
        with_app.is_active = False
    with_app.save()
    assert second_step(shown(now))["Location"] == "/staff/sign-in/"


def test_without_a_password_there_is_no_second_step(client: Client) -> None:
    assert client.get(CODE)["Location"] == "/staff/sign-in/"
    assert client.post(CODE, {"token": "123456"})["Location"] == "/staff/sign-in/"


def test_the_password_step_makes_a_new_session(client: Client, with_app: User) -> None:
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["session"] = session.session_key or ""
    first_step(client, with_app)
    between = client.session.session_key
    assert between != session.session_key
    client.post(CODE, {"token": shown(factories.THEN)})
    assert client.session.session_key not in {between, session.session_key}


def test_a_wrong_password_tells_nothing_of_a_second_factor(
    client: Client, with_app: User, analyst: User
) -> None:
    for person in (with_app, analyst):
        answer = client.post("/staff/sign-in/", {"username": person.email, "password": "wrong"})
        assert answer.status_code == 200
        assert "Your email address or password is wrong" in answer.content.decode()
    assert PASSWORD not in answer.content.decode()


def test_without_the_secret_key_of_before_nobody_comes_in_and_an_alert_is_told(
    second_step: Step, client: Client, with_app: User, now: datetime, settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    app = AuthenticatorApp.objects.get()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    first_step(client, with_app)
    assert WRONG in second_step(shown(now)).content.decode()
    assert "ALERT: a secret of signing in cannot be read" in caplog.text
    settings.SECRET_KEY_FALLBACKS = [old]
    assert second_step(shown(now)).status_code == 302
    app.refresh_from_db()
