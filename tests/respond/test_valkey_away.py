"""With Valkey stopped, or hanging, everything goes on; one alert says so."""

import logging
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
import redis
import time_machine
from django.conf import settings as configured
from django.test import Client

from consultation.models import Consultation, Flag, Proposal, User
from consultation.respond import tally
from consultation.tasks import watch
from tests.respond.counts import were_sent, words
from tests.respond.resident import Resident

Log = pytest.LogCaptureFixture
ALERT = "ALERT: Valkey does not answer"
numbers = count(1)


@pytest.fixture
def stopped(settings: Any) -> None:
    """Nothing listens there."""
    settings.REDIS_URL = f"redis://127.0.0.1:1/{next(numbers)}"


@pytest.fixture
def hanging(settings: Any) -> Iterator[socket.socket]:
    """It takes calls and never answers."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen(50)
        settings.REDIS_URL = f"redis://127.0.0.1:{line.getsockname()[1]}/0"
        settings.TALLY_PATIENCE = 100
        yield line


def alerts(caplog: Log) -> int:
    return sum(ALERT in one.getMessage() for one in caplog.records if one.levelname == "WARNING")


def everything(resident: Resident, proposal: Proposal) -> None:
    """Begin, answer, send, look up, come back, ask for a link, change."""
    resident.fill_in(proposal)
    code = resident.code()
    link = resident.client.post(f"{resident.root}save/", {"email": "ruth@example.com"})
    assert link.status_code == 303
    response = resident.send()
    known = words(resident.client.post("/receipt/", {"reference": response.reference}))
    assert "Where it stands" in known
    assert resident.client.post("/return/", {"code": code}).status_code == 303
    assert resident.client.post(f"{resident.root}sent/change/").status_code == 303


def test_with_valkey_stopped_all_is_done_and_one_alert_is_logged(
    stopped: None, resident: Resident, proposal: Proposal, caplog: Log
) -> None:
    everything(resident, proposal)
    everything(resident, proposal)
    assert alerts(caplog) == 1
    assert {one.kind for one in Flag.objects.all()} == {"FAST"}  # nothing about traffic


def test_no_limit_refuses_while_valkey_is_stopped(
    stopped: None, client: Client, moderator: User
) -> None:
    for _guess in range(31):
        answer = client.post("/receipt/", {"reference": "7KQ4-9XWD-MHPT"})
        assert answer.status_code == 200
    wrong = {"username": moderator.email, "password": "wrong"}
    right = wrong | {"password": "correct horse battery staple"}
    for _guess in range(9):
        client.post("/staff/sign-in/", wrong)
    assert client.post("/staff/sign-in/", right).status_code == 302
    client.post("/sign-out/")
    for _guess in range(10):  # these are counted by events, which PostgreSQL keeps
        client.post("/staff/sign-in/", wrong)
    assert client.post("/staff/sign-in/", right).status_code == 429


def test_a_valkey_that_hangs_is_called_once_and_then_left_alone(
    hanging: socket.socket, resident: Resident, proposal: Proposal, caplog: Log
) -> None:
    everything(resident, proposal)
    everything(resident, proposal)
    hanging.accept()[0].close()
    hanging.setblocking(False)
    with pytest.raises(BlockingIOError):
        hanging.accept()
    assert alerts(caplog) == 1


def test_it_is_asked_again_after_ten_seconds_and_told_again_after_five_minutes(
    stopped: None, caplog: Log, now: datetime
) -> None:
    asked = [
        (seconds, tally.is_counting(now + timedelta(seconds=seconds)), alerts(caplog))
        for seconds in (0, 9, 10, 25, 299, 300, 301)
    ]
    assert [(seconds, told) for seconds, _counting, told in asked] == [
        (0, 1), (9, 1), (10, 1), (25, 1), (299, 1), (300, 1), (301, 1),
    ]  # fmt: skip
    assert not tally.is_counting(now + timedelta(seconds=310))
    assert alerts(caplog) == 2


def test_health_and_the_watch_say_so(stopped: None, client: Client, db: None, caplog: Log) -> None:
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json()["limits"] == "not counted: Valkey does not answer"
    assert answer.json()["state"] == "ok"
    caplog.clear()
    watch()
    assert "Limits are not counted: Valkey does not answer" in caplog.text


def test_staff_are_warned_on_their_first_page(
    settings: Any, client: Client, moderator: User, consultation: Consultation
) -> None:
    client.force_login(moderator)
    warning = "Valkey does not answer, so nothing is limited"
    assert warning not in words(client.get("/staff/"))
    settings.REDIS_URL = f"redis://127.0.0.1:1/{next(numbers)}"
    assert warning in words(client.get("/staff/"))


def test_it_says_when_valkey_is_back(caplog: Log, settings: Any, now: datetime) -> None:
    home = settings.REDIS_URL
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    away = f"redis://127.0.0.1:{port}/0"
    settings.REDIS_URL = away
    assert not tally.is_counting(now)
    circuit = tally._circuit(away)
    caplog.set_level(logging.WARNING)
    settings.REDIS_URL = home
    assert tally.is_counting(now)
    circuit.answered()
    assert "Valkey answers again" in caplog.text


@pytest.fixture
def asked(db: None) -> Iterator[Any]:
    """What was asked of Valkey since the last look, without the prefix of this test."""
    with redis.Redis.from_url(configured.REDIS_URL) as other, other.monitor() as told:

        def look() -> list[str]:
            found: list[str] = []
            other.echo(f"{configured.TALLY_PREFIX} end")
            while True:
                words = told.next_command()["command"]
                if not words.split(" ", 1)[1:] or configured.TALLY_PREFIX not in words:
                    continue
                if words.startswith("ECHO"):
                    return found
                found.append(words.split(" ", 1)[0])

        yield look


def test_pages_in_the_middle_ask_nothing_and_the_check_asks_once(
    asked: Any, resident: Resident, proposal: Proposal
) -> None:
    resident.go("", "capacity/")
    assert asked() == ["INCR", "EXPIRE"]
    resident.go("capacity/", "place/", capacity="MYSELF")
    resident.go("place/", "stations/", where="E09000026")
    resident.go("stations/", "about/barkingside/view/", proposals=[proposal.pk])
    resident.go("about/barkingside/view/", "questions/anything-else/", stance="OPPOSE")
    resident.go("questions/anything-else/", "publish/", instead="")
    resident.go("publish/", "copy/", publish="WORDS")
    resident.go("copy/", "check/", email="")
    assert asked() == []
    page = words(resident.get("check/"))
    assert asked() == ["MGET", "MGET"]  # the other once an hour: what was usual on the day before
    assert words(resident.get("check/")) != ""
    assert asked() == ["MGET"]
    assert 'name="proof"' not in page
    resident.go("check/", "sent/", privacy="on", seen=page.split('name="seen"')[1].split('"')[3])
    counted = ["INCR", "EXPIRE"]
    assert asked() == [*counted, *counted, *counted, "MGET"]


def test_counts_stand_still_while_the_clock_does(consultation: Consultation, now: datetime) -> None:
    """The window goes by the clock that is passed in, not by Valkey's own."""
    from consultation.respond import traffic

    were_sent(consultation, 100, at=now)
    found = {
        seconds: traffic.now(consultation, "", at=now + timedelta(seconds=seconds))
        for seconds in (0, 59, 60, 119, 120)
    }
    assert [one and one.sent for one in found.values()] == [100, 100, 100, 100, 0]
    with time_machine.travel(now + timedelta(days=2), tick=False):
        assert traffic.now(consultation, "", at=now + timedelta(days=2)) == traffic.Traffic(0, 0, 0)
