"""Read how many people live in each borough from CSV, or refuse it with the line at fault.

Two columns, `ons_code` and `people`, one borough a line. The figures do not come with this
software: whoever runs it loads those of a source that they can name.
"""

from pathlib import Path

from stations.loading import RegisterProblem, boroughs, lines_of

COLUMNS = ["ons_code", "people"]
MOST = 2_000_000  # a borough has fewer


def read_populations(source: Path) -> dict[str, int]:
    """People by ONS code of a borough. Raises RegisterProblem at the first fault."""
    lines = lines_of(source)
    header = [name.strip().lower() for name in next(lines, (0, []))[1]]
    if header != COLUMNS:
        raise RegisterProblem(f"Line 1: the columns have to be {' and '.join(COLUMNS)}.")
    known = {one.ons_code for one in boroughs()}
    found: dict[str, int] = {}
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        code, people = _read(line, cells)
        if code not in known:
            raise RegisterProblem(f"Line {line}: “{code}” is not the code of a London borough.")
        if code in found:
            raise RegisterProblem(f"Line {line}: {code} is there twice.")
        found[code] = people
    if not found:
        raise RegisterProblem("The file has no boroughs below its first line.")
    return found


def _read(line: int, cells: list[str]) -> tuple[str, int]:
    values = [cell.strip() for cell in cells]
    if len(values) != len(COLUMNS):
        raise RegisterProblem(f"Line {line}: it has {len(values)} cells, and needs 2.")
    code, people = values
    digits = people.replace(",", "")
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits[:9]) <= MOST):
        raise RegisterProblem(f"Line {line}: “{people}” is not a number of people.")
    return code, int(digits)
