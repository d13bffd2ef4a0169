"""Passkeys (WebAuthn): what a browser is asked, and whether its answer holds. Stores nothing.

Only for the address that the service is reached at (PUBLIC_URL): a page elsewhere that looks like
ours gets no answer that is good here.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from consultation.models import Passkey, User
from consultation.signin.totp import ISSUER

logger = logging.getLogger(__name__)
# The password is the other factor, so a device need not ask for a finger or a number again.
VERIFICATION = UserVerificationRequirement.DISCOURAGED


@dataclass(frozen=True)
class Asked:
    """What the page gives to the browser, and what the session must remember until it answers."""

    options: str
    state: dict[str, Any]


@dataclass(frozen=True)
class Credential:
    """A key that a device has made, or used: its id, what is kept of it, and its own count."""

    credential_id: bytes
    kept: bytes
    count: int


def _server() -> Fido2Server:
    named = PublicKeyCredentialRpEntity(name=ISSUER, id=urlsplit(settings.PUBLIC_URL).hostname)
    return Fido2Server(named, verify_origin=lambda origin: origin == settings.PUBLIC_URL)


def _known(held: Sequence[Passkey]) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(one.credential)) for one in held]


def _asked(options: Any, state: Any) -> Asked:
    return Asked(json.dumps(dict(options.public_key)), dict(state))


def ask_for_new(person: User, held: Sequence[Passkey]) -> Asked:
    """Make a key, on a device that has none of this account yet."""
    named = PublicKeyCredentialUserEntity(
        id=str(person.pk).encode(), name=person.email, display_name=person.name
    )
    options, state = _server().register_begin(
        named,
        _known(held),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=VERIFICATION,
    )
    return _asked(options, state)


def new_credential(answer: str, state: dict[str, Any]) -> Credential | None:
    """The key that the browser made; None where the answer does not hold."""
    try:
        made = _server().register_complete(state, json.loads(answer))
        data = made.credential_data
        assert data is not None
    except Exception as problem:  # an answer may be anything: whatever it breaks, it does not hold
        logger.info("A new passkey was refused: %s", type(problem).__name__)
        return None
    return Credential(data.credential_id, bytes(data), made.counter)


def ask_for_use(held: Sequence[Passkey]) -> Asked:
    """Sign the challenge with one of these keys."""
    options, state = _server().authenticate_begin(_known(held), user_verification=VERIFICATION)
    return _asked(options, state)


def used_credential(
    answer: str, state: dict[str, Any], held: Sequence[Passkey]
) -> Credential | None:
    """The key that signed; None where the answer does not hold."""
    try:
        typed = AuthenticationResponse.from_dict(json.loads(answer))
        data = _server().authenticate_complete(state, _known(held), typed)
    except Exception as problem:  # as above
        logger.info("A passkey was refused: %s", type(problem).__name__)
        return None
    return Credential(data.credential_id, bytes(data), typed.response.authenticator_data.counter)
