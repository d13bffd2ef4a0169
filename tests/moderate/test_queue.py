"""The queue: order, pages that stay put, filters, and what they cost."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from consultation.models import Consultation, Response, User
from consultation.moderate import actions
from tests import factories
from tests.conftest import Town
from tests.moderate.conftest import Desk, Reader
from tests.moderate.screened import screen_all


def address(consultation: Consultation, query: str = "") -> str:
    return reverse("queue", args=[consultation.slug]) + query


def listed(desk: Reader, where: str) -> list[int]:
    """The responses of one page, in its order."""
    page = desk.get(where)
    assert page.status_code == 200
    return [int(key) for key in re.findall(r">Response (\d+)</a>", page.content.decode())]


def link(desk: Reader, where: str, rel: str) -> str:
    page = desk.get(where).content.decode()
    found = re.search(rf'href="([^"]*)" rel="{rel}"', page)
    return unescape(found[1]) if found else ""


def many(consultation: Consultation, number: int, at: datetime, **fields: Any) -> list[Response]:
    """Waiting responses, two in each second."""
    return Response.objects.bulk_create(
        factories.ResponseFactory.build(
            consultation=consultation,
            begun_at=at,
            received_at=at + timedelta(seconds=place // 2),
            **fields,
        )
        for place in range(number)
    )


def test_the_oldest_waiting_response_comes_first(
    at_desk: Desk, consultation: Consultation, moderator: User, now: datetime
) -> None:
    late, early = (
        factories.ResponseFactory(
            consultation=consultation, begun_at=now - timedelta(days=9),
            received_at=now - timedelta(days=age),
        )
        for age in (1, 2)
    )  # fmt: skip
    factories.ResponseFactory(consultation=consultation, state="RELEASED")
    factories.ResponseFactory()  # of another consultation
    desk = at_desk(moderator)
    assert listed(desk, address(consultation)) == [early.pk, late.pk]
    assert "2 responses, the oldest first." in desk.get(address(consultation)).content.decode()


def test_every_response_is_on_exactly_one_page_there_and_back(
    at_desk: Desk, consultation: Consultation, moderator: User, now: datetime
) -> None:
    every = [one.pk for one in many(consultation, 120, now)]
    desk, start = at_desk(moderator), address(consultation)
    second = start + link(desk, start, "next")
    third = start + link(desk, second, "next")
    pages = [listed(desk, one) for one in (start, second, third)]
    assert pages == [every[:50], every[50:100], every[100:]]
    assert link(desk, third, "next") == ""
    assert link(desk, start, "prev") == ""
    back = start + link(desk, third, "prev")
    assert listed(desk, back) == every[50:100]
    first = start + link(desk, back, "prev")
    assert listed(desk, first) == every[:50]
    assert link(desk, first, "prev") == ""
    assert listed(desk, start + link(desk, first, "next")) == every[50:100]


def test_a_page_stays_put_while_others_work(
    at_desk: Desk, consultation: Consultation, moderator: User, now: datetime
) -> None:
    made = many(consultation, 60, now)
    desk, start = at_desk(moderator), address(consultation)
    following = start + link(desk, start, "next")
    for one in made[:30]:
        actions.release(response=one, by=moderator, at=now)
    many(consultation, 1, now + timedelta(hours=1))
    assert listed(desk, following)[:10] == [one.pk for one in made[50:]]


@pytest.mark.parametrize("state", ["ANY", "RECEIVED", "QUARANTINED", "RELEASED", "EXCLUDED"])
def test_states(
    at_desk: Desk, consultation: Consultation, moderator: User, now: datetime, state: str
) -> None:
    made = [
        factories.ResponseFactory(
            consultation=consultation, state=one, begun_at=now - timedelta(days=2),
            received_at=now - timedelta(hours=place),
        )
        for place, one in enumerate(["RELEASED", "RECEIVED", "EXCLUDED", "QUARANTINED"] * 2)
    ]  # fmt: skip
    expected = [one.pk for one in reversed(made) if state in ("ANY", one.state)]
    desk = at_desk(moderator)
    assert listed(desk, address(consultation, f"?state={state}")) == expected
    heading = {
        "ANY": "All responses", "RECEIVED": "Responses waiting for review",
        "QUARANTINED": "Responses in quarantine", "RELEASED": "Responses released",
        "EXCLUDED": "Responses excluded under a rule",
    }[state]  # fmt: skip
    page = desk.get(address(consultation, f"?state={state}")).content.decode()
    assert f">{heading}</h1>" in page


def test_any_state_goes_on_over_pages(
    at_desk: Desk, consultation: Consultation, moderator: User, now: datetime
) -> None:
    made = many(consultation, 40, now) + many(consultation, 40, now, state="RELEASED")
    ordered = [one.pk for one in sorted(made, key=lambda one: (one.received_at, one.pk))]
    desk, start = at_desk(moderator), address(consultation, "?state=ANY")
    following = address(consultation, link(desk, start, "next"))
    assert listed(desk, start) + listed(desk, following) == ordered
    assert listed(desk, address(consultation, link(desk, following, "prev"))) == ordered[:50]


@pytest.fixture
def varied(
    consultation: Consultation, town: Town, send_response: Callable[..., Response]
) -> dict[str, int]:
    """Four responses that differ in what they are about, and where and how they came."""
    by_slug = {p.station.slug: p for p in consultation.proposals.select_related("station")}
    about = lambda *slugs: [by_slug[slug] for slug in slugs]  # noqa: E731
    return {
        "both": send_response(
            consultation, about=about("barkingside", "holborn"), borough=town.redbridge
        ).pk,
        "ilford": send_response(consultation, about=about("ilford"), borough=town.merton).pk,
        "paper": send_response(
            consultation, about=about("holborn"), place="OUTSIDE", channel="PAPER"
        ).pk,
        "silent": send_response(consultation, about=about("wimbledon"), reasons="").pk,
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?station=barkingside", ["both"]),
        ("?station=holborn", ["both", "paper"]),
        ("?borough=redbridge", ["both", "ilford"]),
        ("?borough=camden", ["both", "paper"]),
        ("?borough=camden&station=barkingside", []),
        ("?lives=merton", ["ilford"]),
        ("?lives=OUTSIDE", ["paper"]),
        ("?lives=NOT_SAID", ["silent"]),
        ("?channel=PAPER", ["paper"]),
        ("?station=holborn&lives=redbridge", ["both"]),
        ("?state=RELEASED", []),
        ("", ["both", "ilford", "paper", "silent"]),
    ],
)
def test_filters(
    at_desk: Desk,
    consultation: Consultation,
    varied: dict[str, int],
    analyst: User,
    query: str,
    expected: list[str],
) -> None:
    desk = at_desk(analyst)
    assert listed(desk, address(consultation, query)) == [varied[name] for name in expected]
    page = desk.get(address(consultation, query)).content.decode()
    number = len(expected)
    assert f"{number} response{'' if number == 1 else 's'}" in page


def test_what_a_row_says(
    at_desk: Desk, consultation: Consultation, varied: dict[str, int], analyst: User
) -> None:
    page = unescape(at_desk(analyst).get(address(consultation)).content.decode())
    for words in (
        "Barkingside, Holborn", "Redbridge", "Outside London", "Prefer not to say",
        "It is too far to walk.", "Choices only, no words", "23 Nov 2026, 12:00",
    ):  # fmt: skip
        assert words in page, words


def test_a_chosen_filter_can_be_taken_off_and_is_kept_by_the_links(
    at_desk: Desk, consultation: Consultation, varied: dict[str, int], analyst: User
) -> None:
    query = "?state=ANY&station=holborn&lives=redbridge"
    page = unescape(at_desk(analyst).get(address(consultation, query)).content.decode())
    for label, without in (
        ("State: Any state", "?station=holborn&lives=redbridge"),
        ("About the front counter: Holborn", "?state=ANY&lives=redbridge"),
        ("From people who live in: Redbridge", "?state=ANY&station=holborn"),
    ):
        assert re.search(rf'href="{re.escape(without)}">.*?{re.escape(label)}', page), label
    assert f'href="/staff/responses/{varied["both"]}/{query}"' in page


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?state=GONE", "Select a state from the list"),
        ("?station=%00", "Select a front counter from the list"),
        ("?borough=atlantis", "Select a borough from the list"),
        ("?lives=<b>", "Select where people live from the list"),
        ("?channel=FAX", "Select how it came from the list"),
    ],
)
def test_a_filter_that_is_not_in_the_list_is_told_and_narrows_nothing(
    at_desk: Desk,
    consultation: Consultation,
    varied: dict[str, int],
    analyst: User,
    query: str,
    told: str,
) -> None:
    desk = at_desk(analyst)
    assert len(listed(desk, address(consultation, query))) == 4
    assert told in unescape(desk.get(address(consultation, query)).content.decode())


@pytest.mark.parametrize(
    "query",
    ["?after=x", "?after=1", "?after=-1-1", "?before=", "?after=1e9-1", "?after=%00-1",
     "?after=0-0-0", "?after=2-0-0", f"?before=1-{'9' * 17}-{'9' * 18}"],
)  # fmt: skip
def test_a_place_that_is_none_is_the_start(
    at_desk: Desk, consultation: Consultation, varied: dict[str, int], analyst: User, query: str
) -> None:
    assert len(listed(at_desk(analyst), address(consultation, query))) == 4


def test_beyond_the_end_there_is_a_way_back(
    at_desk: Desk, consultation: Consultation, varied: dict[str, int], analyst: User
) -> None:
    page = at_desk(analyst).get(address(consultation, f"?after=1-{'9' * 16}-1")).content.decode()
    assert "There is nothing further on." in page


def test_a_consultation_that_is_not_there(at_desk: Desk, analyst: User) -> None:
    assert at_desk(analyst).get("/staff/consultations/none/responses/").status_code == 404


@pytest.mark.sweeps
def test_many_are_counted_to_two_thousand_and_no_further(
    at_desk: Desk, consultation: Consultation, moderator: User, now: datetime
) -> None:
    many(consultation, 2000, now)
    desk = at_desk(moderator)
    assert "2,000 responses, the oldest first." in desk.get(address(consultation)).content.decode()
    many(consultation, 1, now)
    page = desk.get(address(consultation)).content.decode()
    assert "More than 2,000 responses, the oldest first." in page


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 10), ("?state=ANY&station=barkingside", 10), ("?reference=7KQ4-9XWD-MHPT", 9)],
)
def test_the_queue_takes_as_many_queries_with_one_row_or_three(
    at_desk: Desk,
    consultation: Consultation,
    send_response: Callable[..., Response],
    moderator: User,
    django_assert_num_queries: Callable[..., Any],
    query: str,
    number: int,
) -> None:
    desk, where = at_desk(moderator), address(consultation, query)
    for _ in range(3):
        send_response(consultation, about=list(consultation.proposals.all()))
        screen_all()
        with django_assert_num_queries(number):
            desk.client.get(where)


def test_the_name_of_a_file_is_not_shown_as_the_first_words(
    at_desk: Desk, consultation: Consultation, moderator: User
) -> None:
    response = factories.ResponseFactory(consultation=consultation)
    files = factories.QuestionVersionFactory(
        question__consultation=consultation, question__kind="FILE", question__position=9
    )
    stored = f"{1:032x} {'f' * 64} 1234 PDF plan.pdf"
    factories.AnswerFactory(response=response, question_version=files, text=stored)
    page = at_desk(moderator).get(address(consultation)).content.decode()
    assert f"Response {response.pk}" in page or f"/staff/responses/{response.pk}/" in page
    assert "plan.pdf" not in page


def in_any_shape(reference: str) -> list[str]:
    """As people write a reference down."""
    plain = reference.replace("-", "")
    return [reference, reference.lower(), plain, f"  {plain[:6]} {plain[6:].lower()} "]


@pytest.mark.parametrize(
    "state",
    [
        "EXCLUDED",
        *(
            pytest.param(state, marks=pytest.mark.sweeps)
            for state in ("RECEIVED", "WITHDRAWN", "SUPERSEDED")
        ),
    ],
)
def test_a_response_is_found_by_its_reference_whatever_its_state(
    at_desk: Desk, consultation: Consultation, varied: dict[str, int], analyst: User, state: str
) -> None:
    quoted = factories.ResponseFactory(consultation=consultation, state=state)
    desk = at_desk(analyst)
    for typed in in_any_shape(quoted.reference):
        for more in ({}, {"state": "RELEASED", "station": "ilford", "flag": "FLAGGED"}):
            where = address(consultation, f"?{urlencode({'reference': typed, **more})}")
            assert listed(desk, where) == [quoted.pk]
            page = unescape(desk.get(where).content.decode())
            assert f"Response with the reference {quoted.reference}</h1>" in page
            assert re.search(r'role="status">1 response\.</p>', page)
            assert link(desk, where, "next") == link(desk, where, "prev") == ""
            assert f'href="/staff/responses/{quoted.pk}/?reference={quoted.reference}"' in page
    opened = desk.get(f"/staff/responses/{quoted.pk}/?reference={quoted.reference}")
    assert f"responses/?reference={quoted.reference}" in opened.content.decode()


def test_a_reference_of_nobody_or_of_another_consultation_finds_nothing(
    at_desk: Desk, consultation: Consultation, varied: dict[str, int], analyst: User
) -> None:
    elsewhere = factories.ResponseFactory()
    assert elsewhere.consultation != consultation
    for reference in (elsewhere.reference, "0000-0000-0000"):
        where = address(consultation, f"?reference={reference}")
        assert listed(at_desk(analyst), where) == []
        page = unescape(at_desk(analyst).get(where).content.decode())
        assert "0 responses." in page
        assert "No response of this consultation has this reference." in page
        assert f'value="{reference}"' in page


@pytest.mark.parametrize("typed", ["7KQ4-9XWD", "7KQ4-9XWD-MHPT-2RVB", "x" * 41, "%00", "%FF", "–"])
def test_what_is_no_reference_is_told_and_narrows_nothing(
    at_desk: Desk, consultation: Consultation, varied: dict[str, int], analyst: User, typed: str
) -> None:
    desk, where = at_desk(analyst), address(consultation, f"?reference={typed}")
    assert len(listed(desk, where)) == 4
    page = unescape(desk.get(where).content.decode())
    assert "Enter a reference of 12 letters and numbers, like 7KQ4-9XWD-MHPT" in page


def test_after_a_verdict_on_a_quoted_response_the_queue_goes_on(
    at_desk: Desk, consultation: Consultation, varied: dict[str, int], moderator: User
) -> None:
    quoted = Response.objects.get(pk=varied["ilford"])
    desk, query = at_desk(moderator), f"?reference={quoted.reference}"
    desk.read(quoted, query)
    assert desk.decide(quoted, "RELEASE", query)["Location"] == address(consultation)
    assert listed(desk, address(consultation, query)) == [quoted.pk]
