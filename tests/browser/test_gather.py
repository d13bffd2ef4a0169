"""Petitions and meetings in a browser: what everybody reads, and what staff meet on the way."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from consultation.models import Consultation, ReportKind, User
from consultation.report import actions
from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
TEXT = """We, who live or work in Barkingside, ask the Mayor to keep the front counter open.

The next counter is two miles away, and the bus does not go there in the evening."""


@pytest.fixture
def gathered(consultation: Consultation) -> Consultation:
    """Each kind of row that the pages tell apart."""
    now = timezone.now()
    about = consultation.proposals.get(station__slug="barkingside")
    old = factories.PetitionFactory(consultation=consultation, state="SUPERSEDED")
    signed = factories.PetitionFactory(
        consultation=consultation, title="Keep Barkingside’s front counter open", text=TEXT,
        organiser="Barkingside Residents’ Association", organiser_is_body=True, channel="BOTH",
        page="https://petitions.example.com/barkingside", signatures=1640, verified="SAMPLE",
        verified_how="Fifty were called. Two knew nothing of it.", replaces=old,
        correction="Forty more sheets were found.",
    )  # fmt: skip
    factories.PetitionAboutFactory(petition=signed, proposal=about)
    factories.GatheringPointFactory(petition=signed, proposal=about)
    factories.PetitionFactory(consultation=consultation, title="Keep all front counters")
    factories.PetitionFactory(
        consultation=consultation, title="Save our library", state="WITHDRAWN",
        ended_reason="It is about another consultation.",
    )  # fmt: skip
    town_hall = {"consultation": consultation, "borough": about.station.borough}
    factories.MeetingFactory(
        **town_hall, place="Ilford Town Hall, High Road, Ilford IG1 1DD",
        access="Step-free. There is a hearing loop.\nJoin online: https://meet.example.com/ilford",
        held_at=now + timedelta(days=3), publicised_on=now.date(),
    )  # fmt: skip
    factories.MeetingFactory(
        **town_hall, place="Fairlop Hall", held_at=now + timedelta(days=12), state="CANCELLED",
        ended_reason="The hall is flooded.",
    )  # fmt: skip
    came = factories.MeetingFactory(
        **town_hall, place="Barkingside Library", held_at=now - timedelta(days=2), state="HELD",
        attendance=90, attendance_how="ESTIMATED", spoke_for="Sophie Linden, Deputy Mayor",
        note="Ruth Resident asked about the bus.",
    )  # fmt: skip
    for place, text in enumerate(["The bus is slow.", "Many do not use the internet."], start=1):
        factories.GatheringPointFactory(
            petition=None, meeting=came, text=text, position=place, proposal=about
        )
    return consultation


def test_meetings_and_petitions_look_right(
    new_page: NewPage, live_server: Any, gathered: Consultation, superuser: User
) -> None:
    public = new_page(size=PHONE)
    public.goto(reverse("gatherings", args=[gathered.slug]))
    public.get_by_text("Full text of the petition").first.click()
    look(public, live_server.url, "gather public")
    public.goto(f"/ur{reverse('gatherings', args=[gathered.slug])}")
    look(public, live_server.url, "gather public urdu")
    staff = new_page(size=PHONE, session=session_of(superuser))
    staff.goto(reverse("gathering-list", args=[gathered.slug]))
    look(staff, live_server.url, "gather list")
    signed = gathered.petitions.get(signatures=1640)
    came = gathered.meetings.get(state="HELD")
    for name, key in (("petition", signed.pk), ("meeting", came.pk), ("meeting-correct", came.pk)):
        staff.goto(reverse(name, args=[key]))
        look(staff, live_server.url, f"gather {name}")
    for name in ("petition-new", "meeting-new"):
        staff.goto(reverse(name, args=[gathered.slug]))
        follow(staff.locator("main form button[type=submit]"))
        expect(staff.locator(".govuk-error-summary")).to_be_visible()
        look(staff, live_server.url, f"gather {name} errors")
    actions.ask(consultation=gathered, kind=ReportKind.WHOLE, by=superuser, at=timezone.now())
    report = actions.make_next(clock=timezone.now)
    assert report is not None
    staff.goto(reverse("report", args=[report.pk]))
    look(staff, live_server.url, "gather report")
