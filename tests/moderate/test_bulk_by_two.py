"""A verdict on many where two people review: the first, or the second, as for one."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.models import (
    Answer,
    Consultation,
    Event,
    PublishedResponse,
    Response,
    Review,
    User,
    Verdict,
)
from consultation.moderate import actions, rules
from consultation.moderate.queries import Chosen
from consultation.states import Refused
from tests import factories
from tests.moderate.conftest import Sent
from tests.moderate.many import outcome, states, work
from tests.moderate.two import bench_of

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


WHY = "A neighbour."


def told(response: Response) -> dict[str, Any]:
    """All that verdicts left of a response, without keys of rows."""
    response.refresh_from_db()
    about = Event.objects.acts().filter(about=f"response:{response.pk}").order_by("pk")
    copy = PublishedResponse.objects.filter(response=response).first()
    given = response.reviews.order_by("pk")
    return {
        "state": response.state,
        "reviews": list(
            given.values_list("by", "verdict", "rule", "reason", "step", "round", "decides", "at")
        ),
        "events": [
            (one.kind, one.by, one.actor, sorted(set(one.facts) - {"bulk_review"}),
             one.facts.get("why"))
            for one in about
        ],
        "marks": list(response.redactions.order_by("pk").values_list("start", "by", "in_force")),
        "copy": copy and (
            copy.words_withheld,
            list(copy.answers.order_by("pk").values_list("choice", "text", "redactions")),
        ),
    }  # fmt: skip


# What people do one after another, and how that ends for words and for choices alone.
STORIES: list[tuple[str, str, str]] = [
    ("ada RELEASE", "SECOND_DUE", "RELEASED"),
    ("ada RELEASE, ada RELEASE", "SECOND_DUE", "RELEASED"),
    ("ada RELEASE, ben RELEASE", "RELEASED", "RELEASED"),
    ("ada WITHHOLD, ben WITHHOLD", "WITHHELD", "WITHHELD"),
    ("ada EXCLUDE, ben EXCLUDE", "EXCLUDED", "EXCLUDED"),
    ("ada EXCLUDE, ben OTHER_RULE", "DISPUTED", "DISPUTED"),
    ("ada EXCLUDE, ben OTHER_RULE, ben OTHER_RULE", "DISPUTED", "DISPUTED"),
    ("ada RELEASE, ben EXCLUDE, cas EXCLUDE", "EXCLUDED", "RELEASED"),
    ("ada RELEASE, ben WITHHOLD, cas RELEASE", "RELEASED", "RELEASED"),
    ("ada EXCLUDE, ben RELEASE, cas WITHHOLD", "WITHHELD", "WITHHELD"),
    ("ada WITHHOLD, ben QUARANTINE, ada RELEASE", "QUARANTINED", "RELEASED"),
    ("ada WITHHOLD, ada REOPEN", "RECEIVED", "RECEIVED"),
    ("ada EXCLUDE, ben REOPEN", "SECOND_DUE", "SECOND_DUE"),
    ("ada RELEASE, ada REOPEN, ben RELEASE, ada RELEASE", "RELEASED", "RELEASED"),
    ("ada RELEASE, ben EXCLUDE, cas REOPEN, ben RELEASE", "SECOND_DUE", "RELEASED"),
    ("ada RELEASE, ben QUARANTINE, cas REOPEN, ada RELEASE, ben RELEASE", "RELEASED", "RELEASED"),
    ("ada MARK, ada RELEASE, ben MARK, ben RELEASE", "RELEASED", "RELEASED"),
    ("ada MARK, ada RELEASE, ben RELEASE", "DISPUTED", "RELEASED"),
    ("ada MARK, ada WITHHOLD, ben WITHHOLD", "WITHHELD", "WITHHELD"),
    ("ada MARK, ada RELEASE, ben RELEASE, cas RELEASE", "RELEASED", "RELEASED"),
]


def test_the_stories_end_in_each_state_that_a_verdict_leads_to() -> None:
    ends = {end for _story, *pair in STORIES for end in pair}
    assert ends == {*rules.LEADS_TO.values(), "SECOND_DUE", "DISPUTED"}


@pytest.mark.parametrize(
    ("story", "words", "choices"),
    [
        # Every third; the others are sweeps.
        pytest.param(*one, marks=pytest.mark.sweeps if number % 3 else ())
        for number, one in enumerate(STORIES)
    ],
)
def test_many_at_once_leave_what_each_on_its_own_leaves(
    send: Sent, consultation: Consultation, now: datetime, story: str, words: str, choices: str
) -> None:
    """With words and without in one list, so that one statement is given to each what it is."""
    bench = bench_of(consultation)
    known = {"EXCLUDE": consultation.exclusion_rules.get()}
    known["OTHER_RULE"] = factories.ExclusionRuleFactory(consultation=consultation)
    said = ("It is too far.", "", "It is too dear.")
    singly, many = [[send(reasons=reasons) for reasons in said] for _ in range(2)]
    for who, what in (act.split() for act in story.split(", ")):
        if what == "MARK":
            for response in (singly[0], many[0]):
                bench.mark(who, response, 3, 6)
            continue
        verdict = "EXCLUDE" if what in known else what
        given: dict[str, Any] = {"by": getattr(bench, who), "at": now, "reason": WHY}
        given |= {"rule": known[what]} if what in known else {}
        refused = [refusal_of(verdict, one, given) for one in singly]
        keys = [one.pk for one in many]
        job = actions.ask_bulk(consultation=consultation, verdict=verdict, chosen=keys, **given)
        work(now)
        assert list(outcome(job).values()) == refused
    assert [told(one) for one in many] == [told(one) for one in singly]
    assert [one.state for one in many[:2]] == [words, choices]


def refusal_of(verdict: str, response: Response, given: dict[str, Any]) -> str:
    """Why a single verdict is refused, and "" where it is given."""
    response.refresh_from_db()
    try:
        actions.ACTS[Verdict(verdict)](response=response, **given)
    except Refused as refusal:
        return str(refusal)
    return ""


def test_where_two_mark_different_words_they_disagree(
    three: list[Response], by_two: dict[str, Any], superuser: User, now: datetime
) -> None:
    """One of three is marked: that one goes by the action of a single verdict."""
    answer = Answer.objects.exclude(text="").get(response=three[1])
    actions.ask_bulk(**by_two, verdict="RELEASE")
    work(now)
    factories.RedactionFactory(answer=answer, start=3, end=6, by=superuser)
    second = by_two | {"by": superuser, "chosen": Chosen(state="SECOND_DUE")}
    job = actions.ask_bulk(**second, verdict="RELEASE")
    work(now)
    assert states() == ["RELEASED", "DISPUTED", "RELEASED"]
    assert set(outcome(job).values()) == {""}
    assert set(PublishedResponse.objects.values_list("pk", flat=True)) == {three[0].pk, three[2].pk}


@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_number_of_queries_does_not_grow_with_the_list(
    send: Sent, by_two: dict[str, Any], superuser: User, now: datetime, turn: str
) -> None:
    taken = []
    for many in (1, 5):
        keys = [send().pk for _ in range(many)]
        for by in (by_two["by"], superuser)[: 1 if turn == "first" else 2]:
            actions.ask_bulk(**by_two | {"chosen": keys, "by": by}, verdict="RELEASE")
            with CaptureQueriesContext(connection) as captured:
                work(now)
        taken.append(len(captured))
    assert taken[0] == taken[1]


@pytest.mark.parametrize("verdict", ["RELEASE", "WITHHOLD", "EXCLUDE"])
def test_nothing_of_a_first_on_many_tells_what_it_says(
    three: list[Response], by_two: dict[str, Any], superuser: User, now: datetime, verdict: str
) -> None:
    """Not its events, which an auditor reads, though a flag stops one verdict and not another."""
    factories.FlagFactory(response=three[2], kind="PERSONAL")
    given: dict[str, Any] = {"reason": WHY}
    if verdict == "EXCLUDE":
        given["rule"] = by_two["consultation"].exclusion_rules.get()
    job = actions.ask_bulk(**by_two, verdict=verdict, **given)
    work(now)
    of_job = Event.objects.filter(about=f"bulkreview:{job.pk}").order_by("pk")
    assert [(one.kind, one.facts) for one in of_job] == [
        ("bulk_review.asked", {"rows": 3}),
        ("bulk_review.started", {"attempt": 1}),
        ("bulk_review.finished", {"attempt": 1}),
    ]
    of_first = Event.objects.filter(kind="response.first_reviewed")
    assert {tuple(sorted(one.facts)) for one in of_first} == {("bulk_review", "review")}
    client = Client()
    client.force_login(superuser)
    assert client.get(reverse("bulk-review", args=[job.pk])).status_code == 403
    listed = client.get(reverse("bulk-reviews", args=[job.consultation.slug]))
    assert reverse("bulk-review", args=[job.pk]) not in listed.content.decode()


def test_the_page_says_what_waits_for_somebody_else(
    three: list[Response], by_two: dict[str, Any], superuser: User, now: datetime
) -> None:
    pages = []
    for by, state, verdict in (
        (by_two["by"], "RECEIVED", "RELEASE"), (superuser, "SECOND_DUE", "WITHHOLD"),
    ):  # fmt: skip
        asked = by_two | {"by": by, "chosen": Chosen(state=state)}
        job = actions.ask_bulk(**asked, verdict=verdict, reason=WHY)
        work(now)
        client = Client()
        client.force_login(by)
        pages.append(client.get(reverse("bulk-review", args=[job.pk])).content.decode())
    assert "Given as the first of two reviews: 3. Another person gives the second." in pages[0]
    assert "Disagrees with the first review: 3. A third person settles these." in pages[1]
