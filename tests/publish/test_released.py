"""Everybody reads what was released, and nothing else of it; what is taken back is gone at once."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, Proposal, PublishedResponse, Response, User
from consultation.publish import released
from consultation.states import move
from tests import factories
from tests.conftest import Town
from tests.locked import locked
from tests.moderate.marks import release, take_out

Send = Callable[..., Response]


def listed(client: Client, consultation: Consultation, query: str = "") -> str:
    page = client.get(reverse("published-responses", args=[consultation.slug]) + query)
    assert page.status_code == 200
    return unescape(page.content.decode())


def numbers(page: str) -> list[int]:
    """The responses of the list, in their order."""
    return [int(one) for one in re.findall(r">Response (\d+)</a>", page)]


def address(response: Response) -> str:
    return reverse("published-response", args=[response.consultation.slug, response.pk])


def test_one_response_as_everybody_reads_it(client: Client, told: Response) -> None:
    page = unescape(client.get(address(told)).content.decode())
    for words in (
        f"Response {told.pk}", "Monday 23 November 2026", "Online form", "Merton", "Myself",
        "Barkingside, Redbridge", "How do you feel about this proposal?", ">Oppose</p>",
        "I am [personal details removed]. Call 07700 900123", "took out 1 passage",
    ):  # fmt: skip
        assert words in page, words
    for hidden in ("Rosa", "12:00", told.reference, str(told.key)):
        assert hidden not in page, hidden
    assert "<b>No" not in client.get(address(told)).content.decode()


def test_what_is_not_public_says_so(
    client: Client, told: Response, consultation: Consultation, moderator: User, now: datetime,
    closed_consultation: Consultation, proposal: Proposal, send_response: Send,
) -> None:  # fmt: skip
    waiting = send_response(consultation, about=[proposal])
    elsewhere = reverse("published-response", args=[closed_consultation.slug, told.pk])
    for where in (address(waiting), elsewhere, address(told).replace(str(told.pk), "9" * 25)):
        page = client.get(where)
        assert page.status_code == 404, where
        assert "This response is not public" in page.content.decode()
    move(told, "RECEIVED", by=moderator, at=now)
    assert client.get(address(told)).status_code == 404
    assert numbers(listed(client, consultation)) == []


def test_a_browser_asks_each_time_and_is_told_what_changed(
    client: Client, told: Response, moderator: User, now: datetime
) -> None:
    first = client.get(address(told))
    assert first["Cache-Control"] == "private, no-cache"
    assert first["X-Robots-Tag"] == "noindex, noarchive"
    known = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    same = client.get(address(told), **known)  # type: ignore[arg-type]
    assert (same.status_code, same.content) == (304, b"")
    assert same["Cache-Control"] == "private, no-cache"
    take_out(told, "07700 900123", by=moderator, at=now)
    assert client.get(address(told), **known).status_code == 200  # type: ignore[arg-type]
    move(told, "QUARANTINED", by=moderator, at=now)
    gone = client.get(address(told), **known)  # type: ignore[arg-type]
    assert gone.status_code == 404
    assert gone["Cache-Control"] == "private, no-cache"


def test_what_became_of_all_is_counted_once_a_minute_without_formal_replies(
    consultation: Consultation, now: datetime, django_assert_num_queries: Callable[..., Any]
) -> None:
    factories.ResponseFactory(consultation=consultation)
    factories.ResponseFactory(
        consultation=consultation, kind="FORMAL", organisation=factories.OrganisationFactory()
    )
    with django_assert_num_queries(2):
        assert released.became_of(consultation) == released.Became(1, 0, 0, 0, 0, 1)
    factories.ResponseFactory(consultation=consultation)
    with django_assert_num_queries(0):
        assert released.became_of(consultation).received == 1
    with time_machine.travel(now + timedelta(seconds=61), tick=False):
        assert released.became_of(consultation).received == 2


@pytest.mark.django_db(transaction=True)
def test_a_list_that_takes_too_long_asks_for_fewer_filters(
    client: Client, several: list[Response], consultation: Consultation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(released, "LONGEST", "200ms")
    with locked("consultation_publishedresponse"):
        page = listed(client, consultation, "?borough=redbridge")
    assert "This list takes too long to make. Choose fewer filters." in page
    assert "No published response matches" not in page
    assert numbers(listed(client, consultation, "?borough=redbridge")) == [several[0].pk]


def test_the_list_says_what_became_of_all(
    client: Client, consultation: Consultation, told: Response
) -> None:
    for state in ("RECEIVED", "QUARANTINED", "DISPUTED", "EXCLUDED", "WITHDRAWN", "WITHHELD"):
        factories.ResponseFactory(consultation=consultation, state=state)
    assert released.became_of(consultation) == released.Became(7, 1, 1, 1, 1, 3)
    page = listed(client, consultation)
    figures = re.findall(
        r"cp-figure__label\">([^<]+)</dt><dd class=\"cp-figure__value\">(\d+)", page
    )
    assert figures == [
        ("received", "7"), ("released", "1"), ("counted, with words withheld", "1"),
        ("excluded under a published rule", "1"), ("replaced or withdrawn by the sender", "1"),
        ("waiting for a moderator", "3"),
    ]  # fmt: skip


@pytest.fixture
def several(
    consultation: Consultation, send_response: Send, moderator: User, now: datetime, town: Town
) -> list[Response]:
    """Of four days, about two counters, from two boroughs."""
    by = {one.station.slug: one for one in consultation.proposals.select_related("station")}
    plans: list[tuple[str, str, Any]] = [
        ("barkingside", "OPPOSE", town.redbridge), ("holborn", "SUPPORT", town.camden),
        ("barkingside", "SUPPORT", town.camden), ("holborn", "OPPOSE", None),
    ]  # fmt: skip
    rows = [
        send_response(
            consultation, about=[by[station]], stance=stance, borough=borough,
            at=now - timedelta(days=days),
        )
        for days, (station, stance, borough) in enumerate(plans)
    ]  # fmt: skip
    for one in rows:
        release(one, by=moderator, at=now)
    return rows


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("", [0, 1, 2, 3]),
        ("?station=barkingside", [0, 2]),
        ("?position=OPPOSE", [0, 3]),
        ("?station=barkingside&position=OPPOSE", [0]),
        ("?borough=camden", [1, 2]),
        ("?borough=camden&position=SUPPORT&station=holborn", [1]),
        ("?borough=merton", []),
    ],
)
def test_the_list_is_narrowed(
    client: Client, consultation: Consultation, several: list[Response], query: str,
    places: list[int],
) -> None:  # fmt: skip
    page = listed(client, consultation, query)
    assert numbers(page) == [several[place].pk for place in places]
    counted = "1 published response." if len(places) == 1 else f"{len(places)} published responses"
    assert (counted in page) is ("position" not in query)  # sealed until the close


def test_after_the_close_it_is_told_how_many_took_a_side(
    client: Client,
    consultation: Consultation,
    several: list[Response],
    after_close: time_machine.Traveller,
) -> None:
    assert "2 published responses" in listed(client, consultation, "?position=OPPOSE")


@pytest.mark.parametrize(
    "query",
    ["?station=nowhere", "?position=%00", "?borough='--", "?after=2026-99-99-1", "?before=x",
     "?after=2026-11-23-999999999999999999"],
)  # fmt: skip
def test_nonsense_in_the_address_narrows_nothing_and_breaks_nothing(
    client: Client, consultation: Consultation, several: list[Response], query: str
) -> None:
    listed(client, consultation, query)


def test_pages_lead_on_and_back(
    client: Client, consultation: Consultation, several: list[Response],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(released, "A_PAGE", 2)
    keys = [one.pk for one in several]
    first = listed(client, consultation)
    assert numbers(first) == keys[:2]
    onward = re.search(r'href="(\?after=[^"]+)" rel="next"', first)
    assert onward is not None
    second = listed(client, consultation, onward[1])
    assert numbers(second) == keys[2:]
    assert 'rel="next"' not in second
    back = re.search(r'href="(\?before=[^"]+)" rel="prev"', second)
    assert back is not None
    assert numbers(listed(client, consultation, back[1])) == keys[:2]


def test_of_one_day_the_last_numbers_come_first_and_none_is_left_out(
    consultation: Consultation, proposal: Proposal, send_response: Send, moderator: User,
    now: datetime, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(released, "A_PAGE", 2)
    rows = [send_response(consultation, about=[proposal]) for _one in range(5)]
    for one in rows:
        release(one, by=moderator, at=now)
    seen, mark = [], None
    for _turn in range(3):
        page = released.page_of(consultation, released.Asked(), after=mark, before=None)
        seen += [one.pk for one in page.rows]
        mark = page.older
    assert seen == sorted((one.pk for one in rows), reverse=True)
    assert mark is None


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    client: Client, consultation: Consultation, several: list[Response],
    django_assert_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    for query in ("", "?station=holborn&position=OPPOSE"):
        cache.clear()
        with django_assert_num_queries(15):  # four of them begin and end what has a time limit
            listed(client, consultation, query)


def test_the_count_goes_no_further_than_it_must(
    client: Client, consultation: Consultation, several: list[Response],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(released, "MOST_COUNTED", 3)
    assert "More than 3 published responses, the newest first." in listed(client, consultation)


def test_the_consultation_leads_there_once_there_is_something_to_read(
    client: Client, consultation: Consultation, proposal: Proposal, send_response: Send,
    moderator: User, now: datetime,
) -> None:  # fmt: skip
    link = f'href="/consultations/{consultation.slug}/responses/"'
    response = send_response(consultation, about=[proposal])
    assert link not in client.get(consultation.get_absolute_url()).content.decode()
    release(response, by=moderator, at=now)
    assert link in client.get(consultation.get_absolute_url()).content.decode()


def test_a_draft_has_none_of_these_pages(client: Client, consultation: Consultation) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(state="DRAFT")
    for name in ("published-responses", "published-file"):
        assert client.get(reverse(name, args=[consultation.slug])).status_code == 404


def test_copies_that_need_other_shapes_read_well(consultation: Consultation, now: datetime) -> None:
    """A ranking in its order, a date in words, a number as it is."""
    copy = factories.PublishedResponseFactory(
        response__consultation=consultation, consultation=consultation
    )
    plans = [
        ("RANKING", ["b", "a"], [["a", "Bus"], ["b", "Train"]], "1. Train\n2. Bus"),
        ("SEVERAL", ["a", "b"], [["a", "Bus"], ["b", "Train"]], "Bus\nTrain"),
        ("DATE", ["2026-11-02"], [], "2 November 2026"),
        ("DATE", ["soon"], [], "soon"),
        ("NUMBER", ["12"], [], "12"),
    ]
    for position, (kind, choices, options, _read) in enumerate(plans, start=10):
        version = factories.QuestionVersionFactory(
            question__consultation=consultation, question__kind=kind, question__position=position,
            options=options,
        )  # fmt: skip
        for place, choice in enumerate(choices):
            factories.PublishedAnswerFactory(
                published=copy, question_version=version, place=place, choice=choice
            )
    row = PublishedResponse.objects.get(pk=copy.pk)
    [about] = released.told(released.answers_to([row])[row.pk])
    assert [one.answer for one in about.said] == [read for *_rest, read in plans]
