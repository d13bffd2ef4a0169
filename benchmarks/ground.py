"""Where the measuring happens: a durable PostgreSQL, databases of several sizes, real servers.

Nothing here is Django's: each thing that needs it runs as a process of its own, against one of the
databases. All of it listens on 127.0.0.1 only, and what is started here is stopped here.
"""

import json
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg

from consultation import embedded, supervisor

BASE_DIR = Path(__file__).resolve().parent.parent
SITE, CONTROL, WIDGETS = "consultation.wsgi", "benchmarks.control", "benchmarks.widgets"
OPEN = "police-front-counters-2017"
CLOSED = f"{OPEN}-closed"
FSYNC_SECONDS = 0.5


class CannotMeasure(RuntimeError):
    """Something is missing here. The text says what to do."""


@dataclass
class Web:
    """A running web server on one of the databases."""

    port: int
    database: str
    program: subprocess.Popen[bytes]

    def processes(self) -> list[psutil.Process]:
        """It and its workers."""
        main = psutil.Process(self.program.pid)
        return [main, *main.children(recursive=True)]


@dataclass
class Ground:
    """`folder` holds everything; `admin` is the address of a database that may make others."""

    folder: Path
    admin: str
    prefix: str
    keep: bool = False
    queue: str = ""  # the address of a Valkey, where limits are counted
    made: list[str] = field(default_factory=list)

    def name(self, size: int) -> str:
        """The database with so many responses in the closed example."""
        return f"{self.prefix}_{size}"

    def url(self, database: str) -> str:
        """Its DATABASE_URL."""
        return urlunsplit(urlsplit(self.admin)._replace(path=f"/{database}"))

    def environment(self, database: str) -> dict[str, str]:
        """For a process that works on it."""
        return {
            **os.environ,
            "DATABASE_URL": self.url(database),
            "SECRET_KEY": embedded.secret(self.folder / "secret_key"),
            "LEDGER_KEY": embedded.secret(self.folder / "ledger_key", hexadecimal=True),
            "RECEIPTS_KEY": embedded.secret(self.folder / "receipts_key", hexadecimal=True),
            "LEDGER_ROOT": str(self.folder / "ledger" / database),
            "REDIS_URL": self.queue,
            "TRUSTED_PROXIES": "1",  # so that each visitor can come from an address of their own
            "PUBLIC_URL": "http://localhost",
            "STAFF_SECOND_FACTOR": "0",  # the moderator that gives verdicts has none
            "STATIC_ROOT": str(self.folder / "static"),
            "FILES_ROOT": str(self.folder / "files"),
            "MAIL_BOOK": str(self.folder / "mail-book"),
            "DJANGO_SETTINGS_MODULE": "consultation.settings",
        }

    def sql(self, database: str, statement: str) -> list[tuple[Any, ...]]:
        """Run one statement by itself, and return its rows if it has any."""
        with psycopg.connect(self.url(database), autocommit=True) as line:
            cursor = line.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

    def run(self, database: str, *words: str) -> str:
        """Run Python on it. Raises CannotMeasure with the end of what it said when it fails."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=BASE_DIR,
            env=self.environment(database),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CannotMeasure(f"{' '.join(words)} failed:\n{done.stderr[-1500:]}")
        return done.stdout

    def inside(self, database: str, *words: object) -> Any:
        """What a function of `benchmarks/inside.py` found out, run on the database."""
        told = self.run(database, "-m", "benchmarks.inside", *(str(word) for word in words))
        return json.loads(told.splitlines()[-1])

    def exists(self, database: str) -> bool:
        """It is there already."""
        found = self.sql(
            self.admin_name(), f"SELECT 1 FROM pg_database WHERE datname = '{database}'"
        )
        return bool(found)

    def copied(
        self, kind: str, size: int, fill: Callable[[str], None], tell: Callable[[str], None]
    ) -> str:
        """A database of this kind: the one without responses, filled; kept where it is there."""
        database = f"{self.prefix}_{kind}_{size}"
        if not (database in self.made or (self.keep and self.exists(database))):
            started = time.monotonic()
            self.sql(self.admin_name(), f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            self.made.append(database)
            self.sql(self.admin_name(), f'CREATE DATABASE "{database}" TEMPLATE "{self.name(0)}"')
            fill(database)
            tell(f"{size:,} responses to {kind}: {time.monotonic() - started:.0f} s")
        return database

    def admin_name(self) -> str:
        """The database that we came in by."""
        return urlsplit(self.admin).path.lstrip("/")

    @contextmanager
    def serve(self, database: str, target: str = SITE) -> Iterator[Web]:
        """The production server's own command line, with another application if asked."""
        port = embedded.free_port()
        web = supervisor.programs(self.folder, port)[0]
        words = [f"{target}:application" if word == web.words[-1] else word for word in web.words]
        environment = self.environment(database) | web.environment
        with open(self.folder / f"{target}.log", "ab") as log:
            program = subprocess.Popen(
                words, cwd=BASE_DIR, env=environment, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        running = Web(port, database, program)
        try:
            _wait(running)
            yield running
        finally:
            _end(running)

    def cpu(self, web: Web) -> float:
        """Seconds of CPU so far of the web server and of the sessions that serve its database.

        Left out: autovacuum, checkpoints and the like, which lag behind the work that causes them.
        """
        sessions = self.sql(
            self.admin_name(),
            f"SELECT pid FROM pg_stat_activity WHERE datname = '{web.database}' "
            "AND backend_type = 'client backend'",
        )
        pids = [psutil.Process(pid) for (pid,) in sessions if self.local(pid)]
        times = [one.cpu_times() for one in (*web.processes(), *pids)]
        return sum(one.user + one.system for one in times)

    @staticmethod
    def local(pid: int) -> bool:
        """A PostgreSQL of this machine has this process id; one in a container has not."""
        try:
            return psutil.Process(pid).name().startswith("postgres")
        except psutil.Error:
            return False

    @contextmanager
    def counting_connections(self, database: str) -> Iterator[list[int]]:
        """Counts the sessions of a database five times a second; the list grows meanwhile."""
        seen: list[int] = []
        over = threading.Event()
        count = (
            f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}' "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )

        def look() -> None:
            with psycopg.connect(self.admin, autocommit=True) as line:
                while not over.wait(0.2):
                    seen.extend(int(number) for (number,) in line.execute(count))

        watcher = threading.Thread(target=look, daemon=True)
        watcher.start()
        try:
            yield seen
        finally:
            over.set()
            watcher.join()

    # Making and unmaking

    def build(self, sizes: list[int], tell: Any) -> None:
        """Databases of these sizes, smallest first, each a copy of the one before and more."""
        before = ""
        for size in sorted(sizes):
            database = self.name(size)
            if not (self.keep and self.exists(database)):
                started = time.monotonic()
                self._make(database, before, size)
                tell(f"a database with {size:,} responses: {time.monotonic() - started:.0f} s")
            before = database

    def _make(self, database: str, before: str, size: int) -> None:
        self.sql(self.admin_name(), f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        self.made.append(database)
        if not before:
            self.sql(self.admin_name(), f'CREATE DATABASE "{database}"')
            for command in ("migrate", "load_register", "load_example"):
                self.run(database, "manage.py", command, "--skip-checks")
            self.inside(database, "moderator")
            stored = 0
        else:
            self.sql(self.admin_name(), f'CREATE DATABASE "{database}" TEMPLATE "{before}"')
            stored = int(before.rpartition("_")[2])
        if size > stored:
            more = str(size - stored)
            words = ("demo_responses", "--skip-checks", "--more", "--count", more)
            self.run(database, "manage.py", *words)
        self.sql(database, "VACUUM (ANALYZE)")
        self.sql(database, "CHECKPOINT")

    def collect_static(self) -> None:
        """Static files as the site serves them; built first where nobody has."""
        if not (BASE_DIR / "static" / "built").exists():
            self.run(self.name(0), "manage.py", "build_assets")
        words = ("collectstatic", "--noinput", "--verbosity=0", "--skip-checks")
        self.run(self.name(0), "manage.py", *words)

    def clear(self) -> None:
        """Remove the databases that were made, unless they are to be kept."""
        for database in [] if self.keep else self.made:
            self.sql(self.admin_name(), f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def machine(self) -> str:
        """What the numbers hang on: cores, versions, and what one durable write costs here."""
        values = ("server_version", "fsync", "synchronous_commit", "shared_buffers")
        told = [self.sql(self.admin_name(), f"SHOW {name}")[0][0] for name in values]
        return (
            f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; Python "
            f"{sys.version.split()[0]}; PostgreSQL {told[0]}, fsync {told[1]}, synchronous_commit "
            f"{told[2]}, shared_buffers {told[3]}; fdatasync of 8 kB here: "
            f"{writes_a_second(self.folder):,.0f}/s"
        )


def writes_a_second(folder: Path) -> float:
    """How many durable writes of 8 kB, one after another, the disk takes: as pg_test_fsync does."""
    path = folder / "fsync"
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.pwrite(file, bytes(8192), 0)
        os.fsync(file)
        count, started = 0, time.perf_counter()
        while time.perf_counter() - started < FSYNC_SECONDS:
            os.pwrite(file, bytes(8192), 0)
            os.fdatasync(file)
            count += 1
        return count / (time.perf_counter() - started)
    finally:
        os.close(file)
        path.unlink()


@contextmanager
def ground(folder: Path, *, keep: bool) -> Iterator[Ground]:
    """Use DATABASE_URL and REDIS_URL where they are set, else start durable ones in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    admin, queue = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    servers = []
    prefix = "bench" if keep else f"bench_{os.getpid()}_{secrets.token_hex(3)}"
    try:
        if not admin:
            servers.append(embedded.start_postgresql(folder))
            admin = servers[-1].url
        if not queue:
            servers.append(embedded.start_valkey(folder))
            queue = servers[-1].url
        made = Ground(folder, admin, prefix, keep, queue)
        yield made
        made.clear()
    finally:
        for server in servers:
            server.stop()


def _wait(web: Web) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            psutil.Process(web.program.pid)
            with embedded.socket.create_connection(("127.0.0.1", web.port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise CannotMeasure("The web server does not start: see its log in .run/bench.")


def _end(web: Web) -> None:
    """Nothing is under way any more, so nobody needs to be asked."""
    family = web.processes() if web.program.poll() is None else []
    for one in family:
        one.kill()
    psutil.wait_procs(family, timeout=5)
    web.program.wait()
