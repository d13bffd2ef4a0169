"""The short form of `make chaos`: two minutes in which everything dies again and again."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos.stack import ROOT

pytestmark = [pytest.mark.faults, pytest.mark.real_clock]


def test_nothing_is_lost_altered_or_done_twice_while_everything_dies(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos", "120", "1", "--folder", str(tmp_path / "chaos")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["kills"] > 12, done.stdout
    assert found["receipts"] > 16, done.stdout  # each resident has one at least
