"""What staff and everybody see of formal replies: each page, on a phone and on a desktop."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from consultation.models import Consultation, Role, SignedReply, User
from consultation.reply import actions
from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.reply.signed import GROUNDS, council_of, drafted, person_of, released, sign, signed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
VIEW = (
    "Barkingside is two buses from Ilford, and the last one leaves before eight in the evening.\n\n"
    "We asked 1,240 residents in our libraries. Most of them said that they would not go to Ilford "
    "in the dark. We ask for a counter in the library instead, as our letter of 3 November offers."
)


@pytest.fixture
def camden(consultation: Consultation, superuser: User) -> SignedReply:
    """Replaced once, ratified and released; Merton's waits; Redbridge is drafting."""
    now = timezone.now()
    at = {one.station.slug: one for one in consultation.proposals.select_related("station")}
    council = council_of(at["holborn"].station.borough)
    council.verified_at, council.verified_how, council.verified_by = now, "DOMAIN", superuser
    council.save()
    first = signed(council, consultation, at=now, says={at["holborn"]: "OPPOSE"}, view=VIEW)
    released(first, superuser, at=now)
    newer = drafted(
        council, consultation, at=now, view=VIEW,
        says={at["kentish-town"]: "SUPPORT", at["barkingside"]: "CONDITIONAL"},
    )  # fmt: skip
    made = sign(newer, at=now, ratified_by_whom="the Cabinet on 3 December 2026")
    approver = person_of(council, Role.COUNCIL_APPROVER)
    actions.ratify(signed=made, grounds=GROUNDS, by=approver, at=now)
    factories.AttachmentFactory(response=made.response, name="bus-times.pdf", content_type="PDF")
    signed(
        council_of(at["mitcham"].station.borough), consultation, at=now,
        says={at["mitcham"]: "OPPOSE", at["wimbledon"]: "NO_POSITION"}, view=VIEW,
        ratified_by_whom="full council",
    )  # fmt: skip
    drafted(council_of(at["ilford"].station.borough), consultation, at=now)
    return released(made, superuser, at=now)


def test_a_decision_maker_opens_each_reply(
    new_page: NewPage, live_server: Any, consultation: Consultation, camden: SignedReply,
    decision_maker: User,
) -> None:  # fmt: skip
    page = new_page(session=session_of(decision_maker))
    page.goto("/staff/")
    follow(page.get_by_role("link", name=re.compile("^Formal replies")))
    expect(page.get_by_text("2 formal replies that you have not opened.")).to_be_visible()
    look(page, live_server.url, "formal list")
    follow(page.get_by_role("link", name=re.compile("Camden ?, edition 2")))
    expect(page.get_by_text("Barkingside is two buses from Ilford").first).to_be_visible()
    look(page, live_server.url, "formal reply staff")
    follow(page.get_by_role("link", name=f"Response {camden.response_id}"))
    look(page, live_server.url, "formal response")
    follow(page.get_by_role("link", name="Read it whole, as it was signed"))
    follow(page.get_by_role("link", name="Edition 1"))
    expect(page.get_by_text("Edition 1, this one")).to_be_visible()
    follow(page.get_by_role("link", name="Formal replies", exact=True).first)
    expect(page.get_by_text("1 formal reply that you have not opened.")).to_be_visible()
    page.get_by_label("Borough").select_option("Merton")
    follow(page.get_by_role("button", name="Apply filters"))
    expect(page.get_by_role("status")).to_have_text("1 signed edition.")
    look(page, live_server.url, "formal list narrowed")


def test_everybody_reads_what_was_released(
    new_page: NewPage, live_server: Any, consultation: Consultation, camden: SignedReply
) -> None:
    page = new_page(size=PHONE)
    page.goto(consultation.get_absolute_url())
    follow(page.get_by_role("link", name="Formal replies of councils and other bodies"))
    look(page, live_server.url, "formal public list")
    follow(page.get_by_role("link", name="London Borough of Camden"))
    look(page, live_server.url, "formal public reply")
    follow(page.get_by_role("link", name="Edition 1"))
    expect(page.get_by_text("The organisation has replaced this edition.")).to_be_visible()
    look(page, live_server.url, "formal public earlier")
    page.goto(reverse("proposal", args=[consultation.slug, "barkingside"]))
    expect(page.get_by_role("heading", name="What councils say")).to_be_visible()
    look(page, live_server.url, "formal proposal")
    page.goto(f"/ur{reverse('reply', args=[consultation.slug, 'camden'])}")
    look(page, live_server.url, "formal public urdu")
    page.goto("/receipt/")
    page.get_by_label("Reference").fill(camden.response.reference)
    follow(page.get_by_role("button", name="Check"))
    expect(page.get_by_role("link", name="The formal reply of London Borough")).to_be_visible()
    look(page, live_server.url, "formal looked up")


def test_the_desks_show_how_far_each_has_come(
    new_page: NewPage, live_server: Any, consultation: Consultation, camden: SignedReply,
    superuser: User, council_drafter: User, make_report: str,
) -> None:  # fmt: skip
    page = new_page(session=session_of(superuser))
    page.goto(reverse("organisations", args=[consultation.slug]))
    look(page, live_server.url, "formal board")
    page.goto(f"{reverse('queue', args=[consultation.slug])}?state=ANY&kind=FORMAL")
    look(page, live_server.url, "formal queue")
    page.goto(make_report)
    look(page, live_server.url, "formal report")
    council = new_page(session=session_of(council_drafter))
    council.goto("/staff/")
    look(council, live_server.url, "formal council home")
    council.goto("/organisation/")
    look(council, live_server.url, "formal council own")


@pytest.fixture
def make_report(
    consultation: Consultation, camden: SignedReply, superuser: User, settings: Any, tmp_path: Any
) -> str:
    """The address of a summary report."""
    from consultation.models import ReportKind
    from consultation.report import actions as reporting

    settings.FILES_ROOT = tmp_path
    now = timezone.now() + timedelta(seconds=1)
    reporting.ask(consultation=consultation, kind=ReportKind.WHOLE, by=superuser, at=now)
    made = reporting.make_next(clock=lambda: now)
    assert made is not None
    return reverse("report", args=[made.pk])
