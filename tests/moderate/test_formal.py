"""Formal replies in the queue, on a response's page, and under a reference."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, Proposal, Response, Role, SignedReply, User
from consultation.reply import actions
from tests.conftest import NOW, Town
from tests.moderate.conftest import Desk
from tests.reply.conftest import said
from tests.reply.signed import council_of, person_of, released, signed

RESPONSES = "/admin/consultation/response/"


@pytest.fixture
def camden(town: Town, consultation: Consultation) -> SignedReply:
    """Against Holborn."""
    about = consultation.proposals.get(station=town.holborn)
    return signed(council_of(town.camden), consultation, at=NOW, says={about: "OPPOSE"})


def test_the_queue_marks_a_formal_reply_and_narrows_to_a_kind(
    consultation: Consultation, proposal: Proposal, camden: SignedReply, moderator: User,
    at_desk: Desk, send_response: Callable[..., Response],
) -> None:  # fmt: skip
    other = send_response(consultation, about=[proposal])
    desk = at_desk(moderator)
    queue = reverse("queue", args=[consultation.slug])

    def found(query: str) -> set[int]:
        answer: Any = desk.get(f"{queue}?{query}")
        return {row["response"].pk for row in answer.context["rows"]}

    assert found("") == {camden.response_id, other.pk}
    assert found("kind=FORMAL") == {camden.response_id}
    assert found("kind=PUBLIC") == {other.pk}
    assert found("kind=OTHER") == {camden.response_id, other.pk}
    page = said(desk.get(f"{queue}?kind=FORMAL"))
    assert "Kind: Formal replies" in page
    assert (
        f"Response {camden.response_id} Waiting for review Formal reply 23 Nov 2026, 12:00 "
        "London Borough of Camden waits less than an hour Holborn Buses Ilford is two buses away."
    ) in page
    assert "from London Borough" not in page


def test_the_page_of_a_response_names_the_organisation_and_leads_to_the_signed_text(
    camden: SignedReply, moderator: User, at_desk: Desk
) -> None:
    html = at_desk(moderator).read(camden.response)
    page = said(type("Answer", (), {"content": html.encode()}))
    assert reverse("formal-reply", args=[camden.pk]) in html
    assert "Decision-makers see it whole whatever you decide here." in page
    assert "What is the position of the organisation on this proposal? Opposes it" in page
    assert "What is the view of the organisation as a whole? Buses" in page
    assert "How do you feel" not in page
    assert "Organisation London Borough of Camden, Camden" in page
    assert "Where you live" not in page
    assert "Lives in" not in page
    assert "May we publish" not in page
    assert f"by {camden.signed_by.name}" in page


def test_a_verdict_is_given_as_for_every_response(
    camden: SignedReply, moderator: User, at_desk: Desk
) -> None:
    desk = at_desk(moderator)
    desk.read(camden.response)
    assert desk.decide(camden.response, "RELEASE").status_code == 302
    camden.response.refresh_from_db()
    assert camden.response.state == "RELEASED"


def test_its_own_people_withdrew_it_and_nobody_at_their_request(
    camden: SignedReply, moderator: User, at_desk: Desk
) -> None:
    approver = person_of(camden.reply.organisation, Role.COUNCIL_APPROVER)
    actions.withdraw(reply=camden.reply, reason="By mistake.", by=approver, at=NOW)
    html = at_desk(moderator).read(camden.response)
    assert "Response withdrawn by its sender" in html
    assert "At the request of its sender" not in html
    assert approver.name in html


def looked_up(reference: str) -> str:
    return said(Client().post("/receipt/", {"reference": reference}))


def test_a_reference_tells_whether_it_is_published(camden: SignedReply, moderator: User) -> None:
    reference = camden.response.reference
    page = looked_up(reference)
    assert "Kind Formal reply of an organisation" in page
    assert "Received and counted. A moderator has not read it yet." in page
    assert "Published Nothing of it is published yet." in page
    assert "Camden" not in page.replace("Holborn, Camden", "")
    released(camden, moderator, at=NOW)
    answer = Client().post("/receipt/", {"reference": reference})
    assert "Published The formal reply of London Borough of Camden" in said(answer)
    assert "/consultations/front-counters/formal-replies/camden/?edition=1" in (
        answer.content.decode()
    )
    approver = person_of(camden.reply.organisation, Role.COUNCIL_APPROVER)
    actions.withdraw(reply=camden.reply, reason="By mistake.", by=approver, at=NOW)
    page = looked_up(reference)
    assert "Kept, and withdrawn by its sender: it is not counted." in page
    assert "Published The formal reply of London Borough of Camden" in page


def test_a_council_is_nobody_who_lives_in_its_borough(
    camden: SignedReply, moderator: User, at_desk: Desk, consultation: Consultation, town: Town,
    send_response: Any, proposal: Proposal,
) -> None:  # fmt: skip
    resident = send_response(consultation, about=[proposal], borough=town.camden)
    assert camden.response.borough == town.camden
    desk = at_desk(moderator)
    for where in (reverse("queue", args=[consultation.slug]), RESPONSES):
        page = desk.get(f"{where}?lives=camden").content.decode()
        assert re.findall(r">Response (\d+)</a>", page) == [str(resident.pk)]
