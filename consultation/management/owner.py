"""What only the owner of the tables may do beside migrations."""

from django.db import connections
from psycopg import sql

# Not those that somebody builds at this moment, and none of a REINDEX.
READ_TORN = """
SELECT named.relname FROM pg_index AS torn JOIN pg_class AS named ON named.oid = torn.indexrelid
WHERE NOT torn.indisvalid AND named.relnamespace = 'public'::regnamespace
    AND named.relname !~ '_cc(new|old)[0-9]*$'
    AND torn.indexrelid NOT IN (SELECT index_relid FROM pg_stat_progress_create_index)
"""


def drop_torn_indexes(alias: str) -> None:
    """Remove what a CREATE INDEX CONCURRENTLY that was cut off has left: nobody reads by it."""
    with connections[alias].cursor() as cursor:
        cursor.execute(READ_TORN)
        for (name,) in cursor.fetchall():
            cursor.execute(sql.SQL("DROP INDEX CONCURRENTLY {}").format(sql.Identifier(name)))
