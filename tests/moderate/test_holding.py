"""Taking a response: never two at the same one, never one's own second review, never for ever."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from random import Random
from threading import Barrier, Thread
from time import sleep
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from consultation.models import (
    Consultation,
    Event,
    FlagKind,
    Proposal,
    Response,
    Role,
    Screening,
    User,
)
from consultation.moderate import actions, rules
from consultation.moderate.queries import Chosen
from consultation.states import Refused
from tests import factories
from tests.conftest import account
from tests.moderate.conftest import Desk
from tests.moderate.screened import screen, screen_all

ALL = Chosen()


@pytest.fixture
def another(db: None) -> User:
    """A second moderator."""
    return account(Role.MODERATOR, "Maya Moderator", is_staff=True)


def waiting(consultation: Consultation, at: datetime, age: int = 1, **fields: Any) -> Response:
    """Screened, and received so many hours ago."""
    received = at - timedelta(hours=age)
    made: Response = factories.ResponseFactory(
        consultation=consultation, begun_at=received, received_at=received, **fields
    )
    screen(made)
    return made


def holder(response: Response) -> Any:
    return Screening.objects.get(pk=response.pk).held_by


def events(kind: str) -> int:
    return Event.objects.filter(kind=kind).count()


def following(consultation: Consultation, by: User, at: datetime, chosen: Chosen = ALL) -> Any:
    return actions.take_next(consultation=consultation, chosen=chosen, by=by, at=at)


def test_the_next_is_the_oldest_and_urgent_ones_come_first(
    consultation: Consultation, moderator: User, now: datetime
) -> None:
    late, early = waiting(consultation, now, 1), waiting(consultation, now, 2)
    urgent = factories.ResponseFactory(consultation=consultation)
    factories.FlagFactory(response=urgent, kind=FlagKind.THREAT)
    screen(urgent)
    waiting(consultation, now, 9, state="RELEASED")
    taken = [following(consultation, moderator, now) for _ in range(4)]
    assert taken == [urgent, early, late, None]
    assert [holder(one) for one in taken[:3]] == [moderator] * 3
    assert events("response.taken") == 3
    event = Event.objects.filter(kind="response.taken").earliest("pk")
    assert (event.about, event.by, event.consultation, event.facts) == (
        f"response:{urgent.pk}", moderator.pk, consultation.pk, {"minutes": 30},
    )  # fmt: skip


def test_the_next_of_a_list_is_of_that_list(
    consultation: Consultation, moderator: User, now: datetime
) -> None:
    waiting(consultation, now, 3)
    paper = waiting(consultation, now, 2, channel="PAPER")
    quarantined = waiting(consultation, now, 1, state="QUARANTINED")
    waiting(consultation, now, 4, state="EXCLUDED")
    assert following(consultation, moderator, now, Chosen(channel="PAPER")) == paper
    assert following(consultation, moderator, now, Chosen(state="QUARANTINED")) == quarantined
    assert following(consultation, moderator, now, Chosen(state="EXCLUDED")) is None


def test_what_another_holds_is_refused_until_it_is_let_go_or_half_an_hour_is_over(
    consultation: Consultation, moderator: User, another: User, now: datetime
) -> None:
    response = waiting(consultation, now)
    actions.take(response=response, by=moderator, at=now)
    told = "Mo Moderator has taken it and holds it until 12:30pm. Take another, or come back then."
    with pytest.raises(Refused, match=re.escape(told)):
        actions.take(response=response, by=another, at=now + timedelta(minutes=29))
    assert following(consultation, another, now + timedelta(minutes=29)) is None
    screening = Screening.objects.select_related("held_by").get()
    late = now + timedelta(minutes=30)
    assert rules.why_not_while_held(another, screening, now) == told
    assert rules.why_not_while_held(moderator, screening, now) == ""
    assert rules.why_not_while_held(another, screening, late) == ""
    assert rules.why_not_while_held(another, None, now) == ""
    actions.take(response=response, by=another, at=late)
    assert holder(response) == another
    with pytest.raises(Refused, match="You do not hold it any more"):
        actions.let_go(response=response, by=moderator, at=late)
    actions.let_go(response=response, by=another, at=late)
    assert holder(response) is None
    assert following(consultation, moderator, late) == response
    assert (events("response.taken"), events("response.let_go")) == (3, 1)


def test_each_act_on_it_holds_it_for_half_an_hour_more(
    consultation: Consultation, moderator: User, another: User, now: datetime
) -> None:
    response, soon = waiting(consultation, now), now + timedelta(minutes=20)
    actions.take(response=response, by=moderator, at=now)
    actions.take(response=response, by=moderator, at=soon)
    assert Screening.objects.get().held_until == soon + timedelta(minutes=30)
    assert events("response.taken") == 1  # held on to, not taken again
    actions.keep_hold(response=response, by=another, at=soon)
    assert holder(response) == moderator
    later = soon + timedelta(minutes=29)
    actions.keep_hold(response=response, by=moderator, at=later)
    assert Screening.objects.get().held_until == later + timedelta(minutes=30)
    actions.end_hold(response=response, by=moderator, at=later)
    actions.keep_hold(response=response, by=moderator, at=later)
    assert holder(response) is None


def test_a_closed_account_holds_nothing(
    consultation: Consultation, moderator: User, another: User, now: datetime
) -> None:
    response = waiting(consultation, now)
    actions.take(response=response, by=moderator, at=now)
    moderator.is_active = False
    moderator.save()
    assert following(consultation, another, now) == response
    assert holder(response) == another


def test_nobody_takes_their_own_second_review_nor_settles_their_own_dispute(
    consultation: Consultation, moderator: User, another: User, now: datetime
) -> None:
    third = account(Role.MODERATOR, "Tom Third", is_staff=True)
    due = waiting(consultation, now, 2, state="SECOND_DUE")
    factories.ReviewFactory(
        response=due, by=moderator, step="FIRST", decides=False, verdict="RELEASE"
    )
    disputed = waiting(consultation, now, 1, state="DISPUTED")
    for step, person in (("FIRST", moderator), ("SECOND", another)):
        factories.ReviewFactory(
            response=disputed, by=person, step=step, decides=False, verdict="RELEASE"
        )
    assert following(consultation, moderator, now) is None
    with pytest.raises(Refused, match="You gave the first review of it"):
        actions.take(response=due, by=moderator, at=now)
    with pytest.raises(Refused, match="You gave one of the two reviews that disagree"):
        actions.take(response=disputed, by=another, at=now)
    assert following(consultation, another, now) == due
    assert following(consultation, another, now) is None
    assert following(consultation, third, now) == disputed


def test_after_it_was_sent_back_everybody_may_take_it(
    consultation: Consultation, moderator: User, now: datetime
) -> None:
    due = waiting(consultation, now, state="SECOND_DUE")
    first = {"response": due, "verdict": "RELEASE", "step": "FIRST", "decides": False}
    factories.ReviewFactory(by=moderator, **first)
    factories.ReviewFactory(response=due, by=moderator, verdict="REOPEN", reason="Once more.")
    assert following(consultation, moderator, now) == due  # another gave the first of this round


@pytest.mark.parametrize("state", ["RELEASED", "WITHHELD", "EXCLUDED", "WITHDRAWN", "SUPERSEDED"])
def test_what_is_decided_is_not_taken(
    consultation: Consultation, moderator: User, now: datetime, state: str
) -> None:
    response = waiting(consultation, now, state=state)
    with pytest.raises(Refused, match="there is nothing to decide"):
        actions.take(response=response, by=moderator, at=now)


def test_what_is_not_screened_is_not_taken_yet(
    consultation: Consultation, moderator: User, now: datetime
) -> None:
    response = factories.ResponseFactory(consultation=consultation)
    with pytest.raises(Refused, match="It is not screened yet"):
        actions.take(response=response, by=moderator, at=now)
    assert following(consultation, moderator, now) is None


@pytest.mark.parametrize("who", ["analyst", "auditor", "owner", "decision_maker"])
def test_who_may_not_review_takes_nothing(
    request: Any, consultation: Consultation, now: datetime, who: str
) -> None:
    person, response = request.getfixturevalue(who), waiting(consultation, now)
    for act in (
        lambda: actions.take(response=response, by=person, at=now),
        lambda: following(consultation, person, now),
        lambda: actions.let_go(response=response, by=person, at=now),
    ):
        with pytest.raises(Refused, match="You need another role"):
            act()
    assert holder(response) is None


Act = Callable[[int, User], int]


def raced(people: list[User], rounds: int, act: Act) -> tuple[dict[int, list[int]], list[str]]:
    """Each does it so many times, at the same moments: what they got, and what they were told."""
    gate, chance = Barrier(len(people)), Random(5)
    pauses = {(turn, one.pk): chance.random() / 500 for turn in range(rounds) for one in people}
    got: dict[int, list[int]] = {one.pk: [] for one in people}
    told: list[str] = []

    def race(person: User) -> None:
        try:
            for turn in range(rounds):
                gate.wait(timeout=120)
                sleep(pauses[turn, person.pk])
                try:
                    got[person.pk].append(act(turn, person))
                except Refused as refusal:
                    told.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=race, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    return got, told


def never_both(got: dict[int, list[int]], keys: list[int]) -> None:
    """Each was taken by one of them, none by both, none by nobody; and so it is stored."""
    assert sorted(key for one in got.values() for key in one) == sorted(keys)
    assert events("response.taken") == len(keys)
    held = dict(Screening.objects.values_list("response", "held_by"))
    assert held == {key: person for person, one in got.items() for key in one}


@pytest.mark.parametrize("times", [20, pytest.param(200, marks=pytest.mark.sweeps)])
@pytest.mark.django_db(transaction=True)
def test_two_who_race_for_one_response_again_and_again_never_both_get_it(
    consultation: Consultation, moderator: User, another: User, now: datetime, times: int
) -> None:
    keys = [waiting(consultation, now).pk for _ in range(times)]

    def take(turn: int, person: User) -> int:
        actions.take(response=Response.objects.get(pk=keys[turn]), by=person, at=now)
        return keys[turn]

    got, told = raced([moderator, another], len(keys), take)
    never_both(got, keys)
    assert len(told) == len(keys)
    assert all("has taken it and holds it until" in one for one in told)


@pytest.mark.parametrize("times", [20, pytest.param(200, marks=pytest.mark.sweeps)])
@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_next_at_once_again_and_again_never_get_the_same(
    consultation: Consultation, moderator: User, another: User, now: datetime, times: int
) -> None:
    keys = [waiting(consultation, now).pk for _ in range(2 * times)]

    def take_next(turn: int, person: User) -> int:
        return int(following(consultation, person, now).pk)

    got, told = raced([moderator, another], times, take_next)
    never_both(got, keys)
    assert told == []


def test_the_next_is_taken_by_a_button_and_opened_within_its_list(
    at_desk: Desk, consultation: Consultation, moderator: User, another: User, now: datetime
) -> None:
    paper = waiting(consultation, now, channel="PAPER")
    desk, address = at_desk(moderator), reverse("take-next", args=[consultation.slug])
    queue = reverse("queue", args=[consultation.slug])
    page = desk.get(f"{queue}?channel=PAPER").content.decode()
    assert f'<form method="post" action="{address}"' in page
    assert '<input type="hidden" name="query" value="channel=PAPER">' in page
    sent = desk.client.post(address, {"query": "channel=PAPER"})
    assert sent["Location"] == f"{reverse('response', args=[paper.pk])}?channel=PAPER"
    page = unescape(desk.get(queue).content.decode())
    assert "You hold it" in page
    assert "until 12:30pm" in page
    assert "You gave no review today" in page
    assert 'and hold <a class="govuk-link" href="/staff/consultations/' in page
    theirs = unescape(at_desk(another).get(queue).content.decode())
    assert "by Mo Moderator until 12:30pm" in theirs
    nothing = desk.client.post(address, {"query": "channel=PAPER"}, follow=True)
    assert "Nothing in this list waits for you" in nothing.content.decode()
    mine = desk.get(f"{queue}?state=ANY&show=MINE").content.decode()
    assert f">Response {paper.pk}</a>" in mine
    assert f">Response {paper.pk}</a>" not in (
        at_desk(another).get(f"{queue}?state=ANY&show=MINE").content.decode()
    )


def test_take_and_let_go_by_buttons(
    at_desk: Desk, consultation: Consultation, moderator: User, another: User, now: datetime
) -> None:
    response = waiting(consultation, now)
    take, let_go = (reverse(name, args=[response.pk]) for name in ("take", "let-go"))
    mine, theirs = at_desk(moderator), at_desk(another)
    sent = mine.client.post(take, {"query": "flag=FLAGGED"})
    assert sent["Location"] == f"{reverse('response', args=[response.pk])}?flag=FLAGGED"
    for address in (take, let_go):
        refused = theirs.client.post(address, follow=True).content.decode()
        assert "There is a problem" in refused
    assert holder(response) == moderator
    gone = mine.client.post(let_go, {"query": "kind=PUBLIC"}, follow=True)
    assert gone.redirect_chain[-1][0].endswith("/responses/?kind=PUBLIC")
    assert f"Response {response.pk} is back in the queue." in gone.content.decode()
    assert holder(response) is None
    assert mine.client.get(take).status_code == 405


def test_a_verdict_leads_on_past_what_others_hold(
    at_desk: Desk,
    consultation: Consultation,
    proposal: Proposal,
    send_response: Callable[..., Response],
    moderator: User,
    another: User,
    now: datetime,
) -> None:
    first, held, third = (
        send_response(consultation, about=[proposal], at=now - timedelta(hours=age))
        for age in (3, 2, 1)
    )
    screen_all()
    actions.take(response=held, by=another, at=now)
    desk = at_desk(moderator)
    desk.read(first)
    assert desk.decide(first, "RELEASE")["Location"] == reverse("response", args=[third.pk])
