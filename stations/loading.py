"""Read a register of front counters from CSV, or refuse it with the line and the column at fault.

The columns are described in `stations/data/README.md`. Only four of them must be there; a column
that a file does not have leaves what is known untouched, while an empty cell says "not known".
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import IO

from django.utils.text import slugify

from stations.postcodes import PostcodeProblem, parse

FOLDER = Path(__file__).resolve().parent / "data"
REGISTER = FOLDER / "register_2017.csv"
BOROUGHS = FOLDER / "boroughs.csv"

REQUIRED = ("ons_code", "borough", "station", "postcode")
# Every further column with the most characters that a cell may hold.
OPTIONAL = {
    "also_called": 400,
    "address": 200,
    "easting": 6,
    "northing": 7,
    "hours_2017": 120,
    "hours_basis": 1000,
    "crime_reports_per_day_2017": 100,
    "proposal_2017": 20,
    "counter_moves_to": 150,
    "proposed_by": 100,
    "building": 1000,
    "decision_2017": 1000,
    "later_events": 2000,
    "not_verified": 2000,
    "doubts": 200,
    "sources": 4000,
}
LONGEST = {"ons_code": 9, "borough": 100, "station": 150, "postcode": 20, **OPTIONAL}
PROPOSALS = ("close", "retain", "move_24_7", "become_24_7")
DOUBTED = ("address", "postcode", "hours", "proposal", "decision")
DOUBTS = ("inferred", "disputed")
MOST_BYTES = 2_000_000
MOST_METRES = {"easting": 700_000, "northing": 1_300_000}  # the extent of the National Grid


class RegisterProblem(ValueError):
    """The file cannot be taken. Its text is the sentence to show, with line and column."""


@dataclass(frozen=True)
class BoroughRow:
    """One line of boroughs.csv."""

    ons_code: str
    name: str
    slug: str
    has_met: bool


@dataclass(frozen=True)
class Row:
    """One counter. Unknown texts are "", unknown metres (National Grid) are None.

    `partner` is the name of the counter in this file that `counter_moves_to` means. `doubts` says
    of a fact that it is "inferred" or "disputed". `given` names the columns that the file has.
    """

    line: int
    slug: str
    ons_code: str
    borough: str
    station: str
    postcode: str
    also_called: tuple[str, ...] = ()
    address: str = ""
    easting: int | None = None
    northing: int | None = None
    hours_2017: str = ""
    hours_basis: str = ""
    crime_reports_per_day_2017: str = ""
    proposal_2017: str = ""
    counter_moves_to: str = ""
    partner: str = ""
    proposed_by: str = ""
    building: str = ""
    decision_2017: str = ""
    later_events: str = ""
    not_verified: str = ""
    doubts: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    given: frozenset[str] = frozenset(LONGEST)

    def doubt(self, what: str) -> str:
        """ "inferred", "disputed" or "" for address, postcode, hours, proposal or decision."""
        return dict(self.doubts).get(what, "")


@lru_cache(maxsize=1)
def boroughs() -> tuple[BoroughRow, ...]:
    """The 33 of London: 32 boroughs and the City."""
    with BOROUGHS.open(encoding="utf-8", newline="") as file:
        return tuple(
            BoroughRow(line["ons_code"], line["name"], line["slug"], line["has_met"] == "true")
            for line in csv.DictReader(file)
        )


def sha256_of(content: bytes) -> str:
    """The fingerprint by which a file is known again, in hex."""
    return hashlib.sha256(content).hexdigest()


def read_rows(source: Path | str | IO[bytes]) -> list[Row]:
    """Every counter of a CSV file, UTF-8 with or without a byte order mark.

    Raises RegisterProblem at the first fault; then nothing of the file is to be used.
    """
    lines = _lines(_content(source))
    try:
        _number, header = next(lines)
    except StopIteration:
        raise RegisterProblem("The file is empty.") from None
    names = _checked_header(header)
    rows: list[Row] = []
    for line, cells in lines:
        if any(cell.strip() for cell in cells):
            rows.append(_row(line, names, cells))
    if not rows:
        raise RegisterProblem("The file has no counters below its first line.")
    _refuse_repeats(rows)
    return _with_partners(_with_slugs(rows))


def lines_of(source: Path | str | IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """Each record of any CSV file, with the number of its line. Raises RegisterProblem."""
    return _lines(_content(source))


def _content(source: Path | str | IO[bytes]) -> bytes:
    if isinstance(source, (Path, str)):
        with open(source, "rb") as file:
            content = file.read(MOST_BYTES + 1)
    else:
        content = source.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise RegisterProblem(
            "The file is larger than 2 MB. A register of counters is far smaller."
        )
    return content


def _lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of the line on which it begins."""
    reader = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            yield begins, next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise RegisterProblem(
                f"Line {begins}: a quotation mark is not closed, or stands inside a cell. "
                "Save the file as CSV from your spreadsheet again."
            ) from None


def _text(content: bytes) -> str:
    if (zero := content.find(b"\0")) >= 0:
        line = content.count(b"\n", 0, zero) + 1
        raise RegisterProblem(
            f"Line {line}: a NUL character. This is not a CSV file: save it as “CSV UTF-8”."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise RegisterProblem(
            f"Line {line}: characters that are not UTF-8. Save the file as “CSV UTF-8”."
        ) from None


def _checked_header(header: list[str]) -> list[str]:
    names = [name.strip().lower() for name in header]
    for name in REQUIRED:
        if name not in names:
            raise RegisterProblem(f"Line 1: the column {name} is missing.")
    for number, name in enumerate(names, start=1):
        if name not in LONGEST:
            called = f"called “{name}”" if name else f"without a name (number {number})"
            raise RegisterProblem(
                f"Line 1: a column {called} is not known. Columns are: {', '.join(LONGEST)}."
            )
        if names.count(name) > 1:
            raise RegisterProblem(f"Line 1: the column {name} is there twice.")
    return names


def _refuse(line: int, column: str, why: str) -> RegisterProblem:
    return RegisterProblem(f"Line {line}, column {column}: {why}")


def _row(line: int, names: list[str], cells: list[str]) -> Row:
    if len(cells) != len(names):
        raise RegisterProblem(f"Line {line}: {len(cells)} cells, but line 1 names {len(names)}.")
    found = {name: " ".join(cell.split()) for name, cell in zip(names, cells, strict=True)}
    for name, cell in found.items():
        if len(cell) > LONGEST[name]:
            raise _refuse(line, name, f"more than {LONGEST[name]} characters.")
    _check_borough(line, found)
    if not found["station"]:
        raise _refuse(line, "station", "enter the name of the counter.")
    found["postcode"] = _postcode(line, found["postcode"])
    proposal = found.get("proposal_2017", "")
    if proposal and proposal not in PROPOSALS:
        raise _refuse(line, "proposal_2017", f"“{proposal}” is not one of {', '.join(PROPOSALS)}.")
    easting, northing = _place(line, found)
    parts = {"also_called", "easting", "northing", "doubts", "sources"}
    texts = {name: cell for name, cell in found.items() if name not in parts}
    return Row(
        line=line,
        slug="",
        also_called=_several(found.get("also_called", "")),
        easting=easting,
        northing=northing,
        doubts=_doubts(line, found.get("doubts", "")),
        sources=_several(found.get("sources", "")),
        given=frozenset(names),
        **texts,
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _check_borough(line: int, found: dict[str, str]) -> None:
    known = {borough.ons_code: borough.name for borough in boroughs()}
    code, name = found["ons_code"], found["borough"]
    if code not in known:
        raise _refuse(line, "ons_code", f"“{code}” is not the code of a London borough.")
    if name != known[code]:
        raise _refuse(line, "borough", f"{code} is {known[code]}, not “{name}”.")


def _postcode(line: int, typed: str) -> str:
    """As it is printed: IG11 7NB."""
    if not typed:
        return ""
    try:
        code = parse(typed)
    except PostcodeProblem as problem:
        raise _refuse(line, "postcode", f"“{typed}”. {problem}, or leave it empty.") from None
    return f"{code[:-3]} {code[-3:]}"


def _place(line: int, found: dict[str, str]) -> tuple[int | None, int | None]:
    """Metres east and north, both or neither."""
    metres: list[int | None] = []
    for name, most in MOST_METRES.items():
        cell = found.get(name, "")
        if cell and not (cell.isascii() and cell.isdigit() and int(cell) <= most):
            raise _refuse(line, name, f"“{cell}” is not a whole number of metres up to {most:,}.")
        metres.append(int(cell) if cell else None)
    if (metres[0] is None) != (metres[1] is None):
        empty = "easting" if metres[0] is None else "northing"
        raise _refuse(line, empty, "give both easting and northing, or neither.")
    return metres[0], metres[1]


def _doubts(line: int, cell: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for part in _several(cell):
        what, _space, doubt = part.partition(" ")
        if what not in DOUBTED or doubt not in DOUBTS:
            raise _refuse(line, "doubts", f"“{part}”. Write, for example, “hours inferred”.")
        pairs.append((what, doubt))
    return tuple(pairs)


def _refuse_repeats(rows: Iterable[Row]) -> None:
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.ons_code, row.station.casefold())
        if key in first:
            raise _refuse(
                row.line, "station", f"{row.borough} has “{row.station}” on line {first[key]} too."
            )
        first[key] = row.line


def _with_slugs(rows: list[Row]) -> list[Row]:
    """Short addresses: the name up to a bracket or comma; with the borough where it is taken."""
    taken: set[str] = set()
    done = []
    for row in rows:
        short = slugify(row.station.split(" (")[0].split(",")[0]) or "counter"
        place = slugify(row.borough)
        choices = (short, f"{short}-{place}", *(f"{short}-{place}-{n}" for n in range(2, 9_999)))
        slug = next(choice for choice in (one[:100] for one in choices) if choice not in taken)
        taken.add(slug)
        done.append(replace(row, slug=slug))
    return done


def _with_partners(rows: list[Row]) -> list[Row]:
    """Resolve `counter_moves_to`: a name in the borough, else the start of just one."""
    done = []
    for row in rows:
        wanted = row.counter_moves_to.casefold()
        if not wanted:
            if row.proposal_2017 == "move_24_7":
                raise _refuse(row.line, "counter_moves_to", "say where the counter would move to.")
            done.append(row)
            continue
        mates = [one for one in rows if one.ons_code == row.ons_code and one is not row]
        exact = [
            one for one in mates
            if wanted in (name.casefold() for name in (one.station, *one.also_called))
        ]  # fmt: skip
        found = exact or [one for one in mates if one.station.casefold().startswith(wanted)]
        if len(found) != 1:
            count = "no counter" if not found else f"{len(found)} counters"
            raise _refuse(
                row.line,
                "counter_moves_to",
                f"{row.borough} has {count} called “{row.counter_moves_to}” in this file.",
            )
        done.append(replace(row, partner=found[0].station))
    return done
