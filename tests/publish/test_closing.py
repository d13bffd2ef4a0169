"""The book of a deadline is closed once, never early, and holds what was received in time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from consultation import tasks
from consultation.events import MACHINE
from consultation.models import Closing, Consultation, Event, EventKind, Proposal, User
from consultation.publish import actions
from consultation.publish.closing import DRAIN
from consultation.respond.queries import by_reference
from consultation.states import Refused
from tests.conftest import NOW, send
from tests.factories import LONDON
from tests.publish.reading import text_of
from tests.publish.staff import DATES, PAGE, late

INSTANT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


def close(at: datetime) -> int:
    return actions.close_books(by=MACHINE, at=at)


def test_it_is_closed_after_the_grace_and_the_drain_and_never_again(
    consultation: Consultation, proposal: Proposal
) -> None:
    send(consultation, about=[proposal])
    due = consultation.grace_ends_at + DRAIN
    assert [close(consultation.closes_at + INSTANT), close(due)] == [0, 0]
    assert [close(due + INSTANT), close(due + HOUR)] == [1, 0]
    row = Closing.objects.get()
    assert (row.closes_at, row.received_until, row.closed_at, row.responses) == (
        consultation.closes_at, consultation.grace_ends_at, due + INSTANT, 1,
    )  # fmt: skip
    event = Event.objects.get(kind=EventKind.CONSULTATION_CLOSED)
    assert (event.about, event.actor, event.at) == (
        f"consultation:{consultation.pk}", MACHINE, row.closed_at,
    )  # fmt: skip
    assert event.facts == {
        "closing": row.pk,
        "closes_at": consultation.closes_at.isoformat(),
        "until": consultation.grace_ends_at.isoformat(),
        "responses": 1,
    }


@pytest.mark.parametrize(
    ("closes_at", "until"),
    [
        # The clocks go forward at 1am: half an hour after 00:45 it is 02:15.
        ("2027-03-28T00:45:00", "2027-03-28T01:15:00+00:00"),
        # They go back at 2am: half an hour after 01:45 it is 01:15 again.
        ("2027-10-31T01:45:00", "2027-10-31T01:15:00+00:00"),
    ],
)
def test_on_the_days_on_which_the_clocks_change(
    consultation: Consultation, owner: User, closes_at: str, until: str
) -> None:
    to = datetime.fromisoformat(closes_at).replace(tzinfo=LONDON)
    actions.extend(consultation=consultation, to=to, reason="Why.", by=owner, at=NOW)
    over = datetime.fromisoformat(until)
    assert close(over + DRAIN) == 0
    assert close(over + DRAIN + INSTANT) == 1
    assert Closing.objects.get().received_until == over


def test_a_clock_that_runs_ahead_of_the_database_closes_nothing(
    consultation: Consultation, owner: User
) -> None:
    far = datetime(2999, 1, 1, 23, 59, tzinfo=LONDON)
    actions.extend(consultation=consultation, to=far, reason="Why.", by=owner, at=NOW)
    with time_machine.travel(far + HOUR, tick=False):
        tasks.close_due_books()
        assert not Closing.objects.exists()
    assert close(far + HOUR) == 1


def test_an_extension_made_in_time_leaves_it_open(consultation: Consultation, owner: User) -> None:
    before = consultation.grace_ends_at
    actions.extend(
        consultation=consultation, to=before + 2 * HOUR, reason="Why.", by=owner, at=before
    )
    assert close(before + HOUR) == 0
    assert close(before + 3 * HOUR) == 1
    assert Closing.objects.get().closes_at == before + 2 * HOUR


def test_opened_again_it_is_closed_again_and_both_are_kept(
    consultation: Consultation, proposal: Proposal, owner: User
) -> None:
    first = consultation.grace_ends_at + HOUR
    send(consultation, about=[proposal])
    assert close(first) == 1
    to = first + timedelta(days=7)
    actions.extend(consultation=consultation, to=to, reason="Why.", by=owner, at=first)
    send(consultation, about=[proposal], at=to)
    assert close(to + HOUR) == 1
    assert list(Closing.objects.values_list("closes_at", "responses")) == [
        (first - HOUR - timedelta(minutes=30), 1),
        (to, 2),
    ]


def test_while_it_is_paused_it_is_not_closed(consultation: Consultation, owner: User) -> None:
    actions.suspend(consultation=consultation, reason="Why.", by=owner, at=NOW)
    over = consultation.grace_ends_at + HOUR
    assert close(over) == 0
    actions.resume(consultation=consultation, reason="Why.", by=owner, at=over, to=over + HOUR)
    assert close(over + HOUR) == 0
    assert close(over + 2 * HOUR) == 1


def test_before_its_time_the_machine_is_refused(consultation: Consultation) -> None:
    with pytest.raises(Refused, match="Requests that were received in time may still be under way"):
        actions.close_book(consultation=consultation, by=MACHINE, at=consultation.grace_ends_at)
    over = consultation.grace_ends_at + HOUR
    actions.close_book(consultation=consultation, by=MACHINE, at=over)
    with pytest.raises(Refused, match="The book of this deadline is closed already"):
        actions.close_book(consultation=consultation, by=MACHINE, at=over)


def test_the_public_page_says_how_many_had_been_received(
    client: Client, consultation: Consultation, proposal: Proposal
) -> None:
    send(consultation, about=[proposal])
    said = (
        "When the responses were counted after the close, at 12:31am on Monday 15 February 2027, "
        "London time, 1 response had been received, by all ways to respond together."
    )
    over = consultation.grace_ends_at + timedelta(minutes=2)
    with late(over):
        assert said not in text_of(client.get(PAGE).content)
        close(over)
        assert said in text_of(client.get(PAGE).content)


def test_what_arrived_in_time_on_paper_is_entered_later_and_counted_apart(
    sign_in: Callable[[User], Client], owner: User, consultation: Consultation, proposal: Proposal
) -> None:
    sent = send(consultation, about=[proposal])
    over = consultation.grace_ends_at + timedelta(minutes=2)
    expected = "It is closed once, soon after 12:30am on Monday 15 February 2027"
    assert expected in text_of(sign_in(owner).get(DATES).content)
    close(over)
    with late(over):
        desk = sign_in(owner)
        words = text_of(desk.get(DATES).content)
        assert "Closed at 12:31am on Monday 15 February 2027" in words
        assert "It holds 1 of them" in words
        assert "entered later" not in words
        on_paper = send(
            consultation, about=[proposal], channel="PAPER", arrived_at=consultation.closes_at
        )
        assert "1 more arrived in time and were entered later." in text_of(desk.get(DATES).content)
    assert by_reference(sent.reference) == sent
    assert by_reference(on_paper.reference) == on_paper
    assert Closing.objects.get().responses == 1
