"""Two versions of the code side by side: what one stored is read, and kept, by the other.

The column of a draft is written here as a newer version would: a newer field among those of now.
"""

from typing import Any

import pytest

from consultation.models import Draft, Proposal, Response
from tests.publish.reading import text_of as words_of
from tests.respond.resident import Resident, seen_in

NEWER = {"journeys": ["ON_FOOT"], "bus": {"line": "25"}}
TOLD = "Some of what you answered cannot be shown here"


@pytest.fixture
def filled(resident: Resident, proposal: Proposal) -> Resident:
    resident.fill_in(proposal)
    return resident


def stored() -> dict[str, Any]:
    return dict(Draft.objects.get().answers)


def store(more: dict[str, Any]) -> None:
    """A page that a newer version saved."""
    Draft.objects.update(answers=stored() | more)


def test_every_page_answers_and_keeps_what_it_does_not_know(filled: Resident) -> None:
    store(NEWER)
    for page in ("", "capacity/", "about/barkingside/view/", "copy/", "check/", "save/"):
        assert filled.get(page).status_code == 200, page
    before = stored()
    filled.go("about/barkingside/view/?change", "check/", stance="OPPOSE", reasons="Too far.")
    about = {key: values | {"reasons": "Too far."} for key, values in before["about"].items()}
    assert stored() == before | {"about": about}


def test_the_way_back_by_a_code_answers(filled: Resident) -> None:
    store(NEWER)
    answer = filled.client.post("/return/", {"code": filled.code()})
    assert (answer.status_code, answer["Location"]) == (303, f"{filled.root}check/")


def test_the_check_says_that_it_does_not_show_all(filled: Resident) -> None:
    assert TOLD not in words_of(filled.get("check/").content)
    store(NEWER)
    assert TOLD in words_of(filled.get("check/").content)
    filled.send()
    assert Response.objects.count() == 1


def test_a_newer_field_that_holds_nothing_changes_nothing(filled: Resident) -> None:
    shown = seen_in(filled.get("check/"))
    store({"journeys": [], "bus": {}, "said": "", "asked": False})
    page = filled.get("check/")
    assert TOLD not in words_of(page.content)
    assert seen_in(page) == shown


def test_a_field_that_an_older_version_did_not_store_has_its_first_value(filled: Resident) -> None:
    older = {name: value for name, value in stored().items() if name != "easy_read"}
    shown = seen_in(filled.get("check/"))
    Draft.objects.update(answers=older)
    assert seen_in(filled.get("check/")) == shown
    filled.send()
