"""How often whole files are made anew, what ends them, and that one failure stops no other."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import chain, repeat
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.files.disk import path_of
from consultation.models import (
    Consultation,
    Event,
    Proposal,
    PublicChange,
    Report,
    ReportFile,
    ReportLine,
    Response,
    User,
)
from consultation.opendata.actions import ask_for_bulk_files, fold_changes, forget_replaced
from consultation.report.actions import ask, drop_spoilt, expire_reports, make_next
from consultation.states import move
from tests import factories
from tests.moderate.marks import release
from tests.opendata.conftest import Make, Send, address, status

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def make_slowly(at: datetime, took: timedelta) -> None:
    """Make all that waits; each takes so long."""
    while make_next(clock=chain([at], repeat(at + took)).__next__) is not None:
        pass


def test_after_something_was_taken_back_a_worker_rests_three_times_as_long_as_the_last_took(
    client: Client, consultation: Consultation, proposal: Proposal, told: Response,
    silent: Response, send_response: Send, moderator: User, now: datetime,
) -> None:  # fmt: skip
    assert ask_for_bulk_files(at=now) == 2
    make_slowly(now, 4 * MINUTE)
    assert status(client, address(consultation)) == 200
    move(told, "QUARANTINED", by=moderator, at=now)
    assert status(client, address(consultation)) == 503  # at once
    assert ask_for_bulk_files(at=now + 15 * MINUTE) == 0
    assert drop_spoilt(at=now + 15 * MINUTE) == 2  # that it ended changes nothing of it
    assert ask_for_bulk_files(at=now + 15 * MINUTE) == 0
    assert ask_for_bulk_files(at=now + 16 * MINUTE) == 2
    # One that takes no time at all is made once a minute.
    make_slowly(now + 16 * MINUTE, 0 * MINUTE)
    assert status(client, address(consultation)) == 200
    move(silent, "QUARANTINED", by=moderator, at=now)
    release(send_response(consultation, about=[proposal]), by=moderator, at=now)
    assert ask_for_bulk_files(at=now + 17 * MINUTE - timedelta(seconds=1)) == 0
    assert ask_for_bulk_files(at=now + 17 * MINUTE) == 2


def test_a_package_holds_the_consultation_as_it_is_when_it_is_read(
    consultation: Consultation, told: Response, now: datetime
) -> None:
    assert ask_for_bulk_files(at=now) == 2
    rows = Consultation.objects.filter(pk=consultation.pk)

    def clock() -> datetime:
        """Somebody words the title anew while a worker has it in hand."""
        if Report.objects.filter(state="RUNNING").exists():
            rows.update(title="Another title")
        return now

    while make_next(clock=clock) is not None:
        pass
    made = Report.objects.get(kind="PACKAGE")
    held = ZipFile(path_of(made.files.get().sha256)).read("consultation.json")
    assert json.loads(held)["title"] == "Another title"
    sums = PublicChange.objects.sums_of(consultation.pk)
    assert (made.public_changed, made.public_taken) == (sums.changed, sums.taken)


def test_what_fails_of_one_consultation_stops_no_other(
    consultation: Consultation, closed_consultation: Consultation, told: Response, now: datetime,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    other = factories.ResponseFactory(consultation=closed_consultation, state="RELEASED")
    factories.PublishedResponseFactory(response=other)
    first, second = sorted([consultation.pk, closed_consultation.pk])
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no room'; END $$;"
            "CREATE TRIGGER refuse BEFORE INSERT ON consultation_report FOR EACH ROW"
            f" WHEN (new.consultation_id = {first}) EXECUTE FUNCTION refuse()"
        )
    assert ask_for_bulk_files(at=now) == 2
    asked = Report.objects.order_by("kind").values_list("consultation", "kind")
    assert list(asked) == [(second, "PACKAGE"), (second, "THEMES")]
    told_of = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert [one.getMessage() for one in told_of] == [
        f"{kind} of consultation {first} was not asked for" for kind in ("PACKAGE", "THEMES")
    ]


def test_a_package_that_a_person_asked_for_goes_once_something_was_taken_back_from_it(
    client: Client, consultation: Consultation, proposal: Proposal, told: Response,
    silent: Response, send_response: Send, moderator: User, analyst: User, now: datetime,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    report = ask(consultation=consultation, kind="PACKAGE", by=analyst, at=now)
    make_slowly(now, 0 * MINUTE)
    place = path_of(report.files.get().sha256)
    file = reverse("report-file", args=[report.pk, "zip"])
    client.force_login(analyst)
    release(send_response(consultation, about=[proposal]), by=moderator, at=now)
    assert drop_spoilt(at=now) == 0  # only something was added
    assert status(client, file) == 200
    move(told, "QUARANTINED", by=moderator, at=now)
    assert status(client, file) == 404
    assert place.is_file()
    with django_capture_on_commit_callbacks(execute=True):
        assert drop_spoilt(at=now) == 1
    report.refresh_from_db()
    assert (report.state, place.is_file()) == ("EXPIRED", False)
    assert drop_spoilt(at=now) == 0


def test_asking_for_what_everybody_may_read_hangs_on_nothing_else(
    consultation: Consultation, proposal: Proposal, told: Response, send_response: Send,
    moderator: User, analyst: User, now: datetime,
) -> None:  # fmt: skip
    first = ask(consultation=consultation, kind="PACKAGE", by=analyst, at=now)
    waiting = send_response(consultation, about=[proposal])
    with CaptureQueriesContext(connection) as asked:
        again = ask(consultation=consultation, kind="PACKAGE", by=analyst, at=now)
    assert again.pk == first.pk
    read = [one["sql"] for one in asked if "consultation_event" in one["sql"]]
    assert [one for one in read if "COUNT(" in one] == []
    release(waiting, by=moderator, at=now)
    assert ask(consultation=consultation, kind="PACKAGE", by=analyst, at=now).pk != first.pk


def test_rows_of_files_that_nobody_asked_for_go_in_their_time_and_their_events_stay(
    consultation: Consultation, proposal: Proposal, told: Response, send_response: Send,
    moderator: User, analyst: User, make: Make, now: datetime,
) -> None:  # fmt: skip
    make()
    gone = Report.objects.get(kind="PACKAGE")
    ask(consultation=consultation, kind="THEMES", by=analyst, at=now)  # it is hers too
    release(send_response(consultation, about=[proposal]), by=moderator, at=now)
    for _turn in range(2):  # the second lets go of what the first replaced
        make(now + 2 * HOUR)
    assert expire_reports(at=now + 3 * HOUR) == 1
    events = Event.objects.count()
    assert forget_replaced(at=now + 90 * DAY + 3 * HOUR) == 0  # it says so long why it ended
    assert forget_replaced(at=now + 90 * DAY + 3 * HOUR + MINUTE) == 1
    left = Report.objects.values_list("kind", "state").order_by("kind", "pk")
    assert list(left) == [("PACKAGE", "DONE"), ("THEMES", "DONE"), ("THEMES", "DONE")]
    assert not ReportLine.objects.filter(report=gone.pk).exists()
    assert not ReportFile.objects.filter(report=gone.pk).exists()
    assert Event.objects.count() == events
    assert Event.objects.filter(about=f"report:{gone.pk}").exists()


def test_many_changes_are_folded_in_one_run(consultation: Consultation, now: datetime) -> None:
    before = PublicChange.objects.sums_of(consultation.pk)
    PublicChange.objects.bulk_create(
        [PublicChange(consultation=consultation, changed=2, taken=1) for _number in range(25_000)]
    )
    assert fold_changes(at=now) == 1
    after = PublicChange.objects.sums_of(consultation.pk)
    assert (after.changed - before.changed, after.taken - before.taken) == (50_000, 25_000)
    assert PublicChange.objects.filter(consultation=consultation).count() == 1
