"""Which of many texts are copies of one another, and what they share.

A text is compared with the first of a group and with what the group shares, never with any member:
so a text that lies between two campaigns does not chain them together. What is found everywhere,
as “I would like to support the plan” is, makes nobody a copy.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from consultation.moderate.copies.texts import MOST_LETTERS, SHINGLE, exact, shingles, sketch, words

LEAST_WORDS = 12  # of a text that can be near another: “see attached” is no campaign
LIKE = 0.4  # of the shingles that two texts have together, held by both
LEAST_LIKE = 3  # texts that are alike before they are called so ...
LONG = 40  # ... or two, of as many words
MOST_READ = 100  # members from which it is learnt what a group shares
HELD = 0.5  # of them hold a shingle that the group is said to share
SAME_SHARED = 0.4  # of what a group shares is shared by another: they are one
RUN = 12  # words in a row of what a group shares ...
PART = 0.4  # ... or so much of a text, and it belongs to the group
MANY = 20  # texts out of a group hold a shingle, and as many as are in it: it tells nothing
MANY_FIRSTS = 40  # first texts whose sketch holds a number: nothing is looked up by it
MOST_COMPARED = 8  # first texts that one text is compared with

NOTHING = 0  # in a row of shingles, where one was the consultation's own wording


@dataclass(slots=True)
class Print:
    """What is compared of a text."""

    row: list[int]  # its shingles in their order
    exact: bytes
    count: int  # of its words
    held: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self.held = frozenset(self.row) - {NOTHING}

    @property
    def can_be_like(self) -> bool:
        """It is long enough to be near another text."""
        return len(self.held) > LEAST_WORDS - SHINGLE


def print_of(text: str, known: frozenset[int] = frozenset()) -> Print:
    """A text as it is compared, without the consultation's own wordings."""
    said = words(text)
    row = shingles(words(text[:MOST_LETTERS]) if len(text) > MOST_LETTERS else said)
    if known:
        row = [NOTHING if one in known else one for one in row]
    return Print(row, exact(said), len(said))


def known_of(wordings: Iterable[str]) -> frozenset[int]:
    """The shingles of a consultation's title and questions, by which no copy is known."""
    return frozenset(one for wording in wordings for one in shingles(words(wording)))


def closest(text: Print, firsts: Iterable[tuple[int, Print]]) -> int | None:
    """The most alike of these first texts; None where none is like enough."""
    best, found = LIKE, None
    for key, first in firsts:
        both = len(text.held & first.held)
        if both >= best * (len(text.held) + len(first.held) - both):
            together = both / (len(text.held) + len(first.held) - both)
            if found is None or together > best:
                best, found = together, key
    return found


class Firsts:
    """The first texts of a set, looked up by what their sketches hold."""

    def __init__(self) -> None:
        self.by_number: dict[int, list[int]] = defaultdict(list)
        self.prints: dict[int, Print] = {}

    def add(self, key: int, held: Iterable[int], text: Print | None = None) -> None:
        """One more, with what can be compared where that is read already."""
        for one in held:
            self.by_number[one].append(key)
        if text is not None:
            self.prints[key] = text

    def likely(self, held: Iterable[int]) -> list[int]:
        """Those that hold two numbers of a sketch or more; the first of the many come first."""
        counted = Counter(
            key
            for one in held
            if len(self.by_number.get(one, ())) < MANY_FIRSTS
            for key in self.by_number.get(one, ())
        )
        several = [key for key, number in counted.items() if number > 1]
        return sorted(several, key=lambda key: (-counted[key], key))[:MOST_COMPARED]

    def like(self, text: Print, held: Iterable[int]) -> int | None:
        """The most alike of the likely ones that were read; None where none is like enough."""
        likely = self.likely(held)
        return closest(text, ((key, self.prints[key]) for key in likely if key in self.prints))

    def everywhere(self) -> set[int]:
        """Numbers that so many hold that nothing is looked up by them."""
        return {one for one, keys in self.by_number.items() if len(keys) >= MANY_FIRSTS}


def make_a_pair(prints: Sequence[Print]) -> bool:
    """Two that are alike are a group if they are the same, or so long that it is no accident."""
    same = len({text.exact for text in prints}) == 1
    return len(prints) > 1 and (same or min(text.count for text in prints) >= LONG)


def shared_by(prints: Sequence[Print]) -> frozenset[int]:
    """The shingles that half of a group hold."""
    counted = Counter(one for text in spread(prints) for one in text.held)
    least = max(2, HELD * min(len(prints), MOST_READ))
    return frozenset(one for one, number in counted.items() if number >= least)


def spread(prints: Sequence[Print]) -> Sequence[Print]:
    """At most MOST_READ of them, from the first to the last."""
    if len(prints) <= MOST_READ:
        return prints
    return [prints[place * len(prints) // MOST_READ] for place in range(MOST_READ)]


def one_and_the_same(
    shared: Mapping[int, frozenset[int]], sizes: Mapping[int, int]
) -> dict[int, int]:
    """Groups that share what a larger one shares, and that larger one.

    Only ever into one that stays, so that no chain of groups becomes one.
    """
    staying: dict[int, set[int]] = defaultdict(set)
    into: dict[int, int] = {}
    for key in sorted(shared, key=lambda key: (-sizes[key], key)):
        counted = Counter(other for one in shared[key] for other in staying[one])
        for other, both in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
            if both >= SAME_SHARED * min(len(shared[key]), len(shared[other])):
                into[key] = other
                break
        else:
            for one in shared[key]:
                staying[one].add(key)
    return into


def telling(
    shared: Mapping[int, frozenset[int]], sizes: Mapping[int, int], alone: Mapping[int, float]
) -> dict[int, frozenset[int]]:
    """What tells each group: what it shares, but for what many others hold as well.

    `alone`: how many texts in no group hold a shingle.
    """
    holding: Counter[int] = Counter()
    for key, held in shared.items():
        holding.update(dict.fromkeys(held, sizes[key]))
    return {
        key: frozenset(
            one for one in held
            if holding[one] - sizes[key] + alone.get(one, 0) < max(MANY, sizes[key])
        )
        for key, held in shared.items()
    }  # fmt: skip


class Telling:
    """What tells each group, to find the group that a text takes a part from."""

    def __init__(self, told: Mapping[int, Iterable[int]]) -> None:
        self.groups: dict[int, list[int]] = defaultdict(list)
        for key in sorted(told):
            for one in told[key]:
                self.groups[one].append(key)

    def group_of(self, text: Print) -> int | None:
        """The group of which it holds RUN words in a row, or PART of it comes from."""
        if not text.can_be_like:
            return None
        held: Counter[int] = Counter()
        runs: dict[int, int] = {}
        longest: Counter[int] = Counter()
        for one in text.row:
            runs = {key: runs.get(key, 0) + 1 for key in self.groups.get(one, ())}
            for key, run in runs.items():
                held[key] += 1
                longest[key] = max(longest[key], run)
        fits = [
            key for key in held
            if longest[key] > RUN - SHINGLE or held[key] >= PART * len(text.row)
        ]  # fmt: skip
        return min(fits, key=lambda key: (-held[key], key)) if fits else None


@dataclass
class Groups:
    """Each text's group, named by its first text; None for a text that is alone."""

    of: list[int | None]
    shared: dict[int, frozenset[int]]  # what a group of three or more shares


def group(texts: Sequence[str], *, wordings: Iterable[str] = ()) -> Groups:
    """The groups of a whole set at once. `wordings`: the consultation's own, not to be known by.

    Two exact copies make a group; texts that are only alike make one of three, or of two long ones.
    """
    known = known_of(wordings)
    prints = [print_of(text, known) for text in texts]
    members = _by_first(prints)
    found: list[int | None] = [None] * len(texts)
    shared = {
        key: shared_by([prints[one] for one in rows])
        for key, rows in members.items() if len(rows) >= LEAST_LIKE
    }  # fmt: skip
    sizes = {key: len(members[key]) for key in shared}
    into = one_and_the_same(shared, sizes)
    for key, other in into.items():
        members[other] += members.pop(key)
        sizes[other] += sizes[key]
    alone = [key for key, rows in members.items() if len(rows) == 1]
    outside = Counter(one for key in alone for one in prints[key].held)
    staying = {key: held for key, held in shared.items() if key in members}
    for key, other in into.items():
        staying[other] |= shared[key]
    told = Telling(telling(staying, sizes, outside))
    for key, rows in members.items():
        whole = key if len(rows) >= LEAST_LIKE else told.group_of(prints[key])
        if whole is None and make_a_pair([prints[one] for one in rows]):
            whole = key
        for one in rows:
            found[one] = whole
    return Groups(found, staying)


def _by_first(prints: Sequence[Print]) -> dict[int, list[int]]:
    """Texts that can be near others, by the first text that each is like; exact copies with it."""
    firsts = Firsts()
    same: dict[bytes, int] = {}
    members: dict[int, list[int]] = {}
    for place, text in enumerate(prints):
        if not text.can_be_like:
            continue
        first = same.get(text.exact)
        if first is None:
            held = sketch(text.held)
            first = firsts.like(text, held)
            if first is None:
                first = place
                firsts.add(place, held, text)
            same[text.exact] = first
        members.setdefault(first, []).append(place)
    return members
