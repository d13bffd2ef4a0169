"""Words of formal replies: everybody looks through those that are released, staff through all."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.models import Consultation, Proposal, SignedReply, User
from consultation.publish import released as limits
from consultation.states import move
from tests.conftest import NOW, Town
from tests.locked import locked
from tests.moderate.screened import screen_all
from tests.reply.signed import council_of, released, signed

PAGE = "/consultations/front-counters/formal-replies/"
VIEW = "Our counters <b>are</b> needed.\n\nZwölf buses, and a café. دور ہے"


@pytest.fixture
def both(
    town: Town, consultation: Consultation, moderator: User
) -> tuple[SignedReply, SignedReply]:
    """Camden's is released; Merton's is not."""
    at = {one.station.slug: one for one in Proposal.objects.select_related("station")}
    camden = signed(
        council_of(town.camden), consultation, at=NOW, view=VIEW, says={at["holborn"]: "OPPOSE"}
    )
    merton = signed(
        council_of(town.merton), consultation, at=NOW, view="Secretly, our counters matter.",
        says={at["wimbledon"]: "SUPPORT"},
    )  # fmt: skip
    screen_all()
    return released(camden, moderator, at=NOW), merton


def names(client: Client, words: str) -> list[str]:
    """Whose replies the list shows."""
    return [row["organisation"].slug for row in client.get(PAGE, {"words": words}).context["rows"]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("counter", True), ("zwolf bus", True), ('"a cafe"', True), ("دور", True), ("", True),
        ("secretly", False), ("matter", False), ("counter -bus", False), ("library", False),
    ],
)  # fmt: skip
def test_everybody_finds_words_of_released_replies_alone(
    client: Client, both: tuple[SignedReply, SignedReply], words: str, found: bool
) -> None:
    assert names(client, words) == ([both[0].reply.organisation.slug] if found else [])


def test_what_was_found_is_marked_in_the_list_and_in_the_reply(
    client: Client, both: tuple[SignedReply, SignedReply]
) -> None:
    answer = client.get(PAGE, {"words": "needed cafe"})
    html = answer.content.decode()
    assert "&lt;b&gt;are&lt;/b&gt; <mark>needed</mark>." in html
    assert "1 published formal reply has these words." in html
    slug = both[0].reply.organisation.slug
    assert f'href="{PAGE}{slug}/?words=needed%20cafe"' in html
    page = client.get(f"{PAGE}{slug}/", {"words": "needed cafe"}).content.decode()
    assert "&lt;b&gt;are&lt;/b&gt; <mark>needed</mark>." in page
    assert "a <mark>café</mark>." in page
    assert "<mark>" not in client.get(f"{PAGE}{slug}/").content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("library", "No published formal reply has these words."),
        ("?!", "There is no word in what you typed."),
        ("-bus", "Add a word to look for."),
        ("x" * 201, "Enter 200 characters or fewer to search for"),
        ("a\x00b", "Enter words to search for"),
    ],
)
def test_what_is_not_found_or_cannot_be_looked_for_is_said(
    client: Client, both: tuple[SignedReply, SignedReply], typed: str, told: str
) -> None:
    answer = client.get(PAGE, {"words": typed})
    assert answer.status_code == 200
    assert told in answer.content.decode()


def test_what_is_taken_back_is_found_no_more(
    client: Client, both: tuple[SignedReply, SignedReply], moderator: User
) -> None:
    assert names(client, "cafe") == [both[0].reply.organisation.slug]
    move(both[0].response, "QUARANTINED", by=moderator, at=NOW)
    assert "café" not in client.get(PAGE, {"words": "cafe"}).content.decode()


def test_staff_find_words_of_all_replies(
    both: tuple[SignedReply, SignedReply], moderator: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(moderator)
    for words, one in (("secretly", both[1]), ("cafe", both[0])):
        page = client.get(
            "/staff/consultations/front-counters/responses/", {"words": words, "state": "ANY"}
        )
        assert [row["response"].pk for row in page.context["rows"]] == [one.response_id]


def test_only_the_words_of_released_replies_are_looked_at(
    client: Client, both: tuple[SignedReply, SignedReply]
) -> None:
    """Everything that anybody wrote has its words in the same table, and it is asked once."""
    with CaptureQueriesContext(connection) as context:
        assert names(client, "counter") == [both[0].reply.organisation.slug]
    asked = [one["sql"] for one in context if "consultation_receivedwords" in one["sql"]]
    assert len(asked) == 1
    assert f'"response_id" IN ({both[0].response_id})' in asked[0]
    assert "tsquery" not in asked[0].partition(" WHERE ")[2]  # the index of words is not used


@pytest.mark.django_db(transaction=True)
def test_a_search_that_takes_too_long_says_so(
    client: Client, both: tuple[SignedReply, SignedReply], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LONGEST", "200ms")
    with locked("consultation_receivedwords"):
        page = client.get(PAGE, {"words": "counter"}).content.decode()
    assert "This search takes too long. Try again, or with fewer words." in page
    assert "No published formal reply has these words." not in page
    assert 'value="counter"' in page
    assert names(client, "counter") == [both[0].reply.organisation.slug]
