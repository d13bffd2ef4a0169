"""A text as words, sentences and shingles: what two texts are compared by.

A shingle is three words in a row as one number of 32 bits. A sketch is the few smallest of a text's
shingles after they were mixed: two texts that share much share some of them, so it serves to look
likely copies up without comparing everything with everything (a bottom-k MinHash).
"""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b
from zlib import crc32

SHINGLE = 3  # words
SKETCH = 16  # numbers a text is looked up by
MOST_LETTERS = 100_000  # of one text; what is beyond counts for an exact copy only

# Marks that nobody sees, which make two words of one; and apostrophes, which people leave out.
_UNSEEN = dict.fromkeys(
    [0xAD, 0x34F, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
     0xFEFF, ord("'"), 0x2018, 0x2019, 0x201B, 0x2BC]
)  # fmt: skip
# Whatever stands between words in the languages of the form. Vowel signs of Bengali are no letters
# to `\w`, so what separates is listed rather than what is a word.
_BETWEEN = re.compile(
    r"[\s\x00-/:-@\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u2000-\u206f\u2190-\u2bff"
    r"\u3000-\u303f\u0964\u0965\u060c\u061b\u061f\u066a-\u066d\u06d4]+"
)
_SENTENCE = re.compile(r"[^\n.!?\u0964\u06d4\u061f]+[.!?\u0964\u06d4\u061f]*[\"”’')]*\s*|[.!?]+\s*")
_GOES_ON = re.compile(r"(?<![\n.!?])[ \t]*\r?\n(?=[a-z])")  # as letters are wrapped by e-mail
_ODD = 0x9E3779B97F4A7C15
_BITS = (1 << 63) - 1


def words(text: str) -> list[str]:
    """Its words as they are compared: one case, one form of each letter, no punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_UNSEEN)
    return [word for word in _BETWEEN.split(plain) if word]


def sentences(text: str) -> list[str]:
    """The text cut at full stops and new lines; a line that goes on in small letters is no end."""
    lines = _GOES_ON.sub(" ", text).splitlines()
    return [one.strip() for line in lines for one in _SENTENCE.findall(line) if one.strip()]


def shingles(said: list[str]) -> list[int]:
    """Each three words in a row, in their order."""
    return [
        crc32(f"{first} {second} {third}".encode())
        for first, second, third in zip(said, said[1:], said[2:], strict=False)
    ]


def exact(said: list[str]) -> bytes:
    """The same for the same words in the same order, and for nothing else."""
    return blake2b(" ".join(said).encode(), digest_size=16).digest()


def mixed(numbers: Iterable[int], salt: int = 0) -> list[int]:
    """The shingles as sketches hold them; another `salt` keeps another consultation's apart."""
    return [(number ^ salt) * _ODD & _BITS for number in numbers]


def sketch(numbers: Iterable[int], salt: int = 0) -> list[int]:
    """What to look a text up by: the smallest of its mixed shingles."""
    return sorted(set(mixed(numbers, salt)))[:SKETCH]
