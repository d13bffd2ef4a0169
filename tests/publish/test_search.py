"""Looking for words in what was released: found as people type them, and nothing that is hidden."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from consultation.models import (
    Consultation,
    Proposal,
    PublishedAnswer,
    PublishedWords,
    Response,
    User,
)
from consultation.publish import released, searched
from consultation.search import SIGNS, Sought, plain, sought
from consultation.states import move
from tests import factories
from tests.conftest import Town
from tests.moderate.marks import release, take_out
from tests.publish.reading import text_of

Send = Callable[..., Response]
Say = Callable[..., Response]

TEXTS = {
    "cafe": "The Café next door – “police” as well; it’s don’t-close-it weather.",
    "polish": "Nie zamykajcie posterunku w Łodzi Żoliborz.",
    "bengali": "থানা বন্ধ করবেন না।",
    "urdu": "تھانے کو بند نہ کریں۔",
    "emoji": "I love it 👍 and Will Smith does.",
    "phrase": "The front counter is closing, and the bus is late.",
    "apart": "The counter stands in front of me: closed.",
    "markup": 'Keep <b>Ilford</b> <script>alert(1)</script> & "counter".',
}


@pytest.fixture
def say(
    consultation: Consultation, proposal: Proposal, send_response: Send, moderator: User,
    now: datetime,
) -> Say:  # fmt: skip
    """A response with these words, released."""

    def said(words: str, **more: Any) -> Response:
        sent = send_response(consultation, about=[proposal], reasons=words, **more)
        release(sent, by=moderator, at=now)
        return sent

    return said


@pytest.fixture
def texts(say: Say, now: datetime) -> dict[str, Response]:
    """Of one day each, the newest first."""
    return {
        name: say(words, at=now - timedelta(days=day))
        for day, (name, words) in enumerate(TEXTS.items())
    }


def looked_for(client: Client, consultation: Consultation, words: str, **more: str) -> str:
    where = reverse("published-responses", args=[consultation.slug])
    page = client.get(where, {"words": words, **more})
    assert page.status_code == 200
    return page.content.decode()


def numbers(page: str) -> list[int]:
    return [int(one) for one in re.findall(r">Response (\d+)</a>", page)]


def status(page: str) -> str:
    found = re.search(r'role="status">([^<]*)<', page)
    assert found is not None
    return unescape(found[1])


def marks(page: str) -> list[str]:
    return [unescape(one) for one in re.findall("<mark>(.*?)</mark>", page)]


# What is typed, whose words are found, and which are marked.
FOUND: dict[str, tuple[list[str], list[str]]] = {
    "cafe": (["cafe"], ["Café"]),
    "CAFÉ": (["cafe"], ["Café"]),
    "police": (["cafe"], ["police"]),
    "weather": (["cafe"], ["weather"]),
    "buses": (["phrase"], ["bus"]),
    "zoliborz": (["polish"], ["Żoliborz"]),
    "Łódź or łodzi": (["polish"], ["Łodzi"]),
    "থানা": (["bengali"], ["থানা"]),
    "না": (["bengali"], ["না"]),
    "کریں": (["urdu"], ["کریں"]),
    "👍": (["emoji"], ["👍"]),
    "Will": (["emoji"], ["Will"]),
    "close": (["cafe", "phrase", "apart"], ["close", "closing", "closed"]),
    "counter front": (["phrase", "apart"], ["front", "counter", "counter", "front"]),
    '"front counter"': (["phrase"], ["front", "counter"]),
    "“front counter”": (["phrase"], ["front", "counter"]),
    "counter -bus": (["apart", "markup"], ["counter", "counter"]),
    "bus or weather": (["cafe", "phrase"], ["weather", "bus"]),
    "the counter": (["phrase", "apart", "markup"], ["counter"] * 3),
    "ilford": (["markup"], ["Ilford"]),
    "script": (["markup"], ["script", "script"]),
    "alert(1)": (["markup"], ["alert", "1"]),
    "nowhere": ([], []),
    "counter nowhere": ([], []),
}


def test_words_are_found_as_people_type_them(
    client: Client, consultation: Consultation, texts: dict[str, Response]
) -> None:
    names = {one.pk: name for name, one in texts.items()}
    pages = {typed: looked_for(client, consultation, typed) for typed in FOUND}
    found = {one: ([names[key] for key in numbers(pages[one])], marks(pages[one])) for one in pages}
    assert found == FOUND


def test_a_mark_lets_no_markup_through(
    client: Client, consultation: Consultation, texts: dict[str, Response], say: Say
) -> None:
    page = looked_for(client, consultation, "ilford")
    assert "&lt;b&gt;<mark>Ilford</mark>&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;" in page
    trick = say("Trick \x02<i>\x03 <mark>zebra</mark> &lt;zebra&gt;")
    where = reverse("published-response", args=[consultation.slug, trick.pk])
    for page in (
        looked_for(client, consultation, "zebra"),
        client.get(where, {"words": "zebra"}).content.decode(),
    ):
        assert "&lt;i&gt;" in page
        assert "&lt;mark&gt;<mark>zebra</mark>&lt;/mark&gt; &amp;lt;<mark>zebra</mark>" in page


TOLD = {
    "?!… —": "There is no word in what you typed. Enter letters or numbers.",
    "-bus": "Add a word to look for. A minus only takes responses away.",
    "-bus -counter": "Add a word to look for. A minus only takes responses away.",
    "nowhere": "No published response has these words.",
    "bus": "1 published response has these words.",
    "counter": "3 published responses have these words, the newest first.",
    "the": "3 published responses have these words, the newest first.",
    "   ": "8 published responses, the newest first.",
}


def test_the_list_says_what_was_found_or_why_nothing_is_looked_for(
    client: Client, consultation: Consultation, texts: dict[str, Response]
) -> None:
    assert {typed: status(looked_for(client, consultation, typed)) for typed in TOLD} == TOLD


def test_nothing_found_has_a_tip_and_a_way_back(
    client: Client, consultation: Consultation, texts: dict[str, Response]
) -> None:
    page = text_of(unescape(looked_for(client, consultation, "nowhere")))
    assert "No published response has these words. Try fewer words" in page
    assert "stands between two. Show all of them" in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [("x" * 10_000, "Enter 200 characters or fewer to search for"),
     ("a\x00b", "Enter words to search for")],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_kept_in_the_box_with_the_reason(
    client: Client, consultation: Consultation, texts: dict[str, Response], typed: str, told: str
) -> None:
    page = looked_for(client, consultation, typed)
    assert told in page
    assert len(numbers(page)) == len(TEXTS)
    if "\x00" not in typed:
        assert f'value="{typed}"' in page


def test_no_sign_breaks_it(
    client: Client, consultation: Consultation, texts: dict[str, Response]
) -> None:
    for typed in (
        "(((", "a & | ! <-> b:*", "'; DROP TABLE x; --", "%s %(x)s {0}", "\\", '"', '"a', "- -",
        "--a", "\u202eabc", "or", "or or",
    ):  # fmt: skip
        looked_for(client, consultation, typed, station="barkingside", position="OPPOSE")


NARROWED: list[tuple[dict[str, str], list[int]]] = [
    ({}, [0, 1, 2, 3]),
    ({"station": "barkingside"}, [0, 2]),
    ({"position": "OPPOSE"}, [0, 3]),
    ({"station": "barkingside", "position": "OPPOSE"}, [0]),
    ({"borough": "camden"}, [1, 2]),
    ({"borough": "camden", "position": "SUPPORT", "station": "holborn"}, [1]),
    ({"borough": "merton"}, []),
    ({"borough": "nowhere"}, [0, 1, 2, 3]),
]


@pytest.mark.parametrize("walked", [4_000, 1])
def test_words_and_filters_narrow_together_whichever_way_they_are_found(
    client: Client, consultation: Consultation, send_response: Send, moderator: User,
    now: datetime, town: Town, monkeypatch: pytest.MonkeyPatch, walked: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(searched, "WALKED", walked)
    by = {one.station.slug: one for one in consultation.proposals.select_related("station")}
    plans: list[tuple[str, str, Any]] = [
        ("barkingside", "OPPOSE", town.redbridge), ("holborn", "SUPPORT", town.camden),
        ("barkingside", "SUPPORT", town.camden), ("holborn", "OPPOSE", None),
    ]  # fmt: skip
    rows = [
        send_response(
            consultation, about=[by[station]], stance=stance, borough=borough, reasons="Zebra!",
            at=now - timedelta(days=days),
        )
        for days, (station, stance, borough) in enumerate(plans)
    ]  # fmt: skip
    for one in rows:
        release(one, by=moderator, at=now)
    at = {one.pk: place for place, one in enumerate(rows)}
    found = [
        (more, [at[key] for key in numbers(looked_for(client, consultation, "zebra", **more))])
        for more, _places in NARROWED
    ]
    assert found == NARROWED


@pytest.mark.parametrize("walked", [4_000, 1])
def test_pages_lead_on_and_back_with_words_and_filters(
    client: Client, consultation: Consultation, say: Say, now: datetime,
    monkeypatch: pytest.MonkeyPatch, walked: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(searched, "WALKED", walked)
    monkeypatch.setattr(released, "A_PAGE", 2)
    keys = [say("Zebra crossing", at=now - timedelta(days=day)).pk for day in (0, 0, 1, 2, 3)]
    keys[:2] = reversed(keys[:2])  # of one day the last number comes first
    say("Nothing of it")
    page, seen = looked_for(client, consultation, "zebra crossing", station="barkingside"), []
    where = reverse("published-responses", args=[consultation.slug])
    for _turn in range(3):
        seen.append(numbers(page))
        assert marks(page) == ["Zebra", "crossing"] * len(seen[-1])
        onward = re.search(r'href="(\?[^"]*after=[^"]+)" rel="next"', page)
        if onward:
            assert "station=barkingside&amp;words=zebra+crossing" in onward[1]
            page = client.get(where + unescape(onward[1])).content.decode()
    assert seen == [keys[:2], keys[2:4], keys[4:]]
    back = re.search(r'href="(\?[^"]*before=[^"]+)" rel="prev"', page)
    assert back is not None
    assert numbers(client.get(where + unescape(back[1])).content.decode()) == keys[2:4]


@pytest.mark.parametrize("walked", [4_000, 1])
def test_the_count_goes_no_further_than_it_must(
    client: Client, consultation: Consultation, say: Say, monkeypatch: pytest.MonkeyPatch,
    walked: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(searched, "WALKED", walked)
    monkeypatch.setattr(released, "MOST_COUNTED", 2)
    for _one in range(4):
        say("Zebra")
    told = "More than 2 published responses have these words, the newest first."
    assert status(looked_for(client, consultation, "zebra")) == told


def test_only_this_consultation_is_looked_through(
    client: Client, consultation: Consultation, closed_consultation: Consultation, say: Say,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    say("Zebra")
    for walked in (4_000, 0):
        monkeypatch.setattr(searched, "WALKED", walked)
        assert numbers(looked_for(client, closed_consultation, "zebra")) == []


def test_words_of_a_response_may_stand_in_several_answers(
    client: Client, consultation: Consultation, say: Say
) -> None:
    one = say("Parking is hard", instead="for the disabled")
    page = looked_for(client, consultation, "disabled parking")
    assert numbers(page) == [one.pk]
    assert marks(page) == ["Parking", "disabled"]


def test_a_search_takes_as_many_queries_for_three_as_for_one(
    client: Client, consultation: Consultation, texts: dict[str, Response],
    django_assert_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    for words in ("bus", "counter"):
        cache.clear()
        with django_assert_num_queries(17):  # four begin and end what has a limit
            looked_for(client, consultation, words)


def test_a_response_that_was_found_shows_the_words_and_stays_at_its_address(
    client: Client, consultation: Consultation, texts: dict[str, Response]
) -> None:
    page = looked_for(client, consultation, "front counter")
    link = re.search(rf'href="(/[^"]*/{texts["phrase"].pk}/\?words=[^"]*)"', page)
    assert link is not None
    assert link[1].endswith("?words=front%20counter")
    one = client.get(link[1]).content.decode()
    assert marks(one) == ["front", "counter"]
    assert "Marked is what you looked for: front counter" in one
    assert marks(client.get(link[1].partition("?")[0]).content.decode()) == []


def every_published_word() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(words::text, ' '), '') FROM "
                       "consultation_publishedwords")  # fmt: skip
        return str(cursor.fetchone()[0])


def test_no_search_finds_what_is_not_public(
    client: Client, consultation: Consultation, proposal: Proposal, send_response: Send,
    say: Say, moderator: User, now: datetime,
) -> None:  # fmt: skip
    """Waiting, redacted before and after release, withheld, taken back, not to be published."""
    send_response(consultation, about=[proposal], reasons="canary waiting")
    before = send_response(consultation, about=[proposal], reasons="I am canary Okafor. Call me.")
    take_out(before, "canary Okafor", by=moderator, at=now)
    release(before, by=moderator, at=now)
    after = say("I am canary Mensah. Ring me.")
    take_out(after, "canary Mensah", by=moderator, at=now)
    back = say("canary back")
    move(back, "QUARANTINED", by=moderator, at=now)
    again = say("canary again")
    move(again, "RECEIVED", by=moderator, at=now)
    withheld = send_response(consultation, about=[proposal], reasons="canary withheld")
    release(withheld, by=moderator, at=now)
    move(withheld, "RECEIVED", by=moderator, at=now)
    move(withheld, "WITHHELD", by=moderator, at=now)
    for words in ("canary", "Okafor", "Mensah", "canary or Okafor", '"canary back"'):
        assert numbers(looked_for(client, consultation, words)) == [], words
    assert "canari" not in every_published_word()
    assert numbers(looked_for(client, consultation, "call or ring")) == [after.pk, before.pk]


def test_words_follow_the_public_copy_whoever_changes_it(
    consultation: Consultation, say: Say
) -> None:
    one = say("Zebra")
    answer = PublishedAnswer.objects.get(published=one.pk, text="Zebra")

    def found(word: str) -> bool:
        query = sought(word)
        return searched.keys(consultation, query, {}, searched.Way(), most=2, count_to=2) == (
            [one.pk],
            1,
        )

    assert found("zebra")
    PublishedAnswer.objects.filter(pk=answer.pk).update(text="Giraffe")
    assert (found("zebra"), found("giraffe")) == (False, True)
    PublishedAnswer.objects.filter(published=one.pk).delete()
    assert not PublishedWords.objects.exists()


def test_choices_alone_have_no_words(consultation: Consultation) -> None:
    factories.PublishedAnswerFactory(published__consultation=consultation)
    assert not PublishedWords.objects.exists()


@pytest.mark.django_db
def test_the_database_has_the_same_signs() -> None:
    every = "".join(chr(code) for code in range(1, 0x3100) if not 0xD800 <= code < 0xE000)
    every += "\ufeff\uff01\uff0e\uff1a\uff20\uff21"
    with connection.cursor() as cursor:
        cursor.execute("SELECT counterpoint_plain(%s)", [every])
        assert cursor.fetchone()[0] == SIGNS.sub(" ", every)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("don’t  co-op", "don t  co op"), ("-bus a-b - c", "-bus a b   c"), ("“a b”", '"a b"'),
     ("a@b.co", "a b co"), ("x --y", "x   y")],
)  # fmt: skip
def test_signs_that_mean_something_are_kept(typed: str, read: str) -> None:
    assert plain(typed) == read


def test_a_text_of_many_words_is_stored(consultation: Consultation) -> None:
    copy = factories.PublishedResponseFactory(
        response__consultation=consultation, consultation=consultation
    )
    long = " ".join(f"{number:x}ß" for number in range(120_000))
    factories.PublishedAnswerFactory(published=copy, choice="", text=f"zebra {long}")
    asked = searched.keys(
        consultation, Sought("zebra", "'zebra'"), {}, searched.Way(), most=1, count_to=1
    )
    assert asked == ([copy.pk], 1)
