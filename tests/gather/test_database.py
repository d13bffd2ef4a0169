"""What the database itself refuses about petitions and meetings, whoever asks."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consultation.models import Meeting, Petition
from tests import factories
from tests.house.test_database import refused

pytestmark = pytest.mark.django_db
CAME = {"attendance": 90, "attendance_how": "COUNTED", "spoke_for": "Sophie"}
HELD = CAME | {"state": "HELD"}


@pytest.mark.parametrize(
    "change",
    [
        "signatures = 14500", "title = 'Another'", "organiser_is_body = TRUE", "text = 'Shorter'",
        "verified = 'ALL', verified_how = 'Well'", "received_at = received_at - interval '1 day'",
        "correction = 'None'",
    ],
)  # fmt: skip
def test_a_petition_keeps_what_it_was_recorded_with(change: str) -> None:
    row = factories.PetitionFactory()
    said = refused(f"UPDATE consultation_petition SET {change}")
    assert said == f"petition {row.pk}: only its end may be written, once"


@pytest.mark.parametrize("state", ["SUPERSEDED", "WITHDRAWN"])
def test_the_end_of_a_petition_is_final(state: str) -> None:
    reason = "By mistake." if state == "WITHDRAWN" else ""
    row = factories.PetitionFactory(state=state, ended_reason=reason)
    for change in ("state = 'CURRENT', ended_reason = ''", "ended_reason = 'Another'"):
        said = refused(f"UPDATE consultation_petition SET {change}")
        assert said == f"petition {row.pk}: only its end may be written, once"


def test_a_meeting_ahead_takes_its_outcome_only_by_being_held() -> None:
    row = factories.MeetingFactory()
    said = f"meeting {row.pk}: only what came of it and its end may be written, once"
    came = "attendance = 90, attendance_how = 'COUNTED', spoke_for = 'Sophie'"
    for change in (came, "place = 'Elsewhere'", "publicised_on = '2026-11-01'",
                   f"state = 'CANCELLED', ended_reason = 'Flooded', {came}",
                   f"state = 'HELD', place = 'Elsewhere', {came}"):  # fmt: skip
        assert refused(f"UPDATE consultation_meeting SET {change}") == said
    assert "meeting_outcome_when_held" in refused("UPDATE consultation_meeting SET state = 'HELD'")
    Meeting.objects.update(state="HELD", **CAME)
    for change in ("attendance = 91", "note = 'More'", "state = 'ANNOUNCED'",
                   "state = 'CANCELLED', ended_reason = 'Flooded'"):  # fmt: skip
        assert refused(f"UPDATE consultation_meeting SET {change}") == said


@pytest.mark.parametrize("table", ["petition", "meeting", "petitionabout", "gatheringpoint"])
def test_nothing_of_it_is_deleted(table: str) -> None:
    factories.PetitionAboutFactory()
    factories.GatheringPointFactory()
    factories.MeetingFactory()
    name = f"consultation_{table}"
    assert refused(f"DELETE FROM {name}") == f"{name} is append-only: DELETE refused"
    assert refused(f"TRUNCATE {name} CASCADE").endswith("TRUNCATE refused")


@pytest.mark.parametrize("table", ["petitionabout", "gatheringpoint"])
def test_parts_are_never_changed(table: str) -> None:
    factories.PetitionAboutFactory()
    factories.GatheringPointFactory()
    name = f"consultation_{table}"
    assert refused(f"UPDATE {name} SET id = 0") == f"{name} is append-only: UPDATE refused"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"signatures": 0}, "petition_is_signed"),
        ({"verified": "SAMPLE"}, "petition_says_how_it_was_checked"),
        ({"verified_how": "Well"}, "petition_says_how_it_was_checked"),
        ({"channel": "ONLINE"}, "petition_online_has_a_page"),
        ({"page": "https://example.com"}, "petition_online_has_a_page"),
        ({"correction": "Why"}, "petition_corrects_with_a_reason"),
        ({"state": "WITHDRAWN"}, "petition_ends_with_a_reason"),
        ({"ended_reason": "Why"}, "petition_ends_with_a_reason"),
    ],
)
def test_a_petition_that_contradicts_itself(fields: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.PetitionFactory(**fields)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"attendance": 90}, "meeting_outcome"),
        (CAME, "meeting_outcome_when_held"),
        (HELD | {"attendance_how": ""}, "meeting_outcome_is_told_whole"),
        (HELD | {"spoke_for": ""}, "meeting_outcome_is_told_whole"),
        ({"note": "They said"}, "meeting_outcome_is_told_whole"),
        ({"state": "CANCELLED"}, "meeting_ends_with_a_reason"),
        (HELD | {"correction": "Why"}, "meeting_corrects_with_a_reason"),
    ],
)
def test_a_meeting_that_contradicts_itself(fields: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.MeetingFactory(**fields)


def test_a_record_is_replaced_once() -> None:
    first = factories.PetitionFactory()
    factories.PetitionFactory(replaces=first, correction="Found.")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.PetitionFactory(replaces=first, correction="Found again.")
    assert Petition.objects.count() == 2


def test_a_point_has_one_source() -> None:
    for fields in ({"petition": None}, {"meeting": factories.MeetingFactory()}):
        with pytest.raises(IntegrityError, match="one_source"), transaction.atomic():
            factories.GatheringPointFactory(**fields)


def test_late_is_a_moment_after_the_close() -> None:
    row = factories.PetitionFactory()
    close = row.consultation.closes_at
    row.received_at = close
    assert not row.is_late_for(row.consultation)
    row.received_at = close + timedelta(microseconds=1)
    assert row.is_late_for(row.consultation)
