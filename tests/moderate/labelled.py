"""The project's own labelled sentences, and the measure that screening is held to."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

LABELLED = Path(__file__).with_name("labelled.txt")
MARK = re.compile(r"\{\{([A-Z_]+):(.*?)\}\}", re.DOTALL)


class Labelled(NamedTuple):
    """A text and the spans in it, each with the rule that has to find it."""

    text: str
    spans: list[tuple[int, int, str]]


def read(lines: Iterable[str]) -> Iterator[Labelled]:
    """Each line that is no remark."""
    for line in lines:
        if line.strip() and not line.startswith("#"):
            yield unmarked(line.rstrip("\n").replace("\\n", "\n"))


def unmarked(marked: str) -> Labelled:
    """ "Ring {{PHONE:1}}" is "Ring 1" with a span."""
    text, spans, last = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[last : match.start()]
        spans.append((len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        last = match.end()
    return Labelled(text + marked[last:], spans)


def own() -> list[Labelled]:
    """All of them."""
    return list(read(LABELLED.read_text(encoding="utf-8").splitlines()))
