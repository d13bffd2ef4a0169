"""Paging in the admin: by key, counted as far as anybody reads, the same cost however deep."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.models import Event, User

pytestmark = pytest.mark.django_db
EVENTS = "/admin/consultation/event/"


def many(number: int, now: datetime, kind: str = "response.received") -> list[int]:
    made = Event.objects.bulk_create(
        Event(kind=kind, about=f"response:{n}", actor="public", at=now) for n in range(number)
    )
    return [event.pk for event in made]


def page(client: Client, address: str = EVENTS) -> str:
    return client.get(address).content.decode()


def listed(text: str) -> list[int]:
    return [int(key) for key in re.findall(r'name="_selected_action" value="(\d+)"', text)] or [
        int(key) for key in re.findall(r"/admin/consultation/event/(\d+)/change/", text)
    ]


def link(text: str, rel: str) -> str:
    found = re.search(rf'<a href="(\?[^"]*)" rel="{rel}">', text)
    return EVENTS + found[1].replace("&amp;", "&") if found else ""


def test_every_row_is_on_exactly_one_page_there_and_back(
    client: Client, superuser: User, now: datetime
) -> None:
    client.force_login(superuser)
    made = many(120, now)[::-1]
    first = page(client)
    second = page(client, link(first, "next"))
    third = page(client, link(second, "next"))
    assert [listed(one) for one in (first, second, third)] == [made[:50], made[50:100], made[100:]]
    assert (link(first, "prev"), link(third, "next")) == ("", "")
    assert "120 events" in third
    back = page(client, link(third, "prev"))
    assert listed(back) == made[50:100]
    assert listed(page(client, link(back, "prev"))) == made[:50]
    assert link(page(client, link(back, "prev")), "prev") == ""


def test_a_page_stays_put_while_others_work(client: Client, superuser: User, now: datetime) -> None:
    client.force_login(superuser)
    made = many(60, now)[::-1]
    second = link(page(client), "next")
    many(5, now)
    assert listed(page(client, second)) == made[50:]


def test_pages_keep_the_filter_and_a_filter_begins_at_the_first_page(
    client: Client, superuser: User, now: datetime
) -> None:
    client.force_login(superuser)
    wanted = many(55, now, "response.released")[::-1]
    many(55, now)
    first = page(client, f"{EVENTS}?kind__exact=response.released")
    second = link(first, "next")
    assert listed(page(client, second)) == wanted[50:]
    other = re.search(r'href="(\?[^"]*kind__exact=response.received[^"]*)"', page(client, second))
    assert other is not None
    assert "older" not in other[1]


@pytest.mark.parametrize("mark", ["x", "-1", "9" * 30, "1.5", "%00", ""])
def test_what_is_no_mark_is_the_first_page(
    client: Client, superuser: User, now: datetime, mark: str
) -> None:
    client.force_login(superuser)
    made = many(3, now)[::-1]
    assert listed(page(client, f"{EVENTS}?older={mark}")) == made


def test_a_long_list_is_estimated_and_a_narrowed_one_is_counted_so_far(
    client: Client, superuser: User, now: datetime
) -> None:
    client.force_login(superuser)
    many(2_001, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE consultation_event")
    assert "About 2,001 events" in page(client)
    assert "More than 2,000 events" in page(client, f"{EVENTS}?actor=public")


def test_a_deep_page_takes_the_same_queries_and_skips_no_rows(
    client: Client, superuser: User, now: datetime, django_assert_num_queries: Any
) -> None:
    client.force_login(superuser)
    many(160, now)
    first = page(client)
    with CaptureQueriesContext(
        connection,
    ) as shallow:
        page(client)
    deep = link(page(client, link(first, "next")), "next")
    with CaptureQueriesContext(connection) as far:
        page(client, deep)
    assert len(far) == len(shallow)
    assert not [one for one in far if "OFFSET" in one["sql"]]


@pytest.mark.parametrize(
    ("typed", "found"), [("response:2", 1), ("response:", 0), ("RESPONSE:2", 0)]
)
def test_events_are_found_by_the_exact_name_of_a_row(
    client: Client, superuser: User, now: datetime, typed: str, found: int
) -> None:
    client.force_login(superuser)
    many(4, now)
    assert len(listed(page(client, f"{EVENTS}?q={typed}"))) == found
