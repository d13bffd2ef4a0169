"""Staff pause and resume a consultation, and note outages."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from consultation.models import (
    Consultation,
    ConsultationState,
    Event,
    EventKind,
    Extension,
    Message,
    Outage,
    Pause,
    User,
)
from consultation.publish import actions
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW
from tests.publish.reading import text_of
from tests.publish.staff import DATES, LATER, LONDON, PAGE, extend, late


def pause(desk: Client, reason: str = "An election was called") -> Any:
    return desk.post(f"{DATES}pause/", {"reason": reason})


PAUSED = (
    "This consultation is paused, not closed, since 12:00pm on Monday 23 November 2026, London "
    "time, because: An election was called."
)


def test_a_paused_consultation_can_be_read_and_says_why(
    desk: Client, consultation: Consultation, owner: User
) -> None:
    answer = pause(desk)

    assert (answer.status_code, answer["Location"]) == (303, DATES)
    assert Consultation.objects.get().state == ConsultationState.SUSPENDED
    row = Pause.objects.get()
    assert (row.from_at, row.to_at, row.reason, row.by) == (
        NOW, None, "An election was called", owner,
    )  # fmt: skip
    event = Event.objects.get(kind=EventKind.CONSULTATION_PAUSED)
    assert (event.facts, event.by) == ({"pause": row.pk}, owner.pk)
    for path in (PAGE, f"{PAGE}proposals/barkingside/"):
        page = Client().get(path)
        words = text_of(page.content)
        assert page.status_code == 200
        assert PAUSED in words
        assert "This consultation closed" not in words
        assert "Answers that you have saved are kept." in words
    home = text_of(Client().get("/").content)
    assert "Paused, not closed" in home
    assert "We use your answers to decide" in text_of(Client().get("/privacy/").content)
    assert "Change the closing time" not in text_of(desk.get(DATES).content)


def test_what_is_paused_past_its_closing_time_is_not_closed(
    desk: Client, consultation: Consultation
) -> None:
    pause(desk)
    with late(consultation.closes_at + timedelta(days=1)):
        standing = Client().get(PAGE).context["standing"]
        home = Client().get("/").context
    assert (standing.open, standing.paused, standing.closed) == (False, True, False)
    assert (len(home["paused"]), home["closed"]) == (1, [])


def test_resuming_offers_to_give_the_lost_time_back(
    desk: Client, consultation: Consultation, owner: User
) -> None:
    person = factories.RespondentFactory(wants_news=True, email="a@example.com")
    factories.ResponseFactory(consultation=consultation, respondent=person)
    pause(desk)
    with late(NOW + timedelta(days=9, hours=1)):
        desk.force_login(owner)
        form = desk.get(f"{DATES}resume/").context["form"]
        shown = (form["closes"].value(), form["closes_time"].value())
        answer = desk.post(
            f"{DATES}resume/",
            LATER | {"closes_day": "24", "closes_time": "11:59pm", "reason": "It is over"},
        )
        words = text_of(Client().get(PAGE).content)

    assert shown == (datetime(2027, 2, 24).date(), "11:59pm")  # noqa: DTZ001
    assert answer.status_code == 303
    consultation.refresh_from_db()
    assert consultation.state == ConsultationState.PUBLISHED
    assert consultation.closes_at == datetime(2027, 2, 24, 23, 59, 59, tzinfo=LONDON)
    row, extension = Pause.objects.get(), Extension.objects.get()
    assert (row.to_at, row.reopened_reason, row.reopened_by) == (
        NOW + timedelta(days=9, hours=1), "It is over", owner,
    )  # fmt: skip
    assert extension.reason == "It is over"
    event = Event.objects.get(kind=EventKind.CONSULTATION_RESUMED)
    assert (event.facts["extension"], event.facts["told"]) == (extension.pk, 1)
    assert not Event.objects.filter(kind=EventKind.CONSULTATION_EXTENDED).exists()
    assert Message.objects.get().to == "a@example.com"
    assert (
        "This consultation was paused from 12:00pm on Monday 23 November 2026 to 1:00pm on "
        "Wednesday 2 December 2026, London time, because: An election was called. It was opened "
        "again because: It is over."
    ) in words


def test_resuming_may_keep_the_closing_time(desk: Client, consultation: Consultation) -> None:
    pause(desk)

    with late(NOW + timedelta(hours=1)):
        desk.post(
            f"{DATES}resume/",
            LATER | {"closes_day": "14", "closes_time": "11:59pm", "reason": "A mistake"},
        )

    assert Consultation.objects.get().state == ConsultationState.PUBLISHED
    assert Consultation.objects.get().closes_at == consultation.closes_at
    assert not Extension.objects.exists()
    assert not Message.objects.exists()


def test_what_has_no_time_left_does_not_go_on_without_a_later_close(
    consultation: Consultation, owner: User
) -> None:
    actions.suspend(consultation=consultation, reason="Why.", by=owner, at=NOW)
    after = consultation.closes_at + timedelta(days=1)

    with pytest.raises(Refused, match="Its closing time passed while it was paused"):
        actions.resume(consultation=consultation, reason="Why.", by=owner, at=after)
    assert Pause.objects.going_on().count() == 1


def test_pauses_that_make_no_sense_are_refused(
    desk: Client, consultation: Consultation, closed_consultation: Consultation, owner: User
) -> None:
    with pytest.raises(Refused, match="is not paused"):
        actions.resume(consultation=consultation, reason="Why.", by=owner, at=NOW)
    with pytest.raises(Refused, match="has closed: there is nothing to pause"):
        actions.suspend(consultation=closed_consultation, reason="Why.", by=owner, at=NOW)
    with pytest.raises(Refused, match="Give the reason"):
        actions.suspend(consultation=consultation, reason=" ", by=owner, at=NOW)
    pause(desk)
    again = pause(desk)
    assert "This consultation is paused already." in text_of(again.content)
    assert "This consultation is paused: choose a closing time when you resume it." in text_of(
        extend(desk).content
    )
    assert Pause.objects.count() == 1


OUTAGE = {
    "start_day": "21", "start_month": "11", "start_year": "2026", "start_time": "6pm",
    "end_day": "22", "end_month": "11", "end_year": "2026", "end_time": "9:15pm",
    "reason": "A disk was full",
}  # fmt: skip


def test_an_outage_is_published_and_a_later_close_is_proposed(
    desk: Client, consultation: Consultation, closed_consultation: Consultation, owner: User
) -> None:
    answer = desk.post(f"{DATES}outage/", OUTAGE)

    row = Outage.objects.get()
    assert (row.what_happened, row.by, row.at) == ("A disk was full", owner, NOW)
    assert row.to_at - row.from_at == timedelta(hours=27, minutes=15)
    assert Event.objects.get(kind=EventKind.OUTAGE_NOTED).about == f"outage:{row.pk}"
    assert answer["Location"] == f"{DATES}extend/?outage={row.pk}"
    form = desk.get(answer["Location"]).context["form"]
    assert form["closes"].value() == datetime(2027, 2, 16).date()  # noqa: DTZ001
    assert form["closes_time"].value() == "11:59pm"
    told = (
        "The service did not work as it should from 6:00pm on Saturday 21 November 2026 to "
        "9:15pm on Sunday 22 November 2026, London time: A disk was full."
    )
    assert form["reason"].value() == "To give back the time lost to the outage: A disk was full."
    assert told in text_of(Client().get(PAGE).content)
    assert told not in text_of(Client().get("/consultations/front-counters-closed/").content)
    assert f"{DATES}extend/?outage={row.pk}" in desk.get(DATES).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"end_day": "20"}, "The outage must end after it began."),
        ({"end_day": "24"}, "its end cannot be in the future"),
        ({"reason": ""}, "Enter what happened"),
        ({"end_month": ""}, "The date on which it ended must include a month"),
        (
            {"start_day": "", "start_month": "", "start_year": ""},
            "Enter the date on which it began",
        ),
    ],
)
def test_an_outage_that_cannot_be_is_refused(
    desk: Client, typed: dict[str, str], said: str
) -> None:
    answer = desk.post(f"{DATES}outage/", OUTAGE | typed)

    assert said in text_of(answer.content)
    assert not Outage.objects.exists()


def test_changes_take_the_same_queries_for_one_row_and_for_three(
    client: Client, consultation: Consultation, django_assert_num_queries: Callable[..., Any]
) -> None:
    """The words of staff on a public page are escaped."""

    def grow(number: int) -> None:
        close = datetime(2027, 2, 14, 23, 59, 59, tzinfo=LONDON) + timedelta(days=number)
        factories.ExtensionFactory(
            consultation=consultation, from_at=close, to_at=close + timedelta(days=1),
            reason="<b>Why</b>",
        )  # fmt: skip
        factories.PauseFactory(consultation=consultation)
        factories.OutageFactory()

    grow(0)
    with django_assert_num_queries(9):
        page = client.get(PAGE).content.decode()
    assert "&lt;b&gt;Why&lt;/b&gt;" in page
    grow(1)
    grow(2)
    with django_assert_num_queries(9):
        assert len(client.get(PAGE).context["changes"]) == 9
