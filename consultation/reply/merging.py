"""Two people's changes to one section put together, and differences made readable. Pure.

What one of them changed and the other did not is taken from the one. Where both changed the same
paragraph, heading or position, both are shown and a person chooses: a sentence that neither wrote
must never be signed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from consultation.models import Position
from consultation.reply.document import Content, Passage

TOKENS = re.compile(r"\s+|\w+|[^\w\s]+")
MOST_TOKENS = 4_000  # of two texts together that are compared word by word
SAME, ADDED, REMOVED = "same", "added", "removed"
Mark = tuple[str, str]  # one of those three, and the words


class Keep(StrEnum):
    """What becomes of a place that both changed."""

    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"


@dataclass(frozen=True)
class Clash:
    """A place that both changed. `name` tells it from the others of its section."""

    name: str
    where: str
    before: str
    theirs: str
    mine: str
    one_line: bool = False  # a heading or a position: there is no keeping of both

    @property
    def choices(self) -> list[Keep]:
        """What can be kept."""
        return [Keep.THEIRS, Keep.MINE] if self.one_line else list(Keep)

    def kept(self, keep: str) -> str:
        """The text that a choice leaves; both one after the other where nothing is chosen."""
        if keep == Keep.THEIRS:
            return self.theirs
        if keep == Keep.MINE or self.one_line:
            return self.mine
        return "\n\n".join(filter(None, (self.theirs.strip("\n"), self.mine.strip("\n"))))

    @property
    def their_change(self) -> list[Mark]:
        """What they made of it, marked."""
        return marked(self.before, self.theirs)

    @property
    def my_change(self) -> list[Mark]:
        """What I made of it, marked."""
        return marked(self.before, self.mine)


def marked(before: str, after: str) -> list[Mark]:
    """The words of both, each marked as the same, added or removed. Lines first, then words.

    Where very much was changed in one go, the old words stand before the new ones as a whole.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Mark] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        was, now = "".join(old[a:b]), "".join(new[c:d])
        found += [(SAME, was)] if what == "equal" else _words(was, now)
    return found


def _words(before: str, after: str) -> list[Mark]:
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    if len(old) + len(new) > MOST_TOKENS:
        return [(kind, text) for kind, text in ((REMOVED, before), (ADDED, after)) if text]
    found: list[Mark] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            found.append((SAME, "".join(old[a:b])))
            continue
        if b > a:
            found.append((REMOVED, "".join(old[a:b])))
        if d > c:
            found.append((ADDED, "".join(new[c:d])))
    return found


@dataclass(frozen=True)
class Merge:
    """What two people's contents come to, given what was chosen where they clash."""

    content: Content
    clashes: list[Clash]

    @property
    def is_whole(self) -> bool:
        """Nobody has to choose anything."""
        return not self.clashes


class Merging:
    """One attempt: base is what both began from."""

    def __init__(
        self, base: Content, theirs: Content, mine: Content, chosen: Mapping[str, str]
    ) -> None:
        self.base, self.theirs, self.mine = base.tidy, theirs.tidy, mine.tidy
        self.chosen = chosen
        self.clashes: list[Clash] = []

    def merged(self) -> Merge:
        """The content, and the places at which both wrote."""
        position = self._position()
        old, theirs, mine = map(_by_key, (self.base, self.theirs, self.mine))
        passages = []
        for key in _order(self.base, self.theirs, self.mine):
            before, a, b = old.get(key), theirs.get(key), mine.get(key)
            if a is None or b is None:
                # One of them has not got it: it is new, or was taken out by the other. What was
                # taken out stays out only where nobody wrote in it meanwhile.
                there = a or b
                if there is not None and there != before:
                    passages.append(there)
                continue
            passages.append(self._passage(before or Passage(key), a, b))
        return Merge(Content(position, tuple(passages)), self.clashes)

    def _position(self) -> str:
        a, b = self.theirs.position, self.mine.position
        if a == b or b == self.base.position:
            return a
        if a == self.base.position:
            return b
        before, theirs, mine = (
            str(Position(one).label) if one else "" for one in (self.base.position, a, b)
        )
        clash = Clash("which-position", "The position", before, theirs, mine, one_line=True)
        self.clashes.append(clash)
        return a if self.chosen.get(clash.name) == Keep.THEIRS else b

    def _passage(self, before: Passage, theirs: Passage, mine: Passage) -> Passage:
        named = mine.heading or theirs.heading or "a part without a heading"
        heading = self._line(
            f"which-{mine.key}-heading", f"The heading “{named}”",
            before.heading, theirs.heading, mine.heading,
        )  # fmt: skip
        text = self._text(mine.key, named, before.text, theirs.text, mine.text)
        return replace(mine, heading=heading, text=text)

    def _line(self, name: str, where: str, before: str, theirs: str, mine: str) -> str:
        if theirs == mine or mine == before:
            return theirs
        if theirs == before:
            return mine
        clash = Clash(name, where, before, theirs, mine, one_line=True)
        self.clashes.append(clash)
        return clash.kept(self.chosen.get(name, ""))

    def _text(self, key: str, named: str, before: str, theirs: str, mine: str) -> str:
        if theirs == mine or mine == before:
            return theirs
        if theirs == before:
            return mine
        lines: list[str] = []
        for place, (old, a, b) in enumerate(regions(*map(_lines, (before, theirs, mine)))):
            if a == b or b == old:
                lines += a
            elif a == old:
                lines += b
            else:
                was, their, my = ("\n".join(one) for one in (old, a, b))
                name, where = f"which-{key}-text-{place}", f"The text under “{named}”"
                clash = Clash(name, where, was, their, my)
                self.clashes.append(clash)
                lines += clash.kept(self.chosen.get(clash.name, "")).split("\n")
        return "\n".join(lines).strip("\n")


def merge(
    base: Content, theirs: Content, mine: Content, chosen: Mapping[str, str] | None = None
) -> Merge:
    """Put two people's changes together. `chosen` maps names of clashes to a Keep.

    Nothing that either wrote is lost: where nothing is chosen, both texts of a clash are kept one
    after the other, and of a heading or a position mine.
    """
    return Merging(base, theirs, mine, chosen or {}).merged()


def _by_key(content: Content) -> dict[str, Passage]:
    return {one.key: one for one in content.passages}


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _order(base: Content, theirs: Content, mine: Content) -> list[str]:
    """The keys in the order of whoever changed it; theirs where both did.

    What only the other has comes after what it follows there. What follows nothing that both have
    comes last: two who begin a section both wrote its start.
    """
    before, other, own = ([one.key for one in which.passages] for which in (base, theirs, mine))
    common = [one for one in before if one in other and one in own]
    theirs_moved, mine_moved = (
        [one for one in keys if one in common] != common for keys in (other, own)
    )
    return _with(own, other) if mine_moved and not theirs_moved else _with(other, own)


def _with(order: list[str], others: list[str]) -> list[str]:
    """The order, and in it those of the others that it has not got."""
    found = list(order)
    after = -1 if any(one in order for one in others) else len(order) - 1
    for one in others:
        if one in found:
            after = found.index(one)
        else:
            after += 1
            found.insert(after, one)
    return found


Lines = Sequence[str]


def regions(
    base: Lines, theirs: Lines, mine: Lines
) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """The three texts cut at the lines that all of them have, as the classic diff3 does.

    Each region is (base, theirs, mine); those of lines that all have are equal.
    """
    i = j = k = 0
    for start, length, at, to in _stable(base, theirs, mine):
        if (i, j, k) != (start, at, to):
            yield list(base[i:start]), list(theirs[j:at]), list(mine[k:to])
        same = list(base[start : start + length])
        yield same, same, same
        i, j, k = start + length, at + length, to + length
    if i < len(base) or j < len(theirs) or k < len(mine):
        yield list(base[i:]), list(theirs[j:]), list(mine[k:])


def _stable(base: Lines, theirs: Lines, mine: Lines) -> Iterator[tuple[int, int, int, int]]:
    """Runs of lines of the base that both have: where, how many, and where in each of the two."""
    ours = _matches(base, mine)
    other = _matches(base, theirs)
    place = 0
    while place < len(base):
        if place not in ours or place not in other:
            place += 1
            continue
        length = 1
        while (
            ours.get(place + length) == ours[place] + length
            and other.get(place + length) == other[place] + length
        ):
            length += 1
        yield place, length, other[place], ours[place]
        place += length


def _matches(base: Lines, other: Lines) -> dict[int, int]:
    """Which line of the base is which line of the other."""
    blocks = SequenceMatcher(None, base, other).get_matching_blocks()
    return {one.a + step: one.b + step for one in blocks for step in range(one.size)}
