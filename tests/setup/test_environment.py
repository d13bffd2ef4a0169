"""What a running `make run` tells the commands that are started beside it."""

import os
from pathlib import Path

import pytest

from consultation import embedded, pids

pytestmark = pytest.mark.real_clock


@pytest.fixture
def written(tmp_path: Path) -> Path:
    (tmp_path / ".run").mkdir()
    embedded.write_private(
        tmp_path / ".run" / "environment", "SECRET_KEY=a=b\nDATABASE_URL=postgresql://x\n"
    )
    return tmp_path


def test_nothing_was_ever_started(tmp_path: Path) -> None:
    assert embedded.environment(tmp_path) == {}


def test_while_the_supervisor_lives(written: Path) -> None:
    pids.note(written / ".run" / "pids", "supervisor", os.getpid())
    assert embedded.environment(written) == {
        "SECRET_KEY": "a=b",
        "DATABASE_URL": "postgresql://x",
    }


def test_after_a_kill_the_addresses_are_no_longer_told(written: Path) -> None:
    (written / ".run" / "pids").mkdir()
    (written / ".run" / "pids" / "supervisor").write_text(f"{os.getpid()} 1000000000.0\n")
    assert embedded.environment(written) == {}


@pytest.mark.parametrize("torn", ["", "12", "twelve 3.0"])
def test_a_torn_note_is_no_note(written: Path, torn: str) -> None:
    (written / ".run" / "pids").mkdir()
    (written / ".run" / "pids" / "supervisor").write_text(torn)
    assert embedded.environment(written) == {}


def test_secrets_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    word = embedded.secret(path)
    assert len(word) == 43
    assert embedded.secret(path) == word
    assert path.stat().st_mode & 0o777 == 0o600
