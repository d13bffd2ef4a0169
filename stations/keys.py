"""The key of a row as it stands in an address, in a form or in a name: typed text, until read."""

DIGITS = 18  # of any number that a column of keys holds


def read_key(text: str) -> int | None:
    """The number; None for anything that is not the key of a row."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None
