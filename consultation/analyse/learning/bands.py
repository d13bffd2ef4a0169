"""How often suggestions were right: counted from those that people have decided.

Scores promise more than is kept, so a page says what was observed instead: “suggestions like this
were right 41 of 60 times”. Alike are suggestions of one band of scores, the first of a text apart
from the later ones: with one score the first is right more often.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BOUNDS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9)  # the lowest score of each band
LEAST_OBSERVED = 20  # below that a band says nothing


@dataclass(frozen=True)
class Band:
    """Suggestions of a score from `least` to before `below`: `right` of `observed` were right.

    `first`: those of rank 1, or else all the later ones.
    """

    first: bool
    least: float
    below: float
    right: int
    observed: int

    @property
    def says(self) -> bool:
        """Enough were observed to show it."""
        return self.observed >= LEAST_OBSERVED


def bands(outcomes: Iterable[tuple[int, float, bool]]) -> list[Band]:
    """All bands, empty ones too, first ranks first and low scores first.

    `outcomes`: rank from 1, score from 0 to 1, and whether a person gave the text that point, of
    each suggestion that was decided. Of suggestions that nobody has decided nothing is known:
    leave them out. Raises ValueError for a rank or a score out of its bounds.
    """
    right: dict[tuple[bool, float], int] = {}
    observed: dict[tuple[bool, float], int] = {}
    for rank, score, was_right in outcomes:
        key = _place(rank, score)
        observed[key] = observed.get(key, 0) + 1
        right[key] = right.get(key, 0) + was_right
    return [
        Band(first, least, below, right.get((first, least), 0), observed.get((first, least), 0))
        for first in (True, False)
        for least, below in zip(BOUNDS, (*BOUNDS[1:], 1.0), strict=True)
    ]


def band_of(counted: Sequence[Band], rank: int, score: float) -> Band | None:
    """The band of `counted` that a suggestion is of; None where too little was observed."""
    place = _place(rank, score)
    return next((one for one in counted if (one.first, one.least) == place and one.says), None)


def _place(rank: int, score: float) -> tuple[bool, float]:
    if rank < 1 or not 0 <= score <= 1:
        raise ValueError(f"No suggestion has rank {rank} and score {score}.")
    return rank == 1, max(least for least in BOUNDS if least <= score)
