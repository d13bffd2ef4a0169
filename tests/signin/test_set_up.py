"""Setting an app up, keeping recovery codes, taking it all away; and who must have it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client

from consultation.access import GUARDED, Permission, may, needs, permissions_of, why_not
from consultation.models import AuthenticatorApp, Event, Message, RecoveryCode, User
from consultation.respond.limits import SIGN_IN
from consultation.signin import actions, totp
from consultation.signin.sealing import unseal
from tests import conftest, factories
from tests.conftest import PASSWORD
from tests.signin.conftest import first_step, shown, signed_in
from tests.staff.test_admin_acts import USERS, press, told

pytestmark = pytest.mark.django_db
OVERVIEW, APP = "/staff/two-factor/", "/staff/two-factor/app/"
REMOVE, CODES, NEW = f"{APP}remove/", f"{OVERVIEW}recovery-codes/", f"{OVERVIEW}recovery-codes/new/"
A_CODE = re.compile(r"<li>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){5})</li>")


def key_on(page: str) -> bytes:
    """The secret that the page shows in letters."""
    import base64

    found = re.search(r'cp-code">([A-Z2-7 ]+)<', page)
    assert found is not None
    return base64.b32decode(found[1].replace(" ", ""))


def code_of(secret: bytes, at: datetime) -> str:
    return totp.code_of(secret, totp.step_at(at))


def set_up(client: Client, now: datetime) -> list[str]:
    """Through the pages; the recovery codes that were shown."""
    secret = key_on(client.get(APP).content.decode())
    answer = client.post(APP, {"token": code_of(secret, now)})
    assert (answer.status_code, answer["Location"]) == (302, CODES)
    return A_CODE.findall(client.get(CODES).content.decode())


def test_a_secret_a_code_and_ten_recovery_codes(
    client: Client, moderator: User, now: datetime
) -> None:
    first_step(client, moderator)
    page = client.get(APP).content.decode()
    assert '<path fill="#000000" d="M4 4h1v1h-1z' in page
    assert "otpauth://totp/Counterpoint%3A" in page
    secret = key_on(page)
    assert key_on(client.get(APP).content.decode()) == secret  # a reload asks for no new scan
    client.post(APP, {"token": code_of(secret, now)})
    shown_once = client.get(CODES).content.decode()
    codes = A_CODE.findall(shown_once)
    assert len(set(codes)) == 10
    assert client.get(CODES)["Location"] == OVERVIEW
    app = AuthenticatorApp.objects.get()
    assert (unseal(app.secret), app.last_step) == (secret, totp.step_at(now))
    moderator.refresh_from_db()
    assert moderator.two_factor_since == now
    event = Event.objects.exclude(kind="sign_in.done").get()
    assert (event.kind, event.about, event.by, event.facts) == (
        "two_factor.set_up", f"user:{moderator.pk}", moderator.pk, {"factor": "app"},
    )  # fmt: skip


def test_nothing_of_it_lies_open_in_the_database(
    client: Client, moderator: User, now: datetime
) -> None:
    from django.contrib.sessions.models import Session

    first_step(client, moderator)
    secret = key_on(client.get(APP).content.decode())
    kept = str(Session.objects.get().get_decoded())
    assert totp.in_letters(secret).replace(" ", "") not in kept
    client.post(APP, {"token": code_of(secret, now)})
    kept = str(Session.objects.get().get_decoded())
    codes = A_CODE.findall(client.get(CODES).content.decode())
    rows = str(list(RecoveryCode.objects.values())) + str(list(AuthenticatorApp.objects.values()))
    for words in [*codes, *(one.replace("-", "") for one in codes)]:
        assert words not in kept + rows
    assert totp.in_letters(secret).replace(" ", "") not in rows
    assert secret.decode("latin-1") not in rows


def test_neither_secret_nor_picture_is_shown_again(
    client: Client, moderator: User, now: datetime
) -> None:
    first_step(client, moderator)
    set_up(client, now)
    answer = client.get(APP, follow=True)
    assert answer.redirect_chain == [(OVERVIEW, 302)]
    page = answer.content.decode()
    assert "You have an authenticator app already. Remove it first." in page
    assert "cp-code" not in page
    assert "cp-qr" not in page
    assert "10 left, in case you lose your phone" in page


def test_a_wrong_code_sets_nothing_up(client: Client, moderator: User, now: datetime) -> None:
    first_step(client, moderator)
    secret = key_on(client.get(APP).content.decode())
    answer = client.post(APP, {"token": code_of(secret, now + timedelta(minutes=5))})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "see to it that the time of your phone is right" in page
    assert key_on(page) == secret
    assert not AuthenticatorApp.objects.exists()
    assert Event.objects.exclude(kind="sign_in.done").count() == 0


def test_the_code_that_set_it_up_does_not_sign_in(
    client: Client, moderator: User, now: datetime
) -> None:
    first_step(client, moderator)
    set_up(client, now)
    app = AuthenticatorApp.objects.get()
    client.post("/staff/sign-out/")
    first_step(client, moderator)
    secret = unseal(app.secret)
    assert secret is not None
    assert client.post("/staff/sign-in/code/", {"token": code_of(secret, now)}).status_code == 200
    assert not signed_in(client)


def test_this_session_goes_on_and_every_other_one_ends(
    client: Client, moderator: User, now: datetime
) -> None:
    other = Client()
    first_step(other, moderator)
    first_step(client, moderator)
    assert signed_in(other)
    set_up(client, now)
    assert signed_in(client)
    assert not signed_in(other)


def test_later_than_ten_minutes_the_password_is_asked_for(
    client: Client, moderator: User, now: datetime
) -> None:
    first_step(client, moderator)
    later = now + timedelta(minutes=11)
    with time_machine.travel(later, tick=False):
        page = client.get(APP).content.decode()
        assert 'autocomplete="current-password"' in page
        typed = {"token": code_of(key_on(page), later)}
        assert "Enter your password" in client.post(APP, typed).content.decode()
        wrong = client.post(APP, {**typed, "password": "wrong"})
        assert "Your password is wrong" in wrong.content.decode()
        assert client.post(APP, {**typed, "password": PASSWORD})["Location"] == CODES


@pytest.fixture
def inside(client: Client, with_app: User, now: datetime) -> Client:
    """Signed in with password and code."""
    first_step(client, with_app)
    client.post("/staff/sign-in/code/", {"token": shown(now)})
    return client


def test_it_is_removed_after_the_password(inside: Client, with_app: User) -> None:
    inside.post(NEW, {"password": PASSWORD})
    assert "Your password is wrong" in inside.post(REMOVE, {"password": "x"}).content.decode()
    answer = inside.post(REMOVE, {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain == [(OVERVIEW, 302)]
    assert "The app is removed. Your password alone signs you in." in answer.content.decode()
    assert not AuthenticatorApp.objects.exists()
    assert not RecoveryCode.objects.exists()
    with_app.refresh_from_db()
    assert with_app.two_factor_since is None
    event = Event.objects.latest("id")
    assert (event.kind, event.by, event.facts) == (
        "two_factor.removed", with_app.pk, {"factor": "app"},
    )  # fmt: skip
    inside.post("/staff/sign-out/")
    assert first_step(inside, with_app)["Location"] == "/staff/"


def test_new_recovery_codes_come_with_a_new_session(inside: Client) -> None:
    before = inside.session.session_key
    assert inside.post(NEW, {"password": PASSWORD})["Location"] == CODES
    assert inside.session.session_key not in (None, before)
    assert inside.get(OVERVIEW).status_code == 200, "still signed in"


def test_new_recovery_codes_end_the_other_sessions(inside: Client, with_app: User) -> None:
    other = conftest.let_in(Client(), with_app)
    assert signed_in(other)
    inside.post(NEW, {"password": PASSWORD})
    assert (signed_in(inside), signed_in(other)) == (True, False)


def test_recovery_codes_are_made_anew_after_the_password(inside: Client, with_app: User) -> None:
    assert "Enter your password" in inside.post(NEW, {"password": ""}).content.decode()
    assert inside.post(NEW, {"password": PASSWORD})["Location"] == CODES
    assert len(A_CODE.findall(inside.get(CODES).content.decode())) == 10
    assert RecoveryCode.objects.of(with_app).unused().count() == 10
    assert Event.objects.latest("id").kind == "recovery_codes.renewed"


def test_a_recovery_code_has_a_hundred_and_twenty_random_bits(
    with_app: User, now: datetime
) -> None:
    made = [
        code
        for _time in range(20)
        for code in actions.renew_codes(person=with_app, by=with_app, at=now)
    ]
    signs = [set(place) for place in zip(*(code.replace("-", "") for code in made), strict=True)]
    assert len(set(made)) == 200
    assert len(signs) == 24
    assert min(map(len, signs)) > 20, "each of the 24 places has any of 32 signs"


def test_the_password_is_guessed_no_more_often_than_at_the_sign_in(inside: Client) -> None:
    for _guess in range(SIGN_IN.count):
        assert inside.post(REMOVE, {"password": "wrong"}).status_code == 200
    refused = inside.post(REMOVE, {"password": PASSWORD})
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert "Too many wrong passwords were tried" in refused.content.decode()
    assert AuthenticatorApp.objects.exists()


def test_an_approver_is_led_to_it_and_on_to_where_they_wanted(
    client: Client, council_approver: User, now: datetime
) -> None:
    answer = first_step(client, council_approver, next="/staff/gallery/")
    assert answer["Location"] == f"{OVERVIEW}?next=%2Fstaff%2Fgallery%2F"
    page = client.get(answer["Location"]).content.decode()
    assert "Your role, Council approver, needs this." in page
    assert '<a class="govuk-link" href="/staff/gallery/">Not now</a>' in page
    assert client.get("/staff/gallery/").status_code == 200
    assert "You cannot approve a reply before" in client.get("/staff/").content.decode()
    secret = key_on(client.get(APP).content.decode())
    client.post(APP, {"token": code_of(secret, now)})
    assert 'href="/staff/gallery/"' in client.get(CODES).content.decode()
    assert "You cannot approve a reply before" not in client.get("/staff/").content.decode()


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_only_a_page_of_ours_is_remembered(
    client: Client, council_approver: User, onward: str
) -> None:
    first_step(client, council_approver)
    assert "elsewhere" not in client.get(OVERVIEW, {"next": onward}).content.decode()


def test_others_are_offered_it_and_not_led_there(client: Client, council_drafter: User) -> None:
    assert first_step(client, council_drafter)["Location"] == "/staff/"
    page = client.get("/staff/").content.decode()
    assert "You sign in with a password alone." in page
    assert f'href="{OVERVIEW}"' in page


@needs(Permission.APPROVE_REPLY, of=None)
def approving(request: HttpRequest) -> HttpResponse:
    """A page that needs the permission."""
    return HttpResponse("approved")


def asked(client: Client) -> HttpResponse:
    """What the page answers to the session of this client."""
    request: Any = client.get("/staff/").wsgi_request
    return approving(request)  # type: ignore[return-value]


def test_what_needs_approval_refuses_until_it_is_set_up_and_used(
    client: Client, council_approver: User, now: datetime
) -> None:
    first_step(client, council_approver)
    with pytest.raises(PermissionDenied) as refusal:
        asked(client)
    assert str(refusal.value) == (
        "You need two-factor sign-in to approve a council's formal reply. Set it up first."
    )
    set_up(client, now)
    assert asked(client).content == b"approved"
    client.post("/staff/sign-out/")
    first_step(client, council_approver)
    assert asked(client).status_code == 302  # the sign-in: the password alone is nobody


def test_an_approver_who_used_an_app_may_approve(council_approver: User) -> None:
    client = conftest.let_in(Client(), conftest.with_app(council_approver))
    assert asked(client).content == b"approved"


def test_the_refusal_has_a_link(client: Client, council_approver: User, rf: Any) -> None:
    from consultation import pages

    request = rf.get("/")
    request.user = council_approver
    page = pages.forbidden(request, PermissionDenied("Set it up first.")).content.decode()
    assert "Set it up first." in page
    assert f'href="{OVERVIEW}"' in page


def test_a_property_of_roles(council_approver: User, superuser: User, now: datetime) -> None:
    assert {Permission.APPROVE_REPLY} == GUARDED
    assert permissions_of(council_approver) == {Permission.DRAFT_REPLY, Permission.READ_REPLY}
    assert may(superuser, Permission.APPROVE_REPLY)
    fresh = User.objects.get(pk=council_approver.pk)
    fresh.two_factor_since = now
    assert why_not(fresh, Permission.APPROVE_REPLY) == ""


def test_an_account_that_was_made_before_keeps_its_sessions(
    sign_in: Callable[[User], Client], moderator: User
) -> None:
    from django.contrib.auth.base_user import AbstractBaseUser

    before = AbstractBaseUser._get_session_auth_hash(moderator)  # type: ignore[attr-defined]
    assert moderator.get_session_auth_hash() == before
    moderator.two_factor_since = factories.THEN
    with_factor = moderator.get_session_auth_hash()
    moderator.factor_changes = 1
    assert len({before, with_factor, moderator.get_session_auth_hash()}) == 3


def test_an_owner_helps_who_lost_phone_and_paper(
    client: Client, with_app: User, owner: User, superuser: User, now: datetime
) -> None:
    actions.renew_codes(person=with_app, by=with_app, at=now)
    client.force_login(owner)
    page = press(client, USERS, "remove_two_factor", [with_app, owner, superuser])
    assert sorted(told(page)) == [
        "Mo Moderator signs in with the password alone.",
        "Olive Owner: You cannot do this for yourself: remove it on your own page.",
        "Sue Super: Only another superuser may do this for a superuser.",
    ]
    event = Event.objects.acts().latest("id")
    assert (event.kind, event.about, event.by, event.facts) == (
        "two_factor.removed", f"user:{with_app.pk}", owner.pk, {"factor": "all"},
    )  # fmt: skip
    assert not RecoveryCode.objects.exists()
    assert first_step(Client(), with_app)["Location"] == "/staff/"
    page = press(client, USERS, "remove_two_factor", [with_app])
    assert told(page) == ["Mo Moderator: This account has no two-factor sign-in."]


@pytest.mark.parametrize("role", ["auditor", "analyst"])
def test_nobody_else_takes_a_factor_away(
    client: Client, with_app: User, role: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(role)
    client.force_login(person)
    press(client, USERS, "remove_two_factor", [with_app])
    assert AuthenticatorApp.objects.exists()


def test_the_holder_is_told_of_each_change_and_of_a_code_from_paper(
    client: Client, moderator: User, now: datetime
) -> None:
    first_step(client, moderator)
    code = set_up(client, now)[0]
    client.post("/staff/sign-out/")
    first_step(client, moderator)
    client.post("/staff/sign-in/code/?recovery", {"token": code})
    client.post(NEW, {"password": PASSWORD})
    client.post(REMOVE, {"password": PASSWORD})
    told = list(Message.objects.order_by("pk").values_list("to", "kind", "subject"))
    assert told == [
        (moderator.email, "two-factor", f"{what}: your Counterpoint account")
        for what in (
            "Two-factor sign-in set up", "Recovery code used",
            "Recovery codes made anew", "Two-factor sign-in removed",
        )
    ]  # fmt: skip
    first, *_others, last = Message.objects.order_by("pk")
    assert "at 12:00pm on Monday 23 November 2026" in first.body
    assert "Two-factor sign-in is now on." in first.body
    assert "Two-factor sign-in is now off." in last.body
    bodies = " ".join(message.body for message in Message.objects.all())
    assert code not in bodies
    assert "sign-in/" not in bodies
