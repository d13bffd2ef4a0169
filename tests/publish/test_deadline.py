"""Staff make the closing time later: one step, one reason, and those who asked are told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from consultation.models import (
    Consultation,
    Event,
    EventKind,
    Extension,
    Message,
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
from tests.publish.staff import DATES, LATER, NEW_CLOSE, PAGE, extend, late


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
        ({"closes_day": "30"}, "The closing date must be a real date"),
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


def test_each_is_told_in_the_language_of_their_last_reply(
    desk: Client, consultation: Consultation
) -> None:
    for email, language, days in [
        ("a@example.com", "ur", 0),
        ("b@example.com", "pl", 0),
        ("b@example.com", "en", 1),
        ("c@example.com", "so", 0),  # none of ours
    ]:
        person = factories.RespondentFactory(email=email, wants_news=True)
        factories.ResponseFactory(
            consultation=consultation, respondent=person, language=language,
            received_at=factories.THEN + timedelta(days=days),
        )  # fmt: skip

    extend(desk)

    english, urdu = "You can now respond until", "/ur/consultations/front-counters/"
    sent = Message.objects.order_by("to").values_list("to", "body")
    assert [(to, english in body, urdu in body) for to, body in sent] == [
        ("a@example.com", False, True),
        ("b@example.com", True, False),
        ("c@example.com", True, False),
    ]


def test_telling_takes_the_same_queries_for_one_person_and_for_three(
    consultation: Consultation, owner: User, django_assert_num_queries: Any
) -> None:
    for number, people in enumerate((1, 3), start=1):
        for _person in range(people):
            person = factories.RespondentFactory(wants_news=True)
            factories.ResponseFactory(consultation=consultation, respondent=person)
        to = consultation.closes_at + timedelta(days=1)
        with django_assert_num_queries(7 + 4):  # words, for each other language
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


@pytest.mark.parametrize("page", ["extend/", "pause/", "resume/", "outage/"])
def test_only_those_who_publish_change_the_time(
    client: Client, moderator: User, consultation: Consultation, page: str
) -> None:
    client.force_login(moderator)

    answer = client.post(f"{DATES}{page}", LATER)

    assert answer.status_code == 403
    assert "You need another role to prepare and publish consultations" in text_of(answer.content)
    assert not Event.objects.exists()
    assert Consultation.objects.get().closes_at == consultation.closes_at
