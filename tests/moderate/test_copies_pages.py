"""The pages about copies: groups by size, what one shares, and what each member adds."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string

from consultation.models import Consultation, Response, TextGroup, TextPrint, User
from consultation.moderate.queries.copy_groups import copies_of
from tests import factories
from tests.moderate.conftest import Desk
from tests.moderate.test_copies import CAMPAIGN, OTHER
from tests.moderate.test_copies_store import look, screened


def address(consultation: Consultation, query: str = "") -> str:
    return f"/staff/consultations/{consultation.slug}/copies/{query}"


@pytest.fixture
def keys(consultation: Consultation) -> list[int]:
    """Two the same, one that says otherwise and adds something, two of another text, one alone."""
    changed = CAMPAIGN.replace("ask you to", "ask you not to")
    texts = [CAMPAIGN, CAMPAIGN, f"{changed} <b>My father</b> was helped there.", OTHER, OTHER]
    found = screened(consultation, [*texts, "Nobody says what I say about the bus to Ilford."])
    look()
    return found


def test_groups_are_listed_the_largest_first(
    at_desk: Desk, consultation: Consultation, keys: list[int], analyst: User
) -> None:
    page = unescape(at_desk(analyst).get(address(consultation)).content.decode())
    assert "2 groups, the largest first." in page
    first, second = TextGroup.objects.order_by("-size")
    assert (first.size, second.size) == (3, 2)
    assert page.index(f"/staff/copies/{first.pk}/") < page.index(f"/staff/copies/{second.pk}/")
    assert "Many of us have no car and cannot walk to the next one." in page
    assert 'data-label="Responses">3</td>' in page


def test_a_group_shows_what_is_shared_and_what_each_adds(
    at_desk: Desk, consultation: Consultation, keys: list[int], analyst: User
) -> None:
    found = TextGroup.objects.get(size=3)
    page = unescape(at_desk(analyst).get(f"/staff/copies/{found.pk}/").content.decode())
    shared, each = page.split("What each adds")
    assert '<p class="govuk-body cp-words">We ask you to keep the front counter open' in shared
    assert 'Exactly the same as another</dt><dd class="govuk-summary-list__value">2</dd>' in shared
    assert 'Different texts</dt><dd class="govuk-summary-list__value">2</dd>' in shared
    assert "Waiting for review: 3" in shared
    assert each.count("Nothing but what they share.") == 2
    raw = at_desk(analyst).get(f"/staff/copies/{found.pk}/").content.decode()
    assert "&lt;b&gt;My father&lt;/b&gt; was helped there." in raw
    assert '<ins><span class="govuk-visually-hidden">[added: </span><strong>not</strong>' in each
    assert "And 2 sentences as shared." in each
    for key in keys[:3]:
        assert f'href="/staff/responses/{key}/"' in each


def test_a_group_that_became_part_of_another_leads_there(
    at_desk: Desk, consultation: Consultation, keys: list[int], analyst: User
) -> None:
    whole = TextGroup.objects.get(size=3)
    part = factories.TextGroupFactory(consultation=consultation, into=whole)
    answer: Any = at_desk(analyst).get(f"/staff/copies/{part.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/staff/copies/{whole.pk}/")
    assert at_desk(analyst).get("/staff/copies/999/").status_code == 404


def test_what_the_page_of_a_response_can_say(keys: list[int]) -> None:
    told = [
        " ".join(
            render_to_string(
                "moderate/_copies.html", {"copies": copies_of(Response.objects.get(pk=key))}
            ).split()
        )
        for key in keys
    ]
    assert "The same text as 1 other, and much like that of 1 more</a>" in told[0]
    assert "Much like the text of 2 others</a>" in told[2]
    assert "The same text as 1 other</a>" in told[3]
    assert told[5] == ""


def many_groups(consultation: Consultation, count: int) -> None:
    for number in range(count):
        factories.TextGroupFactory(consultation=consultation, size=2 + number // 2)


def test_the_list_goes_on_page_by_page_and_back(
    at_desk: Desk, consultation: Consultation, analyst: User
) -> None:
    many_groups(consultation, 60)
    desk, seen, query = at_desk(analyst), [], ""
    expected = list(TextGroup.objects.order_by("-size", "pk").values_list("pk", flat=True))
    for size in (25, 25, 10):
        context: Any = desk.get(address(consultation, query))
        rows = [group.pk for group, _words in context.context["rows"]]
        assert len(rows) == size
        seen += rows
        query, back = context.context["links"]["next"], context.context["links"]["previous"]
    assert (seen, query) == (expected, "")
    earlier: Any = desk.get(address(consultation, back))
    assert [group.pk for group, _words in earlier.context["rows"]] == expected[25:50]


def test_members_go_on_page_by_page_and_back(
    at_desk: Desk, consultation: Consultation, analyst: User
) -> None:
    found = factories.TextGroupFactory(consultation=consultation, size=30)
    for _ in range(30):
        response = factories.ResponseFactory(consultation=consultation)
        factories.TextPrintFactory(response=response, group=found)
    desk = at_desk(analyst)
    first: Any = desk.get(f"/staff/copies/{found.pk}/")
    second: Any = desk.get(f"/staff/copies/{found.pk}/{first.context['links']['next']}")
    shown = [[one["response"].pk for one in page.context["members"]] for page in (first, second)]
    every = TextPrint.objects.order_by("pk").values_list("pk", flat=True)
    assert [*shown[0], *shown[1]] == list(every)
    back: Any = desk.get(f"/staff/copies/{found.pk}/{second.context['links']['previous']}")
    assert [one["response"].pk for one in back.context["members"]] == shown[0]


@pytest.mark.parametrize("query", ["?after=x", "?after=-1", "?before=", "?after=%00", "?after=9-x"])
def test_a_place_that_is_none_is_the_start(
    at_desk: Desk, consultation: Consultation, keys: list[int], analyst: User, query: str
) -> None:
    desk = at_desk(analyst)
    assert "2 groups" in desk.get(address(consultation, query)).content.decode()
    found = TextGroup.objects.get(size=3)
    page: Any = desk.get(f"/staff/copies/{found.pk}/{query}")
    assert len(page.context["members"]) == 3


def test_beyond_the_end_there_is_a_way_back(
    at_desk: Desk, consultation: Consultation, keys: list[int], analyst: User
) -> None:
    desk, found = at_desk(analyst), TextGroup.objects.get(size=3)
    for where in (address(consultation, "?after=0-1"), f"/staff/copies/{found.pk}/?after={9**18}"):
        assert "There is nothing further on." in desk.get(where).content.decode()


def test_nothing_found_is_said(at_desk: Desk, consultation: Consultation, analyst: User) -> None:
    page = at_desk(analyst).get(address(consultation)).content.decode()
    assert "No two responses say the same in so many words" in page


def test_pages_take_as_many_queries_for_three_rows_as_for_one(
    at_desk: Desk,
    consultation: Consultation,
    analyst: User,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    desk = at_desk(analyst)
    for count in (2, 3, 4):
        screened(consultation, [CAMPAIGN] * (2 if count == 2 else 1))
        screened(consultation, [f"{OTHER} {count}"] * 2)
        look()
        found = TextGroup.objects.standing().order_by("pk")[0]
        with django_assert_num_queries(9):
            desk.get(address(consultation))
        with django_assert_num_queries(14):
            desk.get(f"/staff/copies/{found.pk}/")
