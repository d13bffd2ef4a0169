"""The admin: its lists, pages and errors, on desktop and small phone, under our content policy."""

from typing import Any

import pytest

from consultation.models import Consultation, Response, User
from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
LISTS = ("response", "answer", "consultation", "event", "invitation", "report", "user")


WALKS = {
    "lists": ["", *(f"consultation/{noun}/" for noun in LISTS)],
    "pages": [
        "consultation/response/{response}/change/",
        "consultation/answer/{answer}/change/",
        "consultation/invitation/{invitation}/change/",
        "consultation/consultation/{consultation}/change/",
        "consultation/grant/add/",
        "stations/registerimport/load/",
    ],
}


@pytest.fixture
def response(consultation: Consultation, send_response: Any) -> Response:
    """One about two front counters."""
    sent: Response = send_response(consultation, about=list(consultation.proposals.all()[:2]))
    return sent


@pytest.mark.parametrize("walk", WALKS)
def test_the_admin_is_accessible_and_fits(
    new_page: NewPage, live_server: Any, superuser: User, response: Response, walk: str
) -> None:
    invitation = factories.InvitationFactory(consultation=response.consultation)
    page = new_page(size=PHONE, session=session_of(superuser))
    for address in WALKS[walk]:
        named = address.format(
            response=response.pk, consultation=response.consultation_id,
            answer=response.answers.earliest("pk").pk, invitation=invitation.pk,
        )  # fmt: skip
        page.goto(f"/admin/{named}")
        look(page, live_server.url, f"admin {named}")


def test_what_the_admin_says_after_a_button_is_accessible_and_fits(
    new_page: NewPage, live_server: Any, superuser: User, response: Response
) -> None:
    page = new_page(size=PHONE, session=session_of(superuser))
    page.goto("/admin/consultation/grant/add/")
    follow(page.get_by_role("button", name="Save", exact=True))
    page.get_by_text("This field is required").first.wait_for()
    look(page, live_server.url, "admin grant error")
    page.goto("/admin/consultation/response/")
    page.locator(".action-select").first.check()
    page.get_by_label("Action:").select_option("review_exclude")
    follow(page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")))
    look(page, live_server.url, "admin exclude")
