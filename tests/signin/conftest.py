"""Somebody with an authenticator app, and what it shows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from consultation.models import User
from consultation.signin import totp
from tests import conftest, factories
from tests.conftest import PASSWORD


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
