"""The log: what was committed is entered once, in an order that lasts, and a signed head published.

Read back from the files alone, as a stranger does.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from consultation.audit import actions as audit
from consultation.events import MACHINE
from consultation.ledger.actions import sequence
from consultation.ledger.checkpoints import Checkpoint as Head
from consultation.ledger.keys import log_signer, receipt_signer
from consultation.ledger.notes import opened
from consultation.ledger.tree import root_hash
from consultation.models import (
    Checkpoint,
    Consultation,
    Ground,
    LogEntry,
    Proposal,
    Response,
    ResponseState,
    Unlogged,
    User,
)
from consultation.moderate import actions as moderate
from consultation.publish import actions as publish
from consultation.respond import actions as respond
from consultation.respond.content import Content
from consultation.respond.receipts import answers_in, given_by
from tests import factories
from tests.conftest import send
from tests.ledger.read_back import published
from tests.moderate.screened import screen_all

pytestmark = pytest.mark.django_db
KEYS = 2  # entries: the keys of the log and of receipts come first


def entered(*, at: datetime, most: int = 1_000) -> int:
    total = 0
    while number := sequence(by=MACHINE, at=at, most=most):
        total += number
    return total


def test_a_response_is_entered_with_its_commitment_and_nothing_else(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    response = send(consultation, about=[proposal])
    assert entered(at=now) == 1 + KEYS
    log = published(log_folder)
    told = {(signer.name, str(signer.verifier)) for signer in (log_signer(), receipt_signer())}
    since = "from 2026-11-23T12:00:00Z"
    assert log.texts == [
        *[["type key", f"name {name}", since, f"vkey {vkey}"] for name, vkey in sorted(told)],
        [
            "type response",
            "consultation front-counters",
            f"commitment {response.leaf.commitment}",
        ],
    ]
    assert log.head == Head("localhost:8000/tlog", 3, root_hash(log.entries))


def test_nothing_new_makes_no_new_head(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    send(consultation, about=[proposal])
    entered(at=now)
    before = (log_folder / "checkpoint").read_bytes()
    assert entered(at=now + timedelta(hours=1)) == 0
    assert (log_folder / "checkpoint").read_bytes() == before
    assert Checkpoint.objects.count() == 1


def place_of(response: Response) -> str:
    return f"index {LogEntry.objects.get(kind='response', about=response.pk).index}"


ABOUT = "consultation front-counters"


def test_what_becomes_of_a_response_is_entered_with_its_place(
    consultation: Consultation,
    proposal: Proposal,
    moderator: User,
    log_folder: Path,
    now: datetime,
) -> None:
    withdrawn, left_out, again = (send(consultation, about=[proposal]) for _ in range(3))
    entered(at=now)
    respond.withdraw(response=withdrawn, by="public", at=now)
    screen_all()
    rule = consultation.exclusion_rules.get()
    for one in (left_out, again):
        moderate.exclude(response=one, rule=rule, reason="A program.", by=moderator, at=now)
    moderate.reopen(response=again, reason="It was a person.", by=moderator, at=now)
    assert entered(at=now) == 4
    assert published(log_folder).texts[-4:] == [
        ["type withdraw", ABOUT, place_of(withdrawn)],
        ["type exclude", ABOUT, place_of(left_out), "reason automated"],
        ["type exclude", ABOUT, place_of(again), "reason automated"],
        ["type include", ABOUT, place_of(again)],
    ]
    assert not Unlogged.objects.exists()


def test_each_of_several_exclusions_names_the_rule_of_its_own_time(
    consultation: Consultation,
    proposal: Proposal,
    moderator: User,
    log_folder: Path,
    now: datetime,
) -> None:
    response = send(consultation, about=[proposal])
    screen_all()
    first = consultation.exclusion_rules.get()
    second = factories.ExclusionRuleFactory(consultation=consultation, code="abuse")
    given: dict[str, Any] = {"response": response, "reason": "Look.", "by": moderator, "at": now}
    moderate.exclude(rule=first, **given)
    moderate.reopen(**given)
    moderate.exclude(rule=second, **given)
    entered(at=now)
    told = [lines for lines in published(log_folder).texts if ABOUT in lines]
    assert [lines[0] for lines in told] == [
        "type response", "type exclude", "type include", "type exclude"
    ]  # fmt: skip
    assert [lines[-1] for lines in told if lines[0] == "type exclude"] == [
        "reason automated", "reason abuse"
    ]  # fmt: skip


def test_a_response_left_out_by_a_bare_statement_is_told_all_the_same(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    response = send(consultation, about=[proposal])
    Response.objects.filter(pk=response.pk).update(state=ResponseState.EXCLUDED, state_at=now)
    entered(at=now)
    assert published(log_folder).texts[-1] == [
        "type exclude", ABOUT, place_of(response), "reason none"
    ]  # fmt: skip


def test_a_replaced_response_names_the_one_that_replaced_it(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    before = send(consultation, about=[proposal])
    entered(at=now)
    after = replaced(before, at=now)
    # The act was noted before the new response: it waits until that one is in the log.
    assert entered(at=now, most=1) == 2
    assert published(log_folder).texts[-2:] == [
        ["type response", ABOUT, f"commitment {after.leaf.commitment}"],
        [
            "type supersede", ABOUT, place_of(before), place_of(after).replace("index", "by")
        ],
    ]  # fmt: skip


def replaced(before: Response, *, at: datetime) -> Response:
    """Sent anew, in place of the one before, by the action that the page calls."""
    content = Content.read(before.consultation)
    answers = answers_in(before, given_by(content.answers_of(before)))
    begun = respond.change(response=before, answers=answers, by="public", at=at)
    reference = respond.send(
        draft=begun.draft,
        answers=answers,
        content=content,
        by="public",
        at=at,
    )
    return Response.objects.get(reference=reference)


def test_erased_words_leave_the_leaf_and_an_entry_that_says_why(
    consultation: Consultation,
    proposal: Proposal,
    superuser: User,
    log_folder: Path,
    now: datetime,
) -> None:
    response = send(consultation, about=[proposal])
    entered(at=now)
    asked: dict[str, Any] = {"ground": Ground.ASKED, "reason": "A letter.", "by": superuser}
    audit.erase(subjects=[response], at=now, **asked)
    entered(at=now)
    log = published(log_folder)
    assert log.texts[KEYS] == ["type response", ABOUT, f"commitment {response.leaf.commitment}"]
    assert log.texts[-1] == ["type erase", ABOUT, place_of(response), "reason ASKED"]


def test_a_later_closing_time_is_entered_in_utc(
    consultation: Consultation, owner: User, log_folder: Path, now: datetime
) -> None:
    later = consultation.closes_at + timedelta(days=60)  # summer time by then
    publish.extend(consultation=consultation, to=later, reason="More time.", by=owner, at=now)
    entered(at=now)
    assert published(log_folder).texts[-1] == [
        "type extend", ABOUT, "closed 2027-02-14T23:59:59Z", "closes 2027-04-15T22:59:59Z"
    ]  # fmt: skip


def test_each_batch_has_a_head_of_its_own_and_all_of_them_agree(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    for _ in range(7):
        send(consultation, about=[proposal])
    assert entered(at=now, most=2) == 7 + KEYS
    leaves = published(log_folder).entries
    assert list(Checkpoint.objects.order_by("size").values_list("size", "root")) == [
        (size, root_hash(leaves[:size]).hex()) for size in (4, 6, 8, 9)
    ]
    for kept in Checkpoint.objects.all():
        head = Head.read(opened(kept.note, [log_signer().verifier]).text)
        assert head == Head("localhost:8000/tlog", kept.size, bytes.fromhex(kept.root))


def test_the_first_head_stands_on_the_key_that_signs_it(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    for _ in range(3):
        send(consultation, about=[proposal])
    sequence(by=MACHINE, at=now, most=2)
    kinds = [lines[0] for lines in published(log_folder).texts]
    assert kinds == ["type key", "type key", "type response", "type response"]


def test_a_close_waits_until_every_response_before_it_is_in(
    closed_consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    about = list(closed_consultation.proposals.all()[:1])
    for _ in range(3):
        send(closed_consultation, about=about)
    publish.close_book(consultation=closed_consultation, by=MACHINE, at=now)
    sequence(by=MACHINE, at=now, most=2)
    assert "type close" not in [lines[0] for lines in published(log_folder).texts]
    entered(at=now, most=2)
    assert published(log_folder).texts[-1][:3] == [
        "type close", "consultation front-counters-closed", "responses 3"
    ]  # fmt: skip


def test_what_waits_for_ever_holds_up_nothing_else(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    """Moved aside by a bare statement, with no newer response."""
    lonely, other = (send(consultation, about=[proposal]) for _ in range(2))
    entered(at=now)
    Response.objects.filter(pk=lonely.pk).update(state=ResponseState.SUPERSEDED, state_at=now)
    respond.withdraw(response=other, by="public", at=now)
    assert entered(at=now, most=1) == 1
    assert published(log_folder).texts[-1] == ["type withdraw", ABOUT, place_of(other)]
