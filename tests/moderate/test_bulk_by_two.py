"""A verdict on many where two people review: the first, or the second, as for one."""

from datetime import datetime
from typing import Any

import pytest

from consultation.models import (
    Answer,
    Consultation,
    Event,
    PublishedResponse,
    Response,
    Review,
    User,
)
from consultation.moderate import actions
from consultation.moderate.queries import Chosen
from tests import factories
from tests.moderate.many import outcome, states, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_two(asking: dict[str, Any]) -> dict[str, Any]:
    """The consultation asks two people."""
    Consultation.objects.filter(pk=asking["consultation"].pk).update(two_reviews=True)
    asking["consultation"].refresh_from_db()
    return asking


def given() -> list[tuple[str, str, bool]]:
    return list(Review.objects.order_by("pk").values_list("step", "verdict", "decides"))


def test_the_first_waits_and_the_second_decides(
    three: list[Response], by_two: dict[str, Any], superuser: User, now: datetime
) -> None:
    actions.ask_bulk(**by_two, verdict="RELEASE")
    work(now)
    assert states() == ["SECOND_DUE"] * 3
    assert given() == [("FIRST", "RELEASE", False)] * 3
    assert PublishedResponse.objects.count() == 0
    second = by_two | {"chosen": Chosen(state="SECOND_DUE")}
    own = actions.ask_bulk(**second, verdict="RELEASE")
    work(now)
    refusal = "You gave the first review. Another person gives the second."
    assert set(outcome(own).values()) == {refusal}
    actions.ask_bulk(**second | {"by": superuser}, verdict="RELEASE")
    work(now)
    assert states() == ["RELEASED"] * 3
    assert given()[3:] == [("SECOND", "RELEASE", True)] * 3
    assert PublishedResponse.objects.count() == 3
    assert Event.objects.filter(kind="response.first_reviewed").count() == 3
    assert Event.objects.filter(kind="response.released").count() == 3


def test_a_second_that_disagrees_is_settled_by_a_third(
    three: list[Response], by_two: dict[str, Any], superuser: User, now: datetime
) -> None:
    actions.ask_bulk(**by_two, verdict="RELEASE")
    work(now)
    second = by_two | {"by": superuser, "chosen": Chosen(state="SECOND_DUE")}
    actions.ask_bulk(**second, verdict="WITHHOLD", reason="A neighbour.")
    work(now)
    assert states() == ["DISPUTED"] * 3
    third = factories.GrantFactory(role="MODERATOR").person
    settling = by_two | {"by": third, "chosen": Chosen(state="DISPUTED")}
    actions.ask_bulk(**settling, verdict="WITHHOLD", reason="A neighbour.")
    work(now)
    assert states() == ["WITHHELD"] * 3
    assert given()[6:] == [("SETTLES", "WITHHOLD", True)] * 3


def test_an_undo_sends_the_first_of_two_back(
    three: list[Response], by_two: dict[str, Any], now: datetime
) -> None:
    job = actions.ask_bulk(**by_two, verdict="RELEASE")
    work(now)
    actions.undo_bulk(bulk_review=job, by=by_two["by"], at=now, reason="The wrong filter.")
    work(now)
    assert states() == ["RECEIVED"] * 3


def test_what_is_taken_out_comes_into_force(
    three: list[Response], asking: dict[str, Any], now: datetime
) -> None:
    answer = Answer.objects.exclude(text="").get(response=three[0])
    mark = factories.RedactionFactory(answer=answer, start=3, end=6, by=asking["by"])
    actions.ask_bulk(**asking, verdict="RELEASE")
    work(now)
    mark.refresh_from_db()
    assert mark.in_force
    public = PublishedResponse.objects.get(pk=three[0].pk).answers.exclude(text="").get()
    assert public.redactions == 1
    assert answer.text[3:6] not in public.text.split("[")[0]
