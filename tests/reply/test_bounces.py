"""What comes back after the mail server took it is noted, and not by guessing."""

import io
import time
from typing import Any

import pytest
from django.conf import settings as configured
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultation import bounces, emails
from consultation.models import Event, Message, Organisation, User
from consultation.settings import mailbox
from tests import factories
from tests.conftest import NOW
from tests.reply.conftest import OFFICER, Desk, as_, events, join, posted, said
from tests.report.test_emails import Postbox, postbox

__all__ = ["postbox"]  # the fixture

REPORT = """\
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@mx.example.org>
To: bounces@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

This is a MIME-encapsulated message.

--B
Content-Type: text/plain; charset={charset}

I am sorry to say that it could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Mon, 23 Nov 2026 12:00:00 +0000

Final-Recipient: rfc822; officer@redbridge.gov.uk
Action: {action}
{status}
Diagnostic-Code: smtp; 550 5.1.1 no such person

--B
Content-Type: {original}

Message-ID: {message_id}
From: Counterpoint <no-reply@localhost>
Subject: Invitation

--B--
"""
NOT_OURS = "The report names no message of ours. Nothing was noted."


def report(message_id: str, **parts: str) -> bytes:
    usual = {
        "action": "failed", "status": "Status: 5.1.1", "original": "message/rfc822",
        "charset": "utf-8",
    }  # fmt: skip
    return REPORT.format(message_id=message_id, **(usual | parts)).encode()


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command, with bytes at its standard input; what it says."""

    def run(raw: bytes) -> str:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        out = io.StringIO()
        call_command("record_bounce", stdout=out)
        return out.getvalue().strip()

    return run


@pytest.fixture
def sent(desk: Desk, council: Organisation) -> Message:
    """An invitation that the mail server took."""
    desk.invited(council)
    posted()
    return Message.objects.get()


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_what_came_back_is_noted_once(piped: Any, sent: Message, original: str) -> None:
    raw = report(emails.message_id(sent), original=original)
    assert piped(raw) == "Noted: it came back, 5.1.1."
    sent.refresh_from_db()
    assert (sent.state, sent.last_error, sent.sent_at) == ("BOUNCED", "5.1.1", NOW)
    about = f"message:{sent.pk}"
    assert events("message.bounced") == [(about, None, {"why": "5.1.1"})]
    assert Event.objects.get(kind="message.bounced").actor == "machine"
    again = report(emails.message_id(sent), status="Status: 5.2.2 (full)")
    assert piped(again) == "It was noted before."
    sent.refresh_from_db()
    assert (sent.last_error, len(events("message.bounced"))) == ("5.1.1", 1)


def test_staff_see_it_and_are_told_what_to_do(
    piped: Any, sent: Message, desk: Desk, council: Organisation
) -> None:
    lost = "The email did not arrive."
    assert lost not in said(desk.client.get(desk.page(council)))
    piped(report(emails.message_id(sent)))
    shown = said(desk.client.get(desk.page(council)))
    assert f"{lost} Revoke it, and invite another address." in shown
    assert "Came back 23 Nov 2026, 12:00 5.1.1: there is no such address" in shown
    assert "The email did not arrive" in said(desk.client.get(desk.board))
    log = said(desk.client.get(f"{desk.board}told/"))
    assert "Came back 23 Nov 2026, 12:00 5.1.1: there is no such address" in log


def test_an_approver_is_told_of_a_colleagues_invitation(
    piped: Any, sent: Message, council_approver: User
) -> None:
    piped(report(emails.message_id(sent)))
    assert "The email did not arrive." in said(as_(council_approver).get("/organisation/"))


def test_whoever_joins_all_the_same_is_not_said_to_be_lost(
    piped: Any, desk: Desk, council: Organisation
) -> None:
    desk.invited(council)
    path = posted()
    piped(report(emails.message_id(Message.objects.get())))
    assert join(path).status_code == 303
    assert "The email did not arrive" not in said(desk.client.get(desk.page(council)))


def test_what_is_late_is_no_bounce(piped: Any, sent: Message) -> None:
    raw = report(emails.message_id(sent), action="delayed", status="Status: 4.4.1")
    assert piped(raw) == "The message is late, and has not come back. Nothing was noted."
    sent.refresh_from_db()
    assert (sent.state, sent.last_error) == ("SENT", "")


def test_a_server_that_gave_up_after_days_sent_it_back(piped: Any, sent: Message) -> None:
    raw = report(emails.message_id(sent), action="Failed", status="Status: 4.4.7")
    assert piped(raw) == "Noted: it came back, 4.4.7."


def unsaid(piped: Any, raw: bytes) -> str:
    """The sentence of a refusal, after which everything is as it was."""
    before = list(Message.objects.order_by("pk").values()), Event.objects.count()
    with pytest.raises(CommandError) as problem:
        piped(raw)
    assert problem.value.returncode == 1
    assert (list(Message.objects.order_by("pk").values()), Event.objects.count()) == before
    return str(problem.value)


def test_nobody_marks_a_message_by_guessing(piped: Any, sent: Message) -> None:
    own = emails.message_id(sent)
    digest = own.split(".")[1].split("@")[0]
    last = "1" if digest.endswith("0") else "0"
    for guess in (
        f"<{sent.pk}.{'0' * 32}@localhost>",
        own.replace(digest, digest[:-1] + last),
        own.replace(digest, digest[:-1]),
        own.replace(f"<{sent.pk}.", f"<{sent.pk + 1}."),
        own.replace(f"<{sent.pk}.", f"<{'9' * 18}."),
        own.replace(f"<{sent.pk}.", f"<{'9' * 30}."),
        own.strip("<>"),
        "",
        "<>",
    ):
        assert unsaid(piped, report(guess)) == NOT_OURS


def test_only_what_was_sent_comes_back(piped: Any, db: None) -> None:
    waits = factories.MessageFactory()
    failed = factories.MessageFactory(state="FAILED")
    told = "It is “Waiting” now and cannot become “Came back”. Nothing was noted."
    assert unsaid(piped, report(emails.message_id(waits))) == told
    assert unsaid(piped, report(emails.message_id(failed))).startswith("It is “Failed” now")


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"action": "delivered", "status": "Status: 2.0.0"}, "The report tells of no failure."),
        ({"action": "relayed"}, "The report tells of no failure."),
        ({"status": "X-Status: 5.1.1"}, "The report names no code of a failure."),
        ({"status": "Status: 5"}, "The report names no code of a failure."),
        ({"status": "Status: 2.1.1"}, "The report names no code of a failure."),
        ({"status": "Status: 5.1.1111"}, "The report names no code of a failure."),
        ({"original": "text/plain"}, "The message is no report about the delivery of another one."),
    ],
)
def test_what_tells_of_no_failure_is_refused(
    piped: Any, sent: Message, parts: dict[str, str], told: str
) -> None:
    raw = report(emails.message_id(sent), **parts)
    assert unsaid(piped, raw) == f"{told} Nothing was noted."


def nested(depth: int) -> bytes:
    """Multipart in multipart, or message in message, deeper than a parser can go."""
    heads = [
        f"Content-Type: multipart/report; boundary={number}\n\n--{number}\n"
        for number in range(depth)
    ]
    return "".join(heads).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: hello\n\nI am away until Monday.\n",
        b"Content-Type: multipart/report\n\nnothing",
        b"Content-Type: multipart/report; boundary=\n\n--\n\n--\n",
        b"Content-Type: multipart/report; report-type*=x''delivery-status; boundary*=no'%zz'B\n\n",
        nested(3_000),
        nested(20) + b"\n" * 250_000,
        b"Content-Type: message/rfc822\n\n" * 3_000,
        b"Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: message/delivery-status"
        b"\n\n--B\nContent-Type: message/rfc822\n\n--B--\n",
        b"Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: message/delivery-status"
        b"\n\nAction: \xff\xfefailed\nStatus: \xff5.1.1\n\n--B\nContent-Type: text/rfc822-headers"
        b"\nContent-Transfer-Encoding: base64\n\n\xff\xff=\n--B--\n",
    ],
)  # fmt: skip
def test_hostile_messages_are_refused_in_a_sentence(piped: Any, sent: Message, raw: bytes) -> None:
    begun = time.thread_time()
    assert unsaid(piped, raw).endswith(" Nothing was noted.")
    assert time.thread_time() - begun < 10


def test_what_is_nested_deeply_is_not_read(piped: Any, sent: Message) -> None:
    told = "The message has too many parts in parts. Nothing was noted."
    assert unsaid(piped, nested(21)) == told


@pytest.mark.parametrize("charset", ["no-such-charset", "utf-7", "\x00"])
def test_a_wrong_charset_does_not_matter(piped: Any, sent: Message, charset: str) -> None:
    assert piped(report(emails.message_id(sent), charset=charset)).startswith("Noted")


def test_one_that_is_too_large_is_refused(piped: Any, sent: Message) -> None:
    raw = report(emails.message_id(sent))
    fits = raw + b"\n" * (bounces.MOST_BYTES - len(raw))
    assert unsaid(piped, fits + b"\n") == ("The message is larger than 256 kB. Nothing was noted.")
    assert piped(fits).startswith("Noted")


def test_the_envelope_says_where_it_comes_back_to_and_the_reader_sees_no_change(
    db: None, settings: Any, postbox: Postbox
) -> None:
    for address in ("", "bounces@example.org"):
        settings.BOUNCES_TO = address
        factories.MessageFactory()
        emails.post_next(clock=timezone.now)
    assert [one.split()[1] for one in postbox.senders] == [
        "FROM:<no-reply@localhost>", "FROM:<bounces@example.org>",
    ]  # fmt: skip
    assert [raw.count(b"From: Counterpoint <no-reply@localhost>") for raw in postbox.received] == [
        1, 1,
    ]  # fmt: skip
    assert b"bounces@example.org" not in postbox.received[1]


def test_it_is_off_unless_an_address_is_given(db: None) -> None:
    assert configured.BOUNCES_TO == ""
    factories.MessageFactory()
    emails.post_next(clock=timezone.now)
    assert mail.outbox[0].from_email == configured.DEFAULT_FROM_EMAIL
    assert mailbox("bounces@example.org") == "bounces@example.org"
    for wrong in ("bounces", "Bounces <b@example.org>", "a@b.example, c@d.example", "a@b\nc"):
        with pytest.raises(ImproperlyConfigured, match="BOUNCES_TO must be one address"):
            mailbox(wrong)


def test_the_database_keeps_when_it_was_sent(sent: Message) -> None:
    for state, sent_at in (("BOUNCED", None), ("FAILED", NOW), ("LOST", NOW)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.update(state=state, sent_at=sent_at)
    assert Message.objects.get(to=OFFICER).state == "SENT"
