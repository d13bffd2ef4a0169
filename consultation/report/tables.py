"""How counted numbers become tables: a list with one column, or a row of what responses say."""

from collections.abc import Iterable, Sequence

from consultation.report.counting import RESIDENT, Tally
from consultation.report.counts import ANSWERS, RECORD, Counts
from consultation.report.edition import STACKED, Figure, Row, Table

Line = tuple[str, str, int | None]
NO_BASE: tuple[None, str] = (None, "")


def listed(
    counts: Counts,
    key: str,
    title: str,
    head: str,
    lines: Iterable[Line],
    *,
    base: tuple[int | None, str],
    source: str = RECORD,
    note: str = "",
    drawn: bool = True,
    column: str = "Responses",
    chart: str = "",
) -> Table:
    """A table of one column."""
    rows = tuple(
        Row(name, label, (counts.figure(f"{key}.{name}", label, value, base, source),))
        for name, label, value in lines
    )
    return Table(key, title, head, (column,), rows, None, note, source, drawn, chart=chart)


def worded(
    key: str,
    title: str,
    head: str,
    columns: Sequence[str],
    rows: Iterable[tuple[str, str, Sequence[str]]],
    *,
    source: str,
    as_at: str,
    note: str = "",
) -> Table:
    """A table whose cells are words."""
    made = tuple(
        Row(
            name,
            label,
            tuple(
                Figure(f"{key}.{name}.{title}", label, None, None, "", source, as_at, words=words)
                for title, words in zip(columns, cells, strict=True)
            ),
        )
        for name, label, cells in rows
    )
    return Table(key, title, head, tuple(columns), made, None, note, source, False, worded=True)


Says = tuple[str, str, Tally]


def stances_of(counts: Counts) -> list[str]:
    """The answers as columns, the last for those that gave none."""
    return [*counts.stances.labels.values(), "No answer"]


def says(counts: Counts, tally: Tally) -> list[int]:
    """How many gave each of these answers."""
    stances = counts.stances
    chose = [tally.having(stances.mask(name)) for name in stances.labels]
    return [*chose, tally.total - tally.having(stances.any)]


def across(
    counts: Counts,
    key: str,
    title: str,
    head: str,
    rows: Iterable[Says],
    *,
    note: str,
    more: Sequence[tuple[str, int]] = (),
    foot: Tally | None = None,
) -> Table:
    """What responses say, a row for each of several kinds of them; formal replies apart.

    Each row is a base of its own. `more`: further columns, as a title and the bits that they count;
    with them there is one for formal replies too.
    """
    columns = _columns(counts, more)
    made = tuple(_row(counts, key, columns, one, more) for one in rows)
    last = None
    if foot is not None:
        last = _row(counts, key, columns, ("all", "All, each response once", foot), more)
    parts = tuple(range(1, 1 + len(stances_of(counts))))
    return Table(
        key, title, head, columns, made, last, note, ANSWERS, False, apart=True,
        chart=STACKED, parts=parts,
    )  # fmt: skip


def _columns(counts: Counts, more: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    titles = ("Responses", *stances_of(counts), *(title for title, _bits in more))
    return (*titles, "Formal replies") if more else titles


def _row(
    counts: Counts, table: str, columns: Sequence[str], line: Says, more: Sequence[tuple[str, int]]
) -> Row:
    """The total, each further figure as a part of it, and formal replies apart."""
    key, label, tally = line
    numbers = [tally.total, *says(counts, tally), *(tally.having(bits) for _title, bits in more)]
    if more:
        numbers.append(tally.formal)
    base = (tally.total, f"responses: {label}")
    own = ("Responses", "Formal replies")
    cells = [
        counts.figure(
            f"{table}.{key}.{title}", label, number, NO_BASE if title in own else base, ANSWERS
        )
        for title, number in zip(columns, numbers, strict=True)
    ]
    return Row(key, label, tuple(cells))


SAME_BOROUGH = ("From the same borough", RESIDENT)
