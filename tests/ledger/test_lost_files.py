"""Published files are lost, or stand in the way: a person says what becomes of them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from consultation.events import MACHINE
from consultation.ledger.actions import LogStopped, sequence, sequencing
from consultation.models import Consultation, Event, EventKind, LogEntry, Proposal, Response
from tests.conftest import send
from tests.ledger.put_back import files, gone, undone

pytestmark = pytest.mark.django_db


def test_published_files_that_are_gone_are_made_anew_when_a_person_says_so(
    consultation: Consultation,
    proposal: Proposal,
    three: list[Response],
    repair: Callable[..., list[str]],
    log_folder: Path,
    now: datetime,
) -> None:
    before = gone(log_folder)
    waits = send(consultation, about=[proposal])
    with pytest.raises(CommandError, match="put the folder back from a copy"):
        repair("--yes")
    with pytest.raises(CommandError, match="Only if it was not put back to an earlier time"):
        repair("--files-gone")
    assert not (log_folder / "checkpoint").exists()
    assert repair("--files-gone", "--yes") == ["Published again: 5 entries."]
    written = files(log_folder)
    assert written.items() <= before.items(), "without the parts of smaller trees"
    assert written["checkpoint"] == before["checkpoint"]
    assert Event.objects.get(kind=EventKind.LOG_REPAIRED).facts == {"written": 5}
    assert sequence(by=MACHINE, at=now) == 1
    assert LogEntry.objects.get(index=5).about == waits.pk
    call_command("verify_log")
    with pytest.raises(CommandError, match="not gone: nothing was written again"):
        repair("--files-gone", "--yes")


def test_nothing_is_made_anew_that_contradicts_a_head(
    three: list[Response],
    repair: Callable[..., list[str]],
    log_folder: Path,
    as_superuser: Callable[..., None],
) -> None:
    gone(log_folder)
    as_superuser("UPDATE consultation_logentry SET text = text || 'x' WHERE index = 3")
    with pytest.raises(CommandError, match="Head of 5 entries: it was signed with another root"):
        repair("--files-gone", "--yes")
    assert files(log_folder) == {}


def test_tiles_that_no_head_reaches_stand_in_the_way_no_longer(
    consultation: Consultation,
    proposal: Proposal,
    three: list[Response],
    repair: Callable[..., list[str]],
    log_folder: Path,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The sequencer dies before it signs, and the database is put back to before it entered."""
    before = files(log_folder)

    def die(*_args: Any, **_more: Any) -> None:
        raise KeyboardInterrupt

    with undone(), monkeypatch.context() as patch:
        send(consultation, about=[proposal])
        patch.setattr(sequencing, "_signed", die)
        with pytest.raises(KeyboardInterrupt):
            sequence(by=MACHINE, at=now)
    send(consultation, about=[proposal])  # another one
    with pytest.raises(LogStopped, match=r"000\.p/6 holds other bytes than the log"):
        sequence(by=MACHINE, at=now)
    stood = files(log_folder)
    said = repair()
    assert said.pop() == "Nothing was changed. Run it again with --yes to do it."
    assert files(log_folder) == stood
    assert repair("--yes") == said
    assert said == [
        "Put aside, since no head reaches it: tile/entries/000.p/6",
        "Put aside, since no head reaches it: tile/0/000.p/6",
        "Nothing to repair: the database holds all that is published.",
    ]
    now_there = files(log_folder)
    aside = {name: now_there.pop(name) for name in list(now_there) if name.startswith("aside-")}
    assert now_there == before
    assert sorted(aside.values()) == sorted(stood[one] for one in stood.keys() - before.keys())
    assert Event.objects.get(kind=EventKind.LOG_REPAIRED).facts == {"put_aside": 2}
    sequence(by=MACHINE, at=now)
    call_command("verify_log")
