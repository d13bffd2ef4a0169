"""The restore drill: the database is destroyed at a random moment, and one command brings it back.

A real cluster, safe against power cuts, whose write-ahead log is kept elsewhere before a commit is
acknowledged. Whoever was given a reference finds what they sent, letter by letter.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings
from django.db import transaction

from consultation import archive, embedded
from consultation.models import Consultation, Proposal, User
from tests.conftest import send, with_app
from tests.ledger.read_back import Published, published
from tests.processes import copy_database

pytestmark = [
    pytest.mark.faults,
    pytest.mark.real_clock,
    pytest.mark.django_db(transaction=True),
]
SEED = int(os.environ.get("DRILL_SEED") or random.randrange(1 << 32))
WRITERS = 2
CANARY = "My name is Ruth Canary and I live above the counter."
READ_WORDS = """
SELECT response.reference, answer.text
FROM consultation_answer AS answer
JOIN consultation_response AS response ON response.id = answer.response_id
WHERE answer.text <> ''
"""


class Drill:
    """One live database with all that works on it, and where its copies lie."""

    def __init__(self, folder: Path) -> None:
        self.live, self.archive, self.log = folder / "live", folder / "archive", folder / "log"
        self.notes = [folder / f"notes-{number}" for number in range(WRITERS)]
        self.output = folder / "output"
        self.server = embedded.start_postgresql(self.live)
        self.running: list[subprocess.Popen[bytes]] = []

    def variables(self, url: str) -> dict[str, str]:
        return os.environ | {"DATABASE_URL": url, "LEDGER_ROOT": str(self.log)}

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        with self.output.open("ab") as output:
            program = subprocess.Popen(
                [sys.executable, *words], cwd=settings.BASE_DIR, stdout=output, stderr=output,
                env=self.variables(self.server.url),
            )  # fmt: skip
        self.running.append(program)
        return program

    def run(self, url: str, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *words], cwd=settings.BASE_DIR, env=self.variables(url),
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def noted(self) -> set[tuple[str, str]]:
        """Reference and words of each response that was acknowledged."""
        lines = [line for one in self.notes if one.exists() for line in one.read_text().split("\n")]
        pairs = (line.split("\t") for line in lines if "\t" in line)
        return {(reference, words) for reference, words in pairs}

    def destroy(self) -> None:
        """The machine of the database is gone, at once."""
        if self.server.alive():
            postmaster = psutil.Process(self.server.program.pid)
            for one in [postmaster, *postmaster.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    one.kill()
            self.server.program.wait()
        shutil.rmtree(self.live, ignore_errors=True)

    def end(self) -> None:
        while self.running:
            program = self.running.pop()
            program.terminate()
            program.wait(30)


@pytest.fixture
def drill(tmp_path: Path) -> Iterator[Drill]:
    made = Drill(tmp_path)
    yield made
    made.end()
    made.destroy()
    for one in tmp_path.glob("*/postgresql"):
        embedded.end(one.parent, "postgresql", patience=10)


def waited(what: str, ready: object, drill: Drill, patience: float = 120) -> None:
    assert callable(ready)
    deadline = time.monotonic() + patience
    while not ready():
        assert time.monotonic() < deadline, f"{what}: {drill.output.read_text()[-4000:]}"
        time.sleep(0.1)


def kept_elsewhere(drill: Drill) -> None:
    """No commit is acknowledged before it is in the archive; then a whole copy is made."""
    drill.start("manage.py", "keep_wal", str(drill.archive))
    with psycopg.connect(drill.server.url, autocommit=True) as line:
        line.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{archive.SLOT}'")
        line.execute("SELECT pg_reload_conf()")
        asked = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
        waited("archive", lambda: line.execute(asked).fetchone(), drill)
    made = drill.run(drill.server.url, "manage.py", "backup", str(drill.archive))
    assert (made.returncode, made.stdout[:18]) == (0, "The copy is whole:"), made.stderr


def words_in(url: str) -> set[tuple[str, str]]:
    with psycopg.connect(url) as line:
        return {(reference, text) for reference, text in line.execute(READ_WORDS)}


def at_work(drill: Drill) -> None:
    """People respond, and what they sent is entered in the log."""
    for one in drill.notes:
        drill.start("-m", "tests.ledger.writing", str(one))
    drill.start("manage.py", "keep_log")
    waited("first responses", lambda: all(one.exists() for one in drill.notes), drill)
    waited("log", lambda: (drill.log / "checkpoint").exists(), drill)


def time_of(url: str) -> str:
    with psycopg.connect(url) as line:
        row = line.execute("SELECT now()").fetchone()
    assert row is not None
    return str(row[0].isoformat())


def erased(drill: Drill, reference: str) -> None:
    """Words of a response, and the log that everybody reads says so."""
    done = drill.run(drill.server.url, "-m", "tests.ledger.writing", reference)
    assert done.returncode == 0, done.stderr
    gone = ["type erase", "consultation front-counters", "index 2", "reason ASKED"]
    waited("erasure in the log", lambda: gone in published(drill.log).texts, drill)


def sees_to_it(drill: Drill, new: Path, before: Published) -> None:
    """What was acknowledged is there, what was erased is not, and the log goes on."""
    server = embedded.start_postgresql(new)
    there, noted = words_in(server.url), drill.noted()
    assert noted - there == set(), f"acknowledged, and not there; seed {SEED}"
    assert len(noted) >= WRITERS
    assert CANARY not in {text for _reference, text in there}
    entered = drill.run(server.url, "manage.py", "keep_log", "--once")
    assert entered.returncode == 0, entered.stderr
    assert published(drill.log).entries[: before.head.size] == before.entries
    agree = drill.run(server.url, "manage.py", "verify_log")
    assert re.fullmatch(r"[\d,]+ responses and [\d,]+ entries: all agree\.\n", agree.stdout)
    server.stop()


def sees_files_made_anew(drill: Drill, new: Path, before: Published) -> None:
    """Database and published files are lost: nothing is published before a person says so."""
    shutil.rmtree(drill.log)
    words = ["manage.py", "restore", str(drill.archive), "--into", str(new)]
    refused = drill.run("", *words)
    assert refused.returncode == 1
    assert "put the folder back from a copy" in refused.stderr
    assert not (new / "postgresql/cluster").exists()
    done = drill.run("", *words, "--files-gone")
    assert done.returncode == 0, done.stdout + done.stderr
    assert published(drill.log).entries[: before.head.size] == before.entries


def test_nothing_acknowledged_is_lost_with_the_machine_of_the_database(
    consultation: Consultation, proposal: Proposal, superuser: User, drill: Drill, tmp_path: Path
) -> None:
    with transaction.atomic():
        with_app(superuser)  # who erases needs a second factor
    canary = send(consultation, about=[proposal], reasons=CANARY)
    copy_database(drill.server.url)
    kept_elsewhere(drill)
    at_work(drill)
    earlier = time_of(drill.server.url)
    erased(drill, canary.reference)
    time.sleep(random.Random(SEED).uniform(0, 8))
    drill.destroy()
    drill.end()
    before, began = published(drill.log), time.monotonic()
    new = tmp_path / "new"
    done = drill.run("", "manage.py", "restore", str(drill.archive), "--into", str(new))
    took = time.monotonic() - began
    assert done.returncode == 0, done.stdout + done.stderr
    number = len(drill.noted())
    sys.stdout.write(f"seed {SEED}: {number} acknowledged; in all {took:.1f} s\n{done.stdout}")
    sees_to_it(drill, new, before)

    past = tmp_path / "earlier"
    words = ["manage.py", "restore", str(drill.archive), "--into", str(past), "--until", earlier]
    refused = drill.run("", *words)
    assert refused.returncode == 1
    assert "Name somebody who may erase with --by" in refused.stderr
    assert not (past / "postgresql/cluster").exists(), "nobody can open what was erased"
    put_back = drill.run("", *words, "--by", superuser.email)
    assert put_back.returncode == 1, "what is lost is a difference"
    assert "Done again. Entry" in put_back.stdout, put_back.stdout + put_back.stderr
    assert "Lost. Entry" in put_back.stdout
    assert "Do not open the site yet" in put_back.stderr
    sees_files_made_anew(drill, tmp_path / "bare", before)
    server = embedded.start_postgresql(past)
    assert CANARY not in {text for _reference, text in words_in(server.url)}
    server.stop()
