"""Phrases that are looked for only where one of their words stands: many of them cost little."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from consultation.moderate.screening.reading import Reading, any_of

#: Where a sentence begins.
BEGINS = r"(?:^|(?<=[.!?,\n] )|(?<=[.!?\n])|(?<=\band )|(?<=\bor )|(?<=\bthen ))"


class Phrase(NamedTuple):
    """A pattern of a rule, and the words of which one has to be in the text."""

    rule: str
    words: str
    pattern: str


class Phrases:
    """Patterns by the words that open them."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.patterns = [(one.rule, any_of(one.pattern)) for one in phrases]
        self.by_word: dict[str, list[int]] = {}
        for place, one in enumerate(phrases):
            for word in one.words.split():
                self.by_word.setdefault(word, []).append(place)
        self.words = frozenset(self.by_word)

    def find(self, reading: Reading) -> Iterator[tuple[str, re.Match[str]]]:
        """Each match with its rule."""
        by_word = self.by_word
        places = {place for word in reading.vocabulary & self.words for place in by_word[word]}
        for place in sorted(places):
            rule, pattern = self.patterns[place]
            for match in pattern.finditer(reading.low):
                yield rule, match
