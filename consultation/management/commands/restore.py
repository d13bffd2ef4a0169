"""Make the database anew from an archive, and see that it agrees with the published log."""

import os
import secrets
import subprocess
import sys
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from consultation import archive
from consultation.embedded import CannotStart

BASE_DIR = Path(__file__).resolve().parents[3]
KEYS = ("SECRET_KEY", "LEDGER_KEY", "RECEIPTS_KEY")
NO_KEYS = (
    "Set LEDGER_KEY and RECEIPTS_KEY as they were, or put the files ledger_key and receipts_key "
    "into {into}: they are in no archive."
)
ONLY_TO_THE_LAST_COMMIT = (
    "--files-gone publishes what is restored as all there ever was, so it goes with neither "
    "--until nor --by: what was published since would be contradicted."
)
NOT_REPAIRED = (
    "It cannot go on with the published log: see above. What was restored is put aside in {aside}, "
    "so that nobody opens it; the same command begins anew."
)
DIFFERS = "Something differs: see above, and docs/operations/backup.md. Do not open the site yet."


class Command(BaseCommand):
    """Runs before the settings are read: there is no database that they could name."""

    help = (
        "Make the database of `make run` anew from what backup and keep_wal kept, to the last "
        "commit or to a time, go on with the public log, and see that all agrees."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="of backup and keep_wal")
        parser.add_argument(
            "--into", type=Path, default=BASE_DIR / ".run", help="folder of `make run`"
        )
        parser.add_argument(
            "--until", type=instant, help="such as 2026-11-27T12:00:00Z; default: the last commit"
        )
        parser.add_argument(
            "--by", default="", help="in whose name is erased again what was erased later"
        )

        parser.add_argument(
            "--files-gone",
            action="store_true",
            help="the published files of the log are lost too: publish what is restored anew",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        began = time.monotonic()
        until: datetime | None = options["until"]
        into = options["into"].resolve()
        if options["files_gone"] and (until or options["by"]):
            self._refuse(ONLY_TO_THE_LAST_COMMIT)
        variables = environment(into)
        if not variables.get("RECEIPTS_KEY"):
            self._refuse(NO_KEYS.format(into=into))
        try:
            server = archive.restore(
                options["folder"].resolve(),
                into,
                until=until.isoformat() if until else "",
                before=until.strftime(archive.TIME) if until else "",
            )
        except (CannotStart, OSError) as problem:
            self._refuse(str(problem))
        self._say(f"The database is there again after {time.monotonic() - began:.1f} s.")
        variables["DATABASE_URL"] = server.url
        try:
            repaired = all(_runs(words, variables) for words in _repairs(**options))
            agrees = repaired and _runs(["verify_log"], variables)
        finally:
            server.stop()
        if not repaired:  # nobody may open what could show words that were erased
            self._refuse(NOT_REPAIRED.format(aside=archive.put_aside(into)))
        if not agrees:
            self._refuse(DIFFERS)
        self._say(f"Restored in {time.monotonic() - began:.1f} s. `make run` may start.")

    def _say(self, text: str) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def _refuse(self, sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")
        sys.exit(1)


def _repairs(*, by: str, files_gone: bool, **_: Any) -> list[list[str]]:
    """The commands after which the log goes on."""
    more = ["--files-gone"] if files_gone else ["--by", by] if by else []
    return [["migrate", "--noinput", "--verbosity=0"], ["repair_log", "--yes", *more]]


def _runs(words: list[str], variables: dict[str, str]) -> bool:
    manage = [sys.executable, str(BASE_DIR / "manage.py"), *words]
    return subprocess.run(manage, env=variables, check=False).returncode == 0


def instant(text: str) -> datetime:
    """A time that says how far it is from UTC, in UTC. Raises ValueError."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError("It does not say its time zone.")
    return read.astimezone(UTC)


def environment(into: Path) -> dict[str, str]:
    """Ours, with the keys that a folder of `make run` has."""
    kept = {name: into / name.lower() for name in KEYS}
    found = {name: place.read_text() for name, place in kept.items() if place.exists()}
    # A key for this command alone: nobody signs in, and nothing that lasts is signed with it.
    return {"SECRET_KEY": secrets.token_urlsafe(40)} | found | os.environ
