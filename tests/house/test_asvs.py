"""The checklist of docs/security/asvs.csv: each id once, and what it names is there."""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Of OWASP ASVS 5.0, levels 1 and 2, what applies here and can be tried; five of level 3.
ASKED = {
    "1": "1.2 2.1 2.2 2.3 2.4 2.5 2.9 2.10 3.1 3.6 3.7 3.11 5.1 5.2",
    "2": "2.1 2.2 3.1 3.3 4.1 4.2",
    "3": "2.1 3.1 3.2 3.3 3.4 4.1 4.3 4.4 4.5 4.6 4.8 5.1 5.3 5.4 7.2",
    "4": "1.1 1.3 2.1",
    "5": "2.1 2.2 2.3 3.1 3.2 4.1 4.2 4.3",
    "6": "2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.1 3.3 4.3 5.1 6.3",
    "7": "2.4 3.1 3.2 4.1 4.2",
    "8": "2.1 2.2 2.3 3.1 4.1",
    "11": "4.1 4.3 5.1",
    "12": "1.1",
    "13": "2.2 3.1 4.1 4.2",
    "14": "2.1 2.2 2.7 3.2",
    "15": "1.2 2.1 3.3 3.4 4.2",
    "16": "2.5 3.1 3.2 3.3 4.1 5.1 5.3",
}
IDS = {f"{chapter}.{one}" for chapter, those in ASKED.items() for one in those.split()}


def rows() -> list[dict[str, str]]:
    with (ROOT / "docs" / "security" / "asvs.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@cache
def named_in(path: Path) -> set[str]:
    return {
        one.name
        for one in ast.walk(ast.parse(path.read_text()))
        if isinstance(one, ast.FunctionDef)
    }


def missing(named: str) -> bool:
    """A file that is not there, or a test that is not in it."""
    path, _colons, test = named.partition("::")
    file = ROOT / path
    return not file.is_file() or (bool(test) and test not in named_in(file))


def test_each_id_is_there_once() -> None:
    listed = [row["id"] for row in rows()]
    assert len(IDS) == 97
    assert len(listed) == len(set(listed))
    assert set(listed) == IDS


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_what_a_line_names_is_there(row: dict[str, str]) -> None:
    assert row["level"] in ("1", "2", "3")
    assert row["met"] in ("yes", "operator", "not met")
    assert row["asks"]
    assert row["how"]
    assert [one for one in row["shown_by"].split() if missing(one)] == []
    assert row["shown_by"] or row["met"] == "not met"
    for target in re.findall(r"`make (\w+)`", row["how"]):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE), target


def test_a_test_that_is_not_there_is_seen() -> None:
    assert missing("tests/house/test_asvs.py::test_of_nothing")
    assert missing("tests/house/test_nothing.py")
    assert not missing("tests/house/test_asvs.py::test_each_id_is_there_once")
