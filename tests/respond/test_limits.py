"""What may be done how often from one address: the last that is allowed, the first that is not."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client

from consultation.models import Consultation, Draft, Flag, Message, Proposal
from consultation.models.flag import ON_ARRIVAL
from consultation.respond import limits, tally
from consultation.respond.limits import (
    BEGIN,
    LIMITS,
    MAIL_LINK,
    REFERENCE,
    RETURN_CODE,
    address_of,
    anonymous,
)
from tests.respond.counts import was_counted, words
from tests.respond.resident import Resident

UNKNOWN = {"reference": "7KQ4-9XWD-MHPT"}
NO_CODE = {"code": "7KQ4-9XWD-MHPT-2RVB"}
TEN_MINUTES = timedelta(minutes=10)


def test_thirty_wrong_references_are_looked_up_and_the_next_is_told_to_wait(
    resident: Resident, client: Client, proposal: Proposal, now: datetime
) -> None:
    resident.fill_in(proposal)
    known = {"reference": resident.send().reference}
    for _guess in range(REFERENCE.count):
        assert client.post("/receipt/", known).status_code == 200  # a right one does not count
        answer = client.post("/receipt/", UNKNOWN)
        assert (answer.status_code, "We do not recognise" in words(answer)) == (200, True)
    with time_machine.travel(now + timedelta(seconds=20), tick=False):
        for one in (UNKNOWN, known):
            refused = client.post("/receipt/", one)
            page = words(refused)
            assert (refused.status_code, refused["Retry-After"]) == (429, "580")
            assert (
                "Too many references that we do not know were tried from your internet connection. "
                "Try again after 12:10pm" in page
            )
            assert f'value="{one["reference"]}"' in page
            assert "Where it stands" not in page
    with time_machine.travel(now + TEN_MINUTES, tick=False):
        assert "Where it stands" in words(client.post("/receipt/", known))


def test_thirty_wrong_return_codes_and_no_more(
    resident: Resident, client: Client, proposal: Proposal, now: datetime
) -> None:
    resident.fill_in(proposal)
    known = {"code": resident.code()}
    for _guess in range(RETURN_CODE.count):
        assert "We do not recognise" in words(client.post("/return/", NO_CODE))
    refused = client.post("/return/", known)
    assert (refused.status_code, refused["Retry-After"]) == (429, "600")
    assert "Try again after 12:10pm" in words(refused)
    assert f'value="{known["code"]}"' in words(refused)
    assert client.get("/return/").status_code == 200
    with time_machine.travel(now + TEN_MINUTES, tick=False):
        assert client.post("/return/", known).status_code == 303


def test_another_address_is_not_told_to_wait(client: Client, db: None, now: datetime) -> None:
    was_counted(REFERENCE, REFERENCE.count, at=now)
    assert client.post("/receipt/", UNKNOWN).status_code == 429
    assert client.post("/receipt/", UNKNOWN, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_two_thousand_drafts_are_begun_within_an_hour_and_no_more(
    resident: Resident, consultation: Consultation, now: datetime
) -> None:
    was_counted(BEGIN, BEGIN.count - 1, at=now)
    resident.go("", "capacity/")
    refused = resident.client.post(resident.root, {"about": "barkingside"})
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert (
        "Very many responses were begun from your internet connection, which others may share. "
        "Try again after 1:00pm. What was begun before is kept." in words(refused)
    )
    assert Draft.objects.count() == 1
    resident.go("capacity/", "place/", capacity="MYSELF")  # what was begun goes on
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        resident.go("", "capacity/")


def test_a_change_begins_a_draft_and_counts_as_one(
    resident: Resident, proposal: Proposal, now: datetime
) -> None:
    resident.fill_in(proposal)
    resident.send()
    was_counted(BEGIN, BEGIN.count - 1, at=now)
    assert resident.client.post(f"{resident.root}sent/change/").status_code == 303
    was_counted(BEGIN, BEGIN.count, at=now)
    resident.client.cookies.clear()
    assert Draft.objects.count() == 2


def test_a_change_over_the_limit_is_told_to_wait_and_the_response_counts_on(
    resident: Resident, proposal: Proposal, now: datetime
) -> None:
    resident.fill_in(proposal)
    response = resident.send()
    was_counted(BEGIN, BEGIN.count, at=now)
    refused = resident.client.post(f"{resident.root}sent/change/")
    assert (refused.status_code, "Try again after 1:00pm" in words(refused)) == (429, True)
    response.refresh_from_db()
    assert response.state == "RECEIVED"


def test_sixty_links_are_mailed_for_one_address_and_no_more(
    resident: Resident, proposal: Proposal, now: datetime
) -> None:
    resident.fill_in(proposal)
    was_counted(MAIL_LINK, MAIL_LINK.count - 1, at=now)
    wanted = {"email": "ruth@example.com"}
    assert resident.client.post(f"{resident.root}save/", wanted).status_code == 303
    for path, typed in ((f"{resident.root}save/", wanted), ("/return/email/", UNKNOWN)):
        refused = resident.client.post(path, typed)
        assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
        assert "Too many links were asked for" in words(refused)
        assert next(iter(typed.values())) in words(refused)
    assert Message.objects.count() == 1


def test_sending_is_never_refused_but_noted_after_three_hundred(
    resident: Resident, proposal: Proposal, now: datetime
) -> None:
    from consultation.respond.limits import SEND

    for before, flagged in ((SEND.count - 1, False), (SEND.count, True)):
        was_counted(SEND, before, at=now)
        resident.fill_in(proposal)
        response = resident.send()
        found = Flag.objects.filter(response=response, kind="SAME_ADDRESS")
        assert [one.facts for one in found] == ([{"sent": 301}] if flagged else [])
        assert response.state == "RECEIVED"
        if flagged:
            assert found.get().sentence == (
                "Number 301 from one network address within an hour. A library, a council office "
                "or a mobile network can be one address."
            )


def test_an_address_is_nowhere_in_the_database_nor_in_valkey(
    resident: Resident, proposal: Proposal, now: datetime
) -> None:
    address = "203.0.113.77"
    resident.client.defaults["REMOTE_ADDR"] = address
    resident.fill_in(proposal, email="ruth@example.com")
    resident.send()
    resident.client.post("/receipt/", UNKNOWN)
    resident.client.post("/return/", NO_CODE)
    resident.client.post("/staff/sign-in/", {"username": "mo@example.com", "password": "x"})
    traces = (address, anonymous(address, now))
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows = " ".join(row for (row,) in cursor.fetchall())
        assert [one for one in traces if one in rows] == [], table
    found = tally.ask([("KEYS", tally.key("*"))], at=now)
    assert found is not None
    keys = found[0]
    assert len(keys) >= 6  # begun, sent, minute, hour, reference, code, and two of the sign-in
    assert [key for key in keys if address in key or "mo@example" in key] == []
    lives = tally.ask([("TTL", key) for key in keys], at=now)
    assert lives is not None
    assert all(0 < seconds <= 26 * 3600 for seconds in lives)


def test_an_address_has_another_name_each_day(now: datetime) -> None:
    names = {anonymous("203.0.113.77", now + timedelta(days=day)) for day in (0, 0.4, 1, 2)}
    assert (len(names), {len(one) for one in names}) == (3, {32})
    assert anonymous("", now) == ""


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.1", "81.2.69.160"),  # not read: anybody could have made it up
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "81.2.69.160"),  # it did not come through both
        (1, "", "81.2.69.160"),
        (1, "unknown", "81.2.69.160"),
        (1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
    ],
)
def test_forwarded_addresses_are_believed_as_far_as_proxies_are_ours(
    settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    meta = {"REMOTE_ADDR": "81.2.69.160", "HTTP_X_FORWARDED_FOR": forwarded}
    assert address_of(meta) == address


def test_behind_a_proxy_that_nobody_named_nothing_is_limited_and_the_log_says_so(
    client: Client, db: None, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    limits._tell_of_a_proxy.cache_clear()
    was_counted(REFERENCE, REFERENCE.count, at=now)
    assert client.post("/receipt/", UNKNOWN).status_code == 429
    for _visitor in range(2):
        proxied = client.post("/receipt/", UNKNOWN, headers={"X-Forwarded-For": "198.51.100.1"})
        assert proxied.status_code == 200
    assert caplog.text.count("ALERT: a proxy sends X-Forwarded-For") == 1


def test_a_request_without_an_address_is_not_limited(client: Client, db: None) -> None:
    assert address_of({"REMOTE_ADDR": ""}) == ""
    for _guess in range(REFERENCE.count + 2):
        assert client.post("/receipt/", UNKNOWN, REMOTE_ADDR="").status_code == 200


def test_each_limit_has_a_name_of_its_own_and_says_when_it_ends(now: datetime) -> None:
    assert len({one.name for one in LIMITS}) == len(LIMITS)
    for one in LIMITS:
        assert one.ends_at(now) > now
        assert one.ends_at(now + timedelta(seconds=one.seconds)) > one.ends_at(now)
        assert not one.refuses or "Try again after " in one.refusal(now)


def test_the_document_says_what_the_code_does() -> None:
    from consultation.respond import doubts, proof, traffic

    text = (settings.BASE_DIR / "docs" / "abuse.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert rows == [
        f"| `{one.name}` | {one.what} | {one.count:,} | {one.seconds // 60} minutes | "
        f"{'told to wait' if one.refuses else 'taken and flagged'} |"
        for one in LIMITS
    ]
    for kind in ON_ARRIVAL:
        assert f"| {kind.label} |" in text
    for told in (
        f"sooner than {doubts.SECONDS_OF_THE_PAGES} seconds and one more for each answer",
        f"more than {traffic.BURST_A_MINUTE} responses to a consultation in a minute",
        f"more than {traffic.TIMES_USUAL} times what was usual",
        f"middle one of the {traffic.HOURS} hours before",
        f"sent more than {traffic.PROOF_FROM_ONE_ADDRESS} responses within the hour",
        f"a number below {proof.MOST:,}",
    ):
        assert told in text
    assert (1, timedelta(hours=2)) == (doubts.SECONDS_OF_AN_ANSWER, proof.KEPT_FOR)
