"""Agreement between coders, held to the worked examples that were published with the measures."""

import random
from fractions import Fraction
from typing import Any

import pytest

from consultation.analyse.agreement import (
    LEAST_UNITS,
    Estimate,
    by_point,
    f1,
    identical,
    masi,
    mean_f1,
    nominal,
    overall,
)

NOTHING: frozenset[int] = frozenset()
Unit = list[frozenset[int] | None]


def points(*keys: int) -> frozenset[int]:
    return frozenset(keys)


def units_of(*coders: str) -> list[list[str | None]]:
    """A coder a line, a unit a column; a full stop is a gap."""
    columns = zip(*(line.split() for line in coders), strict=True)
    return [[None if value == "." else value for value in column] for column in columns]


def exactly(value: Fraction) -> Any:
    return pytest.approx(float(value), abs=1e-12)


# Krippendorff 2011, examples A to C.


def test_two_observers_of_two_values() -> None:
    found = nominal(units_of("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"))
    assert found == Estimate(exactly(1 - Fraction(19 * 8, 2 * 6 * 14)), None, None, 10)
    assert found.value == pytest.approx(0.095, abs=5e-4)


def test_two_observers_of_many_values() -> None:
    found = nominal(units_of("a a b b d c c c e d d a", "b a b b b c c c e d d d"))
    assert found.value == pytest.approx(0.692, abs=5e-4)
    assert found.units == 12


FOUR = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def test_four_observers_with_gaps() -> None:
    found = nominal(units_of(*FOUR))
    # Of 40 values that can be paired 9, 13, 10, 5 and 3 are the same; 32 of the pairs agree.
    chance = 9 * 8 + 13 * 12 + 10 * 9 + 5 * 4 + 3 * 2
    assert found.value == exactly(Fraction(39 * 32 - chance, 40 * 39 - chance))
    assert found.value == pytest.approx(0.743, abs=5e-4)
    assert found.units == 11  # the last has one value, which can be compared with none


def test_the_order_of_coders_changes_nothing() -> None:
    assert nominal(units_of(*reversed(FOUR))) == nominal(units_of(*FOUR))


@pytest.mark.parametrize("coders", [("1 1 1", "1 1 1"), ("1 . 2", ". 1 .")])
def test_where_nothing_differs_there_is_no_alpha(coders: tuple[str, str]) -> None:
    assert nominal(units_of(*coders)).value is None


def test_nothing_coded_twice_is_no_estimate() -> None:
    nobody = Estimate(None, None, None, 0)
    assert nominal([]) == nobody
    assert overall([[points(1), None], [None]]) == nobody
    assert by_point([[points(1), None], []]) == {}
    assert mean_f1([]) == mean_f1([(NOTHING, NOTHING)]) == nobody


# Sets.


def test_sets_are_as_far_apart_as_passonneau_says() -> None:
    sets = [points(1, 2), points(1, 2, 3, 4), points(2, 3), points(5), NOTHING]
    third = 1 / 3
    for row, expected in zip(
        masi(sets).tolist(),
        [
            [0, 2 * third, 8 * third**2, 1, 1],
            [2 * third, 0, 2 * third, 1, 1],
            [8 * third**2, 2 * third, 0, 1, 1],
            [1, 1, 1, 0, 1],
            [1, 1, 1, 1, 0],
        ],
        strict=True,
    ):
        assert row == pytest.approx(expected)


def test_sets_of_one_point_are_as_names_are() -> None:
    plain = units_of(*FOUR)
    as_sets: list[Unit] = [
        [None if value is None else points(int(value)) for value in unit] for unit in plain
    ]
    assert overall(as_sets).value == pytest.approx(nominal(plain).value)


def test_part_agreement_counts_in_part() -> None:
    # Four values: {1} twice, {1, 2} once, {3} once. Within: (2/3 + 1) over 4 values, by twos.
    units: list[Unit] = [[points(1), points(1, 2)], [points(1), points(3)]]
    within = Fraction(2, 4) * (Fraction(2, 3) + 1)
    between = Fraction(2, 4 * 3) * (2 * Fraction(2, 3) + 2 * 1 + 1)
    assert overall(units) == Estimate(exactly(1 - within / between), None, None, 2)


def test_each_point_has_an_alpha_of_its_own() -> None:
    units: list[Unit] = [
        [points(7), points(7)],
        [points(7, 8), points(7, 8)],
        [points(8), NOTHING],
        [NOTHING, NOTHING, None],
        [None, points(9)],  # coded once: point 9 is not compared
    ]
    found = by_point(units)
    assert list(found) == [7, 8]
    assert found[7] == Estimate(1.0, None, None, 4)
    # Of eight marks three say 8 and five not; one unit of four differs.
    assert found[8] == Estimate(exactly(1 - Fraction(7 * 2, 2 * 3 * 5)), None, None, 4)


# Intervals.


def coded(count: int, apart: float, seed: int = 5) -> list[Unit]:
    """Two coders of so many texts; the second thinks otherwise of a share of them."""
    chance = random.Random(seed)
    units: list[Unit] = []
    for _text in range(count):
        one = points(chance.randrange(4))
        other = points(chance.randrange(4)) if chance.random() < apart else one
        units.append([one, other])
    return units


def test_an_interval_holds_the_value_and_narrows_with_more_texts() -> None:
    few, many = overall(coded(50, 0.3)), overall(coded(800, 0.3))
    for found in (few, many):
        assert found.value is not None
        assert found.low is not None
        assert found.high is not None
        assert found.low < found.value < found.high
    assert few.high - few.low > 3 * (many.high - many.low)  # type: ignore[operator]


def test_intervals_are_the_same_each_time() -> None:
    assert overall(coded(60, 0.3)) == overall(coded(60, 0.3))
    assert by_point(coded(60, 0.3)) == by_point(coded(60, 0.3))


def test_few_texts_have_no_interval() -> None:
    assert overall(coded(LEAST_UNITS - 1, 0.3)).low is None
    assert overall(coded(LEAST_UNITS, 0.3)).low is not None


def test_a_point_that_one_text_makes_has_no_interval() -> None:
    empty: Unit = [NOTHING, NOTHING]
    units: list[Unit] = [[points(1), points(1)], *([empty] * 99)]
    assert by_point(units) == {1: Estimate(1.0, None, None, 100)}


# F1 and identical codings.


def test_f1_is_meant_over_texts_that_bear_a_point() -> None:
    pairs = [
        (points(1, 2), points(1, 2)),
        (points(1, 2), points(1)),
        (points(1), points(2)),
        (points(1), NOTHING),
        (NOTHING, NOTHING),
    ]
    assert [f1(*pair) for pair in pairs[:4]] == [1, 2 / 3, 0, 0]
    assert mean_f1(pairs) == Estimate(exactly(Fraction(5, 12)), None, None, 4)
    assert mean_f1([(other, one) for one, other in pairs]) == mean_f1(pairs)
    assert identical(pairs) == (2, 5)


def test_f1_has_an_interval_too() -> None:
    pairs = [(points(1), points(1))] * 30 + [(points(1), points(2))] * 10
    found = mean_f1(pairs)
    assert found.value == 0.75
    assert found.low == pytest.approx(0.6, abs=0.03)
    assert found.high == pytest.approx(0.875, abs=0.03)
    assert identical([]) == (0, 0)
