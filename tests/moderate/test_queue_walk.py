"""The walk along the queue's order finds what going through all of it would, wherever it lies."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest

from consultation.models import Consultation, Response, Screening, TokenStart
from consultation.moderate.queries import Mark, walk
from consultation.moderate.queries.walk import Bounds, keys
from tests import factories
from tests.moderate.screened import screen

HOUR = timedelta(hours=1)
STATES = ["RECEIVED", "RELEASED", "DISPUTED"]


@pytest.fixture
def spread(consultation: Consultation, now: datetime) -> list[Screening]:
    """A hundred, one an hour: `often` is every third, `late` the last, `early` the first of them.

    In three states, some urgent, and some received in the same instant.
    """
    made = []
    for n in range(100):
        response = factories.ResponseFactory(
            consultation=consultation,
            received_at=now + HOUR * (n - n % 2),
            state="RELEASED" if n % 10 == 3 else "DISPUTED" if n % 25 == 7 else "RECEIVED",
        )
        told = {"often": n % 3 == 0, "late": n >= 70, "early": n < 12, "once": n == 50}
        made.append(
            screen(
                response,
                rank=0 if n % 20 in (6, 13) else 1,
                more=[name for name in told if told[name]],
            )
        )
    return made


def in_order(
    rows: Sequence[Screening], states: Sequence[str], fits: Callable[[Screening], bool]
) -> list[Screening]:
    """By going through all of them."""
    found = [row for row in rows if row.state in states and fits(row)]
    return sorted(found, key=mark_of)


def mark_of(row: Screening) -> Mark:
    return Mark(row.rank, row.received_at, row.pk)


TOKENS = [
    (), ("often",), ("late",), ("early",), ("once",), ("often", "late"), ("early", "late"),
    ("never",), ("never", "late"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("walked", "probed", "counted"),
    [
        pytest.param(1, 1, 2, marks=pytest.mark.sweeps),
        (9, 5, 12),
        pytest.param(40, 10, 60, marks=pytest.mark.sweeps),
        (8_000, 1_000, 12_500),
    ],
)
def test_whatever_is_looked_for_from_wherever(
    spread: list[Screening], now: datetime, walked: int, probed: int, counted: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for name, number in {"WALKED": walked, "PROBED": probed, "COUNTED": counted}.items():
        monkeypatch.setattr(walk, name, number)
    days: list[dict[str, Any]] = [{}, {"since": now + HOUR * 60}, {"until": now + HOUR * 30}]
    marks = [mark_of(spread[at]) for at in (0, 6, 31, 40, 71, 86, 99)]
    for tokens, states, age in product(TOKENS, (STATES[:1], STATES), days):
        since, until = age.get("since"), age.get("until")
        every = in_order(
            spread,
            states,
            lambda row, tokens=tokens, since=since, until=until: (  # type: ignore[misc]
                set(tokens) <= set(row.tokens)
                and (since is None or row.received_at >= since)
                and (until is None or row.received_at < until)
            ),
        )
        bounds = Bounds(spread[0].consultation_id, states, tokens=tokens, **age)
        case = (tokens, states, age)
        first = [row.pk for row in every[:5]], min(len(every), 21)
        assert keys(bounds, most=5, count_to=21) == first, case
        for mark in marks:
            onward = [row.pk for row in every if mark_of(row) > mark][:5]
            back = [row.pk for row in reversed(every) if mark_of(row) < mark][:5]
            count = min(len(every), 21)
            asked: dict[str, Any] = {"most": 5, "count_to": 21}
            assert keys(bounds, after=mark, **asked) == (onward, count), (case, mark)
            assert keys(bounds, before=mark, **asked) == (back, count), (case, mark)


@pytest.mark.parametrize("walked", [1, 9, 8_000])
def test_whatever_somebody_is_confined_to_or_passes_over(
    spread: list[Screening], walked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "WALKED", walked)
    passed_over, mark = spread[75], mark_of(spread[72])
    bounds = Bounds(
        spread[0].consultation_id, STATES, confined=["late", "once"],
        where=["response_id <> %(this)s"], named={"this": passed_over.pk},
    )  # fmt: skip
    every = in_order(
        spread,
        STATES,
        lambda row: bool({"late", "once"} & set(row.tokens)) and row.pk != passed_over.pk,
    )
    after = [row.pk for row in every if mark_of(row) > mark]
    assert keys(bounds, most=5, count_to=50) == ([row.pk for row in every[:5]], len(every))
    assert keys(bounds, after=mark, most=50, count_to=21) == (after, 21)


def starts(consultation: Consultation) -> dict[str, datetime]:
    found = TokenStart.objects.filter(consultation=consultation)
    return dict(found.values_list("token", "at"))


def test_where_a_token_begins_is_kept_by_the_database(
    consultation: Consultation, closed_consultation: Consultation, now: datetime
) -> None:
    def one(hours: int, more: str, of: Consultation = consultation) -> Screening:
        at = now + HOUR * hours
        response: Response = factories.ResponseFactory(consultation=of, received_at=at)
        return screen(response, more=[more, more])

    one(5, "a")
    later = one(7, "b")
    assert starts(consultation)["a"] == now + HOUR * 5
    assert starts(consultation)["b"] == now + HOUR * 7
    assert starts(consultation)["channel:ONLINE"] == now + HOUR * 5
    # One that came earlier and was screened later, and a token that is set afterwards.
    one(2, "b")
    Screening.objects.filter(pk=later.pk).update(tokens=["a", "c"])
    Screening.objects.filter(consultation=consultation).update(tokens=["d"])
    again = Screening.objects.get(pk=later.pk)
    again.tokens = ["e"]
    Screening.objects.bulk_create(
        [again], update_conflicts=True, unique_fields=["response"], update_fields=["tokens"]
    )
    found = starts(consultation)
    assert (found["d"], found["e"]) == (now + HOUR * 2, now + HOUR * 7)
    assert (found["a"], found["b"], found["c"]) == tuple(now + HOUR * n for n in (5, 2, 7))
    # It is never put later, and another consultation has its own.
    Screening.objects.all().update(tokens=[])
    one(1, "a", closed_consultation)
    assert starts(consultation) == found
    assert starts(closed_consultation)["a"] == now + HOUR
