"""A paper is laid out whatever letters are on it; what no font has is a box, and only that."""

import io
import re
import unicodedata
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader

from consultation.pdf import NOT_IN_FONT, _typeset, tagged

LAYOUT = """#let paper = json(bytes(sys.inputs.paper))
#set document(title: "Paper")
#set text(lang: "en")
#for line in paper.lines { par(line) }
"""
BOX = "\ufffd"


@pytest.fixture
def layout(tmp_path: Path) -> Path:
    place = tmp_path / "lines.typ"
    place.write_text(LAYOUT)
    return place


def lines_of(content: bytes) -> list[str]:
    """What the paper shows, line by line, without what only joins letters."""
    (page,) = PdfReader(io.BytesIO(content)).pages
    return re.sub("[\u200d\ufe0f]", "", page.extract_text()).splitlines()


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("system_fonts", [False, True])
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2\ufe0f\u20e3", f"2{BOX}"),
        ("e\u20dd", f"e{BOX}"),
        ("x\u1abe", f"x{BOX}"),
        ("é\u20e3", f"é{BOX}"),
        ("\ufffd\u20e3", BOX),
        ("1\u20e32\u20e33\u20e3", f"1{BOX}2{BOX}3{BOX}"),
        ("\u0378\u0379\u0380\u0381\u0382\u0383\u038b\u038d\u03a2", BOX * 9),
        ("\ufdd0\U0010ffff", BOX * 2),
        ("\ud83d", BOX),
        ("\U000f1234", BOX),
    ],
    ids=ascii,
)
def test_what_no_font_has_is_a_box_and_the_rest_stays(
    layout: Path, text: str, shown: str, system_fonts: bool, apart: bool
) -> None:
    rest = "1,222 faces of 38 u, x\u200dx, é, я"
    content = tagged(layout, {"lines": [text, rest]}, system_fonts=system_fonts, apart=apart)
    assert lines_of(content) == [shown, rest.replace("\u200d", "")]


#: Each on a line of its own, more kinds of letters than there are rounds.
STRANGE = [
    "\u0378", "\U000f1234", "e\u20dd", "한\u20e3", "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f44d\U0001f3fd", "\U0001f3f4\U000e0067\U000e007f", "\U0001f1ec\U0001f1e7", "क\u20e3",
    "م\u20dd", "€\u20e3", "\u0600\u0661", "\u1100\u1161\u11a8\u20e3", "𐎠", "𖼀", "ꦲ", "㍿", "Ꮳ",
]  # fmt: skip


@pytest.mark.parametrize("system_fonts", [False, True])
def test_it_is_laid_out_however_many_kinds_of_letters_are_lacking(
    layout: Path, system_fonts: bool
) -> None:
    content = tagged(layout, {"lines": [*STRANGE, "1,222 stays"]}, system_fonts=system_fonts)
    assert lines_of(content)[-1] == "1,222 stays"


def test_pictures_that_are_joined_are_one_box(layout: Path) -> None:
    family, beside = "\U0001f9d1\u200d\U0001f9d1\u200d\U0001f9d2", "a\u200cb \U0001f9d1"
    content = tagged(layout, {"lines": [f"{family} {family}", beside]})
    shown = "".join(lines_of(content)).replace("\u200c", "")
    if BOX not in shown:
        pytest.skip("a font of this machine has them")
    assert shown == f"{BOX} {BOX}ab {BOX}"


def test_every_letter_that_is_kept_at_last_is_in_the_fonts_of_the_library(layout: Path) -> None:
    kept = [chr(code) for code in range(0x20, 0x20000) if not NOT_IN_FONT.match(chr(code))]
    told = {"lines": [one for one in kept if unicodedata.category(one) not in ("Zs", "Cc")]}
    assert len(told["lines"]) > 1200
    sound = _typeset(layout, told, system_fonts=False)  # raises where one is lacking
    assert len(PdfReader(io.BytesIO(sound)).pages) > 10


def test_another_problem_is_raised(layout: Path) -> None:
    for apart in (False, True):
        with pytest.raises(typst.TypstError, match="dictionary does not contain key"):
            tagged(layout, {"other": []}, apart=apart)
