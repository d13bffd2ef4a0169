"""Feeds, dates and the catalogue: what they say, and what they never say."""

import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from consultation.models import Consultation, Extension, Meeting, Response, User
from consultation.states import move
from tests import factories
from tests.conftest import Town

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITE = "http://localhost:8000"


def read(client: Client, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (
        200,
        "application/atom+xml; charset=utf-8",
    )
    return ElementTree.fromstring(answer.content)


def text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"a:{name}", "", ATOM)


@pytest.fixture
def feed(consultation: Consultation) -> str:
    return reverse("published-feed", args=[consultation.slug])


def test_a_feed_has_each_response_at_its_permalink_without_withheld_words(
    client: Client, feed: str, told: Response, silent: Response
) -> None:
    made = read(client, feed)
    entries = made.findall("a:entry", ATOM)
    permalinks = [
        f"{SITE}/consultations/front-counters/responses/{one.pk}/" for one in (told, silent)
    ]
    assert [text(one, "id") for one in entries] == permalinks
    assert [text(one, "title") for one in entries] == [
        f"Response {told.pk}", f"Response {silent.pk}",
    ]  # fmt: skip
    assert text(made, "updated") == text(entries[0], "updated") == "2026-11-23T12:00:00+00:00"
    assert text(entries[1], "published") == "2026-11-22T00:00:00+00:00"
    words = text(entries[0], "summary")
    assert "<h2>Barkingside</h2>" in words
    assert "[personal details removed]. Call 07700 900123" in words
    assert "=1+1 &lt;b&gt;No&lt;/b&gt;" in words
    assert "Its words are not published." in text(entries[1], "summary")
    whole = client.get(feed).content.decode()
    for hidden in ("Rosa", "Nobody reads this", told.reference):
        assert hidden not in whole


def test_a_feed_is_narrowed_to_a_place(
    client: Client, feed: str, told: Response, silent: Response, town: Town
) -> None:
    def numbers(query: str) -> list[str]:
        entries = read(client, f"{feed}?{query}").findall("a:entry", ATOM)
        return [text(one, "title") for one in entries]

    both = [f"Response {told.pk}", f"Response {silent.pk}"]
    assert numbers("station=barkingside") == both
    assert numbers("station=ilford") == []
    assert numbers("borough=merton") == both[:1]
    answer = client.get(f"{feed}?station=leeds")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_feed_has_the_newest_fifty(client: Client, feed: str, consultation: Consultation) -> None:
    for _ in range(51):
        response = factories.ResponseFactory(consultation=consultation, state="RELEASED")
        factories.PublishedResponseFactory(response=response, consultation=consultation)
    assert len(read(client, feed).findall("a:entry", ATOM)) == 50


def test_what_xml_cannot_hold_does_not_break_a_feed(
    client: Client, feed: str, told: Response
) -> None:
    one = told.published.answers.exclude(text="")[0]
    one.text = "Bell\x07 and \x0b tab 😀 مرحبا"
    one.save()
    words = text(read(client, feed).findall("a:entry", ATOM)[0], "summary")
    assert "Bell and  tab 😀 مرحبا" in words


def test_a_feed_that_has_not_changed_answers_304_until_something_is_taken_back(
    client: Client, feed: str, told: Response, moderator: User, now: datetime
) -> None:
    known = {"If-None-Match": client.get(feed)["ETag"]}
    assert client.get(feed, headers=known).status_code == 304
    move(told, "QUARANTINED", by=moderator, at=now)
    after = client.get(feed, headers=known)
    assert (after.status_code, after["Cache-Control"]) == (200, "private, no-cache")
    assert b"<entry>" not in after.content


def test_consultations_have_a_feed_in_each_language(
    client: Client, consultation: Consultation
) -> None:
    factories.ConsultationFactory(state="DRAFT")
    made = read(client, "/consultations.atom")
    assert [text(one, "title") for one in made.findall("a:entry", ATOM)] == [consultation.title]
    entry = made.find("a:entry", ATOM)
    assert entry is not None
    assert text(entry, "id") == f"{SITE}/consultations/front-counters/"
    assert "Closes at 11:59pm on Sunday 14 February 2027, London time." in text(entry, "summary")
    with translation.override("cy"):
        welsh = read(client, reverse("consultations-feed"))
    assert welsh.get("{http://www.w3.org/XML/1998/namespace}lang") == "cy"


@pytest.mark.parametrize(
    ("page", "links"),
    [
        ("/", ["/consultations.atom"]),
        ("/open-data/", ["/consultations.atom"]),
        ("/consultations/front-counters/", [
            "/consultations/front-counters/responses.atom",
            "/consultations/front-counters/dates.ics",
        ]),
        ("/consultations/front-counters/proposals/barkingside/",
         ["/consultations/front-counters/responses.atom?station=barkingside"]),
        ("/consultations/front-counters/responses/",
         ["/consultations/front-counters/responses.atom"]),
        ("/consultations/front-counters/responses/?borough=merton&station=",
         ["/consultations/front-counters/responses.atom?borough=merton"]),
    ],
)  # fmt: skip
def test_pages_name_their_feeds(
    client: Client, consultation: Consultation, page: str, links: list[str]
) -> None:
    head = client.get(page).content.decode().partition("</head>")[0]
    found = re.findall(
        r'<link rel="alternate" type="[^"]+"(?: title="[^"]+")? href="([^"]+)"', head
    )
    assert found == links
    for link in links:
        assert client.get(link).status_code == 200


def test_its_dates_are_a_calendar_that_moves_with_them(
    client: Client, consultation: Consultation, meeting: Meeting, owner: User, now: datetime
) -> None:
    def events() -> list[dict[str, str]]:
        answer = client.get(reverse("dates-calendar", args=[consultation.slug]))
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        whole = answer.content.decode().replace("\r\n ", "")
        parts = whole.split("BEGIN:VEVENT")[1:]
        return [dict(line.split(":", 1) for line in part.split("\r\n") if line) for part in parts]

    opens, closes, met = events()
    assert opens["SUMMARY"] == "Opens: Police front counters"
    assert closes["SUMMARY"] == "Last moment to respond: Police front counters"
    assert (closes["UID"], closes["SEQUENCE"]) == (f"closes-{consultation.pk}@localhost", "0")
    assert closes["DTSTART"] == "20270214T235959Z"
    assert met["UID"] == f"meeting-{meeting.pk}@localhost"
    assert "STATUS" not in met
    later = consultation.closes_at + timedelta(days=7)
    Extension.objects.create(
        consultation=consultation, from_at=consultation.closes_at, to_at=later, reason="Snow",
        by=owner, at=now,
    )  # fmt: skip
    Consultation.objects.filter(pk=consultation.pk).update(closes_at=later)
    Meeting.objects.filter(pk=meeting.pk).update(state="CANCELLED", ended_reason="Snow")
    _opens, moved, off = events()
    assert (moved["UID"], moved["SEQUENCE"], moved["DTSTART"]) == (
        closes["UID"], "1", "20270221T235959Z",
    )  # fmt: skip
    assert off["STATUS"] == "CANCELLED"


def test_the_catalogue_lists_each_consultation_with_its_files(
    client: Client, consultation: Consultation
) -> None:
    factories.ConsultationFactory(state="DRAFT")
    answer = client.get("/data.json")
    assert answer["Content-Type"] == "application/ld+json"
    made: dict[str, Any] = answer.json()
    assert made["@type"] == "dcat:Catalog"
    (one,) = made["dcat:dataset"]
    assert one["dct:identifier"] == "front-counters"
    assert one["dct:temporal"]["dcat:endDate"]["@value"] == "2027-02-14T23:59:59Z"
    licence = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
    assert one["dct:license"] == {"@id": licence}
    for each in one["dcat:distribution"]:
        found = client.get(each["dcat:accessURL"]["@id"].removeprefix(SITE))
        assert found.status_code == 200
        media = found["Content-Type"].partition(";")[0]
        assert each["dcat:mediaType"]["@id"].endswith(media)


def test_the_licence_is_the_site_s_own_where_it_says_so(
    client: Client, consultation: Consultation, settings: Any
) -> None:
    settings.OPEN_DATA_LICENCE, settings.OPEN_DATA_LICENCE_URL = "Ours", "https://example.org/ours"
    made = client.get("/data.json").json()
    assert made["dct:license"] == {"@id": "https://example.org/ours"}
    assert client.get("/api/v1/openapi.json").json()["info"]["license"] == {
        "name": "Ours", "url": "https://example.org/ours",
    }  # fmt: skip
    page = client.get("/open-data/").content.decode()
    assert '<a class="govuk-link" href="https://example.org/ours">Ours</a>' in page
