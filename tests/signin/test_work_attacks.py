"""What an organisation's sign-in, or somebody in between, may send instead of what holds."""

import logging
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from consultation.models import Identity, IdentityProvider, User
from consultation.respond.limits import WORK_SIGN_IN_FAILED
from tests import factories
from tests.conftest import NOW
from tests.signin.conftest import at_provider, go_out, sign_in_at_work, signed_in
from tests.signin.provider import (
    Provider,
    rsa_key,
    rsa_public,
    running,
    send,
)
from tests.signin.test_work_sign_in import BACK, START, told

pytestmark = pytest.mark.django_db
NOW_SECONDS = int(NOW.timestamp())
NOT_TAKEN = "sign-in told us does not hold, so you are not signed in. Try again"
NO_ADDRESS = "has no checked email address that ends in @redbridge.gov.uk"
NO_ANSWER = "sign-in does not answer as it should just now. Try again in a few minutes"


def stays_out(client: Client, answer: Any, said: str) -> None:
    """One sentence, and nobody is signed in or linked."""
    assert said in told(client, answer)
    assert not signed_in(client)
    assert not Identity.objects.exists()


@pytest.mark.parametrize(
    "says",
    [
        {"iss": "https://evil.example"}, {"iss": None}, {"iss": ["x"]},
        {"aud": "another"}, {"aud": None}, {"aud": []}, {"aud": {"counterpoint": 1}},
        {"aud": ["counterpoint", "another"]},
        {"aud": ["counterpoint", "another"], "azp": "another"}, {"azp": "another"}, {"azp": None,
         "aud": ["another"]},
        {"nonce": "of another sign-in"}, {"nonce": None}, {"nonce": 17},
        {"exp": NOW_SECONDS - 61}, {"exp": None}, {"exp": "9999999999"}, {"exp": True},
        {"exp": float("nan")}, {"exp": float("inf")},
        {"iat": NOW_SECONDS - 700}, {"iat": NOW_SECONDS + 70}, {"iat": None},
        {"iat": float("nan")}, {"nbf": NOW_SECONDS + 70}, {"nbf": "now"},
        {"sub": None}, {"sub": ""}, {"sub": 17}, {"sub": "x" * 256}, {"sub": "a\0b"},
    ],
    ids=str,
)  # fmt: skip
def test_claims_that_do_not_hold(
    client: Client, work: IdentityProvider, provider: Provider, says: dict[str, Any]
) -> None:
    provider.says = says
    stays_out(client, sign_in_at_work(client), NOT_TAKEN)


@pytest.mark.parametrize(
    "says",
    [
        {"aud": ["counterpoint"]}, {"aud": ["counterpoint", "x"], "azp": "counterpoint"},
        {"exp": NOW_SECONDS - 30}, {"iat": NOW_SECONDS + 30}, {"email_verified": True},
        {"acct": 0}, {"acct": "0"}, {"idp": "00ok1u7AsAkrwdZL3z0g"}, {"xms_edov": True},
        {"xms_edov": 1}, {"xms_edov": "1"}, {"email": "Carl@Redbridge.GOV.UK"}, {"sub": "x" * 255},
    ],
    ids=str,
)  # fmt: skip
def test_claims_that_hold(
    client: Client, work: IdentityProvider, provider: Provider, says: dict[str, Any]
) -> None:
    provider.says = says
    assert sign_in_at_work(client)["Location"] == "/staff/"


@pytest.mark.parametrize(
    "says",
    [
        {"email": None}, {"email": ["carl@redbridge.gov.uk"]}, {"email": "carl"},
        {"xms_edov": False}, {"xms_edov": 0},
        {"xms_edov": "0"}, {"email_verified": False}, {"email_verified": "false"},
        {"email_verified": None},
        {"email": "carl@merton.gov.uk"}, {"email": "carl@evil-redbridge.gov.uk"},
        {"email": "carl@redbridge.gov.uk.evil.example"}, {"email": "carl@x.redbridge.gov.uk"},
        {"email": "carl@redbridge.gov.uk\n"}, {"email": "evil.example/@redbridge.gov.uk "},
    ],
    ids=str,
)  # fmt: skip
def test_addresses_that_show_nothing(
    client: Client, work: IdentityProvider, provider: Provider, says: dict[str, Any]
) -> None:
    provider.says = says
    if says == {"email_verified": None}:  # it is not there at all, as Entra ID does it
        assert sign_in_at_work(client)["Location"] == "/staff/"
        return
    stays_out(client, sign_in_at_work(client), NO_ADDRESS)


@pytest.mark.parametrize(
    "says",
    [
        {"acct": 1}, {"acct": "1"}, {"acct": None, "idp": "live.com"}, {"acct": []},
        {"idp": "https://sts.windows.net/9188040d-6c67-4c5b-b112-36a304b66dad/"},
    ],
    ids=str,
)  # fmt: skip
def test_a_guest_there_has_any_address(
    client: Client, work: IdentityProvider, provider: Provider, says: dict[str, Any]
) -> None:
    provider.says = says
    stays_out(client, sign_in_at_work(client), "You are a guest at your organisation’s sign-in")


def forged(provider: Provider, which: str) -> None:
    """A token that somebody else made, or might have made."""
    other = rsa_key("of somebody else")
    if which in {"none", "HS256"}:
        provider.signs = which
    elif which == "another key of the same name":
        provider.key = other
    elif which == "a key that is not listed":
        provider.key, provider.kid = other, "elsewhere"
    elif which == "a key that it brings with it":
        provider.key = other
        provider.heads = {"kid": "brought", "jwk": rsa_public(other, "brought")}
    elif which == "an address of keys that it brings with it":
        provider.key = other
        provider.heads = {"kid": "brought", "jku": f"{provider.issuer}/other-keys"}
    elif which == "the key of another algorithm":
        provider.kid = "curve"
    elif which == "no name of a key, and two are listed":
        provider.heads = {"kid": None}
    elif which == "a name that is none":
        provider.heads = {"kid": ["first"]}


@pytest.mark.parametrize(
    "which",
    [
        "none", "HS256", "another key of the same name", "a key that is not listed",
        "a key that it brings with it", "an address of keys that it brings with it",
        "the key of another algorithm", "no name of a key, and two are listed",
        "a name that is none",
    ],
)  # fmt: skip
def test_signatures_that_do_not_hold(
    client: Client, work: IdentityProvider, provider: Provider, which: str
) -> None:
    forged(provider, which)
    stays_out(client, sign_in_at_work(client), NOT_TAKEN)
    assert "/other-keys" not in provider.asked


def test_a_shared_secret_is_no_public_key(
    client: Client, work: IdentityProvider, provider: Provider
) -> None:
    """HS256, with what would verify it listed among the keys."""
    provider.signs = "HS256"
    provider.keys.append({"kty": "oct", "kid": "first", "k": "a25vd24"})
    stays_out(client, sign_in_at_work(client), NOT_TAKEN)


@pytest.mark.parametrize(
    "token", [None, 17, "", "a.b", "a.b.c", "....", "x" * 30_000, {"a": 1}, "é.é.é"], ids=str
)
def test_what_is_no_token(
    client: Client, work: IdentityProvider, provider: Provider, token: Any
) -> None:
    provider.answers["/token"] = lambda handler: send(handler, {"id_token": token})
    stays_out(client, sign_in_at_work(client), NOT_TAKEN)


@pytest.mark.filterwarnings("ignore")  # the library only warns of a short key
@pytest.mark.parametrize(
    "keys",
    [
        [], [{}], ["x"], [{"kty": "oct", "k": "a25vd24"}], [{"kty": "RSA", "n": "x", "e": "AQAB"}],
        [rsa_public(rsa_key("short", 1024), "first")],
        [rsa_public(rsa_key(), "first") | {"use": "enc"}], {"first": 1}, None,
    ],
    ids=lambda keys: str(keys)[:40],
)  # fmt: skip
def test_keys_that_cannot_be_used(
    client: Client, work: IdentityProvider, provider: Provider, keys: Any
) -> None:
    provider.keys = keys
    stays_out(client, sign_in_at_work(client), NO_ANSWER)


def test_an_answer_that_was_not_asked_for_ends_no_errand(
    client: Client, work: IdentityProvider, carl: User
) -> None:
    """Whoever makes a browser open an answer of their own signs nobody in as themselves."""
    attacker = Client()
    theirs = at_provider(go_out(attacker))
    own = at_provider(go_out(client))
    stays_out(client, client.get(theirs), "This sign-in was not begun in this browser")
    stays_out(client, client.get(BACK), "This sign-in was not begun in this browser")
    stays_out(client, client.get(f"{BACK}?state=&code=x"), "was not begun in this browser")
    stays_out(client, client.get(f"{BACK}?state=é&code=x"), "was not begun in this browser")
    assert client.get(own)["Location"] == "/staff/"


def test_the_code_of_somebody_else_is_not_redeemed(
    client: Client, work: IdentityProvider, provider: Provider
) -> None:
    theirs = parse_qs(urlsplit(at_provider(go_out(Client()))).query)["code"][0]
    state = parse_qs(urlsplit(go_out(client)).query)["state"][0]
    answer = client.get(f"{BACK}?{urlencode({'state': state, 'code': theirs})}")
    stays_out(client, answer, NO_ANSWER)


def test_a_code_is_redeemed_once(
    client: Client, work: IdentityProvider, provider: Provider
) -> None:
    there = at_provider(go_out(client))
    client.get(there)
    client.get(there)
    assert provider.asked.count("/token") == 1


@pytest.mark.parametrize("code", ["", "x" * 4_001])
def test_what_is_no_code(
    client: Client, work: IdentityProvider, provider: Provider, code: str
) -> None:
    provider.comes_back_with = {"code": code}
    stays_out(client, sign_in_at_work(client), NOT_TAKEN)
    assert "/token" not in provider.asked


def test_the_answer_of_one_sign_in_is_not_taken_for_that_of_another(
    client: Client, work: IdentityProvider, provider: Provider
) -> None:
    """A mix-up: the errand goes to Redbridge, and the answer comes to Merton's address."""
    merton = factories.OrganisationFactory(slug="merton", email_domain="merton.gov.uk")
    with running() as theirs:
        factories.IdentityProviderFactory(organisation=merton, issuer=theirs.issuer)
        there = at_provider(go_out(client)).replace("/redbridge/", "/merton/")
        stays_out(client, client.get(there), NOT_TAKEN)
        assert theirs.asked == []
    assert "/token" not in provider.asked


@pytest.mark.parametrize(
    ("names_itself", "named", "taken"),
    [
        (True, "own", True), (True, None, False), (False, None, True), (None, "own", True),
        (False, "https://evil.example", False), (True, "", False),
    ],
)  # fmt: skip
def test_an_answer_that_says_who_sends_it_must_say_the_right_one(
    client: Client, work: IdentityProvider, provider: Provider, names_itself: bool | None,
    named: str | None, taken: bool,
) -> None:  # fmt: skip
    provider.tells["authorization_response_iss_parameter_supported"] = names_itself
    provider.comes_back_with = {"iss": provider.issuer if named == "own" else named}
    answer = sign_in_at_work(client)
    if taken:
        assert answer["Location"] == "/staff/"
    else:
        stays_out(client, answer, NOT_TAKEN)


def test_after_the_end_nobody_comes_back(
    client: Client, work: IdentityProvider, owner: User
) -> None:
    there = at_provider(go_out(client))
    work.ended_at, work.ended_by = NOW, owner
    work.save()
    stays_out(client, client.get(there), NOT_TAKEN)
    page = client.post(START, {"email": "carl@redbridge.gov.uk"}).content.decode()
    assert "No organisation signs in that way with this address" in page


def test_a_secret_that_cannot_be_read_signs_nobody_in(
    client: Client, work: IdentityProvider, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    there = at_provider(go_out(client))
    IdentityProvider.objects.update(client_secret="sealed with another key")
    stays_out(client, client.get(there), NOT_TAKEN)
    assert "ALERT" in caplog.text


@pytest.mark.parametrize("error", ["access_denied", "<script>alert(1)</script>", "a\nb"])
def test_being_turned_away(
    client: Client, work: IdentityProvider, provider: Provider, error: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.INFO)
    provider.comes_back_with = {"error": error, "code": None}
    stays_out(client, sign_in_at_work(client), "Your organisation did not let you in.")
    logged = [one.message for one in caplog.records if one.name.startswith("consultation")]
    named = error if error == "access_denied" else "for no reason that we know"
    assert logged == [f"A work sign-in at {work.pk} was refused: {named}"]


def test_the_log_says_why_and_nothing_of_a_token(
    client: Client, work: IdentityProvider, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.says = {"aud": "another"}
    there = at_provider(go_out(client))
    client.get(there)
    refused = f"A work sign-in at {work.pk} was refused: it is for another audience"
    assert refused in [one.message for one in caplog.records]
    logged = " ".join(
        one.getMessage() for one in caplog.records if one.name != "urllib3.connectionpool"
    )
    asked = provider.redeemed[0]
    secrets = (asked["code"], asked["code_verifier"], asked["client_secret"], "eyJ", "redbridge.g")
    for secret in secrets:
        assert secret not in logged


def test_how_often_it_may_fail(client: Client, work: IdentityProvider, provider: Provider) -> None:
    provider.comes_back_with = {"error": "access_denied"}
    for _time in range(WORK_SIGN_IN_FAILED.count):
        sign_in_at_work(client)
    provider.comes_back_with = {}
    said = "Too many sign-ins with work accounts failed from your network"
    stays_out(client, sign_in_at_work(client), said)
    assert "/token" not in provider.asked


def test_only_a_page_is_asked_for(client: Client, work: IdentityProvider) -> None:
    there = at_provider(go_out(client))
    assert client.post(there).status_code == 405
    assert client.head(there).status_code == 405
    checked = Client(enforce_csrf_checks=True)
    assert checked.post(START, {"email": "carl@redbridge.gov.uk"}).status_code == 403
