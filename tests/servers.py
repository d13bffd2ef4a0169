"""PostgreSQL and Valkey for the tests: a plugin, loaded by `-p tests.servers` before any settings.

Servers named by DATABASE_URL and REDIS_URL are used as they are. Otherwise ours are started in
`.run/test` (or TEST_RUN_DIR), fast rather than safe, and stopped with the run; the files stay, so
that the next run starts in a tenth of a second. A second run at the same time takes a folder of
its own. The workers of pytest-xdist inherit the addresses through the environment.

Also a command: `python -m tests.servers manage.py check` runs another with these servers.
"""

import atexit
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from consultation import embedded

MUCH = 2**30  # bytes; the tests keep a tenth of it
BASE_DIR = Path(__file__).resolve().parent.parent
_held: list[IO[str]] = []  # the lock is ours as long as this file is open
_servers: list[embedded.Server] = []


def own_folder() -> Path:
    """The first of `.run/test`, `.run/test-2`, ... that no other run is using; locked for us."""
    wanted = Path(os.environ.get("TEST_RUN_DIR") or BASE_DIR / ".run" / "test").resolve()
    for number in range(1, 10):
        folder = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = open(folder / "lock", "w")  # noqa: SIM115 - stays open until the run ends
        except PermissionError:
            continue  # made by a run of another account
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        _held.append(lock)
        return folder
    return temporary_folder()


def quickest() -> str | None:
    """A folder in memory, where there is room: each file that is kept waits for its disk."""
    memory = "/dev/shm"
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < MUCH:
        return None
    return memory


def temporary_folder(within: str | None = None) -> Path:
    """A folder that goes with this run."""
    folder = tempfile.mkdtemp(prefix="counterpoint-", dir=within)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def start() -> None:
    """Set the environment that the settings read, with servers started where none are named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(40))
    for name in ("LEDGER_KEY", "RECEIPTS_KEY"):
        os.environ.setdefault(name, secrets.token_hex(32))
    os.environ["FILES_ROOT"] = str(temporary_folder(within=quickest()))
    os.environ["LEDGER_ROOT"] = str(temporary_folder(within=quickest()))
    os.environ["MAIL_BOOK"] = str(temporary_folder(within=quickest()))
    os.environ["STATIC_ROOT"] = str(temporary_folder())  # empty: files are found at their source
    os.environ.pop("DATABASE_OWNER_URL", None)  # the tests own their tables
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    folder = own_folder()
    atexit.register(stop)  # the last registered is the first called: before its folder goes
    # A polite kill ends the run as Ctrl-C does, servers included.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if not os.environ.get("DATABASE_URL"):
        _servers.append(embedded.start_postgresql(folder, durable=False))
        os.environ["DATABASE_URL"] = _servers[-1].url
    if not os.environ.get("REDIS_URL"):
        _servers.append(embedded.start_valkey(folder, durable=False))
        os.environ["REDIS_URL"] = _servers[-1].url


def stop() -> None:
    """Stop what `start` started. Safe to call twice."""
    while _servers:
        _servers.pop().stop(patience=10)
    while _held:
        _held.pop().close()


def pytest_unconfigure() -> None:
    stop()


if "PYTEST_XDIST_WORKER" not in os.environ:
    start()

if __name__ == "__main__":
    sys.exit(subprocess.call(sys.argv[1:]))
