"""When rows arrived: days are London's, nothing is from the future."""

from datetime import UTC, date, datetime

import pytest

from consultation.importing import rules
from consultation.models import Consultation


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (1, "The day must be on or after the opening at 12:30am on Tuesday 2 June 2026"),
        (2, ""),
        (10, ""),
        (11, "The day must be today or in the past"),
    ],
)
def test_one_day_for_all_rows_is_a_day_in_london(day: int, sentence: str) -> None:
    """In summer its days begin an hour before those of UTC."""
    opened = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    now = datetime(2026, 6, 9, 23, 30, tzinfo=UTC)
    told = rules.why_not_received_on(Consultation(opens_at=opened), date(2026, 6, day), now=now)
    assert told == sentence
