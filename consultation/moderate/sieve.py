"""A pattern with which PostgreSQL sifts texts for words, in every script. Pure.

It finds at least each text in which `redacting.pattern` finds the words, and few others: those are
looked at again in Python, which takes a hundred times as long. Both are made of the same table of
signs, `redacting.compared`, so neither knows a way of writing that the other does not.
"""

from dataclasses import dataclass, field
from functools import cache

from consultation.moderate.redacting import APOSTROPHES, compared, sought

#: Where signs of texts lie, but for half pairs, which are none. A text with a sign from elsewhere
#: is looked at in Python.
KNOWN = ((0x1, 0xD7FF), (0xE000, 0xFFFF), (0x1D400, 0x1D7FF), (0x1F000, 0x1FAFF))
ELSEWHERE = ((0x10000, 0x1D3FF), (0x1D800, 0x1EFFF), (0x1FB00, 0x10FFFF))
LONGEST = 24  # signs of the words that are sifted by; what has all of them has these

Ranges = list[tuple[int, int]]


@dataclass
class Signs:
    """Every known sign by what it is compared as."""

    alike: dict[str, list[int]] = field(default_factory=dict)  # as one sign, or as none
    several: list[tuple[int, frozenset[str]]] = field(default_factory=list)  # as more than one


@cache
def signs() -> Signs:
    """The whole table. It takes a tenth of a second once, in a worker."""
    found = Signs()
    for first, last in KNOWN:
        for code in range(first, last + 1):
            read = compared(chr(code))
            if len(read) < 2:
                found.alike.setdefault(read, []).append(code)
            else:
                found.several.append((code, frozenset(read)))
    return found


def sieve(words: str) -> str:
    """A regular expression of PostgreSQL for texts in which the words may stand.

    Also for those that hold a sign that is read as several, if one of them is in the words: what
    such a sign begins or ends is left to Python. Empty for no words.
    """
    asked = sought(words)[:LONGEST]
    if not asked:
        return ""
    known = signs()
    unseen = known.alike.get("", [])
    parting = _any_of([*known.alike[" "], *unseen])
    dropped = _any_of([*map(ord, APOSTROPHES), *unseen])
    parts: list[str] = []
    for at, sign in enumerate(asked):
        before, after = asked[at - 1 : at], asked[at + 1 : at + 2]
        if sign == " ":
            parts.append(f"{parting}{'*' if before.isdigit() and after.isdigit() else '+'}")
            continue
        if before and before != " ":
            loose = parting if sign.isdigit() and before.isdigit() else dropped
            parts.append(f"{loose}*")
        parts.append(_any_of([*known.alike.get(sign, []), ord(sign)]))
    wanted = {*asked, " "}  # which may stand between two digits unasked
    doubtful = [code for code, read in known.several if not read.isdisjoint(wanted)]
    return f"{''.join(parts)}|{_any_of(doubtful, *ELSEWHERE)}"


def _any_of(codes: list[int], *more: tuple[int, int]) -> str:
    """A bracket with these signs, each written by its number: none means anything else there."""
    return f"[{''.join(_written(*one) for one in [*_ranges(codes), *more])}]"


def _ranges(codes: list[int]) -> Ranges:
    found: Ranges = []
    for code in sorted(set(codes)):
        if found and code == found[-1][1] + 1:
            found[-1] = (found[-1][0], code)
        else:
            found.append((code, code))
    return found


def _written(first: int, last: int) -> str:
    return _sign(first) if first == last else f"{_sign(first)}-{_sign(last)}"


def _sign(code: int) -> str:
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
