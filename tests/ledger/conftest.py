"""A log of its own for each test: a folder that nobody else writes to."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from consultation.events import MACHINE
from consultation.ledger.actions import sequence
from consultation.models import Consultation, Proposal, Response
from tests.conftest import send


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


@pytest.fixture
def repair(capsys: Any) -> Callable[..., list[str]]:
    def run(*words: str) -> list[str]:
        capsys.readouterr()
        call_command("repair_log", *words)
        return str(capsys.readouterr().out).splitlines()

    return run


@pytest.fixture
def three(consultation: Consultation, proposal: Proposal, now: datetime) -> list[Response]:
    """Three responses, entries 2 to 4 after the two keys."""
    sequence(by=MACHINE, at=now)
    made = [send(consultation, about=[proposal]) for _ in range(3)]
    sequence(by=MACHINE, at=now)
    return made
