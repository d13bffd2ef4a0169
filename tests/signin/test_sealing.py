"""What is sealed: with AES-256-GCM, opened under keys of before, and as it was sealed before."""

import base64
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings as given
from django.core.management import CommandError, call_command
from django.utils.crypto import salted_hmac

from consultation.models import AuthenticatorApp, IdentityProvider
from consultation.signin.sealing import seal, unseal
from tests import factories

MINUTE = timedelta(minutes=1)
SECRET = b"GEZD GNBV GY3T QOJQ"
SALT = "consultation.signin.sealing"


def key(name: str) -> bytes:
    return salted_hmac(SALT, name, secret=given.SECRET_KEY, algorithm="sha256").digest()


def test_it_is_aes_with_256_bits_in_galois_counter_mode() -> None:
    sealed = seal(SECRET)
    assert sealed.startswith("2.")
    whole = base64.urlsafe_b64decode(sealed[2:])
    assert len(key("gcm")) * 8 == 256
    assert AESGCM(key("gcm")).decrypt(whole[:12], whole[12:], b"2.") == SECRET
    assert SECRET not in whole


@pytest.mark.parametrize("content", [b"", SECRET, b"x" * 500_000], ids=len)
def test_it_is_opened_again_and_never_sealed_the_same_twice(content: bytes) -> None:
    assert unseal(seal(content)) == content
    assert len({seal(content) for _time in range(20)}) == 20


def test_what_was_sealed_before_is_opened(caplog: pytest.LogCaptureFixture) -> None:
    before = Fernet(base64.urlsafe_b64encode(key("seal"))).encrypt(SECRET).decode()
    assert unseal(before) == SECRET
    assert not caplog.records


@pytest.mark.parametrize("fernet", [False, True])
def test_both_are_opened_under_a_key_of_before_and_under_no_other(
    settings: Any, fernet: bool, caplog: pytest.LogCaptureFixture
) -> None:
    old = Fernet(base64.urlsafe_b64encode(key("seal")))
    sealed = old.encrypt(SECRET).decode() if fernet else seal(SECRET)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that has forty characters, no?"
    assert unseal(sealed) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(sealed) is None
    assert "ALERT: a secret of signing in cannot be read" in caplog.text


def test_whatever_is_altered_of_it_opens_nothing() -> None:
    sealed = seal(b"seven")
    whole = base64.urlsafe_b64decode(sealed[2:])
    for place in range(len(whole)):
        altered = bytearray(whole)
        altered[place] ^= 1
        assert unseal("2." + base64.urlsafe_b64encode(altered).decode()) is None
    for other in ("", "2.", "2.é", "2.AAAA", sealed[2:], f"3.{sealed[2:]}", sealed[:-4]):
        assert unseal(other) is None


KEYS: dict[str, Any] = {"secret": AuthenticatorApp, "client_secret": IdentityProvider}


def kept(column: str) -> list[str]:
    """What lies in the database, as it is sealed, the oldest first."""
    return list(KEYS[column].objects.order_by("made_at").values_list(column, flat=True))


def with_another_key(settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that has forty characters, no?"


def reseal() -> str:
    """What the command says."""
    said = StringIO()
    call_command("reseal", stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_after_another_key_the_old_one_can_go_once_all_is_sealed_anew(settings: Any) -> None:
    fernet = Fernet(base64.urlsafe_b64encode(key("seal"))).encrypt(SECRET).decode()
    first = factories.AuthenticatorAppFactory(secret=fernet)
    factories.AuthenticatorAppFactory(secret=seal(SECRET), made_at=first.made_at + MINUTE)
    factories.IdentityProviderFactory(client_secret=seal(SECRET))
    with_another_key(settings)
    newest = factories.AuthenticatorAppFactory(
        secret=seal(SECRET), made_at=first.made_at + 2 * MINUTE
    )
    assert reseal() == "3 sealed anew under the SECRET_KEY of now.\n"
    assert kept("secret")[2] == newest.secret, "what is sealed as it should be stays"
    settings.SECRET_KEY_FALLBACKS = []
    assert list(map(unseal, [*kept("secret"), *kept("client_secret")])) == [SECRET] * 4
    found = AuthenticatorApp.objects.get(person=first.person)
    assert (found.made_at, found.last_step) == (first.made_at, first.last_step)
    assert reseal() == "0 sealed anew under the SECRET_KEY of now.\n"


@pytest.mark.django_db
def test_what_no_key_opens_is_told_and_stays(settings: Any) -> None:
    lost = factories.AuthenticatorAppFactory(secret=seal(SECRET))
    with_another_key(settings)
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(CommandError, match="1 cannot be opened: put the key"):
        reseal()
    assert kept("secret") == [lost.secret]
