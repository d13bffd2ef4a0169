"""A database that would not keep what it accepts, or has another time, is refused in words."""

import os
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.checks import Error
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError

from consultation import embedded
from consultation.apps import sound_database
from consultation.soundness import faults

pytestmark = pytest.mark.real_clock
FSYNC = "The database has fsync = off: a power cut can lose or spoil what was accepted."


def asked(line: psycopg.Connection, *, clock: Any = time.time) -> list[str]:
    return [one.words for one in faults(line.cursor(), clock=clock)]


def test_our_own_is_sound_until_somebody_changes_it(tmp_path: Path) -> None:
    server = embedded.start_postgresql(tmp_path, durable=True)
    try:
        with psycopg.connect(server.url, autocommit=True) as line:
            assert asked(line) == []
            line.execute("ALTER ROLE counterpoint SET synchronous_commit = off")
            line.execute("ALTER ROLE counterpoint SET default_transaction_isolation = serializable")
        with psycopg.connect(server.url, autocommit=True) as line:
            assert asked(line) == [
                "The database has synchronous_commit = off: a receipt can be shown for a response "
                "that a power cut then loses.",
                "The database has default_transaction_isolation = serializable: work that waited "
                "for another does not see what that one did.",
            ]
            line.execute(
                "CREATE DATABASE latin TEMPLATE template0 ENCODING LATIN1 LOCALE_PROVIDER libc"
                " LOCALE 'C'"
            )
        with psycopg.connect(server.url.rpartition("/")[0] + "/latin") as line:
            assert "The database has server_encoding = LATIN1" in " ".join(asked(line))
    finally:
        server.stop()


@pytest.mark.parametrize(("seconds", "way"), [(3600, "ahead of"), (-3600, "behind")])
def test_a_clock_that_is_an_hour_away(seconds: int, way: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as line:
        told = asked(line, clock=lambda: time.time() - seconds)
    assert told[-1] == (
        f"The database’s clock is 3,600 seconds {way} ours: the deadline would not be the same "
        "for both."
    )


@pytest.mark.django_db
def test_the_check_of_a_database_names_each_fault_and_what_to_do() -> None:
    """The tests' own server gives safety up for speed."""
    told = sound_database(None, databases=["default"])
    assert [(type(one), one.id) for one in told] == [
        (Error, "counterpoint.fsync"),
        (Error, "counterpoint.full_page_writes"),
        (Error, "counterpoint.synchronous_commit"),
    ]
    assert (told[0].msg, told[0].hint) == (FSYNC, "Set fsync = on in postgresql.conf.")
    with pytest.raises(SystemCheckError, match="fsync = off"):
        call_command("check", databases=["default"])
    call_command("check")  # asks no database


@pytest.mark.django_db
def test_tables_are_not_made_where_they_would_not_last() -> None:
    with pytest.raises(CommandError, match="fsync = off"):
        call_command("migrate", skip_checks=False)
