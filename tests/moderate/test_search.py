"""Staff look for words in all that was written, published or not, within what they may read."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from consultation.audit.actions import erase
from consultation.models import (
    Consultation,
    Event,
    Ground,
    Proposal,
    ReceivedWords,
    Response,
    Role,
    SavedView,
    User,
)
from consultation.moderate import queries
from consultation.moderate.queries import walk
from tests import factories
from tests.conftest import Town, account, with_app
from tests.moderate.conftest import Desk, Reader
from tests.moderate.marks import release
from tests.moderate.screened import screen_all

Send = Callable[..., Response]

TEXTS = ["The Café is closed", "Zebra crossing <b>here</b>", "A zebra and the Café", "zebra\x02"]


@pytest.fixture
def sent(
    consultation: Consultation, proposal: Proposal, send_response: Send, now: datetime
) -> list[Response]:
    """The oldest first, as in the queue."""
    return [
        send_response(
            consultation, about=[proposal], reasons=words, at=now - timedelta(days=5 - place)
        )
        for place, words in enumerate(TEXTS)
    ]


def looked_for(desk: Reader, consultation: Consultation, words: str, **more: str) -> str:
    screen_all()
    page = desk.client.get(
        reverse("queue", args=[consultation.slug]), {"words": words, **more}
    )  # fmt: skip
    assert page.status_code == 200
    return page.content.decode()


def numbers(page: str) -> list[int]:
    return [int(one) for one in re.findall(r">Response (\d+)</a>", page)]


def told(page: str) -> str:
    found = re.search(r'role="status">([^<]*)<', page)
    assert found is not None
    return unescape(found[1])


@pytest.mark.parametrize("walked", [8_000, 1])
@pytest.mark.parametrize(
    ("typed", "places", "status"),
    [
        ("cafe", [0, 2], "2 responses, the oldest first."),
        ("ZEBRA", [1, 2, 3], "3 responses, the oldest first."),
        ("zebra -cafe", [1, 3], "2 responses, the oldest first."),
        ('"zebra crossing"', [1], "1 response."),
        ("giraffe", [], "0 responses."),
        ("-zebra", [], "Add a word to look for: a minus only takes responses away."),
        ("?!", [], "There is no word in what you typed."),
    ],
)
def test_words_are_found_on_every_way(
    at_desk: Desk, consultation: Consultation, moderator: User, sent: list[Response],
    monkeypatch: pytest.MonkeyPatch, walked: int, typed: str, places: list[int], status: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(walk, "WALKED", walked)
    monkeypatch.setattr(walk, "PROBED", walked)
    page = looked_for(at_desk(moderator), consultation, typed)
    assert (numbers(page), told(page)) == ([sent[place].pk for place in places], status)


def test_what_was_found_is_marked_and_no_markup_comes_through(
    at_desk: Desk, consultation: Consultation, moderator: User, sent: list[Response]
) -> None:
    page = looked_for(at_desk(moderator), consultation, "zebra crossing")
    assert "<mark>Zebra</mark> <mark>crossing</mark> &lt;b&gt;here&lt;/b&gt;" in page


def test_in_any_state_and_in_other_filters(
    at_desk: Desk, consultation: Consultation, moderator: User, sent: list[Response],
    now: datetime,
) -> None:  # fmt: skip
    screen_all()
    release(sent[1], by=moderator, at=now)
    desk = at_desk(moderator)
    assert numbers(looked_for(desk, consultation, "zebra")) == [sent[2].pk, sent[3].pk]
    every = [sent[2].pk, sent[3].pk, sent[1].pk]
    assert sorted(numbers(looked_for(desk, consultation, "zebra", state="ANY"))) == sorted(every)
    page = looked_for(desk, consultation, "crossing")
    assert numbers(page) == []
    onward = re.search(r'href="([^"]*)">Look in responses of any state', page)
    assert onward is not None
    assert numbers(desk.client.get(unescape(onward[1])).content.decode()) == [sent[1].pk]
    assert numbers(looked_for(desk, consultation, "zebra", channel="PAPER")) == []
    assert numbers(looked_for(desk, consultation, "zebra", station="barkingside")) == every[:2]


def test_who_reads_a_borough_finds_what_is_of_it(
    at_desk: Desk, consultation: Consultation, sent: list[Response], town: Town,
    send_response: Send,
) -> None:  # fmt: skip
    holborn = consultation.proposals.get(station__slug="holborn")
    other = send_response(consultation, about=[holborn], reasons="zebra elsewhere")
    person = account(Role.MODERATOR, "Mona", borough=town.redbridge)
    keys = numbers(looked_for(at_desk(person), consultation, "zebra"))
    assert keys == [one.pk for one in sent[1:]]
    assert other.pk not in keys


def test_looking_is_an_event_without_the_words(
    at_desk: Desk, consultation: Consultation, moderator: User, sent: list[Response]
) -> None:
    looked_for(at_desk(moderator), consultation, "zebra")
    event = Event.objects.filter(kind="responses.listed").latest("pk")
    assert event.by == moderator.pk
    assert "zebra" not in str(event.facts)
    assert event.facts["query"] != 0


def test_a_search_takes_as_many_queries_for_three_as_for_one(
    at_desk: Desk, consultation: Consultation, moderator: User, sent: list[Response],
    django_assert_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    desk = at_desk(moderator)
    looked_for(desk, consultation, "zebra")
    for words in ("crossing", "zebra"):
        with django_assert_num_queries(10):  # as without
            desk.client.get(reverse("queue", args=[consultation.slug]), {"words": words})


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("x" * 10_000, "Enter 200 characters or fewer to look for"),
     ("a\x00b", "Enter words of letters and numbers")],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_said_beside_the_box(
    at_desk: Desk, consultation: Consultation, moderator: User, sent: list[Response], typed: str,
    reason: str,
) -> None:  # fmt: skip
    page = looked_for(at_desk(moderator), consultation, typed)
    assert reason in page
    assert len(numbers(page)) == len(sent)


def test_restricted_words_are_not_looked_through(
    at_desk: Desk, consultation: Consultation, moderator: User, sent: list[Response],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    factories.RestrictionFactory(response=sent[1])
    for walked in (8_000, 1):
        monkeypatch.setattr(walk, "WALKED", walked)
        keys = numbers(looked_for(at_desk(moderator), consultation, "zebra"))
        assert keys == [sent[2].pk, sent[3].pk]


def test_erased_words_are_found_no_more(sent: list[Response], owner: User, now: datetime) -> None:
    screen_all()
    assert ReceivedWords.objects.count() == len(sent)
    with transaction.atomic():  # the database looks at both at its end
        guardian = with_app(owner)
    erase(subjects=[sent[1]], ground=Ground.ASKED, reason="Asked for.", by=guardian, at=now)
    left = set(ReceivedWords.objects.values_list("pk", flat=True))
    assert left == {one.pk for one in sent} - {sent[1].pk}


def test_accepting_stores_no_words(sent: list[Response]) -> None:
    assert not ReceivedWords.objects.exists()


def test_no_verdict_is_given_to_many_by_their_words(
    at_desk: Desk, consultation: Consultation, moderator: User, sent: list[Response],
    now: datetime,
) -> None:  # fmt: skip
    desk = at_desk(moderator)
    page = looked_for(desk, consultation, "zebra")
    decide = reverse("bulk-decide", args=[consultation.slug])
    assert decide not in page
    told = desk.client.get(f"{decide}?words=zebra&verdict=RELEASE").content.decode()
    assert "What was found by its words is decided on one by one" in told
    chosen = queries.Chosen.of({"words": "zebra"})
    assert not queries.matching(consultation, chosen, by=moderator, at=now).exists()


def test_a_kept_view_and_the_next_one(
    at_desk: Desk, consultation: Consultation, moderator: User, sent: list[Response]
) -> None:
    desk = at_desk(moderator)
    looked_for(desk, consultation, "zebra")
    where = reverse("queue-views", args=[consultation.slug])
    typed = {"name": "Animals", "query": "words=zebra&channel=ONLINE"}
    assert desk.client.post(where, typed).status_code == 302
    assert SavedView.objects.get().query == "channel=ONLINE"
    page = desk.client.get(reverse("response", args=[sent[1].pk]) + "?words=zebra")
    assert f"/{sent[2].pk}/?words=zebra" in page.content.decode()
    assert f"/{sent[0].pk}/?words=zebra" not in page.content.decode()
