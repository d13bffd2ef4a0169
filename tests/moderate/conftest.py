"""A moderator at work: reads a page, then sends what its forms would send."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, ExclusionRule, Proposal, Response, User
from consultation.moderate.queries import Chosen
from tests import factories
from tests.conftest import with_app
from tests.moderate.gates import Gate
from tests.moderate.marks import WORDS
from tests.moderate.screened import screen_all
from tests.workers import Workers

Desk = Callable[..., "Reader"]
Sent = Callable[..., Response]


class Reader:
    """One member of staff in one browser, where screening is never late.

    Whoever counts queries, or waits for screening, asks `client` itself.
    """

    def __init__(self, person: User) -> None:
        self.client = Client()
        self.client.force_login(person)
        self.seen = ""

    def get(self, address: str) -> HttpResponse:
        screen_all()
        return self.client.get(address)  # type: ignore[return-value]

    def read(self, response: Response, query: str = "") -> str:
        """Open a response's page and remember when it was loaded."""
        screen_all()
        page = self.client.get(reverse("response", args=[response.pk]) + query)
        assert page.status_code == 200
        text = page.content.decode()
        found = re.search(r'name="seen" value="([^"]+)"', text)
        self.seen = found[1] if found else ""
        return text

    def decide(self, response: Response, verdict: str, query: str = "", **typed: Any) -> Any:
        """Send the form of a verdict from the page that was read last."""
        screen_all()
        named = {f"{verdict.lower()}-{name}": value for name, value in typed.items()}
        sent = {"verdict": verdict, "seen": self.seen, **named}
        return self.client.post(reverse("response", args=[response.pk]) + query, sent)


@pytest.fixture
def desk(moderator: User) -> Client:
    """The moderator's browser, without more."""
    client = Client()
    client.force_login(moderator)
    return client


@pytest.fixture
def at_desk(db: None) -> Desk:
    """Sign somebody in, in a browser of their own."""
    return Reader


@pytest.fixture
def response(
    consultation: Consultation, proposal: Proposal, send_response: Callable[..., Response]
) -> Response:
    """About Barkingside, waiting for review."""
    return send_response(consultation, about=[proposal], reasons="It is <b>too far</b> to walk.")


@pytest.fixture
def told(consultation: Consultation, proposal: Proposal, send_response: Sent) -> Response:
    """With a name and a number in its reasons, and the name again in another answer."""
    return send_response(
        consultation, about=[proposal], reasons=WORDS, instead="Ask ROSA  okafor.",
        email="rosa@example.com",
    )  # fmt: skip


@pytest.fixture
def rule(consultation: Consultation) -> ExclusionRule:
    """The consultation's published rule."""
    return consultation.exclusion_rules.get()


@pytest.fixture
def send(consultation: Consultation, proposal: Proposal, send_response: Sent) -> Sent:
    """Send a response about Barkingside that the machine has screened, unless told otherwise."""

    def sent(*, screened: bool = True, **more: Any) -> Response:
        made = send_response(consultation, about=[proposal], **more)
        if screened:
            told = [f"channel:{made.channel}", f"kind:{made.kind}"]
            factories.ScreeningFactory(response=made, tokens=told)
        return made

    return sent


@pytest.fixture
def three(send: Sent) -> list[Response]:
    return [send() for _ in range(3)]


@pytest.fixture
def asking(consultation: Consultation, moderator: User, now: datetime) -> dict[str, Any]:
    """What every verdict on many is asked for with."""
    return {"consultation": consultation, "chosen": Chosen(), "by": moderator, "at": now}


# Workers that are killed.


@pytest.fixture
def workers(settings: Any, tmp_path: Path) -> Iterator[Workers]:
    """None at first; those that a test starts are ended after it. They write no files."""
    settings.FILES_ROOT = tmp_path / "files"
    started = Workers(tmp_path / "files", tmp_path / "workers.log")
    yield started
    started.end()


@pytest.fixture
def reviewer(moderator: User) -> User:
    """Signs in with two factors: other processes do not have the settings of tests."""
    with transaction.atomic():
        return with_app(moderator)


@pytest.fixture
def gate() -> Iterator[Gate]:
    """The database itself holds a worker up, at a place."""
    made = Gate()
    yield made
    made.remove()
