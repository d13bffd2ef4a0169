"""Staff change the time to respond: extend, pause, resume, note an outage."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
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
    Proposal,
    Respondent,
    Response,
    User,
)
from consultation.publish import actions
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW, Town
from tests.publish.reading import text_of

LONDON = ZoneInfo("Europe/London")
PAGE = "/consultations/front-counters/"
DATES = "/staff/consultations/front-counters/dates/"
LATER = {
    "closes_day": "28", "closes_month": "2", "closes_year": "2027",
    "closes_time": "5pm", "reason": "New evidence was published",
}  # fmt: skip
NEW_CLOSE = datetime(2027, 2, 28, 17, 0, 59, tzinfo=LONDON)


def late(now: datetime) -> Any:
    return time_machine.travel(now, tick=False)


@pytest.fixture
def desk(client: Client, owner: User, consultation: Consultation) -> Client:
    """The owner, signed in."""
    client.force_login(owner)
    return client


def extend(desk: Client, **typed: str) -> Any:
    return desk.post(f"{DATES}extend/", LATER | typed)


def test_the_page_shows_the_dates_and_what_can_be_done(desk: Client) -> None:
    words = text_of(desk.get(DATES).content)

    assert "Opening time 9:00am on Monday 16 November 2026, London time" in words
    assert "Closing time 11:59pm on Sunday 14 February 2027, London time" in words
    assert "Closes in 11 weeks" in words
    for act in ("Change the closing time", "Pause the consultation", "Note an outage"):
        assert act in words
    assert "Nothing has changed, and no outage was noted." in words
    assert f'href="{DATES}"' in desk.get("/staff/").content.decode()


def test_an_extension_is_one_step_with_its_reason_on_the_page(
    desk: Client, owner: User, consultation: Consultation
) -> None:
    before = consultation.closes_at

    answer = extend(desk)

    assert (answer.status_code, answer["Location"]) == (303, DATES)
    consultation.refresh_from_db()
    assert consultation.closes_at == NEW_CLOSE
    row = Extension.objects.get()
    assert (row.from_at, row.to_at, row.reason, row.by, row.at) == (
        before, NEW_CLOSE, "New evidence was published", owner, NOW,
    )  # fmt: skip
    event = Event.objects.get(kind=EventKind.CONSULTATION_EXTENDED)
    assert event.facts == {
        "extension": row.pk,
        "closes_from": before.isoformat(),
        "closes_to": NEW_CLOSE.astimezone(ZoneInfo("UTC")).isoformat(),
        "told": 0,
    }
    assert (event.about, event.consultation, event.by) == (
        f"consultation:{consultation.pk}", consultation.pk, owner.pk,
    )  # fmt: skip
    told = (
        "The closing time was changed on Monday 23 November 2026 from 11:59pm on Sunday "
        "14 February 2027 to 5:00pm on Sunday 28 February 2027, London time: "
        "New evidence was published."
    )
    assert told in text_of(desk.get(PAGE).content)
    assert told in text_of(desk.get(DATES).content)
    assert "by Olive Owner" in text_of(desk.get(DATES).content)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"closes_day": "13", "closes_time": "11:59pm"},
            "The closing time can only be made later.",
        ),
        (
            {"closes_day": "14", "closes_time": "11:59pm"},
            "The closing time can only be made later.",
        ),
        ({"reason": " "}, "Enter the reason"),
        ({"closes_time": ""}, "Enter the closing time"),
        ({"closes_time": "midnight"}, "Enter a time like 11:59pm or 23:59"),
        ({"closes_time": "5"}, "Enter a time like 11:59pm or 23:59"),
        ({"closes_time": "13pm"}, "Enter a time like 11:59pm or 23:59"),
        ({"closes_time": "24:00"}, "Enter a time like 11:59pm or 23:59"),
        ({"closes_day": "30"}, "Closing date must be a real date"),
        (
            {"closes_day": "28", "closes_month": "3", "closes_time": "1:30am"},
            "The clocks go forward at that time, so it does not exist",
        ),
    ],
)
def test_what_is_no_later_time_is_refused_and_kept_in_the_form(
    desk: Client, consultation: Consultation, typed: dict[str, str], said: str
) -> None:
    answer = extend(desk, **typed)

    assert answer.status_code == 200
    assert said in text_of(answer.content)
    if typed.get("reason") is None:
        assert "New evidence was published" in answer.content.decode()
    assert not Extension.objects.exists()
    assert not Event.objects.filter(kind=EventKind.CONSULTATION_EXTENDED).exists()
    assert Consultation.objects.get().closes_at == consultation.closes_at


@pytest.mark.parametrize("clock", ["5pm", "5.00 p.m.", "17:00", "5:00PM", "05:00 pm"])
def test_a_time_may_be_written_as_people_write_it(desk: Client, clock: str) -> None:
    extend(desk, closes_time=clock)

    assert Consultation.objects.get().closes_at == NEW_CLOSE


def test_those_who_asked_for_news_are_told_once_each(
    desk: Client, consultation: Consultation, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://consult.example.com"
    elsewhere = factories.ConsultationFactory()
    for of, email, news in [
        (consultation, "a@example.com", True),
        (consultation, "A@example.com", True),
        (consultation, "b@example.com", True),
        (consultation, "c@example.com", False),
        (elsewhere, "d@example.com", True),
    ]:
        person = factories.RespondentFactory(email=email, wants_news=news)
        factories.ResponseFactory(consultation=of, respondent=person)

    extend(desk)

    sent = list(Message.objects.order_by("to"))
    assert [(one.kind, one.to, one.state) for one in sent] == [
        ("deadline-extended", "a@example.com", "QUEUED"),
        ("deadline-extended", "b@example.com", "QUEUED"),
    ]
    assert {(one.queued_at, one.due_at, one.sent_at) for one in sent} == {(NOW, NOW, None)}
    assert sent[0].subject == "New closing time: Police front counters"
    assert "You can now respond until 5:00pm on Sunday 28 February 2027, London time." in (
        sent[0].body
    )
    assert "New evidence was published." in sent[0].body
    assert "https://consult.example.com/consultations/front-counters/" in sent[0].body
    assert Event.objects.get(kind=EventKind.CONSULTATION_EXTENDED).facts["told"] == 2


def test_telling_takes_the_same_queries_for_one_person_and_for_three(
    consultation: Consultation, owner: User, django_assert_num_queries: Any
) -> None:
    for number, people in enumerate((1, 3), start=1):
        for _person in range(people):
            person = factories.RespondentFactory(wants_news=True)
            factories.ResponseFactory(consultation=consultation, respondent=person)
        to = consultation.closes_at + timedelta(days=1)
        with django_assert_num_queries(7):
            actions.extend(consultation=consultation, to=to, reason="Why.", by=owner, at=NOW)
        assert Message.objects.count() == (1 if number == 1 else 1 + 4)


def test_an_extension_after_the_close_opens_it_again_and_says_why(
    desk: Client, consultation: Consultation
) -> None:
    with late(consultation.closes_at + timedelta(days=2)):
        desk.force_login(User.objects.get(name="Olive Owner"))
        assert "closed at 11:59pm on Sunday 14 February 2027" in text_of(desk.get(PAGE).content)
        extend(desk)
        words = text_of(desk.get(PAGE).content)
        begun = Client().post(f"{PAGE}respond/")

    assert (
        "This consultation closed at 11:59pm on Sunday 14 February 2027 and was opened again on "
        "Tuesday 16 February 2027, until 5:00pm on Sunday 28 February 2027, London time: "
        "New evidence was published."
    ) in words
    assert "Closes in 12 days" in words
    assert begun.status_code == 303


def test_an_extension_into_the_past_opens_nothing(consultation: Consultation, owner: User) -> None:
    with pytest.raises(Refused, match="must be in the future"):
        actions.extend(
            consultation=consultation,
            to=consultation.closes_at + timedelta(days=1),
            reason="Why.",
            by=owner,
            at=consultation.closes_at + timedelta(days=2),
        )


def test_of_two_that_extend_from_the_same_page_the_second_is_told(
    consultation: Consultation, owner: User
) -> None:
    to = consultation.closes_at + timedelta(days=7)
    seen = Consultation.objects.get()
    actions.extend(consultation=consultation, to=to, reason="Why.", by=owner, at=NOW)

    with pytest.raises(Refused, match="can only be made later"):
        actions.extend(consultation=seen, to=to, reason="Why.", by=owner, at=NOW)
    assert Extension.objects.count() == 1


def test_a_draft_has_its_dates_elsewhere(desk: Client, owner: User) -> None:
    draft = factories.ConsultationFactory(slug="draft", state="DRAFT")

    for page in ("", "extend/"):
        words = text_of(desk.get(f"/staff/consultations/draft/dates/{page}").content)
        assert "its dates are changed where it is prepared" in words
    for act in (
        lambda: actions.extend(consultation=draft, to=NEW_CLOSE, reason="W", by=owner, at=NOW),
        lambda: actions.suspend(consultation=draft, reason="W", by=owner, at=NOW),
    ):
        with pytest.raises(Refused, match="is a draft"):
            act()


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
        "Wednesday 2 December 2026, London time, because: An election was called. It went on "
        "because: It is over."
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
    assert "This consultation is paused: choose a closing time when it goes on." in text_of(
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
    assert form["reason"].value() == told
    assert told in text_of(Client().get(PAGE).content)
    assert told not in text_of(Client().get("/consultations/front-counters-closed/").content)
    assert f"{DATES}extend/?outage={row.pk}" in desk.get(DATES).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"end_day": "20"}, "The outage must end after it began."),
        ({"end_day": "24"}, "its end cannot be in the future"),
        ({"reason": ""}, "Enter the reason"),
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
    with django_assert_num_queries(7):
        page = client.get(PAGE).content.decode()
    assert "&lt;b&gt;Why&lt;/b&gt;" in page
    grow(1)
    grow(2)
    with django_assert_num_queries(7):
        assert len(client.get(PAGE).context["changes"]) == 9


def test_those_who_did_not_ask_for_news_are_not_told(
    desk: Client,
    proposal: Proposal,
    consultation: Consultation,
    send_response: Callable[..., Response],
    town: Town,
) -> None:
    """A response sent through the journey without asking for news brings no e-mail but its own."""
    send_response(consultation, about=[proposal], email="a@example.com")

    extend(desk)

    assert Respondent.objects.get().wants_news is False
    assert [one.kind for one in Message.objects.all()] == ["receipt"]
