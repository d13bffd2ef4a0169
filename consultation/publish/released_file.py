"""The file of all published answers (CSV): what stands in it, and how it is read while it is sent.

Whoever takes it away reads as slowly as they like, or goes away, and meanwhile the database keeps
for them what everybody else has long changed. So a pause and the whole have their limits.
"""

import csv
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from consultation.models import (
    Consultation,
    ContentVersion,
    PublicChange,
    PublishedAnswer,
    QuestionVersion,
)
from consultation.spreadsheets import MARK, safe

AT_ONCE = 500  # rows that are held at a time
PAUSE = "60s"  # that the database waits for whoever takes them
LONGEST = 30 * 60.0  # seconds, for all of them
EDITION = 1  # another where the code puts something else into a cell
READ_ONE_INSTANT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
READ_NO_LONG_PAUSE = "SELECT set_config('idle_in_transaction_session_timeout', %s, true)"

Words = str | Promise
#: The columns of the file, and what each holds.
COLUMNS: tuple[tuple[str, Words], ...] = (
    ("response", gettext_lazy("Public number of the response; it has a row for each answer.")),
    ("received_on", gettext_lazy("The day on which it was received, London time.")),
    ("channel", gettext_lazy("How it came.")),
    ("capacity", gettext_lazy("Whom it speaks for.")),
    ("place", gettext_lazy("Where the sender lives, as far as they said.")),
    ("borough", gettext_lazy("The London borough that the sender lives in.")),
    ("language", gettext_lazy("The language of the form that it came on.")),
    ("words_withheld", gettext_lazy("yes: it holds words that are not published.")),
    ("station", gettext_lazy("The front counter that the answer is about; empty for all.")),
    ("station_borough", gettext_lazy("The borough of that front counter.")),
    ("proposal", gettext_lazy("What is proposed there.")),
    ("question", gettext_lazy("The question, as a short name that never changes.")),
    ("wording", gettext_lazy("The number of the wording that was answered.")),
    ("place_in_order", gettext_lazy("From 0, where an answer has several values, as a ranking.")),
    ("answer", gettext_lazy("The option that was chosen, or the words as published, in English "
                            "or in the language they were written in.")),
    ("redactions", gettext_lazy("How many passages were taken out of these words.")),
)  # fmt: skip
FIELDS = (
    "published_id", "published__received_on", "published__channel", "published__capacity",
    "published__place", "published__borough__name", "published__language",
    "published__words_withheld", "proposal__station__name", "proposal__station__borough__name",
    "proposal__kind", "question_version__question__key", "question_version__number", "place",
    "choice", "text", "redactions", "question_version_id",
)  # fmt: skip


class TakenTooSlowly(Exception):
    """Whoever takes the file away has had LONGEST for it."""


def etag_of(consultation: Consultation) -> str:
    """Names the bytes of the file as it would be read now. Two queries, which read no response.

    Ask for it before the file is read: what changes in between makes a name that is out of date,
    and none that stands for other bytes.
    """
    changed = PublicChange.objects.sums_of(consultation.pk).changed
    content = ContentVersion.objects.values_list("number", flat=True).first()
    names = [name for name, _meaning in COLUMNS]
    parts = (EDITION, consultation.pk, changed, content, *names)
    return sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]


class _Echo:
    """What csv writes into: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def content_of(consultation: Consultation) -> Iterator[bytes]:
    """The file, some lines at a time, read as it is sent. Close it, and the database is free.

    Raises TakenTooSlowly, or an error of the database, which hangs up where the pause is too long.
    """
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield MARK + str(writer.writerow([name for name, _meaning in COLUMNS])).encode()
    for rows in _read(consultation):
        yield "".join(str(writer.writerow(safe(row))) for row in rows).encode()


def _read(consultation: Consultation) -> Iterator[list[list[str]]]:
    """Every public answer, response by response, as cells, AT_ONCE at a time."""
    own = PublishedAnswer.objects.filter(published__consultation=consultation)
    rows = own.order_by("published_id", "pk").values_list(*FIELDS)
    until = time.monotonic() + LONGEST
    with _one_instant():
        labels = _labels_of(consultation)
        read = rows.iterator(chunk_size=AT_ONCE)
        while some := [_cells(row, labels) for row in islice(read, AT_ONCE)]:
            if time.monotonic() > until:
                raise TakenTooSlowly
            yield some


@contextmanager
def _one_instant() -> Iterator[None]:
    """A cursor of this transaction gives the first rows while the others are not yet looked for.

    Without one PostgreSQL writes all of them to its disk first.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if outermost:
                cursor.execute(READ_ONE_INSTANT)
            cursor.execute(READ_NO_LONG_PAUSE, [PAUSE])
        yield


def _labels_of(consultation: Consultation) -> dict[tuple[int, str], str]:
    """The words of each option of each wording. One query."""
    versions = QuestionVersion.objects.filter(question__consultation=consultation)
    return {(one.pk, str(value)): str(label) for one in versions for value, label in one.options}


def _cells(row: tuple[Any, ...], labels: dict[tuple[int, str], str]) -> list[str]:
    """One answer, whose fields are FIELDS, as the cells of COLUMNS."""
    *about, choice, text, redactions, version = row
    about[7] = "yes" if about[7] else "no"
    answer = labels.get((version, choice), choice) if choice else text
    return ["" if one is None else str(one) for one in (*about, answer, redactions)]
