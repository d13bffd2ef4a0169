"""How far people who code the same texts agree: Krippendorff's alpha, and F1 between two.

Klaus Krippendorff, “Computing Krippendorff's Alpha-Reliability” (2011): any number of coders, gaps
allowed, corrected for chance; 1 is full agreement and 0 what chance would give. A response bears
several points, so one coding of it is a set. Over all points two sets are as far apart as MASI
says (Rebecca Passonneau, “Measuring Agreement on Set-Valued Items (MASI) for Semantic and Pragmatic
Annotation”, 2006): part agreement counts in part, which whole sets as mere names would not grant.
The mean over points is not taken, for points that few responses make have no firm alpha, and would
weigh as much as any. Of one point alpha is that of present or absent.

Intervals are bootstrapped: units are drawn again with replacement, and the middle 95% kept
(Antonia Zapf and others, “Measuring inter-rater reliability for nominal data”, 2016).

Pure, and on numpy alone. Our own lines, as the package for it is under a licence (GPL) that this
project's does not go with.
"""

import random
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeVar

import numpy as np

V = TypeVar("V", bound=Hashable)  # a value that a coder gives

FIRM = 0.8  # from here on conclusions may rest on an alpha ...
TENTATIVE = 0.667  # ... and from here on tentative ones: Krippendorff's own bounds

DRAWS = 1_000
SEED = 1789
LEAST_UNITS = 20  # of an interval: fewer, drawn again, tell nothing of others
MOST_UNTOLD = 0.02  # of the draws may have no alpha; with more an end of the interval is unknown


@dataclass(frozen=True)
class Estimate:
    """A measure of agreement over `units` texts, with its 95% interval.

    `value` is None where there is nothing to tell: no unit was coded twice, or nothing differs.
    `low` and `high` are None where too few units carry an interval.
    """

    value: float | None
    low: float | None
    high: float | None
    units: int


def nominal(units: Sequence[Sequence[Hashable | None]]) -> Estimate:
    """Alpha of single values that are the same or not. Each unit: a value a coder, None a gap."""
    rows = _paired(units)
    names = {value: place for place, value in enumerate(_distinct(rows))}
    places = [[names[value] for value in row] for row in rows]
    return _alpha(places, 1.0 - np.eye(len(names)), _draws(len(rows)))


def overall(units: Sequence[Sequence[frozenset[int] | None]]) -> Estimate:
    """Alpha of whole sets of points, by MASI. Each unit: a set a coder, None for a gap.

    An empty set is a coding too: it says that the text makes no point.
    """
    rows = _paired(units)
    sets = _distinct(rows)
    names = {value: place for place, value in enumerate(sets)}
    places = [[names[value] for value in row] for row in rows]
    return _alpha(places, masi(sets), _draws(len(rows)))


def by_point(units: Sequence[Sequence[frozenset[int] | None]]) -> dict[int, Estimate]:
    """Alpha of each point that anybody gave, by its key: present or absent. Units as `overall`."""
    rows = _paired(units)
    draws = _draws(len(rows))
    apart = 1.0 - np.eye(2)
    keys = sorted(frozenset[int]().union(*(held for row in rows for held in row)))
    return {
        key: _alpha([[int(key in held) for held in row] for row in rows], apart, draws)
        for key in keys
    }


def masi(sets: Sequence[frozenset[int]]) -> Any:
    """How far each two of these sets are apart, 0 to 1: a square matrix.

    1 less what they share of all they hold, times 1 for the same sets, two thirds where one is
    part of the other, and one third where each has something of its own.
    """
    keys = sorted(frozenset[int]().union(*sets))
    marks = [[key in one for key in keys] for one in sets]
    held = np.array(marks, float).reshape(len(sets), len(keys))
    both = held @ held.T
    sizes = held.sum(axis=1)
    either = sizes[:, None] + sizes[None, :] - both
    same = both == either
    part = both == np.minimum(sizes[:, None], sizes[None, :])
    share = np.divide(both, either, out=np.ones_like(both), where=either > 0)
    return 1.0 - share * np.where(same, 1.0, np.where(part, 2 / 3, 1 / 3))


def f1(one: frozenset[int], other: frozenset[int]) -> float:
    """Twice what both hold over what each holds, together; 0 where one alone is empty.

    Raises ZeroDivisionError for two empty sets.
    """
    return 2 * len(one & other) / (len(one) + len(other))


def mean_f1(pairs: Sequence[tuple[frozenset[int], frozenset[int]]]) -> Estimate:
    """Mean over texts of the F1 of two codings: the first coder's and the second's.

    Texts to which neither gave a point are left out, as in published evaluations. Not corrected
    for chance, and the same whichever coder is first.
    """
    told = np.array([f1(one, other) for one, other in pairs if one or other])
    if not told.size:
        return Estimate(None, None, None, 0)
    means = _draws(len(told)) @ told / len(told)
    return _estimate(float(told.mean()), means, len(told))


def identical(pairs: Sequence[tuple[frozenset[int], frozenset[int]]]) -> tuple[int, int]:
    """To how many of how many texts two coders gave the very same points, or both none."""
    return sum(one == other for one, other in pairs), len(pairs)


def _paired(units: Iterable[Sequence[V | None]]) -> list[list[V]]:
    """The units without their gaps; one that fewer than two coded can be compared with nothing."""
    rows = ([value for value in unit if value is not None] for unit in units)
    return [row for row in rows if len(row) > 1]


def _distinct(rows: Iterable[Iterable[V]]) -> list[V]:
    """Each value once, in the order in which they come."""
    return list(dict.fromkeys(value for row in rows for value in row))


def _alpha(rows: list[list[int]], apart: Any, draws: Any) -> Estimate:
    """Alpha of `rows`, each of places in `apart`, which says how far each two values are apart.

    Disagreement within units over that between any two values, whichever unit they are of.
    """
    if not rows:
        return Estimate(None, None, None, 0)
    sizes = np.array([len(row) for row in rows], float)
    held = np.array([np.bincount(row, minlength=len(apart)) for row in rows], float)
    within = np.array(
        [2 * sum(apart[one, two] for one, two in combinations(row, 2)) for row in rows]
    ) / (sizes - 1)
    [value] = _alphas(np.ones((1, len(rows))), sizes, held, within, apart)
    told = _alphas(draws, sizes, held, within, apart)
    return _estimate(None if np.isnan(value) else float(value), told, len(rows))


def _alphas(times: Any, sizes: Any, held: Any, within: Any, apart: Any) -> Any:
    """Alpha of each row of `times` (how often each unit is taken); nan where nothing differs."""
    values = times @ held
    between = ((values @ apart) * values).sum(axis=1)
    observed = (times @ within) * (times @ sizes - 1)
    ratio = np.full(len(times), np.nan)
    np.divide(observed, between, out=ratio, where=between > 0)
    return 1.0 - ratio


def _draws(units: int) -> Any:
    """How often each unit is taken in each draw: DRAWS rows, none where there are too few units."""
    if units < LEAST_UNITS:
        return np.zeros((0, units))
    chance = random.Random(SEED)  # noqa: S311 - the same draws each time are what is wanted
    rows = (chance.choices(range(units), k=units) for _draw in range(DRAWS))
    return np.array([np.bincount(row, minlength=units) for row in rows], float)


def _estimate(value: float | None, drawn: Any, units: int) -> Estimate:
    """A value with the middle 95% of what was drawn."""
    told = drawn[~np.isnan(drawn)]
    if value is None or not told.size or told.size < (1 - MOST_UNTOLD) * len(drawn):
        return Estimate(value, None, None, units)
    low, high = np.quantile(told, [0.025, 0.975])
    return Estimate(value, float(low), float(high), units)
