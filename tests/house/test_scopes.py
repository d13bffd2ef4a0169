"""Every address of staff, tried as every role that is limited to a consultation or a borough.

The world of `tests/world.py` stays the same: what is tried is a role for the world's own
consultation and for another one, and for a borough that the response of the world speaks about and
for another one. By GET and by an empty POST, each answer exact.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from consultation.models import BOROUGH_ROLES, Consultation, Role, User
from consultation.scopes import site
from tests import factories
from tests.conftest import Town, account, send
from tests.posts import POSTS, SENDERS
from tests.routes import Route
from tests.site import ROUTES
from tests.world import World, world_of

OF_ONE = [route for route in ROUTES if route.is_scoped]
STAFF = {
    Role.OWNER: "owner",
    Role.MODERATOR: "moderator",
    Role.ANALYST: "analyst",
    Role.DECISION_MAKER: "decision_maker",
    Role.AUDITOR: "auditor",
}
Expected = Callable[[Route, str, str], int]


def _refused(route: Route, role: str) -> int | None:
    """What somebody reads whose role has nothing to do there, however far it reaches."""
    return None if role in route.who else route.refusal


def _sent(route: Route, role: str) -> int:
    if role not in SENDERS.get(route.name, route.who):
        return 403
    return POSTS.get(route.name, 405)


def own(route: Route, role: str, method: str) -> int:
    """As with a role for every consultation, but for what belongs to none."""
    if refused := _refused(route, role):
        return refused
    if route.whole_site:
        return 403
    return route.answer if method == "get" else _sent(route, role)


def foreign(route: Route, role: str, method: str) -> int:
    """Nothing at all, but what shows each role its own part."""
    if route.narrowed:
        return own(route, role, method)
    return _refused(route, role) or 403


def own_borough(route: Route, role: str, method: str) -> int:
    """Single responses and reports; the world's report is about all of London."""
    if refused := _refused(route, role):
        return refused
    if route.narrowed:
        return own(route, role, method)
    if not route.in_part or route.name in ("report", "report-file"):
        return 403
    return own(route, role, method)


def foreign_borough(route: Route, role: str, method: str) -> int:
    """The lists, in which nothing of it stands."""
    if route.name in ("queue", "reports", "queue-views", "queue-view-remove", "take-next"):
        return own_borough(route, role, method)
    return foreign(route, role, method)


def _answer(client: Client, method: str, address: str) -> int:
    """What comes of it is taken back, so that the next finds the same world."""
    with transaction.atomic():
        answer = getattr(client, method)(address)
        if answer.streaming:
            b"".join(answer)  # read to its end, so that the file is closed
        transaction.set_rollback(True)
    return int(answer.status_code)


def _tried(person: User, addresses: dict[str, str], method: str) -> dict[str, int]:
    client = Client()
    client.force_login(person)
    return {name: _answer(client, method, one) for name, one in addresses.items()}


@pytest.fixture
def world(consultation: Consultation, superuser: Any) -> World:
    return world_of(consultation, send, superuser)


def _cast(world: World, town: Town) -> Iterator[tuple[str, Expected, User]]:
    """Each limited role, what it may expect, and an account that holds it."""
    elsewhere = factories.ConsultationFactory()
    for role, name in STAFF.items():
        yield name, own, account(role, name, consultation=world.consultation)
        yield name, foreign, account(role, name, consultation=elsewhere)
    for role in BOROUGH_ROLES:
        name = STAFF[role]
        yield name, own_borough, account(role, name, borough=town.redbridge)
        yield name, foreign_borough, account(role, name, borough=town.merton)
        both = account(role, name, borough=town.redbridge, consultation=world.consultation)
        yield name, own_borough, both
        yield name, foreign, account(role, name, borough=town.redbridge, consultation=elsewhere)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_for_every_limited_role(world: World, town: Town, method: str) -> None:
    addresses = {one.name: reverse(one.name, args=one.arguments(world)) for one in OF_ONE}
    assert len(addresses) == len(OF_ONE) > 70
    for role, expect, person in _cast(world, town):
        expected = {route.name: expect(route, role, method) for route in OF_ONE}
        assert _tried(person, addresses, method) == expected, f"{role} {expect.__name__}"


@pytest.mark.django_db
def test_what_is_posted_is_exact_for_every_role_of_all_consultations(
    world: World, request: pytest.FixtureRequest
) -> None:
    addresses = {one.name: reverse(one.name, args=one.arguments(world)) for one in OF_ONE}
    for role in ("owner", "moderator", "analyst", "decision_maker", "auditor"):
        expected = {one.name: _refused(one, role) or _sent(one, role) for one in OF_ONE}
        assert _tried(request.getfixturevalue(role), addresses, "post") == expected, role


def _views(patterns: list[Any]) -> Iterator[tuple[str, Any]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            if entry.app_name != "admin":
                yield from _views(entry.url_patterns)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name, entry.callback


def test_every_guard_says_what_its_page_is_about() -> None:
    """A view of staff names the noun in its address, or is of the whole site; none is forgotten."""
    asks = {
        name: view.asks for name, view in _views(get_resolver().url_patterns)
        if hasattr(view, "asks")
    }  # fmt: skip
    assert set(asks) == {route.name for route in OF_ONE}
    anywhere = {name for name, (_p, of, _part) in asks.items() if of is None}
    assert anywhere == {route.name for route in OF_ONE if route.narrowed}
    whole = {name for name, (_p, of, _part) in asks.items() if of is site}
    assert whole == {route.name for route in OF_ONE if route.whole_site}
    in_part = {name for name, (_p, _of, in_part) in asks.items() if in_part}
    told = {route.name for route in OF_ONE if route.in_part}
    assert in_part - {"report", "report-file"} == told
