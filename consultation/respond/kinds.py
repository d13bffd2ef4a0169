"""What an answer is, by its question's kind: from a draft's value to rows and words. Pure.

A value is a text, or a list of texts where a kind takes several. Empty means not answered. A file
is a text too, which says all that a receipt and the ledger need of it: see `SentFile`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultation.models import MANY, WORDS, QuestionKind, QuestionVersion

Value = str | list[str]
Row = tuple[str, str]  # choice and text of an Answer; one of them is empty


@dataclass(frozen=True)
class SentFile:
    """A file as an answer names it. Its bytes and its state are the Attachment's of this key."""

    key: UUID
    sha256: str
    size: int
    content_type: str
    name: str

    @classmethod
    def read(cls, stored: str) -> "SentFile":
        """From an answer's text."""
        key, sha256, size, content_type, name = stored.split(" ", 4)
        return cls(UUID(key), sha256, int(size), content_type, name)

    def __str__(self) -> str:
        return f"{self.key.hex} {self.sha256} {self.size} {self.content_type} {self.name}"

    @property
    def words(self) -> str:
        """As it reads: its name, what it is, and how large."""
        return f"{self.name} ({self.kind_and_size})"

    @property
    def kind_and_size(self) -> str:
        """Such as "PDF, 24 KB"."""
        return f"{self.content_type}, {in_bytes(self.size)}"


def in_bytes(size: int) -> str:
    """A size as people say it; never 0 for something."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB"


def files_of(version: QuestionVersion, value: Value) -> tuple[SentFile, ...]:
    """The files that an answer names; none for another kind."""
    if version.question.kind != QuestionKind.FILE or isinstance(value, str):
        return ()
    return tuple(SentFile.read(one) for one in value if one)  # one that was erased is empty


def committed_of(version: QuestionVersion, value: Value) -> str:
    """What a response's commitment covers: several values under one another, and files by hash."""
    if isinstance(value, str):
        return value
    return "\n".join([one.sha256 for one in files_of(version, value)] or value)


def rows_of(version: QuestionVersion, value: Value) -> list[Row]:
    """The rows that hold a value, in order; none for no answer."""
    if isinstance(value, list):
        named = version.question.kind == QuestionKind.FILE
        return [("", one) if named else (one, "") for one in value]
    if not value:
        return []
    return [("", value)] if version.question.kind in WORDS else [(value, "")]


def value_of(version: QuestionVersion, rows: Sequence[Row]) -> Value:
    """The value that rows hold, in the order of their places."""
    if version.question.kind in MANY:
        return [choice or text for choice, text in rows]
    return next((choice or text for choice, text in rows), "")


def words_of(version: QuestionVersion, value: Value) -> str:
    """The answer as it reads; several on a line each. Empty for no answer."""
    kind = version.question.kind
    if kind == QuestionKind.FILE:
        return "\n".join(one.words for one in files_of(version, value))
    if isinstance(value, list):
        named = [version.label(one) for one in value]
        if kind == QuestionKind.RANKING:
            named = [f"{place}. {one}" for place, one in enumerate(named, start=1)]
        return "\n".join(named)
    if kind == QuestionKind.DATE and value:
        return date_format(date.fromisoformat(value), "j F Y")
    return version.label(value) if value else ""


def ordinal(place: int) -> str:
    """How a choice in a ranking is called, by its place from 1 on."""
    named = [_("First choice"), _("Second choice"), _("Third choice"), _("Fourth choice")]
    if place <= len(named):
        return named[place - 1]
    return _("Choice %(number)s") % {"number": place}
