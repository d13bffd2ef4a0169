"""What `make run` does before it serves anybody: refusals, and steps that may be done already.

A step is a management command that may safely run twice. It is left out when nothing that it reads
has changed since it last succeeded on the same database; a database that is not ours may have been
emptied or restored by somebody, so there every step runs.
"""

import hashlib
import http.client
import json
import shutil
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from consultation.embedded import CannotStart, free_port, write_private
from consultation.soundness import Fault, faults

ROOM_NEEDED = 500_000_000  # bytes; a first start writes about half of it
ROOM_TO_GO_ON = 16_000_000  # bytes; a segment of the write-ahead log

# The wheels matter too: Django brings migrations and static files of its own.
WHEELS = ("requirements/run.txt", "requirements/data.txt")
# What `migrate` grants beside making tables.
RIGHTS = ("consultation/management/owner.py", "consultation/management/commands/migrate.py")
CODE = ("consultation/**/*", "stations/**/*", *WHEELS)


@dataclass(frozen=True)
class Step:
    """One management command, its title for the person at the keyboard, and the files it reads."""

    title: str
    command: tuple[str, ...]
    reads: tuple[str, ...] = CODE
    leaves: str = ""  # a file below .run without which the step is not done


STEPS = (
    Step("Tables", ("migrate", "--noinput"), ("*/migrations/*.py", *RIGHTS, *WHEELS)),
    Step("Register of police counters", ("load_register",)),
    Step("Councils", ("load_councils",)),
    Step("Postcodes", ("load_postcodes",)),
    Step("Worked example", ("load_example",)),
    Step("Sign-ins", ("demo_accounts",), leaves="accounts.txt"),
    Step(
        "Styles and scripts",
        ("collectstatic", "--noinput", "--verbosity=0"),
        ("static/**/*", "templates/50*.html", *WHEELS),
        leaves="static/outage.html",
    ),
)


def digest(base_dir: Path, reads: tuple[str, ...], which: str) -> str:
    """SHA-256 in hex over names and bytes of the files, and over the word `which`."""
    total = hashlib.sha256(which.encode())
    for path in _files(base_dir, reads):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(base_dir)} {content}\n".encode())
    return total.hexdigest()


def _files(base_dir: Path, reads: tuple[str, ...]) -> Iterator[Path]:
    found = {path for pattern in reads for path in base_dir.glob(pattern)}
    return (path for path in sorted(found) if path.is_file() and "__pycache__" not in path.parts)


class Stamps:
    """Which steps are done: `.run/stamps.json`, step -> digest of what it read.

    `which` tells one database from another; empty means that nothing is to be left out.
    """

    def __init__(self, base_dir: Path, which: str) -> None:
        self.base_dir = base_dir
        self.which = which
        self.path = base_dir / ".run" / "stamps.json"

    def done(self, step: Step) -> bool:
        """Whether the step need not run again."""
        if not self.which or (step.leaves and not (self.path.parent / step.leaves).exists()):
            return False
        return self._read().get(step.title) == digest(self.base_dir, step.reads, self.which)

    def set(self, step: Step) -> None:
        """Write down that the step has just succeeded."""
        stamps = self._read() | {step.title: digest(self.base_dir, step.reads, self.which)}
        write_private(self.path, json.dumps(stamps, indent=1))

    def _read(self) -> dict[str, str]:
        try:
            stamps = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}
        return stamps if isinstance(stamps, dict) else {}


def refuse_port(port: int) -> None:
    """Raise CannotStart when somebody listens on the port, or when we may not."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as probe:
            probe.settimeout(2)
            taken = probe.connect_ex((host, port)) == 0
        if taken:
            raise CannotStart(
                f"Port {port} is used by another program: stop that one, or choose another port, "
                f"for example PORT={free_port(port + 1)} make run."
            )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise CannotStart(
                f"Port {port} cannot be used ({problem.strerror}): choose another port, "
                f"for example PORT={free_port(8080)} make run."
            ) from problem


def refuse_full_disk(folder: Path) -> None:
    """Raise CannotStart when there is no room for a database."""
    if shutil.disk_usage(folder).free < ROOM_NEEDED:
        raise CannotStart(
            f"The disk of {folder} has less than {ROOM_NEEDED // 1_000_000} MB left: "
            "free some space first."
        )


def is_full(folder: Path) -> bool:
    """Whether hardly anything can be written there."""
    return shutil.disk_usage(folder).free < ROOM_TO_GO_ON


def refuse_unreachable(variable: str, url: str) -> None:
    """Raise CannotStart when the server that DATABASE_URL or REDIS_URL names does not answer.

    And when it is a database that does not keep what it has accepted.
    """
    # Their clients are needed only where servers are given, and take a while to load.
    import psycopg
    import redis

    unsound: list[Fault] = []
    try:
        if variable == "DATABASE_URL":
            with psycopg.connect(url, connect_timeout=5) as line:
                unsound = list(faults(line.cursor(), clock=time.time))
        else:
            with redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5) as client:
                client.ping()
    except (psycopg.Error, redis.RedisError, ValueError) as problem:
        reason = " ".join(str(problem).split()) or type(problem).__name__
        where = urlsplit(url).netloc.rpartition("@")[2] or "an address without a host"
        raise CannotStart(
            f"{variable} names a server at {where} that cannot be used ({reason}): start it or "
            f"correct {variable}; without it, `make run` brings a server of its own."
        ) from problem
    if unsound:
        told = " ".join(f"{one.words} {one.hint}" for one in unsound)
        raise CannotStart(f"{variable} names a server that nothing can be accepted into. {told}")


def answers(port: int) -> bool:
    """Whether the website on this port answers /health/ with anything but an error of its own."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/health/", headers={"Host": f"localhost:{port}"})
        return line.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
