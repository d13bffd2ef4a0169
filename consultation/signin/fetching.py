"""Asking an organisation's own sign-in: at its host alone, no redirects, bounded time and size.

Whom we ask is what staff have entered, and what it sends may be anything.
"""

import json
import socket
from collections.abc import Mapping
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3
from django.conf import settings
from django.core.cache import cache
from urllib3.connection import HTTPConnection, HTTPSConnection

PATIENCE = 10.0  # seconds, from asking to the end of the answer
MOST = 1_000_000  # bytes
PART = 65_536
RESTS = 10  # seconds, in which an issuer that did not answer is not asked by this process
OK = 200
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


class Unanswered(Exception):
    """No answer that can be read. Says why, in words without a secret or a token."""


class TooSlow(Exception):
    """The answer goes on and on."""


def is_outside(address: str) -> bool:
    """An address of the internet, and of no machine or network of ours."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    return found.is_global and not found.is_multicast


def _judged(line: socket.socket) -> socket.socket:
    """The line, judged once it stands: a name may lead elsewhere each time that it is asked for.

    Raises Unanswered before a byte is sent.
    """
    if not settings.WORK_SIGN_IN_INSIDE and not is_outside(line.getpeername()[0]):
        line.close()
        raise Unanswered("it is inside our own network")
    return line


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _judged(super()._new_conn())


class _Sealed(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _judged(super()._new_conn())


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Plain


class _SealedPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Sealed


class _Pools(urllib3.PoolManager):
    """urllib3's own, whose lines are judged."""

    def __init__(self, **more: Any) -> None:
        super().__init__(num_pools=1, retries=False, **more)
        self.pool_classes_by_scheme = {"http": _PlainPool, "https": _SealedPool}


def place_of(address: str) -> tuple[str, str, int | None] | None:
    """What must be the same of all that we ask: scheme, host and port. None for no address."""
    try:
        parts = urlsplit(address)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname or parts.username is not None or parts.scheme not in ("https", "http"):
        return None
    return parts.scheme, parts.hostname, port


def ask(
    address: str,
    *,
    issuer: str,
    fields: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The JSON object at an address on the issuer's host; with `fields` these are posted.

    An issuer that hangs holds a few requests up, and not all that come. Raises Unanswered.
    """
    rests = f"signin.rests.{sha256(issuer.encode()).hexdigest()}"
    if cache.get(rests):
        raise Unanswered("it did not answer a moment ago")
    if place_of(address) is None or place_of(address) != place_of(issuer):
        raise Unanswered("it is at another host than the issuer")
    started, patience = monotonic(), urllib3.Timeout(total=PATIENCE)
    try:
        with _Pools(timeout=patience) as pool:
            answer = pool.request(
                "GET" if fields is None else "POST",
                address,
                body=None if fields is None else urlencode(fields),
                headers={**(FORM if fields is not None else {}), **(headers or {})},
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                content = _read(answer, started)
            finally:
                answer.close()
    except (urllib3.exceptions.HTTPError, OSError, ValueError, TooSlow) as problem:
        cache.set(rests, True, RESTS)
        raise Unanswered(f"it does not answer ({type(problem).__name__})") from None
    return _object(answer.status, content)


def _read(answer: urllib3.BaseHTTPResponse, started: float) -> bytes:
    """All of it, unless that is too much or takes too long."""
    content = b""
    while part := answer.read1(PART):
        content += part
        if len(content) > MOST:
            raise Unanswered("it sends more than one megabyte")
        if monotonic() - started > PATIENCE:
            raise TooSlow
    return content


def _object(status: int, content: bytes) -> dict[str, Any]:
    if status != OK:
        raise Unanswered(f"it answers with status {status}")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise Unanswered("what it sends is not JSON") from None
    if not isinstance(found, dict):
        raise Unanswered("what it sends is not a JSON object")
    return found
