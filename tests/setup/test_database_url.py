"""What stands after the question mark of DATABASE_URL holds, or nothing starts."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import OperationalError

from consultation import settings as ours
from consultation.variables import connecting


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", {}),
        ("sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem", {
            "sslmode": "verify-full", "sslrootcert": "/etc/ca.pem",
        }),
        ("application_name=us", {"application_name": "us"}),
    ],
)  # fmt: skip
def test_what_libpq_knows_is_told_to_it(query: str, told: dict[str, str]) -> None:
    assert connecting("DATABASE_URL", query) == told


@pytest.mark.parametrize(
    "query",
    ["ssl_mode=require", "sslmode=", "sslmode=require&sslmode=disable", "host=x", "dbname=x"],
)
def test_what_would_not_hold_is_refused(query: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL has '"):
        connecting("DATABASE_URL", query)


def test_the_settings_hand_it_on_beside_the_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://me@localhost:5432/x?sslmode=require"
    monkeypatch.setitem(ours.ENVIRONMENT, "DATABASE_URL", url)
    monkeypatch.setitem(ours.ENVIRONMENT, "DATABASE_POOL", "4")
    options = ours.database()["OPTIONS"]
    assert (options["sslmode"], options["pool"]["max_size"]) == ("require", 4)


def test_a_server_without_encryption_is_then_not_talked_to() -> None:
    """The tests' own has no certificate: with sslmode=require nobody connects to it."""
    held: dict[str, Any] = dict(connections["default"].settings_dict)
    held |= {"HOST": "127.0.0.1", "OPTIONS": connecting("DATABASE_URL", "sslmode=require")}
    with pytest.raises(OperationalError, match="SSL was required"):
        DatabaseWrapper(held, alias="encrypted").connect()


def test_nothing_starts_with_one_that_is_mistyped() -> None:
    url = "postgresql://me@localhost:5432/x?sslmod=require"
    told = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode != 0
    assert "DATABASE_URL has 'sslmod' after its question mark" in told.stderr
