"""Staff announce meetings, write down what came of them, correct them and call them off."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from consultation.gather import rules
from consultation.models import Consultation, Event, Meeting, Proposal, User
from tests import factories
from tests.conftest import NOW
from tests.gather.typed import (
    HERE,
    MEETING,
    OUTCOME,
    PAST,
    PUBLIC,
    meeting,
    outcome,
    past_meeting,
)
from tests.publish.reading import text_of
from tests.publish.staff import LONDON


def test_a_meeting_is_announced_and_then_held(
    desk: Client, moderator: User, proposal: Proposal
) -> None:
    answer = meeting(desk)

    row = Meeting.objects.get()
    here = f"/staff/meetings/{row.pk}/"
    assert (answer.status_code, answer["Location"]) == (303, here)
    assert row.held_at == datetime(2026, 12, 8, 19, 0, tzinfo=LONDON)
    assert (row.place, row.borough and row.borough.name, row.organised_by) == (
        "Ilford Town Hall, High Road", "Redbridge", "Redbridge Council",
    )  # fmt: skip
    assert (row.publicised_on, row.state, row.attendance) == (date(2026, 11, 16), "ANNOUNCED", None)
    assert Event.objects.get(kind="meeting.announced").facts == {
        "held_at": "2026-12-08T19:00:00+00:00"
    }

    with time_machine.travel(datetime(2026, 12, 8, 21, 0, tzinfo=LONDON), tick=False):
        desk.force_login(moderator)
        assert "Record what came of it" in text_of(desk.get(here).content)
        answer = outcome(desk, row.pk)
        again = outcome(desk, row.pk, attendance="5")
        public = text_of(Client().get(PUBLIC).content)

    assert (answer.status_code, answer["Location"]) == (303, here)
    assert "It is “Held” now and cannot become “Held”." in text_of(again.content)
    row.refresh_from_db()
    assert (row.state, row.attendance, row.attendance_how, row.spoke_for, row.note) == (
        "HELD", 90, "COUNTED", "Sophie Linden, Deputy Mayor", "Ruth Resident asked about the bus.",
    )  # fmt: skip
    points = [(one.text, one.proposal) for one in row.points.all()]
    assert points == [("the bus is slow", proposal), ("Open later: until ten", None)]
    event = Event.objects.get(kind="meeting.held")
    assert (event.by, event.facts) == (moderator.pk, {"attendance": 90})
    assert "People who came 90 (counted)" in public
    assert "Barkingside : the bus is slow Open later: until ten" in public
    for kept in ("Ruth Resident", "Sophie Linden"):
        assert kept not in public


def test_nothing_comes_of_a_meeting_before_it_has_begun(desk: Client) -> None:
    meeting(desk)
    key = Meeting.objects.get().pk
    here = f"/staff/meetings/{key}/"
    early = outcome(desk, key)
    told = (
        "It takes place at 7:00pm on Tuesday 8 December 2026. You can record what came of it "
        "once it has begun."
    )
    assert told in text_of(early.content)
    assert told in text_of(desk.get(f"{here}held/").content)
    assert "Record what came of it" not in text_of(desk.get(here).content)
    assert Meeting.objects.get().state == "ANNOUNCED"


def test_a_meeting_that_is_over_is_asked_what_came_of_it(desk: Client) -> None:
    answer = past_meeting(desk)
    row = Meeting.objects.get()
    assert answer["Location"] == f"/staff/meetings/{row.pk}/held/"
    assert "What came of this meeting is not on record yet." in text_of(
        Client().get(PUBLIC).content
    )
    assert outcome(desk, row.pk, attendance="0", points="").status_code == 303
    public = text_of(Client().get(PUBLIC).content)
    assert "People who came 0 (counted)" in public
    assert "No point is on record." in public


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"held_day": ""}, "The date of the meeting must include a day"),
        ({"held_time": ""}, "Enter the time at which it begins"),
        ({"held_time": "7"}, "Enter a time like 11:59pm or 23:59"),
        ({"place": ""}, "Enter where it is"),
        ({"borough": "atlantis"}, "Select a borough from the list"),
        ({"organised_by": ""}, "Enter which body organises it"),
        ({"publicised_year": "26"}, "Year must include 4 numbers"),
        (
            {"publicised_day": "24"},
            "The date on which it was first publicised must be today or in the past.",
        ),
        (
            {"held_day": "10", "held_month": "11"},
            "A meeting is publicised before it is held. Change one of the two dates.",
        ),
    ],
)
def test_what_cannot_be_announced_is_told_and_kept(
    desk: Client, typed: dict[str, str], told: str
) -> None:
    answer = meeting(desk, **typed)
    assert answer.status_code == 200
    assert told in text_of(answer.content)
    assert "There is a hearing loop." in text_of(answer.content)
    assert Meeting.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"attendance": ""}, "Enter the number of people who came"),
        ({"attendance": "-1"}, "Number of people who came must be 0 or more"),
        ({"attendance": "about 90"}, "must be a whole number, like 1,240"),
        ({"attendance_how": ""}, "Select whether they were counted"),
        ({"spoke_for": ""}, "Enter who spoke for the body that is consulting, or “nobody”"),
    ],
)
def test_an_outcome_that_is_not_whole_is_told_and_kept(
    desk: Client, typed: dict[str, str], told: str
) -> None:
    past_meeting(desk)
    answer = outcome(desk, Meeting.objects.get().pk, **typed)
    assert answer.status_code == 200
    assert told in text_of(answer.content)
    assert "Open later: until ten" in text_of(answer.content)
    assert Meeting.objects.get().state == "ANNOUNCED"


def warned(consultation: Consultation, **fields: Any) -> list[str]:
    built = factories.MeetingFactory(consultation=consultation, **fields)
    return rules.warnings_of_meeting(built, consultation)


def test_late_publicity_is_pointed_out(consultation: Consultation) -> None:
    at = datetime(2026, 12, 8, 19, 0, tzinfo=LONDON)
    assert warned(consultation, held_at=at, publicised_on=date(2026, 12, 1)) == []
    assert warned(consultation, held_at=at, publicised_on=date(2026, 12, 2)) == [
        "It was publicised 6 days ahead. People should have at least 7 days."
    ]
    assert warned(consultation, held_at=at, publicised_on=date(2026, 12, 7)) == [
        "It was publicised 1 day ahead. People should have at least 7 days."
    ]
    assert warned(consultation, held_at=at, publicised_on=date(2026, 12, 8)) == [
        "It was publicised on the day itself. People should have at least 7 days."
    ]


def test_publicity_in_the_second_half_is_pointed_out(consultation: Consultation) -> None:
    at = datetime(2027, 1, 20, 19, 0, tzinfo=LONDON)
    assert warned(consultation, held_at=at, publicised_on=date(2026, 12, 31)) == []
    assert warned(consultation, held_at=at, publicised_on=date(2027, 1, 1)) == [
        "It was publicised on 1 January 2027, more than half-way through the consultation: half "
        "of the time was over on 31 December 2026."
    ]


def test_an_estimate_and_a_date_outside_are_pointed_out(consultation: Consultation) -> None:
    at = consultation.closes_at + timedelta(days=1)
    told = warned(
        consultation, held_at=at, state="HELD", attendance=90, attendance_how="ESTIMATED",
        spoke_for="Nobody",
    )  # fmt: skip
    assert told == [
        "Its date is outside the time in which people can respond.",
        "The attendance is an estimate: nobody counted those who came.",
    ]


def test_warnings_stop_nobody_and_are_on_the_pages(desk: Client) -> None:
    answer = meeting(desk, held_day="25", held_month="11", publicised_day="23")
    told = "It was publicised 2 days ahead. People should have at least 7 days."
    assert told in text_of(desk.get(answer["Location"]).content)
    assert told in text_of(desk.get(f"{HERE}gatherings/").content)
    assert told not in text_of(Client().get(PUBLIC).content)


def correct(desk: Client, key: int, sent: dict[str, Any], **typed: Any) -> Any:
    more = {"reason": "The hall is too small"} | typed
    return desk.post(f"/staff/meetings/{key}/correct/", sent | more)


def test_an_announced_meeting_is_moved_by_a_correction(desk: Client) -> None:
    meeting(desk)
    first = Meeting.objects.get()
    before = Meeting.objects.values().get()
    answer = correct(desk, first.pk, MEETING, held_day="9", place="Fairlop Hall")
    second = Meeting.objects.get(replaces=first)
    assert answer["Location"] == f"/staff/meetings/{second.pk}/"
    assert (second.state, second.place) == ("ANNOUNCED", "Fairlop Hall")
    assert Meeting.objects.values().get(pk=first.pk) == before | {"state": "SUPERSEDED"}
    assert Event.objects.get(kind="meeting.corrected").facts == {"replacement": second.pk}
    public = text_of(Client().get(PUBLIC).content)
    assert "Wednesday 9 December 2026, 7pm Place Fairlop Hall For Redbridge" in public
    assert "Corrected On 23 November 2026: The hall is too small" in public
    assert "Tuesday 8 December" not in public


def test_a_held_meeting_is_corrected_with_what_came_of_it(desk: Client) -> None:
    past_meeting(desk)
    first = Meeting.objects.get()
    outcome(desk, first.pk)
    form = desk.get(f"/staff/meetings/{first.pk}/correct/").context["form"]
    assert (form["attendance"].value(), form["points"].value()) == (
        "90", "Barkingside: the bus is slow\nOpen later: until ten",
    )  # fmt: skip
    ahead = correct(desk, first.pk, PAST | OUTCOME, held_month="12")
    told = "A meeting that was held cannot lie ahead. Change its date or time."
    assert told in text_of(ahead.content)
    correct(desk, first.pk, PAST | OUTCOME, attendance="80", attendance_how="ESTIMATED")
    second = Meeting.objects.get(replaces=first)
    assert (second.state, second.attendance, second.points.count()) == ("HELD", 80, 2)
    first.refresh_from_db()
    assert (first.state, first.attendance, first.points.count()) == ("SUPERSEDED", 90, 2)
    assert "80 (estimated)" in text_of(Client().get(PUBLIC).content)


def test_a_meeting_is_called_off_and_says_why(desk: Client) -> None:
    meeting(desk)
    key = Meeting.objects.get().pk
    assert "Call it off" in text_of(desk.get(f"/staff/meetings/{key}/").content)
    desk.post(f"/staff/meetings/{key}/withdraw/", {"reason": "The hall is flooded"})
    row = Meeting.objects.get()
    assert (row.state, row.ended_reason) == ("CANCELLED", "The hall is flooded")
    assert Event.objects.filter(kind="meeting.cancelled").count() == 1
    public = text_of(Client().get(PUBLIC).content)
    assert "Tuesday 8 December 2026, 7pm Called off The hall is flooded" in public
    assert "Add to your calendar" not in public
    refused = desk.post(f"/staff/meetings/{key}/withdraw/", {"reason": "Again"})
    assert "cannot become" in text_of(refused.content)


def test_a_held_meeting_that_never_was_is_withdrawn(desk: Client) -> None:
    past_meeting(desk)
    key = Meeting.objects.get().pk
    outcome(desk, key)
    desk.post(f"/staff/meetings/{key}/withdraw/", {"reason": "It was another body's"})
    assert Meeting.objects.get().state == "WITHDRAWN"
    assert "Ilford Town Hall" not in text_of(Client().get(PUBLIC).content)
    assert "Ilford Town Hall" in text_of(desk.get(f"{HERE}gatherings/").content)


def test_noon_of_today_is_neither_ahead_nor_too_early(desk: Client) -> None:
    answer = meeting(desk, held_day="23", held_month="11", held_time="12:00")
    assert answer["Location"].endswith("/held/")
    assert outcome(desk, Meeting.objects.get().pk).status_code == 303
    assert Meeting.objects.get().held_at == NOW
