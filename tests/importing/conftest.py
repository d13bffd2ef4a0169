"""What the tests of imports share."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def files_root(settings: Any, tmp_path: Path) -> Path:
    """Each test keeps its files apart."""
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"
