"""A log of its own for each test: a folder that nobody else writes to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def log_folder(tmp_path: Path, settings: Any) -> Path:
    """Where the test's log is published; it is made with the first head."""
    settings.LEDGER_ROOT = tmp_path / "log"
    return tmp_path / "log"


@pytest.fixture
def as_superuser(db: None) -> Callable[..., None]:
    """Run statements as somebody who may do everything in the database, triggers or not."""

    def run(*statements: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET session_replication_role = replica")
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("SET session_replication_role = DEFAULT")

    return run
