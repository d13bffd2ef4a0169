"""What a group shares as words that people can read, and what a text says of its own.

Nothing is hidden: a sentence that differs from the shared one by a word is shown with the word
marked, for “not” is a word.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from consultation.moderate.copies.texts import MOST_LETTERS, sentences, shingles, words

OWN = 0.8  # of a sentence's shingles must be shared, or it is the writer's own
SHARED = 0.5  # of a sentence's shingles: then it is part of what is shown as shared
NEAR = 0.5  # of the words of two sentences in common: then the words between them are compared
MOST_COMPARED = 200  # words of a sentence
SAME, ADDED, LEFT_OUT = "same", "added", "left out"


def core_text(texts: Sequence[str], held: frozenset[int]) -> str:
    """The shared shingles as sentences, one a line, in the order of the text that has most of them.

    What that one leaves out is added from the others.
    """
    cut = [
        [(one, frozenset(shingles(words(one)))) for one in sentences(text[:MOST_LETTERS])]
        for text in texts
    ]
    told: list[str] = []
    covered: set[int] = set()
    for parts in sorted(cut, key=lambda parts: -len(held & frozenset().union(*_sets(parts)))):
        for sentence, row in parts:
            new = len((row & held) - covered)
            if row and new >= SHARED * len(row):
                told.append(sentence)
                covered |= row
    return "\n".join(told)


def _sets(parts: Iterable[tuple[str, frozenset[int]]]) -> Iterable[frozenset[int]]:
    return (row for _sentence, row in parts)


@dataclass(frozen=True)
class Sentence:
    """One sentence of a text: its words in pieces, each the same, added or left out."""

    pieces: list[tuple[str, str]]  # (SAME, ADDED or LEFT_OUT, words)
    own: bool  # the writer's, and not the group's

    @property
    def words(self) -> str:
        """As it was written."""
        return " ".join(words for kind, words in self.pieces if kind != LEFT_OUT)

    @property
    def changed(self) -> bool:
        """It is the group's sentence in other words."""
        return any(kind != SAME for kind, _words in self.pieces)


@dataclass(frozen=True)
class Core:
    """The core text of a group, to compare texts with."""

    text: str

    @cached_property
    def held(self) -> frozenset[int]:
        """Its shingles."""
        return frozenset(shingles(words(self.text)))

    @cached_property
    def _sentences(self) -> list[str]:
        return sentences(self.text)

    @cached_property
    def _whole(self) -> frozenset[str]:
        return frozenset(" ".join(words(one)) for one in self._sentences)

    @cached_property
    def _by_word(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for place, one in enumerate(self._sentences):
            for word in words(one):
                found[word].add(place)
        return found

    def is_own(self, sentence: str) -> bool:
        """Fewer than OWN of its shingles are in the core; one too short for any is not in it."""
        said = words(sentence)
        row = shingles(said)
        if not row:
            return bool(said) and " ".join(said) not in self._whole
        return sum(one in self.held for one in row) < OWN * len(row)

    def compared(self, text: str) -> list[Sentence]:
        """Every sentence of a text, with the differences to the core's own."""
        return [self._sentence(one) for one in sentences(text)]

    def _sentence(self, sentence: str) -> Sentence:
        own, said = self.is_own(sentence), words(sentence)
        if " ".join(said) in self._whole or len(said) > MOST_COMPARED:
            return Sentence([(SAME, sentence)], own)
        near = self._nearest(said)
        return Sentence(_pieces(near, sentence) if near else [(SAME, sentence)], own)

    def _nearest(self, said: list[str]) -> str:
        """The core's sentence with most of the same words; empty where it has few of them."""
        counted = Counter(place for word in set(said) for place in self._by_word.get(word, ()))
        if not counted:
            return ""
        place, both = min(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        most = max(len(set(said)), len(set(words(self._sentences[place]))))
        return self._sentences[place] if both >= NEAR * most else ""


def own_words(text: str, core: str) -> list[str]:
    """The sentences of a text that are its writer's own."""
    known = Core(core)
    return [one for one in sentences(text) if known.is_own(one)]


def _pieces(before: str, after: str) -> list[tuple[str, str]]:
    """Two sentences word for word, as they are written; case and punctuation are no difference."""
    old, new = before.split(), after.split()
    was, now = ([" ".join(words(word)) for word in side] for side in (old, new))
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append((SAME, " ".join(new[c:d])))
            continue
        if a < b and any(was[a:b]):
            found.append((LEFT_OUT, " ".join(old[a:b])))
        if c < d:
            found.append((ADDED if any(now[c:d]) else SAME, " ".join(new[c:d])))
    return found
