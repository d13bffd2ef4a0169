"""Tagged PDF (PDF/UA-1) from a layout of our own and plain values.

Texts reach the layout as JSON, where nothing in them is code. A character that no font at hand can
show becomes a box, and the layout says so where `boxes` is true.
"""

import json
from pathlib import Path
from typing import Any

import typst


def tagged(layout: Path, paper: dict[str, Any], *, system_fonts: bool = False) -> bytes:
    """The paper laid out. Raises typst.TypstError.

    Without `system_fonts` it looks the same on every machine; with them it can show every script
    that the machine has a font for.
    """
    try:
        return _typeset(layout, {**paper, "boxes": False}, system_fonts)
    except typst.TypstError as problem:
        if "could not be displayed" not in str(problem):
            raise
    return _typeset(layout, _boxed({**paper, "boxes": True}), system_fonts)


def _typeset(layout: Path, paper: dict[str, Any], system_fonts: bool) -> bytes:
    made = typst.compile(
        layout,
        ignore_system_fonts=not system_fonts,
        pdf_standards="ua-1",
        sys_inputs={"paper": json.dumps(paper)},
    )
    assert isinstance(made, bytes)
    return made


def _boxed(value: Any) -> Any:
    """The same texts with a box for every character that the fonts may lack."""
    if isinstance(value, str):
        return "".join(one if _in_font(one) else "\ufffd" for one in value)
    if isinstance(value, dict):
        return {key: _boxed(one) for key, one in value.items()}
    return [_boxed(one) for one in value] if isinstance(value, list | tuple) else value


def _in_font(one: str) -> bool:
    """Latin, Greek and Cyrillic letters, and the signs of punctuation and money."""
    return " " <= one <= "\u052f" or "\u2010" <= one <= "\u203a" or one in "\n€"
