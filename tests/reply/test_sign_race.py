"""Two who decide about a reply in the same moment, or one who signs while another writes."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from consultation.events import MACHINE
from consultation.models import AttachmentState, FormalReply, Ratification, Response, SignedReply
from consultation.reply import actions, editions
from consultation.reply.actions.drafting import Overtaken
from consultation.reply.document import Content, Passage
from consultation.states import Refused, move
from tests.conftest import NOW
from tests.races import somebody_waits
from tests.reply.signing import Council
from tests.reply.test_race import at_once
from tests.uploads import made

pytestmark = pytest.mark.django_db(transaction=True)


def told(act: Callable[[], Any]) -> Callable[[], str]:
    """The refusal; empty where there was none."""

    def run() -> str:
        try:
            act()
        except Refused as why:
            return str(why)
        except Overtaken:
            return "overtaken"
        return ""

    return run


def test_two_approvers_sign_at_once(redbridge: Council) -> None:
    reply = redbridge.waiting()
    digest = editions.document_of(reply).digest
    both = at_once(
        told(lambda: redbridge.sign(reply, digest=digest)),
        told(lambda: redbridge.sign(reply, digest=digest, by=redbridge.second)),
    )
    assert sorted(both) == ["", "This reply is signed already."]
    assert SignedReply.objects.get().response == Response.objects.get()


def test_two_approvers_sign_at_once_by_the_page(redbridge: Council) -> None:
    reply = redbridge.waiting()
    both = at_once(
        lambda: redbridge.post_sign(reply, redbridge.approver),
        lambda: redbridge.post_sign(reply, redbridge.second),
    )
    assert sorted(one.status_code for one in both) == [200, 303]
    lost = next(one for one in both if one.status_code == 200)
    assert "This reply is signed already." in lost.content.decode()
    assert SignedReply.objects.get().response == Response.objects.get()


def test_one_signs_and_one_sends_back(redbridge: Council) -> None:
    reply = redbridge.waiting()
    both = at_once(
        told(lambda: redbridge.sign(reply)),
        told(lambda: actions.send_back(reply=reply, reasons="No.", by=redbridge.second, at=NOW)),
    )
    state = redbridge.now(reply).state
    lost = {
        "SIGNED": ["", "This reply is signed already."],
        "RETURNED": ["This reply was sent back to its drafters already.", ""],
    }
    assert both == lost[state]
    assert Response.objects.count() == (1 if state == "SIGNED" else 0)
    assert reply.returns.count() == (0 if state == "SIGNED" else 1)


def save(redbridge: Council, reply: FormalReply, words: str) -> None:
    (view, *_) = editions.sections_of(reply)
    actions.save_section(
        section=view.section, content=Content("", (Passage("a1", "Late", words),)),
        seen=view.number, by=redbridge.drafter, at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("attempt", range(3))
def test_a_text_that_is_signed_is_the_one_that_was_read(redbridge: Council, attempt: int) -> None:
    reply = redbridge.waiting()
    digest = editions.document_of(reply).digest

    def change() -> None:
        actions.take_back(reply=reply, by=redbridge.drafter, at=NOW)
        save(redbridge, reply, f"Changed {attempt}.")
        actions.ask_approval(reply=reply, by=redbridge.drafter, at=NOW)

    signing, changing = at_once(told(lambda: redbridge.sign(reply, digest=digest)), told(change))
    signed = SignedReply.objects.filter(reply=reply).first()
    if signed is None:
        assert signing in (
            "Nobody has asked for approval of this reply.",
            "The reply was changed after you opened it, so nothing was signed. Read it as it is "
            "now, and sign that.",
        )
        assert changing == ""
        assert redbridge.now(reply).state == "AWAITING_APPROVAL"
        return
    assert (signing, changing) == ("", "This reply is signed already.")
    assert signed.digest == digest
    assert "Changed" not in signed.text
    assert not reply.sections.filter(versions__content__icontains="Changed").exists()


def test_a_save_waits_for_whoever_asks_and_is_then_refused(redbridge: Council) -> None:
    reply = redbridge.drafted()
    both = at_once(
        told(lambda: actions.ask_approval(reply=reply, by=redbridge.drafter, at=NOW)),
        told(lambda: save(redbridge, reply, "Changed.")),
    )
    waits = (
        "The reply waits for approval, so it cannot be changed. Take it back first if something "
        "is missing."
    )
    assert both[0] == ""
    assert both[1] in ("", waits)
    written = "Changed." in editions.document_of(redbridge.now(reply)).text
    assert written is (both[1] == "")
    redbridge.sign(reply)


def test_the_row_is_locked_while_it_is_signed(redbridge: Council) -> None:
    reply = redbridge.waiting()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT state FROM consultation_formalreply WHERE id = %s FOR UPDATE", [reply.pk]
        )
        (other,) = at_once(lambda: _impatient(redbridge, reply))
    assert "lock timeout" in other
    assert redbridge.now(reply).state == "AWAITING_APPROVAL"


def _impatient(redbridge: Council, reply: FormalReply) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    try:
        redbridge.sign(reply)
    except Exception as problem:
        return str(problem)
    return ""


def test_a_virus_that_is_found_while_it_is_signed_is_waited_for(
    redbridge: Council, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path
    reply = redbridge.drafted()
    sent = SimpleUploadedFile("letter.pdf", made.pdf())
    file = actions.attach(reply=reply, file=sent, by=redbridge.drafter, at=NOW)
    assert file is not None
    actions.ask_approval(reply=reply, by=redbridge.drafter, at=NOW)
    found, digest = Event(), editions.document_of(redbridge.now(reply)).digest

    def scan() -> None:
        with transaction.atomic():
            move(file, AttachmentState.INFECTED, by=MACHINE, at=NOW)
            found.set()
            assert somebody_waits(), "Nobody waited"

    def sign() -> str:
        found.wait(60)
        return told(lambda: redbridge.sign(reply, digest=digest))()

    _scanned, signing = at_once(scan, sign)
    said = "A virus was found in “letter.pdf” after it was added. Remove the file first."
    assert signing == said
    assert not Response.objects.exists()


def test_two_ratify_at_once(redbridge: Council) -> None:
    signed = redbridge.signed(whom="the Cabinet")
    both = at_once(
        told(lambda: redbridge.ratify(signed)),
        told(lambda: redbridge.ratify(signed, by=redbridge.second)),
    )
    assert sorted(both) == ["", "This reply was ratified already."]
    assert Ratification.objects.count() == 1


def test_a_replacement_is_signed_while_the_first_is_withdrawn(redbridge: Council) -> None:
    first = redbridge.signed()
    newer = redbridge.waiting()
    digest = editions.document_of(newer).digest
    both = at_once(
        told(lambda: redbridge.sign(newer, digest=digest)),
        told(
            lambda: actions.withdraw(
                reply=first.reply, reason="An error.", by=redbridge.second, at=NOW
            )
        ),
    )
    states = {redbridge.now(one).state for one in (first.reply, newer)}
    first.response.refresh_from_db()
    if both[0] == "":
        assert both[1] == "This reply is not in force any more."
        assert states == {"SUPERSEDED", "SIGNED"}
        assert first.response.state == "SUPERSEDED"
        return
    assert (both[0][:21], both[1]) == ("The reply was changed", "")
    assert states == {"WITHDRAWN", "AWAITING_APPROVAL"}
    assert first.response.state == "WITHDRAWN"
