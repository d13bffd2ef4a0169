"""Two people who accept the same paper at the same moment."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, Event, Message, Proposal, Response, User
from tests.transcribe.conftest import Desk


@pytest.mark.django_db(transaction=True)
def test_accepted_by_two_at_once_it_is_one_response(
    consultation: Consultation, proposal: Proposal, moderator: User, owner: User, superuser: User
) -> None:
    desk = Desk(moderator, consultation)
    made = desk.begin(proposal)
    desk.type(made, p__stance="OPPOSE", end__email="ruth@example.com")
    address = reverse("transcription-check", args=[made.pk])
    ready, told = Barrier(2, timeout=10), dict[int, Any]()

    def accept(person: User) -> None:
        client = Client()
        client.force_login(person)
        ready.wait()
        told[person.pk] = client.post(address, {"act": "accept", "seen": "1"})
        connection.close()

    both = [Thread(target=accept, args=[person]) for person in (owner, superuser)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert sorted(answer.status_code for answer in told.values()) == [302, 409]
    refused = next(key for key, answer in told.items() if answer.status_code == 409)
    said = "It is “Accepted” now and cannot become “Accepted”."
    assert said in told[refused].content.decode()
    response = Response.objects.get()
    made.refresh_from_db()
    assert (made.response, made.checked_by_id) == (response, ({*told} - {refused}).pop())
    kinds = ("transcription.accepted", "response.received")
    assert Event.objects.filter(kind__in=kinds).count() == 2
    assert Message.objects.filter(response=response).count() == 1
