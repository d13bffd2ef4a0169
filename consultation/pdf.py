"""Tagged PDF (PDF/UA-1) from a layout of our own and plain values.

Texts reach the layout as JSON, where nothing in them is code. A character that no font at hand can
show becomes a box, and the layout says so where `boxes` is true.

What the library lays out it keeps for the next time, and never lets go of: hundreds of megabytes
after a large report. So that a worker stays small, this file is also a program that lays out one
paper and ends.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import typst

PICTURE = Path(__file__).with_name("picture.typ")
DOTS = 150  # of an inch of a drawing's own size, which is more than that of the page


def tagged(
    layout: Path, paper: dict[str, Any], *, system_fonts: bool = False, apart: bool = False
) -> bytes:
    """The paper laid out. Raises typst.TypstError.

    Without `system_fonts` it looks the same on every machine; with them it can show every script
    that the machine has a font for. `apart`: in a process of its own, which takes its memory away.
    """
    typeset = _typeset_apart if apart else _typeset
    try:
        return typeset(layout, {**paper, "boxes": False}, system_fonts)
    except typst.TypstError as problem:
        if "could not be displayed" not in str(problem):
            raise
    return typeset(layout, _boxed({**paper, "boxes": True}), system_fonts)


def as_png(drawing: str) -> bytes:
    """An SVG drawing as dots, for programs that show no other picture; with the layout's fonts.

    The same drawing makes the same bytes. Raises typst.TypstError.
    """
    return _typeset_apart(PICTURE, {"svg": drawing}, system_fonts=False, form="png")


def _typeset_apart(
    layout: Path, paper: dict[str, Any], system_fonts: bool, form: str = "pdf"
) -> bytes:
    asked = json.dumps([str(layout), paper, system_fonts, form]).encode()
    done = subprocess.run([sys.executable, __file__], input=asked, capture_output=True, check=False)
    if done.returncode:
        told = done.stderr.decode() or f"It ended with {done.returncode}."
        raise typst.TypstError(told, told)
    return done.stdout


def _typeset(layout: Path, paper: dict[str, Any], system_fonts: bool, form: str = "pdf") -> bytes:
    told: dict[str, Any] = {
        "ignore_system_fonts": not system_fonts, "sys_inputs": {"paper": json.dumps(paper)},
    }  # fmt: skip
    if form == "png":
        made = typst.compile(layout, format="png", ppi=DOTS, **told)
    else:
        made = typst.compile(layout, pdf_standards="ua-1", **told)
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


if __name__ == "__main__":
    named, paper_asked, fonts, form_asked = json.load(sys.stdin)
    try:
        sys.stdout.buffer.write(_typeset(Path(named), paper_asked, fonts, form_asked))
    except typst.TypstError as refused:
        sys.exit(str(refused))
