"""Cells of files that people open in a spreadsheet.

A spreadsheet takes a cell that begins with = + - @ (or their full-width forms), a tab or a line end
for a formula or drops it. Such a cell gets an apostrophe in front, and so does one that begins with
an apostrophe: taking one leading apostrophe away always gives the words as they were sent.
"""

from collections.abc import Iterable

# Excel reads a file without this mark in the character set of its country.
MARK = "\ufeff".encode()
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")


def safe(cells: Iterable[str]) -> list[str]:
    """The cells, none of which a spreadsheet takes for a formula."""
    return [f"'{cell}" if cell.startswith(DANGEROUS) else cell for cell in cells]


def words_of(cell: str) -> str:
    """The words of a cell that was made safe, as they were sent."""
    return cell[1:] if cell.startswith("'") else cell
