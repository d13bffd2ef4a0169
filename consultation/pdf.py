"""Tagged PDF (PDF/UA-1) from a layout of our own and plain values.

Texts reach the layout as JSON, where nothing in them is code. A character that no font at hand can
show becomes a box, and the layout says so where `boxes` is true.

What the library lays out it keeps for the next time, and never lets go of: hundreds of megabytes
after a large report. So that a worker stays small, this file is also a program that lays out one
paper and ends. It ends at once with the worker that started it, however that ends.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import typst

PR_SET_PDEATHSIG = 1  # prctl(2)


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


def _typeset_apart(layout: Path, paper: dict[str, Any], system_fonts: bool) -> bytes:
    asked = json.dumps([str(layout), paper, system_fonts, os.getpid()]).encode()
    done = subprocess.run([sys.executable, __file__], input=asked, capture_output=True, check=False)
    if done.returncode:
        told = done.stderr.decode() or f"It ended with {done.returncode}."
        raise typst.TypstError(told, told)
    return done.stdout


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


def _end_with(parent: int) -> None:
    """End when the process with this id ends, also where it is killed; now, where it has."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("Nobody waits for this any more.")


if __name__ == "__main__":
    named, paper_asked, fonts, waiting = json.load(sys.stdin)
    _end_with(waiting)
    try:
        sys.stdout.buffer.write(_typeset(Path(named), paper_asked, fonts))
    except typst.TypstError as refused:
        sys.exit(str(refused))
