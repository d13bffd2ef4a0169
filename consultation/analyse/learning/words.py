"""A text as words and as terms: the one reading that training and suggesting share.

A term is the stem of a word, or two stems in a row with a space between them. Stems are English
endings cut off; words in other scripts stay as they are. A word keeps its place in the text, so
that what drove a suggestion can be shown there.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

MOST_LETTERS = 100_000  # of one text; what is beyond is not read
LEAST_STEM = 4  # letters that stay of a word; of a plural three, as in “cars”
ENDINGS = ("ingly", "edly", "ing", "ies", "ied", "ed", "ly", "es", "s", "e")  # longer ones first

# Marks that belong to a letter are no letters to `\w`: accents, Arabic vowels, and the vowel signs
# of the scripts of India, of which the two full stops are left out.
_LETTER = (
    r"[^\W_]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    r"\u0900-\u0963\u0966-\u0dff\u0e00-\u0e7f]"
)
_WORD = re.compile(rf"(?:{_LETTER})+(?:['\u2019\xad\u200b-\u200d](?:{_LETTER})+)*")
_UNSEEN = dict.fromkeys([ord("'"), 0x2019, 0xAD, *range(0x200B, 0x200E)])


class Word(NamedTuple):
    """A word of a text: from `start` to before `end`, in code points, and its stem."""

    start: int
    end: int
    stem: str


def words(text: str) -> list[Word]:
    """All words of a text in their order; of a long one those in its first MOST_LETTERS."""
    return [
        Word(found.start(), found.end(), stem(found[0]))
        for found in _WORD.finditer(text, 0, MOST_LETTERS)
    ]


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A word in one case, in one form of each letter, without its English ending.

    “Waiting”, “waited” and “waits” are “wait”; “don't” is “dont”.
    """
    # One sign may stand for a phrase, as in Arabic: its spaces would look like those of a term.
    plain = "".join(unicodedata.normalize("NFKC", word).casefold().translate(_UNSEEN).split())
    for ending in ENDINGS:
        left = len(plain) - len(ending)
        if plain.endswith(ending) and left >= LEAST_STEM - (ending == "s"):
            if plain.endswith("ss"):
                return plain
            return plain[:left] + ("y" if ending in {"ies", "ied"} else "")
    return plain


def terms(said: Sequence[Word]) -> Iterator[str]:
    """Each word of a text as a term, then each two in a row."""
    for word in said:
        yield word.stem
    for word, after in pairwise(said):
        yield f"{word.stem} {after.stem}"


def counted(text: str) -> Counter[str]:
    """How often a text holds each of its terms."""
    return Counter(terms(words(text)))
