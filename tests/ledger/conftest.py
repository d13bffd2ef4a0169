"""A log of its own for each test: a folder that nobody else writes to."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def log_folder(tmp_path: Path, settings: Any) -> Path:
    """Where the test's log is published; it is made with the first head."""
    settings.LEDGER_ROOT = tmp_path / "log"
    return tmp_path / "log"
