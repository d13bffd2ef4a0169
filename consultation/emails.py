"""Post the e-mails that wait as rows.

A Message-ID follows from the row alone, and so does all else of the message: every attempt sends
the same. The post book notes what the mail server took, before the row is committed, so that a
worker or a database that dies meanwhile does not send it again.
"""

import logging
import re
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from consultation import password_links, postbook, queue
from consultation.events import MACHINE
from consultation.models import (
    Draft,
    Invitation,
    Link,
    Message,
    MessageKind,
    MessageState,
    User,
)
from consultation.models.constraints import ERASED_WORDS, erased_address
from consultation.states import Refused, move

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
MOST_ATTEMPTS = 12  # over fourteen hours, with the pauses below
LONGEST_PAUSE = timedelta(hours=6)
# Seconds that a mail server has for its last word: whoever gives up on it has to send again.
LAST_WORD = 60.0
OWN_ID = re.compile(r"<([0-9]{1,18})\.([0-9a-f]{32})@[^<>\s]{1,255}>")
#: What becomes of one that is erased.
EMPTIED = {"to": erased_address(), "subject": ERASED_WORDS, "body": ERASED_WORDS}
KEY = "/return-key/"  # ends the link in a body, for the key that is made on posting
TO_CHOOSE = re.compile(f"/({password_links.ABOUT.pattern}){KEY}")


def message_id(message: Message) -> str:
    """The same for every attempt, and for no other message, also after a database is restored."""
    return f"<{message.pk}.{_digest(message)}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def _digest(message: Message) -> str:
    known = f"{message.pk}/{message.kind}/{message.to}/{message.queued_at.timestamp()}"
    return sha256(known.encode()).hexdigest()[:32]


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failures: half a minute, doubling, at most six hours."""
    return min(timedelta(seconds=30) * 2 ** (attempts - 1), LONGEST_PAUSE)


def write_to(
    people: Iterable[User], kind: MessageKind, letter: tuple[str, str], *, at: datetime
) -> None:
    """Queue one letter to each of them, in the transaction of what it tells."""
    subject, body = letter
    Message.objects.bulk_create(
        Message(kind=kind, to=one.email, subject=subject, body=body, queued_at=at, due_at=at)
        for one in people
    )


def post_next(*, clock: Clock) -> Message | None:
    """Send the message that has been due longest, or return None when none is.

    It ends SENT, or waits for another attempt, or FAILED after the last. Its row stays locked
    until then, so no other worker sends it too.
    """
    with transaction.atomic():
        waiting = Message.objects.due_at(clock()).order_by("due_at", "pk")
        due = queue.claim(waiting)
        if not due:
            return None
        message = due[0]
        try:
            with transaction.atomic():
                _post(message, at=clock())
        except postbook.NotNow as reason:
            _put_off(message, str(reason), at=clock())
        except Exception as problem:
            # Whatever it is, it must not hold up the messages behind this one.
            _note_failure(message, problem, at=clock())
        else:
            at = clock()
            changes = {"sent_at": at, "attempts": message.attempts + 1, "last_error": ""}
            move(message, MessageState.SENT, by=MACHINE, at=at, changes=changes)
        return message


def _post(message: Message, *, at: datetime) -> None:
    """Hand it over, unless the post book says that this was done. Raises whatever goes wrong."""
    letter = _letter(message, at=at)
    with closing(get_connection()) as line:
        letter.connection = line

        def send() -> None:
            line.open()  # here, so that it is not closed before the book is written
            talk = line.connection if isinstance(line, EmailBackend) else None
            if talk is not None and talk.sock is not None:
                talk.sock.settimeout(LAST_WORD)
            letter.send()

        if not postbook.post_once(message_id(message), send):
            logger.info("Message %s: the mail server had taken it before", message.pk)


def _letter(message: Message, *, at: datetime) -> EmailMessage:
    """The same at every attempt."""
    body = message.body
    if message.draft is not None:
        body = body.replace(KEY, f"/{_key_of_draft(message, message.draft, at=at)}/")
    if message.invitation is not None:
        body = body.replace(KEY, f"/{_key_of(message.invitation)}/")
    if message.kind == MessageKind.PASSWORD_LINK:
        body = TO_CHOOSE.sub(lambda link: f"/{link[1]}/{password_links.key_of(link[1])}/", body)
    headers = {"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"}
    if settings.BOUNCES_TO:
        headers["From"] = settings.DEFAULT_FROM_EMAIL  # the reader sees no other sender
    return EmailMessage(
        subject=message.subject,
        body=body,
        from_email=settings.BOUNCES_TO or None,
        to=[message.to],
        headers=headers,
    )


def link(name: str = "return-link", *about: str) -> str:
    """The link that opens a draft, an invitation or the choice of a password, in the language of
    the page, with KEY for its key. `name` is the route, `about` what stands before the key."""
    return f"{settings.PUBLIC_URL}{reverse(name, args=[*about, KEY.strip('/')])}"


def _key_of_draft(message: Message, draft: Draft, *, at: datetime) -> str:
    """The key of this message; only its hash is stored.

    It is computed with a secret that the database does not hold, so that a message whose commit
    failed after it was sent is sent with the same link, or only noted, and the link works.
    """
    known = message_id(message)
    key = salted_hmac("consultation.return-link", known, algorithm="sha256").hexdigest()
    digest = sha256(key.encode()).hexdigest()
    Link.objects.get_or_create(token_hash=digest, defaults={"draft": draft, "made_at": at})
    return key


def _key_of(invitation: Invitation) -> str:
    """The key of an invitation; only its hash is stored.

    It is computed with a secret that the database does not hold, so a reminder and a repeated
    message open the same invitation, and none of their links dies when the next one is posted.
    """
    known = f"{invitation.pk}/{invitation.email}/{invitation.invited_at.timestamp()}"
    key = salted_hmac("consultation.invitation", known, algorithm="sha256").hexdigest()
    digest = sha256(key.encode()).hexdigest()
    # One that has ended keeps what it has: the link goes on saying how it ended.
    Invitation.objects.not_ended().filter(pk=invitation.pk).update(token_hash=digest)
    return key


def _put_off(message: Message, reason: str, *, at: datetime) -> None:
    """It is no attempt: a full disk must not make messages fail for good."""
    logger.warning("Message %s waits: %s", message.pk, reason)
    message.last_error, message.due_at = reason, at + pause_after(1)
    message.save(update_fields=["last_error", "due_at"])


def _note_failure(message: Message, problem: Exception, *, at: datetime) -> None:
    attempts, reason = message.attempts + 1, _reason(problem)
    logger.warning("Message %s, attempt %s: %s", message.pk, attempts, reason)
    if attempts >= MOST_ATTEMPTS or _refused_for_good(problem):
        changes = {"attempts": attempts, "last_error": reason}
        move(message, MessageState.FAILED, by=MACHINE, at=at, why=reason, changes=changes)
        return
    message.attempts, message.last_error = attempts, reason
    message.due_at = at + pause_after(attempts)
    message.save(update_fields=["attempts", "last_error", "due_at"])


def _refused_for_good(problem: Exception) -> bool:
    """The server knows no such address: another attempt would say the same."""
    if not isinstance(problem, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _words in problem.recipients.values())


def _reason(problem: Exception) -> str:
    """Kind and code of the problem. Its words could hold the address, so they are left out."""
    kind = type(problem).__name__
    if isinstance(problem, SMTPResponseException):
        return f"{kind} {problem.smtp_code}"
    if isinstance(problem, SMTPRecipientsRefused):
        return f"{kind} {max(code for code, _words in problem.recipients.values())}"
    return f"{kind} {problem.errno}" if isinstance(problem, OSError) and problem.errno else kind


@transaction.atomic
def note_bounce(*, message_id: str, status: str, by: str, at: datetime) -> bool:
    """Note that a message came back after our mail server had taken it. One Event.

    `status` is the enhanced code of the report, such as 5.1.1. Returns whether that is news: a
    second report changes nothing. Raises Refused when no message of ours has this Message-ID, to
    the last digit of its digest, or it was not sent.
    """
    named = OWN_ID.fullmatch(message_id.strip())
    found = Message.objects.select_for_update().filter(pk=int(named[1])) if named else []
    message = next(iter(found), None)
    if named is None or message is None or not compare_digest(named[2], _digest(message)):
        raise Refused("The report names no message of ours.")
    if message.state == MessageState.BOUNCED:
        return False
    changes = {"last_error": status}
    move(message, MessageState.BOUNCED, by=by, at=at, why=status, changes=changes)
    return True


def erase(found: QuerySet[Message], *, at: datetime) -> None:
    """Empty them; one that still waits is not posted any more. Its callers say why."""
    for waiting in found.filter(state=MessageState.QUEUED).select_for_update(of=("self",)):
        changes = {"last_error": ERASED_WORDS}
        move(waiting, MessageState.FAILED, by=MACHINE, at=at, why="erased", changes=changes)
    found.update(**EMPTIED)


def longest_wait(at: datetime) -> float:
    """Seconds that the message due longest has waited; 0 when none is due."""
    due = Message.objects.due_at(at).order_by("due_at").values_list("due_at", flat=True).first()
    return (at - due).total_seconds() if due else 0.0
