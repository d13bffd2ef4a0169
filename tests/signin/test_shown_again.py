"""Who changes how they sign in uses their second factor again first."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from consultation.models import Event, Message, Passkey, RecoveryCode, User
from consultation.respond.limits import SECOND_STEP
from consultation.signin import actions
from tests import conftest, factories
from tests.conftest import PASSWORD, let_in
from tests.signin.conftest import first_step, shown, sign_in_at_work, signed_in
from tests.signin.device import Device
from tests.signin.provider import Provider

pytestmark = pytest.mark.django_db
OVERVIEW, CODE, USE = "/staff/two-factor/", "/staff/sign-in/code/", "/staff/sign-in/passkey/"
PASSWORD_PAGE, RENEW = "/staff/password/", f"{OVERVIEW}recovery-codes/new/"
NEW_PASSKEY, REMOVE = f"{OVERVIEW}passkeys/new/", f"{OVERVIEW}app/remove/"
PAGES = [PASSWORD_PAGE, RENEW, NEW_PASSKEY, REMOVE]
MINUTES = timedelta(minutes=1)
SAYS = "Before you change how you sign in, show that it is you."
TYPED = {"password": PASSWORD, "new_password": "seven green ladders", "name": "Key", "token": "{}"}


@pytest.fixture
def inside(client: Client, with_app: User) -> Client:
    """Signed in now, with the code of the app."""
    return let_in(client, with_app)


def later(now: datetime, minutes: float) -> time_machine.travel:
    return time_machine.travel(now + minutes * MINUTES, tick=False)


def led(client: Client, address: str, **typed: str) -> str:
    """Where the page, or a form that is sent there, leads."""
    answer = client.post(address, typed) if typed else client.get(address)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


@pytest.mark.parametrize("page", PAGES)
def test_for_ten_minutes_nobody_is_asked(inside: Client, now: datetime, page: str) -> None:
    with later(now, 10):
        assert inside.get(page).status_code == 200


@pytest.mark.parametrize("page", [*PAGES, f"{OVERVIEW}app/"])
def test_later_each_page_leads_to_the_factor_and_what_is_sent_changes_nothing(
    inside: Client, with_app: User, now: datetime, page: str
) -> None:
    with later(now, 10.1):
        assert led(inside, page) == CODE
        assert led(inside, page, **TYPED) == CODE
        assert signed_in(inside), "other pages are read as before"
        assert SAYS in inside.get(CODE).content.decode()
    with_app.refresh_from_db()
    assert with_app.check_password(PASSWORD)
    assert not Event.objects.exists()


def test_so_does_the_page_that_removes_a_passkey(
    inside: Client, with_app: User, now: datetime
) -> None:
    held = factories.PasskeyFactory(person=with_app)
    with later(now, 11):
        assert led(inside, f"{OVERVIEW}passkeys/{held.pk}/remove/", password=PASSWORD) == CODE
    assert Passkey.objects.get() == held


def test_a_code_leads_back_under_another_key_and_is_good_for_ten_minutes(
    inside: Client, now: datetime
) -> None:
    with later(now, 11):
        assert led(inside, REMOVE) == CODE
        before = inside.session.session_key
        assert led(inside, CODE, token=shown(now + 11 * MINUTES)) == REMOVE
        assert inside.session.session_key != before
        assert not Session.objects.filter(pk=before).exists()
    with later(now, 21):
        assert inside.get(REMOVE).status_code == 200
        assert led(inside, REMOVE, password=PASSWORD) == OVERVIEW
    assert list(Event.objects.values_list("kind", flat=True)) == ["two_factor.removed"]


def test_a_form_that_came_too_late_is_told_and_sent_again_works(
    inside: Client, with_app: User, now: datetime
) -> None:
    """As a browser sends it: with its token, by which a form counts once."""
    form = {**TYPED, "csrfmiddlewaretoken": "t" * 64}
    with later(now, 11):
        assert led(inside, PASSWORD_PAGE, **form) == CODE
        told = "Nothing was changed yet. Show that it is you, then enter it again."
        assert told in inside.get(CODE).content.decode()
        assert led(inside, CODE, token=shown(now + 11 * MINUTES)) == PASSWORD_PAGE
        assert led(inside, PASSWORD_PAGE, **form) == "/staff/"
    with_app.refresh_from_db()
    assert with_app.check_password("seven green ladders")


def test_the_password_is_asked_for_as_well(inside: Client, with_app: User, now: datetime) -> None:
    with later(now, 11):
        led(inside, REMOVE)
        led(inside, CODE, token=shown(now + 11 * MINUTES))
        assert "Your password is wrong" in inside.post(REMOVE, {"password": "a"}).content.decode()
    with_app.refresh_from_db()
    assert with_app.two_factor_since


def test_wrong_codes_count_as_at_the_sign_in(inside: Client, with_app: User, now: datetime) -> None:
    with later(now, 11):
        led(inside, REMOVE)
        for _ in range(SECOND_STEP.count):
            answer = inside.post(CODE, {"token": "000000"})
            assert "The code is wrong, too old, or was used before" in answer.content.decode()
        right = {"token": shown(now + 11 * MINUTES)}
        assert inside.post(CODE, right).status_code == 429
        first_step(Client(), with_app)
        assert led(inside, REMOVE) == CODE


def test_a_recovery_code_is_used_up_and_its_holder_is_told(
    inside: Client, with_app: User, now: datetime
) -> None:
    codes = actions.renew_codes(person=with_app, by=with_app, at=now)
    again = let_in(Client(), User.objects.get(pk=with_app.pk))
    with later(now, 11):
        led(again, RENEW)
        assert led(again, f"{CODE}?recovery", token=codes[0]) == RENEW
        assert "You used a recovery code. 9 are left." in again.get(RENEW).content.decode()
    assert RecoveryCode.objects.exclude(used_at=None).count() == 1
    event = Event.objects.get(kind="recovery_code.used")
    assert (event.by, event.about) == (with_app.pk, f"user:{with_app.pk}")
    told = "A recovery code of your account was used."
    assert [told in one.body for one in Message.objects.filter(to=with_app.email)].count(True) == 1


def test_so_is_it_shown_with_a_passkey(client: Client, moderator: User, now: datetime) -> None:
    device = Device()
    first_step(client, moderator)
    made = device.make(client.get(NEW_PASSKEY).content.decode())
    client.post(NEW_PASSKEY, {"name": "Blue key", "token": made})
    with later(now, 11):
        assert led(client, PASSWORD_PAGE) == CODE
        assert led(client, CODE) == USE
        page = client.get(USE).content.decode()
        assert SAYS in page
        assert led(client, USE, token=device.use(page)) == PASSWORD_PAGE
        assert client.get(PASSWORD_PAGE).status_code == 200


def test_what_an_organisation_tells_of_is_no_factor_of_ours(
    client: Client, provider: Provider, carl: User, now: datetime
) -> None:
    held = conftest.with_app(carl)
    factories.IdentityProviderFactory(
        organisation=held.grants.get().organisation, issuer=provider.issuer,
        trusts_second_factor=True,
    )  # fmt: skip
    provider.says["amr"] = ["mfa"]
    sign_in_at_work(client)
    assert signed_in(client)
    assert led(client, PASSWORD_PAGE) == CODE
    assert led(client, CODE, token=shown(now)) == PASSWORD_PAGE


def test_it_is_asked_for_ten_minutes_and_by_nobody_who_was_not_led_there(
    inside: Client, now: datetime
) -> None:
    for address in (CODE, f"{CODE}?recovery", USE):
        assert led(inside, address) == OVERVIEW
        assert led(inside, address, token=shown(now)) == OVERVIEW
    with later(now, 11):
        led(inside, REMOVE)
    with later(now, 22):
        assert led(inside, CODE, token=shown(now + 22 * MINUTES)) == OVERVIEW


def test_without_a_factor_the_password_is_enough(
    client: Client, moderator: User, now: datetime
) -> None:
    let_in(client, moderator)
    with later(now, 30):
        assert client.get(PASSWORD_PAGE).status_code == 200
        assert led(client, PASSWORD_PAGE, **TYPED) == "/staff/"


def test_the_page_offers_each_way_and_no_sign_in(inside: Client, now: datetime) -> None:
    with later(now, 11):
        led(inside, REMOVE)
        page = inside.get(CODE).content.decode()
    assert re.search(r"<button[^>]*>\s*Continue\s*</button>", page)
    assert "Use a recovery code instead" in page
    assert f'<a href="{OVERVIEW}" class="govuk-back-link">' in page
