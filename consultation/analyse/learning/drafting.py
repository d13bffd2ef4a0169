"""Drafts of themes: texts that share words, to begin a list of themes with, and no finding.

TF-IDF and non-negative matrix factorisation. For workers: scikit-learn is loaded at the first call.
"""

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from consultation.analyse.learning.training import rarities, weighed
from consultation.analyse.learning.words import stem, words

MOST_SHOWN = 8  # words that name a draft
STAND_FOR = 10  # texts to read of each draft at least, where it has as many
MOST_ROUNDS = 400

#: Words that tell no theme: what stands between the words that do.
EMPTY = frozenset(
    stem(word)
    for word in (
        "a about after again all also am an and any anything are as at be because been before "
        "being but by can can't cannot could couldn't did didn't do does doesn't doing don't down "
        "each either else even ever every for from get got had has have haven't having he her here "
        "him his how i i'm i've if in into is isn't it it's its itself just keep like made make "
        "making many may maybe me might more most much must my no nor not now of off on once one "
        "only or other our out over own put really same say she should so some someone something "
        "still such than that that's the their them then there these they thing things think this "
        "those through to too under until up us very want wants was wasn't we well went were what "
        "when where whether which while who why will with won't would wouldn't you your"
    ).split()
)


@dataclass(frozen=True)
class Draft:
    """A theme to begin with: at most MOST_SHOWN words as people write them, the weightiest first.

    `members`: the texts of it (indices), those that stand for it best first.
    """

    words: tuple[str, ...]
    members: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many texts are of it."""
        return len(self.members)

    @property
    def examples(self) -> tuple[int, ...]:
        """The texts to read first: STAND_FOR of them, or all where there are fewer."""
        return self.members[:STAND_FOR]


def drafts(texts: Sequence[str], count: int) -> list[Draft]:
    """At most `count` drafts, the largest first; a text is of one at most.

    Fewer where the texts have not the words for as many. What is of none is told by `unassigned`:
    no text is lost. The same input gives the same drafts. Raises ValueError for a count below 1.
    """
    if count < 1:
        raise ValueError(f"{count} drafts: ask for one at least.")
    rows = [_telling(text) for text in texts]
    holding = Counter(term for row in rows for term in row)
    rows = [Counter({term: n for term, n in row.items() if holding[term] > 1}) for row in rows]
    rarity = rarities(rows)
    matrix = weighed(rows, rarity)
    count = min(count, *matrix.shape)
    if not count:
        return []
    belongs, weights = _factors(matrix, count)
    shown = _as_written(texts)
    names = list(rarity)
    found = []
    for place in range(count):
        members = np.flatnonzero((belongs.argmax(axis=1) == place) & (belongs[:, place] > 0))
        if members.size:
            order = np.argsort(-belongs[members, place], kind="stable")
            best = np.argsort(-weights[place], kind="stable")[:MOST_SHOWN]
            told = tuple(shown[names[one]] for one in best.tolist() if weights[place, one] > 0)
            found.append(Draft(told, tuple(members[order].tolist())))
    return sorted(found, key=lambda one: (-one.count, one.members))


def unassigned(found: Sequence[Draft], texts: int) -> list[int]:
    """Which of so many texts are of no draft (indices): they share no telling word with others."""
    held = {member for draft in found for member in draft.members}
    return [place for place in range(texts) if place not in held]


def _telling(text: str) -> Counter[str]:
    """The words of a text that can tell a theme, as stems."""
    stems = (word.stem for word in words(text))
    return Counter(stem for stem in stems if stem not in EMPTY and len(stem) > 1)


def _factors(matrix: Any, count: int) -> tuple[Any, Any]:
    """How far each text is of each draft (rows texts), and what each term weighs (rows drafts).

    Each draft's terms are brought to length 1, so that one text's shares can be compared.
    """
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    learner = NMF(count, init="nndsvda", solver="cd", random_state=0, max_iter=MOST_ROUNDS)
    with warnings.catch_warnings(), np.errstate(invalid="ignore"):  # the root of what is left: -0
        warnings.simplefilter("ignore", ConvergenceWarning)  # a draft may be a little off
        belongs = learner.fit_transform(matrix)
    weights = learner.components_
    length = np.sqrt((weights**2).sum(axis=1))
    # Rounded, so that the last digits of a machine's arithmetic change no order.
    return np.round(belongs * length, 6), np.round(weights, 6)


def _as_written(texts: Sequence[str]) -> dict[str, str]:
    """The form in which each stem is written most often, in small letters."""
    forms: dict[str, Counter[str]] = {}
    for text in texts:
        for word in words(text):
            written = text[word.start : word.end].casefold()
            forms.setdefault(word.stem, Counter())[written] += 1
    return {
        stem: min(counted, key=lambda form: (-counted[form], form))
        for stem, counted in forms.items()
    }
