"""Staff look at the pages before residents do: drawn by the same code, and nothing is stored."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consultation.models import (
    Answer,
    Attachment,
    Consultation,
    Draft,
    Event,
    Proposal,
    QuestionVersion,
    Response,
    User,
)
from tests.conftest import Town
from tests.publish.reading import text_of
from tests.publish.writing import EACH, LINES, MORE, TRAVEL, QuestionPlan, draft_of
from tests.respond.filing import ADDED, PAGE, asks, walk
from tests.respond.resident import Resident

ROOT = "/staff/consultations/buses/preview/"
STANCE = QuestionPlan(
    key="stance", kind=TRAVEL.kind, scope=EACH, wording="Do you support or oppose it?",
    short="Stance", options=(("FOR", "Support"), ("AGAINST", "Oppose")), required=True,
    missing="Select whether you support or oppose it", page="view",
)  # fmt: skip


@pytest.fixture
def draft(town: Town) -> Consultation:
    return draft_of(town, TRAVEL, LINES, MORE, STANCE)


@pytest.fixture
def writer(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def test_the_pages_come_in_the_order_of_the_journey(writer: Client, draft: Consultation) -> None:
    for number, wording in enumerate(
        [STANCE.wording, TRAVEL.wording, LINES.wording, MORE.wording], start=1
    ):
        page = text_of(writer.get(f"{ROOT}{number}/").content)
        assert f"Preview, page {number} of 4" in page
        assert wording in page
    assert writer.get(f"{ROOT}5/").status_code == 404
    assert writer.get(f"{ROOT}0/").status_code == 404


def test_a_page_about_a_proposal_shows_one_as_an_example(
    writer: Client, draft: Consultation
) -> None:
    page = text_of(writer.get(ROOT).content)
    assert (
        "This is what residents will see, with Barkingside as an example. Nothing that you type is "
        "stored. Links to public pages work once the consultation is published." in page
    )
    assert "Barkingside, Redbridge" in page
    assert "Proposed: The front counter would close." in page


def test_a_rule_is_told_and_not_followed(writer: Client, draft: Consultation) -> None:
    page = text_of(writer.get(f"{ROOT}3/").content)
    assert "Asked if “How would you travel?” is answered with “By bus”." in page
    assert LINES.wording in page


def links_in(page: str) -> list[str]:
    return re.findall(r'class="govuk-link govuk-pagination__link" href="([^"]*)"', page)


def test_pages_lead_to_each_other(writer: Client, draft: Consultation) -> None:
    assert links_in(writer.get(ROOT).content.decode()) == [f"{ROOT}2/"]
    assert links_in(writer.get(f"{ROOT}2/").content.decode()) == [f"{ROOT}1/", f"{ROOT}3/"]
    assert links_in(writer.get(f"{ROOT}4/").content.decode()) == [f"{ROOT}3/"]


def test_continue_judges_as_the_journey_does_and_stores_nothing(
    writer: Client, draft: Consultation
) -> None:
    wrong = writer.post(f"{ROOT}1/", {})
    assert "Select whether you support or oppose it" in text_of(wrong.content)
    onward = writer.post(f"{ROOT}1/", {"stance": "FOR"})
    assert (onward.status_code, onward["Location"]) == (303, f"{ROOT}2/")
    last = writer.post(f"{ROOT}4/", {"more": "Some words."})
    assert (last.status_code, last["Location"]) == (303, "/staff/consultations/buses/questions/")
    page = writer.get(f"{ROOT}1/").content.decode()
    assert "checked" not in page
    assert "Save and come back later" not in page
    assert "leaving.js" not in page
    assert [noun.objects.count() for noun in (Draft, Answer, Response)] == [0, 0, 0]
    assert not Event.objects.exclude(actor="machine").exists()


def form_in(page: str) -> str:
    """The questions as they are drawn, from the first group on, without marks and buttons."""
    start = page.index('<div class="govuk-form-group')
    end = page.index('<div class="govuk-button-group' if "govuk-button-group" in page else "</form")
    return re.sub(r'name="seen"[^>]*>|\s+', " ", page[start:end])


def test_a_page_is_drawn_as_residents_see_it(
    writer: Client, consultation: Consultation, proposal: Proposal
) -> None:
    resident = Resident(Client(), consultation)
    resident.go("", "capacity/")
    resident.go("capacity/", "place/", capacity="MYSELF")
    resident.go("place/", "stations/", where="E09000026")
    resident.go("stations/", "about/barkingside/view/", proposals=[proposal.pk])
    shown = resident.get("about/barkingside/view/").content.decode()
    address = f"/staff/consultations/{consultation.slug}/preview/"
    seen = writer.get(address).content.decode()
    assert form_in(seen) == form_in(shown)
    assert "This is what residents see, with " in text_of(seen)


def test_a_consultation_without_questions_has_no_preview(writer: Client, town: Town) -> None:
    draft_of(town)
    assert writer.get(ROOT).status_code == 404


def test_markup_that_is_typed_is_shown_as_it_was_typed(writer: Client, draft: Consultation) -> None:
    evil = "<img src=x onerror=alert(1)>"
    typed = {
        "wording": f"What {evil}?", "short": evil, "options": f"A | {evil}\nB | B", "key": "evil",
        "help": evil, "scope": "ALL", "heading": evil, "shown_if": ["travel=CAR"],
    }  # fmt: skip
    assert writer.post("/staff/consultations/buses/questions/new/choice/", typed).status_code == 303
    for address in (
        "/staff/consultations/buses/questions/", "/staff/consultations/buses/questions/evil/",
        "/staff/consultations/buses/questions/evil/remove/",
        "/staff/consultations/buses/questions/new/choice/", f"{ROOT}5/",
    ):  # fmt: skip
        page = writer.get(address).content.decode()
        assert "&lt;img src=x onerror=alert(1)&gt;" in page, address
        assert evil not in page, address


def test_what_is_written_is_asked_recorded_and_receipted(
    writer: Client, draft: Consultation, town: Town
) -> None:
    """Written on the staff pages, opened, answered by a resident who takes the bus."""
    Consultation.objects.filter(pk=draft.pk).update(state="PUBLISHED")
    QuestionVersion.objects.update(frozen_at=draft.opens_at)
    resident = Resident(Client(), draft)
    about = draft.proposals.get()
    resident.go("", "capacity/")
    resident.go("capacity/", "place/", capacity="MYSELF")
    resident.go("place/", "stations/", where="E09000026")
    resident.go("stations/", "about/barkingside/view/", proposals=[about.pk])
    resident.go("about/barkingside/view/", "questions/travel/", stance="FOR")
    resident.go("questions/travel/", "questions/lines/", travel="BUS")
    resident.go("questions/lines/", "questions/more/", lines="The 169.")
    resident.go("questions/more/", "publish/", more="")
    resident.go("publish/", "copy/", publish="WORDS")
    resident.go("copy/", "check/", email="")
    response = resident.send()
    said = response.answers.values_list("question_version__question__key", "choice", "text")
    assert sorted(said) == [
        ("lines", "", "The 169."), ("stance", "FOR", ""), ("travel", "BUS", ""),
    ]  # fmt: skip
    assert "Which bus would you take?" in text_of(resident.get("sent/").content)


def test_a_page_that_asks_for_files_is_drawn_as_residents_see_it_and_can_be_passed(
    writer: Client, consultation: Consultation, proposal: Proposal
) -> None:
    asks(consultation, required=True)
    shown = walk(Resident(Client(), consultation), proposal).get(PAGE).content.decode()
    last = f"/staff/consultations/{consultation.slug}/preview/3/"
    seen = writer.get(last).content.decode()
    assert form_in(seen) == form_in(shown)
    assert "Upload this file" in seen
    assert "Save and come back later" not in seen
    assert "Preview, page 3 of 3" in text_of(seen.encode())
    for sent in ({}, {"add": "file"}, {"file": SimpleUploadedFile("plan.pdf", ADDED)}):
        onward = writer.post(last, sent)
        assert (onward.status_code, onward["Location"]) == (
            303, f"/staff/consultations/{consultation.slug}/questions/",
        )  # fmt: skip
    assert [noun.objects.count() for noun in (Answer, Attachment)] == [0, 0]
