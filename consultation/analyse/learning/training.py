"""Training: from coded texts to a model. For workers: scikit-learn is loaded at the first call.

That takes a second and 100 MB, which a process that only imports this does not spend.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from consultation.analyse.learning.model import Model
from consultation.analyse.learning.words import counted

# Chosen on real coded answers, each with five orders of the texts; docs/measurements.md has the
# figures. Neighbours of each value do as well.
PAIR_WEIGHT = 0.5  # of two words in a row beside one word
LEAST_PAIRS = 2  # texts that hold a pair before it is a term
MOST_TERMS = 50_000  # those that most texts hold
FIRMNESS = 5.0  # how closely the coded texts are followed: scikit-learn's C
LEAST_WEIGHT = 0.1  # smaller ones are left out, two thirds of all, and change no suggestion
LEAST_EXAMPLES = 2  # of a point without a sentence
CLOSE = 0.01  # to the best weights: closer took half as long again and suggested the same
MOST_ROUNDS = 1_000


def train(
    texts: Sequence[str], points: Sequence[frozenset[int]], sentences: Mapping[int, str]
) -> Model:
    """What these texts teach. `points`: the keys of the points that each text makes, same order.

    `sentences`: what a point says in one sentence, by its key. It counts as one more text that
    makes this point: that helps most while few are coded, and did no harm with a thousand.
    A point with fewer than LEAST_EXAMPLES texts and no sentence is left out, for what is rare
    cannot be learnt: people have to look for it themselves. So is one that every text makes, of
    which nothing tells it apart. The same input in the same order gives the same model.
    Raises ValueError where `texts` and `points` differ in length.
    """
    if len(texts) != len(points):
        raise ValueError(f"{len(texts)} texts, and points for {len(points)} of them.")
    defined = {key: told for key, told in sorted(sentences.items()) if told.strip()}
    rows = [counted(text) for text in [*texts, *defined.values()]]
    made = [*points, *(frozenset({key}) for key in defined)]
    uses = Counter(key for held in points for key in held)
    learnt = sorted(
        key for key in uses.keys() | defined.keys()
        if (uses[key] >= LEAST_EXAMPLES or key in defined)
        and sum(key in held for held in made) < len(made)
    )  # fmt: skip
    rarity = rarities(rows)
    matrix = weighed(rows, rarity)
    start = np.zeros(len(learnt), np.float32)
    weights = np.zeros((len(learnt), len(rarity)), np.float32)
    for place, key in enumerate(learnt):
        marks = np.array([key in held for held in made])
        weights[place], start[place] = _line(matrix, marks)
    return _model(rarity, learnt, start, weights)


def rarities(rows: Sequence[Counter[str]]) -> dict[str, float]:
    """Each term that is kept, in alphabetical order, with what it weighs: the rarer the more.

    `rows`: the terms of each text. The weight is the logarithm of texts over texts that hold it,
    smoothed as if one more text held every term, and one.
    """
    holding: Counter[str] = Counter()
    for row in rows:
        holding.update(row.keys())
    kept = [term for term, number in holding.items() if " " not in term or number >= LEAST_PAIRS]
    kept = sorted(kept, key=lambda term: (-holding[term], term))[:MOST_TERMS]
    return {
        term: (math.log((1 + len(rows)) / (1 + holding[term])) + 1)
        * (PAIR_WEIGHT if " " in term else 1.0)
        for term in sorted(kept)
    }


def weighed(rows: Sequence[Counter[str]], rarity: Mapping[str, float]) -> Any:
    """TF-IDF: a sparse matrix, a row a text of length 1, a column a term of `rarity`."""
    from scipy.sparse import csr_matrix

    column = {term: place for place, term in enumerate(rarity)}
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for row in rows:
        held = {
            column[term]: (1 + math.log(number)) * rarity[term]
            for term, number in row.items() if term in column
        }  # fmt: skip
        length = math.sqrt(sum(one * one for one in held.values())) or 1.0
        for place in sorted(held):
            columns.append(place)
            values.append(held[place] / length)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(rows), len(column)), dtype=np.float64)


def _line(matrix: Any, marks: Any) -> tuple[Any, float]:
    """The weights of the terms (float32) and the start that tell the marked rows from others."""
    from sklearn.linear_model import LogisticRegression

    if not matrix.shape[1]:
        return np.zeros(0, np.float32), 0.0
    learner = LogisticRegression(
        C=FIRMNESS,
        class_weight="balanced",
        solver="liblinear",
        tol=CLOSE,
        max_iter=MOST_ROUNDS,
        random_state=0,
    )
    learner.fit(matrix, marks)
    weights = learner.coef_[0].astype(np.float32)
    weights[np.abs(weights) < LEAST_WEIGHT] = 0
    return weights, float(learner.intercept_[0])


def _model(rarity: Mapping[str, float], learnt: list[int], start: Any, weights: Any) -> Model:
    """Weights by term, without those that are nought. `weights`: a row a point, a column a term."""
    term, point = np.nonzero(weights.T)
    return Model(
        terms=tuple(rarity),
        rarity=np.array(list(rarity.values()), np.float32),
        points=np.array(learnt, np.int64),
        start=start,
        first=np.searchsorted(term, np.arange(len(rarity) + 1)).astype(np.int64),
        of=point.astype(np.int32),
        weights=weights.T[term, point],
    )
