"""The forms with which people look after their own way of signing in."""

from typing import Any

from django.test import Client

from consultation import password_links
from consultation.signin.places import places_of
from tests import factories
from tests.conftest import NOW, PASSWORD, with_app
from tests.signin.conftest import first_step
from tests.signin.test_set_up import code_of, key_on
from tests.twice.form import Form, Stage


def inside(stage: Stage) -> None:
    """Somebody has just signed in."""
    stage.client = Client()
    first_step(stage.client, stage.world.member)


def nobody(stage: Stage) -> None:
    stage.client = Client()


def by_link(stage: Stage) -> list[Any]:
    """A browser in which the link to choose a password was opened."""
    nobody(stage)
    about = password_links.about(stage.world.member, NOW)
    opened = f"/staff/password/choose/{about}/{password_links.key_of(about)}/"
    assert stage.client.get(opened).status_code == 302
    return [about]


def with_factor(stage: Stage) -> None:
    with_app(stage.world.member)
    stage.as_(stage.world.member)


def with_key(stage: Stage) -> list[Any]:
    with_factor(stage)
    return [factories.PasskeyFactory(person=stage.world.member).pk]


def shown(stage: Stage) -> dict[str, str]:
    secret = key_on(stage.client.get("/staff/two-factor/app/").content.decode())
    return {"token": code_of(secret, NOW)}


def elsewhere(stage: Stage) -> list[Any]:
    """Signed in at two places; the name of the other one."""
    first_step(Client(), stage.world.member)
    inside(stage)
    found = places_of(stage.world.member, at=NOW)
    here = stage.client.session.session_key
    return [one.name for one in found if one.key != here][:1]


def elsewhere_at_all(stage: Stage) -> None:
    elsewhere(stage)


FORMS = [
    Form("sign-out", {}, inside, reads=False),
    Form("password", {"password": PASSWORD, "new_password": "lantern otter gravel seven"}, inside),
    Form("password-forgotten", lambda stage: {"email": stage.world.member.email}, nobody),
    Form("password-choose", {"new_password": "lantern otter gravel seven"}, by_link),
    Form("signed-in-end", {"password": PASSWORD}, elsewhere),
    Form("signed-in-end-all", {"password": PASSWORD}, elsewhere_at_all),
    Form("two-factor-app", shown, inside),
    Form("two-factor-app-remove", {"password": PASSWORD}, with_factor),
    Form("two-factor-codes-new", {"password": PASSWORD}, with_factor),
    Form("passkey-remove", {"password": PASSWORD}, with_key),
]
#: Forms that are not sent here, and why not.
APART = {
    "sign-in": "the token of its page ends with it; a sign-in is recorded each time",
    "sign-in-code": "a code is good once: tests/signin/test_second_step.py",
    "sign-in-passkey": "an answer is good once: tests/signin/test_passkeys.py",
    "work-sign-in": "it leads away and keeps nothing but in the session: tests/signin/",
    "passkey-new": "an answer is good once: tests/signin/test_passkeys.py",
}
