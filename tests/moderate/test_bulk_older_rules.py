"""A release on many is read by nobody: the rules of now have to have looked at each."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation.events import MACHINE
from consultation.models import Consultation, Proposal, PublishedResponse, Response, User
from consultation.moderate import actions, screening
from consultation.moderate.actions.publishing import publish_missing
from consultation.moderate.queries import Chosen
from tests import factories
from tests.moderate.many import outcome, work

pytestmark = pytest.mark.django_db

WRITE_TO = "Write to rosa@example.org about it."
DOUBTED = "It has flags that nobody judged."

OUTDATED = "It is being screened again by newer rules. Try again in an hour."


@pytest.fixture
def older(
    consultation: Consultation, proposal: Proposal,
    send_response: Callable[..., Response],
) -> Response:  # fmt: skip
    """As after an upgrade: older rules found nothing in it."""
    response = send_response(consultation, about=[proposal], reasons=WRITE_TO)
    factories.ScreeningFactory(response=response, version=1, tokens=["channel:ONLINE"])
    return response


def test_a_release_on_many_waits_for_the_rules_of_now_and_then_for_a_person(
    older: Response, moderator: User, now: datetime
) -> None:
    asking: dict[str, Any] = {
        "consultation": older.consultation, "chosen": Chosen(), "by": moderator, "at": now,
        "verdict": "RELEASE",
    }  # fmt: skip
    job = actions.ask_bulk(**asking)
    work(now)
    assert outcome(job) == {older.pk: OUTDATED}
    actions.sweep(clock=lambda: now)
    job = actions.ask_bulk(**asking)
    work(now)
    assert outcome(job) == {older.pk: DOUBTED}
    assert PublishedResponse.objects.count() == 0


def test_the_preview_of_a_release_says_so(older: Response, client: Client, moderator: User) -> None:
    client.force_login(moderator)
    address = reverse("bulk-decide", args=[older.consultation.slug])
    page = client.get(f"{address}?key={older.pk}&verdict=RELEASE").content.decode()
    assert f"1: {OUTDATED}" in page
    other = client.get(f"{address}?key={older.pk}&verdict=QUARANTINE").content.decode()
    assert OUTDATED not in other


def test_no_machine_makes_a_missing_copy_of_it(older: Response, now: datetime) -> None:
    Response.objects.filter(pk=older.pk).update(state="RELEASED")
    assert publish_missing(most=10, by=MACHINE, at=now) == 0
    older.screening.version = screening.VERSION
    older.screening.save()
    assert publish_missing(most=10, by=MACHINE, at=now) == 1
