"""What was learnt, and what it suggests for one text. Needs numpy alone."""

import io
import math
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from consultation.analyse.learning.words import Word, terms, words

FORMAT = 1  # of the bytes; another reading of words is another format too
MOST_WORDS = 5  # shown as what drove a suggestion
LEAST_SCORE = 0.45  # of a point that is predicted beside the first
TYPES = {
    "terms": np.uint8, "rarity": np.float32, "points": np.int64, "start": np.float32,
    "first": np.int64, "of": np.int32, "weights": np.float32,
}  # fmt: skip
#: What numpy and zipfile raise for bytes that are torn; RuntimeError for a mark of encryption.
UNREAD = (
    ValueError, KeyError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error
)  # fmt: skip
UNREADABLE = (
    f"These bytes are no model of format {FORMAT}. Train it again from the coded responses: "
    "nothing is lost, for a model holds nothing but what was learnt from them."
)


@dataclass(frozen=True)
class Driver:
    """A word that drove a suggestion, as it stands from `start` to before `end` (code points)."""

    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Suggestion:
    """A point that a text may make. `rank` begins at 1; `score` (0 to 1) is never shown.

    The score says more than is so: what may be shown is how often its like was right (`bands`).
    `drivers`: up to MOST_WORDS words, the weightiest first; each word once, where it first stands.
    """

    point: int
    score: float
    rank: int
    drivers: tuple[Driver, ...]


@dataclass(frozen=True, eq=False)
class Model:
    """One line per point through the space of terms; points are the rows of `start`.

    `terms` and `rarity` have one row a term, `points` (keys, ascending) and `start` one a point.
    The weights of term t are `weights[first[t]:first[t + 1]]`, for the points (rows) at the same
    places of `of`; what is not there is nought.

    The terms are words that people wrote, names among them: it is as personal as the texts, and
    has to be learnt anew when one of them is erased.
    """

    terms: tuple[str, ...]
    rarity: Any  # float32
    points: Any  # int64
    start: Any  # float32, the score of a text in which no term is known, as log odds
    first: Any  # int64, one more than terms
    of: Any  # int32
    weights: Any  # float32

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {term: row for row, term in enumerate(self.terms)}

    def suggest(self, text: str, most: int = 5) -> list[Suggestion]:
        """At most so many points, the likeliest first; equals in the order of their keys.

        Only what a word of the text speaks for: empty where nothing in it is known.
        """
        said = words(text)
        stands = {word.stem: word for word in reversed(said)}
        odds, parts = self._weighed(said)
        order = np.argsort(-odds, kind="stable")
        found: list[Suggestion] = []
        for row in order.tolist():
            if len(found) >= most:
                break
            if drivers := _drivers(text, stands, parts.get(row, {})):
                point, score = int(self.points[row]), _score(float(odds[row]))
                found.append(Suggestion(point, score, len(found) + 1, drivers))
        return found

    def predict(self, text: str) -> frozenset[int]:
        """The points that it would give a text by itself: for measuring, never for coding.

        The likeliest and each other of LEAST_SCORE; so as many as the text calls for. To choose
        the bound anew from each set of coded texts was measured and gained nothing.
        """
        ranked = self.suggest(text, len(self.points))
        return frozenset(one.point for one in ranked if one.rank == 1 or one.score >= LEAST_SCORE)

    def _weighed(self, said: list[Word]) -> tuple[Any, dict[int, dict[str, float]]]:
        """Log odds of each point; for each point (row) what each word (stem) adds to them.

        What a term of two words adds is half of each.
        """
        known = {term: n for term, n in Counter(terms(said)).items() if term in self._rows}
        value = {
            term: (1 + math.log(number)) * float(self.rarity[self._rows[term]])
            for term, number in known.items()
        }
        length = math.sqrt(sum(one * one for one in value.values())) or 1.0
        odds = self.start.astype(np.float64)
        parts: dict[int, dict[str, float]] = {}
        for term, weight in value.items():
            row = self._rows[term]
            span = slice(int(self.first[row]), int(self.first[row + 1]))
            adds = self.weights[span].astype(np.float64) * (weight / length)
            odds[self.of[span]] += adds
            stems = term.split(" ")
            for point, part in zip(self.of[span].tolist(), adds.tolist(), strict=True):
                held = parts.setdefault(point, {})
                for stem in stems:
                    held[stem] = held.get(stem, 0.0) + part / len(stems)
        return odds, parts

    def to_bytes(self) -> bytes:
        """All of it in a zip of plain arrays. The same model gives the same bytes."""
        names = np.frombuffer("\n".join(self.terms).encode(), np.uint8)
        file = io.BytesIO()
        np.savez_compressed(
            file, format=np.array(FORMAT), terms=names, rarity=self.rarity, points=self.points,
            start=self.start, first=self.first, of=self.of, weights=self.weights,
        )  # fmt: skip
        return file.getvalue()

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Model":
        """The model that `to_bytes` wrote. Raises ValueError, which says what to do, for others.

        Nothing in the bytes is run: arrays of numbers are read, and pickled objects refused.
        """
        try:
            with np.load(io.BytesIO(stored), allow_pickle=False) as read:
                if int(read["format"]) != FORMAT:
                    raise ValueError(UNREADABLE)
                arrays = {name: read[name] for name in TYPES}
            told = bytes(arrays.pop("terms")).decode()
        except UNREAD as other:
            raise ValueError(UNREADABLE) from other
        model = cls(tuple(told.split("\n")) if told else (), **arrays)
        if not model.fits_together():
            raise ValueError(UNREADABLE)
        return model

    def fits_together(self) -> bool:
        """Each array has the type and the length that the others ask for."""
        count, known = len(self.terms), len(self.points)
        arrays = {name: getattr(self, name) for name in TYPES if name != "terms"}
        return bool(
            all(one.ndim == 1 and one.dtype == TYPES[name] for name, one in arrays.items())
            and len(self.rarity) == count
            and len(self.start) == known
            and len(self.first) == count + 1
            and self.first[0] == 0
            and self.first[-1] == len(self.of) == len(self.weights)
            and (np.diff(self.first) >= 0).all()
            and ((self.of >= 0) & (self.of < known)).all()
        )


def _score(odds: float) -> float:
    """Log odds as a number from 0 to 1."""
    return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0


def _drivers(
    text: str, stands: Mapping[str, Word], parts: Mapping[str, float]
) -> tuple[Driver, ...]:
    """The words that speak for a point most. `stands`: where each stem first stands in the text."""
    most = sorted(
        (stem for stem, part in parts.items() if part > 0),
        key=lambda stem: (-parts[stem], stands[stem].start),
    )
    chosen = (stands[stem] for stem in most[:MOST_WORDS])
    return tuple(Driver(text[word.start : word.end], word.start, word.end) for word in chosen)
