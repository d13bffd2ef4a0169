"""Two people review free text without seeing what the other says; a third settles it."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from consultation.models import (
    Consultation,
    Event,
    ExclusionRule,
    Proposal,
    PublishedAnswer,
    PublishedResponse,
    Redaction,
    Response,
    Review,
    Screening,
    SignedReply,
)
from consultation.moderate import actions, rules
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW, Town
from tests.moderate.screened import screen_all
from tests.moderate.two import Bench, bench_of
from tests.reply.signed import council_of, signed

Send = Callable[..., Response]


@pytest.fixture
def bench(consultation: Consultation, rule: ExclusionRule) -> Bench:
    factories.ExclusionRuleFactory(consultation=consultation, code="twice", text="Sent twice.")
    return bench_of(consultation)


@pytest.fixture
def said(consultation: Consultation, proposal: Proposal, send_response: Send) -> Send:
    """A new response about Barkingside."""

    def sent(words: str = "Ring Rosa on the old number.") -> Response:
        return send_response(consultation, about=[proposal], reasons=words)

    return sent


FIRST, QUARANTINED = [("ada", "RELEASE")], [("ada", "QUARANTINE")]
SECOND_IS, TAKES_BACK = rules.SECOND_IS_ANOTHERS, rules.FIRST_TAKES_BACK
DISPUTED = [("ada", "RELEASE"), ("ben", "EXCLUDE")]
DECIDED = [("ada", "RELEASE"), ("ben", "RELEASE")]
# What was given before, who gives what now -> (state, step, decides), or the sentence of a refusal.
TABLE: list[tuple[list[tuple[str, str]], str, str, Any]] = [
    ([], "ada", "RELEASE", ("SECOND_DUE", "FIRST", False)),
    ([], "ada", "WITHHOLD", ("SECOND_DUE", "FIRST", False)),
    ([], "ada", "EXCLUDE", ("SECOND_DUE", "FIRST", False)),
    ([], "ada", "QUARANTINE", ("QUARANTINED", "ONLY", True)),
    ([], "ada", "REOPEN", "It is “Waiting for review” now and cannot become “Waiting for review”."),
    (FIRST, "ada", "RELEASE", SECOND_IS),
    (FIRST, "ada", "WITHHOLD", SECOND_IS),
    (FIRST, "ada", "EXCLUDE", SECOND_IS),
    (FIRST, "ada", "QUARANTINE", ("QUARANTINED", "ONLY", True)),
    (FIRST, "ada", "REOPEN", ("RECEIVED", "ONLY", True)),
    (FIRST, "ben", "RELEASE", ("RELEASED", "SECOND", True)),
    (FIRST, "ben", "WITHHOLD", ("DISPUTED", "SECOND", False)),
    (FIRST, "ben", "EXCLUDE", ("DISPUTED", "SECOND", False)),
    (FIRST, "ben", "QUARANTINE", ("QUARANTINED", "ONLY", True)),
    (FIRST, "ben", "REOPEN", TAKES_BACK),
    ([("ada", "WITHHOLD")], "ben", "WITHHOLD", ("WITHHELD", "SECOND", True)),
    ([("ada", "EXCLUDE")], "ben", "EXCLUDE", ("EXCLUDED", "SECOND", True)),
    ([("ada", "EXCLUDE")], "ben", "RELEASE", ("DISPUTED", "SECOND", False)),
    *((DISPUTED, who, verdict, rules.THIRD_SETTLES)
      for who in ("ada", "ben") for verdict in ("RELEASE", "WITHHOLD", "EXCLUDE", "REOPEN")),
    (DISPUTED, "ada", "QUARANTINE", ("QUARANTINED", "ONLY", True)),
    (DISPUTED, "cas", "RELEASE", ("RELEASED", "SETTLES", True)),
    (DISPUTED, "cas", "WITHHOLD", ("WITHHELD", "SETTLES", True)),
    (DISPUTED, "cas", "EXCLUDE", ("EXCLUDED", "SETTLES", True)),
    (DISPUTED, "cas", "REOPEN", ("RECEIVED", "ONLY", True)),
    *((QUARANTINED, "ben", verdict, rules.BACK_FIRST)
      for verdict in ("RELEASE", "WITHHOLD", "EXCLUDE")),
    (QUARANTINED, "ada", "REOPEN", ("RECEIVED", "ONLY", True)),
    (DECIDED, "ada", "QUARANTINE", ("QUARANTINED", "ONLY", True)),
    (DECIDED, "cas", "REOPEN", ("RECEIVED", "ONLY", True)),
    (DECIDED, "cas", "RELEASE", "It is “Released” now and cannot become “Released”."),
    ([*FIRST, ("ada", "REOPEN")], "ada", "RELEASE", ("SECOND_DUE", "FIRST", False)),
    ([*FIRST, ("ada", "REOPEN"), ("ben", "RELEASE")], "ada", "RELEASE",
     ("RELEASED", "SECOND", True)),
]  # fmt: skip


def test_what_comes_of_each_verdict(bench: Bench, said: Send) -> None:
    for before, who, verdict, outcome in TABLE:
        case = (before, who, verdict)
        response = said()
        for person, given in before:
            bench.give(person, given, response)
        state, reviews = response.state, response.reviews.count()
        if isinstance(outcome, str):
            with pytest.raises(Refused) as refusal:
                bench.give(who, verdict, response)
            assert str(refusal.value) == outcome, case
            response.refresh_from_db()
            assert (response.state, response.reviews.count()) == (state, reviews), case
            offered = rules.offered(getattr(bench, who), response)
            assert verdict not in offered, case
        else:
            assert verdict in rules.offered(getattr(bench, who), response), case
            review = bench.give(who, verdict, response)
            response.refresh_from_db()
            assert (response.state, review.step, review.decides) == outcome, case
            assert review.round == 1 + sum(given == "REOPEN" for _who, given in before), case


def test_each_review_is_one_event_that_does_not_tell_what_is_hidden(
    bench: Bench, said: Send
) -> None:
    response = said()
    first = bench.give("ada", "EXCLUDE", response)
    second = bench.give("ben", "EXCLUDE", response)
    told = Event.objects.filter(about=f"response:{response.pk}").order_by("pk")
    assert [(one.kind, one.facts) for one in told][1:] == [
        ("response.first_reviewed", {"review": first.pk}),
        ("response.excluded", {"review": second.pk, "why": "automated"}),
    ]


def test_without_words_only_to_exclude_takes_two(bench: Bench, said: Send) -> None:
    released, excluded = said(""), said("")
    assert bench.give("ada", "RELEASE", released).step == "ONLY"
    assert released.state == "RELEASED"
    assert bench.give("ada", "EXCLUDE", excluded).step == "FIRST"
    assert bench.give("ben", "EXCLUDE", excluded).decides
    assert excluded.state == "EXCLUDED"


def test_where_one_person_is_enough_nothing_waits(
    bench: Bench, said: Send, consultation: Consultation
) -> None:
    Consultation.objects.update(two_reviews=False)
    response = said()
    assert bench.give("ada", "RELEASE", response).step == "ONLY"
    assert response.state == "RELEASED"


def test_under_two_rules_they_disagree(bench: Bench, said: Send, rule: ExclusionRule) -> None:
    response = said()
    other = response.consultation.exclusion_rules.get(code="twice")
    bench.give("ada", "EXCLUDE", response, rule=rule)
    bench.give("ben", "EXCLUDE", response, rule=other)
    assert response.state == "DISPUTED"


@pytest.mark.parametrize(
    ("ada", "ben", "state"),
    [
        ([], [], "RELEASED"),
        ([(5, 9)], [(5, 9)], "RELEASED"),
        ([(5, 26)], [(5, 13), (13, 26)], "RELEASED"),
        ([(5, 9)], [], "DISPUTED"),
        ([(5, 9)], [(5, 10)], "DISPUTED"),
    ],
)
def test_they_agree_where_the_same_characters_are_taken_out(
    bench: Bench, said: Send, ada: list[Any], ben: list[Any], state: str
) -> None:
    response = said()
    for start, end in ada:
        bench.mark("ada", response, start, end)
    bench.give("ada", "RELEASE", response)
    for start, end in ben:
        bench.mark("ben", response, start, end)
    bench.give("ben", "RELEASE", response)
    assert response.state == state
    in_force = Redaction.objects.in_force()
    assert in_force.count() == (len(ben) if state == "RELEASED" else 0)


def test_of_three_who_mark_the_one_who_settles_counts(bench: Bench, said: Send) -> None:
    response = said()
    bench.mark("ada", response, 5, 9)
    bench.give("ada", "RELEASE", response)
    bench.give("ben", "RELEASE", response)
    assert PublishedResponse.objects.count() == 0
    bench.mark("cas", response, 13, 26)
    bench.give("cas", "RELEASE", response)
    assert response.state == "RELEASED"
    (words,) = PublishedAnswer.objects.exclude(text="").values_list("text", flat=True)
    assert "Ring Rosa on " in words
    assert "7946" not in words


def test_unpublishing_purges_the_public_copy_and_begins_two_reviews_anew(
    bench: Bench, said: Send
) -> None:
    response = said()
    bench.give("ada", "RELEASE", response)
    assert PublishedResponse.objects.count() == 0
    bench.give("ben", "RELEASE", response)
    assert PublishedAnswer.objects.exclude(text="").count() == 1
    bench.give("cas", "QUARANTINE", response)
    assert PublishedResponse.objects.count() == PublishedAnswer.objects.count() == 0
    bench.give("cas", "REOPEN", response)
    assert bench.give("cas", "WITHHOLD", response).step == "FIRST"
    assert bench.give("ada", "WITHHOLD", response).step == "SECOND"
    assert response.state == "WITHHELD"
    assert PublishedResponse.objects.get().words_withheld
    assert PublishedAnswer.objects.exclude(text="").count() == 0


def test_a_formal_reply_is_hidden_until_two_have_decided(
    bench: Bench, consultation: Consultation, town: Town
) -> None:
    about = consultation.proposals.get(station=town.holborn)
    reply = signed(council_of(town.camden), consultation, at=NOW, says={about: "OPPOSE"})
    public = SignedReply.objects.public
    assert bench.give("ada", "RELEASE", reply.response).step == "FIRST"
    assert public().count() == 0
    bench.give("ben", "RELEASE", reply.response)
    assert public().count() == 1
    assert PublishedResponse.objects.count() == 0
    bench.give("ben", "QUARANTINE", reply.response)
    assert public().count() == 0


def test_what_somebody_else_holds_is_theirs_and_a_verdict_ends_the_hold(
    bench: Bench, said: Send
) -> None:
    response = said()
    held = {"held_by": bench.ada, "held_until": NOW.replace(hour=12, minute=30)}
    factories.ScreeningFactory(response=response, **held)
    with pytest.raises(Refused) as refusal:
        bench.give("ben", "RELEASE", response)
    assert str(refusal.value) == (
        "Ada Able has taken it and holds it until 12:30pm. Take another, or come back then."
    )
    bench.give("ada", "RELEASE", response)
    screening = Screening.objects.get()
    assert (screening.held_by, screening.held_until, screening.state) == (None, None, "SECOND_DUE")
    Screening.objects.update(held_by=bench.ada, held_until=NOW)  # until now is not beyond it
    bench.give("ben", "RELEASE", response)
    assert response.state == "RELEASED"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], ("SECOND_DUE", "FIRST")),
        ([("dee", "RELEASE")], ("RELEASED", "SECOND")),
        ([("dee", "RELEASE"), ("eve", "EXCLUDE")], ("RELEASED", "SETTLES")),
    ],
)
def test_of_two_at_the_same_instant_one_is_told_to_look_again(
    bench: Bench, said: Send, before: list[Any], after: tuple[str, str]
) -> None:
    response = said()
    for who, verdict in before:
        bench.give(who, verdict, response)
    screen_all()
    seen, outcomes, start = response.state, list[str](), Barrier(2)

    def decide(name: str) -> None:
        mine = Response.objects.get(pk=response.pk)
        assert mine.state == seen
        start.wait(timeout=60)
        try:
            by = getattr(bench, name)
            outcomes.append(actions.release(response=mine, by=by, at=NOW).step)
        except Refused as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=decide, args=[name]) for name in ("ada", "ben")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    lost = "Somebody else changed this a moment ago. Look at it again."
    assert sorted(outcomes) == sorted([after[1], lost])
    response.refresh_from_db()
    assert response.state == after[0]
    assert Review.objects.filter(step=after[1]).count() == 1
