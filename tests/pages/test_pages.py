"""Home, the notices, help, and what an error shows."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.test import Client, RequestFactory

from consultation import pages
from consultation.models import Consultation, ConsultationState, User
from consultation.typed import typed_in
from tests import factories
from tests.conftest import Town
from tests.publish.reading import text_of


def titles(page: Any) -> list[str]:
    """The consultations on the home page, in its order."""
    return re.findall(r'class="cp-card__link" href="[^"]+">([^<]+)<', page.content.decode())


def test_home_lists_open_consultations_first(
    client: Client, consultation: Consultation, closed_consultation: Consultation, now: datetime
) -> None:
    factories.ConsultationFactory(slug="later", title="Later", opens_at=now + timedelta(days=2))
    factories.ConsultationFactory(slug="unseen", title="Unseen", state=ConsultationState.DRAFT)

    page = client.get("/")
    words = text_of(page.content.decode())

    assert titles(page) == [
        "Police front counters",
        "Later",
        "Police front counters (closed)",
    ]
    assert "Closes in 11 weeks, at 11:59pm on Sunday 14 February 2027, London time" in words
    assert "Opens at 12:00pm on Wednesday 25 November 2026, London time" in words
    assert "Closed at 11:59pm on Monday 9 November 2026, London time" in words
    assert "6 proposals" in words
    assert 'action="/consultations/front-counters/near/"' in page.content.decode()
    assert 'autocomplete="postal-code"' in page.content.decode()


def test_what_is_drawn_once_is_each_readers_own(
    client: Client, consultation: Consultation, moderator: User
) -> None:
    """The frame is kept between requests, by language, address and whether one is signed in."""
    staff = Client()
    staff.force_login(moderator)
    entry = re.compile(r'service-navigation__link" href="([^"]+)"(?: aria-current="(\w+)")?')

    def entries(reader: Client, path: str) -> list[tuple[str, str]]:
        return entry.findall(reader.get(path).content.decode())

    station = "/stations/barkingside/"
    assert entries(staff, "/stations/")[1:] == [
        ("/stations/", "page"), ("/receipt/", ""), ("/staff/", "")
    ]  # fmt: skip
    assert entries(client, "/stations/") == [
        ("/", ""), ("/stations/", "page"), ("/receipt/", "")
    ]  # fmt: skip
    assert entries(client, station) == [("/", ""), ("/stations/", "true"), ("/receipt/", "")]
    assert entries(client, consultation.get_absolute_url())[0] == ("/", "true")
    assert entries(client, "/cy/stations/")[1] == ("/cy/stations/", "page")
    links = re.findall(r'hreflang="pl" href="([^"]+)"', client.get("/help/").content.decode())
    assert links == ["http://testserver/pl/help/"]


def test_home_asks_for_a_postcode_only_where_one_consultation_is_open(
    client: Client, consultation: Consultation
) -> None:
    factories.ConsultationFactory(slug="another", title="Another")

    page = client.get("/")

    assert page.context["only"] is None
    assert "postcode" not in page.content.decode()
    assert sorted(titles(page)) == ["Another", "Police front counters"]


def test_home_without_any_consultation_says_so(client: Client, db: None) -> None:
    words = text_of(client.get("/").content.decode())

    assert "No consultation is open at the moment." in words
    assert "Closed" not in words


def test_home_takes_one_query_for_any_number(
    client: Client, consultation: Consultation, django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(1):
        client.get("/")
    factories.ConsultationFactory()
    factories.ConsultationFactory()
    with django_assert_num_queries(1):
        client.get("/")


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/privacy/", "Privacy"),
        ("/cookies/", "Cookies"),
        ("/accessibility/", "Accessibility statement"),
        ("/help/", "Help"),
    ],
)
def test_the_notices_can_be_read_by_anybody(
    client: Client, db: None, path: str, title: str
) -> None:
    page = client.get(path)

    assert page.status_code == 200
    assert f"<title>{title} – Counterpoint</title>" in page.content.decode()
    assert f'<h1 class="govuk-heading-xl">{title}</h1>' in page.content.decode()
    assert client.post(path).status_code == 405
    assert client.cookies == {}


def test_privacy_has_the_notice_of_each_published_consultation(
    client: Client, consultation: Consultation
) -> None:
    factories.ConsultationFactory(
        title="Unseen", state=ConsultationState.DRAFT, privacy_notice="A notice in draft."
    )

    words = text_of(client.get("/privacy/").content.decode())

    assert "Police front counters We use your answers to decide, and publish no name." in words
    assert "A notice in draft." not in words


def test_every_cookie_that_is_set_is_on_the_page(client: Client, settings: Any) -> None:
    words = text_of(client.get("/cookies/").content.decode())

    for name in [
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.DRAFT_COOKIE_NAME,
        settings.PLACE_COOKIE_NAME,
        settings.MESSAGES_COOKIE_NAME,
    ]:
        assert f" {name}" in words, name
    assert "28 days" in words
    assert "no longer than a day" in words


def health(client: Client, accept: str = "") -> Any:
    return client.get("/health/", headers={"accept": accept} if accept else {})


def test_health_reports_the_age_of_waiting_work(client: Client, db: None, now: datetime) -> None:
    quiet = health(client)
    assert (quiet.status_code, quiet.json()) == (
        200,
        {
            "state": "ok",
            "database": "reachable",
            "limits": "counted",
            "oldest_message_seconds": None,
            "oldest_report_seconds": None,
            "oldest_unlogged_seconds": None,
        },
    )
    for seconds in (30, 60):
        due = now - timedelta(seconds=seconds)
        factories.MessageFactory(queued_at=due, due_at=due)
    factories.MessageFactory(queued_at=now, due_at=now + timedelta(hours=1))
    factories.ReportFactory(asked_at=now - timedelta(seconds=45))

    busy = health(client)

    assert (busy.status_code, busy.json()) == (
        200,
        {
            "state": "ok",
            "database": "reachable",
            "limits": "counted",
            "oldest_message_seconds": 60,
            "oldest_report_seconds": 45,
            "oldest_unlogged_seconds": None,
        },
    )
    assert busy["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_health_says_that_work_is_late_while_responses_are_taken(
    client: Client, db: None, now: datetime
) -> None:
    factories.ReportFactory(asked_at=now - timedelta(seconds=901))

    answer = health(client)

    assert (answer.status_code, answer.json()["state"]) == (200, "late")


def test_health_as_plain_text(client: Client, db: None) -> None:
    answer = health(client, accept="text/plain")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "state: ok",
        "database: reachable",
        "limits: counted",
        "oldest_message_seconds: none",
        "oldest_report_seconds: none",
        "oldest_unlogged_seconds: none",
    ]


@pytest.fixture
def no_database(db: None) -> Iterator[None]:
    """The database has gone away: every cursor fails as psycopg's do."""
    with patch.object(connection, "cursor", side_effect=OperationalError("connection refused at")):
        yield


def test_health_without_a_database_is_503_and_tells_no_secret(
    client: Client, no_database: None
) -> None:
    answer = health(client)

    assert (answer.status_code, json.loads(answer.content)) == (
        503,
        {"state": "down", "database": "unreachable"},
    )


def test_a_page_without_a_database_is_an_outage_and_never_reads_as_closed(
    client: Client, no_database: None
) -> None:
    client.raise_request_exception = False

    page = client.get("/")

    words = text_of(page.content.decode())
    assert page.status_code == 503
    assert "Sorry, the service is unavailable" in words
    assert "It does not mean that the consultation has closed" in words
    assert "refused" not in words


def test_an_address_that_does_not_exist(client: Client, db: None) -> None:
    page = client.get("/consultation/")

    assert page.status_code == 404
    assert "<title>Page not found – Counterpoint</title>" in page.content.decode()


def request_for(path: str = "/") -> HttpRequest:
    return RequestFactory().get(path)


def test_a_refusal_shows_the_sentence_of_its_rule(db: None) -> None:
    sentence = "You need another role to export all responses: Analyst."

    page = pages.forbidden(request_for(), PermissionDenied(sentence))

    assert page.status_code == 403
    assert sentence in text_of(page.content.decode())


def test_what_is_too_large_says_so(db: None) -> None:
    page = pages.bad_request(request_for(), RequestDataTooBig("body over 5000000"))

    words = text_of(page.content.decode())
    assert page.status_code == 400
    assert "What was sent is too large for this page." in words
    assert "5000000" not in words


def test_a_bug_says_what_became_of_the_answers(client: Client, db: None) -> None:
    page = pages.server_error(request_for())

    words = text_of(page.content.decode())
    assert page.status_code == 500
    assert "Sorry, there is a problem with the service" in words
    assert "your response is safe" in words


def test_a_form_without_its_token_shows_back_what_was_typed(
    consultation: Consultation, town: Town
) -> None:
    typed = "It is too far to walk for my mother.\nTwo buses."

    page = Client(enforce_csrf_checks=True).post(
        "/consultations/front-counters/near/",
        {
            "reasons": typed,
            "wants_news": "on",
            "empty": " ",
            "password": "correct horse",
            "csrfmiddlewaretoken": "stale-token-value",
            "api-token": "t0ken",
            "attack": "<b>bold</b>",
        },
    )

    html = page.content.decode()
    assert page.status_code == 403
    assert page.context["typed"] == [
        ("Reasons", typed),
        ("Wants news", "on"),
        ("Attack", "<b>bold</b>"),
    ]
    assert typed in html
    assert "&lt;b&gt;bold&lt;/b&gt;" in html
    for secret in ["correct horse", "stale-token-value", "t0ken"]:
        assert secret not in html
    assert 'href="/consultations/front-counters/near/"' in html


def test_a_form_that_cannot_be_read_shows_nothing_back(db: None, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    request = RequestFactory().post("/help/", {"a": "1", "b": "2", "c": "3"})

    assert typed_in(request) == []
