"""A device that holds one passkey, as software: what a browser would send for it."""

import json
from hashlib import sha256
from html import unescape
from re import search
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG


def options_on(page: str) -> dict[str, Any]:
    """What the page asks the browser for."""
    found = search(r'data-options="([^"]+)"', page)
    assert found is not None
    asked: dict[str, Any] = json.loads(unescape(found[1]))
    return asked


class Device:
    """Counts its signatures, unless `counts` is False, as passkeys that are copied do."""

    def __init__(self, *, key: bytes = b"k" * 32, counts: bool = True) -> None:
        self.id, self.counts, self.count = key, counts, 0
        self.private = generate_private_key(SECP256R1())
        self.origin = settings.PUBLIC_URL

    def _data(self, flags: Any, credential: bytes = b"") -> AuthenticatorData:
        self.count += self.counts
        name = (urlsplit(settings.PUBLIC_URL).hostname or "").encode()
        return AuthenticatorData.create(sha256(name).digest(), flags, self.count, credential)

    def _client(self, kind: str, page: str) -> CollectedClientData:
        challenge = options_on(page)["challenge"]
        return CollectedClientData.create(kind, challenge, self.origin)

    def _told(self, **response: bytes) -> str:
        key = websafe_encode(self.id)
        given = {name: websafe_encode(part) for name, part in response.items()}
        return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": given})

    def make(self, page: str) -> str:
        """The answer to a page that asks for a new passkey."""
        public = ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.id, public)
        data = self._data(FLAG.UP | FLAG.AT, credential)
        client = self._client("webauthn.create", page)
        made = AttestationObject.create("none", data, {})
        return self._told(clientDataJSON=client, attestationObject=made)

    def use(self, page: str) -> str:
        """The answer to a page that asks for a signature."""
        data, client = self._data(FLAG.UP), self._client("webauthn.get", page)
        signed = self.private.sign(data + client.hash, ECDSA(SHA256()))
        return self._told(clientDataJSON=client, authenticatorData=data, signature=signed)
