"""Starts everything in order, keeps it running, and stops it in order: what `make run` ends in.

honcho was looked at: it starts all programs of a Procfile at once and ends them all when one dies.
Order, readiness, restarts, and recovery from a kill are most of what is needed here.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from consultation import embedded, pids, preparation
from consultation.embedded import CannotStart, Server
from consultation.preparation import STEPS, Stamps, Step

QUICK = 10.0  # seconds; a program that lives shorter than this died quickly
QUICK_DEATHS = 5
LONGEST_WAIT = 15.0  # seconds between two starts of a program that keeps dying
SPENT = 60.0  # seconds after there is room again in which deaths may still come of a full disk
# In the order in which they are stopped: those that are asked first, those that keep rows last.
TITLES = {
    "watchdog": "watchdog",
    "web": "website",
    "worker": "worker",
    "mail": "post",
    "reports": "report maker",
    "log": "public log",
    "beat": "clock",
    "valkey": "queue",
    "postgresql": "database",
}
# Seconds that a program gets to finish what it does; a job cut off is claimed again from its row.
PATIENCE = {"web": 10.0, "worker": 25.0, "mail": 15.0, "reports": 25.0, "log": 10.0, "beat": 5.0}
SERVERS = {"postgresql": embedded.start_postgresql, "valkey": embedded.start_valkey}
VARIABLES = {"postgresql": "DATABASE_URL", "valkey": "REDIS_URL"}


class Stopped(Exception):
    """Somebody asked us to stop."""


@dataclass
class Life:
    """Counts how often in a row something died soon after its start; times are monotonic."""

    started: float = 0.0
    quick_deaths: int = 0
    again_at: float = 0.0  # 0 while it lives

    def begin(self) -> None:
        """Note a start."""
        self.started, self.again_at = time.monotonic(), 0.0

    def died(self) -> None:
        """Note a death, and when to start again."""
        now = time.monotonic()
        self.quick_deaths = self.quick_deaths + 1 if now - self.started < QUICK else 1
        self.again_at = now + min(0.5 * 2 ** (self.quick_deaths - 1), LONGEST_WAIT)


@dataclass
class Program:
    """One of our own programs."""

    name: str
    words: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    running: subprocess.Popen[bytes] | None = None


def programs(folder: Path, port: int) -> list[Program]:
    """Website, the three workers (celery.py says what each does), log, clock, who watches them."""
    celery = [sys.executable, "-m", "celery", "-A", "consultation"]
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    web += ["--port", str(port), "--workers", "2", "--blocking-threads", "4", "--no-ws"]
    web += ["--respawn-failed-workers", "--workers-kill-timeout", "8"]

    schedule = folder / "beat-schedule"
    manage = [sys.executable, str(Path(__file__).parents[1] / "manage.py")]

    watched = [f"--pids={folder / 'pids'}", f"--schedule={schedule}"]

    def work(queue: str, at_once: int) -> list[str]:
        words = ["worker", f"--queues={queue}", f"--hostname={queue}@%h", "--loglevel=INFO"]
        return [*celery, *words, f"--concurrency={at_once}", "--prefetch-multiplier=1"]

    return [
        # One connection a thread: without a pool each thread that granian recycles leaks one.
        Program("web", [*web, "consultation.wsgi:application"], {"DATABASE_POOL": "4"}),
        Program("worker", work("celery", 2)),
        Program("mail", work("mail", 1)),
        # A child that a large report has grown makes room for a new one.
        Program("reports", [*work("reports", 2), "--max-memory-per-child=400000"]),
        Program("log", [*manage, "keep_log"]),
        Program("beat", [*celery, "beat", f"--schedule={schedule}"]),
        Program("watchdog", [*manage, "watchdog", *watched]),
    ]


class Supervisor:
    """All that runs for one checkout, on one port of 127.0.0.1."""

    def __init__(self, base_dir: Path, port: int, write: Callable[[str], object]) -> None:
        self.base_dir = base_dir
        self.folder = base_dir / ".run"
        self.pids = self.folder / "pids"
        self.port = port
        self.write = write
        self.address = f"http://localhost:{port}"
        self.environment: dict[str, str] = {}
        self.servers: dict[str, Server] = {}
        self.programs: list[Program] = []
        self.lives = {name: Life() for name in TITLES}
        self.steps_begun = 0
        self.asked_to_stop = False
        self.full_at = 0.0  # monotonic; when the disk was last full, 0 once that has no effect more

    def run(self) -> None:
        """Start, serve until somebody asks to stop, and stop. Raises CannotStart."""
        lock = self._lock()
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._ask_to_stop)
        try:
            self._clear()
            lock.truncate(0)
            print(self.address, os.getpid(), file=lock, flush=True)
            self._start_all()
            self._tell_all_is_ready()
            while True:
                self._pause(0.2)
                self._go_on()
        except Stopped:
            return
        except CannotStart:
            if not self.asked_to_stop:  # what we are ending may well complain
                raise
        except OSError as problem:
            raise CannotStart(
                f"Cannot go on ({problem}): is the disk full, or does {self.folder} belong to "
                "another account?"
            ) from problem
        finally:
            self._stop_all()
            lock.truncate(0)
            lock.close()

    # Starting

    def _lock(self) -> IO[str]:
        """Make .run ours; the lock falls with us, however we end."""
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            lock = open(self.folder / "lock", "a+")  # noqa: SIM115 - open as long as we live
        except OSError as problem:
            raise CannotStart(
                f"Cannot write in {self.folder} ({problem.strerror}): run as the account that it "
                "belongs to."
            ) from problem
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            where, pid = (*lock.read().split(), "an address not yet known", "?")[:2]
            lock.close()
            raise CannotStart(
                f"Counterpoint already runs from this folder, at {where} (process {pid}): "
                f"use that one, or stop it with Ctrl-C in its window or with `kill {pid}`."
            ) from None
        return lock

    def _clear(self) -> None:
        """End what a killed run left, and refuse what cannot work before anything is started."""
        left = [TITLES.get(name, name) for name in self._end_all() if name != "supervisor"]
        if left:
            self._say(f"Ended what an earlier run had left: {', '.join(left)}.")
        preparation.refuse_port(self.port)
        preparation.refuse_full_disk(self.folder)
        shutil.rmtree(self.folder / "metrics", ignore_errors=True)  # counts of an earlier run
        pids.note(self.pids, "supervisor", os.getpid())

    def _start_all(self) -> None:
        key = os.environ.get("SECRET_KEY") or embedded.secret(self.folder / "secret_key")
        public = os.environ.get("PUBLIC_URL") or self.address
        # Whoever tries it out signs in as each role; anywhere else staff need a second factor.
        factor = os.environ.get("STAFF_SECOND_FACTOR") or str(int(not embedded.is_local(public)))
        self.environment = {
            "SECRET_KEY": key, "PUBLIC_URL": public, "STAFF_SECOND_FACTOR": factor
        }  # fmt: skip
        for name in ("LEDGER_KEY", "RECEIPTS_KEY"):
            kept = self.folder / name.lower()
            self.environment[name] = os.environ.get(name) or embedded.secret(kept, hexadecimal=True)
        for name in SERVERS:
            with self._step(TITLES[name].capitalize()):
                self._start_server(name)
        self._write_environment()
        url = self.servers["postgresql"].url if "postgresql" in self.servers else ""
        password = url.partition("@")[0]  # a new cluster has a new one; the port may change
        stamps = Stamps(self.base_dir, hashlib.sha256(password.encode()).hexdigest() if url else "")
        for step in STEPS:
            self._prepare(step, stamps)
        with self._step("Website, workers and clock"):
            for program in programs(self.folder, self.port):
                self.programs.append(program)
                self._launch(program)
                if program.name == "web":  # alone first: it is what somebody waits for
                    self._wait_for_health()

    def _start_server(self, name: str) -> None:
        variable = VARIABLES[name]
        if given := os.environ.get(variable):
            preparation.refuse_unreachable(variable, given)
            self.environment[variable] = given
            return
        server = self.servers[name] = SERVERS[name](self.folder)
        self.environment[variable] = server.url
        if name == "postgresql":  # `migrate` makes the other role
            self.environment["DATABASE_OWNER_URL"] = server.url
            self.environment[variable] = embedded.for_site(server)
        self.lives[name].begin()

    def _prepare(self, step: Step, stamps: Stamps) -> None:
        with self._step(step.title) as outcome:
            if stamps.done(step):
                outcome.append("unchanged")
                return
            name = step.command[0]
            words = [sys.executable, str(self.base_dir / "manage.py"), *step.command]
            running = embedded.launch(self.folder, name, words, **self.environment)
            while running.poll() is None:
                self._pause(0.02)
            pids.forget(self.pids, name)
            if running.returncode:
                raise CannotStart(f"`manage.py {name}` failed. {self._end_of_log(name)}")
            stamps.set(step)

    def _launch(self, program: Program) -> None:
        environment = {**self.environment, **program.environment}
        program.running = embedded.launch(self.folder, program.name, program.words, **environment)
        self.lives[program.name].begin()

    def _wait_for_health(self) -> None:
        deadline = time.monotonic() + embedded.PATIENCE
        while not preparation.answers(self.port):
            self._pause(0.1)
            self._revive()
            if time.monotonic() > deadline:
                log = self._end_of_log("web")
                raise CannotStart(f"The website does not answer {self.address}/health/. {log}")

    def _write_environment(self) -> None:
        lines = "".join(f"{key}={value}\n" for key, value in self.environment.items())
        embedded.write_private(self.folder / "environment", lines)

    # Keeping it running

    def _go_on(self) -> None:
        """Start again what died; on a full disk nothing can, so that it waits for room."""
        if preparation.is_full(self.folder):
            if not self.full_at:
                self._say("The disk is full: what stops cannot start again before there is room.")
            self.full_at = time.monotonic()
        elif self.full_at and time.monotonic() - self.full_at > SPENT:
            self.full_at = 0.0
        try:
            self._revive()
        except (OSError, CannotStart):
            if not self.full_at:
                raise
            self._pause(1.0)

    def _revive(self) -> None:
        """Start again what died, after a longer wait each time; give up on what keeps dying."""
        for name, server in list(self.servers.items()):
            if not server.alive() and self._due(name, server.program.returncode):
                self._start_server(name)
                if self.servers[name].url != server.url:  # its port was taken meanwhile
                    self._write_environment()
                    self._end([program.name for program in self.programs])
        for program in self.programs:
            code = program.running.poll() if program.running else None
            if code is not None and self._due(program.name, code):
                self._end([program.name])  # what it left of its children holds the port
                self._launch(program)

    def _due(self, name: str, code: int | None) -> bool:
        """Whether it is time to start the dead one again. Notes and tells a new death."""
        life = self.lives[name]
        if not life.again_at:
            life.died()
            why = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
            if life.quick_deaths >= QUICK_DEATHS:
                raise CannotStart(
                    f"The {TITLES[name]} stopped by itself {QUICK_DEATHS} times in a row ({why}). "
                    f"{self._end_of_log(name)}"
                )
            wait = life.again_at - time.monotonic()
            clock = time.strftime("%H:%M:%S")
            self._say(
                f"{clock} The {TITLES[name]} stopped by itself ({why}); again in {wait:.1f} s"
            )
        return time.monotonic() >= life.again_at

    # Stopping

    def _ask_to_stop(self, *_: object) -> None:
        self.asked_to_stop = True

    def _pause(self, seconds: float) -> None:
        time.sleep(seconds)
        if self.asked_to_stop:
            raise Stopped

    def _stop_all(self) -> None:
        if self.steps_begun:
            self._say("\nStopping ...")
        started = time.monotonic()
        ended = self._end_all()
        for program in self.programs:
            if program.running:
                program.running.wait()
        (self.folder / "environment").unlink(missing_ok=True)
        if self.steps_begun:
            names = ", ".join(TITLES[name] for name in ended if name in TITLES) or "nothing ran"
            took = time.monotonic() - started
            self._say(f"Stopped in {took:.1f} s: {names}. What was entered is kept in .run/.")

    def _end_all(self) -> list[str]:
        """End all that is noted: commands first, then from the website down to the database."""
        noted = pids.names(self.pids)
        order = [name for name in noted if name not in TITLES]
        return self._end([*order, *(name for name in TITLES if name in noted)])

    def _end(self, names: list[str]) -> list[str]:
        """End these in this order. Returns the names of those that still ran."""
        ran = []
        for name in names:
            if name == "supervisor":
                pids.forget(self.pids, name)
            elif name in SERVERS:
                ran += [name] * embedded.end(self.folder, name)
            else:
                patience = PATIENCE.get(name, 5.0)
                ran += [name] * pids.end(self.pids, name, patience=patience)
        return ran

    # Telling

    def _say(self, text: str, end: str = "\n") -> None:
        try:
            self.write(text + end)
        except OSError:
            return  # the window is closed; stopping in order matters more

    @contextmanager
    def _step(self, title: str) -> Iterator[list[str]]:
        self.steps_begun += 1
        started = time.monotonic()
        self._say(f"{self.steps_begun}/{len(SERVERS) + len(STEPS) + 1} {title} ... ", end="")
        outcome: list[str] = []
        yield outcome
        self._say(outcome[0] if outcome else f"ready in {time.monotonic() - started:.1f} s")

    def _end_of_log(self, name: str) -> str:
        log = self.folder / "logs" / f"{name}.log"
        return f"{log} ends:\n{embedded.last_lines(self.folder, name)}"

    def _tell_all_is_ready(self) -> None:
        self._say(f"\nCounterpoint is ready: {self.address}\n")
        accounts = self.folder / "accounts.txt"
        if accounts.exists():
            self._say(f"Staff sign in at {self.address}/staff/ (kept in .run/accounts.txt):")
            self._say(accounts.read_text().strip() + "\n")
        self._say("Logs are in .run/logs/. Ctrl-C stops everything.")
