"""Django's admin: who comes in, what they see, and that what was recorded stays as it is."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation import models as ours
from consultation.models import User
from consultation.moderate.staff_site import Story
from tests import factories
from tests.staff.admin_table import GROUND, NOUNS

pytestmark = pytest.mark.django_db
LISTED = {noun.name: noun for noun in [*NOUNS, *GROUND]}
RECORDED = [name for name, noun in LISTED.items() if not noun.adders | noun.changers]
STAFF_ROLES = ["owner", "moderator", "analyst", "auditor", "superuser"]
# Rows that name what a factory leaves empty: a list must not ask for it line by line.
MAKERS: dict[type[models.Model], Callable[[], Any]] = {
    ours.PublishedAnswer: lambda: factories.PublishedAnswerFactory(text=""),
    ours.Report: lambda: factories.ReportFactory(
        kind="STATION", station=factories.StationFactory()
    ),
    ours.Grant: lambda: factories.GrantFactory(granted_by=factories.UserFactory()),
    ours.Organisation: lambda: factories.OrganisationFactory(borough=factories.BoroughFactory()),
    ours.User: factories.GrantFactory,
}


def page_of(name: str, page: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:{name}_{page}", args=args)


def made(name: str) -> models.Model:
    """One more row of a noun."""
    noun = LISTED[name].model
    row: models.Model = MAKERS.get(noun, factories.FACTORIES[noun])()
    return row


def text_of(page: Any) -> str:
    return unescape(page.content.decode())


def test_djangos_groups_are_not_there() -> None:
    assert "group" not in {m._meta.model_name for m in admin.site._registry}


@pytest.mark.parametrize(
    "role",
    [
        pytest.param(role, marks=() if role in ("owner", "auditor") else pytest.mark.sweeps)
        for role in STAFF_ROLES
    ],
)
def test_each_role_sees_its_nouns(
    role: str, client: Client, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    seen = {name for name, noun in LISTED.items() if role in noun.who}
    answers = {name: client.get(page_of(name)).status_code for name in LISTED}
    assert answers == {name: 200 if name in seen else 403 for name in LISTED}
    index = text_of(client.get("/admin/"))
    assert {name for name in LISTED if f'href="{page_of(name)}"' in index} == seen


def test_the_index_has_the_parts_of_the_story_in_its_order(client: Client, owner: User) -> None:
    client.force_login(owner)
    index = text_of(client.get("/admin/"))
    headings = re.findall(r'<h2 id="part-\w+">([^<]+)</h2>', index)
    assert headings == [*(story.value[0] for story in Story), "Stations"]
    whole = text_of(client.get("/admin/consultation/"))
    assert page_of("consultation_response") in whole
    assert page_of("stations_station") not in whole


@pytest.mark.parametrize("role", ["decision_maker", "council_drafter"])
def test_who_has_no_business_there_is_told(
    role: str, client: Client, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "Your account may not open the admin." in text_of(answer)


def test_visitors_are_led_to_the_one_sign_in_and_back(client: Client) -> None:
    where = page_of("consultation_response")
    answer = client.get(where, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/staff/sign-in/?next=")
    assert f'name="next" value="{where}"' in text_of(answer)
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302


@pytest.mark.parametrize("name", RECORDED)
def test_what_was_recorded_is_read_only_even_for_the_superuser(
    client: Client, superuser: User, name: str
) -> None:
    thing = made(name)
    client.force_login(superuser)
    page = client.get(page_of(name, "change", thing.pk))
    assert page.status_code == 200
    assert 'name="_save"' not in text_of(page)
    assert client.post(page_of(name, "change", thing.pk), {}).status_code == 403
    assert client.post(page_of(name, "delete", thing.pk), {"post": "yes"}).status_code == 403
    sent = {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"}
    client.post(page_of(name), sent)
    assert type(thing)._default_manager.filter(pk=thing.pk).exists()


@pytest.mark.parametrize("name", LISTED)
def test_nothing_can_be_deleted(client: Client, superuser: User, name: str) -> None:
    client.force_login(superuser)
    made(name)
    listed = client.get(page_of(name))
    assert "delete_selected" not in text_of(listed)
    request, page = listed.wsgi_request, admin.site._registry[LISTED[name].model]
    request.user = superuser
    assert not page.has_delete_permission(request)
    assert not any(
        rows.has_delete_permission(request) for rows in page.get_inline_instances(request)
    )


def test_personal_text_of_messages_and_salts_are_not_shown(
    client: Client, auditor: User, superuser: User
) -> None:
    message = factories.MessageFactory(to="ruth@example.com", body="My own words.")
    draft = factories.DraftFactory(answers={"email": "ruth@example.com"})
    client.force_login(superuser)
    for page in (
        page_of("consultation_message"), page_of("consultation_message", "change", message.pk),
        page_of("consultation_draft"), page_of("consultation_draft", "change", draft.pk),
    ):  # fmt: skip
        text = text_of(client.get(page))
        assert "ruth@example.com" not in text
        assert "My own words." not in text


@pytest.mark.parametrize("name", LISTED)
def test_a_list_takes_as_many_queries_with_three_rows_as_with_one(
    client: Client, superuser: User, name: str
) -> None:
    client.force_login(superuser)
    made(name)
    assert client.get(page_of(name)).status_code == 200  # Django's content types are in memory now
    with_one = queries_of(client, page_of(name))
    made(name)
    made(name)
    assert queries_of(client, page_of(name)) == with_one <= 10


def queries_of(client: Client, where: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as caught:
        assert client.get(where).status_code == 200
    return len(caught)
