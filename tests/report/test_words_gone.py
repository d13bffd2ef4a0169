"""Words that are erased, taken back or changed are in no stored file of any report any more."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from consultation.audit import actions as audit
from consultation.audit.actions import keeping
from consultation.events import MACHINE
from consultation.files.disk import path_of
from consultation.models import (
    Consultation,
    Event,
    FormalReplyState,
    Ground,
    PublishedAnswer,
    PublishedResponse,
    Report,
    ReportKind,
    ReportWords,
    Response,
    User,
)
from consultation.moderate.actions import redacting, verdicts
from consultation.report import actions, makers, queries
from consultation.report.actions import removing
from consultation.states import move
from tests import factories
from tests.conftest import Town, with_app
from tests.moderate.marks import release, span_of
from tests.report.conftest import EVERY_FORM, Make, all_in, content
from tests.report.test_documents import words_of
from tests.report.test_expiry import aged

TOKEN = "Zanzibarite"
WORDS = f"It is too far to walk, says the {TOKEN} who lives opposite."
WHY = "Letter of 20 November."


@pytest.fixture
def quoted(consultation: Consultation, town: Town, send_response: Any, moderator: User) -> Response:
    """Released, and the only one with words, so that every summary about Ilford quotes it."""
    ilford = consultation.proposals.get(station=town.ilford)
    sent: Response = send_response(consultation, about=[ilford], stance="OPPOSE", reasons=WORDS)
    release(sent, by=moderator, at=timezone.now())
    return sent


#: Forms of a summary that show quotes.
QUOTING = ["docx", "html", "json", "odt", "pdf", "zip"]


@pytest.fixture
def made(make: Make, town: Town, quoted: Response) -> dict[str, Report]:
    """A report of every kind, in every form."""
    place: dict[str, Any] = {
        ReportKind.STATION: {"station": town.ilford},
        ReportKind.BOROUGH: {"borough": town.redbridge},
    }
    kinds = sorted(makers.offered() - {ReportKind.EQUALITY})
    assert len(kinds) == len(ReportKind) - 1  # that one never stands beside anything
    found = {str(kind): make(kind, **place.get(kind, {})) for kind in kinds}
    assert {one.state for one in found.values()} == {"DONE"}
    return found


def texts_of(raw: bytes) -> str:
    """All that a file says, with what is packed in it."""
    if raw.startswith(b"%PDF"):
        return words_of(PdfReader(io.BytesIO(raw)))
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return "\n".join(texts_of(archive.read(name)) for name in archive.namelist())
    return all_in(raw) if raw.startswith(b"PAR1") else raw.decode(errors="replace")


def holding(files_root: Path) -> list[str]:
    """The stored files in which the words stand."""
    stored = [place for place in files_root.rglob("*") if place.is_file()]
    return sorted(place.name for place in stored if TOKEN in texts_of(place.read_bytes()))


def kinds_that_hold(made: dict[str, Report]) -> dict[str, list[str]]:
    found = {
        kind: [
            str(one.kind)
            for one in report.files.order_by("kind")
            if TOKEN in texts_of(path_of(one.sha256).read_bytes())
        ]
        for kind, report in made.items()
    }
    return {kind: forms for kind, forms in found.items() if forms}


def erase(response: Response, owner: User) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        audit.erase(
            subjects=[response], ground=Ground.ASKED, reason=WHY, by=with_app(owner),
            at=timezone.now(),
        )  # fmt: skip


def take_out(response: Response, moderator: User, at: datetime) -> None:
    answer = next(one for one in response.answers.order_by("pk") if TOKEN in one.text)
    redacting.redact(**span_of(answer, TOKEN), reason="PERSONAL", by=moderator, at=at)


def take_back(response: Response, moderator: User, at: datetime) -> None:
    verdicts.quarantine(response=response, reason="It names somebody.", by=moderator, at=at)


def test_an_erased_person_s_words_are_in_no_stored_file(
    made: dict[str, Report], quoted: Response, owner: User, files_root: Path, sign_in: Any,
    analyst: User,
) -> None:  # fmt: skip
    assert kinds_that_hold(made) == {
        "BOROUGH": QUOTING, "STATION": QUOTING, "WHOLE": QUOTING, "PACKAGE": ["zip"],
        "EXPORT": ["csv", "parquet", "xlsx", "zip"], "THEMES": ["zip"],
    }  # fmt: skip
    erase(quoted, owner)
    assert holding(files_root) == []
    for kind, report in made.items():
        report.refresh_from_db()
        gone = kind in ("BOROUGH", "STATION", "WHOLE", "EXPORT", "PACKAGE", "THEMES")
        assert report.state == ("EXPIRED" if gone else "DONE"), kind
        assert report.figures is not None
    assert ReportWords.objects.filter(report__state="EXPIRED").count() == 0
    page = sign_in(analyst).get(reverse("report", args=[made["WHOLE"].pk])).content.decode()
    assert "Its files were removed: words in them were erased, taken back or changed since." in page
    assert "Run again" in page
    page = sign_in(analyst).get(reverse("report", args=[made["EXPORT"].pk])).content.decode()
    assert "Its files were removed: they held words that were erased or restricted since." in page
    ends = Event.objects.filter(kind="report.expired", about=f"report:{made['WHOLE'].pk}")
    assert [one.facts["why"] for one in ends] == ["words"]


@pytest.mark.sweeps
@pytest.mark.parametrize("act", [take_out, take_back])
def test_quotes_that_are_public_no_more_go_with_their_files(
    act: Callable[..., None], made: dict[str, Report], quoted: Response, moderator: User,
    analyst: User, files_root: Path, sign_in: Callable[[User], Client], consultation: Consultation,
) -> None:  # fmt: skip
    visitor = sign_in(analyst)
    file = reverse("report-file", args=[made["WHOLE"].pk, "pdf"])
    assert b"".join(visitor.get(file)).startswith(b"%PDF")
    act(quoted, moderator, timezone.now())
    assert visitor.get(file).status_code == 404  # at once, before anybody has swept
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.drop_spoilt(at=timezone.now()) == 5  # and both of open data
    assert actions.drop_spoilt(at=timezone.now()) == 0
    assert set(kinds_that_hold({k: made[k] for k in ("FORMAL", "CHANNELS", "RESULTS")})) == set()
    assert not any(
        TOKEN in texts_of(path_of(one.sha256).read_bytes())
        for kind in ("WHOLE", "BOROUGH", "STATION")
        for one in made[kind].files.all()
        if path_of(one.sha256).is_file()
    )
    report = Report.objects.get(pk=made["WHOLE"].pk)
    actions.ask_again(report=report, by=analyst, at=timezone.now())
    actions.make_next(clock=timezone.now)
    report.refresh_from_db()
    assert (report.state, report.files.count()) == ("DONE", len(EVERY_FORM))
    assert TOKEN not in texts_of(content(report, "zip"))  # type: ignore[arg-type]


@pytest.mark.sweeps
def test_what_may_not_be_used_any_more_is_in_no_stored_file(
    made: dict[str, Report], quoted: Response, owner: User, files_root: Path
) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        audit.restrict(subjects=[quoted], reason=WHY, by=owner, at=timezone.now())
    assert holding(files_root) == []


@pytest.mark.sweeps
def test_words_of_others_stay(
    made: dict[str, Report], consultation: Consultation, town: Town, send_response: Any,
    moderator: User, owner: User,
) -> None:  # fmt: skip
    """Somebody who is quoted nowhere, and was not released, is erased: all else stays as it is."""
    holborn = consultation.proposals.get(station=town.holborn)
    other = send_response(consultation, about=[holborn], stance="SUPPORT", reasons="Yes.")
    erase(other, owner)
    states = {kind: Report.objects.get(pk=one.pk).state for kind, one in made.items()}
    assert [kind for kind, state in states.items() if state == "EXPIRED"] == ["EXPORT"]


@pytest.mark.sweeps
def test_a_hold_keeps_the_bytes_and_nobody_can_take_them(
    make: Make, quoted: Response, consultation: Consultation, moderator: User, analyst: User,
    owner: User, files_root: Path, sign_in: Callable[[User], Client],
) -> None:  # fmt: skip
    report = make()
    hold = factories.LegalHoldFactory(consultation=consultation)
    take_back(quoted, moderator, timezone.now())
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.drop_spoilt(at=timezone.now()) == 1
    aged(report)
    actions.drop_nameless(at=timezone.now())
    assert len(holding(files_root)) == len(QUOTING)
    file = reverse("report-file", args=[report.pk, "html"])
    assert sign_in(analyst).get(file).status_code == 404
    audit.lift_hold(hold=hold, reason="Over.", by=with_app(owner), at=timezone.now())
    actions.remove_words(at=timezone.now())
    assert holding(files_root) == []


@pytest.mark.sweeps
def test_a_worker_that_died_between_the_end_and_the_bytes_is_followed_by_the_sweep(
    make: Make, quoted: Response, moderator: User, files_root: Path
) -> None:
    make()
    take_back(quoted, moderator, timezone.now())
    assert actions.drop_spoilt(at=timezone.now()) == 1  # it is committed, and nothing after that
    assert len(holding(files_root)) == len(QUOTING)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.drop_spoilt(at=timezone.now()) == 0
    assert holding(files_root) == []


STUCK = """
CREATE FUNCTION test_stuck() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE 'It does not end.'; END $$;
CREATE TRIGGER test_stuck BEFORE UPDATE ON consultation_report FOR EACH ROW
    WHEN (new.kind = 'WHOLE' AND new.state = 'EXPIRED') EXECUTE FUNCTION test_stuck();
"""


@pytest.mark.sweeps
def test_a_report_that_cannot_end_keeps_no_other_from_its_end(
    make: Make, quoted: Response, moderator: User, town: Town, files_root: Path, caplog: Any
) -> None:
    stuck, free = make(), make(ReportKind.STATION, station=town.ilford)
    assert stuck.pk < free.pk
    take_back(quoted, moderator, timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(STUCK)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.drop_spoilt(at=timezone.now()) == 1
    free.refresh_from_db()
    assert free.state == "EXPIRED"
    assert f"Report {stuck.pk}: its files were not taken away" in caplog.text
    assert len(holding(files_root)) == len(QUOTING)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER test_stuck ON consultation_report")
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.drop_spoilt(at=timezone.now()) == 1
    assert holding(files_root) == []


KEPT_ROW = """
CREATE FUNCTION test_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE 'It stays.'; END $$;
CREATE TRIGGER test_kept BEFORE DELETE ON consultation_reportwords FOR EACH ROW
    WHEN (old.report_id = {}) EXECUTE FUNCTION test_kept();
"""


@pytest.mark.sweeps
def test_bytes_that_cannot_be_removed_keep_no_others(
    make: Make, quoted: Response, moderator: User, town: Town, files_root: Path, caplog: Any
) -> None:
    stuck, free = make(), make(ReportKind.STATION, station=town.ilford)
    take_back(quoted, moderator, timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(KEPT_ROW.format(stuck.pk))
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.drop_spoilt(at=timezone.now()) == 2
    assert f"Report {stuck.pk}: the bytes of its files were not removed" in caplog.text
    assert not free.words.exists()
    assert holding(files_root) == []


def test_bytes_of_a_report_that_is_ready_again_are_taken_by_nobody(
    make: Make, quoted: Response
) -> None:
    """By whoever was slow to remove those that it had before."""
    report = make()
    digests = [one.sha256 for one in report.files.all()]
    assert queries.named(digests, apart_from=[report.pk]) == set(digests)
    assert removing.remove_worded([report.pk]) == 0


def test_an_erasure_ends_reports_of_its_own_consultation_alone(
    make: Make, quoted: Response, closed_consultation: Consultation, moderator: User, owner: User
) -> None:
    """Of others whatever is due ends by the sweep, and not as the act of who erased."""
    report = make()
    take_back(quoted, moderator, timezone.now())
    erase(factories.ResponseFactory(consultation=closed_consultation), owner)
    report.refresh_from_db()
    assert report.state == "DONE"


@pytest.mark.sweeps
def test_published_results_keep_their_files_whatever_is_said_of_them(
    make: Make, quoted: Response, owner: User, analyst: User, moderator: User,
    sign_in: Callable[[User], Client],
) -> None:  # fmt: skip
    results = make(ReportKind.RESULTS)
    factories.ReportWordsFactory(report=results, answer=0)  # no edition of results has such a row
    Report.objects.filter(pk=results.pk).update(published_at=timezone.now(), published_by=owner)
    summary = make()
    take_back(quoted, moderator, timezone.now())
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.drop_spoilt(at=timezone.now()) == 1
    states = {one.pk: one.state for one in Report.objects.all()}
    assert states == {results.pk: "DONE", summary.pk: "EXPIRED"}
    file = reverse("report-file", args=[results.pk, "html"])
    assert b"".join(sign_in(analyst).get(file)).startswith(b"<!DOCTYPE html>")


def test_a_formal_reply_that_is_withdrawn_goes_and_one_that_is_replaced_stays(
    make: Make, consultation: Consultation, varied: list[Response], now: datetime
) -> None:
    report = make(ReportKind.FORMAL)
    words = list(ReportWords.objects.filter(report=report).select_related("signed__reply"))
    assert len(words) > 1
    assert all(one.signed is not None for one in words)
    first, second = (one.signed.reply for one in words[:2] if one.signed)
    for reply, state in ((first, FormalReplyState.SUPERSEDED), (second, "WITHDRAWN")):
        assert actions.drop_spoilt(at=now) == 0
        ended = {"ended_reason": "Out of date."} if state == "WITHDRAWN" else {}
        move(reply, state, by=MACHINE, at=now, changes=ended)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.drop_spoilt(at=now) == 1
    report.refresh_from_db()
    assert report.state == "EXPIRED"
    left = {one.kind for one in report.files.all() if path_of(one.sha256).is_file()}
    assert left == {"csv", "csvw", "xlsx"}  # numbers, and what is said in a word


def test_what_is_kept_too_long_takes_the_words_with_it(
    make: Make, quoted: Response, files_root: Path, consultation: Consultation
) -> None:
    report = make()
    assert report.expires_at is not None
    assert actions.expire_reports(at=report.expires_at) == 1
    assert holding(files_root) == []
    assert not ReportWords.objects.exists()
    assert keeping.remove_bytes(by=MACHINE, at=timezone.now()) == 0


@pytest.mark.sweeps
def test_what_stood_in_files_before_anybody_kept_it_is_known_too(
    made: dict[str, Report], varied: list[Response]
) -> None:
    """By the migration, from the editions themselves."""
    kept = list(ReportWords.objects.values_list("report", "answer", "signed").order_by("pk"))
    answers = PublishedAnswer.objects.filter(pk__in=[one for _r, one, _s in kept if one])
    assert answers.count() == 1
    ReportWords.objects.all().delete()
    results = made["RESULTS"]  # as if it had quotes, which it never has
    Report.objects.filter(pk=results.pk).update(figures=made["WHOLE"].figures)
    migration = import_module("consultation.migrations.0040_report_words")
    with connection.cursor() as cursor:
        cursor.execute(migration.KNOWN)
    again = ReportWords.objects.values_list("report", "answer", "signed")
    assert sorted(map(str, again)) == sorted(map(str, kept))
    PublishedResponse.objects.update(at=timezone.now() + timedelta(seconds=1))  # published anew
    ReportWords.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(migration.KNOWN)
    assert actions.drop_spoilt(at=timezone.now()) == 5  # and both of open data
