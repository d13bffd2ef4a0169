"""E-mails wait as rows, go out once, and a bad one holds up nobody."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import create_server
from threading import Event as Flag
from threading import Thread
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from consultation import emails, tasks
from consultation.models import Event, Message
from tests import factories


def waiting(**fields: Any) -> Message:
    message: Message = factories.MessageFactory(**fields)
    return message


def test_a_message_is_sent_once(db: None) -> None:
    message = waiting(to="ana@example.com", subject="We have it", body="Thank you.\nBye.")
    assert emails.post_next(clock=timezone.now) == message
    assert emails.post_next(clock=timezone.now) is None
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.attempts) == ("SENT", timezone.now(), 1)
    (sent,) = mail.outbox
    assert (sent.to, sent.cc, sent.bcc) == (["ana@example.com"], [], [])
    assert (sent.subject, sent.body) == ("We have it", "Thank you.\nBye.")
    assert sent.extra_headers["Message-ID"] == emails.message_id(message)
    (event,) = Event.objects.all()
    assert (event.kind, event.about, event.actor) == (
        "message.sent",
        f"message:{message.pk}",
        "machine",
    )
    assert "ana" not in str(event.facts)


def test_the_message_id_is_the_same_each_time_and_for_no_other(db: None) -> None:
    first, second = waiting(to="ana@example.com"), waiting(to="ana@example.com")
    assert emails.message_id(first) == emails.message_id(Message.objects.get(pk=first.pk))
    assert emails.message_id(first) != emails.message_id(second)
    assert emails.message_id(first).endswith("@localhost>")
    assert "ana" not in emails.message_id(first)


def test_what_is_put_off_waits(db: None) -> None:
    waiting(due_at=timezone.now() + timedelta(seconds=1))
    assert emails.post_next(clock=timezone.now) is None
    assert mail.outbox == []


def test_a_bad_message_waits_and_those_behind_it_go_out(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    bad = waiting(subject="Two\nlines", to="secret@example.com")
    good = waiting()
    with caplog.at_level(logging.WARNING):
        tasks.post_due_messages()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert good.state == "SENT"
    assert (bad.state, bad.attempts, bad.last_error) == ("QUEUED", 1, "BadHeaderError")
    assert bad.due_at == timezone.now() + timedelta(seconds=30)
    assert "secret" not in caplog.text


def test_after_twelve_attempts_it_has_failed(db: None) -> None:
    message, at = waiting(subject="Two\nlines"), timezone.now()
    for _attempt in range(emails.MOST_ATTEMPTS):
        message.refresh_from_db()
        assert message.state == "QUEUED"
        emails.post_next(clock=lambda: message.due_at)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == ("FAILED", 12, "BadHeaderError")
    assert timedelta(hours=14) < message.due_at - at < timedelta(hours=15)
    assert Event.objects.filter(kind="message.failed").count() == 1


class Postbox:
    """A mail server of a few lines. Addresses that begin with "no" it refuses for good."""

    def __init__(self) -> None:
        self.listening = create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.received: list[bytes] = []
        self.senders: list[str] = []
        self.ended = Flag()
        self.thread = Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        self.listening.settimeout(0.05)
        while not self.ended.is_set():
            try:
                connection, _address = self.listening.accept()
            except TimeoutError:
                continue
            with connection, connection.makefile("rwb") as line:
                self.talk(line)

    def talk(self, line: Any) -> None:
        def say(words: str) -> None:
            line.write(f"{words}\r\n".encode())
            line.flush()

        say("220 here")
        for raw in line:
            word = raw.strip().upper()
            if word.startswith(b"MAIL FROM:"):
                self.senders.append(raw.strip().decode())
            if word.startswith(b"RCPT TO:<NO"):
                say("550 5.1.1 no such person as no-one@example.com")
            elif word == b"DATA":
                say("354 go on")
                self.received.append(b"".join(iter(line.readline, b".\r\n")))
                say("250 kept")
            elif word == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 well")

    def close(self) -> None:
        self.ended.set()
        self.thread.join()
        self.listening.close()


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    """Django posts to a mail server on this machine."""
    box = Postbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    yield box
    box.close()


def test_over_smtp_it_arrives_whole(db: None, postbox: Postbox) -> None:
    message = waiting(to="ana@example.com", subject="Größe – 警察", body="Dear Ünal,\n.\nBye")
    emails.post_next(clock=timezone.now)
    message.refresh_from_db()
    assert message.state == "SENT"
    got = message_from_bytes(
        postbox.received[0].replace(b"\r\n..", b"\r\n."), policy=policy.default
    )
    assert isinstance(got, EmailMessage)
    assert got["Message-ID"] == emails.message_id(message)
    assert (got["To"], got["Subject"]) == ("ana@example.com", "Größe – 警察")
    assert got.get_content().split("\r\n") == ["Dear Ünal,", ".", "Bye", ""]


def test_an_address_refused_for_good_is_not_tried_again(db: None, postbox: Postbox) -> None:
    message = waiting(to="no-one@example.com")
    emails.post_next(clock=timezone.now)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("FAILED", 1)
    assert message.last_error == "SMTPRecipientsRefused 550"
    assert Event.objects.get().facts["why"] == "SMTPRecipientsRefused 550"


def test_a_mail_server_that_is_away_puts_it_off(db: None, settings: Any) -> None:
    with create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    message = waiting()
    emails.post_next(clock=timezone.now)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("QUEUED", 1)
    assert message.last_error == "ConnectionRefusedError 111"


def test_the_watch_says_how_long_work_has_waited(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    waiting(due_at=timezone.now() - timedelta(seconds=61))
    factories.ReportFactory(asked_at=timezone.now() - timedelta(seconds=10))
    with caplog.at_level(logging.INFO):
        tasks.watch()
    assert [(line.levelname, line.getMessage()) for line in caplog.records] == [
        ("INFO", "The oldest due report has waited 10 seconds"),
        ("INFO", "The oldest due import has waited 0 seconds"),
        ("INFO", "The oldest due verdict on many has waited 0 seconds"),
        ("INFO", "The oldest due search for words in all responses has waited 0 seconds"),
        ("WARNING", "The oldest due message has waited 61 seconds"),
        ("INFO", "The oldest due response to be screened has waited 0 seconds"),
        ("INFO", "The oldest due response to be tallied has waited 0 seconds"),
        ("INFO", "The oldest due entry of the public log has waited 0 seconds"),
    ]
