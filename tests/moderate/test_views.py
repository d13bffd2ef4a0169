"""Views of the queue that a person keeps, and keys for those who want them."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, Event, SavedView, User
from consultation.moderate import rules
from tests import factories
from tests.moderate.conftest import Desk, Reader

QUERY = "channel=PAPER&flag=FLAGGED"


def views(consultation: Consultation, query: str = "") -> str:
    return reverse("queue-views", args=[consultation.slug]) + query


def save(desk: Reader, consultation: Consultation, name: str, query: str = QUERY) -> Any:
    return desk.client.post(views(consultation), {"name": name, "query": query})


def test_a_view_is_saved_listed_and_removed(
    at_desk: Desk, consultation: Consultation, moderator: User, analyst: User
) -> None:
    desk, queue = at_desk(moderator), reverse("queue", args=[consultation.slug])
    page = unescape(desk.get(f"{queue}?{QUERY}").content.decode())
    assert f'href="{views(consultation)}?{QUERY}">Save this view</a>' in page
    page = unescape(desk.get(views(consultation, f"?{QUERY}")).content.decode())
    for words in ("How it came: Paper form", "Flag: Any kind of flag"):
        assert words in page
    sent = save(desk, consultation, "  Paper   with flags ")
    assert sent["Location"] == f"{queue}?{QUERY}"
    view = SavedView.objects.get()
    assert (view.name, view.query, view.person) == ("Paper with flags", QUERY, moderator)
    page = unescape(desk.get(queue).content.decode())
    assert f'href="{queue}?{QUERY}">Paper with flags</a>' in page
    assert "Paper with flags" not in at_desk(analyst).get(queue).content.decode()
    remove = reverse("queue-view-remove", args=[view.pk])
    assert at_desk(analyst).client.post(remove).status_code == 404
    gone = desk.client.post(remove, follow=True).content.decode()
    assert "The view “Paper with flags” is removed." in gone
    assert not SavedView.objects.exists()
    kinds = Event.objects.filter(about=f"savedview:{view.pk}").order_by("pk")
    assert [one.kind for one in kinds] == ["view.saved", "view.removed"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "Enter a name for the view"),
        ("   ", "Enter a name for the view"),
        ("x" * 61, "The name must be 60 characters or less"),
        ("a\x00b", "Enter a name of letters and numbers"),
        ("old one", "You have a view called “old one” already."),
    ],
)
def test_a_bad_name_is_told_and_keeps_what_was_chosen(
    at_desk: Desk, consultation: Consultation, moderator: User, name: str, told: str
) -> None:
    factories.SavedViewFactory(person=moderator, consultation=consultation, name="Old one")
    sent = save(at_desk(moderator), consultation, name)
    page = unescape(sent.content.decode())
    assert sent.status_code == 200
    assert told in page
    assert "<title>Error:" in page
    assert f'name="query" value="{QUERY}"' in page
    assert SavedView.objects.count() == 1


def test_a_person_keeps_twenty(at_desk: Desk, consultation: Consultation, moderator: User) -> None:
    for _ in range(rules.MOST_VIEWS):
        factories.SavedViewFactory(person=moderator, consultation=consultation)
    page = unescape(save(at_desk(moderator), consultation, "One more").content.decode())
    assert "You have 20 views, which is as many as you can keep." in page
    assert SavedView.objects.count() == 20


def test_only_filters_are_kept(at_desk: Desk, consultation: Consultation, moderator: User) -> None:
    query = "channel=FAX&state=ANY&after=1-1-1&reference=7KQ4-9XWD-MHPT&next=//evil.example"
    save(at_desk(moderator), consultation, "Odd", query.replace("reference", "referenc"))
    assert SavedView.objects.get().query == "state=ANY"


def test_keys_are_off_until_they_are_switched_on(
    at_desk: Desk, consultation: Consultation, moderator: User
) -> None:
    desk, queue = at_desk(moderator), reverse("queue", args=[consultation.slug])
    assert "js/shortcuts.js" not in desk.get(queue).content.decode()
    back = f"{queue}?state=ANY"
    assert desk.client.post(reverse("shortcuts"), {"back": back})["Location"] == back
    page = desk.get(queue).content.decode()
    assert "js/shortcuts.js" in page
    assert "Turn keyboard shortcuts off" in page
    away = desk.client.post(reverse("shortcuts"), {"back": "https://evil.example/"})
    assert away["Location"] == reverse("staff")
    assert "js/shortcuts.js" not in desk.get(queue).content.decode()


def test_a_visitor_signs_in_first(client: Client, consultation: Consultation) -> None:
    for name in ("queue-views", "queue-flags"):
        assert client.get(reverse(name, args=[consultation.slug])).status_code == 302
