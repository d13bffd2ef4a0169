"""`migrate` while people respond: its waits are short, it tries again, and it says what held it."""

import re
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connection

from consultation.management.commands import migrate
from tests.processes import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]
LAST = "0003_population"
TABLE = "stations_borough"
INSERT = f"INSERT INTO {TABLE} (ons_code, name, slug, has_met) VALUES"
HEAD = """
from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("stations", "{before}")]
"""
COLUMN = """
    operations = [migrations.RunSQL(
        "ALTER TABLE stations_borough ADD COLUMN motto text NOT NULL DEFAULT ''",
        "ALTER TABLE stations_borough DROP COLUMN motto",
    )]
"""
INDEX = """
    atomic = False
    operations = [migrations.RunSQL(
        "CREATE INDEX CONCURRENTLY borough_motto ON stations_borough (name)",
        "DROP INDEX CONCURRENTLY borough_motto",
    )]
"""
SLOW = """
    operations = [migrations.RunSQL("SELECT pg_sleep(30)", "SELECT 1")]
"""


class Later:
    """A later release, which brings one migration more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def brings(self, body: str) -> None:
        (self.folder / "0004_later.py").write_text(HEAD.format(before=LAST) + body)


@pytest.fixture
def later(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Later]:
    """The migrations of `stations` and one more, undone afterwards."""
    package = tmp_path / "later_release"
    package.mkdir()
    now = str(configured.BASE_DIR / "stations" / "migrations")
    (package / "__init__.py").write_text(f"__path__.append({now!r})\n")
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"stations": "later_release"}
    with connection.cursor() as cursor:  # a test before this one may have begun all keys anew
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('django_migrations', 'id'), max(id))"
            " FROM django_migrations"
        )
    yield Later(package)
    call_command("migrate", "stations", LAST, verbosity=0)
    for name in [one for one in sys.modules if one.startswith("later_release")]:
        del sys.modules[name]


@pytest.fixture
def other() -> Iterator[psycopg.Connection]:
    """Somebody else on the same database."""
    with psycopg.connect(database_url(), application_name="a long report") as line:
        yield line


def columns() -> set[str]:
    with connection.cursor() as cursor:
        return {one.name for one in connection.introspection.get_table_description(cursor, TABLE)}


def bounds() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
        )
        return tuple(cursor.fetchone())


def waiting(line: psycopg.Connection) -> bool:
    """Whether somebody waits for a lock of a table."""
    found = line.execute(
        "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
        " WHERE NOT granted AND datname = current_database()"
    ).fetchone()
    return found != (0,)


def test_a_lock_that_is_not_had_stops_it_with_a_sentence_and_nothing_changed(
    later: Later, other: psycopg.Connection
) -> None:
    later.brings(COLUMN)
    other.execute(f"SELECT count(*) FROM {TABLE}")  # its transaction stays open

    with pytest.raises(CommandError) as problem:
        call_command("migrate", verbosity=0, lock_milliseconds=50, tries=2)

    assert str(problem.value).startswith(
        "stations.0004_later was given no lock within 50 ms, 2 times. Nothing of it was changed;"
    )
    assert re.search(
        rf"\n  process {other.info.backend_pid} \(a long report\): idle in transaction, for \d+ s$",
        str(problem.value),
    )
    assert "motto" not in columns()
    assert bounds() == ("0", "0")
    other.rollback()
    call_command("migrate", verbosity=0)
    assert "motto" in columns()


def test_the_code_of_before_goes_on_while_a_migration_waits(
    later: Later, other: psycopg.Connection
) -> None:
    later.brings(COLUMN)
    other.execute(f"SELECT count(*) FROM {TABLE}")
    failed: list[BaseException] = []

    def run() -> None:
        try:
            call_command("migrate", verbosity=0, tries=60)
        except BaseException as problem:
            failed.append(problem)
        finally:
            connection.close()

    migrating = threading.Thread(target=run)
    migrating.start()
    # Without a bound on the wait of `migrate` it would wait behind that for the whole report.
    soon = "-c statement_timeout=20s"
    with psycopg.connect(database_url(), autocommit=True, options=soon) as site:
        give_up = time.monotonic() + 60
        while not waiting(site):
            assert time.monotonic() < give_up
            time.sleep(0.01)
        # It knows nothing of the new column.
        site.execute(f"{INSERT} ('E09000001', 'Here', 'here', true)")
        other.rollback()
        migrating.join(timeout=60)
        assert (failed, migrating.is_alive()) == ([], False)
        site.execute(f"{INSERT} ('E09000002', 'There', 'there', true)")
        read = f"SELECT name, motto FROM {TABLE} ORDER BY name"
        assert site.execute(read).fetchall() == [("Here", ""), ("There", "")]


def test_an_index_that_was_cut_off_is_made_anew(later: Later) -> None:
    later.brings(INDEX)
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX borough_motto ON stations_borough (name)")
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'borough_motto'::regclass"
        )

    call_command("migrate", verbosity=0)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = 'borough_motto'::regclass"
        )
        assert cursor.fetchall() == [(True,)]


def test_a_statement_that_lasts_too_long_is_stopped(later: Later) -> None:
    later.brings(SLOW)
    with pytest.raises(CommandError) as problem:
        call_command("migrate", verbosity=0, statement_seconds=1)
    assert str(problem.value).startswith(
        "A statement of stations.0004_later took more than 1 s while others waited for its locks."
    )


def test_the_second_of_two_waits_for_its_turn(
    other: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "LONGEST_TURN", 0.0)
    other.execute("SELECT pg_advisory_lock(%s)", [migrate.TURN])
    with pytest.raises(CommandError, match=r"^Another `migrate` has been running for 0 minutes\.$"):
        call_command("migrate", verbosity=0)
    other.execute("SELECT pg_advisory_unlock(%s)", [migrate.TURN])
    call_command("migrate", verbosity=0)
