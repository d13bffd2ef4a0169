"""The short form of `make hunt`: a part of the pages, of the roles and of what is sent."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import CHROMIUM
from tests.chaos.stack import ROOT

pytestmark = [
    pytest.mark.sweeps,
    pytest.mark.real_clock,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on PATH"),
]


def test_nothing_is_found_in_a_part_of_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hunt", "--short", "--folder", str(tmp_path / "hunt")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
    tried = json.loads(done.stdout.splitlines()[-1])["tried"]
    assert tried["pages opened"] > 300, done.stdout
    assert tried["forms sent"] > 50, done.stdout
    assert tried["pages looked at in a browser"] > 20, done.stdout
    assert tried["questions to the API"] > 5, done.stdout
