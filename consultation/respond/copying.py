"""The one way to write many responses: keys from the database, then COPY, table by table.

Called by actions, inside their transaction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper

from consultation.respond import bulk


def copy_rows(cursor: CursorWrapper, tables: Mapping[str, Sequence[bulk.Row]]) -> None:
    """Write the rows of each table, in the order of the tables."""
    for table, rows in tables.items():
        if rows:
            write(cursor, bulk.copy_into(table), rows)


def write(cursor: CursorWrapper, into: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows by one COPY statement. They must not ask this connection for anything."""
    with cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def take_keys(cursor: CursorWrapper, table: str, count: int) -> Iterator[int]:
    """So many new keys of a table."""
    cursor.execute(bulk.TAKE_KEYS, [f"consultation_{table}", count])
    return iter([key for (key,) in cursor.fetchall()])
