"""Where a database cannot be restored, one sentence says why, and nothing is touched."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from consultation import archive
from consultation.management.commands.restore import environment, instant

pytestmark = pytest.mark.real_clock


def restore(*words: str) -> "subprocess.CompletedProcess[str]":
    """As it is run: with no database that the settings could name."""
    return subprocess.run(
        [sys.executable, "manage.py", "restore", *words], cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_database_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    cluster = tmp_path / "run/postgresql/cluster"
    cluster.mkdir(parents=True)
    done = restore(str(tmp_path / "archive"), "--into", str(tmp_path / "run"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"There is a database in {cluster}: move it away first.\n"
    assert list(cluster.iterdir()) == []


@pytest.mark.parametrize("until", [[], ["--until", "2026-11-23T11:59:59+00:00"]])
def test_without_a_whole_copy_from_before_there_is_nothing_to_begin_with(
    tmp_path: Path, until: list[str]
) -> None:
    (tmp_path / "base/unfinished").mkdir(parents=True)
    if until:
        (tmp_path / "base/20261123T120000Z").mkdir()
    done = restore(str(tmp_path), "--into", str(tmp_path / "run"), *until)
    assert done.returncode == 1
    assert done.stderr == f"There is no whole copy in {tmp_path / 'base'} to begin with.\n"
    assert not (tmp_path / "run/postgresql/cluster").exists()


def test_without_its_keys_nothing_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RECEIPTS_KEY")
    done = restore(str(tmp_path / "archive"), "--into", str(tmp_path / "run"))
    assert done.returncode == 1
    assert done.stderr.startswith("Set LEDGER_KEY and RECEIPTS_KEY as they were, or put the files")
    assert not (tmp_path / "run").exists()


def copy_of(folder: Path, name: str, first: str) -> None:
    place = folder / "base" / name
    place.mkdir(parents=True)
    said = f"START WAL LOCATION: 0/2000028 (file {first})\nSTART TIMELINE: 1\n"
    (place / "backup_label").write_text(said)


def test_what_is_old_goes_with_the_log_that_only_it_needs(tmp_path: Path) -> None:
    names = [f"0000000{line}00000000000000{number:02X}" for line in (1, 2) for number in (2, 9, 10)]
    wal = tmp_path / "wal"
    wal.mkdir()
    for one in [*names, "00000002.history", f"{names[-1][:-2]}0B.partial"]:
        (wal / one).touch()
    copy_of(tmp_path, "20261001T010000Z", names[0])
    copy_of(tmp_path, "20261101T010000Z", names[1])
    copy_of(tmp_path, "20261102T010000Z", names[2])
    assert archive.drop_older(tmp_path, "20261101T000000Z") == ["20261001T010000Z"]
    assert sorted(one.name for one in wal.iterdir()) == [
        "000000010000000000000009", "00000001000000000000000A", "00000002.history",
        "000000020000000000000009", "00000002000000000000000A", "00000002000000000000000B.partial",
    ]  # fmt: skip
    assert archive.drop_older(tmp_path, "20270101T000000Z") == ["20261101T010000Z"]
    assert archive.whole_copies(tmp_path) == ["20261102T010000Z"], "the newest stays"


def test_a_time_says_its_zone() -> None:
    assert instant("2026-06-01T12:00:00+01:00") == datetime(2026, 6, 1, 11, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        instant("2026-06-01T12:00:00")


def test_keys_of_the_folder_are_used_and_those_given_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ledger_key").write_text("ab" * 32)
    (tmp_path / "secret_key").write_text("kept")
    monkeypatch.delenv("LEDGER_KEY")
    monkeypatch.setenv("SECRET_KEY", "given")
    found = environment(tmp_path)
    assert (found["LEDGER_KEY"], found["SECRET_KEY"]) == ("ab" * 32, "given")


def test_the_password_is_not_among_the_words_that_others_can_read() -> None:
    url = "postgresql://keeper:p%40ss@127.0.0.1:5433/counterpoint?sslmode=prefer"
    address, variables = archive.reached(url, "us")
    assert address == (
        "postgresql://keeper@127.0.0.1:5433/counterpoint?sslmode=prefer&application_name=us"
    )
    assert variables["PGPASSWORD"] == "p@ss"


def test_a_server_that_is_away_is_named(tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_DATABASE_URL = "postgresql://nobody@127.0.0.1:1/nothing"
    for command in ("backup", "keep_wal"):
        with pytest.raises(CommandError, match=r"failed: .*onnection"):
            call_command(command, str(tmp_path))
    assert archive.whole_copies(tmp_path) == []
