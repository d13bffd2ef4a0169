"""Each page of reading, coding and deciding, fetched many times inside one process."""

import time
from typing import Any

from django.utils import timezone

from benchmarks.ground import CLOSED
from benchmarks.queue_pages import fetched, signed_in
from consultation.analyse.actions.coding import take_next
from consultation.decide.actions.decisions import begin
from consultation.models import Consultation, Point, Reading, User


def measure(runs: str) -> dict[str, Any]:
    """By page: the times in milliseconds, and the number of queries."""
    consultation = Consultation.objects.get(slug=CLOSED)
    person, _new = User.objects.get_or_create(
        email="superuser@example.com",
        defaults={"name": "A superuser", "is_staff": True, "is_superuser": True},
    )
    client, staff = signed_in(person), f"/staff/consultations/{CLOSED}"
    unread = Reading.objects.due().filter(consultation=consultation).order_by("received_at")[0]
    points = Point.objects.filter(consultation=consultation)
    proposal = consultation.proposals.order_by("pk")[0]
    decision = begin(proposal=proposal, by=person, at=timezone.now())
    pages = {
        "the page of a response": f"/staff/readings/{unread.pk}/",
        "who has read what": f"{staff}/reading/",
        "what was read": f"{staff}/reading/?show=read",
        "the codeframe": f"{staff}/codeframe/",
        "the register": f"{staff}/points/",
        "the register, deep": f"{staff}/points/?after=4000",
        "the register, not answered": f"{staff}/points/?show=unanswered",
        "the register, of a front counter": f"{staff}/points/?proposal={proposal.pk}",
        "the register, raised by few": f"{staff}/points/?show=few",
        "a point that very many make": f"/staff/points/{points.get(number=1).pk}/",
        "a point that few make": f"/staff/points/{points.get(number=4321).pk}/",
        "a decision that lacks much": decision.get_absolute_url(),
    }
    return {
        "pages": {name: fetched(client, where, int(runs)) for name, where in pages.items()},
        "next": [_next(client, consultation, person) for _run in range(int(runs))],
    }


def _next(client: Any, consultation: Consultation, person: User) -> float:
    """Milliseconds for the next response to be taken and its page to be there."""
    Reading.objects.filter(held_by=person).update(held_by=None, held_until=None)
    started = time.perf_counter()
    found = take_next(consultation=consultation, by=person, at=timezone.now())
    assert found is not None
    client.get(f"/staff/readings/{found.pk}/")
    return (time.perf_counter() - started) * 1000
