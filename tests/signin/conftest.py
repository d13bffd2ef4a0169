"""Somebody with an authenticator app, and what it shows; somebody with a work account."""

from collections.abc import Callable, Iterator
from datetime import datetime
from html import unescape
from re import search
from typing import Any
from urllib.parse import urlsplit

import pytest
import urllib3
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from consultation.models import IdentityProvider, Organisation, Role, User
from consultation.signin import totp
from tests import conftest, factories
from tests.conftest import PASSWORD
from tests.signin.provider import Provider, running


def shown(at: datetime, steps: int = 0) -> str:
    """What the app shows, so many half minutes later."""
    return totp.code_of(factories.APP_SECRET, totp.step_at(at) + steps)


def first_step(client: Client, person: User, **more: Any) -> Any:
    """The right password."""
    typed = {"username": person.email, "password": PASSWORD, **more}
    return client.post("/staff/sign-in/", typed)


def signed_in(client: Client) -> bool:
    """Some page for those who are signed in answers."""
    return client.get("/staff/").status_code == 200


@pytest.fixture
def with_app(moderator: User) -> User:
    """A moderator with an app."""
    return conftest.with_app(moderator)


@pytest.fixture
def second_step(client: Client, with_app: User) -> Callable[..., Any]:
    """Password given, type something at the second step."""
    first_step(client, with_app)

    def typed(token: str, *, recovery: bool = False) -> Any:
        query = "?recovery" if recovery else ""
        return client.post(f"/staff/sign-in/code/{query}", {"token": token})

    return typed


@pytest.fixture
def provider() -> Iterator[Provider]:
    """The sign-in of Redbridge. What was remembered of another test's is forgotten."""
    cache.clear()
    with running() as made:
        yield made


@pytest.fixture
def carl(db: None) -> User:
    """Drafts Redbridge's reply, from an address of its own."""
    return conftest.account(Role.COUNCIL_DRAFTER, "Carl Drafter", email="carl@redbridge.gov.uk")


@pytest.fixture
def work(provider: Provider, carl: User) -> IdentityProvider:
    """Redbridge's people sign in there."""
    made: IdentityProvider = factories.IdentityProviderFactory(
        organisation=Organisation.objects.get(slug="redbridge"), issuer=provider.issuer
    )
    return made


def go_out(client: Client, email: str = "carl@redbridge.gov.uk", onward: str = "") -> str:
    """The address that the page leads to."""
    typed = {"email": email} | ({"next": onward} if onward else {})
    page = client.post("/staff/sign-in/work/", typed).content.decode()
    found = search(r'href="(http[^"]+/authorize[^"]*)"', page)
    assert found is not None, page
    return unescape(found[1])


def at_provider(address: str) -> str:
    """Where the provider sends the visitor back to, as a path of ours."""
    answer = urllib3.request("GET", address, redirect=False)
    assert answer.status == 302
    parts = urlsplit(answer.headers["Location"])
    assert f"{parts.scheme}://{parts.netloc}" == settings.PUBLIC_URL
    return f"{parts.path}?{parts.query}"


def sign_in_at_work(client: Client, email: str = "carl@redbridge.gov.uk", onward: str = "") -> Any:
    """The whole way."""
    return client.get(at_provider(go_out(client, email, onward)))
