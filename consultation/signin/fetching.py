"""Asking an organisation's own sign-in: at its host alone, no redirects, bounded time and size.

Whom we ask is what staff have entered, and what it sends may be anything.
"""

import json
from collections.abc import Mapping
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3

PATIENCE = 10.0  # seconds, from asking to the end of the answer
MOST = 1_000_000  # bytes
PART = 65_536
OK = 200
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


class Unanswered(Exception):
    """No answer that can be read. Says why, in words without a secret or a token."""


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

    Raises Unanswered.
    """
    if place_of(address) is None or place_of(address) != place_of(issuer):
        raise Unanswered("it is at another host than the issuer")
    started, patience = monotonic(), urllib3.Timeout(total=PATIENCE)
    try:
        with urllib3.PoolManager(num_pools=1, timeout=patience, retries=False) as pool:
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
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as problem:
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
            raise Unanswered("it takes too long")
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
