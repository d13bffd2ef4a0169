"""What was received before there was a log is told to it in pieces, each response once."""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from consultation.events import MACHINE
from consultation.ledger.actions import sequence
from consultation.models import Consultation, LogEntry, Proposal, Response, Unlogged
from consultation.respond import actions as respond
from tests.conftest import send

pytestmark = pytest.mark.django_db
MIGRATION = import_module("consultation.migrations.0051_received_before_the_log")


def tell() -> None:
    with connection.schema_editor() as editor:
        MIGRATION.tell(apps, editor)


def waiting() -> list[int]:
    rows = Unlogged.objects.filter(kind="response").order_by("pk")
    return [key for key in rows.values_list("response_id", flat=True) if key is not None]


@pytest.fixture
def received(
    consultation: Consultation,
    proposal: Proposal,
    as_superuser: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    now: datetime,
) -> list[Response]:
    """One that is entered, five from before the log, of which one was withdrawn, and a new one."""
    monkeypatch.setattr(MIGRATION, "PIECE", 2)
    entered = send(consultation, about=[proposal])
    sequence(by=MACHINE, at=now)
    before = [send(consultation, about=[proposal]) for _ in range(5)]
    as_superuser("DELETE FROM consultation_unlogged")
    respond.withdraw(response=before[2], by="public", at=now)
    return [entered, *before, send(consultation, about=[proposal])]


def test_each_is_told_once_however_often_it_is_run(received: list[Response]) -> None:
    _entered, *before, new = (one.pk for one in received)
    tell()
    assert waiting() == [new, *before], "the new one by its trigger, before"
    tell()
    assert waiting() == [new, *before]


def test_it_goes_on_where_it_died(
    received: list[Response], as_superuser: Callable[..., None], now: datetime
) -> None:
    """Part of it waits, part of it was entered meanwhile, and the rest was never told."""
    _entered, *before, _new = (one.pk for one in received)
    tell()
    as_superuser(f"DELETE FROM consultation_unlogged WHERE response_id IN ({before[3]})")
    sequence(by=MACHINE, at=now, most=3)
    tell()
    assert waiting() == [*before[2:3], before[4], before[3]]


def test_all_of_it_is_entered_and_the_act_after_its_response(
    received: list[Response], now: datetime
) -> None:
    tell()
    while sequence(by=MACHINE, at=now):
        pass
    entered = LogEntry.objects.filter(kind="response").values_list("about", flat=True)
    assert sorted(entered) == [one.pk for one in received]
    told: Any = LogEntry.objects.get(kind="withdraw")
    index = LogEntry.objects.get(kind="response", about=received[3].pk).index
    assert f"index {index}\n" in told.text
    assert told.index > index
