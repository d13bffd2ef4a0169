"""Every page of an own reply, as each role of the organisation and as everybody else, both ways."""

from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from consultation.management.commands.generate_docs import walk
from consultation.models import FormalReply, Role, User
from tests import factories
from tests.conftest import account, let_in
from tests.reply.signing import Council

pytestmark = pytest.mark.django_db
READ, WRITE, APPROVE = "READ", "WRITE", "APPROVE"
#: Each address by its name: for whom, and how a GET and an empty POST of theirs are answered.
PAGES = {
    "own-reply": (READ, 200, 405),
    "own-reply-begin": (WRITE, 200, 200),
    "own-reply-files": (READ, 200, 200),
    "own-reply-file": (READ, 404, 405),
    "own-reply-word": (WRITE, 200, 200),
    "own-reply-docx": (READ, 200, 405),
    "own-reply-proposals": (WRITE, 200, 200),
    "own-reply-whole": (READ, 200, 405),
    "own-reply-section": (READ, 200, 200),
    "own-reply-history": (READ, 200, 405),
    "own-reply-restore": (WRITE, 200, 200),
    "own-reply-note": (WRITE, 405, 200),
    "own-reply-settle": (WRITE, 405, 404),
    "own-reply-approval": (WRITE, 200, 303),
    "own-reply-take-back": (WRITE, 200, 200),
    "own-reply-sign": (APPROVE, 200, 409),
    "own-reply-send-back": (APPROVE, 200, 200),
    "own-reply-set-aside": (WRITE, 200, 303),
    "own-reply-ratify": (APPROVE, 200, 200),
    "own-reply-withdraw": (APPROVE, 200, 200),
    "own-reply-text": (READ, 200, 405),
    "own-reply-editions": (READ, 200, 405),
    "own-reply-edition": (READ, 200, 405),
    "own-reply-edition-text": (READ, 200, 405),
}
ROLES = {"drafter": {READ, WRITE}, "approver": {READ, WRITE, APPROVE}, "observer": {READ}}
OUTSIDE = ("owner", "moderator", "analyst", "decision_maker", "auditor", "superuser", "merton")


def address(name: str, reply: FormalReply) -> str:
    """Of one page of the reply."""
    slug, section = reply.consultation.slug, reply.sections.get(kind="VIEW").pk
    more: dict[str, list[Any]] = {
        "own-reply-file": [UUID(int=1)],
        "own-reply-section": [section],
        "own-reply-history": [section],
        "own-reply-note": [section],
        "own-reply-restore": [section, 1],
        "own-reply-settle": [section, 99],
        "own-reply-edition": [1],
        "own-reply-edition-text": [1],
    }
    return reverse(name, args=[slug, *more.get(name, [])])


def stranger(role: str, request: pytest.FixtureRequest) -> User:
    """Of the body that consults, or an approver of another council."""
    if role != "merton":
        person: User = request.getfixturevalue(role)
        return person
    merton = factories.OrganisationFactory(name="London Borough of Merton", slug="merton")
    person = account(None, "Mel Approver")
    factories.GrantFactory(person=person, role=Role.COUNCIL_APPROVER, organisation=merton)
    return person


def test_every_page_of_a_reply_stands_in_the_table() -> None:
    named = {name for _path, name in walk(get_resolver().url_patterns)}
    assert {one for one in named if one.startswith("own-reply")} == set(PAGES)


def test_who_of_the_organisation_is_answered(redbridge: Council) -> None:
    reply = redbridge.drafted()
    clients = {role: redbridge.client(getattr(redbridge, role)) for role in ROLES}
    answered = {
        (name, role): client.get(address(name, reply)).status_code
        for name in PAGES
        for role, client in clients.items()
    }
    assert answered == {
        (name, role): get if kind in may else 403
        for name, (kind, get, _post) in PAGES.items()
        for role, may in ROLES.items()
    }


def test_what_a_form_of_somebody_in_another_role_does(redbridge: Council) -> None:
    reply = redbridge.drafted()
    clients = {role: redbridge.client(getattr(redbridge, role)) for role in ROLES}
    for name, (kind, _get, post) in PAGES.items():
        page = address(name, reply)
        for role, may in ROLES.items():
            if kind not in may:
                assert (name, role, clients[role].post(page).status_code) == (name, role, 403)
        assert redbridge.now(reply).state == "DRAFT"
        able = next(role for role, may in ROLES.items() if kind in may)
        with transaction.atomic():  # taken back, so that the next page finds the same draft
            assert (name, clients[able].post(page).status_code) == (name, post)
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    "role",
    [
        pytest.param(role, marks=() if role in ("merton", "owner") else pytest.mark.sweeps)
        for role in OUTSIDE
    ],
)
def test_everybody_else_finds_nothing(
    redbridge: Council, role: str, request: pytest.FixtureRequest
) -> None:
    reply = redbridge.drafted()
    client = let_in(Client(), stranger(role, request))
    # Merton may begin a reply of its own at the same address.
    names = [
        one for one in PAGES if role != "merton" or one not in ("own-reply", "own-reply-begin")
    ]
    for name in names:
        page = address(name, reply)
        answered = client.get(page).status_code, client.post(page).status_code
        assert (name, *answered) == (name, 404, 404)


def test_a_visitor_signs_in_first(redbridge: Council) -> None:
    reply = redbridge.drafted()
    for name in PAGES:
        page = address(name, reply)
        assert Client().get(page).status_code == 302
        assert Client().post(page).status_code == 403  # what was typed is shown back


def test_what_is_signed_is_read_by_the_same_people(redbridge: Council, owner: User) -> None:
    signed = redbridge.signed()
    page = address("own-reply-edition", signed.reply)
    assert redbridge.client(redbridge.observer).get(page).status_code == 200
    assert redbridge.client(owner).get(page).status_code == 404
