"""What comes in from anybody: forms from elsewhere, forged headers, two lengths for one body."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours
from django.test import Client
from django.urls import reverse

from tests.kept import Site, kept, whole_site
from tests.processes import Site as Running
from tests.processes import collected
from tests.setup.test_secrecy import PRODUCTION
from tests.site import ROUTES


@pytest.fixture(scope="module")
def site_of(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[], Site]]:
    """Written once for all the tests here."""
    with kept(django_db_blocker, whole_site) as copied:
        yield copied


@pytest.fixture
def site(site_of: Callable[[], Site], db: None) -> Site:
    return site_of()


@pytest.mark.parametrize("role", ["visitor", "superuser"])
def test_no_address_takes_a_form_from_elsewhere(site: Site, role: str) -> None:
    client = Client(enforce_csrf_checks=True)
    if role == "superuser":
        client.force_login(site.superuser)
    addresses = {one.name: reverse(one.name, args=one.arguments(site.world)) for one in ROUTES}
    addresses |= {name: f"/admin/{name}" for name in ("login/", "consultation/user/add/")}
    answers = {name: client.post(where).status_code for name, where in addresses.items()}
    # 405 is said by what only reads, and takes no form from anybody.
    assert {name: code for name, code in answers.items() if code not in (403, 405)} == {}
    assert list(answers.values()).count(403) > list(answers.values()).count(405) * 4


READ = """
import json
from consultation import settings as s
names = ("SESSION", "CSRF", "DRAFT", "PLACE", "MESSAGES")
told = {name: getattr(s, f"{name}_COOKIE_NAME") for name in names}
told |= {"secure": [s.SECURE, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE]}
print(json.dumps(told))
"""


def test_cookies_on_https_are_of_this_host_alone() -> None:
    """A browser takes a name that begins with __Host- from no other host, path or http page."""
    told = json.loads(
        subprocess.run(
            [sys.executable, "-c", READ], env=os.environ | PRODUCTION, cwd=ours.BASE_DIR,
            capture_output=True, check=True,
        ).stdout
    )  # fmt: skip
    assert told == {
        "SESSION": "__Host-session", "CSRF": "__Host-csrf", "DRAFT": "__Host-draft",
        "PLACE": "__Host-place", "MESSAGES": "__Host-messages", "secure": [True, True, True],
    }  # fmt: skip


def test_every_cookie_is_closed_to_scripts_and_to_other_sites(site: Site) -> None:
    client = Client()
    client.post("/consultations/front-counters/respond/")
    client.get("/staff/sign-in/")
    client.force_login(site.superuser)
    client.post(reverse("shortcuts"))
    client.post(reverse("sign-out"))
    kept_names = {name.split("-")[0] for name in client.cookies}
    assert {"csrf", "session"} <= kept_names
    for cookie in filter(lambda one: one.value, client.cookies.values()):  # the others have ended
        assert (bool(cookie["httponly"]), cookie["samesite"], cookie["path"], cookie["domain"]) == (
            True, "Lax", "/", "",
        ), cookie  # fmt: skip


@pytest.mark.parametrize("forged", ["x-forwarded-host", "x-forwarded-proto", "x-original-url"])
def test_what_a_proxy_would_say_is_believed_of_nobody_else(db: None, forged: str) -> None:
    answer = Client().get("/cookies/", headers={forged: "evil.example"})
    assert answer.status_code == 200
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize("path", [".git/config", ".env", "manage.py", "static/../manage.py"])
def test_nothing_of_the_machine_is_served(db: None, path: str) -> None:
    assert Client().get(f"/{path}").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_clock
@pytest.mark.faults
def test_a_body_of_two_lengths_brings_no_second_request(tmp_path: Path) -> None:
    running = Running(tmp_path, collected(tmp_path / "static"))
    running.start()
    hidden = b"GET /hidden/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    twice = (
        b"POST /return/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % (5 + len(hidden))
    )
    try:
        with socket.create_connection(("127.0.0.1", running.port), timeout=30) as line:
            line.sendall(twice + hidden)
            line.settimeout(2)
            told = b""
            while piece := _read(line):
                told += piece
    finally:
        running.end()
    codes = [int(one.split(b" ", 1)[0]) for one in told.split(b"HTTP/1.1 ")[1:]]
    assert codes == [
        403
    ]  # for want of a token; then the line is closed, and nothing hidden is read


def _read(line: socket.socket) -> bytes:
    try:
        return line.recv(65536)
    except TimeoutError:
        return b""
