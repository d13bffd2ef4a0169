"""What people who consult do is entered too: what was asked, until when, and what was published."""

import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from consultation.events import MACHINE
from consultation.ledger.actions import sequence
from consultation.ledger.keys import log_signer
from consultation.models import (
    Checkpoint,
    Consultation,
    FileKind,
    Proposal,
    ReportFile,
    ReportKind,
    User,
)
from consultation.publish import actions as publish
from consultation.report import actions as report
from tests.conftest import Town, send
from tests.ledger.read_back import published
from tests.publish.test_actions import drafted

pytestmark = pytest.mark.django_db


def test_publishing_states_what_is_asked_and_how_it_is_counted(
    town: Town, owner: User, log_folder: Path, client: Client, now: datetime
) -> None:
    consultation = drafted(owner)
    publish.publish(consultation=consultation, by=owner, at=now)
    sequence(by=MACHINE, at=now)
    kind, slug, form, opens, closes, rules = published(log_folder).texts[2]
    assert (kind, slug) == ("type open", f"consultation {consultation.slug}")
    assert (opens, closes) == ("opens 2026-11-20T12:00:00Z", "closes 2027-02-15T12:00:00Z")
    asked = client.get(f"/tlog/stated/{form.removeprefix('form-sha256 ')}").content
    assert sha256(asked).hexdigest() == form.removeprefix("form-sha256 ")
    told = json.loads(asked)
    assert [one["key"] for one in told["questions"]] == [
        one.key for one in consultation.questions.order_by("position")
    ]
    assert told["proposals"][0]["proposed"] == consultation.proposals.get().proposed
    counted = client.get(f"/tlog/stated/{rules.removeprefix('count-rule-sha256 ')}").content
    assert json.loads(counted) == {
        "consultation": consultation.slug,
        "exclusion_rules": list(
            consultation.exclusion_rules.order_by("code").values("code", "text")
        ),
        "grace_minutes": consultation.grace_minutes,
    }


def test_published_results_are_entered_with_their_digest_and_how_many_they_count(
    consultation: Consultation,
    proposal: Proposal,
    analyst: User,
    owner: User,
    after_close: time_machine.Traveller,
    log_folder: Path,
    tmp_path: Path,
    settings: Any,
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    for _ in range(2):
        send(consultation, about=[proposal])
    at = timezone.now()
    publish.close_book(consultation=consultation, by=MACHINE, at=at)
    sequence(by=MACHINE, at=at)
    made = report.ask(consultation=consultation, kind=ReportKind.RESULTS, by=analyst, at=at)
    report.make_next(clock=timezone.now)
    made.refresh_from_db()
    assert made.state == "DONE", made.error
    report.publish_results(report=made, by=owner, at=at)
    sequence(by=MACHINE, at=at)
    file = ReportFile.objects.get(report=made, kind=FileKind.JSON)
    assert published(log_folder).texts[-1] == [
        "type report", "consultation front-counters", "size 5", f"report-sha256 {file.sha256}",
        "counted 2",
    ]  # fmt: skip
    head = Checkpoint.objects.get(size=5)
    assert made.figures is not None
    key = str(log_signer().verifier)
    assert made.figures["heads"] == [
        {"when": "when this was counted", "size": 5, "root": head.root, "key": key},
        {"when": "at the close", "size": 5, "root": head.root, "key": key},
    ]
    page = ReportFile.objects.get(report=made, kind=FileKind.HTML)
    told = (tmp_path / "files" / page.sha256[:2] / page.sha256).read_text()
    assert f"5 entries, fingerprint {head.root}, key {key}." in told


def test_the_close_is_entered_with_how_many_had_been_received(
    consultation: Consultation,
    proposal: Proposal,
    after_close: time_machine.Traveller,
    log_folder: Path,
) -> None:
    for _ in range(3):
        send(consultation, about=[proposal])
    at = timezone.now()
    publish.close_book(consultation=consultation, by=MACHINE, at=at)
    sequence(by=MACHINE, at=at)
    assert [one for one in published(log_folder).texts if one[0] == "type close"] == [
        [
            "type close", "consultation front-counters", "responses 3",
            "received-until 2027-02-15T00:29:59Z", "closed 2027-02-15T01:29:59Z",
        ]
    ]  # fmt: skip
