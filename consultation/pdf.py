"""Tagged PDF (PDF/UA-1) from a layout of our own and plain values.

Texts reach the layout as JSON, where nothing in them is code. The fonts that come with the library
have Latin, Greek, Cyrillic and some Arabic letters; for other scripts the fonts of the machine are
asked. A character that no font at hand can show becomes a box, and the layout says so where `boxes`
is true.

What the library lays out it keeps for the next time, and never lets go of: hundreds of megabytes
after a large report. So that a worker stays small, this file is also a program that lays out one
paper and ends. It ends at once with the worker that started it, however that ends.
"""

import ctypes
import json
import os
import re
import signal
import subprocess
import sys
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import typst

PICTURE = Path(__file__).with_name("picture.typ")
DOTS = 150  # of an inch of a drawing's own size, which is more than that of the page
PR_SET_PDEATHSIG = 1  # prctl(2)


def tagged(
    layout: Path, paper: dict[str, Any], *, system_fonts: bool = False, apart: bool = False
) -> bytes:
    """The paper laid out. Raises typst.TypstError.

    Without `system_fonts` it looks the same on every machine, unless a text needs letters that the
    library has none for; with them the machine's fonts come first. `apart`: in a process of its
    own, which takes its memory away.
    """
    typeset = _typeset_apart if apart else _typeset
    if not (system_fonts or _has_controls(paper)):
        try:
            return typeset(layout, {**paper, "boxes": False}, system_fonts=False)
        except typst.TypstError as problem:
            _lacked(problem)
    told = {**_boxed(paper, CONTROLS), "boxes": _has_controls(paper)}
    for _time in range(TRIES):
        try:
            return typeset(layout, told, system_fonts=True)
        except typst.TypstError as problem:
            before, told = told, {**_without(told, _lacked(problem)), "boxes": True}
        if told == before:
            break
    try:
        return typeset(layout, {**_boxed(told, NOT_IN_FONT), "boxes": True}, system_fonts=False)
    except typst.TypstError as problem:
        _lacked(problem)
    return typeset(layout, {**_boxed(told, NOT_ASCII), "boxes": True}, system_fonts=False)


#: Signs that stand for no letter: a font that shows something there shows what is not meant.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: All but the Latin, Greek and Cyrillic letters that come with the library, the marks on them, and
#: the signs of punctuation and money.
NOT_IN_FONT = re.compile(
    "[^ -\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u04ff\u2010-\u203a\n€\ufffd]"
)
NOT_ASCII = re.compile("[^ -~\n\ufffd]")  # the last resort: these every font has
TRIES = 6  # rounds of letters that no font has, before every foreign one becomes a box
LACKED = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def _lacked(problem: typst.TypstError) -> set[str]:
    """The letters that no font has; of a letter with marks, the letter. Raises another problem."""
    told = (*problem.args, getattr(problem, "diagnostic", ""))
    found = LACKED.findall("\n".join(map(str, told)))
    if not found:
        raise problem
    return set(ESCAPED.sub(lambda code: chr(int(code[1], 16)), "".join(found)))


def _without(paper: dict[str, Any], lacked: set[str]) -> dict[str, Any]:
    """The paper with boxes for what these letters show to be lacking; as it is where nothing is.

    A letter is named also where only a mark on it is lacking, such as that of a key around a 2. No
    letter that every font has becomes a box: its marks do.
    """
    named = set(re.findall(f"[{_marks()}]", "".join(lacked)))
    marks, letters = named | _marks_on(lacked, paper), lacked - named
    for found in (
        {one for one in marks if NOT_IN_FONT.match(one) and _kind(one) == "COMBINING"},
        {one for one in letters if NOT_IN_FONT.match(one)},
        marks,
        {one for one in letters if NOT_ASCII.match(one)},
    ):
        if found:
            return cast(dict[str, Any], _boxed(paper, _like("".join(sorted(found)))))
    return cast(dict[str, Any], _boxed(paper, NOTHING))


NOTHING = re.compile("(?!)")


def _marks_on(letters: set[str], value: Any) -> set[str]:
    """What stands on one of these letters anywhere in the texts."""
    if isinstance(value, str):
        on = re.compile(f"(?<=[{re.escape(''.join(sorted(letters)))}])[{_marks()}]+")
        return set().union(*on.findall(value))
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return set().union(*(_marks_on(letters, one) for one in value))
    return set()


@lru_cache(maxsize=1)
def _marks() -> str:
    """All signs that have no place of their own on a line, for a class of an expression."""
    codes = (*range(0x300, 0x1F000), *range(0xE0020, 0xE01F0))
    found = (chr(code) for code in codes if unicodedata.category(chr(code)).startswith("M"))
    return "".join(found) + "\u200c\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"


@lru_cache(maxsize=1)
def _on_boxes() -> re.Pattern[str]:
    """A box with its marks, or with the pictures that are joined to it: one sign, and one box."""
    return re.compile(f"\ufffd(?:\u200d[\ufffd\u2600-\u27bf\U0001f300-\U0001faff]|[{_marks()}])+")


def _kind(one: str) -> str:
    """The first word of its name, such as HANGUL, which is that of its alphabet."""
    return unicodedata.name(one, "").split(" ")[0]


def _like(lacked: str) -> re.Pattern[str]:
    """These letters, and the others of their alphabet, which will be lacking too."""
    return _of_kinds(lacked, frozenset({_kind(one) for one in lacked if one > "~"} - {""}))


@lru_cache(maxsize=64)
def _of_kinds(lacked: str, kinds: frozenset[str]) -> re.Pattern[str]:
    named = (chr(code) for code in range(0x80, 0x20000) if _kind(chr(code)) in kinds)
    signs = {*filter(NOT_ASCII.match, lacked), *filter(NOT_IN_FONT.match, named)}
    if not signs:
        return NOTHING
    return re.compile("[" + "".join(re.escape(one) for one in sorted(signs)) + "]")


def as_png(drawing: str) -> bytes:
    """An SVG drawing as dots, for programs that show no other picture; with the layout's fonts.

    The same drawing makes the same bytes. Raises typst.TypstError.
    """
    return _typeset_apart(PICTURE, {"svg": drawing}, system_fonts=False, form="png")


def _typeset_apart(
    layout: Path, paper: dict[str, Any], system_fonts: bool, form: str = "pdf"
) -> bytes:
    asked = json.dumps([str(layout), paper, system_fonts, form, os.getpid()]).encode()
    done = subprocess.run([sys.executable, __file__], input=asked, capture_output=True, check=False)
    if done.returncode:
        told = done.stderr.decode() or f"It ended with {done.returncode}."
        raise typst.TypstError(told.partition("\n")[0], told)
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


def _boxed(value: Any, lacking: re.Pattern[str]) -> Any:
    """The same texts with a box for every character that is lacking."""
    if isinstance(value, str):
        return _on_boxes().sub("\ufffd", lacking.sub("\ufffd", value))
    if isinstance(value, dict):
        return {key: _boxed(one, lacking) for key, one in value.items()}
    return [_boxed(one, lacking) for one in value] if isinstance(value, list | tuple) else value


def _has_controls(value: Any) -> bool:
    """Whether a text of the paper has a sign that stands for no letter."""
    if isinstance(value, str):
        return CONTROLS.search(value) is not None
    if isinstance(value, dict):
        return any(_has_controls(one) for one in value.values())
    return isinstance(value, list | tuple) and any(_has_controls(one) for one in value)


def _end_with(parent: int) -> None:
    """End when the process with this id ends, also where it is killed; now, where it has."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("Nobody waits for this any more.")


if __name__ == "__main__":
    named, paper_asked, fonts, form_asked, waiting = json.load(sys.stdin)
    _end_with(waiting)
    try:
        sys.stdout.buffer.write(_typeset(Path(named), paper_asked, fonts, form_asked))
    except typst.TypstError as refused:
        sys.exit(f"{refused}\n{refused.diagnostic}")
