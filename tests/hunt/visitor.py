"""Somebody with a browser: cookies, one role, and each request from an address of its own."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from ipaddress import IPv4Address
from typing import Any
from urllib.parse import urlsplit

import requests
from lxml import html
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from consultation.models import User
from consultation.signin import totp
from tests import factories
from tests.conftest import PASSWORD
from tests.moderate.planting import Plants

SECONDS = 60
CODE, PASSWORD_PAGE = "/staff/sign-in/code/", "/staff/password/"
AGAIN = Retry(2, status=0, respect_retry_after_header=False)  # a line that was closed meanwhile


class Visitor:
    """`role` is its name in `tests/routes.py`, and `name` tells two of a role apart.

    `plants` are the words that not everybody may read.
    """

    def __init__(
        self, address: str, plants: Plants, name: str, role: str, person: User | None = None
    ) -> None:
        self.address, self.plants = address, plants
        self.name, self.role, self.person = name, role, person
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.mount("http://", HTTPAdapter(max_retries=AGAIN))
        self._chance = random.Random(name)

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """One request, to this site alone. Redirects are told, not followed."""
        headers = {
            "X-Forwarded-For": str(IPv4Address(self._chance.getrandbits(32))),
            "Referer": f"{self.address}{urlsplit(path).path}",
            **more.pop("headers", {}),
        }
        return self.session.request(
            method, f"{self.address}{path}", headers=headers, allow_redirects=False,
            timeout=SECONDS, **more,
        )  # fmt: skip

    def get(self, path: str) -> requests.Response:
        """One page."""
        return self.ask("GET", path)

    def follow(self, path: str) -> requests.Response:
        """One page, where its address leads elsewhere the page there."""
        for _ in range(5):
            answer = self.get(path)
            if not answer.is_redirect:
                break
            path = within(answer.headers["Location"])
        return answer

    def sign_in(self) -> None:
        """Password, then the code of the app, as anybody does."""
        assert self.person is not None
        typed = {"username": self.person.email, "password": PASSWORD}
        self._step("/staff/sign-in/", typed, CODE)
        self._show_factor("/staff/")

    def sign_in_again(self) -> None:
        """Who changes how they sign in uses the second factor again, if that was a while ago."""
        if self.get(PASSWORD_PAGE).headers.get("Location") == CODE:
            self._show_factor(PASSWORD_PAGE)

    def _show_factor(self, onward: str) -> None:
        step = totp.step_at(datetime.now(UTC))
        self._step(CODE, {"token": totp.code_of(factories.APP_SECRET, step)}, onward)

    def _step(self, path: str, typed: dict[str, str], onward: str) -> None:
        fields = {"csrfmiddlewaretoken": token_in(self.get(path).content), **typed}
        answer = self.ask("POST", path, data=fields)
        assert answer.headers.get("Location") == onward, f"{self.name}: {answer.text[:2000]}"

    @property
    def is_signed_in(self) -> bool:
        """It still is."""
        return self.person is not None and self.get("/staff/two-factor/").status_code == 200

    def cookies(self) -> list[dict[str, str]]:
        """For a browser that goes on with this session."""
        return [
            {"name": one.name, "value": one.value or "", "url": self.address}
            for one in self.session.cookies
        ]


def token_in(page: bytes) -> str:
    """Of the first form that has one; "" where there is none."""
    found = html.fromstring(page).xpath("//input[@name='csrfmiddlewaretoken']/@value")
    return str(found[0]) if found else ""


def within(address: str) -> str:
    """An address of this site, without its host."""
    parts = urlsplit(address)
    return parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
