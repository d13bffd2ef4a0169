"""Every address, tried as every role."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from consultation.management.commands.generate_docs import walk
from consultation.models import User
from tests.kept import Site, kept, whole_site
from tests.routes import EVERYBODY, Route
from tests.site import ROUTES
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def site_of(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[], Site]]:
    """Written once for all the tests here."""
    with kept(django_db_blocker, whole_site) as copied:
        yield copied


@pytest.fixture
def site(site_of: Callable[[], Site], db: None) -> Site:
    return site_of()


@pytest.fixture
def world(site: Site) -> World:
    """One response about Barkingside, and one finished report."""
    return site.world


@pytest.fixture
def superuser(site: Site) -> User:
    """Who asked for the report."""
    return site.superuser


def test_every_address_stands_in_the_table() -> None:
    named = {name for _path, name in walk(get_resolver().url_patterns)}
    assert named == {route.name for route in ROUTES}


def outcome(client: Client, route: Route, world: World) -> int:
    answer = client.get(reverse(route.name, args=route.arguments(world)))
    if answer.streaming:
        b"".join(answer)  # read to its end, so that the file is closed
    return answer.status_code


def expected_of(route: Route, role: str) -> int:
    if role in route.who:
        return route.answer
    if role in route.colleagues:
        return 403
    return 302 if role == "visitor" else route.refusal


#: Of each kind one: whom `make test` tries; the others are sweeps.
ONE_OF_EACH = {"visitor", "moderator", "council_drafter", "superuser"}


@pytest.mark.parametrize(
    "role",
    [
        pytest.param(one, marks=() if one in ONE_OF_EACH else pytest.mark.sweeps)
        for one in sorted(EVERYBODY)
    ],
)
def test_who_is_answered(role: str, world: World, request: pytest.FixtureRequest) -> None:
    client = Client()
    if role != "visitor":
        client.force_login(request.getfixturevalue(role))
    expected = {r.name: expected_of(r, role) for r in ROUTES}
    assert {r.name: outcome(client, r, world) for r in ROUTES} == expected


def test_a_visitor_is_led_to_the_sign_in_and_back(world: World) -> None:
    address = reverse("queue", args=[world.consultation.slug])
    answer = Client().get(address)
    assert answer["Location"] == f"{reverse('sign-in')}?next={address}"


@pytest.mark.parametrize("role", ["moderator", "council_drafter"])
def test_a_refusal_says_who_may(role: str, world: World, request: pytest.FixtureRequest) -> None:
    client = Client()
    client.force_login(request.getfixturevalue(role))
    answer = client.get(reverse("reports", args=[world.consultation.slug]))
    assert "You need another role to ask for summary reports" in answer.content.decode()


def test_staff_pages_are_never_kept_by_a_cache(world: World, superuser: Any) -> None:
    client = Client()
    client.force_login(superuser)
    for route in ROUTES:
        if "visitor" not in route.who and "superuser" in route.who:
            answer = client.get(reverse(route.name, args=route.arguments(world)))
            b"".join(answer)
            assert "no-store" in answer["Cache-Control"], route.name


def test_only_the_superuser_and_staff_with_a_reason_open_the_admin(
    request: pytest.FixtureRequest,
) -> None:
    opened = set()
    for role in EVERYBODY - {"visitor"}:
        client = Client()
        client.force_login(request.getfixturevalue(role))
        if client.get("/admin/").status_code == 200:
            opened.add(role)
    assert opened == {"owner", "moderator", "analyst", "auditor", "superuser"}
