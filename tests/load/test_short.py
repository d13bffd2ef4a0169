"""The short forms of `make load-accept` and `make surge`: fifteen seconds each, at a low rate."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.stack import ROOT

pytestmark = [pytest.mark.faults, pytest.mark.real_clock]
SECONDS, RATE = 15, 5


def told_by(folder: Path, *words: str) -> dict[str, Any]:
    """What a run found; it has ended with 0."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.load", "--folder", str(folder / "load"), *words],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_each_response_at_a_fixed_rate_is_stored_logged_and_posted(tmp_path: Path) -> None:
    # Beside other tests: how long one takes is for the full form to say.
    found = told_by(tmp_path, "accept", str(SECONDS), str(RATE), "--slowest", "20000")
    assert found["accepted"] == found["offered"] == SECONDS * RATE
    assert found["rows"] == found["receipts"] == found["logged"] == found["posted"]


def test_nobody_is_lost_before_a_deadline_and_nobody_comes_in_after_it(tmp_path: Path) -> None:
    found = told_by(tmp_path, "surge", str(SECONDS), str(RATE), "--grace", "1")
    assert found["accepted"] == found["offered"] == (SECONDS + 5) * RATE
    assert found["refused"] == 5 * RATE
    assert found["killed"] == {"web child": 1, "worker child": 1}
