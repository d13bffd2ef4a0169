"""An officer is invited, opens the link, joins, sees colleagues, and leaves; and what staff see."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultation import emails
from consultation.models import Consultation, Invitation, User
from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.conftest import with_app

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
OFFICER = "officer@redbridge.gov.uk"
WORDS = "seven green buses waiting"


def posted_link() -> str:
    """The path of the link in the e-mail that is posted next."""
    assert emails.post_next(clock=timezone.now) is not None
    (found,) = re.findall(r"/invitations/[0-9a-f]+/", str(mail.outbox[-1].body))
    return str(found)


@pytest.fixture
def invited(consultation: Consultation, council_approver: User, council_observer: User) -> None:
    """Organisations that have come differently far; Redbridge has two people already."""
    now = timezone.now()
    town = {one.station.borough.slug: one.station.borough for one in consultation.proposals.all()}
    council = council_approver.grants.get().organisation
    assert council is not None
    council.borough = town["redbridge"]
    council.save()
    merton = factories.OrganisationFactory(
        name="London Borough of Merton", slug="merton", borough=town["merton"],
        email_domain="merton.gov.uk", verified_at=now, verified_how="DOMAIN",
        verified_by=factories.UserFactory(name="Mel Officer"),
    )  # fmt: skip
    joined = factories.GrantFactory(role="COUNCIL_DRAFTER", organisation=merton)
    asked = {"consultation": consultation, "organisation": merton, "expires_at": now + timedelta(9)}
    factories.InvitationFactory(
        **asked, email="head.of.community.safety.and.partnerships@merton.gov.uk",
        opened_at=now, accepted_at=now, accepted_by=joined.person,
    )  # fmt: skip
    gone = factories.InvitationFactory(
        **asked, email="clerk@merton.gov.uk", revoked_at=now, revoked_by=joined.person
    )
    factories.MessageFactory(
        kind="invitation", to=gone.email, invitation=gone, state="FAILED", attempts=12,
        last_error="SMTPRecipientsRefused 550",
    )  # fmt: skip
    residents = factories.OrganisationFactory(
        name="Barkingside Residents’ Association", slug="barkingside-residents", kind="RESIDENTS",
        borough=town["redbridge"], verified_at=now, verified_how="STAFF",
        verified_by=council_approver, verified_note="Called the number on the association’s site.",
    )  # fmt: skip
    factories.InvitationFactory(
        **asked | {"organisation": residents}, email="chair@example.org", opened_at=now
    )


def invite(desk: Page, root: str) -> None:
    """The owner finds the council on the board and asks an officer."""
    desk.goto("/staff/")
    follow(desk.get_by_role("link", name=re.compile("^Organisations")))
    look(desk, root, "org board")
    desk.get_by_label("Borough").select_option("Redbridge")
    follow(desk.get_by_role("button", name="Apply filters"))
    expect(desk.get_by_role("status")).to_have_text("2 organisations.")
    follow(desk.get_by_role("link", name="Invite somebody of London Borough of Redbridge"))
    look(desk, root, "org invite")
    follow(desk.get_by_role("button", name="Send the invitation"))
    expect(desk.locator(".govuk-error-summary")).to_be_visible()
    look(desk, root, "org invite errors")
    desk.get_by_label("Email address").fill(OFFICER)
    desk.get_by_label("Drafter").check()
    follow(desk.get_by_role("button", name="Send the invitation"))
    expect(desk.get_by_text("The invitation is on its way.")).to_be_visible()


def join(officer: Page) -> None:
    """Make an account."""
    officer.get_by_label("Your full name").fill("Carl Drafter")
    officer.get_by_label("Choose a password").fill(WORDS)
    follow(officer.get_by_role("button", name="Join"))
    expect(officer.get_by_text("Your account is made.")).to_be_visible()


def test_an_officer_is_invited_joins_sees_colleagues_and_leaves(
    new_page: NewPage, live_server: Any, consultation: Consultation, owner: User, invited: None
) -> None:
    desk = new_page(session=session_of(owner))
    invite(desk, live_server.url)
    officer = new_page(size=PHONE)
    officer.goto(posted_link())
    expect(officer.get_by_role("heading", level=1)).to_have_text("London Borough of Redbridge")
    look(officer, live_server.url, "org invitation")
    officer.get_by_label("Choose a password").fill("short")
    follow(officer.get_by_role("button", name="Join"))
    expect(officer.locator(".govuk-error-summary")).to_be_visible()
    look(officer, live_server.url, "org invitation errors")
    join(officer)
    officer.get_by_label("Email address").fill(OFFICER)
    officer.get_by_label("Password", exact=True).fill(WORDS)
    follow(officer.get_by_role("button", name="Sign in"))
    expect(officer.get_by_text("Cora Approver")).to_be_visible()
    look(officer, live_server.url, "org own drafter")

    desk.reload()
    look(desk, live_server.url, "org page")
    follow(officer.get_by_role("link", name="Leave this organisation"))
    look(officer, live_server.url, "org leave")
    follow(officer.get_by_role("button", name="Leave"))
    expect(officer.get_by_text("Your account has no role yet")).to_be_visible()
    officer.goto(reverse("own-organisation"))
    expect(officer.get_by_role("heading", level=1)).to_have_text("Page not found")


def test_the_same_without_javascript(
    new_page: NewPage, consultation: Consultation, owner: User, invited: None
) -> None:
    desk = new_page(javascript=False, session=session_of(owner))
    desk.goto(reverse("organisation-invite", args=[consultation.slug, "redbridge"]))
    desk.get_by_label("Email address").fill(OFFICER)
    desk.get_by_label("Drafter").check()
    follow(desk.get_by_role("button", name="Send the invitation"))
    expect(desk.get_by_text("The invitation is on its way.")).to_be_visible()
    officer = new_page(size=PHONE, javascript=False)
    officer.goto(posted_link())
    join(officer)
    assert Invitation.objects.get(email=OFFICER).accepted_by is not None


def test_what_staff_see(
    new_page: NewPage, live_server: Any, consultation: Consultation, owner: User, invited: None
) -> None:
    desk = new_page(size=PHONE, session=session_of(owner))
    for name, arguments in [
        ("organisation-new", [consultation.slug]),
        ("organisations-told", [consultation.slug]),
        ("organisation", [consultation.slug, "merton"]),
        ("organisation-verify", [consultation.slug, "redbridge"]),
        ("organisation-correct", [consultation.slug, "barkingside-residents"]),
    ]:
        desk.goto(reverse(name, args=arguments))
        look(desk, live_server.url, f"org {name}")


def test_what_approvers_and_those_they_invite_see(
    new_page: NewPage, live_server: Any, council_approver: User, invited: None
) -> None:
    with transaction.atomic():  # the database looks at both rows together
        approver = with_app(council_approver)
    own = new_page(size=PHONE, session=session_of(approver))
    own.goto(reverse("own-invite"))
    look(own, live_server.url, "org own invite")
    own.get_by_label("Email address").fill(OFFICER)
    own.get_by_label("Observer").check()
    follow(own.get_by_role("button", name="Send the invitation"))
    expect(own.get_by_text("The invitation is on its way.")).to_be_visible()
    look(own, live_server.url, "org own approver")
    link = posted_link()
    anybody = new_page(size=PHONE)
    anybody.goto(f"/ur{link}")
    look(anybody, live_server.url, "org invitation urdu")
    own.goto(link)
    look(own, live_server.url, "org invitation of another")
    own.goto(reverse("own-revoke", args=[Invitation.objects.get(email=OFFICER).pk]))
    follow(own.get_by_role("button", name="Revoke the invitation"))
    expect(own.get_by_text("The invitation is revoked.")).to_be_visible()
    anybody.goto(link)
    look(anybody, live_server.url, "org invitation ended")
    anybody.goto("/invitations/unknown/")
    look(anybody, live_server.url, "org invitation unknown")
    own.goto("/staff/")
    look(own, live_server.url, "org council home")
