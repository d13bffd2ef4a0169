"""Cells of files that people open in a spreadsheet.

A spreadsheet takes a cell that begins with = + - @ (or their full-width forms), a tab or a line end
for a formula or drops it. Such a cell gets an apostrophe in front, and so does one that begins with
an apostrophe: taking one leading apostrophe away always gives the words as they were sent.
"""

from collections.abc import Iterable, Iterator

# Excel reads a file without this mark in the character set of its country.
MARK = "\ufeff".encode()
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")


#: The end of a file that broke off. The web server ends such an answer as it ends any other, so the
#: file says it itself, in a cell that is never closed: many programs refuse that.
NOT_WHOLE = b'"This file is not whole. Please download it again.'


def safe(cells: Iterable[str]) -> list[str]:
    """The cells, none of which a spreadsheet takes for a formula."""
    return [f"'{cell}" if cell.startswith(DANGEROUS) else cell for cell in cells]


def words_of(cell: str) -> str:
    """The words of a cell that was made safe, as they were sent."""
    return cell[1:] if cell.startswith("'") else cell


def whole_or_told(content: Iterable[bytes]) -> Iterator[bytes]:
    """A file that is sent while it is read. One that breaks off ends in NOT_WHOLE.

    Raises what the content raises.
    """
    try:
        yield from content
    except Exception:
        yield NOT_WHOLE
        raise
