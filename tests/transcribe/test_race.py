"""Two people who accept at the same moment: the same paper, or two about one response."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from consultation.models import (
    Consultation,
    Event,
    Message,
    Proposal,
    Response,
    Transcription,
    User,
)
from consultation.transcribe import rules
from tests.transcribe.conftest import Desk
from tests.transcribe.test_requests import change, withdrawal


def at_once(pages: dict[User, str]) -> dict[int, Any]:
    """What each is answered who accepts what is on their page, at the same moment; by account."""
    ready, told = Barrier(len(pages), timeout=60), dict[int, Any]()

    def accept(person: User, address: str) -> None:
        client = Client()
        client.force_login(person)
        ready.wait()
        told[person.pk] = client.post(address, {"act": "accept", "seen": "1"})
        connection.close()

    threads = [Thread(target=accept, args=each) for each in pages.items()]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return told


@pytest.mark.django_db(transaction=True)
def test_accepted_by_two_at_once_it_is_one_response(
    consultation: Consultation, proposal: Proposal, moderator: User, owner: User, superuser: User
) -> None:
    desk = Desk(moderator, consultation)
    made = desk.begin(proposal)
    desk.type(made, p__stance="OPPOSE", end__email="ruth@example.com")
    address = reverse("transcription-check", args=[made.pk])
    told = at_once({owner: address, superuser: address})
    assert sorted(answer.status_code for answer in told.values()) == [302, 409]
    refused = next(key for key, answer in told.items() if answer.status_code == 409)
    response = Response.objects.get()
    made.refresh_from_db()
    page = told[refused].content.decode()
    first = made.checked_by
    assert first is not None
    assert f"{first.name} accepted it at midday, Monday 23 November 2026." in page
    assert f'href="{reverse("transcription-receipt", args=[made.pk])}">See its receipt</a>' in page
    assert (made.response, made.checked_by_id) == (response, ({*told} - {refused}).pop())
    kinds = ("transcription.accepted", "response.received")
    assert Event.objects.filter(kind__in=kinds).count() == 2
    assert Message.objects.filter(response=response).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_and_a_withdrawal_at_once_leave_one_of_them(
    consultation: Consultation, earlier: Response, moderator: User, owner: User, superuser: User
) -> None:
    desk = Desk(moderator, consultation)
    pages = {owner: change(desk, earlier), superuser: withdrawal(desk, earlier)}
    told = at_once(
        {who: reverse("transcription-check", args=[made.pk]) for who, made in pages.items()}
    )
    assert sorted(answer.status_code for answer in told.values()) == [302, 409]
    accepted = Transcription.objects.get(state="ACCEPTED")
    kept = Transcription.objects.get(state="AWAITING_CHECK")
    assert {accepted.purpose, kept.purpose} == {"CHANGE", "WITHDRAWAL"}
    earlier.refresh_from_db()
    left = {"CHANGE": ("SUPERSEDED", 2), "WITHDRAWAL": ("WITHDRAWN", 1)}[accepted.purpose]
    assert (earlier.state, Response.objects.count()) == left
    refused = next(answer for answer in told.values() if answer.status_code == 409)
    assert rules.NOTHING_LOST in refused.content.decode()
