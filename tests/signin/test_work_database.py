"""What the database itself refuses of sign-in with work accounts."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests import factories
from tests.house.test_database import refused

pytestmark = pytest.mark.django_db
PROVIDER, IDENTITY = "consultation_identityprovider", "consultation_identity"


@pytest.mark.parametrize(
    "change",
    [
        "issuer = 'https://evil.example'", "client_id = 'x'", "trusts_second_factor = true",
        "made_at = now()", "organisation_id = organisation_id + 1",
    ],
)  # fmt: skip
def test_only_the_secret_and_the_end_change(change: str) -> None:
    provider = factories.IdentityProviderFactory()
    said = f"identity provider {provider.pk}: only its secret and its end may be written"
    assert refused(f"UPDATE {PROVIDER} SET {change}") == said
    assert refused(f"DELETE FROM {PROVIDER}").endswith("DELETE refused")
    assert refused(f"TRUNCATE {PROVIDER} CASCADE").endswith("TRUNCATE refused")
    provider.client_secret = "another"
    provider.save()


def test_an_end_is_one() -> None:
    provider = factories.IdentityProviderFactory()
    half = refused(f"UPDATE {PROVIDER} SET ended_at = now()")
    assert "identity_provider_ended_at_with_ended_by" in half
    early = f"ended_at = made_at - interval '1 second', ended_by_id = {provider.made_by_id}"
    assert "identity_provider_ended_after_made" in refused(f"UPDATE {PROVIDER} SET {early}")
    provider.ended_at, provider.ended_by = provider.made_at, provider.made_by
    provider.save()
    said = f"identity provider {provider.pk}: it has ended and is not changed"
    for change in ("client_secret = 'x'", "ended_at = NULL, ended_by_id = NULL"):
        assert refused(f"UPDATE {PROVIDER} SET {change}") == said
    with pytest.raises(DatabaseError, match="identity: its provider has ended"):
        factories.IdentityFactory(provider=provider)


def test_an_organisation_has_one_in_force() -> None:
    provider = factories.IdentityProviderFactory()
    with pytest.raises(IntegrityError, match="once_in_force"), transaction.atomic():
        factories.IdentityProviderFactory(organisation=provider.organisation)
    provider.ended_at, provider.ended_by = provider.made_at, provider.made_by
    provider.save()
    factories.IdentityProviderFactory(organisation=provider.organisation)


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"issuer": "http://login.example"}, "issuer_is_safe"),
        ({"issuer": "http://127.0.0.1.evil.example"}, "issuer_is_safe"),
        ({"issuer": "http://localhost@evil.example"}, "issuer_is_safe"),
        ({"issuer": "https://me@login.example"}, "issuer_is_safe"),
        ({"issuer": "https://login.example?x"}, "issuer_is_safe"),
        ({"issuer": ""}, "issuer_is_safe"),
        ({"client_id": ""}, "client_id_not_blank"),
        ({"client_secret": ""}, "client_secret_not_blank"),
    ],
    ids=str,
)
def test_what_no_provider_is(wrong: dict[str, str], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f"identity_provider_{constraint}"):
        factories.IdentityProviderFactory(**wrong)


@pytest.mark.parametrize(
    "issuer", ["http://127.0.0.1:8080", "http://[::1]", "http://localhost:9/a", "https://a.b/c/d"]
)
def test_what_an_issuer_may_be(issuer: str) -> None:
    factories.IdentityProviderFactory(issuer=issuer)


def test_whose_account_a_work_account_is_stays() -> None:
    identity = factories.IdentityFactory()
    said = f"{IDENTITY} is append-only: "
    assert refused(f"UPDATE {IDENTITY} SET subject = 'x'") == f"{said}UPDATE refused"
    assert refused(f"DELETE FROM {IDENTITY}") == f"{said}DELETE refused"
    assert refused(f"TRUNCATE {IDENTITY}") == f"{said}TRUNCATE refused"
    for wrong, constraint in [
        ({"subject": identity.subject}, "identity_subject_once"),
        ({"person": identity.person}, "identity_person_once"),
        ({"subject": ""}, "identity_subject_not_blank"),
    ]:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            factories.IdentityFactory(provider=identity.provider, **wrong)
    factories.IdentityFactory(subject=identity.subject, person=identity.person)
