"""Everybody sees that what was received adds up, as of a time, without making anybody count."""

from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from consultation.events import MACHINE
from consultation.ledger.actions import sequence
from consultation.models import Consultation, Proposal, Reconciliation, User
from consultation.moderate import actions as moderate
from consultation.publish.actions import reconcile
from consultation.respond import actions as respond
from tests import factories
from tests.conftest import send
from tests.moderate.screened import screen_all

pytestmark = pytest.mark.django_db
PAGE = "/consultations/front-counters/received/"


@pytest.fixture(autouse=True)
def log_folder(tmp_path: Any, settings: Any) -> None:
    settings.LEDGER_ROOT = tmp_path / "log"


def table(client: Client) -> dict[str, tuple[str, str]]:
    """How many responses stand so, and how many of them are in the log, by the page."""
    context = client.get(PAGE).context
    return {name: (one, two) for name, one, two in [*context["rows"], context["foot"]]}


def test_each_response_stands_in_one_line(
    consultation: Consultation, proposal: Proposal, moderator: User, client: Client, now: datetime
) -> None:
    left_out, withdrawn, released, _waiting = (
        send(consultation, about=[proposal]) for _ in range(4)
    )
    other = factories.ExclusionRuleFactory(consultation=consultation, code="abuse", text="Abuse.")
    screen_all()
    given: dict[str, Any] = {"reason": "Look.", "by": moderator, "at": now}
    first = consultation.exclusion_rules.get(code="automated")
    moderate.exclude(response=left_out, rule=first, **given)
    moderate.reopen(response=left_out, **given)
    moderate.exclude(response=left_out, rule=other, **given)
    moderate.release(response=released, by=moderator, at=now)
    respond.withdraw(response=withdrawn, by="public", at=now)
    sequence(by=MACHINE, at=now)
    send(consultation, about=[proposal])
    assert reconcile(by=MACHINE, at=now) > 0
    assert table(client) == {
        "Released": ("1", "1"),
        "Counted, words withheld": ("0", "0"),
        "Waiting for a moderator": ("2", "1"),
        "In quarantine until a moderator looks again": ("0", "0"),
        "Left out: Abuse.": ("1", "1"),
        "Replaced by their senders": ("0", "0"),
        "Withdrawn by their senders": ("1", "1"),
        "Received": ("5", "4"),
    }
    assert "1 response is not in the log yet." in client.get(PAGE).content.decode()


def test_before_the_first_count_the_page_says_so(
    consultation: Consultation, proposal: Proposal, client: Client, now: datetime
) -> None:
    send(consultation, about=[proposal])
    assert "They are being counted. Look again in a minute." in client.get(PAGE).content.decode()
    reconcile(by=MACHINE, at=now)
    page = client.get(PAGE).content.decode()
    assert "They are being counted." not in page
    assert "Counted at midday, Monday 23 November 2026." in page


def test_it_is_as_of_the_time_that_it_says_until_the_next_count(
    consultation: Consultation, proposal: Proposal, client: Client, now: datetime
) -> None:
    send(consultation, about=[proposal])
    reconcile(by=MACHINE, at=now)
    send(consultation, about=[proposal])
    assert table(client)["Received"] == ("1", "0")
    later = now + timedelta(minutes=1)
    reconcile(by=MACHINE, at=later)
    assert table(client)["Received"] == ("2", "0")
    assert "Counted at 12:01pm, Monday" in client.get(PAGE).content.decode()
    sequence(by=MACHINE, at=now)
    reconcile(by=MACHINE, at=later)
    assert table(client)["Received"] == ("2", "2")


def test_while_nothing_happens_nothing_is_counted_for_an_hour(
    consultation: Consultation, proposal: Proposal, now: datetime
) -> None:
    send(consultation, about=[proposal])
    assert reconcile(by=MACHINE, at=now) > 0
    assert reconcile(by=MACHINE, at=now + timedelta(minutes=59)) == 0
    assert reconcile(by=MACHINE, at=now + timedelta(hours=1)) > 0


def test_while_one_counts_the_others_let_it(consultation: Consultation, now: datetime) -> None:
    told: list[int] = []

    def other() -> None:
        told.append(reconcile(by=MACHINE, at=now))
        connection.close()

    with transaction.atomic():
        assert reconcile(by=MACHINE, at=now) > 0
        thread = Thread(target=other)
        thread.start()
        thread.join(60)
    assert told == [0]


def test_the_page_asks_as_much_for_one_response_as_for_three(
    consultation: Consultation,
    proposal: Proposal,
    client: Client,
    now: datetime,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    client.get(PAGE)
    send(consultation, about=[proposal])
    reconcile(by=MACHINE, at=now)
    with django_assert_max_num_queries(20) as one:
        client.get(PAGE)
    for _ in range(2):
        send(consultation, about=[proposal])
    reconcile(by=MACHINE, at=now)
    with django_assert_num_queries(len(one)) as three:
        client.get(PAGE)
    asked = [query["sql"] for query in three.captured_queries]
    assert not [sql for sql in asked if '"consultation_response"' in sql]
    assert Reconciliation.objects.get(consultation=consultation).at == now
