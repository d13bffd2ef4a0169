"""In with a work account: the whole way, and who may come in."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from consultation.access import Permission, may
from consultation.models import Event, Grant, Identity, IdentityProvider, Message, Role, User
from consultation.respond.limits import WORK_SIGN_IN
from consultation.signin.session import USED
from tests import conftest, factories
from tests.signin.conftest import at_provider, go_out, shown, sign_in_at_work, signed_in
from tests.signin.provider import Provider, ec_public, rsa_key, rsa_public

pytestmark = pytest.mark.django_db
START, BACK = "/staff/sign-in/work/", "/staff/sign-in/work/redbridge/"


def told(client: Client, answer: Any) -> str:
    """What the page says that a refusal leads to."""
    assert answer.status_code == 302
    assert answer["Location"].startswith(START)
    return client.get(answer["Location"]).content.decode()


def test_the_whole_way(
    client: Client, work: IdentityProvider, provider: Provider, carl: User, now: datetime
) -> None:
    address = go_out(client)
    asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
    assert asked | {"state": "", "nonce": "", "code_challenge": ""} == {
        "response_type": "code",
        "client_id": "counterpoint",
        "redirect_uri": "http://localhost:8000/staff/sign-in/work/redbridge/",
        "scope": "openid email",
        "state": "",
        "nonce": "",
        "code_challenge": "",
        "code_challenge_method": "S256",
        "login_hint": "carl@redbridge.gov.uk",
    }
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert len(asked["state"]) == len(asked["nonce"]) == 43
    answer = client.get(at_provider(address))
    assert (answer.status_code, answer["Location"]) == (302, "/staff/")
    assert signed_in(client)
    assert client.session["_auth_user_id"] == str(carl.pk)
    identity = Identity.objects.get()
    assert (identity.provider, identity.subject, identity.person, identity.linked_at) == (
        work, "00u1", carl, now,
    )  # fmt: skip
    event = Event.objects.exclude(kind="sign_in.done").get()
    assert (event.kind, event.about, event.actor, event.facts) == (
        "identity.linked", f"user:{carl.pk}", "public", {"provider": work.pk},
    )  # fmt: skip
    message = Message.objects.get()
    assert (message.to, message.kind, message.subject) == (
        carl.email, "work-account", "Work account linked: your Counterpoint account",
    )  # fmt: skip
    assert "a work account of London Borough of Redbridge, for the first time" in message.body


def test_the_second_time_nothing_is_linked_and_what_it_is_is_remembered(
    client: Client, work: IdentityProvider, provider: Provider, carl: User
) -> None:
    sign_in_at_work(client)
    client.post("/staff/sign-out/")
    provider.person["email"] = "carla@redbridge.gov.uk"  # a new name, the same person
    assert sign_in_at_work(client)["Location"] == "/staff/"
    assert client.session["_auth_user_id"] == str(carl.pk)
    assert (Identity.objects.count(), Message.objects.count()) == (1, 1)
    kinds = sorted(Event.objects.values_list("kind", flat=True))
    assert kinds == ["identity.linked", "sign_in.done", "sign_in.done", "sign_out.done"]
    assert provider.asked.count("/.well-known/openid-configuration") == 1
    assert provider.asked.count("/keys") == 1
    assert provider.asked.count("/token") == 2


def test_what_stands_in_the_session_is_sealed_and_used_once(
    client: Client, work: IdentityProvider
) -> None:
    address = go_out(client)
    state = parse_qs(urlsplit(address).query)["state"][0]
    assert state not in str(dict(client.session))
    there = at_provider(address)
    assert client.get(there)["Location"] == "/staff/"
    client.post("/staff/sign-out/")
    page = told(client, client.get(there))
    assert "This sign-in was not begun in this browser, or was used before." in page
    assert not signed_in(client)


def test_both_algorithms_and_both_ways_to_show_the_secret(
    client: Client, work: IdentityProvider, provider: Provider
) -> None:
    provider.signs, provider.kid = "ES256", "curve"
    provider.tells["token_endpoint_auth_methods_supported"] = ["client_secret_basic"]
    assert sign_in_at_work(client)["Location"] == "/staff/"
    assert "client_secret" not in provider.redeemed[0]


def test_on_to_the_page_that_was_wanted(client: Client, work: IdentityProvider) -> None:
    page = client.get("/staff/sign-in/?next=/staff/gallery/").content.decode()
    assert f'href="{START}?next=/staff/gallery/"' in page
    assert sign_in_at_work(client, onward="/staff/gallery/")["Location"] == "/staff/gallery/"


@pytest.mark.parametrize(
    "onward",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"],
)
def test_never_on_to_somebody_else(client: Client, work: IdentityProvider, onward: str) -> None:
    assert "evil" not in client.get(START, {"next": onward}).content.decode()
    assert sign_in_at_work(client, onward=onward)["Location"] == "/staff/"


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Enter your work email address"),
        ("carl", "Enter your work email address, like name@redbridge.gov.uk"),
        ("carl@merton.gov.uk", "No organisation signs in that way with this address: use your"),
        ("carl@gmail.com", "No organisation signs in that way with this address: use your"),
        ("carl@mail.redbridge.gov.uk", "No organisation signs in that way with this address: use"),
    ],
)
def test_an_address_of_nobody(
    client: Client, work: IdentityProvider, email: str, said: str
) -> None:
    factories.OrganisationFactory(email_domain="merton.gov.uk")
    answer = client.post(START, {"email": email})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert said in page
    assert f'value="{email}"' in page or not email


def test_whether_an_account_is_there_is_not_told_before(
    client: Client, work: IdentityProvider
) -> None:
    assert "login_hint=nobody%40redbridge" in go_out(client, "nobody@redbridge.gov.uk")


def test_without_an_account_nobody_comes_in_and_none_is_made(
    client: Client, work: IdentityProvider, provider: Provider
) -> None:
    provider.person = {"sub": "00u2", "email": "new@redbridge.gov.uk"}
    people = User.objects.count()
    page = told(client, sign_in_at_work(client, "new@redbridge.gov.uk"))
    said = "new@redbridge.gov.uk has no account for London Borough of Redbridge here."
    assert f"{said} Ask a colleague to invite you." in page
    assert User.objects.count() == people
    assert not signed_in(client)
    assert not Identity.objects.exists()


def of_merton() -> dict[str, Any]:
    merton = factories.OrganisationFactory(name="Merton", slug="merton")
    return {"role": Role.COUNCIL_DRAFTER, "organisation": merton}


@pytest.mark.parametrize("linked", [False, True], ids=["first time", "linked"])
@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("left", "Your account does not act for London Borough of Redbridge."),
        ("elsewhere", "Your account does not act for London Borough of Redbridge."),
        ("not in use", "carl@redbridge.gov.uk has no account for London Borough of Redbridge"),
        ("of staff", "Your account is one of the body that consults: sign in with your password."),
        ("in the admin", "Your account is one of the body that consults: sign in with your"),
        ("superuser", "Your account is one of the body that consults: sign in with your password"),
    ],
)
def test_who_may_not_come_in(
    client: Client, work: IdentityProvider, carl: User, now: datetime, which: str, said: str,
    linked: bool,
) -> None:  # fmt: skip
    if linked:
        factories.IdentityFactory(provider=work, subject="00u1", person=carl)
    if which in {"left", "elsewhere", "of staff"}:
        Grant.objects.update(revoked_at=now, revoked_by=factories.UserFactory())
    if which == "elsewhere":
        factories.GrantFactory(person=carl, **of_merton())
    if which == "of staff":
        factories.GrantFactory(person=carl, role=Role.ANALYST)
    fields = {"not in use": "is_active", "in the admin": "is_staff", "superuser": "is_superuser"}
    if which in fields:
        setattr(carl, fields[which], which != "not in use")
        carl.save()
    assert said in told(client, sign_in_at_work(client))
    assert not signed_in(client)
    assert Identity.objects.count() == linked
    assert Message.objects.count() == 0


def test_whoever_gets_a_used_address_later_gets_no_used_account(
    client: Client, work: IdentityProvider, provider: Provider, carl: User
) -> None:
    sign_in_at_work(client)
    client.post("/staff/sign-out/")
    provider.person["sub"] = "another person of that name"
    page = told(client, sign_in_at_work(client))
    assert "Your account here belongs to another work account." in page
    assert not signed_in(client)
    assert Identity.objects.count() == 1


def test_the_address_of_a_linked_account_is_not_looked_at_again(
    client: Client, work: IdentityProvider, provider: Provider, carl: User
) -> None:
    """The number decides: with the address of a colleague one is still oneself."""
    conftest.account(Role.COUNCIL_APPROVER, "Cora", email="cora@redbridge.gov.uk")
    sign_in_at_work(client)
    client.post("/staff/sign-out/")
    provider.person["email"] = "cora@redbridge.gov.uk"
    sign_in_at_work(client)
    assert client.session["_auth_user_id"] == str(carl.pk)


@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize(
    ("methods", "counts"),
    [
        (["pwd", "mfa"], True), (["otp"], True), (["hwk"], True), (["pwd"], False), ([], False),
        (["sms"], False), (None, False), ("mfa", False), ([["mfa"]], False),
    ],
)  # fmt: skip
def test_a_second_factor_is_asked_for_unless_theirs_is_told_and_trusted(
    client: Client, provider: Provider, carl: User, now: datetime, trusted: bool, methods: Any,
    counts: bool,
) -> None:  # fmt: skip
    held = conftest.with_app(carl)
    organisation = held.grants.get().organisation
    factories.IdentityProviderFactory(
        organisation=organisation, issuer=provider.issuer, trusts_second_factor=trusted
    )
    provider.says["amr"] = methods
    answer = sign_in_at_work(client, onward="/staff/gallery/")
    if trusted and counts:
        assert answer["Location"] == "/staff/gallery/"
        assert client.session[USED] == now.timestamp()
        assert signed_in(client)
        return
    assert answer["Location"] == "/staff/sign-in/code/"
    assert not signed_in(client)
    onward = client.post("/staff/sign-in/code/", {"token": shown(now)})
    assert onward["Location"] == "/staff/gallery/"
    assert signed_in(client)


def test_an_approver_still_sets_a_second_factor_up_here(client: Client, provider: Provider) -> None:
    cora = conftest.account(Role.COUNCIL_APPROVER, "Cora", email="cora@redbridge.gov.uk")
    factories.IdentityProviderFactory(
        organisation=cora.grants.get().organisation, issuer=provider.issuer,
        trusts_second_factor=True,
    )  # fmt: skip
    provider.person = {"sub": "cora", "email": "cora@redbridge.gov.uk", "amr": ["mfa"]}
    answer = sign_in_at_work(client, "cora@redbridge.gov.uk")
    assert answer["Location"] == "/staff/two-factor/?next=%2Fstaff%2F"
    assert USED not in client.session
    page = client.get(answer["Location"]).content.decode()
    assert "Until it is set up you can do everything but approve a reply." in page
    cora = User.objects.get(pk=cora.pk)
    assert cora.two_factor_since is None
    assert not may(cora, Permission.APPROVE_REPLY)


def test_a_work_account_alone_sets_no_second_factor_up(
    client: Client, work: IdentityProvider
) -> None:
    """Else whoever runs the organisation's directory could do what an approver does."""
    sign_in_at_work(client)
    assert "Your password" in client.get("/staff/two-factor/app/").content.decode()
    assert "Your password" in client.get("/staff/two-factor/passkeys/new/").content.decode()


def test_whoever_was_signed_in_before_is_nobody_on_the_way(
    client: Client, work: IdentityProvider, moderator: User
) -> None:
    client.force_login(moderator)
    assert signed_in(client)
    before = client.session.session_key
    go_out(client)
    assert not signed_in(client)
    assert client.session.session_key != before


def test_ten_minutes(client: Client, work: IdentityProvider, now: datetime) -> None:
    there = at_provider(go_out(client))
    with time_machine.travel(now + timedelta(minutes=10, seconds=1), tick=False):
        assert "You took more than 10 minutes to sign in." in told(client, client.get(there))
        assert not signed_in(client)


def test_how_often_it_may_be_begun(client: Client, work: IdentityProvider) -> None:
    for _time in range(WORK_SIGN_IN.count):
        assert client.post(START, {"email": "a@unknown.example"}).status_code == 200
    refused = client.post(START, {"email": "carl@redbridge.gov.uk"})
    assert refused.status_code == 429
    assert "Retry-After" in refused
    assert "Too many sign-ins with work accounts were begun from your" in refused.content.decode()
    assert client.post(START, {"email": "carl@redbridge.gov.uk"}, REMOTE_ADDR="10.9.9.9")


def test_a_key_that_is_new_is_asked_for_and_not_again_and_again(
    client: Client, work: IdentityProvider, provider: Provider
) -> None:
    sign_in_at_work(client)
    provider.key, provider.kid = rsa_key("second"), "second"
    provider.keys = [rsa_public(provider.key, "second"), ec_public("curve")]
    assert sign_in_at_work(client)["Location"] == "/staff/"
    assert provider.asked.count("/keys") == 2
    provider.key, provider.kid = rsa_key("third"), "third"
    for _time in range(3):
        assert "does not hold" in told(client, sign_in_at_work(client))
    assert provider.asked.count("/keys") == 2
