"""Traces, where there is a collector: of requests, statements and tasks, and of nobody's words."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings as ours
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, transaction
from django.test import Client
from django.utils import timezone

from consultation import emails, traces, variables
from consultation.models import Consultation, Proposal, User
from tests.collector import Collector, Span, collecting
from tests.conftest import PASSWORD
from tests.pages.test_logs import CANARIES, CODED, EMAIL, WORDS
from tests.respond.resident import Resident
from tests.respond.test_returning import link_in
from tests.workers import Workers, until


@pytest.fixture
def collector(settings: Any) -> Iterator[Collector]:
    """Everything is traced, and sent there."""
    with collecting() as started:
        settings.TRACES_URL, settings.TRACES_PERCENT = started.url, 100
        traces.stop()
        _time_now()
        yield started
        traces.stop()
    for one in connections.all(initialized_only=True):
        one.execute_wrappers.clear()


def _time_now() -> None:
    """The connection of a test was there before."""
    traces.traced(lambda request: None)  # type: ignore[arg-type,return-value]
    for one in connections.all(initialized_only=True):
        traces.time_statements(one)


def came(collector: Collector) -> list[Span]:
    traces.flush()
    return collector.spans()


@pytest.mark.django_db
def test_a_page_with_what_it_asked_the_database(
    collector: Collector, consultation: Consultation
) -> None:
    answer = Client().get("/consultations/front-counters/?q=secret")
    assert answer.status_code == 200
    *asked, page = came(collector)
    assert (page.name, page.parent, page.failed) == ("GET consultation", "", False)
    number = page.told.pop("counterpoint.request")
    assert len(number) == 16
    assert page.told == {
        "http.request.method": "GET", "http.response.status_code": 200,
        "http.route": "consultations/<slug:slug>/",
    }  # fmt: skip
    assert asked
    assert {one.name for one in asked} == {"SELECT"}
    assert {(one.trace, one.parent) for one in asked} == {(page.trace, page.key)}
    (first, *_) = [one for one in asked if "consultation_consultation" in one.told["db.query.text"]]
    assert '"slug" = %s' in first.told["db.query.text"]
    assert "front-counters" not in collector.said()


@pytest.mark.django_db
def test_what_leads_nowhere_and_what_is_no_method(collector: Collector) -> None:
    client = Client()
    client.get(f"/{CODED}/")
    client.generic("BREW", "/")
    found = [one for one in came(collector) if not one.parent]
    assert [(one.name, one.told["http.response.status_code"]) for one in found] == [
        ("GET", 404), ("_OTHER home", 405),
    ]  # fmt: skip
    assert CODED not in collector.said()
    assert "brew" not in collector.said()


@pytest.mark.django_db
def test_a_fault_is_told_without_its_words(collector: Collector, consultation: Any) -> None:
    client = Client(raise_request_exception=False)
    with patch("consultation.pages.render", side_effect=LookupError(WORDS)):
        assert client.get("/help/").status_code == 500
    *_, page = came(collector)
    assert (page.name, page.failed) == ("GET help", True)
    for canary in CANARIES:
        assert canary not in collector.said()


@pytest.mark.django_db
def test_a_statement_that_is_refused_is_told_by_its_code(collector: Collector) -> None:
    def ask(request: Any) -> Any:
        with (
            pytest.raises(DatabaseError, match="quill"),
            transaction.atomic(),
            connections["default"].cursor() as cursor,
        ):
            cursor.execute("SELECT CAST('quillfeather' AS int), %s", ["quill"])
        return Client().get("/")

    traces.traced(ask)(Client().get("/").wsgi_request)
    (refused,) = [one for one in came(collector) if one.failed]
    assert refused.told["error.type"] == "22P02"
    assert refused.told["db.query.text"] == "SELECT CAST('…' AS int), %s"
    assert "quill" not in collector.said()


@pytest.mark.django_db
def test_a_whole_journey_leaves_no_word_of_it(
    collector: Collector, consultation: Consultation, proposal: Proposal, moderator: User
) -> None:
    resident = Resident(Client(), consultation)
    resident.fill_in(proposal, reasons=WORDS, instead=WORDS, email=EMAIL)
    code = resident.code()
    resident.post("save/", email=EMAIL)
    while emails.post_next(clock=timezone.now):
        pass
    link = link_in(mail.outbox[-1].body)
    other = Client()
    assert other.get(link).status_code == 200
    resident.send()
    assert other.post("/return/", {"code": code}).status_code == 303
    typed = {"username": moderator.email, "password": PASSWORD}
    assert other.post("/staff/sign-in/", typed).status_code == 302
    assert other.get(f"/staff/consultations/front-counters/responses/?q={CODED}").status_code == 200
    names = [one.name for one in came(collector) if not one.parent]
    assert {"GET return-link", "POST return", "POST sign-in", "GET queue"} <= set(names)
    key = link.rstrip("/").rpartition("/")[2]
    for secret in (*CANARIES, EMAIL, code, key, moderator.email, moderator.name):
        assert secret.lower() not in collector.said()


@pytest.mark.django_db
def test_the_trace_that_a_visitor_names_is_not_taken(collector: Collector) -> None:
    theirs = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    Client(headers={"traceparent": theirs}).get("/help/")
    (*_, page) = came(collector)
    assert page.parent == ""
    assert page.trace not in theirs


@pytest.mark.django_db
def test_a_part_of_them(collector: Collector, settings: Any) -> None:
    traces.stop()
    settings.TRACES_PERCENT = 0
    assert Client().get("/help/").status_code == 200
    assert came(collector) == []


@pytest.mark.django_db
def test_a_collector_that_is_away_holds_nobody_up(collector: Collector, caplog: Any) -> None:
    collector.answers = 400
    assert Client().get(f"/help/?q={CODED}").status_code == 200
    assert came(collector) == []
    assert any(one.name.startswith("opentelemetry") for one in caplog.records)
    assert CODED not in caplog.text


def test_without_an_address_nothing_of_it_is_loaded() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "from consultation import celery, wsgi; import sys; "
         "print('opentelemetry.sdk.trace' in sys.modules)"],
        cwd=ours.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert loaded.stdout.strip() == "False"


def test_without_the_library_the_start_says_what_to_do() -> None:
    assert variables.collector("") == ""
    assert variables.collector("http://127.0.0.1:4318/v1/traces")
    with (
        patch("consultation.variables.find_spec", return_value=None),
        pytest.raises(ImproperlyConfigured, match=r"requirements/install\.py traces"),
    ):
        variables.collector("http://127.0.0.1:4318/v1/traces")


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_clock
@pytest.mark.faults
def test_a_task_of_a_real_worker_is_in_the_trace_of_what_sent_it(
    collector: Collector, tmp_path: Path
) -> None:
    log = tmp_path / "workers.log"
    workers = Workers(tmp_path / "files", log)
    workers.environment |= {"TRACES_URL": collector.url}

    def poke(request: Any) -> Any:
        workers.poke("post_due_messages")
        return Client().get("/help/")

    try:
        workers.start()
        traces.traced(poke)(Client().get("/").wsgi_request)
        name = "consultation.tasks.post_due_messages"
        until(lambda: name in {one.name for one in came(collector)}, log)
    finally:
        workers.end()
    found = came(collector)
    (task,) = [one for one in found if one.name == name]
    (sender,) = [one for one in found if one.key == task.parent]
    assert (sender.trace, sender.parent) == (task.trace, "")
    assert task.told["celery.state"] == "SUCCESS"
    assert [one for one in found if one.parent == task.key and one.name == "SELECT"]
