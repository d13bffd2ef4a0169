"""What waits, for those who work here; something kind for those who cannot work here yet."""

import re
import sys
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, Proposal, Response, User
from tests import factories

pytestmark = pytest.mark.django_db
Opened = Callable[[User], str]


@pytest.fixture
def opened(client: Client) -> Opened:
    """The page as somebody sees it."""

    def read(person: User) -> str:
        client.force_login(person)
        page = client.get("/staff/")
        assert page.status_code == 200
        return unescape(page.content.decode())

    return read


def numbers(page: str) -> list[int]:
    """The counts of the first consultation, in the order of the page."""
    found = re.findall(r'numeric" data-label="Number">([\d,]+)<', page)[:10]
    return [int(number.replace(",", "")) for number in found]


def test_responses_are_counted_by_state(
    opened: Opened, consultation: Consultation, moderator: User
) -> None:
    states = {
        "RECEIVED": 3,
        "SECOND_DUE": 2,
        "DISPUTED": 1,
        "RELEASED": 4,
        "WITHHELD": 1,
        "QUARANTINED": 1,
        "EXCLUDED": 2,
        "SUPERSEDED": 5,
        "WITHDRAWN": 6,
    }
    for state, number in states.items():
        factories.ResponseFactory.create_batch(number, consultation=consultation, state=state)
    page = opened(moderator)
    assert numbers(page) == [3, 2, 1, 4, 1, 1, 2, 5, 6, 25]
    assert "Review what waits" in page
    assert f"/staff/consultations/{consultation.slug}/responses/?state=QUARANTINED" in page
    assert "The oldest response that waits came in at midday, Monday 23 November 2026." in page


def test_a_state_is_counted_no_further_than_it_has_to(
    opened: Opened, consultation: Consultation, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("queries.work", "queries"):  # a function has the name of the first as well
        monkeypatch.setattr(sys.modules[f"consultation.moderate.{module}"], "MOST_COUNTED", 2)
    factories.ResponseFactory.create_batch(3, consultation=consultation, state="RELEASED")
    factories.ResponseFactory.create_batch(2, consultation=consultation, state="EXCLUDED")
    page = opened(moderator)
    assert re.findall(r'data-label="Number">([^<]+)<', page)[:10] == [
        "0", "0", "0", "more than 2", "0", "0", "2", "0", "0", "more than 4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "reviews", "reports"),
    [
        ("owner", False, True),
        ("moderator", True, False),
        ("analyst", False, True),
        ("decision_maker", False, True),
        ("auditor", False, False),
        ("superuser", True, True),
    ],
)
def test_links_follow_the_roles(
    opened: Opened,
    response_waiting: Response,
    role: str,
    reviews: bool,
    reports: bool,
    request: pytest.FixtureRequest,
) -> None:
    page = opened(request.getfixturevalue(role))
    slug = response_waiting.consultation.slug
    assert ("Review what waits" in page) == reviews
    assert (f"/staff/consultations/{slug}/reports/" in page) == reports
    assert f"/staff/consultations/{slug}/responses/?state=RECEIVED" in page


@pytest.fixture
def response_waiting(
    consultation: Consultation, proposal: Proposal, send_response: Callable[..., Response]
) -> Response:
    """One that nobody has read."""
    return send_response(consultation, about=[proposal])


@pytest.mark.parametrize("role", ["council_drafter", "council_approver"])
def test_a_council_is_told_what_it_can_do(
    opened: Opened, consultation: Consultation, role: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(role)
    factories.GrantFactory(
        person=factories.UserFactory(), role="COUNCIL_DRAFTER",
        organisation=factories.OrganisationFactory(name="London Borough of Redbridge"),
    )  # fmt: skip
    page = opened(person)
    assert person.grants.get().get_role_display() in page
    assert "The people of London Borough of Redbridge write its formal reply together." in page
    assert consultation.get_absolute_url() in page
    assert reverse("own-enquiries", args=[consultation.slug]) in page
    assert numbers(page) == []


def test_a_council_sees_for_whom_it_acts(opened: Opened) -> None:
    council = factories.OrganisationFactory(name="London Borough of Redbridge")
    grant = factories.GrantFactory(role="COUNCIL_DRAFTER", organisation=council)
    page = opened(grant.person)
    assert "For London Borough of Redbridge" in page
    assert "No consultation is open at the moment." in page


def test_an_account_without_a_role_is_told_whom_to_ask(opened: Opened) -> None:
    page = opened(factories.UserFactory())
    assert "Your account has no role yet" in page
    assert "Ask the owner of the consultation to give you one." in page


def test_an_account_that_is_not_in_use_is_not_let_in(client: Client) -> None:
    client.force_login(factories.UserFactory(is_active=False))
    assert client.get("/staff/")["Location"] == "/staff/sign-in/?next=/staff/"


def test_no_consultation_yet(opened: Opened, owner: User) -> None:
    assert "There is no consultation yet." in opened(owner)


def test_as_many_queries_with_three_consultations_as_with_one(
    client: Client, superuser: User, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.force_login(superuser)
    for _ in range(3):
        factories.ResponseFactory.create_batch(3)
        with django_assert_num_queries(8):
            client.get("/staff/")
