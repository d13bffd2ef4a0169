"""A package takes no more memory for many responses than for a few."""

import tracemalloc
from collections.abc import Callable

import pytest

from consultation.files import Sink
from consultation.models import Consultation
from consultation.opendata import package, themefinder
from tests.public_copies import copied

MANY = 20_000
MOST = 6_000_000  # bytes; the rows alone would take several times as many


class Nowhere:
    """A sink that keeps nothing."""

    size = 0

    def write(self, content: bytes | memoryview, /) -> None:
        self.size += len(content)


@pytest.fixture
def many(consultation: Consultation) -> Consultation:
    """With many public copies; what they are copies of does not matter here."""
    copied(consultation, MANY, words="It is too far to walk, says ", times=20)
    return consultation


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(package.write, id="package"),
        pytest.param(themefinder.write, id="themes", marks=pytest.mark.sweeps),
    ],
)
def test_many_responses_go_through_a_few_at_a_time(
    many: Consultation, write: Callable[[Consultation, Sink], object]
) -> None:
    write(many, Nowhere())  # what is read once and kept is no matter of how many there are
    tracemalloc.start()
    try:
        write(many, sink := Nowhere())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sink.size > 100_000
    assert peak < MOST
