"""The record, the tools for a person's records, and retention, as a browser shows them."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from consultation.models import Consultation, User
from tests.audit.test_record import made
from tests.browser.conftest import NewPage
from tests.browser.looks import DESKTOP, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.conftest import send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.sweeps
def test_the_record_and_the_tools(
    new_page: NewPage, live_server: Any, consultation: Consultation, superuser: User
) -> None:
    proposal = consultation.proposals.all()[0]
    sent = send(consultation, about=[proposal], email="ruth@example.org", at=timezone.now())
    made(60)
    page = new_page(size=DESKTOP, session=session_of(superuser))
    page.goto(reverse("audit"))
    look(page, live_server.url, "audit record")
    page.goto(f"{reverse('audit')}?kind=report.queued&since=tomorrow")
    look(page, live_server.url, "audit narrowed")
    page.goto(reverse("people"))
    follow(page.get_by_role("button", name="Look for the person"))
    look(page, live_server.url, "audit people wrong")
    page.get_by_label("Their email address").check()
    page.get_by_label("What to look for").fill("ruth@example.org")
    page.get_by_label("Why do you look for the person?").fill("Letter of 20 November.")
    follow(page.get_by_role("button", name="Look for the person"))
    look(page, live_server.url, "audit people found")
    page.get_by_label(f"Response {sent.pk}, ").check()
    follow(page.get_by_role("button", name="Continue"))
    look(page, live_server.url, "audit people tools")
    for title in ("Erase a person", "Export all about a person", "Refuse a request"):
        follow(page.get_by_role("link", name=title))
        look(page, live_server.url, f"audit {title}")
        follow(page.get_by_role("link", name="Records of the person"))


@pytest.mark.sweeps
def test_what_is_left_of_the_erased(
    new_page: NewPage, live_server: Any, consultation: Consultation, superuser: User
) -> None:
    proposal = consultation.proposals.all()[0]
    sent = send(consultation, about=[proposal], email="ruth@example.org", at=timezone.now())
    page = new_page(size=DESKTOP, session=session_of(superuser))
    page.goto(f"{reverse('people-tools')}?of=response:{sent.pk}")
    follow(page.get_by_role("link", name="Erase a person"))
    page.get_by_label("The person asked for it").check()
    page.get_by_label("What is it based on?").fill("Letter of 20 November.")
    follow(page.get_by_role("button", name="Erase for good"))
    look(page, live_server.url, "audit erased")
    page.goto(reverse("response", args=[sent.pk]))
    look(page, live_server.url, "audit erased response")
    for name in ("retention", "hold-new"):
        page.goto(reverse(name, args=[consultation.slug]))
        look(page, live_server.url, f"audit {name}")
    page.goto(reverse("retention-rule", args=[consultation.slug, "words"]))
    look(page, live_server.url, "audit rule")
    page.goto(reverse("receipt"))
    page.get_by_label("Reference").fill(sent.reference)
    follow(page.get_by_role("button").last)
    look(page, live_server.url, "audit receipt of erased")
