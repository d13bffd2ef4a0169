"""How a verdict on many ends, is stopped, goes on, and is taken back."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consultation.models import BulkReview, BulkReviewRow, Event, Response, Review, User
from consultation.moderate import actions
from consultation.moderate.actions import bulk_working
from consultation.moderate.queries import Chosen
from consultation.states import Refused
from tests import factories
from tests.moderate.conftest import Sent
from tests.moderate.many import outcome, states, work

pytestmark = pytest.mark.django_db


class TestEnding:
    def test_a_long_list_is_worked_through_in_chunks(
        self,
        send: Sent,
        asking: dict[str, Any],
        now: datetime,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        for _ in range(7):
            send()
        monkeypatch.setattr(bulk_working, "A_CHUNK", 3)
        job = actions.ask_bulk(**asking, verdict="RELEASE")
        seen = []

        def clock() -> datetime:
            seen.append(BulkReview.objects.get().steps_done)
            return now

        actions.work_next_bulk(clock=clock)
        assert sorted(set(seen)) == [0, 3, 6, 7]
        assert states() == ["RELEASED"] * 7
        job.refresh_from_db()
        assert (job.state, job.steps_done, job.step) == ("DONE", 7, "")

    def test_who_lost_the_role_decides_nothing_more(
        self, three: list[Response], asking: dict[str, Any], now: datetime
    ) -> None:
        job = actions.ask_bulk(**asking, verdict="RELEASE")
        User.objects.filter(pk=asking["by"].pk).update(is_active=False)
        work(now)
        job.refresh_from_db()
        assert job.state == "FAILED"
        assert job.error == (
            "Mo Moderator may not review any more. What was decided stays decided."
        )
        assert states() == ["RECEIVED"] * 3

    def test_it_stops_between_chunks_and_goes_on_with_the_rest(
        self,
        three: list[Response],
        asking: dict[str, Any],
        superuser: User,
        now: datetime,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(bulk_working, "A_CHUNK", 2)
        job = actions.ask_bulk(**asking, verdict="RELEASE")

        def clock() -> datetime:
            """A person stops it when the first chunk is committed."""
            if BulkReview.objects.filter(state="RUNNING", steps_done=2).exists():
                actions.stop_bulk(bulk_review=job, by=superuser, at=now)
            return now

        actions.work_next_bulk(clock=clock)
        job.refresh_from_db()
        assert (job.state, job.steps_done) == ("STOPPED", 2)
        assert states() == ["RELEASED", "RELEASED", "RECEIVED"]
        assert work(now) is None
        with pytest.raises(Refused):
            actions.stop_bulk(bulk_review=job, by=superuser, at=now)
        actions.ask_bulk_again(bulk_review=job, by=superuser, at=now)
        work(now)
        job.refresh_from_db()
        assert (job.state, job.steps_done) == ("DONE", 3)
        assert states() == ["RELEASED"] * 3
        assert set(Review.objects.values_list("by", flat=True)) == {asking["by"].pk}
        with pytest.raises(Refused):
            actions.ask_bulk_again(bulk_review=job, by=superuser, at=now)
        told = Event.objects.filter(about=f"bulkreview:{job.pk}").order_by("pk")
        assert [one.kind.removeprefix("bulk_review.") for one in told] == [
            "asked", "started", "stopped", "requeued", "started", "finished",
        ]  # fmt: skip

    def test_one_that_waits_can_be_stopped_before_it_begins(
        self, three: list[Response], asking: dict[str, Any], now: datetime
    ) -> None:
        job = actions.ask_bulk(**asking, verdict="RELEASE")
        actions.stop_bulk(bulk_review=job, by=asking["by"], at=now)
        assert work(now) is None
        assert states() == ["RECEIVED"] * 3


class TestUndo:
    def undo(self, job: BulkReview, by: User, at: datetime) -> BulkReview:
        made = actions.undo_bulk(bulk_review=job, by=by, at=at, reason="The wrong filter.")
        work(at)
        made.refresh_from_db()
        return made

    def test_it_sends_back_what_nobody_decided_since(
        self, send: Sent, asking: dict[str, Any], superuser: User, now: datetime
    ) -> None:
        one, two, gone, refused = [send() for _ in range(4)]
        actions.release(response=refused, by=superuser, at=now)
        job = actions.ask_bulk(
            **asking | {"chosen": Chosen(state="ANY")}, verdict="QUARANTINE", reason="Copies?"
        )
        work(now)
        assert states() == ["QUARANTINED"] * 4
        two.refresh_from_db()
        actions.release(response=two, by=superuser, at=now)
        actions.quarantine(response=two, reason="Again.", by=superuser, at=now)
        Response.objects.filter(pk=gone.pk).update(state="WITHDRAWN")
        undo = self.undo(job, superuser, now)
        assert (undo.verdict, undo.undoes, undo.state) == ("REOPEN", job, "DONE")
        assert states() == ["RECEIVED", "QUARANTINED", "WITHDRAWN", "RECEIVED"]
        assert outcome(undo) == {
            one.pk: "",
            two.pk: "It was decided again since.",
            gone.pk: "It is “Withdrawn by its sender” now and cannot become “Waiting for review”.",
            refused.pk: "",
        }
        asked = Event.objects.filter(kind="bulk_review.asked").order_by("-pk")[0]
        assert asked.facts == {"verdict": "REOPEN", "rows": 4, "undoes": job.pk}

    def test_what_it_left_alone_is_left_alone(
        self, three: list[Response], asking: dict[str, Any], now: datetime
    ) -> None:
        actions.release(response=three[0], by=asking["by"], at=now)
        job = actions.ask_bulk(**asking | {"chosen": Chosen(state="ANY")}, verdict="RELEASE")
        work(now)
        undo = self.undo(job, asking["by"], now)
        assert undo.steps_total == 2
        assert states() == ["RELEASED", "RECEIVED", "RECEIVED"]

    def test_a_round_begins_and_the_next_verdict_on_many_is_of_it(
        self, three: list[Response], asking: dict[str, Any], now: datetime
    ) -> None:
        job = actions.ask_bulk(**asking, verdict="RELEASE")
        work(now)
        self.undo(job, asking["by"], now)
        actions.ask_bulk(**asking, verdict="RELEASE")
        work(now)
        last = Review.objects.filter(response=three[0]).order_by("pk")
        assert list(last.values_list("verdict", "round")) == [
            ("RELEASE", 1), ("REOPEN", 1), ("RELEASE", 2),
        ]  # fmt: skip

    def test_it_is_refused_twice_and_of_itself_and_too_early_and_without_a_reason(
        self, three: list[Response], asking: dict[str, Any], now: datetime
    ) -> None:
        job = actions.ask_bulk(**asking, verdict="RELEASE")
        undo = {"by": asking["by"], "at": now}
        with pytest.raises(Refused, match="Stop it first"):
            actions.undo_bulk(bulk_review=job, reason="Wrong.", **undo)
        work(now)
        with pytest.raises(Refused, match="Give the reason"):
            actions.undo_bulk(bulk_review=job, reason=" ", **undo)
        made = actions.undo_bulk(bulk_review=job, reason="Wrong.", **undo)
        with pytest.raises(Refused, match="It was undone already"):
            actions.undo_bulk(bulk_review=job, reason="Wrong.", **undo)
        work(now)
        with pytest.raises(Refused, match="It sent responses back to the queue"):
            actions.undo_bulk(bulk_review=made, reason="Wrong.", **undo)
        assert BulkReview.objects.count() == 2

    def test_one_that_decided_nothing_has_nothing_to_undo(
        self, three: list[Response], asking: dict[str, Any], now: datetime
    ) -> None:
        job = actions.ask_bulk(**asking, verdict="RELEASE")
        actions.stop_bulk(bulk_review=job, by=asking["by"], at=now)
        with pytest.raises(Refused, match="It decided nothing"):
            actions.undo_bulk(bulk_review=job, by=asking["by"], at=now, reason="Wrong.")

    def test_what_was_undone_does_not_go_on(
        self, three: list[Response], asking: dict[str, Any], now: datetime
    ) -> None:
        job = actions.ask_bulk(**asking, verdict="RELEASE")
        work(now)
        BulkReview.objects.filter(pk=job.pk).update(state="STOPPED")
        self.undo(job, asking["by"], now)
        job = BulkReview.objects.get(pk=job.pk)
        with pytest.raises(Refused, match="It was undone"):
            actions.ask_bulk_again(bulk_review=job, by=asking["by"], at=now)


class TestTheDatabaseRefuses:
    def test_a_row_is_decided_once(
        self, three: list[Response], asking: dict[str, Any], now: datetime
    ) -> None:
        job = actions.ask_bulk(**asking, verdict="RELEASE")
        work(now)
        row = job.rows.first()
        assert row is not None
        other = factories.ReviewFactory(response=three[1])
        for change in ({"review": other}, {"review": None}, {"refusal": "No."}):
            with pytest.raises(IntegrityError), transaction.atomic():
                BulkReviewRow.objects.filter(pk=row.pk).update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()

    def test_a_job_is_undone_once(self, asking: dict[str, Any]) -> None:
        job = factories.BulkReviewFactory()
        factories.BulkReviewFactory(undoes=job, verdict="REOPEN", reason="Wrong.")
        with pytest.raises(IntegrityError):
            factories.BulkReviewFactory(undoes=job, verdict="REOPEN", reason="Wrong.")
