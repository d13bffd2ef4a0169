"""The order to read in: uncommon words first, for what few have raised is found sooner so.

An order and no licence to stop: some of what is rare is said in common words. Pure Python.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from consultation.analyse.learning.words import words


def stems(text: str) -> frozenset[str]:
    """The words that are counted of a text, each once."""
    return frozenset(word.stem for word in words(text))


def frequencies(texts: Sequence[str]) -> Counter[str]:
    """In how many of these texts each word stands: to be stored, and added to text by text."""
    return Counter(stem for text in texts for stem in stems(text))


def uncommonness_of(text: str, frequency: Mapping[str, int], count: int) -> float:
    """Mean rarity of the words of one text, against `count` texts of these frequencies.

    The rarity of a word is the natural logarithm of texts over texts that hold it, smoothed as if
    one more text held every word: 0 for a word of all, and most for one that no text holds yet.
    0 for a text without words. Sums go in the order of the alphabet: always to the same number.
    """
    held = sorted(stems(text))
    if not held:
        return 0.0
    return sum(math.log((1 + count) / (1 + frequency.get(one, 0))) for one in held) / len(held)


def uncommonness(texts: Sequence[str]) -> list[float]:
    """That of each text among all of them, in their order."""
    frequency = frequencies(texts)
    return [uncommonness_of(text, frequency, len(texts)) for text in texts]
