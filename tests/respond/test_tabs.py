"""Two tabs, two devices: nothing is overwritten unseen, nothing unseen is sent."""

from datetime import datetime

import pytest

from consultation.events import PUBLIC
from consultation.models import Consultation, Draft, Proposal, QuestionVersion, Response
from consultation.respond import actions
from consultation.respond.queries import draft_of
from consultation.respond.visit import Visit
from tests import factories
from tests.respond.resident import Resident, seen_in, text_of

VIEW = "about/barkingside/view/"
SAVED = "Your answers were changed in another tab or on another device"


def test_a_stale_page_overwrites_nothing_and_shows_both(at_reasons: Resident) -> None:
    stale = seen_in(at_reasons.get(VIEW))
    at_reasons.go(VIEW, "questions/anything-else/", stance="OPPOSE", reasons="From the first tab.")
    answer = at_reasons.post(VIEW, seen=stale, stance="SUPPORT", reasons="From the second tab.")
    assert answer.status_code == 409
    shown = text_of(answer)
    assert SAVED in shown
    assert "From the first tab." in shown
    assert "From the second tab." in shown
    assert "From the first tab." in str(Draft.objects.get().answers)
    # Pressed again, knowing both, the second is kept.
    again = at_reasons.post(
        VIEW, seen=seen_in(answer), stance="SUPPORT", reasons="From the second tab."
    )
    assert again.status_code == 303
    assert "From the second tab." in str(Draft.objects.get().answers)


def test_a_stale_page_with_what_is_saved_already_goes_on(at_reasons: Resident) -> None:
    stale = seen_in(at_reasons.get(VIEW))
    at_reasons.go(VIEW, "questions/anything-else/", stance="OPPOSE", reasons="Too far.")
    again = at_reasons.post(VIEW, seen=stale, stance="OPPOSE", reasons="Too far.")
    assert again.status_code == 303


def test_two_tabs_on_two_pages_do_not_disturb_one_another(at_reasons: Resident) -> None:
    overall = seen_in(at_reasons.get("questions/anything-else/"))
    at_reasons.go(VIEW, "questions/anything-else/", stance="OPPOSE", reasons="Too far.")
    at_reasons.go("questions/anything-else/", "publish/", seen=overall, instead="Weekends.")
    answers = Draft.objects.get().answers
    assert "Too far." in str(answers)
    assert answers["overall"]["instead"] == "Weekends."


def test_two_that_save_at_the_same_moment(
    at_reasons: Resident, proposal: Proposal, now: datetime
) -> None:
    one, other = (Visit.of(_draft(at_reasons), now) for _ in range(2))
    one.answers.overall = {"instead": "Weekends."}
    actions.save(draft=one.draft, answers=one.answers, by=PUBLIC, at=now)
    with pytest.raises(actions.Overtaken):
        actions.save(draft=other.draft, answers=other.answers, by=PUBLIC, at=now)
    assert Draft.objects.get().answers["overall"] == {"instead": "Weekends."}


def _draft(resident: Resident) -> Draft:
    found = draft_of(resident.code())
    assert found is not None
    return found


def test_what_the_check_did_not_show_is_not_sent(resident: Resident, proposal: Proposal) -> None:
    resident.fill_in(proposal)
    stale = seen_in(resident.get("check/"))
    resident.go(f"{VIEW}?change", "check/", stance="SUPPORT", reasons="I changed my mind.")
    answer = resident.post("check/", seen=stale, privacy="on")
    assert answer.status_code == 409
    assert "This page has changed since you opened it, so nothing was sent" in text_of(answer)
    assert "I changed my mind." in text_of(answer)
    assert Response.objects.count() == 0
    sent = resident.post("check/", seen=seen_in(answer), privacy="on")
    assert sent.status_code == 303
    assert Response.objects.get().answers.get(text__gt="").text == "I changed my mind."


def test_a_question_corrected_meanwhile_is_shown_before_anything_is_sent(
    resident: Resident, consultation: Consultation, proposal: Proposal
) -> None:
    resident.fill_in(proposal)
    before = seen_in(resident.get("check/"))
    stance = QuestionVersion.objects.get(question__key="stance")
    factories.QuestionVersionFactory(
        question=stance.question, number=2, wording="Do you support or oppose this proposal?",
        options=stance.options, correction="The first wording asked for a feeling.",
        frozen_at=stance.frozen_at,
    )  # fmt: skip
    answer = resident.post("check/", seen=before, privacy="on")
    assert answer.status_code == 409
    assert "Do you support or oppose this proposal?" in text_of(answer)
    resident.go("check/", "sent/", seen=seen_in(answer), privacy="on")
    recorded = Response.objects.get().answers.get(choice="OPPOSE").question_version
    assert (recorded.number, recorded.question) == (2, stance.question)


def test_a_page_closed_half_way_is_saved_as_far_as_it_goes(at_reasons: Resident) -> None:
    left = at_reasons.post(VIEW, reasons="I had not chosen yet.", save="leaving")
    assert (left.status_code, left["Location"]) == (303, f"{at_reasons.root}{VIEW}")
    assert "I had not chosen yet." in text_of(at_reasons.get(VIEW))
    # A closed stale tab says so to nobody and overwrites nothing.
    stale = at_reasons.post(VIEW, seen="0" * 16, reasons="Older words.", save="leaving")
    assert stale.status_code == 409
    assert "Older words." not in text_of(at_reasons.get(VIEW))


def test_what_was_left_with_something_wrong_is_asked_again_before_the_check(
    resident: Resident, proposal: Proposal
) -> None:
    resident.fill_in(proposal)
    long = "word " * 1001
    answer = resident.post(f"{VIEW}?change", stance="OPPOSE", reasons=long, save="later")
    assert (answer.status_code, answer["Location"]) == (303, f"{resident.root}save/")
    back = resident.get("check/")
    assert (back.status_code, back["Location"]) == (303, f"{resident.root}{VIEW}")
    assert long in text_of(resident.get(VIEW))
    resident.go(f"{VIEW}?change", "check/", stance="OPPOSE", reasons="Short.")
    assert resident.get("check/").status_code == 200
