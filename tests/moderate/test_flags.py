"""What moderators see of a machine's doubts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.urls import reverse

from consultation.models import Consultation, Event, FlagKind, Proposal, Response, User
from consultation.models.flag import MEANINGS, ON_ARRIVAL, SENTENCES
from consultation.moderate import actions
from consultation.respond.doubts import Doubt
from tests import factories
from tests.moderate.conftest import Desk
from tests.moderate.screened import screen_all
from tests.moderate.test_queue import address, listed

Send = Callable[..., Response]
FAST = Doubt("FAST", {"seconds": 14})
TRAP = Doubt("HONEYPOT", {"letters": 1})


def test_the_queue_shows_flags_and_can_be_narrowed_to_them(
    at_desk: Desk,
    consultation: Consultation,
    proposal: Proposal,
    send_response: Send,
    moderator: User,
) -> None:
    plain = send_response(consultation, about=[proposal])
    fast = send_response(consultation, about=[proposal], doubts=[FAST])
    both = send_response(consultation, about=[proposal], doubts=[FAST, TRAP])
    released = send_response(consultation, about=[proposal], doubts=[FAST])
    screen_all()
    actions.release(response=released, by=moderator, at=fast.received_at)
    desk = at_desk(moderator)
    for query, found in (
        ("", [plain, fast, both]),
        ("?flag=FLAGGED", [fast, both]),
        ("?flag=FAST", [fast, both]),
        ("?flag=HONEYPOT", [both]),
        ("?flag=BURST", []),
        ("?flag=FAST&state=ANY", [fast, both, released]),
    ):
        assert listed(desk, address(consultation, query)) == [one.pk for one in found], query
    page = desk.get(address(consultation, "?flag=HONEYPOT")).content.decode()
    assert "Flag: Filled in a hidden box" in page
    row = page.split(f">Response {both.pk}</a>")[1].split("</th>")[0]
    assert [label in row for label in (FlagKind.FAST.label, FlagKind.HONEYPOT.label)] == [True] * 2
    assert "Select a kind of flag from the list" in (
        desk.get(address(consultation, "?flag=NONSENSE")).content.decode()
    )


def test_flags_are_counted_by_kind_in_any_state_and_of_one_consultation(
    at_desk: Desk, consultation: Consultation, moderator: User, now: datetime
) -> None:
    for age in (timedelta(hours=24), timedelta(hours=24, seconds=1), timedelta()):
        response = factories.ResponseFactory(consultation=consultation, state="RELEASED")
        factories.FlagFactory(response=response, at=now - age)
    factories.FlagFactory()  # of another consultation
    desk = at_desk(moderator)
    section = desk.get(reverse("queue-flags", args=[consultation.slug])).content.decode()
    assert 'data-label="Last 24 hours">2</td>' in section
    assert 'data-label="In all">3</td>' in section
    assert (
        f'href="{address(consultation)}?state=ANY&amp;flag=FAST">{FlagKind.FAST.label}</a>'
        in section
    )
    assert len(listed(desk, address(consultation, "?state=ANY&flag=FAST"))) == 3
    assert FlagKind.BURST.label not in section


def test_a_response_says_why_in_a_sentence_and_nothing_happens_to_it(
    at_desk: Desk,
    consultation: Consultation,
    proposal: Proposal,
    send_response: Send,
    moderator: User,
) -> None:
    response = send_response(consultation, about=[proposal], doubts=[FAST, TRAP])
    page = unescape(at_desk(moderator).read(response))
    assert "Sent 14 seconds after it was begun. People take some minutes." in page
    assert "A box that people neither see nor reach was filled in with 1 letter." in page
    assert response.state == "RECEIVED"
    assert [one.kind for one in Event.objects.acts().filter(about=f"response:{response.pk}")] == [
        "response.received"
    ]
    plain = send_response(consultation, about=[proposal])
    assert "What a machine doubts" not in at_desk(moderator).read(plain)


def test_flags_take_no_query_more_for_three_than_for_one(
    at_desk: Desk,
    consultation: Consultation,
    proposal: Proposal,
    send_response: Send,
    moderator: User,
    django_assert_num_queries: Any,
) -> None:
    desk = at_desk(moderator)
    for _turn in range(3):
        response = send_response(consultation, about=[proposal], doubts=[FAST, TRAP])
        screen_all()
        with django_assert_num_queries(10):
            desk.client.get(address(consultation, "?flag=FLAGGED"))
        with django_assert_num_queries(24):
            desk.client.get(reverse("response", args=[response.pk]) + "?flag=FLAGGED")


def test_every_kind_has_its_meaning_and_its_sentence() -> None:
    assert set(MEANINGS) == set(FlagKind)
    # Those that are told with their numbers.
    assert set(SENTENCES) == {*ON_ARRIVAL, FlagKind.SAME_TEXT, FlagKind.LIKE_TEXT}
