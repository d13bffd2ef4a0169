"""Without a second factor staff open nothing but what sets one up, in the admin neither."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.kept import Site, kept, whole_site
from tests.site import ROUTES

pytestmark = pytest.mark.django_db
#: What whoever has only a password may open. None of it tells of a consultation or a person.
OPEN = {
    "staff",
    "two-factor",
    "two-factor-app",
    "passkey-new",
    "password",
    "typed-again",
    "signed-in",
    "gallery",
}


@pytest.fixture(scope="module")
def site_of(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[], Site]]:
    """Written once for all the tests here."""
    with kept(django_db_blocker, whole_site) as copied:
        yield copied


@pytest.fixture
def site(site_of: Callable[[], Site], db: None, settings: Any) -> Site:
    settings.STAFF_SECOND_FACTOR = True
    return site_of()


def opened(client: Client, address: str) -> bool:
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer)
    return answer.status_code == 200


def test_no_address_of_staff_opens_with_a_password_alone(site: Site) -> None:
    client = Client()
    client.force_login(site.superuser)
    behind = [one for one in ROUTES if "visitor" not in one.who]
    assert len(behind) > 150
    found = {
        one.name
        for one in behind
        if opened(client, reverse(one.name, args=one.arguments(site.world)))
    }
    assert found == OPEN


def test_nor_does_any_page_of_the_admin(site: Site) -> None:
    client = Client()
    client.force_login(site.superuser)
    names = [f"{one._meta.app_label}_{one._meta.model_name}" for one in admin.site._registry]
    addresses = [reverse("admin:index"), reverse("admin:autocomplete"), "/admin/consultation/"]
    addresses += [reverse(f"admin:{name}_changelist") for name in names]
    addresses += [reverse(f"admin:{name}_add") for name in names]
    addresses += [
        reverse(f"admin:{name}_{page}", args=["1"])
        for name in names
        for page in ("change", "history")
    ]
    assert len(addresses) > 100
    assert [one for one in addresses if opened(client, one)] == []
