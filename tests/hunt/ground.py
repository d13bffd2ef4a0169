"""Where the hunt takes place: a database of its own, and the real server and workers on it.

The database is a copy of the tests' template. The server works as the role that owns nothing, as
`manage.py run` has it; DEBUG is off and everybody of staff needs a second factor.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from consultation import embedded, pids, supervisor
from consultation.management import owner
from consultation.preparation import answers
from tests.hunt.setting import PORT
from tests.template_database import template_database

PROGRAMS = ("web", "worker", "mail", "reports", "log")
REFUSED = "django.security"  # tells of what was answered with 400
PATIENCE = 90.0  # seconds that the server has to answer for the first time


@dataclass
class Ground:
    """A running site. `folder` holds its files, its logs and what it would have posted."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        """Of the home page, without a slash."""
        return f"http://localhost:{self.port}"

    @property
    def letters(self) -> Path:
        """What was posted, a file each."""
        return self.folder / "mail"

    def log(self, name: str) -> str:
        """What a program has said."""
        path = self.folder / ".run" / "logs" / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def failures(self) -> Iterator[tuple[str, str]]:
        """What a program has written down that went wrong in it, with its name."""
        for name in PROGRAMS:
            for line in self.log(name).splitlines():
                if '"level": "ERROR"' in line and '"error": [' in line:
                    told = json.loads(line)
                    if told["logger"].startswith(REFUSED):
                        continue
                    problem = told["error"][-1]
                    where = problem.get("places") or [""]
                    yield name, f"{told.get('route', '')} {problem['kind']} {where[-1]}"
                elif line.startswith("Traceback"):
                    yield name, line


def own_database() -> tuple[str, str]:
    """Make it, and let Django of this process work on it. Its name, and its address for the site.

    Call before the first query.
    """
    name, secret = f"hunt_{os.getpid()}_{secrets.token_hex(3)}", secrets.token_urlsafe(24)
    template = template_database()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
        line.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, template)))
        )
    settings.DATABASES["default"]["NAME"] = name
    owner.let_in("default", name, secret)
    parts = urlsplit(os.environ["DATABASE_URL"])
    server = f"{quote(name)}:{quote(secret)}@{parts.hostname}:{parts.port or 5432}"
    return name, parts._replace(netloc=server, path=f"/{name}").geturl()


def drop(name: str) -> None:
    """The database and the role that served it."""
    with connections["default"].cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {name}")
    connections.close_all()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
        for statement in ("DROP DATABASE {} WITH (FORCE)", "DROP ROLE {}"):
            line.execute(sql.SQL(statement).format(sql.Identifier(name)))


def environment(folder: Path, port: int, database: str) -> dict[str, str]:
    """Of the site, beside what `tests.servers` has set."""
    return {
        "DATABASE_URL": database,
        "PUBLIC_URL": f"http://localhost:{port}",
        "STAFF_SECOND_FACTOR": "1",
        "TRUSTED_PROXIES": "1",  # each request comes from an address of its own: no limit is met
        "TALLY_PREFIX": folder.name,
        "STATIC_ROOT": str(folder / "static"),
        "EMAIL_FILE_PATH": str(folder / "mail"),
        "MAIL_BOOK": str(folder / "mail-book"),
        "METRICS_FOLDER": str(folder / "metrics"),
        "METRICS_TOKEN": secrets.token_urlsafe(24),
        "SECURITY_CONTACT": "mailto:security@example.com",
        "DEBUG": "0",
        "LOG_FORMAT": "json",
        "PYTHONPATH": str(settings.BASE_DIR),
    }


@contextmanager
def serve(folder: Path, database: str, programs: tuple[str, ...] = PROGRAMS) -> Iterator[Ground]:
    """Start the site on a database, as `manage.py run` does, and stop it in order."""
    made = Ground(folder, PORT)
    words = environment(folder, made.port, database)
    run = folder / ".run"
    for one in (run / "pids", run / "logs", made.letters, folder / "metrics"):
        one.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"],
        cwd=settings.BASE_DIR, env=os.environ | words, check=True,
    )  # fmt: skip
    try:
        for program in supervisor.programs(run, made.port):
            if program.name in programs:
                embedded.launch(run, program.name, program.words, **words, **program.environment)
        _wait(made)
        yield made
    finally:
        for name in PROGRAMS:
            pids.end(run / "pids", name, patience=20)


def _wait(made: Ground) -> None:
    give_up = time.monotonic() + PATIENCE
    while not answers(made.port):
        if time.monotonic() > give_up:
            raise RuntimeError(made.log("web")[-4000:])
        time.sleep(0.1)
