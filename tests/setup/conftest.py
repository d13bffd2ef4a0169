"""A checkout of its own for tests that start everything, and a look at what still runs there."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from consultation import pids

ROOT = Path(__file__).resolve().parents[2]
# What the test run set for itself, or what would change what `run` does.
NOT_INHERITED = {
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "LEDGER_KEY",
    "LEDGER_ROOT",
    "RECEIPTS_KEY",
    "FILES_ROOT",
    "MAIL_BOOK",
    "STATIC_ROOT",
    "PUBLIC_URL",
    "PORT",
    "DJANGO_SETTINGS_MODULE",
    "PYTHONDONTWRITEBYTECODE",  # each of its processes would compile all anew
    pids.MARK,
}

# Seconds. On one core beside other tests the tables alone take a minute and a half.
PATIENCE = 300.0


class Running:
    """A `manage.py run` of a checkout."""

    def __init__(self, checkout: Path, port: int) -> None:
        self.checkout = checkout
        self.port = port
        self.told = checkout / "told.txt"
        self.program: subprocess.Popen[bytes] | None = None

    def start(self, **more: str) -> subprocess.Popen[bytes]:
        environment = {key: word for key, word in os.environ.items() if key not in NOT_INHERITED}
        with open(self.told, "wb") as out:
            self.program = subprocess.Popen(
                [sys.executable, self.checkout / "manage.py", "run", "--port", str(self.port)],
                stdout=out,
                stderr=out,
                env={**environment, **more},
                cwd="/",
            )
        return self.program

    def refusal(self, **more: str) -> str:
        """What it says when it cannot start."""
        assert self.start(**more).wait(timeout=PATIENCE) == 1
        return self.told.read_text()

    def wait_for(self, words: str, seconds: float = PATIENCE) -> str:
        """Wait until it has said this; all that it said so far."""
        deadline = time.monotonic() + seconds
        while words not in (text := self.told.read_text()):
            assert self.program is not None
            assert self.program.poll() is None, text
            assert time.monotonic() < deadline, text
            time.sleep(0.05)
        return text

    def left(self) -> list[str]:
        """What of this checkout still runs."""
        found = []
        for one in psutil.process_iter():
            try:
                words = " ".join(one.cmdline())
                ours = str(self.checkout) in words or Path(one.cwd()) == self.checkout
                if ours and one.status() != psutil.STATUS_ZOMBIE:
                    found.append(f"{one.pid} {words}")
            except psutil.Error:
                continue
        return found


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A fresh checkout with nothing running; whatever a failed test leaves is ended."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    hidden = shutil.ignore_patterns("__pycache__")
    for name in ("consultation", "stations", "templates", "static", "requirements"):
        shutil.copytree(ROOT / name, checkout / name, ignore=hidden)
    shutil.copy(ROOT / "manage.py", checkout)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Running(checkout, port)
    yield running
    if running.program and running.program.poll() is None:
        running.program.kill()
        running.program.wait()
    for name in pids.names(checkout / ".run" / "pids"):
        pids.end(checkout / ".run" / "pids", name, patience=5)


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Wait until something is so."""

    def wait(is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not is_so():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    return wait
