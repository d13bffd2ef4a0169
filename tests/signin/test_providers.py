"""Staff set the sign-in of an organisation up, replace its secret, and end it."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from consultation.models import Consultation, Event, IdentityProvider, Organisation, User
from consultation.signin import actions
from consultation.signin.sealing import unseal
from consultation.states import Refused
from tests import factories
from tests.signin.conftest import sign_in_at_work, signed_in
from tests.signin.provider import CONFIGURATION, Provider, running

pytestmark = pytest.mark.django_db
PAGE = "/staff/consultations/front-counters/organisations/redbridge/sign-in/"


@pytest.fixture
def staff(client: Client, consultation: Consultation, owner: User, carl: User) -> Client:
    """An owner, who looks at Redbridge."""
    client.force_login(owner)
    return client


def typed(provider: Provider, **more: Any) -> dict[str, Any]:
    given = {
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
    }
    return given | more


def test_it_is_set_up_and_people_sign_in(
    staff: Client, provider: Provider, owner: User, carl: User, now: datetime
) -> None:
    page = staff.get(PAGE).content.decode()
    assert "http://localhost:8000/staff/sign-in/work/redbridge/" in page
    answer = staff.post(PAGE, typed(provider, trusts_second_factor="on"))
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    made = IdentityProvider.objects.get()
    assert (made.organisation.slug, made.issuer, made.client_id, made.trusts_second_factor) == (
        "redbridge", provider.issuer, "counterpoint", True,
    )  # fmt: skip
    assert (made.made_by, made.made_at, made.ended_at) == (owner, now, None)
    assert provider.client_secret not in made.client_secret
    assert unseal(made.client_secret) == provider.client_secret.encode()
    event = Event.objects.get()
    assert (event.kind, event.about, event.by, event.facts) == (
        "identity_provider.added", f"organisation:{made.organisation_id}", owner.pk,
        {"provider": made.pk},
    )  # fmt: skip
    page = staff.get(PAGE).content.decode()
    assert provider.client_secret not in page
    assert provider.issuer in page
    visitor = Client()
    assert sign_in_at_work(visitor)["Location"] == "/staff/"
    assert '<dd class="govuk-summary-list__value">1</dd>' in staff.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"issuer": ""}, "Enter the issuer, an address that starts with https://"),
        ({"issuer": "login.example"}, "Enter the issuer, an address that starts with https://"),
        ({"issuer": "http://login.example"}, "Enter the issuer, an address that starts with"),
        ({"issuer": "http://127.0.0.1.evil.example"}, "Enter the issuer, an address that starts"),
        ({"issuer": "http://127.0.0.1@evil.example"}, "Enter the issuer, an address that starts"),
        ({"issuer": "https://me@login.example"}, "Enter the issuer, an address that starts with"),
        ({"issuer": "https://login.example?a=b"}, "Enter the issuer, an address that starts with"),
        ({"issuer": "https://login.example:port"}, "Enter the issuer, an address that starts"),
        ({"issuer": "file:///etc/passwd"}, "Enter the issuer, an address that starts with"),
        ({"issuer": "https://x/" + "a" * 500}, "The issuer must be 500 characters or less"),
        ({"client_id": ""}, "Enter the client ID"),
        ({"client_secret": ""}, "Enter the client secret"),
        ({"client_secret": "s" * 501}, "The client secret must be 500 characters or less"),
    ],
    ids=str,
)
def test_what_is_typed_wrong(
    staff: Client, provider: Provider, more: dict[str, Any], said: str
) -> None:
    answer = staff.post(PAGE, typed(provider, **more))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert provider.asked == []
    assert not IdentityProvider.objects.exists()


@pytest.mark.parametrize(
    ("tells", "said"),
    [
        ({"issuer": "https://x.example/{tenantid}/v2.0"}, "it calls itself “https://x.example/"),
        ({"issuer": "<script>"}, "it calls itself “&lt;script&gt;”"),
        ({"jwks_uri": None}, "it names no jwks_uri"),
        ({"token_endpoint": "https://x.example/"}, "its token_endpoint is at another host than"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "takes no client secret"),
        ({"response_types_supported": ["id_token"]}, "does not offer the authorization code flow"),
        ({"code_challenge_methods_supported": ["plain"]}, "does not take a code challenge (PKCE"),
        ({"id_token_signing_alg_values_supported": ["HS256"]}, "signs neither with RS256 nor"),
    ],
    ids=str,
)
def test_what_is_wrong_there_is_told_at_once(
    staff: Client, provider: Provider, tells: dict[str, Any], said: str
) -> None:
    provider.tells = tells
    page = staff.post(PAGE, typed(provider)).content.decode()
    assert f"People cannot sign in there: {said}" in page or said in page
    assert provider.issuer in page  # what was typed is kept ...
    assert provider.client_secret not in page  # ... but for the secret
    assert not IdentityProvider.objects.exists()


def test_keys_are_looked_at_too(staff: Client, provider: Provider) -> None:
    provider.keys = []
    page = staff.post(PAGE, typed(provider)).content.decode()
    assert "it lists no key for RS256 or ES256" in page


def test_a_sign_in_that_does_not_answer(staff: Client) -> None:
    with running() as gone:
        pass
    page = staff.post(PAGE, typed(gone)).content.decode()
    assert "People cannot sign in there: it does not answer (NewConnectionError)" in page
    assert not IdentityProvider.objects.exists()


def test_in_production_it_is_encrypted(staff: Client, provider: Provider, settings: Any) -> None:
    settings.SECURE = True
    page = staff.post(PAGE, typed(provider)).content.decode()
    assert "The issuer must start with https://" in page
    assert provider.asked == []


def test_an_organisation_without_addresses_of_its_own_has_none(
    staff: Client, provider: Provider
) -> None:
    Organisation.objects.update(email_domain="")
    said = "We do not know what follows the @ in its people’s email addresses."
    assert said in staff.get(PAGE).content.decode()
    assert said in staff.post(PAGE, typed(provider)).content.decode()
    assert not IdentityProvider.objects.exists()


def test_of_two_organisations_with_the_same_addresses_one_signs_in(
    staff: Client, provider: Provider, work: IdentityProvider
) -> None:
    factories.OrganisationFactory(slug="libraries", email_domain="redbridge.gov.uk")
    there = PAGE.replace("redbridge", "libraries")
    said = "London Borough of Redbridge signs in with addresses at redbridge.gov.uk already."
    assert said in staff.post(there, typed(provider)).content.decode()
    assert IdentityProvider.objects.count() == 1


def test_one_at_a_time(work: IdentityProvider, owner: User, now: datetime) -> None:
    given = {"issuer": "https://other.example", "client_id": "x", "client_secret": "y"}
    with pytest.raises(Refused, match="Its people sign in with work accounts already"):
        actions.add_provider(
            organisation=work.organisation, trusts_second_factor=False, by=owner, at=now, **given
        )


def test_the_secret_is_replaced(
    staff: Client, provider: Provider, work: IdentityProvider, owner: User
) -> None:
    provider.client_secret = "renewed"
    visitor = Client()
    assert sign_in_at_work(visitor)["Location"] == "/staff/sign-in/work/"
    assert not signed_in(visitor)
    answer = staff.post(f"{PAGE}secret/", {"client_secret": ""})
    assert "Enter the client secret" in answer.content.decode()
    answer = staff.post(f"{PAGE}secret/", {"client_secret": "renewed"})
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    event = Event.objects.get()
    assert (event.kind, event.by) == ("identity_provider.renewed", owner.pk)
    assert "renewed" not in str(event.facts)
    assert sign_in_at_work(visitor)["Location"] == "/staff/"
    assert signed_in(visitor)


def test_it_is_ended_and_set_up_again(
    staff: Client, provider: Provider, work: IdentityProvider, owner: User, now: datetime
) -> None:
    sign_in_at_work(Client())
    answer = staff.post(f"{PAGE}end/")
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    work.refresh_from_db()
    assert (work.ended_by, work.ended_at) == (owner, now)
    assert Event.objects.latest("id").kind == "identity_provider.ended"
    said = "No organisation signs in that way with this address: use your password"
    refused = Client().post("/staff/sign-in/work/", {"email": "carl@redbridge.gov.uk"})
    assert said in refused.content.decode()
    for gone in ("secret/", "end/"):
        assert staff.get(f"{PAGE}{gone}").status_code == 404
    with pytest.raises(Refused, match="This sign-in has ended"):
        actions.renew_secret(provider=work, client_secret="x", by=owner, at=now)
    assert staff.post(PAGE, typed(provider)).status_code == 303
    assert sign_in_at_work(Client())["Location"] == "/staff/"
    page = staff.get(PAGE.removesuffix("sign-in/")).content.decode()
    for happened in ("Work sign-in set up", "Work sign-in ended"):
        assert happened in page


@pytest.mark.parametrize("role", ["moderator", "council_approver", "analyst"])
def test_nobody_else_sets_it_up(
    client: Client, consultation: Consultation, provider: Provider, role: str,
    request: pytest.FixtureRequest, work: IdentityProvider, now: datetime,
) -> None:  # fmt: skip
    person = request.getfixturevalue(role)
    client.force_login(person)
    assert client.post(PAGE, typed(provider)).status_code == 404
    assert client.post(f"{PAGE}end/").status_code == 404
    with pytest.raises(Refused, match="You need another role to invite organisations to reply"):
        actions.end_provider(provider=work, by=person, at=now)
    assert provider.asked == []


def test_a_check_asks_for_two_documents(staff: Client, provider: Provider) -> None:
    staff.post(PAGE, typed(provider))
    assert provider.asked == [CONFIGURATION, "/keys"]
