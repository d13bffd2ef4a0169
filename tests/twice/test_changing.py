"""“Change my response” pressed twice: the answer that was lost is given again, key and all."""

from functools import partial
from typing import Any

import pytest
from django.test import Client

from consultation.models import Consultation, Draft, Proposal, Response, SentForm
from consultation.respond.limits import BEGIN
from tests.reply.test_race import at_once
from tests.respond.counts import was_counted
from tests.respond.resident import Resident, text_of
from tests.twice.form import TOKEN

CHECK = (303, "/consultations/front-counters/respond/check/")
CHANGE = "sent/change/"


@pytest.fixture
def sent(consultation: Consultation, proposal: Proposal) -> Resident:
    """Somebody who has sent a response."""
    resident = Resident(Client(), consultation)
    resident.fill_in(proposal)
    resident.send()
    return resident


def opened(resident: Resident) -> dict[str, str]:
    """The token of the button on the receipt page: another one for each page."""
    found = TOKEN.findall(text_of(resident.get("sent/")))
    return {"csrfmiddlewaretoken": found[-1]}


def again(resident: Resident, cookies: dict[str, str]) -> Resident:
    """The browser as it is where nothing that was answered since has arrived."""
    other = Resident(Client(), Consultation.objects.get())
    for name, value in cookies.items():
        other.client.cookies[name] = value
    return other


def kept_by(resident: Resident) -> dict[str, str]:
    return {name: one.value for name, one in resident.client.cookies.items()}


def press(resident: Resident, form: dict[str, str]) -> tuple[int, str]:
    answer = resident.client.post(resident.root + CHANGE, form)
    return answer.status_code, answer.get("Location", "")


def begun() -> Any:
    return Draft.objects.filter(sent_at=None)


def test_where_the_answer_was_lost_the_second_press_opens_what_the_first_began(
    sent: Resident,
) -> None:
    form, before = opened(sent), kept_by(sent)
    assert press(again(sent, before), form) == CHECK
    lost = begun().get()
    second = again(sent, before)
    assert press(second, form) == CHECK
    assert begun().get() == lost
    assert second.code() != sent.code()
    assert "You are changing response" in text_of(second.get("check/"))
    newer = second.send()
    assert (newer.key, newer.replaces) == (lost.key, Response.objects.earliest("pk"))
    assert not SentForm.objects.exists()


def test_where_the_answer_arrived_the_second_press_leads_to_the_same_page(sent: Resident) -> None:
    form = opened(sent)
    for _ in range(2):
        assert press(sent, form) == CHECK
    code = sent.code()
    sent.send()
    assert press(sent, form) == CHECK, "long after, it still is the press that began this one"
    assert sent.code() == code
    assert Draft.objects.count() == 2


def test_pressed_in_two_windows_what_was_begun_first_is_gone_on_with(sent: Resident) -> None:
    first, second = opened(sent), opened(sent)
    assert press(sent, first) == CHECK
    code = sent.code()
    assert press(sent, second) == CHECK
    assert sent.code() == code
    assert begun().count() == 1


def test_the_form_of_another_page_begins_another_one(sent: Resident) -> None:
    before = kept_by(sent)
    codes = set()
    for form in (opened(sent), opened(sent)):
        browser = again(sent, before)
        assert press(browser, form) == CHECK
        codes.add(browser.code())
    assert begun().count() == len(codes) == 2


def test_a_token_that_another_knows_opens_nothing_of_somebody_else(
    sent: Resident, proposal: Proposal
) -> None:
    form = opened(sent)
    assert press(sent, form) == CHECK
    other = Resident(Client(), Consultation.objects.get())
    other.fill_in(proposal)
    response = other.send()
    assert press(again(other, kept_by(other)), form) == CHECK
    assert begun().count() == 2
    assert begun().latest("pk").replaces == response


def test_it_counts_once_towards_what_may_be_begun(sent: Resident, now: Any) -> None:
    before = kept_by(sent)
    form, another = opened(sent), opened(sent)
    was_counted(BEGIN, BEGIN.count - 1, at=now)
    for _ in range(3):
        assert press(again(sent, before), form) == CHECK
    assert press(again(sent, before), another)[0] == 429
    assert begun().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_begin_one(sent: Resident, now: Any) -> None:
    form, before = opened(sent), kept_by(sent)
    was_counted(BEGIN, BEGIN.count - 1, at=now)
    windows = [again(sent, before) for _ in range(3)]
    answers = at_once(*(partial(press, one, form) for one in windows))
    assert answers == [CHECK] * 3
    assert len({one.code() for one in windows}) == 1
    assert begun().count() == 1
