"""The short form of `make chaos`: two minutes in which everything dies again and again."""

from pathlib import Path

import pytest

from tests.chaos.__main__ import chaos, table

pytestmark = [pytest.mark.faults, pytest.mark.real_clock]


def test_nothing_is_lost_altered_or_done_twice_while_everything_dies(tmp_path: Path) -> None:
    found = chaos(tmp_path / "chaos", seconds=120, seed=1)
    assert found.kills > 12, table(found)
    assert found.receipts > 16, table(found)  # each resident has one at least
    assert not found.nonzero(), table(found)
