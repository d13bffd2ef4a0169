"""What serves the site owns nothing: each forbidden act is tried as that role, and refused."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from consultation import tasks
from consultation.audit.actions import erase
from consultation.events import MACHINE
from consultation.ledger.actions import sequence
from consultation.management import owner
from consultation.models import Consultation, Event, Ground, Proposal, ReportKind, User
from consultation.moderate.actions import release
from consultation.publish.actions import note_outage
from consultation.reply.actions.enquiries import answer
from consultation.report.actions import ask
from tests.conftest import NOW
from tests.factories import EnquiryFactory
from tests.processes import database_url
from tests.respond.resident import Resident

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a password: of the site's"


@pytest.fixture
def site_role() -> Iterator[str]:
    """What `migrate` makes with DATABASE_OWNER_URL, for this database alone."""
    name = f"site_of_{connection.settings_dict['NAME']}"
    owner.let_in("default", name, PASSWORD)
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {name}")
        cursor.execute(f"DROP ROLE {name}")


@pytest.fixture
def site(site_role: str) -> Iterator[psycopg.Connection]:
    """A connection of the site."""
    parts = urlsplit(database_url())
    with psycopg.connect(
        host=parts.hostname, port=parts.port, dbname=parts.path[1:],
        user=site_role, password=PASSWORD, autocommit=True,
    ) as line:  # fmt: skip
        yield line


APPENDED = ["event", "leaf", "signedreply", "ratification", "erasure", "extension", "outage"]
KEYS = {"leaf": "commitment"}
EMPTIED = {"answer": "text", "review": "reason", "importedrow": "digest"}
DENIED = psycopg.errors.InsufficientPrivilege


@pytest.mark.parametrize("table", APPENDED)
def test_what_is_appended_can_be_neither_changed_nor_deleted(
    site: psycopg.Connection, table: str
) -> None:
    for act in ("UPDATE {} SET {key} = {key}", "DELETE FROM {}", "TRUNCATE {}"):
        with pytest.raises(DENIED, match=f"^permission denied for table consultation_{table}\n?$"):
            site.execute(act.format(f"consultation_{table}", key=KEYS.get(table, "id")))


@pytest.mark.parametrize(("table", "emptied"), EMPTIED.items())
def test_of_what_an_erasure_empties_nothing_else_can_be_changed(
    site: psycopg.Connection, table: str, emptied: str
) -> None:
    name = f"consultation_{table}"
    site.execute(f"UPDATE {name} SET {emptied} = {emptied}")  # its trigger looks at each row
    for act in (f"UPDATE {name} SET response_id = 1", f"DELETE FROM {name}", f"TRUNCATE {name}"):
        with pytest.raises(DENIED, match=f"for table {name}"):
            site.execute(act)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("DELETE FROM consultation_response", "permission denied for table consultation_response"),
        ("TRUNCATE consultation_user", "permission denied for table consultation_user"),
        ("UPDATE django_migrations SET name = ''", "permission denied for table django_migrations"),
        (
            "ALTER TABLE consultation_event DISABLE TRIGGER event_append_only",
            "must be owner of table consultation_event",
        ),
        ("DROP TRIGGER event_append_only ON consultation_event", "must be owner of relation"),
        (
            "CREATE TRIGGER mine BEFORE INSERT ON consultation_event FOR EACH ROW"
            " EXECUTE FUNCTION counterpoint_refuse()",
            "permission denied for table consultation_event",
        ),
        ("ALTER TABLE consultation_event DROP COLUMN facts", "must be owner of table"),
        ("DROP TABLE consultation_event", "must be owner of table consultation_event"),
        ("CREATE TABLE mine (id int)", "permission denied for schema public"),
        ("CREATE SCHEMA mine", "permission denied for database"),
        (
            "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "permission denied for schema public",
        ),
        (
            "CREATE OR REPLACE FUNCTION counterpoint_refuse() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN OLD; END'",
            "permission denied for schema public",
        ),
        ("DROP FUNCTION counterpoint_refuse() CASCADE", "must be owner of function"),
        ("CREATE EXTENSION hstore", "permission denied to create extension"),
        ("SET session_replication_role = replica", "permission denied to set parameter"),
        ("ALTER SYSTEM SET fsync = off", "permission denied to set parameter"),
        ("SET ROLE counterpoint", "permission denied to set role"),
        ("CREATE ROLE mine", "permission denied to create role"),
        ("COPY consultation_event TO '/tmp/events'", "permission denied to COPY to a file"),
        ("COPY consultation_event TO PROGRAM 'cat'", "permission denied to COPY to or from an ext"),
        ("SELECT pg_read_file('/etc/passwd')", "permission denied for function pg_read_file"),
        ("SELECT rolpassword FROM pg_authid", "permission denied for table pg_authid"),
    ],
)
def test_who_serves_the_site_is_no_owner(site: psycopg.Connection, act: str, said: str) -> None:
    with pytest.raises(DENIED) as problem:
        site.execute(act)
    assert str(problem.value).startswith(said)


def test_it_owns_nothing_and_holds_no_right_that_an_owner_needs(
    site: psycopg.Connection, site_role: str
) -> None:
    owned = "SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = %s"
    assert site.execute(owned, [site_role]).fetchall() == []
    beyond = (
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
        " WHERE grantee = %s AND privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')"
    )
    assert site.execute(beyond, [site_role]).fetchall() == []
    kept = site.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
        " FROM pg_roles WHERE rolname = %s",
        [site_role],
    ).fetchone()
    assert kept == (False,) * 5


def test_what_a_trigger_always_refuses_is_not_granted_either(site: psycopg.Connection) -> None:
    site.execute("GRANT DELETE ON consultation_event TO CURRENT_USER")  # with a warning alone
    known = site.execute(
        "SELECT c.relname, e.named FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_proc p ON p.oid = t.tgfoid AND p.proname = 'counterpoint_refuse'"
        " JOIN (VALUES (8, 'DELETE'), (16, 'UPDATE'), (32, 'TRUNCATE')) AS e (bit, named)"
        " ON t.tgtype & e.bit <> 0 WHERE t.tgqual IS NULL"
    ).fetchall()
    assert len(known) > 90
    read = "SELECT has_table_privilege(%s, %s)"
    held = [one for one in known if site.execute(read, one).fetchone() == (True,)]
    assert held == []


LOCKED = re.compile(r"(\w+)\.(?:objects|_default_manager)\b[^\n]*select_for_update")


def test_no_row_is_locked_that_the_site_may_not_change(site: psycopg.Connection) -> None:
    """PostgreSQL lets a row be locked by those alone who may change it."""
    tables = {one.__name__: one._meta.db_table for one in apps.get_models()}
    named = {
        name
        for path in (settings.BASE_DIR / "consultation").rglob("*.py")
        for name in LOCKED.findall(path.read_text())
        if name in tables
    }
    assert named > {"Consultation", "Organisation", "Response"}
    read = "SELECT has_table_privilege(%s, 'UPDATE')"
    held = {one for one in named if site.execute(read, [tables[one]]).fetchone() == (True,)}
    assert held == named


def test_a_new_table_takes_rows_of_the_code_of_before_and_is_narrowed_then(
    site: psycopg.Connection, site_role: str
) -> None:
    """As a trigger of a migration writes to it, before the migration's run is over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE later (id bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, a int);"
            "CREATE TRIGGER later_append_only BEFORE UPDATE OR DELETE ON later"
            " FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse()"
        )
        try:
            site.execute("INSERT INTO later (a) VALUES (1)")
            with pytest.raises(psycopg.errors.RestrictViolation, match=r"^later is append-only"):
                site.execute("DELETE FROM later")
            owner.let_in("default", site_role, PASSWORD)
            site.execute("INSERT INTO later (a) VALUES (2)")
            with pytest.raises(DENIED, match="for table later"):
                site.execute("DELETE FROM later")
        finally:
            cursor.execute("DROP TABLE later")


def test_a_second_time_changes_nothing_and_a_mighty_role_is_refused(site_role: str) -> None:
    grants = "SELECT relname, relacl::text FROM pg_class WHERE relname LIKE 'consultation%'"
    with connection.cursor() as cursor:
        cursor.execute(grants)
        before = set(cursor.fetchall())
        owner.let_in("default", site_role, PASSWORD)
        cursor.execute(grants)
        assert set(cursor.fetchall()) == before
        cursor.execute(f"ALTER ROLE {site_role} CREATEROLE")
    with pytest.raises(CommandError) as problem:
        owner.let_in("default", site_role, PASSWORD)
    assert str(problem.value) == (
        f"The role {site_role} of DATABASE_URL is a superuser, may make roles, or is a member of "
        "the owner: name another one there, which `migrate` makes."
    )


def test_the_password_of_a_restored_database_gives_way_to_that_of_now(site_role: str) -> None:
    host = urlsplit(database_url()).netloc.rpartition("@")[2]
    address = f"postgresql://{site_role}@{host}/{connection.settings_dict['NAME']}"
    owner.let_in("default", site_role, "that of now")
    psycopg.connect(address, password="that of now").close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address, password=PASSWORD)


def test_migrate_makes_the_role_and_connects_as_the_owner_meanwhile(settings: Any) -> None:
    name, line = f"later_{connection.settings_dict['NAME']}", connection.settings_dict
    settings.DATABASE_OWNER = dict(line)
    connection.close()
    connection.settings_dict = {**line, "USER": name, "PASSWORD": PASSWORD}
    try:
        call_command("migrate", verbosity=0)  # its checks refuse a server that is made for tests
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, count(*) > 40 FROM django_migrations")
            assert cursor.fetchall() == [(name, True)]
    finally:
        connection.close()
        connection.settings_dict = line
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")


def test_a_response_its_review_a_report_and_an_erasure_as_the_role_of_the_site(
    consultation: Consultation,
    proposal: Proposal,
    moderator: User,
    analyst: User,
    superuser: User,
    site_role: str,
    client: Client,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.FILES_ROOT, settings.LEDGER_ROOT = tmp_path / "files", tmp_path / "ledger"
    line = connection.settings_dict
    connection.close()
    connection.settings_dict = {**line, "USER": site_role, "PASSWORD": PASSWORD}
    try:
        go_through(consultation, proposal, moderator, analyst, superuser, client)
    finally:
        connection.close()
        connection.settings_dict = line


def go_through(
    consultation: Consultation,
    proposal: Proposal,
    moderator: User,
    analyst: User,
    superuser: User,
    client: Client,
) -> None:
    resident = Resident(client, consultation)
    resident.fill_in(proposal, reasons="No bus goes there after six.", email="a@example.org")
    response = resident.send()
    tasks.screen_due_responses()
    tasks.post_due_messages()
    release(response=response, by=moderator, at=NOW)
    asked = ask(consultation=consultation, kind=ReportKind.WHOLE, by=analyst, at=NOW)
    tasks.keep_tallies()
    tasks.reconcile_received()
    tasks.make_due_reports()
    asked.refresh_from_db()
    assert asked.state == "DONE", asked.error
    shown = client.get(f"{consultation.get_absolute_url()}responses/").content.decode()
    assert "No bus goes there after six." in shown
    tasks.mix_answers()
    tasks.forget_drafts()
    tasks.watch()
    hour = timedelta(hours=1)
    note_outage(
        start=NOW - 2 * hour, end=NOW - hour, what_happened="No power.", by=superuser, at=NOW
    )
    assert sequence(by=MACHINE, at=NOW) > 0
    answer(enquiry=EnquiryFactory(), text="4,210.", after=0, by=superuser, at=NOW)
    erase(subjects=[response], ground=Ground.ASKED, reason="A letter.", by=superuser, at=NOW)
    response.refresh_from_db()
    assert [one.text for one in response.answers.all() if one.text] == []
    told = Event.objects.values_list("kind", flat=True)
    assert {"response.received", "response.released", "response.erased"} <= set(told)
    assert "enquiry.answered" in told
