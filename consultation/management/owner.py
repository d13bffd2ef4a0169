"""What the owner of the tables does beside migrations: rights of the role that serves the site.

That role reads and adds rows everywhere. It may change or delete them only where some row may be
changed or deleted: what a trigger of ours always refuses is not granted either. So the two cannot
part, and who gets round the triggers with the site's password meets the second door.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections, transaction
from psycopg import sql

# Not those that somebody builds at this moment, and none of a REINDEX.
READ_TORN = """
SELECT named.relname FROM pg_index AS torn JOIN pg_class AS named ON named.oid = torn.indexrelid
WHERE NOT torn.indisvalid AND named.relnamespace = 'public'::regnamespace
    AND named.relname !~ '_cc(new|old)[0-9]*$'
    AND torn.indexrelid NOT IN (SELECT index_relid FROM pg_stat_progress_create_index)
"""
# Bits of tgtype as PostgreSQL's trigger.h has them: 8 DELETE, 16 UPDATE.
READ_TABLES = """
SELECT one.relname,
    bool_or(coalesce(refusal.tgtype & 16 <> 0, false)),
    bool_or(coalesce(refusal.tgtype & 8 <> 0, false))
FROM pg_class AS one
LEFT JOIN pg_trigger AS refusal ON refusal.tgrelid = one.oid AND refusal.tgenabled = 'O'
    AND refusal.tgqual IS NULL AND refusal.tgattr = ''
    AND refusal.tgfoid = to_regproc('counterpoint_refuse')::oid
WHERE one.relkind = 'r' AND one.relnamespace = 'public'::regnamespace
GROUP BY one.relname ORDER BY one.relname
"""
READ_ROLE = """
SELECT rolsuper OR rolcreaterole OR rolbypassrls OR pg_has_role(rolname, current_user, 'MEMBER')
FROM pg_roles WHERE rolname = %s
"""
#: Nobody but `migrate` writes to these.
ONLY_READ = {"django_migrations"}
#: What an erasure empties; their triggers refuse all else, and that any row goes.
ONLY_EMPTIED = {
    "consultation_answer": ["text", "erased"],
    "consultation_review": ["reason"],
    "consultation_importedrow": ["source_reference", "digest"],
}
#: What the owner does for the site, in the words of a migration.
FUNCTIONS = ["counterpoint_mix_equality_answers"]


@contextmanager
def owning(alias: str) -> Iterator[tuple[str, str]]:
    """Connect as the owner of the tables meanwhile, where that is not who serves the site.

    Gives name and password of the role that does, two empty words where it is the owner.
    """
    line, who = connections[alias], settings.DATABASE_OWNER
    site = line.settings_dict
    if who["USER"] == site["USER"]:
        yield "", ""
        return
    line.close()
    theirs = {key: who[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
    options = {key: value for key, value in site["OPTIONS"].items() if key != "pool"}
    line.settings_dict = {**site, **theirs, "OPTIONS": options, "CONN_MAX_AGE": None}
    try:
        yield site["USER"], site["PASSWORD"]
    finally:
        line.close()
        line.settings_dict = site


def drop_torn_indexes(alias: str) -> None:
    """Remove what a CREATE INDEX CONCURRENTLY that was cut off has left: nobody reads by it."""
    with connections[alias].cursor() as cursor:
        cursor.execute(READ_TORN)
        for (name,) in cursor.fetchall():
            cursor.execute(sql.SQL("DROP INDEX CONCURRENTLY {}").format(sql.Identifier(name)))


def let_in(alias: str, name: str, password: str) -> None:
    """Make the role that serves the site, if it is not there, and give it what it needs.

    It gets this password where it could not sign in with it: that of a restored database is an
    older one. Raises CommandError where it could do as it likes.
    """
    role = sql.Identifier(name)
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(READ_ROLE, [name])
        found = cursor.fetchone()
        if found is None:
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        elif found[0]:
            raise CommandError(
                f"The role {name} of DATABASE_URL is a superuser, may make roles, or is a member "
                "of the owner: name another one there, which `migrate` makes."
            )
        if password and (found is None or not _opens(alias, name, password)):
            # As a verifier, so that no log of statements holds the password.
            kept = connections[alias].connection.pgconn.encrypt_password(
                password.encode(), name.encode(), b"scram-sha-256"
            )
            cursor.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(kept.decode()))
            )
        for statement in _grants(cursor):
            cursor.execute(sql.SQL(statement[0]).format(*statement[1:], role=role))


def _opens(alias: str, name: str, password: str) -> bool:
    """Whether the role can sign in with it."""
    words = connections[alias].get_connection_params() | {"user": name, "password": password}
    try:
        psycopg.connect(**words).close()
    except psycopg.OperationalError:
        return False
    return True


def _grants(cursor: Any) -> Iterator[tuple[Any, ...]]:
    """The statements in their order, and what stands in their brackets."""
    cursor.execute("SELECT current_database()")
    here = sql.Identifier(cursor.fetchone()[0])
    # A trigger of a migration may write to its new table at once, for the code of before.
    for given in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
        yield (f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {given} TO {{role}}",)
    yield "GRANT CONNECT, TEMPORARY ON DATABASE {} TO {role}", here
    yield ("REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",)
    yield ("GRANT USAGE ON SCHEMA public TO {role}",)
    yield ("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",)
    yield ("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",)
    cursor.execute(READ_TABLES)
    for name, never_changed, never_deleted in cursor.fetchall():
        table = sql.Identifier(name)
        if name in ONLY_READ:
            continue
        yield "GRANT INSERT ON {} TO {role}", table
        if name in ONLY_EMPTIED:
            columns = sql.SQL(", ").join(map(sql.Identifier, ONLY_EMPTIED[name]))
            yield "GRANT UPDATE ({}) ON {} TO {role}", columns, table
            continue
        if not never_changed:
            yield "GRANT UPDATE ON {} TO {role}", table
        if not never_deleted:
            yield "GRANT DELETE ON {} TO {role}", table
    yield ("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",)
    for name in FUNCTIONS:
        yield "GRANT EXECUTE ON FUNCTION {} TO {role}", sql.Identifier(name)
