"""The log that the real website, a real worker and the clock write, and that of the database."""

import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as ours
from django.utils import timezone

from consultation.celery import app
from consultation.models import Message
from tests import factories
from tests.processes import Site, collected, database_url
from tests.report.test_emails import Postbox
from tests.workers import Workers, until

pytestmark = [
    pytest.mark.django_db(transaction=True), pytest.mark.real_clock, pytest.mark.faults,
]  # fmt: skip
EMAIL = "no.quill@example.com"  # one that the mail server refuses, with the address in its words
CANARY = "quill"


@pytest.fixture(autouse=True)
def in_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "json")


def lines(log: Path, *, others: bool = False) -> list[dict[str, Any]]:
    """Every line; `others` passes over the greeting of Celery and its warning of what starts it."""
    written = log.read_text().splitlines()
    return [json.loads(line) for line in written if not others or line.startswith("{")]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    started = Site(tmp_path, collected(tmp_path / "static"))
    started.start()
    yield started
    started.end()


def ask(site: Site, method: str, path: str, **headers: str) -> int:
    visitor = http.client.HTTPConnection("localhost", site.port, timeout=60)
    visitor.request(method, path, body="words=quill" if method == "POST" else None, headers=headers)
    answer = visitor.getresponse()
    answer.read()
    visitor.close()
    return answer.status


def test_the_website(site: Site) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert ask(site, "GET", "/?q=quill") == 200
    assert ask(site, "GET", "/return/link/quill-quill/?quill") == 404
    assert ask(site, "POST", "/return/?quill", **form) == 403
    assert ask(site, "GET", "/", Host="quill.example") == 400
    assert ask(site, "GET", "/quill%0aERROR%20forged/") == 404
    log = site.folder / "web.log"
    told = [
        (one["message"], one["method"], one["route"])
        for one in lines(log, others=True)
        if "request" in one
    ]
    assert told == [
        ("Answered 404", "GET", "return-link"), ("Answered 403", "POST", "return"),
        ("Answered 400", "GET", None), ("Answered 404", "GET", None),
    ]  # fmt: skip
    assert CANARY not in log.read_text()


def test_the_website_as_the_container_starts_it(site: Site) -> None:
    site.kill()
    (site.folder / "web.log").unlink()
    site.more = ["--log-config", "consultation/web_log.json"]
    site.start()
    assert ask(site, "GET", "/quill/") == 404
    messages = [one["message"] for one in lines(site.folder / "web.log")]
    assert "Answered 404" in messages
    assert any(one.startswith("Listening at") for one in messages)


def test_a_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Postbox()
    log = tmp_path / "workers.log"
    workers = Workers(tmp_path / "files", log)
    workers.environment |= {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(box.port),
    }  # fmt: skip
    message: Message = factories.MessageFactory(to=EMAIL, body="quill", due_at=timezone.now())
    try:
        workers.start()
        workers.poke("post_due_messages")
        # What no task of ours takes, and no task at all.
        for name in ("consultation.tasks.watch", "consultation.tasks.unknown"):
            app.send_task(name, args=[EMAIL], kwargs={"words": "quill"}, queue=workers.queue)
        until(lambda: "watch" in log.read_text() and "unregistered" in log.read_text(), log)
        until(lambda: "TypeError" in log.read_text(), log)
    finally:
        workers.end()
        box.close()
    told = lines(log, others=True)
    messages = [one["message"] for one in told]
    assert f"Message {message.pk}, attempt 1: SMTPRecipientsRefused 550" in messages
    assert ["builtins.TypeError"] in [
        [cause["kind"] for cause in one["error"]] for one in told if "error" in one
    ]
    assert CANARY not in log.read_text()


UNCAUGHT = """
import threading
from consultation import wsgi
def break_off():
    raise LookupError("quill")
thread = threading.Thread(target=break_off)
thread.start()
thread.join()
raise ValueError("quill")
"""


def test_what_nobody_catches() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", UNCAUGHT], cwd=ours.BASE_DIR, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (1, "")
    told = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [(one["level"], one["error"][0]["kind"]) for one in told] == [
        ("CRITICAL", "builtins.LookupError"), ("CRITICAL", "builtins.ValueError"),
    ]  # fmt: skip
    assert CANARY not in ended.stderr


def test_the_clock(tmp_path: Path) -> None:
    log = tmp_path / "beat.log"
    schedule = f"--schedule={tmp_path / 'schedule'}"
    with log.open("wb") as out:
        clock = subprocess.Popen(
            [sys.executable, "-m", "celery", "--quiet", "-A", "consultation", "beat", schedule],
            cwd=ours.BASE_DIR, stdout=out, stderr=out,
        )  # fmt: skip
    try:
        until(lambda: "beat: Starting..." in log.read_text(), log)
    finally:
        clock.send_signal(signal.SIGTERM)
        clock.wait()
    assert "beat: Starting..." in [one["message"] for one in lines(log)]


def test_the_database_repeats_nothing_that_it_refused() -> None:
    """One that we start ourselves; compose.yaml gives the same two settings."""
    with psycopg.connect(database_url(), autocommit=True) as session:
        shown = [
            session.execute(f"SHOW {name}").fetchone()
            for name in ("log_min_error_statement", "log_error_verbosity")
        ]
        assert shown == [("panic",), ("terse",)]
        (cluster,) = session.execute("SHOW data_directory").fetchone() or [""]
        log = Path(cluster).parents[1] / "logs" / "postgresql.log"
        before = log.stat().st_size
        session.execute("CREATE TEMPORARY TABLE one (email text CONSTRAINT alone UNIQUE)")
        session.execute("INSERT INTO one VALUES (%s)", [EMAIL])
        with pytest.raises(psycopg.errors.UniqueViolation, match=EMAIL):
            session.execute(f"INSERT INTO one VALUES ('{EMAIL}')")
    until(lambda: "alone" in log.read_bytes()[before:].decode(), log)
    told = log.read_bytes()[before:].decode()
    assert 'duplicate key value violates unique constraint "alone"' in told
    assert CANARY not in told
