"""The checklist of docs/security/asvs.csv: each requirement once, and what it names is there."""

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from consultation.signin.words import OWN

ROOT = Path(__file__).resolve().parents[2]
SECURITY = ROOT / "docs" / "security"
GUIDES = sorted(SECURITY.glob("*.md"))
LINK = re.compile(r"\]\(([^)#]*)(?:#([^)]*))?\)")
COMMAND = re.compile(r"`make (\w+)`")
#: OWASP ASVS 5.0.0, as it was released: level, chapter, and the requirements of each section.
LEVELS = {
    1: {
        "1": "2.1-5 3.1-2 5.1", "2": "1.1 2.1-2 3.1", "3": "2.1-2 3.1 4.1-2 5.1-3",
        "4": "1.1 4.1", "5": "2.1-2 3.1-2", "6": "1.1 2.1-8 3.1-2 4.1-2", "7": "2.1-4 4.1-2",
        "8": "1.1 2.1-2 3.1", "9": "1.1-3 2.1", "10": "4.1-5", "11": "3.1-2 4.1",
        "12": "1.1 2.1-2", "13": "4.1", "14": "2.1 3.1", "15": "1.1 2.1 3.1",
    },
    2: {
        "1": "1.1-2 2.6-9 3.3-11 4.1-3 5.2", "2": "1.2-3 2.3 3.2-4 4.1",
        "3": "3.2-4 4.3-6 5.4-5 7.1-2", "4": "1.2-3 2.1 3.1-2 4.2-4", "5": "1.1 2.3 4.1-3",
        "6": "1.2-3 2.9-12 3.3-4 4.3-4 5.1-5 6.1-3 8.1-4", "7": "1.1-3 3.1-2 4.3-5 5.1-2 6.1-2",
        "8": "1.2 2.3 4.1", "9": "2.2-4", "10": "1.1-2 2.1-2 3.1-4 4.6-11 5.1-5 6.1-2 7.1-3",
        "11": "1.1-2 2.1-3 3.3 4.2-4 5.1 6.1", "12": "1.2-3 3.1-4", "13": "1.1 2.1-5 3.1-2 4.2-5",
        "14": "1.1-2 2.2-4 3.2-3", "15": "1.2-3 2.2-3 3.2-7",
        "16": "1.1 2.1-5 3.1-4 4.1-3 5.1-3", "17": "1.1 2.1-4 3.1-2",
    },
    3: {"1": "2.10", "2": "4.2", "3": "4.8", "14": "2.7", "15": "4.2"},  # five of 92
}  # fmt: skip


def numbers(chapter: str, those: str) -> list[str]:
    """`2.1-3` of chapter 6: 6.2.1, 6.2.2 and 6.2.3."""
    found = []
    for one in those.split():
        section, _, span = one.partition(".")
        first, _, last = span.partition("-")
        every = range(int(first), int(last or first) + 1)
        found += [f"{chapter}.{section}.{number}" for number in every]
    return found


ASKED = {
    number: level
    for level, chapters in LEVELS.items()
    for chapter, those in chapters.items()
    for number in numbers(chapter, those)
}


def rows() -> list[dict[str, str]]:
    with (SECURITY / "asvs.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@cache
def named_in(path: Path) -> set[str]:
    return {
        one.name
        for one in ast.walk(ast.parse(path.read_text()))
        if isinstance(one, ast.FunctionDef)
    }


@cache
def anchors(path: Path) -> set[str]:
    """Of the headings of a guide."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


def missing(named: str) -> bool:
    """A file that is not there, or a test or a heading that is not in it."""
    path, _colons, test = named.partition("::")
    path, _sign, heading = path.partition("#")
    file = ROOT / path
    if not file.is_file():
        return True
    return bool((test and test not in named_in(file)) or (heading and heading not in anchors(file)))


def test_each_requirement_is_there_once_and_in_order() -> None:
    assert Counter(ASKED.values()) == {1: 70, 2: 183, 3: 5}
    listed = [(row["id"], int(row["level"])) for row in rows()]
    assert listed == sorted(
        ASKED.items(), key=lambda one: [int(part) for part in one[0].split(".")]
    )


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_what_a_line_names_is_there(row: dict[str, str]) -> None:
    assert row["met"] in ("yes", "operator", "not met", "none")
    assert row["asks"]
    assert row["how"]  # of `none`: why it asks nothing of us
    assert [one for one in row["shown_by"].split() if missing(one)] == []
    assert row["shown_by"] or row["met"] in ("not met", "none")
    for target in COMMAND.findall(row["how"]):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE), target


def test_what_is_not_there_is_seen() -> None:
    assert missing("tests/house/test_asvs.py::test_of_nothing")
    assert missing("tests/house/test_nothing.py")
    assert missing("docs/security/keys.md#nothing")
    assert not missing("docs/security/keys.md#a-keys-life")
    assert not missing("tests/house/test_asvs.py::test_what_is_not_there_is_seen")


def test_the_guide_says_how_many_there_are() -> None:
    told = (SECURITY / "README.md").read_text()
    for met, count in Counter(row["met"] for row in rows()).items():
        assert f"*{met}* {count}" in told


@pytest.mark.parametrize("guide", GUIDES, ids=lambda one: one.name)
def test_links_lead_somewhere(guide: Path) -> None:
    for path, heading in LINK.findall(guide.read_text()):
        if "://" in path:
            continue
        target = (guide.parent / path).resolve() if path else guide
        assert target.exists(), path
        assert not heading or heading in anchors(target), f"{path}#{heading}"


def test_words_that_no_password_may_be_are_written_down() -> None:
    told = (SECURITY / "signing-in.md").read_text().split("## What a password may not be")[1]
    assert set(re.findall(r"`([a-z]+)`", told.split("##")[0])) == set(OWN)
