"""Screening: rules that read words and doubt them. Pure: no database, no socket, no clock.

A rule flags and never decides. Its names are kept in the database with the flags, so a rule that
is given another name loses the count of how often it was right.
"""

from functools import lru_cache

from consultation.moderate.screening import (
    abuse,
    addresses,
    marks,
    names,
    numbers,
    safeguarding,
    threat,
)
from consultation.moderate.screening.found import LANGUAGE, RULES, VERSION, Found, apart
from consultation.moderate.screening.language import language_of
from consultation.moderate.screening.reading import Reading

__all__ = ["OTHER_LANGUAGE", "RULES", "VERSION", "Found", "language", "screen"]

#: Of a response as a whole, so it has no place.
OTHER_LANGUAGE = Found(LANGUAGE, "OTHER_LANGUAGE", 0, 0)

FINDERS = (
    numbers.find,
    marks.find,
    addresses.find,
    names.find,
    abuse.find,
    threat.find,
    safeguarding.find,
)


def screen(text: str) -> list[Found]:
    """Every doubt about a text, in its order; within a kind no two overlap.

    `start` and `end` count code points of this very text.
    """
    reading = _read(text)
    return apart([found for find in FINDERS for found in find(reading)])


def language(text: str) -> str:
    """The code of the language that a text is in, or "" where that cannot be told."""
    return language_of(_read(text))


@lru_cache(maxsize=1)
def _read(text: str) -> Reading:
    """Screened for doubts and then for its language, a text is taken to words once."""
    return Reading(text)
