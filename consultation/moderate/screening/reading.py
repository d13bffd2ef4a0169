"""A text, read once for all rules: its words and where they stand."""

import re
from functools import cached_property
from typing import NamedTuple

WORD = re.compile(r"[^\W\d_]++(?:['’-][^\W\d_]++)*+")
DIGIT = re.compile(r"\d")
#: "O7700 9oo123": the letter where the figure is meant, among figures alone.
LETTER_O = re.compile(r"(?<![^\W_])(?=[oO]*\d)[\doO]*[oO][\doO]*(?![^\W_])")


def one_of(words: str) -> str:
    """A pattern for one of these, parted by spaces."""
    return f"(?:{'|'.join(words.split())})"


def any_of(*patterns: str) -> re.Pattern[str]:
    """Compiled: any of these, as whole words."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


class Word(NamedTuple):
    """A run of letters, with hyphens and apostrophes inside."""

    text: str
    low: str
    start: int
    end: int


def lowered(text: str) -> str:
    """In lower case, with as many code points as before: "İ" has two in lower case."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


class Reading:
    """What more than one rule wants to know of a text. Each is found out once, when first asked."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def low(self) -> str:
        return lowered(self.text).replace("’", "'")

    @cached_property
    def words(self) -> list[Word]:
        text, low = self.text, self.low
        # Words are the most that is made of a text; so is a named tuple made fastest.
        make = tuple.__new__
        return [
            make(Word, (text[start:end], low[start:end], start, end))
            for start, end in (match.span() for match in WORD.finditer(text))
        ]

    @cached_property
    def vocabulary(self) -> set[str]:
        return {word.low for word in self.words}

    @cached_property
    def figures(self) -> str:
        """The text with the letter O as a nought where it stands in a number."""
        if self.has_digits and "o" in self.low:
            return LETTER_O.sub(lambda m: re.sub("[oO]", "0", m.group()), self.text)
        return self.text

    @cached_property
    def has_digits(self) -> bool:
        return DIGIT.search(self.text) is not None

    def before(self, start: int, letters: int = 40) -> str:
        """What stands just before, in lower case."""
        return self.low[max(0, start - letters) : start]

    def after(self, end: int, letters: int = 40) -> str:
        """What stands just after, in lower case."""
        return self.low[end : end + letters]
