"""Every address of staff, tried as every role that is limited to a consultation or a borough.

The world of `tests/world.py` stays the same: what is tried is a role for the world's own
consultation and for another one, and for a borough that the response of the world speaks about and
for another one. By GET and by an empty POST, each answer exact.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from consultation.models import BOROUGH_ROLES, Role, User
from consultation.scopes import site
from stations.models import Borough
from tests import factories
from tests.conftest import account
from tests.kept import Site, kept, whole_site
from tests.posts import POSTS, SEALED, SENDERS, SENT_FOR_ALL
from tests.routes import Route
from tests.site import ROUTES
from tests.world import World

OF_ONE = [route for route in ROUTES if route.is_scoped]
STAFF = {
    Role.OWNER: "owner",
    Role.MODERATOR: "moderator",
    Role.ANALYST: "analyst",
    Role.DECISION_MAKER: "decision_maker",
    Role.AUDITOR: "auditor",
}
Expected = Callable[[Route, str, str], int]


def _refused(route: Route, role: str, method: str = "get") -> int | None:
    """What somebody reads whose role has nothing to do there, however far it reaches."""
    if method == "post" and role in SEALED.get(route.name, ()):
        return 405
    return None if role in route.who else route.refusal


def _sent(route: Route, role: str) -> int:
    if role not in SENDERS.get(route.name, route.who):
        return 403
    return POSTS.get(route.name, 405)


def own(route: Route, role: str, method: str) -> int:
    """As with a role for every consultation, but for what belongs to none."""
    if refused := _refused(route, role, method):
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
    if method == "post" and route.name in SENT_FOR_ALL:
        return 403
    return own(route, role, method)


def foreign_borough(route: Route, role: str, method: str) -> int:
    """The lists, in which nothing of it stands."""
    if route.name in (
        "queue", "reports", "figures", "queue-views", "queue-view-remove", "take-next",
    ):  # fmt: skip
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


@pytest.fixture(scope="module")
def site_of(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[], Site]]:
    """Written once for all the tests here."""
    with kept(django_db_blocker, whole_site) as copied:
        yield copied


@pytest.fixture
def world(site_of: Callable[[], Site], db: None) -> World:
    return site_of().world


@dataclass(frozen=True)
class Reach:
    """What a role is limited to, and what it may expect there."""

    expect: Expected
    consultation: str = ""  # the world's own, or another
    borough: str = ""  # Redbridge, of which the world's response speaks, or another

    def holder(self, role: Role, world: World) -> User:
        """An account that holds the role so."""
        limits: dict[str, Any] = {}
        if self.consultation:
            own_one = self.consultation == "own"
            limits["consultation"] = (
                world.consultation if own_one else factories.ConsultationFactory()
            )
        if self.borough:
            limits["borough"] = Borough.objects.get(slug=self.borough)
        return account(role, STAFF[role], **limits)


REACHES = {
    "its consultation": Reach(own, consultation="own"),
    "another consultation": Reach(foreign, consultation="another"),
    "its borough": Reach(own_borough, borough="redbridge"),
    "another borough": Reach(foreign_borough, borough="merton"),
    "both": Reach(own_borough, consultation="own", borough="redbridge"),
    "its borough elsewhere": Reach(foreign, consultation="another", borough="redbridge"),
}
CAST = [
    (role, name) for name, reach in REACHES.items() for role in STAFF
    if role in BOROUGH_ROLES or not reach.borough
]  # fmt: skip
#: Each reach once: what `make test` tries; the others are sweeps.
ONE_OF_EACH = {
    (Role.OWNER, "its consultation"),
    (Role.AUDITOR, "another consultation"),
    (Role.MODERATOR, "its borough"),
    (Role.ANALYST, "another borough"),
    (Role.ANALYST, "both"),
    (Role.MODERATOR, "its borough elsewhere"),
}


def tried_here(one: tuple[Role, str], method: str) -> bool:
    """By `make test`: each reach by GET, and by POST what is theirs and what is another's."""
    return one in ONE_OF_EACH and (method == "get" or one[1] in ("its borough", "another borough"))


def test_every_limited_role_is_tried() -> None:
    """Five roles for a consultation and for another one, and two for boroughs in four ways."""
    assert len(BOROUGH_ROLES) == 2
    assert len(CAST) == 5 * 2 + 2 * 4
    assert set(CAST) > ONE_OF_EACH
    assert {name for _role, name in ONE_OF_EACH} == set(REACHES)


@pytest.mark.parametrize(
    ("role", "reach", "method"),
    [
        pytest.param(*one, method, marks=() if tried_here(one, method) else pytest.mark.sweeps)
        for one in CAST
        for method in ("get", "post")
    ],
)
def test_every_address_for_every_limited_role(
    world: World, role: Role, reach: str, method: str
) -> None:
    addresses = {one.name: reverse(one.name, args=one.arguments(world)) for one in OF_ONE}
    assert len(addresses) == len(OF_ONE) > 70
    limits = REACHES[reach]
    expected = {route.name: limits.expect(route, STAFF[role], method) for route in OF_ONE}
    assert _tried(limits.holder(role, world), addresses, method) == expected


@pytest.mark.parametrize(
    "role",
    [
        pytest.param(name, marks=() if role in BOROUGH_ROLES else pytest.mark.sweeps)
        for role, name in STAFF.items()
    ],
)
def test_what_is_posted_is_exact_for_every_role_of_all_consultations(
    world: World, role: str, request: pytest.FixtureRequest
) -> None:
    addresses = {one.name: reverse(one.name, args=one.arguments(world)) for one in OF_ONE}
    expected = {one.name: _refused(one, role, "post") or _sent(one, role) for one in OF_ONE}
    assert _tried(request.getfixturevalue(role), addresses, "post") == expected


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
