"""Every page of the site, looked at: desktop and small phone, with JavaScript and without."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, User
from tests.browser.conftest import NewPage
from tests.browser.looks import AXE_OPTIONS, PHONE, findings, look
from tests.conftest import let_in, send
from tests.routes import Route
from tests.site import ROUTES
from tests.world import World, world_of

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = [route for route in ROUTES if route.page]
PARTS = 6  # a test each, for the workers to share


def parts(first: int) -> pytest.MarkDecorator:
    """All of them; `make test` looks at one, and leaves the others to the sweeps."""
    return pytest.mark.parametrize(
        "number",
        [
            pytest.param(number, marks=() if number == first else pytest.mark.sweeps)
            for number in range(PARTS)
        ],
    )


@pytest.fixture
def world(consultation: Consultation, closed_consultation: Consultation, superuser: User) -> World:
    return world_of(consultation, send, superuser)


def headings(name: str) -> int:
    """One main heading a page; the gallery shows one of each component that brings its own."""
    return 4 if name == "gallery" else 1


def session_of(person: User) -> str:
    client = let_in(Client(), person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def part(number: int) -> list[Route]:
    """Every so many-th page, so that long pages that stand together are shared out."""
    return PAGES[number::PARTS]


def test_the_parts_are_all_of_the_pages() -> None:
    shared_out = [route for number in range(PARTS) for route in part(number)]
    assert len(shared_out) == len(PAGES)
    assert all(route in shared_out for route in PAGES)


def test_what_is_wrong_is_found(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/help/")
    assert findings(page, AXE_OPTIONS) == []
    page.locator("h1").evaluate(
        """heading => {
            const picture = document.createElement("img");
            picture.setAttribute("src", "");
            heading.replaceWith(picture);
        }"""
    )
    assert 'image-alt: <img src="">' in findings(page, AXE_OPTIONS)


@parts(0)
def test_every_page_is_accessible_fits_and_asks_no_other_host(
    new_page: NewPage, live_server: Any, world: World, superuser: User, number: int
) -> None:
    page = new_page(size=PHONE, session=session_of(superuser))
    for route in part(number):
        address = reverse(route.name, args=route.arguments(world))
        page.goto(address)
        assert page.locator("h1").count() == headings(route.name), address
        look(page, live_server.url, f"page {route.name} {address.strip('/').rsplit('/')[-1]}")


@parts(1)
def test_every_page_works_without_javascript(
    new_page: NewPage, live_server: Any, world: World, superuser: User, number: int
) -> None:
    page = new_page(size=PHONE, javascript=False, session=session_of(superuser))
    for route in part(number):
        address = reverse(route.name, args=route.arguments(world))
        page.goto(address)
        assert page.locator("h1").count() == headings(route.name), address
        look(page, live_server.url, f"plain {route.name}", javascript=False)
