"""Public pages are read from a replica, and show nothing that was taken back a moment ago."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from consultation import archive, embedded, variables
from consultation.embedded import Server
from consultation.models import Consultation, Proposal, User
from tests.conftest import NOW, send
from tests.moderate.marks import release
from tests.processes import collected, copy_database

LIST = "/consultations/front-counters/responses/"
RESULTS = "/consultations/front-counters/results/"
WORDS = "It is too far to walk from Fairlop."
ASK = """
import sys, django
django.setup()
from django.test import Client
for path in sys.argv[1:]:
    answer = Client(SERVER_NAME="localhost").get(path)
    print(answer.status_code, answer.content.decode())
"""
WRITE = """
import django
django.setup()
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from consultation.replica import from_replica

seen = []

@from_replica
def view(request):
    seen.append(connection.alias)
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=timezone.now())
    return HttpResponse()

view(RequestFactory().get("/"))
print(*seen, Session.objects.count())
"""
READS = """
SELECT coalesce(sum(coalesce(seq_scan, 0) + coalesce(idx_scan, 0)), 0)::bigint
FROM pg_stat_user_tables WHERE relname LIKE 'consultation_%'
"""


class Pair:
    """A database with the rows of the test, and a replica that follows it."""

    def __init__(self, folder: Path) -> None:
        self.folders = [folder / "primary", folder / "standby"]
        self.static_files = collected(folder / "static")
        self.primary = embedded.start_postgresql(self.folders[0])
        copy_database(self.primary.url)
        self.standby = self._follow()

    def _follow(self) -> Server:
        place = embedded.place_for(self.folders[1], "postgresql")
        cluster = place / "cluster"
        words = ["--pgdata", str(cluster), "--write-recovery-conf", "--checkpoint=fast"]
        basebackup = archive.client("pg_basebackup")
        subprocess.run([basebackup, "--dbname", self.primary.url, *words], check=True)
        shutil.copy(self.folders[0] / "postgresql" / "password", place / "password")
        cluster.chmod(0o700)
        if account := embedded.account_of(cluster):
            for one in (cluster, *cluster.rglob("*")):
                os.chown(one, *account, follow_symlinks=False)
        return embedded.start_postgresql(self.folders[1])

    def run(self, code: str, *words: str) -> str:
        """What a program says that reads both."""
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
            env=os.environ | {
                "DATABASE_URL": self.primary.url, "DATABASE_REPLICA_URL": self.standby.url,
                "STATIC_ROOT": str(self.static_files),
            },
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def end(self) -> None:
        for server in (self.standby, self.primary):
            server.stop()


def one(server: Server, statement: str) -> Any:
    """The first column of the first row."""
    with psycopg.connect(server.url, autocommit=True) as line:
        cursor = line.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None  # type: ignore[index]


def is_read_alone(pair: Pair) -> bool:
    """The list and the results are whole, and all their rows come from the replica."""
    before = [one(server, READS) for server in (pair.primary, pair.standby)]
    said = pair.run(ASK, LIST, RESULTS)
    assert WORDS in said
    assert said.count("200 <!DOCTYPE html>") == 2
    after = [one(server, READS) for server in (pair.primary, pair.standby)]
    return after[0] == before[0] and after[1] > before[1]


@pytest.fixture
def pair(
    tmp_path: Path, consultation: Consultation, proposal: Proposal, moderator: User
) -> Iterator[Pair]:
    response = send(consultation, about=[proposal], reasons=WORDS)
    release(response, by=moderator, at=NOW)
    made = Pair(tmp_path)
    yield made
    made.end()


@pytest.mark.faults
@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True)
def test_it_is_read_while_it_has_all_and_left_alone_when_it_lags_or_dies(pair: Pair) -> None:
    # On a busy machine it may be behind for more than a moment; then the database is read.
    assert any(is_read_alone(pair) for _ in range(5)), "the database itself is asked for no row"
    # It stands still, and something is taken back: the page tells so at once.
    one(pair.standby, "SELECT pg_wal_replay_pause()")
    one(
        pair.primary,
        "SET session_replication_role = replica; DELETE FROM consultation_publishedanswer; "
        "DELETE FROM consultation_publishedresponse",
    )
    assert one(pair.standby, "SELECT count(*) FROM consultation_publishedresponse") == 1
    said = pair.run(ASK, LIST)
    assert said.startswith("200 ")
    assert WORDS not in said
    # It goes on, and is read again once it has caught up.
    one(pair.standby, "SELECT pg_wal_replay_resume()")
    give_up = time.monotonic() + 30
    while one(pair.standby, "SELECT count(*) FROM consultation_publishedresponse"):
        assert time.monotonic() < give_up
        time.sleep(0.1)
    assert pair.run(WRITE).split() == ["replica", "default", "1"], "what it does not take, we do"
    pair.standby.stop()
    said = pair.run(ASK, LIST, LIST)
    assert said.count("200 <!DOCTYPE html>") == 2
    assert WORDS not in said
    # The address of a database that follows nobody is not read as a replica.
    pair.standby = pair.primary
    one(pair.primary, "DELETE FROM django_session")
    assert pair.run(WRITE).split() == ["default", "1"]


def test_a_replica_is_waited_for_no_longer_than_a_moment() -> None:
    given = {"NAME": "a", "OPTIONS": {"pool": {"min_size": 1, "max_size": 4, "timeout": 10}}}
    assert variables.for_reading(given)["OPTIONS"] == {
        "connect_timeout": "2", "pool": {"min_size": 1, "max_size": 4, "timeout": 1},
    }  # fmt: skip
    given = {"NAME": "a", "OPTIONS": {"connect_timeout": "5"}}
    assert variables.for_reading(given)["OPTIONS"] == {"connect_timeout": "5"}
