"""What a database has to promise before anything is accepted into it.

A response counts as received once PostgreSQL has committed it, so a commit must outlast a power
cut, what comes back from the disk must be what was written, and the deadline must be the same for
the database as for us. Free of Django, because `make run` asks before the settings are read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

READ_PROMISES = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"
READ_CLOCK = "SELECT extract(epoch FROM clock_timestamp())::float8"
FURTHEST = 1.0  # seconds that two clocks may differ, besides the time that asking took
ON = ("on",)
LASTING = ("on", "local", "remote_write", "remote_apply")  # all but off


class Cursor(Protocol):
    """Django's or psycopg's."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...
    def fetchall(self) -> list[Any]: ...


@dataclass(frozen=True)
class Fault:
    """What is not as it has to be: a name, a sentence, and what to do about it."""

    name: str
    words: str
    hint: str


@dataclass(frozen=True)
class Promise:
    """A setting of the server, the values that will do, and what another value would mean."""

    name: str
    good: tuple[str, ...]
    otherwise: str
    hint: str


PROMISES = (
    Promise(
        "fsync", ON, "a power cut can lose or spoil what was accepted",
        "Set fsync = on in postgresql.conf.",
    ),
    Promise(
        "full_page_writes", ON, "a power cut can leave half a page on the disk",
        "Set full_page_writes = on in postgresql.conf.",
    ),
    Promise(
        "synchronous_commit", LASTING,
        "a receipt can be shown for a response that a power cut then loses",
        "Set synchronous_commit = on for the server, the database and the role.",
    ),
    Promise(
        "data_checksums", ON, "a disk that spoils what it keeps is not found out",
        "Stop the server and run pg_checksums --enable, or make the cluster with --data-checksums.",
    ),
    Promise(
        "server_encoding", ("UTF8",), "it cannot hold everything that people write",
        "Make the database with ENCODING 'UTF8'.",
    ),
    Promise(
        "default_transaction_isolation", ("read committed",),
        "work that waited for another does not see what that one did",
        "Set default_transaction_isolation = 'read committed' for the server, database and role.",
    ),
)  # fmt: skip


def faults(cursor: Cursor, *, clock: Callable[[], float]) -> Iterator[Fault]:
    """All that is not as it has to be; nothing from a database that may be relied on."""
    cursor.execute(READ_PROMISES, [[one.name for one in PROMISES]])
    shown = dict(cursor.fetchall())
    for one in PROMISES:
        value = shown.get(one.name, "unknown")
        if value not in one.good:
            words = f"The database has {one.name} = {value}: {one.otherwise}."
            yield Fault(one.name, words, one.hint)
    asked = clock()
    cursor.execute(READ_CLOCK)
    ((theirs,),) = cursor.fetchall()
    told = clock()
    ahead = theirs - (asked + told) / 2
    if abs(ahead) > FURTHEST + (told - asked) / 2:
        way = "ahead of" if ahead > 0 else "behind"
        yield Fault(
            "clock",
            f"The database’s clock is {abs(ahead):,.0f} seconds {way} ours: the deadline would not "
            "be the same for both.",
            "Let NTP set the clocks of all machines.",
        )
