"""The page of a consultation: its list, its filters, and what is near."""

import gzip
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from pytest_django.asserts import assertRedirects

from consultation.models import Consultation, ConsultationState, Response
from stations.models import Borough, Postcode
from tests import factories
from tests.conftest import Town
from tests.publish.reading import text_of
from tests.small_world import ask

PAGE = "/consultations/front-counters/"
NEAR = f"{PAGE}near/"
GOOD = "IG1 1GT"


@pytest.fixture
def postcodes(town: Town) -> None:
    """One in Redbridge, beside Ilford's counter, and one in the City, which has no proposal."""
    Postcode.objects.create(code="IG11GT", borough=town.redbridge, easting=544290, northing=186860)
    city = Borough.objects.create(
        ons_code="E09000001", name="City of London", slug="city-of-london", has_met=False
    )
    Postcode.objects.create(code="EC2N2DB", borough=city, easting=533100, northing=181300)


def cards(client: Client, query: str = "") -> list[str]:
    """The counters in the list, in its order."""
    page = client.get(f"{PAGE}{query}").content.decode()
    return re.findall(r'class="cp-card__link" href="[^"]+/proposals/([^/"]+)/"', page)


def test_the_page_shows_the_question_the_dates_and_every_counter(
    client: Client, consultation: Consultation
) -> None:
    page = client.get(PAGE)
    words = text_of(page.content)

    assert page.status_code == 200
    assert page.context["facts"] == [
        ("Closes", "11:59pm on Sunday 14 February 2027, London time"),
    ]
    assert "Which front counters should stay?" in words
    assert "From 6 front counters to 3" in words
    assert cards(client) == [
        "holborn", "kentish-town", "mitcham", "wimbledon", "barkingside", "ilford",
    ]  # fmt: skip
    assert "Camden 2 → now, as proposed 1" in words
    assert "How far people must go." in words
    assert f'href="{PAGE}respond/"' in page.content.decode()
    totals = page.context["listing"].totals
    assert (totals.close, totals.move, totals.hours, totals.keep) == (2, 1, 1, 2)


@pytest.mark.parametrize(
    ("query", "shown", "told"),
    [
        ("?borough=camden", ["holborn", "kentish-town"], "2 of 6 proposals"),
        ("?kind=close", ["holborn", "barkingside"], "2 of 6 proposals"),
        ("?kind=move", ["wimbledon"], "1 of 6 proposals"),
        ("?kind=hours", ["mitcham"], "1 of 6 proposals"),
        ("?borough=camden&kind=keep", ["kentish-town"], "1 of 6 proposals"),
        ("?borough=merton&kind=keep", [], "0 of 6 proposals"),
        ("?borough=&kind=", None, "6 proposals"),
    ],
)
def test_filters_narrow_the_list_and_stand_in_the_address(
    client: Client, consultation: Consultation, query: str, shown: list[str] | None, told: str
) -> None:
    words = text_of(client.get(f"{PAGE}{query}").content)

    assert told in words
    assert cards(client, query) == (cards(client) if shown is None else shown)
    assert ("No proposal matches what you chose." in words) is (shown == [])


def test_a_filter_can_be_taken_away_alone(client: Client, consultation: Consultation) -> None:
    chosen = client.get(f"{PAGE}?borough=camden&kind=keep").context["chosen"]

    assert chosen == [
        ("Camden", f"{PAGE}?kind=keep#proposals"),
        ("Keep", f"{PAGE}?borough=camden#proposals"),
    ]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("?borough=atlantis", "Select a borough from the list"),
        ("?kind=demolish", "Select what is proposed from the list"),
        ("?borough=%00&kind=keep", "Select a borough from the list"),
    ],
)
def test_a_filter_that_does_not_exist_is_an_error_and_everything_is_shown(
    client: Client, consultation: Consultation, query: str, error: str
) -> None:
    page = client.get(f"{PAGE}{query}")

    assert page.status_code == 200
    assert page.content.decode().count(error) == 2  # in the summary and at the field
    assert "<title>Error: " in page.content.decode()
    assert len(cards(client, query)) == 6


def test_a_postcode_orders_the_counters_by_distance(
    client: Client, consultation: Consultation, postcodes: None
) -> None:
    answer = client.post(NEAR, {"postcode": " ig11gt "})

    assertRedirects(answer, f"{PAGE}?sort=near#proposals", status_code=303)
    page = client.get(f"{PAGE}?sort=near")
    assert [(row.title, row.note) for row in page.context["listing"].shown] == [
        ("Ilford", "0 miles"),
        ("Barkingside", "1.9 miles"),
        ("Holborn", "9 miles"),
        ("Kentish Town", "9.6 miles"),
        ("Mitcham", "15.5 miles"),
        ("Wimbledon", "15.6 miles"),
    ]
    words = text_of(page.content)
    assert "Distances are in a straight line, not travel time." in words
    assert "We found your postcode in Redbridge" in words


def test_a_counter_without_a_place_comes_last(
    client: Client, consultation: Consultation, town: Town, postcodes: None
) -> None:
    type(town.ilford).objects.filter(pk=town.ilford.pk).update(easting=None, northing=None)
    client.post(NEAR, {"postcode": GOOD})

    page = client.get(f"{PAGE}?sort=near")

    rows = page.context["listing"].shown
    assert (rows[-1].title, rows[-1].note) == ("Ilford", "")
    words = text_of(page.content)
    assert "1 counter is not on the map, because its postcode is not known." in words


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter a full UK postcode, like SW1A 1AA"),
        ("IG1", "Enter a full UK postcode, like SW1A 1AA"),
        ("not a postcode", "Enter a full UK postcode, like SW1A 1AA"),
        ("IG1\x00 1GT", "Enter a full UK postcode, like SW1A 1AA"),
        ("I" * 500, "Enter a full UK postcode, like SW1A 1AA"),
        ("IG1 1ZZ", "We do not recognise this postcode – check it or choose your borough"),
    ],
)
def test_a_postcode_that_cannot_be_used_is_shown_back(
    client: Client, consultation: Consultation, postcodes: None, typed: str, error: str
) -> None:
    page = client.post(NEAR, {"postcode": typed})

    assert page.status_code == 200
    html = page.content.decode()
    assert "<title>Error: Police front counters" in html
    assert html.count(error) == 2
    assert '<a href="#id_postcode">' in html
    if typed and "\x00" not in typed:
        assert f'value="{typed}"' in html
    assert "place" not in client.cookies
    assert html.count('class="cp-card__link"') == 6


def test_a_postcode_outside_london_has_an_answer_of_its_own(
    client: Client, consultation: Consultation, postcodes: None
) -> None:
    answer = client.post(NEAR, {"postcode": "M1 1AE"})

    assertRedirects(answer, f"{PAGE}?place=outside#near", status_code=303)
    words = text_of(client.get(f"{PAGE}?place=outside").content)
    assert "That postcode is outside London" in words
    assert "respond wherever you live" in words
    assert "There is a problem" not in words


def test_the_city_has_a_police_force_of_its_own(
    client: Client, consultation: Consultation, postcodes: None
) -> None:
    client.post(NEAR, {"postcode": "EC2N 2DB"})

    words = text_of(client.get(PAGE).content)

    assert "The City of London has a police force of its own" in words


def test_a_place_can_be_forgotten(
    client: Client, consultation: Consultation, postcodes: None
) -> None:
    client.post(NEAR, {"postcode": GOOD})

    answer = client.post(NEAR, {"forget": "1"})

    assertRedirects(answer, f"{PAGE}#near", status_code=303)
    assert client.cookies["place"]["max-age"] == 0
    page = client.get(f"{PAGE}?sort=near")
    assert page.context["place"] is None
    assert not page.context["nearest_first"]


def test_a_forged_place_is_ignored(
    client: Client, consultation: Consultation, postcodes: None
) -> None:
    client.post(NEAR, {"postcode": GOOD})
    client.cookies["place"] = client.cookies["place"].value.replace("544290", "500000")

    page = client.get(f"{PAGE}?sort=near")

    assert page.status_code == 200
    assert page.context["place"] is None


def test_the_postcode_stands_in_no_address_page_cookie_or_log(
    client: Client,
    consultation: Consultation,
    postcodes: None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    answers = [client.post(NEAR, {"postcode": typed}) for typed in (GOOD, "M1 1AE")]
    page = client.get(f"{PAGE}?sort=near")

    told = " ".join(
        [
            *(answer["Location"] for answer in answers),
            *(morsel.OutputString() for morsel in client.cookies.values()),
            page.content.decode(),
            # The debug log of SQL is never on where people are served.
            *(r.getMessage() for r in caplog.records if r.name != "django.db.backends"),
        ]
    )
    for trace in ["IG1 1GT", "IG11GT", "M1 1AE", "M11AE"]:
        assert trace not in told.upper()


def test_opening_the_address_of_the_form_leads_to_the_page(
    client: Client, consultation: Consultation
) -> None:
    assertRedirects(client.get(NEAR), PAGE)
    assertRedirects(client.get(f"{NEAR}?borough=camden"), f"{PAGE}?borough=camden#proposals")
    assert client.put(NEAR).status_code == 405


def test_the_form_needs_its_token(consultation: Consultation, postcodes: None) -> None:
    page = Client(enforce_csrf_checks=True).post(NEAR, {"postcode": GOOD})

    assert page.status_code == 403
    assert "Your page was open for a long time" in page.content.decode()
    assert GOOD in page.content.decode()


@pytest.mark.parametrize("path", [PAGE, NEAR, f"{PAGE}proposals/ilford/"])
def test_a_draft_does_not_exist_for_the_public(
    client: Client, consultation: Consultation, path: str
) -> None:
    Consultation.objects.update(state=ConsultationState.DRAFT)

    assert client.get(path).status_code == 404
    assert client.post(NEAR, {"postcode": GOOD}).status_code == 404


def test_a_closed_consultation_says_so_and_shows_everything(
    client: Client, closed_consultation: Consultation
) -> None:
    path = "/consultations/front-counters-closed/"
    for page in (client.get(path), client.get(f"{path}proposals/barkingside/")):
        words = text_of(page.content)
        assert page.status_code == 200
        assert (
            "This consultation closed at 11:59pm on Monday 9 November 2026, London time." in words
        )
        assert "What happens next" in words
        assert "/respond/" not in page.content.decode()
    assert client.get(path).context["facts"][0] == (
        "Closed",
        "11:59pm on Monday 9 November 2026, London time",
    )


def test_one_that_has_not_opened_can_be_read(
    client: Client, consultation: Consultation, now: datetime
) -> None:
    Consultation.objects.update(opens_at=now + timedelta(days=1))

    page = client.get(PAGE)

    assert page.context["facts"][0] == (
        "Opens",
        "12:00pm on Tuesday 24 November 2026, London time",
    )
    assert "Not open yet" in text_of(page.content)
    assert "/respond/" not in page.content.decode()


def test_the_last_instant_still_counts(client: Client, consultation: Consultation) -> None:
    for moment, is_open in [
        (consultation.closes_at, True),
        (consultation.closes_at + timedelta(microseconds=1), False),
    ]:
        with time_machine.travel(moment, tick=False):
            assert client.get(PAGE).context["standing"].open is is_open


def test_the_list_takes_the_same_queries_for_one_row_and_for_three(
    client: Client,
    town: Town,
    postcodes: None,
    django_assert_num_queries: Callable[..., Any],
    send_response: Callable[..., Response],
) -> None:
    factories.ConsultationFactory(slug="small")
    small = Consultation.objects.get(slug="small")
    factories.ProposalFactory(consultation=small, station=town.ilford, kind="KEEP")
    path = "/consultations/small/"
    client.post(f"{path}near/", {"postcode": GOOD})
    ask(small)

    def count() -> None:
        with django_assert_num_queries(9):
            assert client.get(f"{path}?sort=near").status_code == 200

    count()
    for station in (town.holborn, town.wimbledon):
        factories.ProposalFactory(consultation=small, station=station, kind="CLOSE")
    for _number in range(3):
        send_response(small, about=[small.proposals.get(station=town.holborn)])
    count()


def test_the_whole_example_fits_into_the_budget(client: Client, db: None) -> None:
    call_command("load_register", stdout=StringIO())
    call_command("load_example", stdout=StringIO())

    for path, most in [
        ("/", 8_000),
        ("/consultations/police-front-counters-2017/", 26_000),
        ("/consultations/police-front-counters-2017/proposals/wimbledon/", 8_000),
    ]:
        page = client.get(path)
        assert page.status_code == 200
        assert len(gzip.compress(page.content)) < most, path
