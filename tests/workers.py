"""Real worker processes on the test database, started, killed and waited for."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from django.db import connection

from consultation.celery import app
from tests.processes import database_url

ROOT = Path(__file__).resolve().parents[1]


class Workers:
    """Starts worker processes that share a queue of their own, and ends only those."""

    def __init__(self, files_root: Path, log: Path) -> None:
        self.queue = f"test-{uuid4().hex}"
        self.log = log
        self.environment = os.environ | {
            "DATABASE_URL": database_url(),
            "STAFF_SECOND_FACTOR": "0",  # as in the tests
            "FILES_ROOT": str(files_root),
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(files_root.parent / "mail"),
            "MAIL_BOOK": str(files_root.parent / "mail-book"),
        }
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *more: str) -> subprocess.Popen[bytes]:
        command = [
            sys.executable, "-m", "celery", "-A", "consultation", "worker",
            "-P", "prefork", "-c", "1", "-Q", self.queue,
            "--without-gossip", "--without-mingle", "--without-heartbeat", *more,
        ]  # fmt: skip
        with self.log.open("ab") as log:
            worker = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.running.append(worker)
        return worker

    def poke(self, job: str) -> None:
        app.signature(f"consultation.tasks.{job}").apply_async(queue=self.queue)

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """No warning, no tidying up: the worker and its child at once."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        self.running.remove(worker)

    def end(self) -> None:
        for worker in list(self.running):
            worker.send_signal(signal.SIGTERM)
            try:
                worker.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.kill(worker)
        with app.connection_or_acquire() as broker:
            broker.default_channel.queue_delete(self.queue)


def until(true: Callable[[], bool], log: Path, *, seconds: float = 60) -> None:
    """Wait for something that another process does."""
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, log.read_text()[-4000:]
        time.sleep(0.05)


#: Whoever waits at a gate, and whoever is at work, in this database: other tests share the server.
HELD_UP = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND state <> 'idle'"
)


def number(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])
