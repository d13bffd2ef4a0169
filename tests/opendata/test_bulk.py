"""Whole files for everybody: made by themselves, and gone at once when something is taken back."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Event as ThreadEvent
from threading import Thread
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection, transaction
from django.test import Client

from consultation.files import remove
from consultation.models import (
    Consultation,
    Event,
    Petition,
    Proposal,
    Report,
    Response,
    SignedReply,
    User,
)
from consultation.opendata.actions import ask_for_bulk_files, fold_changes
from consultation.report.actions import ask, expire_reports, make_next
from consultation.report.rules import why_not_cancel
from consultation.states import Refused, move
from tests import factories
from tests.moderate.marks import release, take_out
from tests.opendata.conftest import Make, address, status, taken

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def words_in(body: bytes) -> str:
    """All that a ZIP file holds."""
    found = ZipFile(io.BytesIO(body))
    return "".join(found.read(name).decode() for name in found.namelist())


def test_everybody_has_the_newest_file_with_what_is_needed_to_ask_again(
    client: Client, consultation: Consultation, told: Response, make: Make, now: datetime
) -> None:
    assert make() == 2
    for name, inside in (("package", "responses.csv"), ("themefinder", "respondents.jsonl")):
        answer, body = taken(client, address(consultation, name))
        digest = sha256(body).hexdigest()
        assert inside in ZipFile(io.BytesIO(body)).namelist()
        assert {key: answer[key] for key in (
            "Content-Type", "Content-Length", "ETag", "Cache-Control", "X-Content-Type-Options",
            "X-Robots-Tag", "Access-Control-Allow-Origin", "Content-Disposition",
        )} == {
            "Content-Type": "application/zip",
            "Content-Length": str(len(body)),
            "ETag": f'"{digest}"',
            "Cache-Control": "private, no-cache",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex, noarchive",
            "Access-Control-Allow-Origin": "*",
            "Content-Disposition":
                f'attachment; filename="front-counters-{name}-2026-11-23.zip"',
        }  # fmt: skip
        again = client.get(address(consultation, name), headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Cache-Control"] == "private, no-cache"
    assert client.post(address(consultation)).status_code == 405
    report = Report.objects.get(kind="PACKAGE")
    assert (report.asked_by, report.asker) == (None, "Counterpoint, by itself")
    queued = Event.objects.filter(about=f"report:{report.pk}").order_by("pk").first()
    assert queued is not None
    assert (queued.kind, queued.actor, queued.by) == ("report.queued", "machine", None)


def test_staff_read_that_nobody_asked_for_it(
    client: Client, told: Response, make: Make, analyst: User, now: datetime
) -> None:
    make()
    report = Report.objects.get(kind="PACKAGE")
    client.force_login(analyst)
    page = client.get(f"/staff/reports/{report.pk}/").content.decode()
    assert "Asked for by Counterpoint, by itself on 23 November 2026" in page
    report.state = "QUEUED"
    assert "asked for by itself" in why_not_cancel(analyst, report, now)


def quarantined(told: Response, moderator: User, now: datetime) -> None:
    move(told, "QUARANTINED", by=moderator, at=now)


def redacted(told: Response, moderator: User, now: datetime) -> None:
    take_out(told, "07700 900123", by=moderator, at=now)


def restricted(told: Response, moderator: User, now: datetime) -> None:
    factories.RestrictionFactory(response=told)


def withdrawn(told: Response, moderator: User, now: datetime) -> None:
    move(told, "WITHDRAWN", by="public", at=now)


@pytest.mark.parametrize("act", [quarantined, redacted, restricted, withdrawn])
def test_a_file_with_something_that_was_taken_back_is_served_to_nobody_and_listed_nowhere(
    act: Callable[..., None], client: Client, consultation: Consultation, told: Response,
    silent: Response, make: Make, moderator: User, now: datetime,
) -> None:  # fmt: skip
    make()
    known, body = taken(client, address(consultation))
    assert "07700 900123" in words_in(body)
    act(told, moderator, now)
    listings = ["/open-data/", f"/consultations/{consultation.slug}/responses/"]
    for name in ("package", "themefinder"):
        for headers in ({}, {"If-None-Match": known["ETag"]}):
            answer = client.get(address(consultation, name), headers=headers)
            assert (answer.status_code, answer["Retry-After"]) == (503, "120")
            assert answer["Cache-Control"] == "no-store"
            assert "This file is being made anew" in answer.content.decode()
            assert "07700 900123" not in answer.content.decode()
        for page in listings:
            assert address(consultation, name) not in client.get(page).content.decode()
        assert f"{name}.zip" not in client.get("/data.json").content.decode()
        api = client.get(f"/api/v1/consultations/{consultation.slug}").json()
        assert api[name] is None
    # Soon, though less than an hour has passed; what is left of it is in the new one.
    assert make(now + MINUTE) == 2
    answer, body = taken(client, address(consultation))
    assert answer.status_code == 200
    assert "07700 900123" not in words_in(body)
    for page in listings:
        assert address(consultation) in client.get(page).content.decode()


def test_what_was_taken_back_while_it_was_made_is_not_served(
    client: Client, consultation: Consultation, told: Response, silent: Response, moderator: User,
    now: datetime, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from consultation.opendata import package

    real = package.tables.write

    def write(*arguments: Any) -> int:
        number = real(*arguments)
        if told.state == "RELEASED":
            move(told, "QUARANTINED", by=moderator, at=now)  # it was read already
        return number

    monkeypatch.setattr(package.tables, "write", write)
    assert ask_for_bulk_files(at=now) == 2
    while make_next(clock=lambda: now) is not None:
        pass
    assert Report.objects.get(kind="PACKAGE").state == "DONE"
    assert status(client, address(consultation)) == 503
    assert status(client, address(consultation, "themefinder")) == 200
    assert ask_for_bulk_files(at=now + MINUTE) == 1
    assert make_next(clock=lambda: now + MINUTE) is not None
    assert status(client, address(consultation)) == 200


def test_what_is_added_is_in_a_new_file_within_the_hour_and_nothing_is_made_for_nothing(
    consultation: Consultation, proposal: Proposal, told: Response, send_response: Any,
    moderator: User, make: Make, now: datetime, client: Client,
) -> None:  # fmt: skip
    assert make() == 2
    assert make(now + 5 * HOUR) == 0
    later = now + 6 * HOUR
    release(send_response(consultation, about=[proposal]), by=moderator, at=now)
    assert make(later) == 2  # more than an hour ago
    release(send_response(consultation, about=[proposal]), by=moderator, at=now)
    assert make(later + timedelta(minutes=59)) == 0
    assert status(client, address(consultation)) == 200  # as it was, until then
    assert make(later + HOUR) == 2
    assert Report.objects.count() == 6


def test_what_was_not_published_changes_no_file(
    consultation: Consultation, proposal: Proposal, told: Response, send_response: Any, make: Make,
    now: datetime, moderator: User, client: Client,
) -> None:  # fmt: skip
    make()
    waiting = send_response(consultation, about=[proposal])
    move(waiting, "QUARANTINED", by=moderator, at=now)
    assert status(client, address(consultation)) == 200
    assert make(now + 2 * HOUR) == 0


def test_nothing_is_made_before_something_is_released(
    client: Client, consultation: Consultation, proposal: Proposal, send_response: Any, make: Make
) -> None:
    send_response(consultation, about=[proposal])
    assert make() == 0
    answer = client.get(address(consultation))
    assert answer.status_code == 404
    assert "There is no file yet" in answer.content.decode()
    assert "Retry-After" not in answer


def test_a_consultation_that_is_not_public_has_none(
    client: Client, told: Response, consultation: Consultation, make: Make
) -> None:
    make()
    Consultation.objects.filter(pk=consultation.pk).update(state="DRAFT")
    assert status(client, address(consultation)) == 404
    assert make() == 0


def other_changes(
    consultation: Consultation, petition: Petition, signed: SignedReply, moderator: User,
    now: datetime,
) -> Iterator[str]:  # fmt: skip
    """Each takes something back that a package holds."""
    move(petition, "WITHDRAWN", by=moderator, at=now, changes={"ended_reason": "A mistake."})
    yield "a petition"
    move(signed.response, "QUARANTINED", by=moderator, at=now)
    yield "a formal reply"
    body = signed.reply.organisation
    type(body).objects.filter(pk=body.pk).update(name="Another name")
    yield "the name of a body"
    one = factories.TranslationFactory(
        consultation=consultation, state="PUBLISHED", checked_by=moderator, checked_at=now
    )
    type(one).objects.filter(pk=one.pk).update(
        state="DRAFT", text="Otherwise", checked_by=None, checked_at=None
    )
    yield "a translation"


@pytest.mark.sweeps
def test_all_else_that_is_taken_back_spoils_a_package_too(
    client: Client, consultation: Consultation, told: Response, petition: Petition,
    signed: SignedReply, moderator: User, make: Make, now: datetime,
) -> None:  # fmt: skip
    make()
    at = now
    for what in other_changes(consultation, petition, signed, moderator, now):
        assert status(client, address(consultation)) == 503, what
        at += MINUTE
        assert make(at) == 2, what
        assert status(client, address(consultation)) == 200, what


def test_bytes_that_an_erasure_removed_are_made_anew(
    client: Client, consultation: Consultation, told: Response, make: Make, now: datetime
) -> None:
    make()
    report = Report.objects.get(kind="PACKAGE")
    remove(report.files.get().sha256)
    assert status(client, address(consultation)) == 503
    assert f"{address(consultation)}" not in client.get("/open-data/").content.decode()
    assert make(now + MINUTE) == 1
    assert status(client, address(consultation)) == 200
    lines = report.lines.values_list("words", flat=True)
    assert "Its files were removed: they are not on the disk any more." in lines


def test_a_failure_waits_an_hour_and_is_told_to_nobody(
    consultation: Consultation, told: Response, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from consultation.opendata import package

    def broken(*arguments: Any) -> int:
        raise RuntimeError

    monkeypatch.setattr(package.tables, "write", broken)
    ask_for_bulk_files(at=now)
    while make_next(clock=lambda: now) is not None:
        pass
    assert Report.objects.get(kind="PACKAGE").state == "FAILED"
    assert ask_for_bulk_files(at=now + timedelta(minutes=59)) == 0
    assert ask_for_bulk_files(at=now + HOUR) == 1
    assert Report.objects.get(kind="PACKAGE").state == "QUEUED"


def test_files_that_were_replaced_do_not_pile_up(
    consultation: Consultation, proposal: Proposal, told: Response, send_response: Any,
    moderator: User, analyst: User, make: Make, now: datetime, client: Client,
) -> None:  # fmt: skip
    make()
    first = Report.objects.get(kind="PACKAGE")
    release(send_response(consultation, about=[proposal]), by=moderator, at=now)
    make(now + 2 * HOUR)
    make(now + 2 * HOUR)  # the one that looks after they are made lets go of those before
    assert expire_reports(at=now + 3 * HOUR) == 2
    first.refresh_from_db()
    assert first.state == "EXPIRED"
    assert status(client, address(consultation)) == 200
    # What is in force does not run out; what a person asked for too is kept as any other.
    newest = Report.objects.filter(kind="PACKAGE", state="DONE").get()
    late = newest.expires_at
    assert late is not None
    make(late - HOUR)
    assert expire_reports(at=late + HOUR) == 0
    again = ask(consultation=consultation, kind="PACKAGE", by=analyst, at=now + 2 * HOUR)
    assert again.pk == newest.pk
    move_on(consultation, proposal, send_response, moderator, now)
    make(late + 2 * HOUR)
    make(late + 2 * HOUR)
    assert expire_reports(at=late + 4 * HOUR) == 1  # that of ThemeFinder alone


def move_on(
    consultation: Consultation, proposal: Proposal, send: Any, moderator: User, now: datetime
) -> None:
    release(send(consultation, about=[proposal]), by=moderator, at=now)


def test_only_files_for_everybody_are_asked_for_by_nobody(
    consultation: Consultation, now: datetime
) -> None:
    from consultation.models import ReportKind
    from consultation.report.actions import ask_for_everybody

    with pytest.raises(Refused, match="made by themselves"):
        ask_for_everybody(consultation=consultation, kind=ReportKind.EXPORT, at=now)
    assert Report.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_in_a_transaction_that_ends_later_spoils_a_file_that_was_made_before(
    client: Client, consultation: Consultation, told: Response, silent: Response, moderator: User,
    make: Make, now: datetime,
) -> None:  # fmt: skip
    moved, may_end = ThreadEvent(), ThreadEvent()

    def take_back() -> None:
        with transaction.atomic():
            move(told, "QUARANTINED", by=moderator, at=now)
            moved.set()
            assert may_end.wait(60)
        connection.close()

    thread = Thread(target=take_back)
    thread.start()
    assert moved.wait(60)
    assert make() == 2  # what is not committed is still public
    answer, body = taken(client, address(consultation))
    assert answer.status_code == 200
    assert "07700 900123" in words_in(body)
    fold_changes(at=now)
    may_end.set()
    thread.join()
    assert status(client, address(consultation)) == 503
    assert make(now + MINUTE) == 2
    assert "07700 900123" not in words_in(taken(client, address(consultation))[1])
