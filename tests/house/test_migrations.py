"""New migrations run beside the code of before: squawk reads their SQL, by Django's own account."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader

#: Those up to here ran before anybody responded.
BEFORE = {"consultation": "0042_bulk_content", "stations": "0003_population"}
#: What a migration may do all the same, by its name without the number: rule -> why.
ALLOWED: dict[str, dict[str, str]] = {}
# Tables that grow with responses, and are read or written while one is sent.
GROWING = [
    "answer",
    "attachment",
    "code",
    "draft",
    "equalityanswer",
    "erasure",
    "event",
    "flag",
    "leaf",
    "link",
    "message",
    "publicchange",
    "publishedanswer",
    "publishedresponse",
    "reading",
    "redaction",
    "respondent",
    "response",
    "review",
    "screening",
    "tallied",
    "tally",
    "tallydue",
    "unscreened",
]
LARGE = {f"consultation_{one}" for one in GROWING}
#: Only on large tables: elsewhere the lock is let go before anybody notices.
OF_LARGE = {
    "require-concurrent-index-creation",
    "require-concurrent-index-deletion",
    "constraint-missing-not-valid",
    "disallowed-unique-constraint",
    "adding-foreign-key-constraint",
    "adding-not-nullable-field",
    "changing-column-type",
}
#: Held by our `migrate`, by Django, or a matter of taste.
NOT_OURS = [
    "require-lock-timeout",
    "require-statement-timeout",
    "prefer-robust-stmts",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "prefer-text-field",
    "prefer-timestamp-tz",
    "ban-char-field",
    "ban-drop-constraint",  # a moment, and the code of before breaks no rule that is gone
]
ALONE = "a migration that is not atomic holds one operation"
WAITS = "a migration that is not atomic builds or drops an index CONCURRENTLY, or validates"
LINT = "squawk"


@dataclass(frozen=True)
class Found:
    """One thing that would make somebody wait, or break the code of before."""

    rule: str
    statement: str


def judge(sql: str) -> list[Found]:
    """What squawk finds in it, but for what is no matter on a small table."""
    words = [str(Path(sys.executable).with_name(LINT)), "--pg-version=16", "--reporter=json"]
    words += [f"--exclude={','.join(NOT_OURS)}", "--stdin-filepath=migration.sql"]
    read = subprocess.run(words, input=sql, capture_output=True, text=True, check=False)
    lines = sql.splitlines()
    found = []
    for one in json.loads(read.stdout):
        statement = "\n".join(lines[one["line"] : one["line_end"] + 1])
        if one["rule_name"] in OF_LARGE and not large(statement):
            continue
        found.append(Found(one["rule_name"], statement))
    return found


def large(statement: str) -> bool:
    """Whether it is about a table of many rows. The name of an index tells of none: it is."""
    named = set(re.findall(r"\bconsultation_\w+", statement))
    return statement.upper().startswith("DROP INDEX") or bool(named & LARGE)


def judge_alone(migration: Migration, sql: str) -> list[Found]:
    """A migration that is not atomic waits for its locks without a bound."""
    if migration.atomic:
        return []
    found = [] if len(migration.operations) == 1 else [Found(ALONE, "")]
    if isinstance(migration.operations[0], RunPython):
        return found  # rows in pieces, each its own transaction
    statements = [one for one in re.sub(r"--.*", "", sql).split(";") if one.strip()]
    fine = re.compile(r"INDEX\s+CONCURRENTLY|VALIDATE\s+CONSTRAINT|REINDEX.*CONCURRENTLY", re.I)
    return found + [Found(WAITS, one.strip()) for one in statements if not fine.search(one)]


def sql_of(migration: Migration) -> str:
    """What it would say to the database."""
    out = StringIO()
    call_command("sqlmigrate", migration.app_label, migration.name, stdout=out, no_color=True)
    return out.getvalue()


@pytest.mark.django_db
def test_new_migrations_make_nobody_wait_and_leave_the_code_of_before_alone() -> None:
    told = []
    for (app, name), migration in sorted(MigrationLoader(connection).disk_migrations.items()):
        if name <= BEFORE.get(app, "9"):
            continue
        may = ALLOWED.get(name.partition("_")[2], {})
        sql = sql_of(migration)
        for one in [*judge(sql), *judge_alone(migration, sql)]:
            if one.rule not in may:
                told.append(f"{app}.{name}: {one.rule}: {one.statement}")
    assert told == []


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("ALTER TABLE consultation_user ADD COLUMN a text NOT NULL", "adding-required-field"),
        ("ALTER TABLE consultation_response ALTER a SET NOT NULL", "adding-not-nullable-field"),
        ("ALTER TABLE consultation_response ALTER a TYPE bigint", "changing-column-type"),
        ("ALTER TABLE consultation_user RENAME COLUMN a TO b", "renaming-column"),
        ("ALTER TABLE consultation_user RENAME TO consultation_person", "renaming-table"),
        ("ALTER TABLE consultation_user DROP COLUMN a", "ban-drop-column"),
        ("DROP TABLE consultation_user", "ban-drop-table"),
        ("CREATE INDEX x ON consultation_answer (a)", "require-concurrent-index-creation"),
        ("DROP INDEX x", "require-concurrent-index-deletion"),
        ("ALTER TABLE consultation_event ADD CHECK (a > 1)", "constraint-missing-not-valid"),
        (
            "ALTER TABLE consultation_user ADD COLUMN a uuid DEFAULT gen_random_uuid() NOT NULL",
            "adding-field-with-default",
        ),
        ("CREATE INDEX CONCURRENTLY x ON consultation_answer (a)", None),
        ("CREATE INDEX x ON consultation_user (a)", None),
        ("ALTER TABLE consultation_event ADD CHECK (a > 1) NOT VALID", None),
        ("ALTER TABLE consultation_event VALIDATE CONSTRAINT c", None),
        ("ALTER TABLE consultation_event ADD COLUMN a bigint DEFAULT 0 NOT NULL", None),
        (
            "CREATE TABLE consultation_new (id bigint PRIMARY KEY, a bigint NOT NULL);"
            "ALTER TABLE consultation_new ADD CHECK (a > 1)",
            None,
        ),
    ],
)
def test_what_is_seen_and_what_is_let_through(statement: str, rule: str | None) -> None:
    assert [one.rule for one in judge(f"{statement};")] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("sql", "rules"),
    [
        ("CREATE INDEX CONCURRENTLY x ON consultation_answer (a);", []),
        ("ALTER TABLE consultation_event VALIDATE CONSTRAINT c;", []),
        ("ALTER TABLE consultation_event ADD COLUMN a bigint;", [WAITS]),
    ],
)
def test_what_is_not_atomic_waits_without_a_bound_so_it_does_only_what_nobody_waits_behind(
    sql: str, rules: list[str]
) -> None:
    one = RunSQL(sql)

    class Later(Migration):
        atomic = False
        operations = [one]

    class Both(Later):
        operations = [one, one]

    found = judge_alone(Later("0043_later", "consultation"), sql)
    assert [one.rule for one in found] == rules
    found = judge_alone(Both("0043_later", "consultation"), sql)
    assert [one.rule for one in found] == [ALONE, *rules]


@pytest.mark.django_db
def test_what_is_named_here_is_there() -> None:
    names = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    assert {f"{app}.{name}" for app, name in BEFORE.items()} <= names
    assert set(connection.introspection.table_names()) >= LARGE
    assert {one.partition(".")[2].partition("_")[2] for one in names} >= set(ALLOWED)
