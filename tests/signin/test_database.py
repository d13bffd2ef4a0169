"""What the database itself refuses of second factors."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests import factories
from tests.house.test_database import refused

pytestmark = pytest.mark.django_db


def test_the_last_code_of_an_app_only_goes_forwards() -> None:
    app = factories.AuthenticatorAppFactory(last_step=100)
    said = f"authenticator app {app.pk}: only its last code changes, and only forwards"
    for change in ("last_step = 100", "last_step = 99", "secret = 'x', last_step = 101"):
        assert refused(f"UPDATE consultation_authenticatorapp SET {change}") == said
    app.last_step = 101
    app.save()


def test_a_recovery_code_is_used_once() -> None:
    code = factories.RecoveryCodeFactory()
    said = f"recovery code {code.pk}: it is used once, and nothing else of it changes"
    table = "consultation_recoverycode"
    assert refused(f"UPDATE {table} SET digest = '{'f' * 64}', used_at = made_at") == said
    early = f"UPDATE {table} SET used_at = made_at - interval '1 second'"
    assert "recovery_code_used_after_made" in refused(early)
    code.used_at = code.made_at
    code.save()
    assert refused(f"UPDATE {table} SET used_at = NULL") == said
    assert refused(f"UPDATE {table} SET used_at = now()") == said


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [({"digest": "17"}, "recovery_code_digest_is_a_digest"), ({}, "recovery_code_once")],
)
def test_a_digest_is_one_and_once(wrong: dict[str, str], constraint: str) -> None:
    code = factories.RecoveryCodeFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factories.RecoveryCodeFactory(**{"digest": code.digest} | wrong)


def test_a_key_is_one_accounts_and_has_a_name_of_its_own() -> None:
    key = factories.PasskeyFactory()
    for wrong, constraint in [
        ({"credential_id": key.credential_id}, "passkey_once"),
        ({"person": key.person, "name": key.name}, "passkey_name_once"),
        ({"name": ""}, "passkey_name_not_blank"),
        ({"sign_count": -1}, "passkey_sign_count_not_negative"),
    ]:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            factories.PasskeyFactory(**wrong)


@pytest.mark.django_db(transaction=True)
def test_an_account_has_a_second_factor_exactly_while_it_says_so() -> None:
    said = "it signs in with a second factor exactly while it has one"
    person = factories.UserFactory()
    person.two_factor_since = factories.THEN
    with pytest.raises(DatabaseError, match=said):
        person.save()
    with pytest.raises(DatabaseError, match=said):
        factories.AuthenticatorAppFactory(person=factories.UserFactory())
    with transaction.atomic():
        app = factories.AuthenticatorAppFactory()
    with pytest.raises(DatabaseError, match=said):
        app.delete()
    with transaction.atomic():
        factories.PasskeyFactory(person=app.person)
    app.delete()
    with pytest.raises(DatabaseError, match=said):
        app.person.passkeys.get().delete()
