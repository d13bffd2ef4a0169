"""An organisation's own sign-in, as small as the standard allows, on this machine.

It lets everybody in at once, and can be told to misbehave: in what it says of itself (`tells`), of
a person (`says`), in how it signs (`signs`), and in what an address answers (`answers`).
"""

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

CONFIGURATION = "/.well-known/openid-configuration"
SECRET = "known to both alone"
Answer = Callable[[BaseHTTPRequestHandler], None]


@cache
def rsa_key(name: str = "first", size: int = 2048) -> rsa.RSAPrivateKey:
    """One a name: making them takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=size)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _number(value: int, size: int = 0) -> str:
    return b64(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def rsa_public(key: rsa.RSAPrivateKey, kid: str) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    return {
        "kty": "RSA",
        "use": "sig",
        "kid": kid,
        "n": _number(numbers.n),
        "e": _number(numbers.e),
    }


def ec_public(kid: str) -> dict[str, str]:
    numbers = ec_key().public_key().public_numbers()
    x, y = _number(numbers.x, 32), _number(numbers.y, 32)
    return {"kty": "EC", "crv": "P-256", "use": "sig", "kid": kid, "x": x, "y": y}


def public_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


class Provider:
    """What it was asked for stands in `asked`; what it would say of whoever comes, in `person`."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.client_id, self.client_secret = "counterpoint", SECRET
        self.person: dict[str, Any] = {"sub": "00u1", "email": "carl@redbridge.gov.uk"}
        self.tells: dict[str, Any] = {}
        self.says: dict[str, Any] = {}
        self.heads: dict[str, Any] = {}
        self.comes_back_with: dict[str, str | None] = {}
        self.signs, self.key, self.kid = "RS256", rsa_key(), "first"
        self.keys: list[dict[str, Any]] = [rsa_public(rsa_key(), "first"), ec_public("curve")]
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.redeemed: list[dict[str, str]] = []
        self.grants: dict[str, dict[str, str]] = {}

    @property
    def configuration(self) -> dict[str, Any]:
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        return {key: value for key, value in (told | self.tells).items() if value is not None}

    def authorise(self, asked: dict[str, str]) -> str:
        """Where the visitor is sent back to."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == self.client_id
        assert asked["code_challenge_method"] == "S256"
        code = token_urlsafe(16)
        self.grants[code] = asked
        given = {"code": code, "state": asked["state"]} | self.comes_back_with
        query = urlencode({key: value for key, value in given.items() if value is not None})
        return f"{asked['redirect_uri']}?{query}"

    def redeem(self, fields: dict[str, str], authorisation: str | None) -> dict[str, Any] | None:
        """Tokens for a code, once, to whoever asked for it; None for anybody else."""
        self.redeemed.append(fields)
        if authorisation:
            shown = base64.b64decode(authorisation.removeprefix("Basic ")).decode().split(":")
        else:
            shown = [fields.get("client_id", ""), fields.get("client_secret", "")]
        granted = self.grants.pop(fields["code"], None)
        verifier = b64(sha256(fields["code_verifier"].encode()).digest())
        if (
            granted is None
            or [part.replace("%20", " ") for part in shown] != [self.client_id, self.client_secret]
            or fields["redirect_uri"] != granted["redirect_uri"]
            or verifier != granted["code_challenge"]
        ):
            return None
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": self.client_id,
            "nonce": granted["nonce"],
        }
        claims |= {"iat": now, "exp": now + 300, **self.person, **self.says}
        told = {key: value for key, value in claims.items() if value is not None}
        return {"access_token": "not used", "token_type": "Bearer", "id_token": self.signed(told)}

    def signed(self, claims: dict[str, Any]) -> str:
        """An ID token."""
        header = {"alg": self.signs, "typ": "JWT", "kid": self.kid, **self.heads}
        header = {key: value for key, value in header.items() if value is not None}
        parts = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
        return f"{parts}.{b64(self._signature(parts.encode()))}"

    def _signature(self, content: bytes) -> bytes:
        if self.signs == "none":
            return b""
        if self.signs == "HS256":
            return hmac.digest(public_pem(self.key), content, "sha256")
        if self.signs == "ES256":
            r, s = decode_dss_signature(ec_key().sign(content, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return self.key.sign(content, padding.PKCS1v15(), hashes.SHA256())


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None:
            """Nobody reads it."""

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            if parts.path in provider.answers:
                provider.answers[parts.path](self)
            elif parts.path == CONFIGURATION:
                send(self, provider.configuration)
            elif parts.path == "/keys":
                send(self, {"keys": provider.keys})
            elif parts.path == "/authorize":
                asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
                redirect(self, provider.authorise(asked))
            else:
                send(self, {}, 404)

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            content = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = {key: values[0] for key, values in parse_qs(content).items()}
            if self.path in provider.answers:
                provider.answers[self.path](self)
                return
            told = provider.redeem(fields, self.headers.get("Authorization"))
            send(self, told or {"error": "invalid_grant"}, 200 if told else 400)

    return Handler


def send(handler: BaseHTTPRequestHandler, told: Any, status: int = 200) -> None:
    """JSON."""
    content = json.dumps(told).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def redirect(handler: BaseHTTPRequestHandler, address: str) -> None:
    """To somewhere else."""
    handler.send_response(302)
    handler.send_header("Location", address)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


@contextmanager
def running() -> Iterator[Provider]:
    """One that answers while a test runs."""
    provider = Provider()
    thread = Thread(target=provider.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        thread.join()
        provider.server.server_close()
