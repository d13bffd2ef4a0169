"""What screening and a person's own work narrow the queue to, and what stands on top."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest

from consultation.models import Consultation, Response, Unscreened, User
from consultation.moderate import actions, queries
from consultation.moderate.queries import walk
from tests import factories
from tests.moderate.conftest import Desk
from tests.moderate.screened import screen, screen_all
from tests.moderate.test_queue import address, link, listed, many


def screened(consultation: Consultation, at: datetime, age: timedelta, **fields: Any) -> Response:
    """Received so long ago, with the `language`, tokens (`more`) or `rank` that screening gave."""
    place = {name: fields.pop(name) for name in ("language", "more", "rank") if name in fields}
    made: Response = factories.ResponseFactory(
        consultation=consultation, begun_at=at - age, received_at=at - age, **fields
    )
    screen(made, **place)
    return made


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?language=pl", ["three"]),
        ("?language=en", ["seven", "one", "today"]),
        ("?age=OLDER-1", ["seven", "three", "one"]),
        ("?age=OLDER-3", ["seven", "three"]),
        ("?age=OLDER-7", ["seven"]),
        ("?age=YESTERDAY", ["one", "today"]),
        ("?age=TODAY", ["today"]),
        ("?copies=7", ["seven", "today"]),
        ("?copies=8", []),
        ("?copies=x", ["seven", "three", "one", "today"]),
        ("?copies=7&age=TODAY&language=en", ["today"]),
        ("?state=ANY&age=TODAY&channel=PAPER", ["released"]),
    ],
)
def test_language_age_and_alike_texts(
    at_desk: Desk, consultation: Consultation, analyst: User, now: datetime, query: str,
    expected: list[str],
) -> None:  # fmt: skip
    alike = {"more": ["copies:7"]}
    made = {
        "seven": screened(consultation, now, 7 * DAY + HOUR, **alike),
        "three": screened(consultation, now, 3 * DAY + HOUR, language="pl"),
        "one": screened(consultation, now, DAY + HOUR),
        "today": screened(consultation, now, 12 * HOUR, **alike),
        "released": screened(consultation, now, HOUR, state="RELEASED", channel="PAPER"),
    }
    desk = at_desk(analyst)
    assert listed(desk, address(consultation, query)) == [made[name].pk for name in expected]


def test_a_row_says_language_and_how_long_it_has_waited(
    at_desk: Desk, consultation: Consultation, analyst: User, now: datetime
) -> None:
    screened(consultation, now, 3 * DAY + HOUR, language="pl")
    page = at_desk(analyst).get(address(consultation)).content.decode()
    assert "in Polish" in page
    assert "waits 3 days" in page
    screened(consultation, now, HOUR)
    screened(consultation, now, timedelta(minutes=59))
    page = at_desk(analyst).get(address(consultation)).content.decode()
    assert "waits 1 hour<" in page
    assert "waits less than an hour" in page


def test_urgent_ones_stand_on_top_with_what_the_duty_officer_does(
    at_desk: Desk, consultation: Consultation, moderator: User, now: datetime
) -> None:
    old, fresh = (screened(consultation, now, age * DAY) for age in (3, 2))
    consultation.duty_instruction = "Ring the duty officer.\nThen write it down."
    consultation.save()
    desk = at_desk(moderator)
    assert "Read these now" not in desk.get(address(consultation)).content.decode()
    threat = factories.ResponseFactory(
        consultation=consultation, begun_at=now - HOUR, received_at=now - HOUR
    )
    factories.FlagFactory(response=threat, kind="THREAT")
    assert listed(desk, address(consultation)) == [threat.pk, old.pk, fresh.pk]
    page = desk.get(address(consultation)).content.decode()
    assert "Ring the duty officer.<br>Then write it down." in page
    assert "3 responses, urgent ones first, then the oldest first." in page
    row = page.split(f">Response {threat.pk}</a>")[1].split("</th>")[0]
    assert "Urgent" in row
    assert "A threat" in row


@pytest.mark.sweeps
def test_pages_go_on_from_the_urgent_ones_to_the_others_and_back(
    at_desk: Desk, consultation: Consultation, moderator: User, now: datetime
) -> None:
    plain = many(consultation, 60, now - DAY)
    urgent = many(consultation, 60, now)
    for one in urgent:
        screen(one, rank=0)
    every = [one.pk for one in (*urgent, *plain)]
    for query in ("?state=RECEIVED", "?state=ANY", "?age=YESTERDAY", "?channel=ONLINE&state=ANY"):
        desk, start = at_desk(moderator), address(consultation, query)
        second = address(consultation, link(desk, start, "next"))
        third = address(consultation, link(desk, second, "next"))
        pages = [listed(desk, one) for one in (start, second, third)]
        assert pages == [every[:50], every[50:100], every[100:]]
        back = address(consultation, link(desk, third, "prev"))
        assert listed(desk, back) == every[50:100]
        assert listed(desk, address(consultation, link(desk, back, "prev"))) == every[:50]


@pytest.mark.parametrize(
    "walked", [pytest.param(1, marks=pytest.mark.sweeps), 7, pytest.param(walk.WALKED, id="real")]
)
def test_both_ways_of_finding_find_the_same(
    at_desk: Desk, consultation: Consultation, moderator: User, now: datetime, walked: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """However soon the walk along the order is given up for the index of tokens."""
    monkeypatch.setattr(walk, "WALKED", walked)
    made = many(consultation, 150, now)
    few = [one for place, one in enumerate(made) if place > 20 and place % 2]
    for place, one in enumerate(made):
        screen(one, rank=0 if place == 141 else 1, more=["copies:7"] if one in few else [])
    every = [made[141].pk, *(one.pk for one in few if one is not made[141])]
    desk, start = at_desk(moderator), address(consultation, "?copies=7")
    second = address(consultation, link(desk, start, "next"))
    assert listed(desk, start) + listed(desk, second) == every
    assert listed(desk, address(consultation, link(desk, second, "prev"))) == every[:50]
    assert f"{len(every)} responses" in desk.get(start).content.decode()


def test_what_is_not_screened_yet_is_told_and_listed(
    at_desk: Desk, consultation: Consultation, moderator: User, now: datetime
) -> None:
    made = many(consultation, 60, now)
    factories.ResponseFactory()  # of another consultation
    client, query = at_desk(moderator).client, "?show=UNSCREENED"
    page = unescape(client.get(address(consultation)).content.decode())
    assert "60 responses are not screened yet, and in none of these lists." in page
    assert f'href="{address(consultation, query)}"' in page
    first = client.get(address(consultation, query)).content.decode()
    onward = unescape(re.search(r'href="([^"]*)" rel="next"', first)[1])  # type: ignore[index]
    second = client.get(address(consultation, onward)).content.decode()
    found = re.findall(r">Response (\d+)</a>", first + second)
    assert [int(key) for key in found] == [one.pk for one in made]
    assert "60 responses, the oldest first." in first
    quoted = client.get(address(consultation, f"?reference={made[0].reference}"))
    assert f">Response {made[0].pk}</a>" in quoted.content.decode()
    screen_all()
    assert "not screened yet, and" not in client.get(address(consultation)).content.decode()
    assert len(Unscreened.objects.all()) == 0


def test_my_day_at_the_queue(
    at_desk: Desk, consultation: Consultation, moderator: User, analyst: User, now: datetime
) -> None:
    mine, old = (factories.ResponseFactory(consultation=consultation) for _ in range(2))
    factories.ReviewFactory(response=mine, by=moderator, at=now - 12 * HOUR)
    factories.ReviewFactory(response=old, by=moderator, at=now - 12 * HOUR - timedelta(seconds=1))
    factories.ReviewFactory(response=old, at=now)  # another's
    desk = at_desk(moderator)
    page = unescape(desk.get(address(consultation)).content.decode())
    assert "2 wait for a review." in page
    assert 'state=ANY&show=REVIEWED">1 review today</a>' in page
    for query in ("?state=ANY&show=REVIEWED", "?state=RECEIVED&show=REVIEWED"):
        assert listed(desk, address(consultation, query)) == [mine.pk]
    assert "review today" not in at_desk(analyst).get(address(consultation)).content.decode()
    assert "Take the next" not in at_desk(analyst).get(address(consultation)).content.decode()


def test_the_list_follows_a_response_as_it_moves(
    at_desk: Desk, consultation: Consultation, moderator: User, now: datetime
) -> None:
    made = screened(consultation, now, DAY)
    desk = at_desk(moderator)
    actions.quarantine(response=made, reason="Look again.", by=moderator, at=now)
    assert listed(desk, address(consultation)) == []
    assert listed(desk, address(consultation, "?state=QUARANTINED")) == [made.pk]


def test_a_verdict_on_many_is_given_to_what_the_list_shows(
    consultation: Consultation, moderator: User, now: datetime
) -> None:
    made = [
        screened(consultation, now, DAY, channel=channel, more=more)
        for channel, more in (("PAPER", ["copies:7"]), ("PAPER", []), ("ONLINE", ["copies:7"]))
    ]
    factories.ReviewFactory(response=made[1], by=moderator, at=now)
    actions.take(response=made[2], by=moderator, at=now)
    for query, expected in (
        ({}, made),
        ({"channel": "PAPER"}, made[:2]),
        ({"copies": "7"}, [made[0], made[2]]),
        ({"show": "REVIEWED"}, [made[1]]),
        ({"show": "MINE"}, [made[2]]),
        ({"age": "TODAY"}, []),
        ({"age": "OLDER-1", "channel": "ONLINE"}, []),
        ({"reference": made[0].reference}, [made[0]]),
        ({"show": "UNSCREENED"}, []),
    ):
        found = queries.matching(consultation, queries.Chosen.of(query), by=moderator, at=now)
        assert list(found.order_by("pk")) == expected, query
