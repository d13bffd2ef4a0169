"""A verdict on many: what is on its list, what it decides and leaves alone, and taking it back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.models import (
    Answer,
    BulkReview,
    BulkReviewRow,
    Consultation,
    Event,
    ExclusionRule,
    Response,
    Review,
    User,
)
from consultation.moderate import actions, bulk
from consultation.moderate.queries import Chosen
from consultation.states import Refused
from tests import factories
from tests.moderate.conftest import Sent
from tests.moderate.many import outcome, states, work

pytestmark = pytest.mark.django_db


class TestAsking:
    def test_the_list_is_what_the_filters_find_at_that_moment(
        self, three: list[Response], send: Sent, asking: dict[str, Any], now: datetime
    ) -> None:
        paper = send(channel="PAPER")
        actions.quarantine(response=three[0], reason="Look.", by=asking["by"], at=now)
        job = actions.ask_bulk(**asking | {"chosen": Chosen(channel="ONLINE")}, verdict="RELEASE")
        later = send()
        assert list(job.rows.values_list("response", flat=True)) == [three[1].pk, three[2].pk]
        assert (job.state, job.steps_total, job.query) == ("QUEUED", 2, "channel=ONLINE")
        assert work(now) == job
        assert states() == ["QUARANTINED", "RELEASED", "RELEASED", "RECEIVED", "RECEIVED"]
        assert [paper.pk, later.pk] == list(
            Response.objects.filter(state="RECEIVED").values_list("pk", flat=True)
        )

    def test_keys_are_of_its_consultation_alone(
        self,
        three: list[Response],
        asking: dict[str, Any],
        closed_consultation: Consultation,
        send_response: Sent,
    ) -> None:
        other = send_response(closed_consultation, about=[closed_consultation.proposals.all()[0]])
        keys = [three[2].pk, other.pk, 999_999]
        job = actions.ask_bulk(**asking | {"chosen": keys}, verdict="RELEASE")
        assert [row.response_id for row in job.rows.all()] == [three[2].pk]

    def test_what_came_in_after_the_page_is_left_out(
        self, three: list[Response], asking: dict[str, Any]
    ) -> None:
        job = actions.ask_bulk(**asking, verdict="RELEASE", newest=three[1].pk)
        assert job.steps_total == 2

    def test_it_leaves_one_event(self, three: list[Response], asking: dict[str, Any]) -> None:
        job = actions.ask_bulk(**asking, verdict="RELEASE")
        event = Event.objects.get(kind__startswith="bulk_review")
        assert (event.kind, event.about) == ("bulk_review.asked", f"bulkreview:{job.pk}")
        assert event.facts == {"verdict": "RELEASE", "rows": 3}
        assert event.by == asking["by"].pk

    @pytest.mark.parametrize(
        ("verdict", "given", "refusal"),
        [
            ("QUARANTINE", {}, "Give the reason: it is kept with the verdict."),
            ("QUARANTINE", {"reason": "  "}, "Give the reason: it is kept with the verdict."),
            ("EXCLUDE", {"reason": "A program."}, "Select the rule that they are excluded under."),
            ("RELEASE", {"chosen": []}, "No response matches any more. Nothing was asked for."),
        ],
    )
    def test_what_is_missing_is_told_and_nothing_is_kept(
        self,
        three: list[Response],
        asking: dict[str, Any],
        verdict: str,
        given: dict[str, Any],
        refusal: str,
    ) -> None:
        with pytest.raises(Refused, match=refusal):
            actions.ask_bulk(**asking | given, verdict=verdict)
        assert BulkReview.objects.count() == 0

    def test_a_rule_is_of_its_consultation(
        self, three: list[Response], asking: dict[str, Any], closed_consultation: Consultation
    ) -> None:
        rule = closed_consultation.exclusion_rules.get()
        with pytest.raises(Refused, match="belongs to another consultation"):
            actions.ask_bulk(**asking, verdict="EXCLUDE", reason="Copies.", rule=rule)

    def test_more_than_a_worker_goes_through_is_refused(
        self, three: list[Response], asking: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("consultation.moderate.actions.bulk.MOST_LISTED", 2)
        monkeypatch.setattr(bulk, "MOST_LISTED", 2)
        with pytest.raises(Refused, match=r"^More than 2 responses match"):
            actions.ask_bulk(**asking, verdict="RELEASE")
        assert BulkReviewRow.objects.count() == 0

    @pytest.mark.parametrize("role", ["owner", "analyst", "auditor", "decision_maker"])
    def test_it_is_for_those_who_review(
        self,
        three: list[Response],
        asking: dict[str, Any],
        role: str,
        request: pytest.FixtureRequest,
    ) -> None:
        by = request.getfixturevalue(role)
        with pytest.raises(Refused, match=r"^You need another role to release"):
            actions.ask_bulk(**asking | {"by": by}, verdict="RELEASE")


@pytest.mark.parametrize(
    ("verdict", "state", "kind"),
    [
        ("RELEASE", "RELEASED", "response.released"),
        ("WITHHOLD", "WITHHELD", "response.withheld"),
        ("QUARANTINE", "QUARANTINED", "response.quarantined"),
        ("EXCLUDE", "EXCLUDED", "response.excluded"),
    ],
)
def test_each_is_decided_exactly_as_by_a_single_verdict(
    three: list[Response],
    asking: dict[str, Any],
    rule: ExclusionRule,
    now: datetime,
    verdict: str,
    state: str,
    kind: str,
) -> None:
    """The rows of two of three, decided together, differ from those of the first in keys alone."""
    given: dict[str, Any] = {} if verdict == "RELEASE" else {"reason": "Their words."}
    if verdict == "EXCLUDE":
        given["rule"] = rule
    by = asking["by"]
    actions.ACTS[verdict](response=three[0], by=by, at=now, **given)  # type: ignore[index]
    job = actions.ask_bulk(**asking, verdict=verdict, **given)
    work(now)
    assert states() == [state] * 3
    left = []
    for one in three:
        one.refresh_from_db()
        review = Review.objects.values().get(response=one)
        event = Event.objects.values().get(about=f"response:{one.pk}", kind=kind)
        assert event["facts"].pop("review") == review["id"]
        event["facts"].pop("bulk_review", None)
        del review["id"], review["response_id"], event["id"], event["about"]
        left.append((review, event, one.state, one.state_at, one.screening.state))
    assert left[0] == left[1] == left[2]
    assert outcome(job) == {three[1].pk: "", three[2].pk: ""}
    job.refresh_from_db()
    assert (job.state, job.steps_done, job.finished_at) == ("DONE", 2, now)
    end = Event.objects.get(kind="bulk_review.finished")
    assert (end.facts["decided"], end.facts["refused"]) == (2, 0)


class TestLeftAlone:
    def judged(self, response: Response, asking: dict[str, Any], **given: Any) -> str:
        """What a verdict on many says of one response."""
        given = {"verdict": "RELEASE"} | given
        if given["verdict"] == "EXCLUDE":
            given["rule"] = response.consultation.exclusion_rules.get()
        given |= {} if given["verdict"] == "RELEASE" else {"reason": "Their words."}
        job = actions.ask_bulk(**asking | {"chosen": [response.pk]}, **given)
        work(asking["at"])
        reviews = Review.objects.filter(response=response).count()
        refusal = outcome(job)[response.pk]
        assert reviews == (0 if refusal else 1)
        return refusal

    def test_what_the_table_of_states_does_not_allow(
        self, three: list[Response], asking: dict[str, Any], now: datetime
    ) -> None:
        for one in three[:2]:
            actions.release(response=one, by=asking["by"], at=now)
        every = asking | {"chosen": Chosen(state="ANY")}
        job = actions.ask_bulk(**every, verdict="RELEASE")
        work(now)
        refusal = "It is “Released” now and cannot become “Released”."
        assert outcome(job) == {three[0].pk: refusal, three[1].pk: refusal, three[2].pk: ""}
        assert Review.objects.count() == 3
        rule = job.consultation.exclusion_rules.get()
        job = actions.ask_bulk(**every, verdict="EXCLUDE", reason="No.", rule=rule)
        work(now)
        assert set(outcome(job).values()) == {
            "It is released. Put it in quarantine first, then exclude it."
        }

    def test_what_changed_after_the_list_was_made(
        self, three: list[Response], asking: dict[str, Any], superuser: User, now: datetime
    ) -> None:
        """To release what is in quarantine is allowed, but whoever asked did not know of that."""
        job = actions.ask_bulk(**asking, verdict="RELEASE")
        actions.quarantine(response=three[0], reason="A neighbour.", by=superuser, at=now)
        work(now)
        assert states() == ["QUARANTINED", "RELEASED", "RELEASED"]
        assert outcome(job)[three[0].pk] == "It changed after this was asked for."
        again = actions.ask_bulk(
            **asking | {"chosen": Chosen(state="QUARANTINED")}, verdict="RELEASE"
        )
        work(now)
        assert outcome(again) == {three[0].pk: ""}

    def test_what_somebody_else_has_open_at_this_moment(
        self, send: Sent, asking: dict[str, Any], superuser: User, now: datetime
    ) -> None:
        soon = now + timedelta(minutes=10)
        for held_by, until, refusal in (
            (superuser, soon, "Somebody else has it open."),
            (superuser, now, ""),
            (asking["by"], soon, ""),
        ):
            one = send(screened=False)
            factories.ScreeningFactory(response=one, held_by=held_by, held_until=until)
            assert self.judged(one, asking) == refusal

    @pytest.mark.parametrize("verdict", ["RELEASE", "WITHHOLD", "QUARANTINE", "EXCLUDE"])
    def test_what_is_restricted_is_not_published(
        self, send: Sent, asking: dict[str, Any], verdict: str
    ) -> None:
        one = send()
        factories.RestrictionFactory(response=one)
        told = "Its use is restricted at the request of a person. An owner can lift that."
        refusal = told if verdict in ("RELEASE", "WITHHOLD") else ""
        assert self.judged(one, asking, verdict=verdict) == refusal

    @pytest.mark.parametrize(
        ("kind", "verdicts"),
        [
            ("THREAT", "RELEASE WITHHOLD EXCLUDE"),
            ("SAFEGUARDING", "RELEASE WITHHOLD EXCLUDE"),
            ("PERSONAL", "RELEASE"),
            ("ABUSE", ""),
            ("BURST", ""),
        ],
    )
    def test_doubts_that_a_person_has_to_look_at(
        self, send: Sent, asking: dict[str, Any], kind: str, verdicts: str
    ) -> None:
        for verdict in ("RELEASE", "WITHHOLD", "EXCLUDE", "QUARANTINE"):
            one = send()
            factories.FlagFactory(response=one, kind=kind)
            refusal = "It has flags that nobody judged." if verdict in verdicts.split() else ""
            assert self.judged(one, asking, verdict=verdict) == refusal

    def test_a_doubt_that_was_called_false_is_none(
        self, send: Sent, asking: dict[str, Any], now: datetime
    ) -> None:
        one = send()
        factories.FlagFactory(
            response=one, kind="PERSONAL", state="FALSE", judged_by=asking["by"], judged_at=now
        )
        assert self.judged(one, asking) == ""

    @pytest.mark.parametrize(
        ("start", "end", "back", "refusal"),
        [
            (3, 10, False, ""),
            (0, 11, False, ""),
            (4, 10, False, "It has flags that nobody judged."),
            (3, 9, False, "It has flags that nobody judged."),
            (3, 10, True, "It has flags that nobody judged."),
        ],
    )
    def test_a_doubt_whose_words_are_all_taken_out_is_none(
        self,
        send: Sent,
        asking: dict[str, Any],
        now: datetime,
        start: int,
        end: int,
        back: bool,
        refusal: str,
    ) -> None:
        one = send()
        answer = Answer.objects.exclude(text="").get(response=one)
        factories.FlagFactory(response=one, kind="PERSONAL", answer=answer, start=3, end=10)
        taken = {"taken_back_at": now, "taken_back_by": asking["by"]} if back else {}
        factories.RedactionFactory(answer=answer, start=start, end=end, by=asking["by"], **taken)
        assert self.judged(one, asking) == refusal

    @pytest.mark.parametrize(
        ("verdict", "refusal"),
        [
            ("RELEASE", "It is not screened yet. Try again in a minute."),
            ("WITHHOLD", ""),
            ("QUARANTINE", ""),
            ("EXCLUDE", ""),
        ],
    )
    def test_nothing_is_released_that_no_machine_has_looked_at(
        self, send: Sent, asking: dict[str, Any], verdict: str, refusal: str
    ) -> None:
        assert self.judged(send(screened=False), asking, verdict=verdict) == refusal


def test_the_number_of_queries_does_not_grow_with_the_chunk(
    send: Sent, asking: dict[str, Any], now: datetime
) -> None:
    taken = []
    for many in (1, 5):
        keys = [send().pk for _ in range(many)]
        actions.ask_bulk(**asking | {"chosen": keys}, verdict="RELEASE")
        with CaptureQueriesContext(connection) as captured:
            work(now)
        taken.append(len(captured))
    assert taken[0] == taken[1]


def test_it_is_in_nobodys_hands_afterwards(
    send: Sent, asking: dict[str, Any], now: datetime
) -> None:
    one = send(screened=False)
    factories.ScreeningFactory(
        response=one, held_by=asking["by"], held_until=now + timedelta(minutes=5)
    )
    actions.ask_bulk(**asking, verdict="RELEASE")
    work(now)
    one.screening.refresh_from_db()
    assert (one.screening.held_by, one.screening.held_until) == (None, None)


def test_words_that_are_marked_are_decided_by_the_action_for_one(
    send: Sent, asking: dict[str, Any], now: datetime
) -> None:
    marked, plain = send(), send()
    answer = Answer.objects.exclude(text="").get(response=marked)
    factories.RedactionFactory(answer=answer, start=0, end=2, by=asking["by"])
    job = actions.ask_bulk(**asking, verdict="RELEASE")
    work(now)
    assert states() == ["RELEASED"] * 2
    assert outcome(job) == {marked.pk: "", plain.pk: ""}
    assert Review.objects.count() == Event.objects.filter(kind="response.released").count() == 2
