"""The file of all published answers, as the real server sends it to those who read no further."""

import http.client
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from django.test import Client

from consultation.models import Consultation
from consultation.spreadsheets import NOT_WHOLE
from tests import small_world
from tests.conftest import NOW, Town
from tests.processes import Site, database_url
from tests.public_copies import copied
from tests.workers import until

pytestmark = [
    pytest.mark.django_db(transaction=True), pytest.mark.real_clock, pytest.mark.faults,
]  # fmt: skip
MANY = 4_000  # of 5 kB each, which is more than all that lies between a server and its visitor
ADDRESS = "/consultations/front-counters/responses.csv"
#: The sessions of this database that are in the middle of the file.
READING = """
SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'
AND query LIKE 'FETCH%'
"""


@pytest.fixture
def many(town: Town, now: datetime) -> Consultation:
    """Open by the real clock, with many public copies; what they are copies of does not matter."""
    found = small_world.consultation_of(town, slug="front-counters", opened=True, shift=now - NOW)
    copied(found, MANY, words="walk, ", times=500)
    return found


@pytest.fixture
def site(tmp_path: Path, many: Consultation) -> Iterator[Site]:
    started = Site(tmp_path, tmp_path)
    started.start()
    yield started
    started.end()


@pytest.fixture
def other() -> Iterator[psycopg.Connection]:
    """A session of our own, which sees the others."""
    with psycopg.connect(database_url(), autocommit=True) as session:
        yield session


def begun(site: Site) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
    """A visitor who has asked, and reads the first bytes alone."""
    visitor = http.client.HTTPConnection("localhost", site.port, timeout=60)
    visitor.sock = socket.socket()
    visitor.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    visitor.sock.connect(("127.0.0.1", site.port))
    visitor.request("GET", ADDRESS)
    answer = visitor.getresponse()
    assert answer.read(11) == b"\xef\xbb\xbfresponse"
    return visitor, answer


def reading(other: psycopg.Connection) -> int:
    """How many are read to."""
    return len(other.execute(READING).fetchall())


def test_a_visitor_who_goes_away_frees_the_database(site: Site, other: psycopg.Connection) -> None:
    visitor, answer = begun(site)
    until(lambda: reading(other) == 1, site.folder / "web.log")
    answer.close()
    visitor.close()
    until(lambda: reading(other) == 0, site.folder / "web.log")


def test_a_file_that_the_database_no_longer_gives_says_that_it_is_not_whole(
    site: Site, other: psycopg.Connection, client: Client
) -> None:
    whole = b"".join(client.get(ADDRESS))
    assert len(whole.splitlines()) == MANY + 1
    visitor, answer = begun(site)
    until(lambda: reading(other) == 1, site.folder / "web.log")
    other.execute(f"SELECT pg_terminate_backend(pid) FROM ({READING}) AS found")
    sent = whole[:11] + answer.read()  # the server ends it as it ends any other
    visitor.close()
    assert sent.endswith(b"\r\n" + NOT_WHOLE)
    assert whole.startswith(sent.removesuffix(NOT_WHOLE))
    for _each in range(8):  # any thread of any worker
        visitor = http.client.HTTPConnection("localhost", site.port, timeout=60)
        for method, expected in (("HEAD", b""), ("GET", whole)):
            visitor.request(method, ADDRESS)
            answer = visitor.getresponse()
            assert (answer.status, answer.getheader("Content-Length")) == (200, None)
            assert answer.read() == expected
        visitor.close()
