"""The log is verified while people respond: what comes meanwhile is never named as missing."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from io import StringIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from consultation.audit.reconciling import differences, still
from consultation.events import MACHINE
from consultation.ledger.actions import sequence
from consultation.ledger.shelf import Shelf
from consultation.ledger.tiles import Tile
from consultation.models import Checkpoint, Consultation, Proposal
from consultation.respond import actions as respond
from tests import factories
from tests.conftest import send
from tests.races import somebody_waits


@pytest.fixture
def elsewhere() -> Any:
    """Runs something on a connection of its own."""
    with ThreadPoolExecutor(2) as pool:

        def run(call: Callable[[], Any]) -> Future[Any]:
            def alone() -> Any:
                try:
                    return call()
                finally:
                    connection.close()

            return pool.submit(alone)

        yield run


@pytest.mark.django_db(transaction=True)
def test_what_happens_in_the_middle_is_not_held_against_what_was_read_before(
    consultation: Consultation, proposal: Proposal, elsewhere: Any, now: datetime
) -> None:
    """The check has read what the log says, and waits for a table to read the responses."""
    first, *_others = [send(consultation, about=[proposal]) for _ in range(3)]
    sequence(by=MACHINE, at=now)

    def meanwhile() -> int:
        respond.withdraw(response=first, by="public", at=now)
        return sequence(by=MACHINE, at=now)

    said = StringIO()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE consultation_organisation IN ACCESS EXCLUSIVE MODE")
        check = elsewhere(lambda: call_command("verify_log", stdout=said))
        assert somebody_waits(), "the check is in the middle"
        assert elsewhere(meanwhile).result(timeout=60) == 1
    check.result(timeout=60)
    assert said.getvalue() == "3 responses and 5 entries: all agree.\n"


class Paused(StringIO):
    """Whoever writes here waits until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.wrote, self.go_on = Event(), Event()

    def write(self, text: str) -> int:
        self.wrote.set()
        assert self.go_on.wait(60)
        return super().write(text)


@pytest.mark.django_db(transaction=True)
def test_a_response_that_arrives_in_the_middle_is_not_named(
    consultation: Consultation, proposal: Proposal, elsewhere: Any, now: datetime
) -> None:
    """The check has named an older fault, and waits to be read; then it reads the responses."""
    send(consultation, about=[proposal])
    sequence(by=MACHINE, at=now)
    factories.CheckpointFactory(size=2)
    said = Paused()
    check = elsewhere(lambda: call_command("verify_log", stdout=said))
    assert said.wrote.wait(60)
    send(consultation, about=[proposal])
    sequence(by=MACHINE, at=now)
    send(consultation, about=[proposal])
    said.go_on.set()
    with pytest.raises(CommandError, match="1 differences"):
        check.result(timeout=60)
    assert said.getvalue() == "Head of 2 entries: it was signed with another root.\n"


@pytest.mark.django_db
def test_a_part_that_gives_way_meanwhile_is_not_missed(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    for _ in range(3):
        send(consultation, about=[proposal])
    sequence(by=MACHINE, at=now)
    shelf, part = still(), Tile(-1, 0, 5)
    for _ in range(252):
        send(consultation, about=[proposal])
    sequence(by=MACHINE, at=now)
    with pytest.raises(FileNotFoundError):
        Shelf(log_folder).read(part)
    assert Checkpoint.objects.count() == 2
    assert list(differences(shelf)) == []


@pytest.mark.django_db
def test_a_part_that_is_gone_under_its_own_head_is_missed(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    send(consultation, about=[proposal])
    sequence(by=MACHINE, at=now)
    (log_folder / "tile/entries/000.p/3").unlink()
    assert "tile/entries/000.p/3: it is gone." in list(differences(still()))
