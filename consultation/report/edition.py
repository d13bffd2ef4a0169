"""What a report holds once it is counted: figures in tables, frozen at one instant."""

from dataclasses import asdict, dataclass
from typing import Any

from consultation.stored import known
from consultation.templatetags.bars import share

STACKED, DAYS, MAP = "stacked", "days", "map"


@dataclass(frozen=True)
class Figure:
    """One computed number. `value` is None where there is none; `base` is what it is part of."""

    key: str
    label: str
    value: int | None
    base: int | None
    base_label: str
    source: str
    as_at: str
    missing: str = ""  # why there is no value, where it is not just unknown
    words: str = ""  # what it says, where it is no number

    @property
    def shown(self) -> str:
        """The number as people write it, its words, or those for why there is none."""
        return self.said_missing if self.value is None else f"{self.value:,}"

    @property
    def said_missing(self) -> str:
        """What stands in the place of a number that there is not."""
        return self.words or self.missing or "not known"

    @property
    def share(self) -> str:
        """Its part of the base in per cent, or nothing where there is no base to divide by."""
        return share(self.value, self.base) if self.value is not None and self.base else ""


@dataclass(frozen=True)
class Row:
    """A line of a table: one figure for each column."""

    key: str
    label: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Table:
    """Figures of one kind. `drawn`: the first column is also shown as bars, as parts of a base.

    `apart`: each column has a base of its own, so that its cells show their shares of it.
    `worded`: its cells are words and not numbers.
    `chart`: what else is drawn of it, and `parts` the columns, counted from 0, that it is drawn of:
    STACKED a bar a row made of these parts, DAYS a column a row of the first, MAP a borough a row,
    by the first of its figures; the key of such a row is the borough's slug.
    """

    key: str
    title: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    foot: Row | None
    note: str
    source: str
    drawn: bool
    apart: bool = False
    worded: bool = False
    chart: str = ""
    parts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Quote:
    """Where words stand that a report quotes: never the words, which are read as it is shown.

    An answer to `version` about `proposal` in the public copy of `response`, and its `stance`.
    """

    response: int
    version: int
    proposal: int
    stance: str


@dataclass(frozen=True)
class Head:
    """A head of the public log that a report names: of when it was counted, or of the close."""

    when: str
    size: int
    root: str
    key: str  # that it is signed with

    @property
    def words(self) -> str:
        """How many entries the log had, their fingerprint, and whose signature stands under it."""
        number = "1 entry" if self.size == 1 else f"{self.size:,} entries"
        return (
            f"{number}, fingerprint {self.root}, key {self.key}. Whoever has a receipt can check "
            "that theirs is among them."
        )


@dataclass(frozen=True)
class Figures:
    """All figures of one report, counted at one instant.

    `event` and `events` name the data that they were counted from: the newest event about the
    consultation's responses, and how many there were. `replies` are the keys of the signed formal
    replies that stand in the report in full; their texts never change. `quotes` are as far as they
    are still public when it is read. `heads` are of the public log: when it was counted, and at the
    close.
    """

    as_at: str
    event: int
    events: int
    tables: tuple[Table, ...]
    replies: tuple[int, ...] = ()
    quotes: tuple[Quote, ...] = ()
    heads: tuple[Head, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain lists and dicts, to be stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Figures":
        """Back from what was stored."""
        tables = tuple(_table(one) for one in stored["tables"])
        replies = tuple(stored.get("replies", ()))
        quotes = tuple(Quote(**known(Quote, one)) for one in stored.get("quotes", ()))
        heads = tuple(Head(**known(Head, one)) for one in stored.get("heads", ()))
        lists = {"tables": tables, "replies": replies, "quotes": quotes, "heads": heads}
        return cls(**{**known(cls, stored), **lists})

    def table(self, key: str) -> Table:
        """The table of that key. Raises KeyError where the report has none."""
        for table in self.tables:
            if table.key == key:
                return table
        raise KeyError(key)

    def value(self, table: str, row: str, column: int = 0) -> int | None:
        """One number, for those who know what they look for. Raises KeyError."""
        found = self.table(table)
        for one in (*found.rows, *([found.foot] if found.foot else [])):
            if one.key == row:
                return one.figures[column].value
        raise KeyError(row)


def _table(stored: dict[str, Any]) -> Table:
    rows = tuple(_row(one) for one in stored["rows"])
    foot = _row(stored["foot"]) if stored["foot"] else None
    lists = {"columns": tuple(stored["columns"]), "parts": tuple(stored.get("parts", ()))}
    return Table(**{**known(Table, stored), **lists, "rows": rows, "foot": foot})


def _row(stored: dict[str, Any]) -> Row:
    figures = tuple(Figure(**known(Figure, one)) for one in stored["figures"])
    return Row(stored["key"], stored["label"], figures)
