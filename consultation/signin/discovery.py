"""What an organisation's sign-in says of itself (OpenID Connect Discovery), and its public keys.

Both are remembered for an hour by each process, in Django's cache, which holds a few hundred rows.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from joserfc.jwk import ECKey, KeySet, RSAKey

from consultation.signin.fetching import Unanswered, ask, place_of

WELL_KNOWN = "/.well-known/openid-configuration"
REMEMBERED = 3600  # seconds
AGAIN_AFTER = 60  # seconds between two looks for a key that we do not know
ALGORITHMS = ("RS256", "ES256")
SMALLEST_RSA = 2048  # bits
MOST_KEYS = 50


class Unsuitable(Unanswered):
    """It answers, but we cannot sign anybody in with it. Says why."""


@dataclass(frozen=True)
class Discovered:
    """Where to send people and where to ask, and how."""

    issuer: str
    authorize_at: str
    token_at: str
    keys_at: str
    posts_secret: bool  # in the form, not in a header
    names_itself: bool  # in what it sends people back with (RFC 9207)


def look(issuer: str) -> Discovered:
    """Ask it now. Raises Unanswered, and Unsuitable with what is wrong."""
    told = ask(issuer.rstrip("/") + WELL_KNOWN, issuer=issuer)
    if told.get("issuer") != issuer:
        named = str(told.get("issuer", ""))[:200]
        raise Unsuitable(f"it calls itself “{named}”, and the issuer must be exactly that")
    methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    found = Discovered(
        issuer=issuer,
        authorize_at=_address(told, "authorization_endpoint", issuer),
        token_at=_address(told, "token_endpoint", issuer),
        keys_at=_address(told, "jwks_uri", issuer),
        posts_secret=_has(methods, "client_secret_post"),
        names_itself=told.get("authorization_response_iss_parameter_supported") is True,
    )
    if not (found.posts_secret or _has(methods, "client_secret_basic")):
        raise Unsuitable("it takes no client secret")
    if not _has(told.get("response_types_supported", ["code"]), "code"):
        raise Unsuitable("it does not offer the authorization code flow")
    if not _has(told.get("code_challenge_methods_supported", ["S256"]), "S256"):
        raise Unsuitable("it does not take a code challenge (PKCE, S256)")
    signs = told.get("id_token_signing_alg_values_supported", ["RS256"])
    if not any(_has(signs, one) for one in ALGORITHMS):
        raise Unsuitable("it signs neither with RS256 nor with ES256")
    return found


def _has(offered: Any, wanted: str) -> bool:
    return isinstance(offered, list) and wanted in offered


def _address(told: dict[str, Any], name: str, issuer: str) -> str:
    """One on the issuer's own host. Raises Unsuitable."""
    address = told.get(name)
    if not isinstance(address, str) or place_of(address) is None:
        raise Unsuitable(f"it names no {name}")
    if place_of(address) != place_of(issuer):
        raise Unsuitable(f"its {name} is at another host than the issuer")
    return address


def check(issuer: str) -> str:
    """What is wrong with it; empty where people can sign in with it. Asks it now."""
    try:
        found = look(issuer)
        _remember_keys(found)
    except Unanswered as why:
        return str(why)
    cache.set(_key("configuration", issuer), found, REMEMBERED)
    return ""


def known(issuer: str) -> Discovered:
    """What it said within the last hour, or says now. Raises Unanswered."""
    found = cache.get(_key("configuration", issuer))
    if not isinstance(found, Discovered):
        found = look(issuer)
        cache.set(_key("configuration", issuer), found, REMEMBERED)
    return found


def _key(what: str, issuer: str) -> str:
    return f"signin.{what}.{sha256(issuer.encode()).hexdigest()}"


def keys_of(found: Discovered, *, kid: str | None) -> KeySet:
    """Its public keys; asked for again, but not again and again, where `kid` is not among them.

    Raises Unanswered, and Unsuitable where there is no key that we can use.
    """
    kept = cache.get(_key("keys", found.issuer))
    if kept is not None:
        keys = _usable(kept)
        if kid is None or kid in {one.kid for one in keys}:
            return keys
        if not cache.add(_key("asked", found.issuer), True, AGAIN_AFTER):
            return keys
    return _remember_keys(found)


def _remember_keys(found: Discovered) -> KeySet:
    told = ask(found.keys_at, issuer=found.issuer).get("keys")
    listed = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    keys = _usable(listed[:MOST_KEYS])
    cache.set(_key("keys", found.issuer), listed[:MOST_KEYS], REMEMBERED)
    return keys


def _usable(listed: list[dict[str, Any]]) -> KeySet:
    """RSA keys that are long enough, and keys on the curve P-256. Never a shared secret.

    What else is listed is passed over, as the standard asks. Raises Unsuitable where none is left.
    """
    keys: list[Any] = []
    for one in listed:
        kind: Any = {"RSA": RSAKey, "EC": ECKey}.get(str(one.get("kty")))
        if kind is None or one.get("use", "sig") != "sig":
            continue
        public = {name: value for name, value in one.items() if name in PUBLIC_PARTS}
        try:
            key = kind.import_key(public)
            suits = _suits(key)
        except Exception:  # noqa: S112 - a key may be anything: one that cannot be read is none
            continue
        if suits:
            keys.append(key)
    if not keys:
        raise Unsuitable("it lists no key for RS256 or ES256")
    return KeySet(keys)


PUBLIC_PARTS = {"kty", "kid", "alg", "n", "e", "crv", "x", "y"}


def _suits(key: RSAKey | ECKey) -> bool:
    if isinstance(key, RSAKey):
        return key.public_key.key_size >= SMALLEST_RSA
    return bool(key.curve_name == "P-256")
