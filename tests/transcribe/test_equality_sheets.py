"""Sheets of equality questions: typed in as the answers of nobody."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from consultation.models import (
    Consultation,
    Draft,
    EqualityAnswer,
    Event,
    Message,
    Proposal,
    Response,
    Transcription,
    User,
)
from consultation.publish import actions as publish
from consultation.respond import actions
from consultation.states import Refused
from tests import small_world
from tests.conftest import NOW, Town
from tests.respond.equality import given
from tests.transcribe.conftest import Desk

SAID = {"age": "65_74", "disability": "YES", "disability-effect": "A_LOT", "religion": "SIKH"}
KEPT = list(SAID.items())


@pytest.fixture
def consultation(town: Town) -> Consultation:
    """Open, and it asks the questions that ship with the service."""
    return small_world.consultation_of(
        town, slug="front-counters", opened=True, equality_set=small_world.harmonised()
    )


@pytest.fixture
def client(moderator: User) -> Client:
    """A moderator, who types in."""
    client = Client()
    client.force_login(moderator)
    return client


def address_of(consultation: Consultation) -> str:
    return reverse("equality-sheet", args=[consultation.slug])


def named(page: str) -> str:
    """The name of a page, in its hidden field."""
    found = re.search(r'name="sheet"[^>]* value="([^"]+)"', page)
    assert found
    return found[1]


def types(client: Client, consultation: Consultation, *, sheet: str = "", **more: str) -> Any:
    """Open the page, unless its name is given, and send what is ticked."""
    address = address_of(consultation)
    sheet = sheet or named(client.get(address).content.decode())
    ticked = {f"question-{key}": value for key, value in (more or SAID).items()}
    return client.post(address, {"sheet": sheet, **ticked})


def test_a_sheet_is_kept_and_the_page_is_ready_for_the_next(
    client: Client, consultation: Consultation
) -> None:
    first = client.get(address_of(consultation)).content.decode()
    assert len(re.findall(r">\s*Nothing ticked\s*<", first)) == 13
    answer = types(client, consultation, sheet=named(first))
    assert (answer.status_code, answer["Location"]) == (302, address_of(consultation))
    page = client.get(answer["Location"]).content.decode()
    assert "The sheet is typed in." in page
    assert named(page) != named(first)
    assert sorted(given()) == sorted(KEPT)
    assert {str(one.week_on) for one in EqualityAnswer.objects.all()} == {"2026-11-23"}


def test_a_page_that_is_sent_twice_counts_once(client: Client, consultation: Consultation) -> None:
    sheet = named(client.get(address_of(consultation)).content.decode())
    for _press in range(2):
        types(client, consultation, sheet=sheet)
    assert sorted(given()) == sorted(KEPT)
    types(client, consultation, sheet=sheet, age="16_24")  # gone back, and ticked otherwise
    page = client.get(address_of(consultation)).content.decode()
    assert "This sheet was typed in before: what was kept stands." in page
    assert sorted(given()) == sorted(KEPT)
    types(client, consultation)  # another sheet that says the same
    assert sorted(given()) == sorted(KEPT * 2)


def test_nothing_else_is_written_and_nothing_leads_from_it(
    client: Client, consultation: Consultation, proposal: Proposal
) -> None:
    tables = (Draft, Event, Message, Response, Transcription)
    before = [one.objects.count() for one in tables]
    sheet = named(client.get(address_of(consultation)).content.decode())
    types(client, consultation, sheet=sheet)
    assert [one.objects.count() for one in tables] == before
    kept = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if "equalityquestion" not in table:
                cursor.execute(f'SELECT to_jsonb(one)::text FROM "{table}" one')
                kept += [row for (row,) in cursor.fetchall()]
    assert [one for one in kept if sheet in one or UUID(sheet).hex in one] == []
    assert sum("SIKH" in one for one in kept) == 1
    keys = set(EqualityAnswer.objects.values_list("key", flat=True))
    assert len(keys) == 4  # another for each answer: those of one sheet are not together


@pytest.mark.django_db(transaction=True)
def test_each_answer_is_a_commit_of_its_own(client: Client, consultation: Consultation) -> None:
    """One commit for all would show which answers were on one sheet, until they are mixed."""
    types(client, consultation)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM consultation_equalityanswer")
        assert cursor.fetchone() == (4,)


def test_a_sheet_takes_nobodys_place(
    consultation: Consultation,
    proposal: Proposal,
    moderator: User,
    send_response: Callable[..., Response],
) -> None:
    """The key of a response, as the name of a page, is not where its sender's answers stand."""
    response = send_response(consultation, about=[proposal])
    assert consultation.equality_set is not None
    age = consultation.equality_set.questions.get(key="age")
    typed: dict[str, Any] = {"consultation": consultation, "by": moderator, "at": NOW}
    assert actions.keep_equality_sheet(sheet=response.key, given={age: "16_24"}, **typed)
    assert actions.answer_equality(
        response=response, question=age, value="65_74", by=moderator, at=NOW
    )
    assert given() == [("age", "16_24"), ("age", "65_74")]


@pytest.mark.parametrize(
    ("ticked", "said"),
    [
        ({"age": "", "sex": "-"}, "Select what is ticked. A sheet with nothing ticked is not kept"),
        ({"age": "BLUE"}, "Select what is ticked"),
        (
            {"disability": "NO", "disability-effect": "A_LOT"},
            "Select “Nothing ticked”: this goes with another answer to question 4",
        ),
        (
            {"ethnic-group-asian": "INDIAN"},
            "Select “Nothing ticked”: this goes with another answer to question 6",
        ),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_kept(
    client: Client, consultation: Consultation, ticked: dict[str, str], said: str
) -> None:
    answer = types(client, consultation, **ticked)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert given() == []


@pytest.mark.parametrize("sheet", ["x", "12"])
def test_a_page_without_its_name_is_opened_again(
    client: Client, consultation: Consultation, sheet: str
) -> None:
    page = types(client, consultation, sheet=sheet).content.decode()
    assert "Open this page again, and type the sheet in there" in page
    assert given() == []


def test_it_is_typed_in_until_four_weeks_after_the_last_answer_online(
    client: Client, consultation: Consultation, moderator: User
) -> None:
    ends = consultation.equality_ends_at + timedelta(weeks=4)
    over = "The time for the equality questions of this consultation is over."
    with time_machine.travel(ends, tick=False):
        client.force_login(moderator)
        assert types(client, consultation).status_code == 302
    with time_machine.travel(ends + timedelta(seconds=1), tick=False):
        client.force_login(moderator)
        page = client.get(address_of(consultation)).content.decode()
        assert over in page
        assert "<form" not in page[page.index("<main") :]
        assert types(client, consultation, sheet=str(uuid4())).status_code == 409
    assert len(given()) == 4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": "DRAFT"}, "has not opened"),
        ({"opens_at": NOW + timedelta(days=1)}, "has not opened"),
    ],
)
def test_before_it_opens_nobody_has_a_sheet(
    client: Client, consultation: Consultation, change: dict[str, Any], said: str
) -> None:
    Consultation.objects.update(**change)
    assert said in client.get(address_of(consultation)).content.decode()
    assert types(client, consultation, sheet=str(uuid4())).status_code == 409
    assert given() == []


def test_a_pause_does_not_stop_the_post(
    client: Client, consultation: Consultation, owner: User
) -> None:
    publish.suspend(consultation=consultation, reason="An election.", by=owner, at=NOW)
    assert types(client, consultation).status_code == 302
    assert len(given()) == 4


def test_where_nothing_is_asked_there_is_nothing_to_type(town: Town, moderator: User) -> None:
    plain = small_world.consultation_of(town, slug="plain", opened=True)
    desk = Desk(moderator, plain)
    assert "asks no equality questions" in desk.get("equality-sheet", plain.slug)
    assert "equality" not in desk.get("transcriptions", plain.slug).lower()


def test_who_may_not_type_in_may_not_type_this_in(
    consultation: Consultation, analyst: User
) -> None:
    assert consultation.equality_set is not None
    age = consultation.equality_set.questions.get(key="age")
    with pytest.raises(Refused, match="You need another role"):
        actions.keep_equality_sheet(
            consultation=consultation, sheet=uuid4(), given={age: "16_24"}, by=analyst, at=NOW
        )
    assert given() == []


def test_the_way_to_it_and_the_word_not_to_scan_it(
    consultation: Consultation, moderator: User, proposal: Proposal
) -> None:
    desk = Desk(moderator, consultation)
    assert f'href="{address_of(consultation)}"' in desk.get("transcriptions", consultation.slug)
    made = desk.begin(proposal, scans=0)
    assert "but not the equality sheet" in desk.get("transcription-scans", made.pk)
