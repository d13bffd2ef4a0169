"""Proof of work: asked for in a burst alone; right, missing, wrong, late, or somebody else's."""

import base64
import json
import re
from datetime import datetime, timedelta
from hashlib import sha256
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from consultation.models import Consultation, Draft, Proposal, Response
from consultation.respond import proof
from consultation.respond.limits import SEND
from tests import factories
from tests.respond.counts import was_counted, were_sent, words
from tests.respond.resident import Resident, seen_in

Asked = dict[str, Any]


def solved(asked: Asked, **wrong: Any) -> str:
    """What a browser sends for it."""
    number = next(
        number
        for number in range(asked["maxnumber"])
        if sha256(f"{asked['salt']}{number}".encode()).hexdigest() == asked["challenge"]
    )
    parts = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return packed(parts | {"number": number} | wrong)


def packed(parts: Any) -> str:
    return base64.b64encode(json.dumps(parts).encode()).decode()


def asked_on(page: str) -> Asked:
    found = re.search(r'data-challenge="([^"]+)"', page)
    assert found
    return json.loads(unescape(found[1]))


@pytest.fixture
def in_a_burst(resident: Resident, proposal: Proposal, now: datetime) -> Resident:
    """At the check, four minutes after the start, while a hundred a minute come in."""
    resident.fill_in(proposal)
    were_sent(proposal.consultation, 100, at=now + timedelta(minutes=4))
    return resident


def sent(resident: Resident, at: datetime, given: str | None) -> tuple[list[Any], Asked]:
    """Send with this for proof ("right" solves it); the flags, and what was asked."""
    with time_machine.travel(at, tick=False):
        asked = asked_on(words(resident.get("check/")))
        given = solved(asked) if given == "right" else given
        more = {} if given is None else {"proof": given}
        resident.go("check/", "sent/", privacy="on", **more)
    response = Response.objects.latest("pk")
    assert response.state == "RECEIVED"
    return [(one.kind, one.facts) for one in response.flags.all()], asked


def test_without_a_burst_nothing_is_asked(resident: Resident, proposal: Proposal) -> None:
    resident.fill_in(proposal)
    page = words(resident.get("check/"))
    assert "data-challenge" not in page
    assert 'name="proof"' not in page
    assert "proof.js" not in page


def test_a_proof_that_is_right_leaves_no_flag(in_a_burst: Resident, now: datetime) -> None:
    found, asked = sent(in_a_burst, now + timedelta(minutes=4), "right")
    assert found == []
    assert (asked["algorithm"], asked["maxnumber"]) == ("SHA-256", proof.MOST)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("", "missing"),
        (None, "missing"),
        ("nonsense", "wrong"),
        ("\x00", "wrong"),
        (packed([1, 2]), "wrong"),
        (packed({}), "wrong"),
        (packed({"salt": 1, "number": "1"}), "wrong"),
        ("A" * 200_000, "wrong"),
    ],
)
def test_without_one_it_is_taken_and_flagged(
    in_a_burst: Resident, now: datetime, given: str | None, why: str
) -> None:
    found, _asked = sent(in_a_burst, now + timedelta(minutes=4), given)
    assert found == [("NO_PROOF", {why: 1, "sent": 101})]


def test_the_page_has_a_box_and_a_line_for_it_and_works_without_a_script(
    in_a_burst: Resident, now: datetime
) -> None:
    with time_machine.travel(now + timedelta(minutes=4), tick=False):
        page = words(in_a_burst.get("check/"))
        assert '<input type="hidden" name="proof" id="id_proof" value="">' in page
        assert 'role="status" data-module="cp-proof"' in page
        assert 'src="/static/js/proof.js"' in page
        again = in_a_burst.post("check/", proof="kept")  # the box was not ticked
        assert 'name="proof" id="id_proof" value="kept"' in words(again)
        assert "data-challenge" in words(again)


def test_a_proof_of_another_draft_is_worth_nothing(
    in_a_burst: Resident, proposal: Proposal, now: datetime
) -> None:
    """So one proof is good for one response: a draft is sent once."""
    at = now + timedelta(minutes=4)
    with time_machine.travel(at, tick=False):
        used = solved(asked_on(words(in_a_burst.get("check/"))))
    assert sent(in_a_burst, at, used)[0] == []
    another = Resident(Client(), proposal.consultation)
    another.fill_in(proposal)
    assert sent(another, at, used)[0] == [("NO_PROOF", {"wrong": 1, "sent": 102})]


def test_a_page_that_stood_open_for_hours_is_late(in_a_burst: Resident, now: datetime) -> None:
    with time_machine.travel(now + timedelta(minutes=4), tick=False):
        old = solved(asked_on(words(in_a_burst.get("check/"))))
    late = now + timedelta(minutes=4, hours=2, seconds=1)
    were_sent(Consultation.objects.get(), 100, at=late)
    found, _asked = sent(in_a_burst, late, old)
    assert found == [("NO_PROOF", {"late": 1, "sent": 101})]


def test_many_from_one_address_are_asked_too(
    resident: Resident, proposal: Proposal, now: datetime
) -> None:
    resident.fill_in(proposal)
    was_counted(SEND, 60, at=now)
    assert "data-challenge" not in words(resident.get("check/"))
    was_counted(SEND, 61, at=now)
    assert "data-challenge" in words(resident.get("check/"))


def seen_at(resident: Resident) -> str:
    """The name of the check page as it is drawn now."""
    return seen_in(resident.get("check/"))


def sent_from(resident: Resident, seen: str, **more: str) -> list[Any]:
    """The flags of what is sent from the page of this name, four minutes after it was begun."""
    resident.go("check/", "sent/", privacy="on", seen=seen, **more)
    return [(one.kind, one.facts) for one in Response.objects.latest("pk").flags.all()]


@pytest.mark.parametrize(
    ("drawn", "sent", "given", "flags"),
    [
        (60, 60, None, []),  # the 61st from a page that did not ask
        (60, 200, None, []),  # the library has become busy since
        (61, 61, None, [("NO_PROOF", {"missing": 1, "sent": 1})]),
        (61, 61, "", [("NO_PROOF", {"missing": 1, "sent": 1})]),
        (200, 10, None, []),  # an hour later it is quiet
        (60, 200, "nonsense", []),  # nobody asked for it
    ],
)
def test_leaving_the_box_out_is_not_to_have_not_been_asked(
    resident: Resident,
    proposal: Proposal,
    now: datetime,
    drawn: int,
    sent: int,
    given: str | None,
    flags: list[Any],
) -> None:
    """No burst of the consultation: only this address is busy."""
    resident.fill_in(proposal)
    with time_machine.travel(now + timedelta(minutes=4), tick=False):
        was_counted(SEND, drawn, at=now)
        seen = seen_at(resident)
        was_counted(SEND, sent, at=now)
        more = {} if given is None else {"proof": given}
        assert sent_from(resident, seen, **more) == flags


def test_the_name_of_a_page_that_asked_cannot_be_made_into_another(
    resident: Resident, proposal: Proposal, now: datetime
) -> None:
    resident.fill_in(proposal)
    another = Resident(Client(), proposal.consultation)
    another.fill_in(proposal)
    with time_machine.travel(now + timedelta(minutes=4), tick=False):
        of_another = seen_at(another)  # drawn before, with the same answers
        was_counted(SEND, 61, at=now)
        asking = seen_at(resident)
        for forged in (of_another, asking[:-1], asking.upper(), ""):
            answer = resident.post("check/", seen=forged, privacy="on")
            assert (answer.status_code, seen_in(answer)) == (409, asking)
    assert Response.objects.count() == 0


def test_a_page_that_is_shown_again_asks_as_it_is_drawn_now(
    resident: Resident, proposal: Proposal, now: datetime
) -> None:
    resident.fill_in(proposal)
    with time_machine.travel(now + timedelta(minutes=4), tick=False):
        seen = seen_at(resident)
        was_counted(SEND, 61, at=now)
        again = resident.post("check/", seen=seen)  # the box was not ticked
        assert "data-challenge" in words(again)
        assert seen_in(again) == seen_at(resident) != seen
        assert sent_from(resident, seen_in(again)) == [("NO_PROOF", {"missing": 1, "sent": 1})]


@pytest.mark.django_db
class TestForged:
    """Whatever is changed about a right one, it is wrong."""

    @pytest.fixture
    def draft(self) -> Draft:
        draft: Draft = factories.DraftFactory()
        return draft

    @pytest.mark.parametrize(
        "change",
        [
            {"algorithm": "SHA-1"},
            {"algorithm": None},
            {"challenge": "0" * 64},
            {"signature": "0" * 64},
            {"signature": None},
            {"number": 1.0},
            {"number": True},
            {"number": -1},
            {"number": proof.MOST},
            {"number": 10**400},
            {"salt": ""},
        ],
        ids=str,
    )
    def test_any_part(self, draft: Draft, now: datetime, change: Asked) -> None:
        asked = proof.challenge(draft, at=now)
        assert proof.why_not(solved(asked), draft, at=now) == ""
        assert proof.why_not(solved(asked, **change), draft, at=now) == "wrong"

    def test_a_later_end(self, draft: Draft, now: datetime) -> None:
        asked = proof.challenge(draft, at=now)
        salt = re.sub(r"expires=\d+", "expires=99999999999", asked["salt"])
        assert proof.why_not(solved(asked, salt=salt), draft, at=now) == "wrong"

    def test_a_challenge_of_ones_own(self, draft: Draft, now: datetime) -> None:
        salt = proof.challenge(draft, at=now)["salt"]
        own = sha256(f"{salt}7".encode()).hexdigest()
        for signature in (own, sha256(own.encode()).hexdigest(), ""):
            parts = {
                "algorithm": "SHA-256", "challenge": own, "number": 7, "salt": salt,
                "signature": signature,
            }  # fmt: skip
            assert proof.why_not(packed(parts), draft, at=now) == "wrong"

    def test_digits_moved_from_the_number_to_the_salt(self, draft: Draft, now: datetime) -> None:
        """The same letters hashed, cut at another place, would be another end of its time."""
        asked = proof.challenge(draft, at=now)
        right = json.loads(base64.b64decode(solved(asked)))
        number = str(right["number"])
        for cut in range(1, len(number)):
            parts = right | {"salt": right["salt"] + number[:cut], "number": int(number[cut:])}
            assert proof.why_not(packed(parts), draft, at=now) == "wrong"

    def test_it_is_late_after_two_hours_and_not_before(self, draft: Draft, now: datetime) -> None:
        given = solved(proof.challenge(draft, at=now))
        assert proof.why_not(given, draft, at=now + timedelta(hours=2)) == ""
        assert proof.why_not(given, draft, at=now + timedelta(hours=2, seconds=1)) == "late"

    def test_it_does_not_hold_the_drafts_key(self, draft: Draft, now: datetime) -> None:
        told = json.dumps(proof.challenge(draft, at=now))
        assert str(draft.key) not in told
        assert draft.key.hex not in told
