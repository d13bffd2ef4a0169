"""After opening a wording is corrected: compared first, recorded, and seen at once by everybody."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from consultation.models import (
    Consultation,
    Event,
    Proposal,
    QuestionVersion,
    Response,
    User,
)
from consultation.publish import actions
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW
from tests.publish.reading import text_of
from tests.publish.writing import errors_on, events
from tests.respond.resident import Resident, seen_in

PAGE = "/staff/consultations/front-counters/questions/stance/correct/"
OLD, NEW = "How do you feel about this proposal?", "Do you support or oppose this proposal?"
OPTIONS = (
    "STRONGLY_SUPPORT | Strongly support\nSUPPORT | Support\n"
    "NEITHER | Neither support nor oppose\nOPPOSE | Oppose\nSTRONGLY_OPPOSE | Strongly oppose\n"
    "DONT_KNOW | I do not know"
)
TYPED = {
    "wording": NEW, "short": "Stance", "help": "", "heading": "", "options": OPTIONS,
    "missing": "Select how you feel about this proposal", "number": "1", "easy_wording": "",
    "easy_help": "",
    "reason": "The first wording asked for a feeling.",
}  # fmt: skip


@pytest.fixture
def stance(consultation: Consultation) -> QuestionVersion:
    return QuestionVersion.objects.get(question__key="stance")


def confirm(desk: Client, **typed: str) -> Any:
    return desk.post(PAGE, TYPED | {"act": "confirm"} | typed)


def numbers() -> list[int]:
    here = {"question__key": "stance", "question__consultation__slug": "front-counters"}
    found = QuestionVersion.objects.filter(**here).order_by("number")
    return list(found.values_list("number", flat=True))


def test_both_wordings_are_compared_before_anything_happens(
    desk: Client, stance: QuestionVersion
) -> None:
    typed = TYPED | {"options": OPTIONS.replace("| I do not", "| I don’t") + "\nNO_VIEW | No view"}
    answer = desk.post(PAGE, typed)
    page = text_of(answer.content)
    assert f"Wording Wording 1, until now {OLD} Wording 2, from now on {NEW}" in page
    assert "Strongly oppose I do not know Wording 2, from now on" in page
    assert "Strongly oppose I don’t know No view The reason, which is published" in page
    assert (
        "Every report shows both wordings side by side, each with the answers that it got. This "
        "cannot be undone." in page
    )
    assert "Short heading" not in page  # only what changes
    assert numbers() == [1]
    # What the page holds out of sight is what is confirmed.
    hidden = dict(re.findall(r'type="hidden" name="(\w+)"[^>]* value="([^"]*)"', text(answer)))
    assert hidden.keys() - {"csrfmiddlewaretoken"} == TYPED.keys()
    assert desk.post(PAGE, hidden | {"act": "confirm"}).status_code == 303
    assert QuestionVersion.objects.get(number=2).options[-2:] == [
        ["DONT_KNOW", "I don’t know"], ["NO_VIEW", "No view"],
    ]  # fmt: skip


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_translations_are_told_to_be_made_again(desk: Client, stance: QuestionVersion) -> None:
    told = "The translations of this question have to be made again."
    assert told not in text(desk.post(PAGE, TYPED))
    factories.TranslationFactory(
        consultation=stance.question.consultation, subject=f"questionversion:{stance.pk}"
    )
    assert told in text(desk.post(PAGE, TYPED))


def test_what_was_typed_can_be_changed_again(desk: Client, stance: QuestionVersion) -> None:
    answer = desk.post(PAGE, TYPED | {"act": "change"})
    assert f'value="{NEW}"' in text(answer)
    assert "Compare both wordings" in text(answer)
    assert errors_on(answer) == []
    assert numbers() == [1]


def test_a_correction_is_a_new_version_frozen_at_once(
    desk: Client, stance: QuestionVersion, owner: User
) -> None:
    onward = confirm(desk)
    assert (onward.status_code, onward["Location"]) == (
        303, "/staff/consultations/front-counters/questions/#question-stance",
    )  # fmt: skip
    made = QuestionVersion.objects.get(number=2)
    assert (made.wording, made.correction, made.frozen_at) == (NEW, TYPED["reason"], NOW)
    assert (made.options, made.short, made.exclusive) == (
        stance.options, stance.short, stance.exclusive,
    )  # fmt: skip
    assert events() == [("question.corrected", {"key": "stance", "number": 2})]
    event = Event.objects.get(kind="question.corrected")
    assert (event.about, event.by) == (f"question:{stance.question_id}", owner.pk)
    page = text_of(desk.get(onward["Location"]).content)
    assert "“stance” is asked in the new wording from now on." in page
    assert "Wording 2, since" in page
    assert "The first wording asked for a feeling." in page


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"reason": ""}, ["Enter the reason for the correction"]),
        ({"wording": ""}, ["Enter the wording"]),
        ({"missing": ""}, ["Enter the error for when it is left empty"]),
        ({"wording": OLD}, ["Change something: this is the wording in force."]),
        (
            {"options": OPTIONS.replace("NEITHER | Neither support nor oppose\n", "")},
            [
                "Keep the answer NEITHER (“Neither support nor oppose”): people may have given it. "
                "You can word it anew."
            ],
        ),
        ({"options": "A"}, ["Enter at least two answers to choose from, one a line"]),
    ],
)
def test_a_correction_that_will_not_do_is_refused(
    desk: Client, stance: QuestionVersion, typed: dict[str, str], errors: list[str]
) -> None:
    answer = confirm(desk, **typed)
    assert (answer.status_code, errors_on(answer)) == (200, errors)
    assert "Compare both wordings" in text(answer)
    assert numbers() == [1]
    assert events() == []


def test_two_corrections_at_once_are_not_both_made(desk: Client, stance: QuestionVersion) -> None:
    confirm(desk)
    answer = confirm(desk, wording="Are you for or against this proposal?")
    assert errors_on(answer) == [
        "Somebody changed this question after you opened the page. What you typed is still here: "
        "open the question in a new tab, compare, and save again."
    ]
    assert numbers() == [1, 2]
    assert confirm(desk, wording="Are you for or against it?", number="2").status_code == 303
    assert numbers() == [1, 2, 3]


def test_a_draft_and_a_closed_consultation_are_not_corrected(
    desk: Client, consultation: Consultation, stance: QuestionVersion
) -> None:
    past = factories.QuestionVersionFactory(
        question__key="stance",
        question__consultation__slug="past",
        question__consultation__opens_at=NOW - timedelta(days=60),
        question__consultation__closes_at=NOW - timedelta(hours=1),
    )
    closed = PAGE.replace("front-counters", "past")
    told = "This consultation has closed: what was asked stays as it was."
    assert told in text_of(desk.get(closed).content)
    assert errors_on(desk.post(closed, TYPED | {"act": "confirm"})) == [told]
    assert past.question.versions.count() == 1
    Consultation.objects.filter(pk=consultation.pk).update(state="DRAFT")
    told = "This consultation is a draft: change the question itself."
    assert told in text_of(desk.get(PAGE).content)
    assert errors_on(confirm(desk)) == [told]
    assert numbers() == [1]


def test_a_text_question_keeps_what_the_form_does_not_ask(
    desk: Client, consultation: Consultation
) -> None:
    page = PAGE.replace("stance", "instead")
    typed = {
        "wording": "What else?", "short": "Instead", "help": "Say it.", "heading": "Anything else",
        "number": "1", "reason": "Shorter.", "act": "confirm",
    }  # fmt: skip
    assert desk.post(page, typed).status_code == 303
    made = QuestionVersion.objects.get(number=2)
    assert (made.wording, made.help, made.max_length, made.missing) == (
        "What else?", "Say it.", 5_000, "",
    )  # fmt: skip


def test_the_action_and_the_database_keep_every_answer_to_choose(
    stance: QuestionVersion, owner: User
) -> None:
    words = {"wording": NEW, "short": "Stance", "options": stance.options[1:]}
    with pytest.raises(Refused, match="Keep the answer STRONGLY_SUPPORT"):
        actions.correct(version=stance, words=words, reason="Why not", by=owner, at=NOW)
    kept = words | {"options": stance.options}
    with pytest.raises(Refused, match="Enter the reason"):
        actions.correct(version=stance, words=kept, reason=" ", by=owner, at=NOW)
    with (
        pytest.raises(IntegrityError, match="a correction takes away an answer"),
        transaction.atomic(),
    ):
        factories.QuestionVersionFactory(
            question=stance.question, number=2, correction="Shorter.", options=stance.options[1:]
        )
    assert numbers() == [1]


def test_a_visitor_in_the_middle_sees_the_new_wording_and_keeps_the_answer(
    desk: Client, consultation: Consultation, proposal: Proposal, stance: QuestionVersion
) -> None:
    resident = Resident(Client(), consultation)
    resident.fill_in(proposal)
    before = seen_in(resident.get("check/"))
    assert OLD in text(resident.get("check/"))
    confirm(desk)
    page = text(resident.get("about/barkingside/view/?change"))
    assert NEW in page
    assert OLD not in page
    assert 'value="OPPOSE" checked' in page  # what was chosen is still chosen
    stale = resident.post("check/", seen=before, privacy="on")
    assert stale.status_code == 409
    assert NEW in text(stale)
    assert Response.objects.count() == 0
    resident.go("check/", "sent/", seen=seen_in(stale), privacy="on")
    answer = Response.objects.get().answers.get(choice="OPPOSE")
    assert answer.question_version.number == 2
    assert NEW in text(resident.get("sent/"))


def test_a_receipt_keeps_the_wording_that_was_answered(
    desk: Client, consultation: Consultation, proposal: Proposal, stance: QuestionVersion
) -> None:
    resident = Resident(Client(), consultation)
    resident.fill_in(proposal)
    resident.send()
    confirm(desk)
    receipt = text(resident.get("sent/"))
    assert OLD in receipt
    assert NEW not in receipt
