"""One click calls a flag false, one puts it back; both are recorded and counted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from consultation.models import (
    Consultation,
    Event,
    EventKind,
    Flag,
    Proposal,
    Response,
    Screening,
    User,
)
from consultation.moderate import actions, queries, screening
from tests import factories
from tests.moderate.conftest import Desk

Send = Callable[..., Response]
WORDS = "It is <b>too far</b>. Ring 07700 900123, or I will kill you."


@pytest.fixture
def flagged(consultation: Consultation, proposal: Proposal, send_response: Send) -> Response:
    """With a phone number and a threat."""
    response = send_response(consultation, about=[proposal], reasons=WORDS)
    actions.screen_next(clock=timezone.now)
    return response


def row() -> Screening:
    return Screening.objects.get()


def test_one_click_and_back_and_the_queue_follows(
    flagged: Response, moderator: User, at_desk: Desk, now: datetime
) -> None:
    desk = at_desk(moderator)
    threat = Flag.objects.get(kind="THREAT")
    assert (row().rank, row().tokens[-3:]) == (0, ["flag:PERSONAL", "flag:THREAT", "flagged"])
    address = reverse("flag-judge", args=[threat.pk])
    back = reverse("response", args=[flagged.pk])
    answer = desk.client.post(address, {"judgement": "FALSE", "query": "channel=PAPER"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{back}?")
    assert answer["Location"].endswith(f"#flag-{threat.pk}")
    threat.refresh_from_db()
    assert (threat.state, threat.judged_by, threat.judged_at) == ("FALSE", moderator, now)
    assert (row().rank, row().tokens[-2:]) == (1, ["flag:PERSONAL", "flagged"])
    # Again, as from a second window: a sentence, and nothing is recorded twice.
    desk.client.post(address, {"judgement": "FALSE"})
    assert "It is “Judged to be wrong” now" in unescape(desk.get(back).content.decode())
    desk.client.post(address, {"judgement": "STANDING"})
    threat.refresh_from_db()
    assert threat.state == "STANDING"
    assert row().rank == 0
    kinds = [EventKind.FLAG_DISMISSED, EventKind.FLAG_RESTORED]
    events = Event.objects.filter(kind__in=kinds).order_by("pk")
    assert [event.kind for event in events] == kinds
    assert events[0].facts | {} == {
        "response": flagged.pk, "kind_of_flag": "THREAT", "rule": "THREAT",
    }  # fmt: skip


def test_a_flag_shows_its_words_in_context_and_escaped(
    flagged: Response, moderator: User, now: datetime
) -> None:
    first, second = queries.shown_flags(flagged)
    assert (first.flag.kind, first.words, first.after) == ("THREAT", "I will kill you", ".")
    assert (second.before, second.words) == ("It is <b>too far</b>. Ring ", "07700 900123")
    page = render_to_string("moderate/_flag.html", {"one": second, "may_judge": True, "query": ""})
    assert "It is &lt;b&gt;too far&lt;/b&gt;. Ring <mark>07700 900123</mark>, or I" in page
    assert "This flag is false" in page
    assert f"Rule PHONE, version {screening.VERSION}." in page
    actions.judge_flag(flag=second.flag, false=True, by=moderator, at=now)
    shown = queries.shown_flags(flagged)
    assert [one.is_false for one in shown] == [False, True]
    page = render_to_string("moderate/_flag.html", {"one": shown[1], "may_judge": False})
    assert "Called false by Mo Moderator" in page
    assert "<button" not in page


def test_rules_are_counted_by_how_often_they_were_false(
    consultation: Consultation,
    flagged: Response,
    moderator: User,
    analyst: User,
    at_desk: Desk,
    now: datetime,
) -> None:
    for _number in range(2):
        factories.FlagFactory(response=factories.ResponseFactory(consultation=consultation))
    factories.FlagFactory()  # of another consultation
    actions.judge_flag(flag=Flag.objects.get(rule="PHONE"), false=True, by=moderator, at=now)
    counted = {
        (one.kind.value, one.rule): (one.found, one.false, one.standing)
        for one in queries.flag_quality(consultation)
    }
    assert counted == {
        ("FAST", ""): (2, 0, 2),
        ("PERSONAL", "PHONE"): (1, 1, 0),
        ("THREAT", "THREAT"): (1, 0, 1),
    }
    page = at_desk(analyst).get(reverse("queue-flags", args=[consultation.slug]))
    text = page.content.decode()
    assert "Phone number" in text
    assert "(100%)" in text


def test_flags_are_counted_once_a_minute(
    consultation: Consultation, now: datetime, django_assert_num_queries: Any
) -> None:
    def counted() -> tuple[int, int]:
        by_kind = queries.flags_by_kind(consultation, since=now)
        return by_kind[0][1], queries.flag_quality(consultation)[0].found

    for seconds, asked, found in ((0, 2, 1), (59, 0, 1), (61, 2, 3)):
        factories.FlagFactory(response=factories.ResponseFactory(consultation=consultation))
        with (
            time_machine.travel(now + timedelta(seconds=seconds), tick=False),
            django_assert_num_queries(asked),
        ):
            assert counted() == (found, found)


def test_only_who_may_review_may_judge(flagged: Response, analyst: User, at_desk: Desk) -> None:
    flag = Flag.objects.get(kind="THREAT")
    answer = at_desk(analyst).client.post(reverse("flag-judge", args=[flag.pk]), {})
    assert answer.status_code == 403
    flag.refresh_from_db()
    assert flag.state == "STANDING"
    assert at_desk(analyst).get(reverse("flag-judge", args=[flag.pk])).status_code == 403
