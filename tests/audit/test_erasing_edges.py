"""Edges of erasing: what is at work beside it, what a hold keeps of it, what comes after it."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TestCase

from consultation import files
from consultation.audit import actions
from consultation.audit.actions import keeping
from consultation.events import MACHINE
from consultation.files import disk
from consultation.models import (
    Consultation,
    Erasure,
    Ground,
    LeafSalt,
    Leftover,
    Message,
    Part,
    Report,
    ReportFile,
    Respondent,
    Response,
    RetentionMark,
    User,
)
from consultation.moderate.actions.copy_flags import hold
from consultation.report.actions import remove_words
from consultation.states import Refused
from tests import factories
from tests.audit.test_retention import CLOSED, apply, night_of, parts_gone, sent
from tests.conftest import NOW, send

__all__ = ["sent"]  # a fixture


def test_nothing_is_erased_within_three_months_of_the_close_whatever_a_rule_says(
    sent: Response, closed_consultation: Consultation, guardian: User
) -> None:
    early: dict[str, Any] = {
        "counted_from": "DECISION", "months": 3, "decided_on": CLOSED - timedelta(days=60)
    }  # fmt: skip
    with pytest.raises(Refused, match="must be 9 November 2026, the closing day, or later"):
        actions.state_rule(
            consultation=closed_consultation, part=Part.WORDS, reason="Policy.", by=guardian,
            at=NOW, **early,
        )  # fmt: skip
    factories.RetentionRuleFactory(  # such as one of a day on which the close was earlier
        consultation=closed_consultation, part="WORDS", **early
    )
    assert apply(date(2027, 2, 8)) == 0
    assert apply(date(2027, 2, 9)) == 1


def test_what_came_after_an_erasure_is_erased_too(
    sent: Response, closed_consultation: Consultation
) -> None:
    factories.AttachmentFactory(response=sent)
    apply(date(2060, 1, 1))
    assert parts_gone(sent) == set(Part.values)
    assert apply(date(2060, 1, 2)) == 0
    before = Erasure.objects.count()
    mailed = factories.MessageFactory(response=sent, to="ruth@example.org")
    scan = factories.AttachmentFactory(response=sent, name="ruth.pdf")
    assert apply(date(2060, 1, 3)) == 2  # emails, and files
    mailed.refresh_from_db()
    scan.refresh_from_db()
    assert (mailed.to, mailed.body) == (f"erased-{mailed.pk}@erased.invalid", "Address erased")
    assert (scan.name, scan.sha256) == ("Erased", "0" * 64)
    assert apply(date(2060, 1, 4)) == 0
    assert Erasure.objects.count() == before


def marks() -> list[tuple[int, str]]:
    return list(Leftover.objects.order_by("pk").values_list("response", "part"))


def test_only_what_comes_after_an_erasure_is_written_down_until_it_is_erased(
    sent: Response, closed_consultation: Consultation
) -> None:
    factories.MessageFactory(response=sent, to="ruth@example.org")
    scan = factories.AttachmentFactory(response=sent)
    assert marks() == []
    apply(date(2060, 1, 1))
    assert marks() == []
    for _one in range(2):
        factories.MessageFactory(response=sent, to="ruth@example.org")
    Message.objects.update(state="SENT", sent_at=NOW)
    Respondent.objects.filter(response=sent).update(email="ruth@example.org")
    assert marks() == [(sent.pk, "MESSAGES"), (sent.pk, "IDENTITY")]
    assert apply(date(2060, 1, 2)) == 2
    assert marks() == []
    assert Respondent.objects.get(response=sent).email == ""
    scan.refresh_from_db()
    assert scan.sha256 == "0" * 64


def test_a_hold_keeps_what_came_later_until_it_is_lifted(
    sent: Response, closed_consultation: Consultation, guardian: User
) -> None:
    apply(date(2060, 1, 1))
    hold = factories.LegalHoldFactory(consultation=closed_consultation, response=sent)
    factories.MessageFactory(response=sent, to="ruth@example.org")
    assert apply(date(2060, 1, 2)) == 0
    assert marks() == [(sent.pk, "MESSAGES")]
    actions.lift_hold(hold=hold, reason="Over.", by=guardian, at=NOW)
    assert apply(date(2060, 1, 3)) == 1
    assert marks() == []


def through(part: str) -> int:
    return RetentionMark.objects.get(part=part).through


def test_a_night_looks_no_further_back_than_the_one_before_and_overlooks_nothing(
    sent: Response, closed_consultation: Consultation, guardian: User
) -> None:
    about = list(closed_consultation.proposals.all()[:1])
    kept, nameless = send(closed_consultation, about=about), send(closed_consultation, about=about)
    hold = factories.LegalHoldFactory(consultation=closed_consultation, response=kept)
    apply(date(2060, 1, 1))
    assert through("WORDS") == 0  # what is being written just now has not come yet
    late = send(closed_consultation, about=about)
    assert apply(date(2060, 1, 2)) == 1
    assert through("WORDS") == through("MESSAGES") == nameless.pk
    assert (parts_gone(nameless), parts_gone(late), parts_gone(kept)) == (
        {"WORDS"}, {"WORDS"}, set(),
    )  # fmt: skip
    factories.MessageFactory(response=nameless, to="ruth@example.org")  # of which it had none
    factories.MessageFactory(response=sent, to="ruth@example.org")
    factories.AttachmentFactory(response=late)
    assert apply(date(2060, 1, 3)) == 3
    assert through("WORDS") == late.pk
    assert (parts_gone(nameless), parts_gone(late)) == (
        {"WORDS", "MESSAGES"}, {"WORDS", "FILES"},
    )  # fmt: skip
    assert not Message.objects.filter(to="ruth@example.org").exists()
    actions.lift_hold(hold=hold, reason="Over.", by=guardian, at=NOW)
    assert not RetentionMark.objects.exists()
    assert apply(date(2060, 1, 4)) == 1
    assert parts_gone(kept) == {"WORDS"}
    assert marks() == []


def test_words_that_come_late_are_written_down_each_of_a_statement_that_brings_many(
    sent: Response, closed_consultation: Consultation
) -> None:
    apply(date(2060, 1, 1))  # and from now on nobody's words are kept here
    late = [factories.ResponseFactory(consultation=closed_consultation) for _one in range(3)]
    elsewhere = factories.ResponseFactory()
    LeafSalt.objects.bulk_create(
        LeafSalt(response=one, salt=bytes(32)) for one in (late[2], elsewhere, late[0])
    )
    assert sorted(marks()) == [(late[0].pk, "WORDS"), (late[2].pk, "WORDS")]


def test_two_looks_in_one_hour_are_one(sent: Response, closed_consultation: Consultation) -> None:
    first = night_of(date(2060, 1, 1))
    for minutes, key in ((0, 0), (59, 0), (60, sent.pk)):
        at = first + timedelta(minutes=minutes)
        actions.apply_retention(most=10, by=MACHINE, at=at)
        assert through("WORDS") == key


@pytest.mark.django_db(transaction=True)
def test_an_email_that_is_written_during_an_erasure_is_not_overlooked(
    closed_consultation: Consultation, guardian: User
) -> None:
    sent = send(closed_consultation, about=list(closed_consultation.proposals.all()[:1]))
    written, problems = threading.Event(), []

    def write() -> None:
        try:
            factories.MessageFactory(response=sent, to="ruth@example.org")
            written.set()
        except Exception as problem:  # told below
            problems.append(problem)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    with transaction.atomic():
        actions.erase(subjects=[sent], ground=Ground.ASKED, reason="Letter.", by=guardian, at=NOW)
        thread.start()
        assert not written.wait(0.5)  # the erasure is not committed
    thread.join(60)
    assert problems == []
    assert marks() == [(sent.pk, "MESSAGES")]
    assert apply(date(2060, 1, 1)) == 1
    assert not Message.objects.filter(to="ruth@example.org").exists()


def test_whoever_asked_once_can_have_what_came_later_erased(sent: Response, guardian: User) -> None:
    asked: dict[str, Any] = {"ground": "ASKED", "reason": "Letter.", "by": guardian, "at": NOW}
    actions.erase(subjects=[sent], **asked)
    mailed = factories.MessageFactory(response=sent, to="ruth@example.org")
    actions.erase(subjects=[sent], **asked)
    mailed.refresh_from_db()
    assert mailed.to == f"erased-{mailed.pk}@erased.invalid"
    with pytest.raises(Refused, match="is erased already"):
        actions.erase(subjects=[sent], **asked)


@pytest.mark.parametrize("at_it_before", [True, False])
@pytest.mark.django_db(transaction=True)
def test_an_erasure_waits_for_the_worker_that_reads_words_into_groups(
    closed_consultation: Consultation, guardian: User, at_it_before: bool
) -> None:
    about = list(closed_consultation.proposals.all()[:1])
    sent = send(closed_consultation, about=about)
    if at_it_before:
        factories.CopyWatchFactory(consultation=closed_consultation)
    erased, problems = threading.Event(), []

    def erase() -> None:
        try:
            actions.erase(
                subjects=[sent], ground=Ground.ASKED, reason="Letter.", by=guardian, at=NOW
            )
            erased.set()
        except Exception as problem:  # told below
            problems.append(problem)
        finally:
            connection.close()

    thread = threading.Thread(target=erase)
    with transaction.atomic():
        assert hold(consultation=closed_consultation, by=MACHINE, at=NOW) is not None
        thread.start()
        assert not erased.wait(0.5)  # the worker is not finished
        group = factories.TextGroupFactory(consultation=closed_consultation, core="Read before.")
        factories.TextPrintFactory(response=sent, group=group)
    thread.join(60)
    assert problems == []
    assert erased.is_set()
    group.refresh_from_db()
    assert (group.core, group.due) == ("", True)


def exported(consultation: Consultation) -> ReportFile:
    """A file of all its words."""
    made: ReportFile = factories.ReportFileFactory(
        sha256="b" * 64,
        report=factories.ReportFactory(
            consultation=consultation, kind="EXPORT", state="DONE", snapshot=1,
            started_at=factories.THEN, finished_at=factories.THEN,
        )
    )  # fmt: skip
    factories.ReportWordsFactory(report=made.report, answer=None)
    return made


@pytest.mark.parametrize("covers", ["response", "organisation"])
def test_what_a_hold_on_another_response_needs_stays_until_it_is_lifted(
    consultation: Consultation, guardian: User, files_root: Any, covers: str
) -> None:
    whole = {"consultation": consultation}
    gone, other = (factories.ResponseFactory(**whole) for _one in range(2))
    sent = factories.ImportFactory(**whole, samples=[["Ruth"]], refusals_sha256="a" * 64)
    free = factories.ImportFactory(**whole, samples=[["Ruth"]])
    for response in (gone, other):
        factories.ImportedRowFactory(response=response, file=sent)
    factories.ImportedRowFactory(response=factories.ResponseFactory(**whole), file=free)
    names = [sent.sha256, "a" * 64, exported(consultation).sha256]
    for name in names:
        files.store(lambda sink: sink.write(b"Ruth"), name=name)

    def there() -> list[bool]:
        return [disk.path_of(name).exists() for name in names]

    if covers == "response":
        hold = factories.LegalHoldFactory(**whole, response=other)
        kept = [True, True, True]
    else:
        reply = factories.SignedReplyFactory(response__consultation=consultation).response
        hold = factories.LegalHoldFactory(**whole, organisation=reply.organisation)
        kept = [False, False, True]
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.erase(subjects=[gone], ground=Ground.ASKED, reason="Letter.", by=guardian, at=NOW)
    keeping.remove_bytes(by=MACHINE, at=NOW)
    sent.refresh_from_db()
    assert there() == kept
    assert Report.objects.get().state == "EXPIRED"  # nobody can take it, whatever a hold keeps
    assert sent.samples == ([["Ruth"]] if kept[0] else [])
    later = NOW + timedelta(days=90)
    actions.lift_hold(hold=hold, reason="The claim is over.", by=guardian, at=later)
    assert keeping.remove_bytes(by=MACHINE, at=later) == sum(kept[:2])
    assert remove_words(at=later) == 1
    sent.refresh_from_db()
    free.refresh_from_db()
    assert there() == [False, False, False]
    assert (sent.samples, free.samples) == ([], [["Ruth"]])


@pytest.mark.parametrize("held", [False, True])
def test_a_file_that_another_consultation_loaded_too_stays_for_it(
    consultation: Consultation, closed_consultation: Consultation, guardian: User, held: bool
) -> None:
    name, loaded = "c" * 64, []
    for whole in (consultation, closed_consultation):
        row = factories.ImportedRowFactory(
            response=factories.ResponseFactory(consultation=whole),
            file=factories.ImportFactory(consultation=whole, sha256=name),
        )
        loaded.append(row.response)
    files.store(lambda sink: sink.write(b"Ruth"), name=name)
    first, second = loaded
    asked: dict[str, Any] = {"ground": Ground.ASKED, "reason": "Letter.", "by": guardian, "at": NOW}
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.erase(subjects=[first], **asked)
    assert keeping.remove_bytes(by=MACHINE, at=NOW) == 0
    assert disk.path_of(name).is_file()
    hold = None
    if held:  # for another of its rows
        other = factories.ResponseFactory(consultation=closed_consultation)
        factories.ImportedRowFactory(response=other, file=second.imported_row.file)
        hold = factories.LegalHoldFactory(consultation=closed_consultation, response=other)
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.erase(subjects=[second], **asked)
    assert disk.path_of(name).is_file() == held
    if hold:
        actions.lift_hold(hold=hold, reason="Over.", by=guardian, at=NOW)
        assert keeping.remove_bytes(by=MACHINE, at=NOW) == 1
        assert not disk.path_of(name).exists()


def test_an_export_that_another_consultation_made_too_stays_for_it(
    consultation: Consultation, closed_consultation: Consultation, guardian: User
) -> None:
    gone = factories.ResponseFactory(consultation=consultation)
    names = [exported(one).sha256 for one in (consultation, closed_consultation)]
    assert names == ["b" * 64] * 2  # two empty tables
    files.store(lambda sink: sink.write(b"Reference"), name=names[0])
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.erase(subjects=[gone], ground=Ground.ASKED, reason="Letter.", by=guardian, at=NOW)
    assert keeping.remove_bytes(by=MACHINE, at=NOW) == 0
    assert disk.path_of(names[0]).is_file()
