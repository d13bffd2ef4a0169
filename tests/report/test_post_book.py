"""The post book: what the mail server took is not sent again, whatever became of the row."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from consultation import emails, postbook
from consultation.models import Event, Link, Message
from tests import factories
from tests.mail_server import MailServer
from tests.workers import Workers, number, until

GATE = 7_310_002  # an advisory lock


def waiting(**fields: Any) -> Message:
    message: Message = factories.MessageFactory(**fields)
    return message


def pages(book: Path) -> list[tuple[str, int]]:
    """What the book has: the folder of each page, and its size."""
    found = [path for path in book.rglob("*") if path.is_file()]
    return sorted((path.relative_to(book).parts[0], path.stat().st_size) for path in found)


def restored(message: Message) -> None:
    """As in a database that is put back to before the message was sent."""
    changes: dict[str, Any] = {"state": "QUEUED", "sent_at": None}
    Message.objects.filter(pk=message.pk).update(**changes)


def test_a_message_whose_commit_was_lost_is_not_sent_again(db: None, settings: Any) -> None:
    message = waiting(draft=factories.DraftFactory(), body=f"Open {emails.link()}")
    assert emails.post_next(clock=timezone.now) == message
    restored(message)
    kept = Link.objects.get().token_hash
    Link.objects.all().delete()  # written in the same commit
    assert emails.post_next(clock=timezone.now) == message
    message.refresh_from_db()
    assert (message.state, len(mail.outbox)) == ("SENT", 1)
    assert Link.objects.get().token_hash == kept  # the link that was sent opens the draft
    assert pages(settings.MAIL_BOOK) == [("taken", 0)]


def test_a_mail_server_that_refuses_leaves_no_page(db: None, settings: Any) -> None:
    message = waiting(subject="Two\nlines")
    emails.post_next(clock=timezone.now)
    message.refresh_from_db()
    assert (message.attempts, pages(settings.MAIL_BOOK)) == (1, [])


def test_a_book_that_cannot_be_written_puts_the_message_off(db: None, settings: Any) -> None:
    """Not as an attempt: after twelve the message would fail for good."""
    settings.MAIL_BOOK.parent.mkdir(exist_ok=True)
    settings.MAIL_BOOK.write_text("where the folder should be")
    message = waiting()
    for _turn in range(emails.MOST_ATTEMPTS + 1):
        message.refresh_from_db()
        emails.post_next(clock=lambda: message.due_at)
    message.refresh_from_db()
    assert (message.state, message.attempts, mail.outbox) == ("QUEUED", 0, [])
    assert message.last_error == "The post book cannot be written: Not a directory"
    settings.MAIL_BOOK.unlink()
    emails.post_next(clock=lambda: message.due_at)
    message.refresh_from_db()
    assert (message.state, message.last_error, len(mail.outbox)) == ("SENT", "", 1)


def test_of_many_at_once_one_sends(settings: Any) -> None:
    """Also without the row between them, as after the database has let go of a lock."""
    sent: list[int] = []
    outcome: list[str] = []
    start = threading.Barrier(8)

    def carry(name: int) -> None:
        start.wait()
        try:
            called = postbook.post_once("<1.x@localhost>", lambda: sent.append(name))
            outcome.append("sent" if called else "taken")
        except postbook.NotNow as reason:
            outcome.append(str(reason))

    carriers = [threading.Thread(target=carry, args=(name,)) for name in range(8)]
    for one in carriers:
        one.start()
    for one in carriers:
        one.join()
    assert (len(sent), outcome.count("sent"), len(outcome)) == (1, 1, 8)
    assert set(outcome) <= {"sent", "taken", "Another worker is sending it"}
    assert postbook.post_once("<1.x@localhost>", lambda: sent.append(9)) is False
    assert pages(settings.MAIL_BOOK) == [("taken", 0)]


def test_who_comes_while_it_is_sent_leaves_it_alone(settings: Any) -> None:
    def meanwhile() -> None:
        with pytest.raises(postbook.NotNow, match="Another worker is sending it"):
            postbook.post_once("<1.x@localhost>", lambda: None)

    assert postbook.post_once("<1.x@localhost>", meanwhile) is True


def test_old_pages_are_forgotten(settings: Any) -> None:
    now = timezone.now().timestamp()
    for name, age in (("old", postbook.KEPT), ("young", postbook.KEPT - 60)):
        postbook.post_once(name, lambda: None)
        page = max(settings.MAIL_BOOK.glob("taken/*/*"), key=lambda path: path.stat().st_mtime)
        os.utime(page, (now - age - 1, now - age - 1))
    left = settings.MAIL_BOOK / "open" / "of one that died"
    left.touch()
    os.utime(left, (now - postbook.OPEN_FOR - 1,) * 2)
    assert postbook.forget(now) == 2
    assert pages(settings.MAIL_BOOK) == [("taken", 0)]


# Real workers, killed without warning before, in and after the talk with a real mail server.


@pytest.fixture
def mail_server(workers: Workers) -> Iterator[MailServer]:
    started = MailServer()
    workers.environment |= started.environment()
    yield started
    started.end()


@pytest.fixture
def gated(transactional_db: None) -> Iterator[None]:
    """The database holds up whoever writes that a message is sent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION test_sent_waits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" PERFORM pg_advisory_xact_lock({GATE}); RETURN NEW; END $$;"
            " CREATE TRIGGER test_sent_waits BEFORE UPDATE ON consultation_message"
            " FOR EACH ROW EXECUTE FUNCTION test_sent_waits()"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION test_sent_waits CASCADE")


def due_messages(count: int) -> None:
    now = timezone.now()
    for place in range(count):
        waiting(to=f"person{place}@example.com", queued_at=now, due_at=now)


def all_sent() -> bool:
    return not Message.objects.exclude(state="SENT").exists()


HELD_UP = (
    f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {GATE} AND NOT granted"
)
LET_GO = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_locks"
    f" WHERE locktype = 'advisory' AND objid = {GATE} AND NOT granted"
)


@pytest.mark.faults
@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("dies", ["worker", "database session"])
def test_who_dies_before_the_commit_has_sent_it_once(
    workers: Workers, mail_server: MailServer, gated: None, dies: str
) -> None:
    due_messages(3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        worker = workers.start()
        workers.poke("post_due_messages")
        until(lambda: number(HELD_UP) == 1, workers.log)
        if dies == "worker":
            workers.kill(worker)
        assert number(LET_GO) == 1
        cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])
    assert (len(mail_server.taken), Message.objects.filter(state="SENT").count()) == (1, 0)
    if dies == "worker":
        workers.start()
    until(lambda: _poked(workers) and all_sent(), workers.log)
    assert sorted(mail_server.times().values()) == [1, 1, 1]
    assert Event.objects.filter(kind="message.sent").count() == 3


def _poked(workers: Workers) -> bool:
    workers.poke("post_due_messages")
    return True


@pytest.mark.faults
@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True)
def test_who_dies_waiting_for_the_last_word_leaves_the_message_to_be_sent_again(
    workers: Workers, mail_server: MailServer
) -> None:
    """Nobody can know what the mail server did. Twice under one Message-ID, rather than never."""
    due_messages(1)
    mail_server.silent = True
    worker = workers.start()
    workers.poke("post_due_messages")
    until(lambda: len(mail_server.taken) == 1, workers.log)
    workers.kill(worker)
    mail_server.silent = False
    workers.start()
    until(lambda: _poked(workers) and all_sent(), workers.log)
    assert mail_server.times() == {emails.message_id(Message.objects.get()): 2}


@pytest.mark.faults
@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_message_once(workers: Workers, mail_server: MailServer) -> None:
    due_messages(60)
    for _worker in range(2):
        workers.start()
    for _poke in range(6):
        workers.poke("post_due_messages")
    until(all_sent, workers.log)
    assert sorted(mail_server.times().values()) == [1] * 60
