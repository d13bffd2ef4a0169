"""A session ends after an hour without a page, and after half a day; what is sent then is kept."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from consultation.events import MACHINE
from consultation.models import Consultation, Proposal, Response, ResponseState, User
from consultation.signin import actions
from consultation.signin.session import BEGAN, SEEN
from tests.conftest import PASSWORD, send, with_app
from tests.signin.test_second_step import shown

REASON = "It names a neighbour, which is why it is held back."


@pytest.fixture(autouse=True)
def short_sessions(lasting_sessions: None, settings: Any) -> None:
    """As they are anywhere but in other tests."""
    settings.SIGNED_IN_MINUTES, settings.IDLE_MINUTES = 720, 60


def inside(person: User) -> Client:
    """Signed in through the page, as everybody is."""
    client = Client()
    typed = {"username": person.email, "password": PASSWORD}
    assert client.post("/staff/sign-in/", typed).status_code == 302
    return client


def later(now: datetime, **passed: int) -> Any:
    return time_machine.travel(now + timedelta(**passed), tick=False)


@pytest.fixture
def response(consultation: Consultation, proposal: Proposal) -> Response:
    return send(consultation, about=[proposal])


def held_back(client: Client, response: Response) -> Any:
    address = f"/staff/responses/{response.pk}/"
    seen = {"seen": f"RECEIVED-{int(response.state_at.timestamp() * 1_000_000)}"}
    fields = {"verdict": "QUARANTINE", "quarantine-reason": REASON, **seen}
    return client.post(address, fields)


def test_an_hour_without_a_page_ends_it(moderator: User, now: datetime) -> None:
    client = inside(moderator)
    for minutes in (59, 118, 178):
        with later(now, minutes=minutes):
            assert client.get("/staff/gallery/").status_code == 200
    with later(now, minutes=239):
        assert client.get("/staff/gallery/").status_code == 302
        assert client.get("/staff/gallery/").status_code == 302


def test_half_a_day_ends_it_however_busy(moderator: User, now: datetime) -> None:
    client = inside(moderator)
    for minutes in range(30, 721, 30):
        with later(now, minutes=minutes):
            assert client.get("/staff/gallery/").status_code == 200
    with later(now, minutes=721):
        assert client.get("/staff/gallery/").status_code == 302


@pytest.mark.parametrize("missing", [BEGAN, SEEN])
def test_one_that_does_not_know_its_time_is_over(moderator: User, missing: str) -> None:
    client = inside(moderator)
    session = client.session
    del session[missing]
    session.save()
    assert client.get("/staff/gallery/").status_code == 302
    assert inside(moderator).get("/staff/gallery/").status_code == 200


@pytest.mark.parametrize("factor", [False, True])
def test_what_is_sent_too_late_is_shown_and_sent_again_after_signing_in(
    moderator: User, response: Response, now: datetime, factor: bool
) -> None:
    client = inside(moderator)
    if factor:
        client = Client()
        with_app(moderator)
        client.post("/staff/sign-in/", {"username": moderator.email, "password": PASSWORD})
        assert client.post("/staff/sign-in/code/", {"token": shown(now)}).status_code == 302
    with later(now, minutes=61) as _moved:
        late = held_back(client, response)
        page = late.content.decode()
        assert late.status_code == 403
        assert "What you sent is kept for 30 minutes" in page
        assert REASON in page
        assert REASON not in str([one.get_decoded() for one in Session.objects.all()])
        typed = {"username": moderator.email, "password": PASSWORD, "next": "/staff/typed/"}
        client.post("/staff/sign-in/", typed)
        if factor:
            code = {"token": shown(now + timedelta(minutes=61))}
            assert client.post("/staff/sign-in/code/", code)["Location"] == "/staff/typed/"
        shown_back = client.get("/staff/typed/")
        assert REASON in shown_back.content.decode()
        response.refresh_from_db()
        assert response.state == ResponseState.RECEIVED  # nothing was sent by itself
        again = dict(shown_back.context["kept"])
        assert client.post(shown_back.context["path"], again).status_code == 302
    response.refresh_from_db()
    assert response.state == ResponseState.QUARANTINED


def test_it_is_kept_for_nobody_else_and_for_half_an_hour(
    moderator: User, analyst: User, response: Response, now: datetime
) -> None:
    client = inside(moderator)
    with later(now, minutes=61):
        held_back(client, response)
        typed = {"username": analyst.email, "password": PASSWORD}
        client.post("/staff/sign-in/", typed)
        assert "Nothing is kept for you" in client.get("/staff/typed/").content.decode()
    client = inside(moderator)
    with later(now, minutes=61):
        held_back(client, response)
    with later(now, minutes=92):
        client.post("/staff/sign-in/", {"username": moderator.email, "password": PASSWORD})
        page = client.get("/staff/typed/").content.decode()
        assert "Nothing is kept for you" in page
        assert REASON not in page


def test_a_session_that_was_never_there_keeps_nothing(response: Response) -> None:
    late = held_back(Client(), response)
    assert late.status_code == 403
    assert "is kept for 30 minutes" not in late.content.decode()
    assert REASON in late.content.decode()


def test_what_has_run_out_is_deleted(moderator: User, now: datetime) -> None:
    ended, open_still = inside(moderator), Client()
    Session.objects.update(expire_date=now)
    open_still.post("/staff/sign-in/", {"username": moderator.email, "password": PASSWORD})
    assert actions.forget_sessions(by=MACHINE, at=now) == 1
    assert ended.get("/staff/gallery/").status_code == 302
    assert open_still.get("/staff/gallery/").status_code == 200
