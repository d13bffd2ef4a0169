"""The pages that each role is led to, from the navigation and from the staff home."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, User
from tests import factories, small_world
from tests.conftest import Town

pytestmark = pytest.mark.django_db

RESPONSES = ["Responses", "Copies"]
TYPED = ["Paper, phone and email"]
FILES = ["Files of responses"]
GATHERED = ["Petitions and meetings"]
ORGANISATIONS = ["Organisations"]
REPLIES = ["Formal replies"]
ENQUIRIES = ["Questions from councils"]
READING = ["Reading and coding"]
FRAME = ["Codeframe"]
POINTS = ["Points"]
DECISIONS = ["Decisions"]
REPORTS = ["Reports"]
FIGURES = ["Figures"]
EQUALITY = ["Equality totals"]
PREPARED = ["Questions", "Translations", "Dates", "Rules of moderation", "Retention"]
RECORDS = [*RESPONSES, *TYPED, *FILES, *GATHERED, *ORGANISATIONS, *REPLIES, *ENQUIRIES]
ANALYSED = [*READING, *FRAME, *POINTS, *DECISIONS]
SEALED = [one for one in ANALYSED if one not in POINTS]  # who raises what, before the close
EVERYTHING = [*RECORDS, *ANALYSED, *REPORTS, *FIGURES, *EQUALITY, *PREPARED]
LED_TO = {
    "owner": EVERYTHING,
    "moderator": [*RESPONSES, *TYPED, *FILES, *GATHERED, *REPLIES, *SEALED],
    "analyst": [*RESPONSES, *GATHERED, *REPLIES, *ANALYSED, *REPORTS, *FIGURES, *EQUALITY],
    "decision_maker": [*RESPONSES, *GATHERED, *REPLIES, *SEALED, *REPORTS],
    "auditor": [*RESPONSES, *GATHERED, *REPLIES, *SEALED],
    "superuser": EVERYTHING,
}
AROUND = {"Your work", "Admin", "Public site"}


@pytest.fixture
def asking(town: Town) -> Consultation:
    """Open, and it asks equality questions."""
    return small_world.consultation_of(
        town, slug="front-counters", opened=True, equality_set=small_world.harmonised()
    )


def navigation(page: str) -> dict[str, str]:
    """The entries that are about the consultation, and where they lead."""
    found = re.findall(
        r'service-navigation__link" href="([^"]+)"[^>]*>(?:<strong[^>]*>)?([^<]+)<', page
    )
    return {unescape(words): href for href, words in found if words not in AROUND}


def offered(page: str) -> dict[str, str]:
    """The links of the first consultation on the staff home, without the public page."""
    group = page.split('<ul class="govuk-list cp-links')[1].split("</ul>")[0]
    found = re.findall(r'<a class="govuk-link" href="([^"]+)">([^<]+)<', group)
    return {words: href for href, words in found if words != "Public page"}


@pytest.mark.parametrize("role", LED_TO)
def test_each_role_is_led_to_what_it_may_open_and_to_nothing_else(
    role: str, asking: Consultation, request: pytest.FixtureRequest
) -> None:
    client = Client()
    client.force_login(request.getfixturevalue(role))
    page = client.get(reverse("queue", args=[asking.slug])).content.decode()
    led = navigation(page)
    assert list(led) == LED_TO[role]
    assert {client.get(href).status_code for href in led.values()} == {200}
    home = client.get("/staff/").content.decode()
    assert navigation(home) == {}
    assert offered(home) == {words: href for words, href in led.items() if words != "Responses"}


def test_those_who_decide_are_led_to_points_and_equality_totals_after_the_close(
    decision_maker: User, asking: Consultation
) -> None:
    client = Client()
    with time_machine.travel(asking.grace_ends_at + timedelta(hours=1), tick=False):
        client.force_login(decision_maker)
        led = navigation(client.get(reverse("queue", args=[asking.slug])).content.decode())
        read = [*RESPONSES, *GATHERED, *REPLIES]
        assert list(led) == [*read, *ANALYSED, *REPORTS, *EQUALITY]
        opened = {client.get(led[words]).status_code for words in ("Points", "Equality totals")}
        assert opened == {200}


@pytest.mark.parametrize("role", ["council_drafter", "council_approver"])
def test_a_council_is_led_to_none_of_it(
    role: str, asking: Consultation, request: pytest.FixtureRequest
) -> None:
    client = Client()
    client.force_login(request.getfixturevalue(role))
    assert navigation(client.get("/staff/").content.decode()) == {}


def test_a_draft_has_nothing_to_type_in_and_no_totals_where_nothing_is_asked(
    client: Client, owner: Any
) -> None:
    draft = factories.ConsultationFactory(state="DRAFT")
    client.force_login(owner)
    page = client.get(reverse("questions", args=[draft.slug])).content.decode()
    replies = (*REPLIES, *ENQUIRIES, *READING, *POINTS, *DECISIONS)
    expected = [one for one in EVERYTHING if one not in (*TYPED, *replies, *EQUALITY)]
    assert list(navigation(page)) == expected


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("petition", "Petitions and meetings"),
        ("transcription", "Paper, phone and email"),
        ("response", "Responses"),
    ],
)
def test_a_page_below_an_entry_marks_it(
    client: Client, superuser: Any, asking: Consultation, name: str, entry: str
) -> None:
    factory: Any = {
        "petition": factories.PetitionFactory,
        "transcription": factories.TranscriptionFactory,
        "response": factories.ResponseFactory,
    }[name]
    made = factory(consultation=asking)
    client.force_login(superuser)
    page = client.get(reverse(name, args=[made.pk])).content.decode()
    marked = re.findall(r'aria-current="true"><strong[^>]*>([^<]+)<', page)
    assert marked == [entry]
