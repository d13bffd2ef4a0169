"""How an organisation's sign-in may answer when we ask it: too much, too late, from elsewhere."""

import time
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.test import Client

from consultation.models import IdentityProvider
from consultation.signin import fetching
from consultation.signin.fetching import MOST
from tests.signin.conftest import at_provider, go_out, sign_in_at_work, signed_in
from tests.signin.provider import CONFIGURATION, Provider, redirect, running, send
from tests.signin.test_work_attacks import NO_ANSWER, stays_out
from tests.signin.test_work_sign_in import START

pytestmark = pytest.mark.django_db


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _part in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass  # nobody listens any more


def flood(handler: BaseHTTPRequestHandler) -> None:
    content = b'{"id_token": "' + b"x" * 2 * MOST + b'"}'
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    with suppress(OSError):  # nobody listens any more
        handler.wfile.write(content)


def words(content: bytes) -> Any:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


ODD = {
    "a flood": flood,
    "no JSON": words(b"<html>"),
    "no object": words(b"[1]"),
    "too deep": words(b"[" * 200_000),
    "no text": words(b"\xff\xfe{"),
    "an error": lambda handler: send(handler, {"error": "server_error"}, 500),
    "nothing": lambda handler: handler.connection.close(),
}


@pytest.mark.parametrize("address", [CONFIGURATION, "/keys", "/token"])
@pytest.mark.parametrize("answer", ODD, ids=str)
def test_answers_that_cannot_be_read(
    client: Client, work: IdentityProvider, provider: Provider, address: str, answer: str
) -> None:
    provider.answers[address] = ODD[answer]
    if address == CONFIGURATION:
        page = client.post(START, {"email": "carl@redbridge.gov.uk"}).content.decode()
        assert NO_ANSWER in page
        assert not signed_in(client)
        return
    stays_out(client, sign_in_at_work(client), NO_ANSWER)


@pytest.mark.real_clock
@pytest.mark.parametrize("answer", [drip, lambda handler: time.sleep(10)], ids=["drips", "sleeps"])
def test_nobody_waits_for_long(
    client: Client, work: IdentityProvider, provider: Provider, answer: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert fetching.PATIENCE == 10
    monkeypatch.setattr(fetching, "PATIENCE", 0.4)
    there = at_provider(go_out(client))
    provider.answers["/token"] = answer
    started = time.monotonic()
    stays_out(client, client.get(there), NO_ANSWER)
    assert time.monotonic() - started < 8  # on a busy machine
    asked = len(provider.asked)
    stays_out(client, client.get(at_provider(go_out(client))), NO_ANSWER)  # what was known helps
    assert provider.asked[asked:] == ["/authorize"]  # nobody waits again


@pytest.mark.parametrize("address", [CONFIGURATION, "/keys", "/token"])
def test_a_redirect_is_not_followed(
    client: Client, work: IdentityProvider, provider: Provider, address: str
) -> None:
    with running() as elsewhere:
        for place in (elsewhere.issuer, provider.issuer):
            provider.answers[address] = partial(redirect, address=f"{place}/there")
            if address == CONFIGURATION:
                page = client.post(START, {"email": "carl@redbridge.gov.uk"}).content.decode()
                assert NO_ANSWER in page
            else:
                stays_out(client, sign_in_at_work(client), NO_ANSWER)
        assert elsewhere.asked == []
    assert "/there" not in provider.asked


@pytest.mark.parametrize("name", ["jwks_uri", "token_endpoint", "authorization_endpoint"])
def test_nothing_is_fetched_from_another_host(
    client: Client, work: IdentityProvider, provider: Provider, name: str
) -> None:
    with running() as elsewhere:
        for address in (
            f"{elsewhere.issuer}/x", provider.issuer.replace("127.0.0.1", "localhost") + "/x",
            provider.issuer.replace("//", "//user@") + "/x", "file:///etc/passwd", "//x", None, 17,
        ):  # fmt: skip
            provider.tells[name] = address
            page = client.post(START, {"email": "carl@redbridge.gov.uk"}).content.decode()
            assert NO_ANSWER in page
        assert elsewhere.asked == []
    assert set(provider.asked) == {CONFIGURATION}


def test_asking_itself_asks_nobody_else(provider: Provider) -> None:
    with running() as elsewhere:
        for address in (f"{elsewhere.issuer}/keys", "file:///etc/passwd", "http://[", "x"):
            with pytest.raises(fetching.Unanswered, match="it is at another host than the issuer"):
                fetching.ask(address, issuer=provider.issuer)
        assert elsewhere.asked == []
