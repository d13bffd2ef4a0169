"""Rows on their way in, in a table of the transaction: what only all rows together can tell.

Names of tables are Django's. READ_ statements say which rows of one batch, from `first` to `last`,
were in the file before, or were loaded before. Nothing here runs them.
"""

import csv
import io
import json
import secrets
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from consultation.events import actor_of
from consultation.importing.judging import Incoming, Problem
from consultation.importing.reading import Row as FileRow
from consultation.ledger.commitments import SALT_BYTES
from consultation.models import EventKind, Import
from consultation.respond import bulk
from consultation.respond.codes import new_references
from consultation.spreadsheets import MARK, safe

AT_A_TIME = 2_000  # rows in memory
KEY_BYTES = 16
FIRST = 50  # refusals that a page shows; all of them are in a file

MAKE = """
DROP TABLE IF EXISTS importing_staged;
CREATE TEMPORARY TABLE importing_staged (
    line integer PRIMARY KEY, reference text NOT NULL, digest text NOT NULL
) ON COMMIT DROP;
CREATE INDEX ON importing_staged (reference) WHERE reference <> '';
CREATE INDEX ON importing_staged (digest);
"""
# Rows that this transaction writes are in no statistics yet: without this, each batch would read
# whole tables where a few look-ups in an index are enough.
BY_INDEX = "SET LOCAL enable_seqscan = off"
FILL = "COPY importing_staged (line, reference, digest) FROM STDIN"

# A number twice in the file.
READ_TWICE = """
SELECT new.line, min(old.line)
FROM importing_staged new
JOIN importing_staged old ON old.reference = new.reference AND old.reference <> ''
WHERE new.line BETWEEN %(first)s AND %(last)s AND new.reference <> '' AND old.line < new.line
GROUP BY new.line
"""
# A number of the same source that was loaded, or a whole row that was, its number included.
READ_LOADED = """
SELECT new.line, file.name, old.line, old.digest = new.digest
FROM importing_staged new
JOIN consultation_importedrow old ON old.consultation_id = %(consultation)s
    AND old.source_key = %(source)s AND old.source_reference = new.reference
    AND old.source_reference <> '' AND old.file_id <> %(file)s
JOIN consultation_import file ON file.id = old.file_id
WHERE new.line BETWEEN %(first)s AND %(last)s AND new.reference <> ''
UNION
SELECT new.line, file.name, old.line, true
FROM importing_staged new
JOIN consultation_importedrow old ON old.consultation_id = %(consultation)s
    AND old.digest = new.digest AND old.source_reference = new.reference
    AND old.file_id <> %(file)s
JOIN consultation_import file ON file.id = old.file_id
WHERE new.line BETWEEN %(first)s AND %(last)s AND new.reference <> ''
ORDER BY 1, 4 DESC
"""
# Rows without a number that are word for word like another. People can write the same.
READ_ALIKE = """
SELECT new.line
FROM importing_staged new
WHERE new.line BETWEEN %(first)s AND %(last)s AND new.reference = '' AND (
    EXISTS (SELECT FROM importing_staged old WHERE old.digest = new.digest AND old.line < new.line)
    OR EXISTS (SELECT FROM consultation_importedrow loaded
        WHERE loaded.consultation_id = %(consultation)s AND loaded.digest = new.digest
        AND loaded.file_id <> %(file)s)
)
ORDER BY 1
"""


def batches(rows: Iterable[FileRow]) -> Iterator[list[FileRow]]:
    """So many at a time, so that memory stays flat."""
    waiting = iter(rows)
    while batch := list(islice(waiting, AT_A_TIME)):
        yield batch


@dataclass
class Outcome:
    """What a check or a load found, row by row."""

    rows: int = 0
    empty: int = 0
    taken: int = 0
    refused: int = 0
    repeated: int = 0  # loaded before, and left out
    answers: int = 0
    in_grace: int = 0
    late: int = 0
    alike: int = 0
    alike_rows: list[int] = field(default_factory=list)
    channels: Counter[str] = field(default_factory=Counter)
    stations: Counter[str] = field(default_factory=Counter)

    def take(self, batch: Iterable[Incoming]) -> None:
        """Count rows that are taken."""
        for one in batch:
            self.taken += 1
            self.answers += len(one.given)
            self.in_grace += one.in_grace
            self.late += one.late
            self.channels[one.channel] += 1
            self.stations.update({str(given.proposal.pk) for given in one.given if given.proposal})

    def note_alike(self, lines: Sequence[int]) -> None:
        """Rows that are word for word like another."""
        self.alike += len(lines)
        self.alike_rows += lines[: FIRST - len(self.alike_rows)]

    def as_json(self) -> dict[str, Any]:
        """For an import's column."""
        return {**vars(self), "channels": dict(self.channels), "stations": dict(self.stations)}


class Refusals:
    """Rows that are not taken, as they are found: the first for the page, all for a CSV file."""

    def __init__(self) -> None:
        self.first: list[list[str]] = []
        self.rows = 0
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - closed on leaving
        self.text = io.TextIOWrapper(self.file, encoding="utf-8", newline="")
        self.writer = csv.writer(self.text)
        self.file.write(MARK)
        self.writer.writerow(["row", "column", "why"])

    def __enter__(self) -> "Refusals":
        return self

    def __exit__(self, *problem: object) -> None:
        self.text.close()

    def add(self, problems: Iterable[Problem]) -> None:
        """The problems of a batch."""
        ordered = sorted(problems, key=lambda one: one.line)
        self.rows += len({one.line for one in ordered})
        for one in ordered:
            cells = [str(one.line), one.column, one.sentence]
            self.writer.writerow(safe(cells))
            if len(self.first) < FIRST:
                self.first.append(cells)

    def written(self) -> Iterator[bytes]:
        """All of them, as the file that is kept."""
        self.text.flush()
        self.file.seek(0)
        while part := self.file.read(1 << 20):
            yield part


def name(batch: Sequence[Incoming]) -> None:
    """Give each a reference, a key and a salt, as a response has that is sent by the form.

    All are drawn at once: one by one, the drawing would take longer than the rest.
    """
    drawn = secrets.token_bytes((SALT_BYTES + KEY_BYTES) * len(batch))
    place = 0
    for one, reference in zip(batch, new_references(len(batch)), strict=True):
        one.reference = reference
        one.salt = drawn[place : place + SALT_BYTES]
        place += SALT_BYTES
        one.key = UUID(bytes=drawn[place : place + KEY_BYTES], version=4)
        place += KEY_BYTES


def wanted(batch: Sequence[Incoming]) -> dict[str, int]:
    """How many keys a batch needs of each table."""
    people = sum(1 for one in batch if one.email or one.name)
    return {"respondent": people, "response": len(batch)}


def tables(
    batch: Sequence[Incoming], keys: dict[str, Iterator[int]], imported: Import, *, at: datetime
) -> dict[str, list[bulk.Row]]:
    """The rows of a batch, by table, in the order of who refers to whom.

    Each is what one that is sent by the form leaves: response, answers, commitment, event.
    """
    found: dict[str, list[bulk.Row]] = {name: [] for name in bulk.COLUMNS if name != "review"}
    consultation, source = imported.consultation, imported.source_key
    name(batch)
    actor, account = actor_of(imported.asked_by) if imported.asked_by else ("machine", None)
    for one in batch:
        key = next(keys["response"])
        person = next(keys["respondent"]) if one.email or one.name else None
        if person is not None:
            found["respondent"].append((person, one.name, one.email, False))
        found["response"].append(
            bulk.response_row(one, key, person, consultation, state_at=at, in_grace=one.in_grace)
        )
        found["answer"] += bulk.answer_rows(one, key)
        found["leaf"].append((key, bulk.commitment_of(one)))
        found["leafsalt"].append((key, one.salt))
        found["importedrow"].append(
            (key, consultation.pk, imported.pk, one.line, source, one.source_reference,
             one.digest, one.late)
        )  # fmt: skip
        facts = {"channel": one.channel, "answers": len(one.given), "import": imported.pk}
        found["event"].append(
            (str(EventKind.RESPONSE_RECEIVED), f"response:{key}", consultation.pk, actor, account,
             at, json.dumps(facts | ({"late": True} if one.late else {})))
        )  # fmt: skip
    return found
