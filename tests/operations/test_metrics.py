"""What monitors read: counts by route, what waits; for whoever has the token."""

import os
import re
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings as configured
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from consultation import settings as wiring
from consultation.models import Consultation, Proposal, Response
from tests import factories
from tests.processes import Site, collected

TOKEN = "a-token-of-the-monitor-0123456789"
Labels = tuple[tuple[str, str], ...]


def read(words: str) -> dict[tuple[str, Labels], float]:
    """Every sample by name and labels, read by the library's own parser."""
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(words)
        for one in family.samples
    }


@pytest.fixture
def monitor(settings: Any) -> Client:
    """Who has the token."""
    settings.METRICS_TOKEN = TOKEN
    return Client(headers={"authorization": f"Bearer {TOKEN}"})


def shown(monitor: Client) -> dict[tuple[str, Labels], float]:
    answer = monitor.get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return read(answer.content.decode())


def requests(route: str, method: str, code: int) -> tuple[str, Labels]:
    labels = (("code", str(code)), ("method", method), ("route", route))
    return "counterpoint_requests_total", labels


def test_without_a_token_there_is_no_such_page(client: Client, db: None) -> None:
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("brought", ["", TOKEN, f"Bearer {TOKEN}x", f"Basic {TOKEN}"])
def test_with_another_token_nothing_is_told(monitor: Client, brought: str) -> None:
    answer = Client(headers={"authorization": brought}).get("/metrics")
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_short_token_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(wiring.ENVIRONMENT, "WORD", "short")
    with pytest.raises(ImproperlyConfigured, match=r"^WORD must have at least 20 signs"):
        wiring.token("WORD")


@pytest.mark.django_db
def test_requests_are_counted_by_route_and_never_by_address(monitor: Client) -> None:
    before = shown(monitor)
    for address in ("/invitations/a-secret-word/", "/nowhere/near/", "/cookies/", "/cookies/"):
        monitor.get(address)
    monitor.generic("BREW", "/cookies/")
    after = shown(monitor)

    def more(route: str, method: str, code: int) -> float:
        key = requests(route, method, code)
        return after.get(key, 0) - before.get(key, 0)

    assert more("cookies", "GET", 200) == 2
    assert more("cookies", "other", 405) == 1
    assert more("none", "GET", 404) == 1
    assert [key for key in after if "secret" in str(key) or "nowhere" in str(key)] == []
    took = ("counterpoint_request_seconds_count", (("route", "cookies"),))
    assert after[took] - before.get(took, 0) == 3


def test_what_waits_and_what_was_received(
    monitor: Client,
    consultation: Consultation,
    proposal: Proposal,
    send_response: Callable[..., Response],
    now: datetime,
) -> None:
    send_response(consultation, about=[proposal])
    for seconds in (30, 60):
        due = now - timedelta(seconds=seconds)
        factories.MessageFactory(queued_at=due, due_at=due)

    said = shown(monitor)

    def of(name: str, **labels: str) -> float:
        return said[f"counterpoint_{name}", tuple(labels.items())]

    assert of("oldest_due_seconds", kind="message") == 60
    assert of("due", kind="message") == 2
    assert of("due", kind="response to be screened") == 1
    assert of("oldest_due_seconds", kind="report") == 0
    assert of("responses", state="RECEIVED") == 1
    assert of("database_read") == 1
    assert of("limits_counted") == 1


def test_without_a_database_the_requests_are_told_and_that(monitor: Client, db: None) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError("refused at 10.0.0.9")):
        said = shown(monitor)
    assert said["counterpoint_database_read", ()] == 0
    assert not [name for name, _labels in said if name == "counterpoint_due"]


@pytest.fixture
def served(
    tmp_path: Path, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """The production server, with both of its processes, on the test database."""
    monkeypatch.setenv("METRICS_TOKEN", TOKEN)
    monkeypatch.setenv("METRICS_FOLDER", str(tmp_path / "metrics"))
    site = Site(tmp_path, collected(tmp_path / "static"))
    site.start()
    yield site
    site.end()


@pytest.mark.real_clock
def test_whichever_process_is_asked_tells_what_all_have_counted(
    served: Site, tmp_path: Path
) -> None:
    def get(path: str, **headers: str) -> str:
        asked = urllib.request.Request(f"{served.address}{path}", headers=headers)
        with urllib.request.urlopen(asked) as answer:
            return str(answer.read().decode())

    def counted() -> float:
        said = read(get("/metrics", Authorization=f"Bearer {TOKEN}"))
        return said.get(requests("cookies", "GET", 200), 0)

    for number in range(1, 41):
        get("/cookies/")
        if number % 10 == 0:
            assert counted() == number
    writers = {re.sub(r"\D", "", one) for one in os.listdir(tmp_path / "metrics")}
    assert len(writers) == 2
    assert configured.METRICS_TOKEN == ""  # of this process, which counts for itself
