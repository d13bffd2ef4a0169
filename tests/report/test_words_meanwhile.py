"""Words that go while a report is made, or in the moment that it is ready."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TestCase
from django.utils import timezone

from consultation.audit import actions as audit
from consultation.events import MACHINE
from consultation.models import (
    Consultation,
    Message,
    Report,
    ReportFile,
    ReportKind,
    ReportWords,
    Response,
    User,
)
from consultation.report import actions
from consultation.report.actions.making import MEANWHILE, WORDS_WENT
from consultation.report.makers import MAKERS, Made, Maker
from tests.conftest import Town
from tests.moderate.marks import release
from tests.races import somebody_waits
from tests.report.conftest import Asked
from tests.report.held import GATE
from tests.report.test_jobs import kinds_of
from tests.report.test_words_gone import WHY, WORDS, erase, holding, quoted
from tests.workers import number

__all__ = ["quoted"]  # a fixture
During = Callable[[str, Callable[[int], None]], None]
ASLEEP = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> During:
    """Do something at each attempt when all is read and nothing is published."""

    def doing(kind: str, act: Callable[[int], None]) -> None:
        maker = MAKERS[ReportKind(kind)]

        def slow(job: Any) -> Made:
            made = maker.make(job)
            act(job.report.attempt)
            return made

        monkeypatch.setitem(MAKERS, ReportKind(kind), Maker(maker.steps, slow))

    return doing


def make_once(report: Report) -> Report:
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.make_next(clock=timezone.now)
    report.refresh_from_db()
    return report


def nothing_stays(report: Report, files_root: Path) -> bool:
    """No row of it, and no byte with the words."""
    words = ReportWords.objects.filter(report=report).exists()
    named = ReportFile.objects.filter(report=report).exists()
    return not (words or named or report.figures or holding(files_root))


def mails() -> list[str]:
    return list(Message.objects.filter(kind__startswith="report").values_list("kind", flat=True))


def test_a_report_whose_words_went_while_it_was_made_is_made_anew(
    during: During, asked: Asked, quoted: Response, owner: User, analyst: User, files_root: Path
) -> None:
    during("WHOLE", lambda attempt: erase(quoted, owner) if attempt == 1 else None)
    report = make_once(asked(analyst, "WHOLE", mail=True))
    assert (report.state, report.attempt) == ("QUEUED", 1)
    assert nothing_stays(report, files_root)
    assert mails() == []
    make_once(report)
    assert (report.state, report.attempt) == ("DONE", 2)
    assert holding(files_root) == []
    assert mails() == ["report-ready"]
    assert [one.words for one in report.lines.all()].count(f"{MEANWHILE}.") == 1
    assert kinds_of(report) == [
        "report.queued", "report.started", "report.requeued", "report.started", "report.finished",
    ]  # fmt: skip


@pytest.mark.sweeps
def test_words_that_go_each_time_end_it_and_tell_who_asked(
    during: During, asked: Asked, consultation: Consultation, town: Town, quoted: Response,
    send_response: Any, moderator: User, owner: User, analyst: User, files_root: Path,
) -> None:  # fmt: skip
    about = [consultation.proposals.get(station=town.ilford)]
    sent = [quoted]
    for _more in range(2):
        sent.append(send_response(consultation, about=about, stance="OPPOSE", reasons=WORDS))
        release(sent[-1], by=moderator, at=timezone.now())
    during("WHOLE", lambda attempt: erase(sent[attempt - 1], owner))
    report = asked(analyst, "WHOLE", mail=True)
    states = [make_once(report).state for _turn in range(3)]
    assert states == ["QUEUED", "QUEUED", "FAILED"]
    assert report.error == WORDS_WENT
    assert nothing_stays(report, files_root)
    assert mails() == ["report-failed"]
    assert WORDS_WENT in Message.objects.get(kind="report-failed").body


def test_a_restriction_counts_as_an_erasure_does(
    during: During, asked: Asked, quoted: Response, owner: User, analyst: User, files_root: Path
) -> None:
    def restrict(attempt: int) -> None:
        if attempt == 1:
            audit.restrict(
                subjects=[quoted], reason=WHY, by=owner, at=timezone.now() - timedelta(hours=1)
            )

    during("EXPORT", restrict)
    report = make_once(asked(analyst, "EXPORT"))
    assert report.state == "QUEUED"
    assert holding(files_root) == []
    assert make_once(report).state == "DONE"
    assert holding(files_root) == []


NIGHT = datetime(2060, 1, 1, 3, tzinfo=UTC)  # when the words of all are due


def in_that_night() -> datetime:
    return NIGHT + timedelta(hours=1)


class Eraser:
    """A night that erases what is due, on a connection of its own: long, so it began before."""

    def __init__(self) -> None:
        self.erased, self.go_on = Event(), Event()
        self.problems: list[BaseException] = []
        self.thread = Thread(target=self._erase)

    def _erase(self) -> None:
        try:
            with transaction.atomic():
                audit.apply_retention(most=10, by=MACHINE, at=NIGHT)
                self.erased.set()
                if not self.go_on.is_set():
                    assert somebody_waits(), "Nobody waited"
        except BaseException as problem:  # told by `end`
            self.problems.append(problem)
        finally:
            connection.close()

    def end(self) -> None:
        self.thread.join(60)
        assert self.problems == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("waits", [True, False])
def test_a_report_that_is_ready_before_an_erasure_is_committed_waits_and_finds_out(
    waits: bool, during: During, asked: Asked, quoted: Response, analyst: User, files_root: Path,
) -> None:  # fmt: skip
    """Also where it was only asked for when the erasure looked for reports to end."""
    eraser = Eraser()

    def begin(attempt: int) -> None:
        if attempt == 1 and not waits:
            eraser.thread.start()
            assert eraser.erased.wait(60)

    during("EXPORT", begin)
    report = asked(analyst, "EXPORT")
    if waits:
        eraser.thread.start()
        assert eraser.erased.wait(60)
    actions.make_next(clock=in_that_night)
    eraser.end()
    report.refresh_from_db()
    assert report.state == "QUEUED"
    assert nothing_stays(report, files_root)
    actions.make_next(clock=in_that_night)
    report.refresh_from_db()
    assert (report.state, holding(files_root)) == ("DONE", [])


@pytest.mark.django_db(transaction=True)
def test_an_erasure_in_the_moment_that_a_report_is_published_waits_and_ends_it(
    gate: None, asked: Asked, quoted: Response, analyst: User, files_root: Path
) -> None:
    def make() -> None:
        actions.make_next(clock=in_that_night)
        connection.close()

    report, eraser, maker = asked(analyst, "EXPORT"), Eraser(), Thread(target=make)
    eraser.go_on.set()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_gate VALUES ('')")  # the step of what is ready
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        maker.start()
        assert somebody_waits()
        eraser.thread.start()
        while number(ASLEEP) < 2 and eraser.thread.is_alive():
            sleep(0.05)
        cursor.execute("DELETE FROM test_gate")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])
    maker.join(60)
    eraser.end()
    assert kinds_of(report)[-2:] == ["report.finished", "report.expired"]
    assert holding(files_root) == []
