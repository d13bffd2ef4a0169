"""A database with all tables in it, made once, that the database of each test worker copies.

Its name holds a digest of the migrations, so it serves until one of them changes; copying takes a
tenth of the time of migrating. It stays on the server between runs.
"""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from psycopg import sql

from consultation.preparation import STEPS, digest

BEGINS = "test_template_"
LOCK = 20260217  # one worker makes it while the others wait


def template_database() -> str:
    """The name of the template for these migrations, which is there afterwards."""
    (tables,) = (step for step in STEPS if step.command[0] == "migrate")
    name = BEGINS + digest(settings.BASE_DIR, (*tables.reads, "consultation/models/*"), "")[:20]
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as line:
        line.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        found = line.execute("SELECT datname FROM pg_database WHERE datname ^@ %s", [BEGINS])
        old = {one for (one,) in found}
        if name not in old:
            for one in old:
                line.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(one)))
            make(line, server, name)
    return name


def make(line: psycopg.Connection, server: str, name: str) -> None:
    """Migrate under another name first: what has the right name is whole."""
    unfinished = f"{BEGINS}unfinished"
    line.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {"DATABASE_URL": urlsplit(server)._replace(path=f"/{unfinished}").geturl()},
        check=True,
    )
    line.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(unfinished), sql.Identifier(name)
        )
    )
