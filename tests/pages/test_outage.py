"""The database is away: said as a fault of ours, and nothing that was typed is lost."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from consultation.models import Consultation, Proposal, Response
from tests.conftest import Town
from tests.publish.reading import text_of
from tests.respond.resident import Resident, seen_in

TYPED = "It is too far to walk for <my> mother.\r\nTwo buses."
PAGES = [
    "/",
    "/consultations/front-counters/",
    "/consultations/front-counters/proposals/barkingside/",
    "/consultations/front-counters/respond/",
    "/consultations/front-counters/respond/about/barkingside/view/",
    "/consultations/front-counters/respond/check/",
]


class Switch:
    """Takes the database away for real: the connection leads to a port where nobody listens."""

    def __init__(self) -> None:
        self.kept = dict(connection.settings_dict)

    def off(self) -> None:
        connection.close()
        connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": "1"}

    def on(self) -> None:
        connection.close()
        connection.settings_dict |= {name: self.kept[name] for name in ("HOST", "PORT")}


@pytest.fixture
def database(transactional_db: None) -> Iterator[Switch]:
    switch = Switch()
    yield switch
    switch.on()


@pytest.fixture
def resident(database: Switch, client: Client, town: Town, consultation: Consultation) -> Resident:
    """With a draft, and the answers of a server."""
    client.raise_request_exception = False
    return Resident(client, consultation)


def assert_is_an_outage(page: Any) -> str:
    words = text_of(page.content)
    assert page.status_code == 503
    assert page["Retry-After"] == "120"
    assert "no-store" in page["Cache-Control"]
    assert "Sorry, the service is unavailable" in words
    assert "This is a fault of ours. It does not mean that the consultation has closed" in words
    assert "sending it twice counts once" in words
    # "Closed" stands nowhere else.
    assert len(re.findall(r"clos", words)) == 2
    assert len(re.findall("does not mean that the consultation has closed: no consultation closes "
                          "because of a fault", words)) == 1  # fmt: skip
    return words


@pytest.mark.parametrize("path", PAGES)
def test_no_page_reads_as_closed_without_the_database(
    resident: Resident, proposal: Proposal, database: Switch, path: str
) -> None:
    resident.go("", "capacity/")
    database.off()

    assert_is_an_outage(resident.client.get(path))


def test_what_was_typed_is_shown_back_and_can_be_sent_again(
    resident: Resident, proposal: Proposal, database: Switch
) -> None:
    resident.fill_in(proposal)
    typed = {"stance": "SUPPORT", "reasons": TYPED}
    typed["seen"] = seen_in(resident.get("about/barkingside/view/"))
    database.off()

    lost = resident.post("about/barkingside/view/", **typed)

    assert_is_an_outage(lost)
    html = lost.content.decode()
    assert "It is too far to walk for &lt;my&gt; mother." in html
    form = html[html.index("<form") : html.index("</form>")]
    assert 'action="/consultations/front-counters/respond/about/barkingside/view/"' in form
    pairs = re.findall(r'name="([^"]+)" value="([^"]*)"', form, flags=re.S)
    again = {name: unescape(value) for name, value in pairs}
    assert again == typed
    database.on()
    resident.go("about/barkingside/view/", "questions/anything-else/", **again)
    response = resident.send()
    assert response.answers.get(question_version__question__key="reasons").text == (
        TYPED.replace("\r\n", "\n")
    )


def test_sending_into_an_outage_and_again_counts_once(
    resident: Resident, proposal: Proposal, database: Switch
) -> None:
    resident.fill_in(proposal)
    database.off()
    assert_is_an_outage(resident.post("check/", privacy="on"))
    database.on()

    resident.send()
    assert resident.post("check/", privacy="on").status_code == 302

    assert Response.objects.count() == 1


def test_a_form_of_the_real_site_can_be_sent_again_with_its_token(
    database: Switch, consultation: Consultation
) -> None:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    page = browser.get("/consultations/front-counters/respond/").content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    database.off()
    lost = browser.post(
        "/consultations/front-counters/respond/", {"csrfmiddlewaretoken": found[1]}
    ).content.decode()
    database.on()

    assert f'name="csrfmiddlewaretoken" value="{found[1]}"' in lost
    begun = browser.post(
        "/consultations/front-counters/respond/", {"csrfmiddlewaretoken": found[1]}
    )
    assert begun.status_code == 303


def test_a_password_is_never_written_into_a_page(database: Switch, client: Client) -> None:
    client.raise_request_exception = False
    database.off()

    page = client.post(
        "/staff/sign-in/", {"username": "olive@example.com", "password": "correct horse battery"}
    )

    assert page.status_code == 503
    assert "correct horse" not in page.content.decode()
    assert "<form" not in page.content.decode()


@pytest.mark.django_db
def test_set_up_makes_the_same_page_for_a_proxy(
    settings: Any, tmp_path: Any, django_assert_num_queries: Any
) -> None:
    settings.STATIC_ROOT = tmp_path
    with django_assert_num_queries(0):
        call_command("collectstatic", interactive=False, verbosity=0)

    words = text_of((tmp_path / "outage.html").read_text())
    assert "This is a fault of ours. It does not mean that the consultation has closed" in words
    assert "Try again in a few minutes." in words
