"""A form of staff or of a council that comes twice records what it says once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from consultation.models import (
    Consultation,
    Enquiry,
    Event,
    Meeting,
    Message,
    Organisation,
    Outage,
    Petition,
    Proposal,
    User,
)
from tests.gather import typed
from tests.publish.staff import DATES
from tests.publish.test_pauses import OUTAGE
from tests.reply.test_race import at_once

ENQUIRY = "/organisation/enquiries/front-counters/new/"
FORMS: dict[str, tuple[str, dict[str, Any], Any, dict[str, Any]]] = {
    # its address, what is typed, what it makes, and another of its kind
    "outage": (f"{DATES}outage/", OUTAGE, Outage, {"reason": "Another disk was full"}),
    "petition": (
        f"{typed.HERE}petitions/new/",
        typed.PETITION | {"points": "Open later: ten"},
        Petition,
        {"points": "Open later: eleven"},
    ),
    "meeting": (f"{typed.HERE}meetings/new/", typed.MEETING, Meeting, {"place": "The library"}),
    "enquiry": (
        ENQUIRY,
        {"about": "barkingside", "text": "Who will answer the phone?"},
        Enquiry,
        {"text": "Who will open the door?"},
    ),
}
each = pytest.mark.parametrize("form", FORMS)


@pytest.fixture
def people(
    superuser: User, council_drafter: User, consultation: Consultation, proposal: Proposal
) -> dict[str, User]:
    """Who fills it in."""
    return dict.fromkeys(FORMS, superuser) | {"enquiry": council_drafter}


@each
def test_the_same_form_twice_is_one(
    people: dict[str, User], sign_in: Callable[[User], Client], form: str
) -> None:
    address, fields, noun, other = FORMS[form]
    desk = sign_in(people[form])
    first = desk.post(address, fields)
    assert first.status_code == 303, first.content.decode()
    events, letters = Event.objects.acts().count(), Message.objects.count()
    again = desk.post(address, fields)
    assert (again.status_code, again["Location"]) == (303, first["Location"])
    assert noun.objects.count() == 1
    assert (Event.objects.acts().count(), Message.objects.count()) == (events, letters)
    assert desk.post(address, fields | other).status_code == 303
    assert noun.objects.count() == 2


@each
@pytest.mark.django_db(transaction=True)
def test_the_same_form_twice_at_once_is_one(people: dict[str, User], form: str) -> None:
    address, fields, noun, _other = FORMS[form]

    def press() -> Any:
        desk = Client()
        desk.force_login(people[form])
        return desk.post(address, fields)

    answers = at_once(press, press)
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert noun.objects.count() == 1
    assert Organisation.objects.count() == 1
