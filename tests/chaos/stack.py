"""The real stack in a checkout of its own, and whatever of it can be killed."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import redis

from consultation import embedded, pids
from tests.mail_server import MailServer

ROOT = Path(__file__).resolve().parents[2]
# What the machine or a test run has set, and what would change what `run` does.
NOT_INHERITED = (
    "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "LEDGER_KEY", "LEDGER_ROOT", "RECEIPTS_KEY",
    "FILES_ROOT", "MAIL_BOOK", "STATIC_ROOT", "PORT",
    "PUBLIC_URL", "DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE", pids.MARK,
)  # fmt: skip
PARTS = ("consultation", "stations", "templates", "static", "requirements")
NOTHING = """
from django.core.management.base import BaseCommand
class Command(BaseCommand):
    def run_from_argv(self, argv): pass
"""
START = 400.0  # seconds that everything has for its start
# Seconds. `run` gives up on what dies five times in a row before it is ten old; and whatever is
# killed while it starts does nothing that could be lost.
YOUNG = 11.0
STARTS = 3.0  # times as long as website, workers and clock took to be ready
READY_IN = re.compile(r"clock \.\.\. ready in ([0-9.]+) s")


@dataclass(frozen=True)
class Target:
    """Something to be killed: a program that `run` has noted, or one of its children."""

    name: str
    program: str
    child: bool = False
    words: str = ""  # in the command line of the child
    # And then only where it is drawn itself: each such death has the database begin anew.
    at_any_age: bool = False


#: One line here is all that another program needs to be killed with the others.
KEY = "from consultation.ledger.keys import log_signer; print(log_signer().verifier)"
TARGETS = (
    Target("web", "web"),
    Target("web child", "web", child=True),
    Target("worker", "worker"),
    Target("worker child", "worker", child=True),
    Target("mail worker", "mail"),
    Target("mail child", "mail", child=True),
    Target("report worker", "reports"),
    Target("report child", "reports", child=True),
    Target("public log", "log"),
    Target("clock", "beat"),
    Target("watchdog", "watchdog"),
    Target("Valkey", "valkey"),
    Target("postmaster", "postgresql"),
    Target(
        "database session",
        "postgresql",
        child=True,
        words="counterpoint 127.0.0.1",
        at_any_age=True,
    ),
)


class Stack:
    """`manage.py run` in a copy of this checkout, which posts to a mail server of ours."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.checkout.mkdir(parents=True)
        hidden = shutil.ignore_patterns("__pycache__")
        for name in (*PARTS, "benchmarks"):
            shutil.copytree(ROOT / name, self.checkout / name, ignore=hidden)
        shutil.copy(ROOT / "manage.py", self.checkout)
        commands = self.checkout / "stations" / "management" / "commands"
        (commands / "load_postcodes.py").write_text(NOTHING)  # nobody here types one
        self.run = self.checkout / ".run"
        self.port = embedded.free_port()
        self.mail = MailServer()
        self.told = folder / "told.txt"
        self.frozen = False  # Valkey
        self.young = YOUNG

    def start(self) -> None:
        """Start it, and wait until all is ready."""
        inherited = {key: word for key, word in os.environ.items() if key not in NOT_INHERITED}
        own = {**self.mail.environment(), "TRUSTED_PROXIES": "1"}
        with self.told.open("wb") as out:
            self.program = subprocess.Popen(
                [sys.executable, self.checkout / "manage.py", "run", "--port", str(self.port)],
                stdout=out, stderr=out, stdin=subprocess.DEVNULL, env={**inherited, **own}, cwd="/",
                start_new_session=True,
            )  # fmt: skip
        give_up = time.monotonic() + START
        while "Ctrl-C stops everything." not in self.told.read_text():
            if self.program.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(self.told.read_text())
            time.sleep(0.2)
        if took := READY_IN.search(self.told.read_text()):
            self.young = max(YOUNG, STARTS * float(took[1]))

    def alive(self) -> bool:
        """`run` itself has not given up."""
        return self.program.poll() is None

    def database(self) -> str:
        """Its address."""
        return embedded.environment(self.checkout)["DATABASE_URL"]

    def manage(self, *words: str) -> str:
        """What a command of this checkout says."""
        return self._python("manage.py", *words)

    def inside(self, *words: object) -> Any:
        """What a function of `benchmarks/inside.py` found out, run on the database."""
        told = self._python("-m", "benchmarks.inside", *(str(word) for word in words))
        return json.loads(told.splitlines()[-1])

    def _python(self, *words: str) -> str:
        inherited = {key: word for key, word in os.environ.items() if key not in NOT_INHERITED}
        settings = {"DJANGO_SETTINGS_MODULE": "consultation.settings"}
        try:
            return subprocess.run(
                [sys.executable, *words], env=inherited | settings, cwd=self.checkout,
                capture_output=True, text=True, check=True,
            ).stdout  # fmt: skip
        except subprocess.CalledProcessError as problem:
            problem.add_note(problem.stderr[-2000:])
            raise

    def log_contradicts(self) -> dict[str, int]:
        """How many rows and files the log contradicts; and whether a stranger finds that it holds.

        The stranger has the published files, a key, and one file that needs nothing of ours.
        """
        try:
            self.manage("verify_log")
            differences = 0
        except subprocess.CalledProcessError as found:
            differences = len(found.stdout.splitlines()) or 1
        return {
            "rows that the log contradicts": differences,
            "published log does not hold": self._read(),
        }

    def _read(self) -> int:
        key = self.manage("shell", "-v", "0", "-c", KEY).strip()
        program = self.checkout / "consultation" / "ledger" / "verify.py"
        return subprocess.run(
            [sys.executable, "-I", program, "log", self.run / "ledger", "--key", key],
            capture_output=True, check=False,
        ).returncode  # fmt: skip

    def kill(self, target: Target, chance: random.Random) -> bool:
        """Kill it without warning; False where there is none that may be killed now."""
        program = pids.find(self.run / "pids", target.program)
        if program is None:
            return False
        if target.program == "valkey" and self.frozen:
            return False
        with suppress(psutil.Error):
            family = program.children(recursive=True) if target.child else [program]
            found = [one for one in family if self._may_die(one, target)]
            if found:
                chance.choice(found).kill()
                return True
        return False

    def _may_die(self, one: psutil.Process, target: Target) -> bool:
        """It is what is meant, and has come to work."""
        if target.words not in " ".join(one.cmdline()):
            return False
        # Children are begun later, and would never be drawn beside a program of the same age.
        least = self.young / 2 if target.child else self.young
        return target.at_any_age or time.time() - one.create_time() > least

    def freeze(self, frozen: bool) -> None:
        """Let Valkey stand still, or go on."""
        program = pids.find(self.run / "pids", "valkey")
        if program is not None:
            program.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)
            self.frozen = frozen

    def empty(self) -> None:
        """Take all out of Valkey."""
        with suppress(redis.RedisError), self._broker() as line:
            line.flushall()

    def fill(self, full: bool) -> None:
        """Let Valkey refuse whatever needs memory, or take it again."""
        with suppress(redis.RedisError), self._broker() as line:
            line.config_set("maxmemory", int(full))

    def _broker(self) -> redis.Redis:
        url = embedded.environment(self.checkout)["REDIS_URL"]
        return redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)

    def end(self) -> None:
        """Stop all in order, and what is left by force."""
        if self.frozen:
            self.freeze(False)
        if self.alive():
            self.program.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.program.wait(120)
        if self.alive():
            self.program.kill()
        for name in pids.names(self.run / "pids"):
            pids.end(self.run / "pids", name, patience=5)
        self.mail.end()
