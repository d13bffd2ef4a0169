"""Signing in at an organisation's own sign-in: out with a question, back with a code.

The authorization code flow of OpenID Connect with PKCE. What goes out and what must come back is
one errand, which the session of the visitor holds; it is good once and for ten minutes.
"""

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.urls import reverse

from consultation.models import IdentityProvider, Organisation
from consultation.signin import discovery, tokens
from consultation.signin.discovery import Discovered
from consultation.signin.fetching import ask
from consultation.signin.sealing import unseal
from consultation.signin.tokens import Told, Unfit
from consultation.stored import known

PATIENCE = timedelta(minutes=10)
SCOPE = "openid email"


@dataclass(frozen=True)
class Errand:
    """What one visitor went out with."""

    provider: int
    state: str
    nonce: str
    verifier: str
    onward: str
    at: float

    @property
    def kept(self) -> bytes:
        """To be put into the session."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def of(cls, kept: bytes) -> "Errand":
        """As it was put there."""
        return cls(**known(cls, json.loads(kept)))

    def is_late(self, at: datetime) -> bool:
        """It was begun more than ten minutes ago."""
        return not 0 <= at.timestamp() - self.at <= PATIENCE.total_seconds()


def back_at(organisation: Organisation) -> str:
    """Where its sign-in sends people back to.

    Each organisation has an address of its own: what one sends is never taken for another's.
    """
    return f"{settings.PUBLIC_URL}{reverse('work-sign-in-back', args=[organisation.slug])}"


def begin(
    provider: IdentityProvider, *, email: str, onward: str, at: datetime
) -> tuple[str, Errand]:
    """Where to send the visitor, and what to remember. Raises Unanswered."""
    found = discovery.known(provider.issuer)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _one in range(3))
    errand = Errand(provider.pk, state, nonce, verifier, onward, at.timestamp())
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back_at(provider.organisation),
        "scope": SCOPE,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
        "login_hint": email,
    }
    parts = urlsplit(found.authorize_at)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *asked.items()])
    return urlunsplit(parts._replace(query=query, fragment="")), errand


def challenge_of(verifier: str) -> str:
    """What shows later that the code is redeemed by whoever asked for it (RFC 7636)."""
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def why_not_from(provider: IdentityProvider, issuer: str | None) -> str:
    """Where the answer says who sends it, it must be this one (RFC 9207). Raises Unanswered."""
    if issuer is None:
        names_itself = discovery.known(provider.issuer).names_itself
        return "the answer does not say who sends it" if names_itself else ""
    return "" if issuer == provider.issuer else "the answer is of another issuer"


def redeem(provider: IdentityProvider, errand: Errand, code: str, *, at: datetime) -> Told:
    """Who came back with this code. Raises Unfit, and Unanswered."""
    found = discovery.known(provider.issuer)
    secret = unseal(provider.client_secret)
    if secret is None:
        raise Unfit("our own secret cannot be read")
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back_at(provider.organisation),
        "code_verifier": errand.verifier,
    }
    shown = _shown(provider.client_id, secret.decode(), found)
    told: dict[str, Any] = ask(
        found.token_at, issuer=provider.issuer, fields=fields | shown["fields"],
        headers=shown["headers"],
    )  # fmt: skip
    return tokens.read(
        told.get("id_token"), provider=provider, found=found, nonce=errand.nonce, at=at
    )


def _shown(client_id: str, secret: str, found: Discovered) -> dict[str, dict[str, str]]:
    """Who asks: in the form where that is offered, else in a header."""
    if found.posts_secret:
        return {"fields": {"client_id": client_id, "client_secret": secret}, "headers": {}}
    pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
    basic = base64.b64encode(pair.encode()).decode()
    return {"fields": {}, "headers": {"Authorization": f"Basic {basic}"}}
