"""The database is there and takes nothing, or the disk is full: said as ours, and nothing is lost.

PostgreSQL itself says so in each of these tests.
"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from consultation.models import Attachment, Consultation, Draft, Proposal, Response
from tests.conftest import Town
from tests.pages.test_outage import assert_is_an_outage
from tests.respond.filing import add, asks, walk
from tests.respond.resident import Resident, seen_in, text_of

pytestmark = pytest.mark.django_db(transaction=True)
WHEN_INSERTED = """
CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} RETURN NEW; END $$;
CREATE TRIGGER fails BEFORE INSERT ON consultation_leaf FOR EACH ROW EXECUTE FUNCTION fails();
"""
FULL = (
    "RAISE EXCEPTION 'could not extend file \"base/1/2\": No space left on device' "
    "USING ERRCODE = 'disk_full';"
)
STOPPED = "PERFORM pg_terminate_backend(pg_backend_pid());"


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for one in statements:
            cursor.execute(one)


@contextmanager
def failing_at_the_leaf(how: str) -> Iterator[None]:
    """Deep in the one statement that accepts a response, after the response itself."""
    run(WHEN_INSERTED.format(how))
    try:
        yield
    finally:
        connection.close()
        run("DROP FUNCTION fails() CASCADE")


@contextmanager
def read_only() -> Iterator[None]:
    run("SET default_transaction_read_only = on")
    try:
        yield
    finally:
        connection.close()


@contextmanager
def without_connections() -> Iterator[None]:
    """We come as a role that may have none."""
    run("CREATE ROLE crowded LOGIN PASSWORD 'crowded' CONNECTION LIMIT 0")
    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict |= {"USER": "crowded", "PASSWORD": "crowded"}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= {name: kept[name] for name in ("USER", "PASSWORD")}
        run("DROP ROLE crowded")


@pytest.fixture
def ready(client: Client, town: Town, consultation: Consultation, proposal: Proposal) -> Resident:
    """All answers are given, and the browser shows the answers of a server."""
    client.raise_request_exception = False
    resident = Resident(client, consultation)
    resident.fill_in(proposal)
    return resident


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(lambda: failing_at_the_leaf(FULL), id="53100 disk full"),
        pytest.param(lambda: failing_at_the_leaf(STOPPED), id="57P01 told to stop"),
        pytest.param(read_only, id="25006 read-only"),
        pytest.param(without_connections, id="53300 no connection left"),
    ],
)
def test_nothing_is_sent_the_page_says_so_and_pressed_again_it_is(
    ready: Resident, trouble: Any
) -> None:
    kept = Draft.objects.get().answers
    shown = ready.get("check/")
    assert shown.status_code == 200
    with trouble():
        lost = ready.post("check/", seen=seen_in(shown), privacy="on")
    words = assert_is_an_outage(lost)
    assert "Try again" in words
    assert Response.objects.count() == 0
    draft = Draft.objects.get()
    assert (draft.sent_at, draft.answers) == (None, kept)
    ready.send()
    assert Response.objects.count() == 1


def test_what_is_typed_into_a_read_only_database_is_shown_back(ready: Resident) -> None:
    with read_only():
        page = ready.post(
            "about/barkingside/view/", seen="0" * 16, stance="OPPOSE", reasons="Two buses away."
        )
        lost = ready.post(
            "about/barkingside/view/",
            seen=seen_in(page),
            stance="OPPOSE",
            reasons="Two buses away.",
        )
    assert_is_an_outage(lost)
    assert "Two buses away." in text_of(lost)
    assert "Two buses away." not in str(Draft.objects.get().answers)


def test_pages_are_read_while_nothing_is_written(ready: Resident) -> None:
    with read_only():
        assert ready.client.get("/consultations/front-counters/").status_code == 200
        assert ready.get("check/").status_code == 200


def test_a_file_finds_the_disk_full(
    client: Client, consultation: Consultation, proposal: Proposal, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path
    client.raise_request_exception = False
    asks(consultation)
    at_files = walk(Resident(client, consultation), proposal)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        page = add(at_files)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert page.status_code == 200
    assert "The selected file could not be uploaded – try again" in text_of(page)
    assert Attachment.objects.count() == 0
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
    add(at_files)
    assert Attachment.objects.count() == 1
