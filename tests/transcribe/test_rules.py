"""What is refused, on the page, in the action and by the database; and nothing typed is lost."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from consultation.models import (
    Channel,
    Consultation,
    Event,
    Proposal,
    Question,
    Response,
    Role,
    Transcription,
    User,
)
from consultation.respond.journey import Answers
from consultation.states import Refused
from consultation.transcribe import actions, rules
from tests import factories
from tests.conftest import NOW, account
from tests.house.test_database import refused
from tests.transcribe.conftest import TODAY, Desk
from tests.transcribe.test_story import accepted


def test_an_accepted_one_never_changes(typist: Desk, checker: Desk, proposal: Proposal) -> None:
    accepted(typist, checker, proposal)
    name = "consultation_transcription"
    assert refused(f"UPDATE {name} SET note = 'Other.'").endswith("UPDATE refused")
    assert refused(f"DELETE FROM {name}").endswith("DELETE refused")
    assert refused(f"TRUNCATE {name} CASCADE").endswith("TRUNCATE refused")


def test_a_call_is_read_back(typist: Desk, checker: Desk, proposal: Proposal) -> None:
    made = typist.begin(proposal, channel="PHONE")
    answer = typist.type(made, p__reasons="Too far.")
    page = answer.content.decode()
    assert page.count(rules.UNHEARD) == 2
    assert "Too far." in page
    made.refresh_from_db()
    with pytest.raises(Refused, match=rules.UNHEARD):
        actions.send_to_check(
            transcription=made, answers=Answers(overall={"instead": "Stay."}), note="",
            read_back=False, seen=made.version, by=typist.person, at=NOW,
        )  # fmt: skip
    typist.type(made, p__reasons="Too far.", end__read_back="on")
    assert "Read back to the caller, who agreed" in checker.get("transcription-check", made.pk)
    checker.check(made)
    assert Response.objects.get().channel == Channel.PHONE


def test_the_database_refuses_a_call_that_was_not_read_back(
    typist: Desk, proposal: Proposal
) -> None:
    typist.begin(proposal, channel="PHONE")
    with pytest.raises(IntegrityError, match="call_read_back"), transaction.atomic():
        Transcription.objects.update(state="AWAITING_CHECK")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (("24", "11", "2026"), "The day it came must be today or in the past"),
        (("15", "11", "2026"), "It came before the consultation opened"),
        (("31", "11", "2026"), "The day it came must be a real date"),
        (("", "", ""), "Enter the day it came"),
    ],
)
def test_the_day_it_came(
    typist: Desk, consultation: Consultation, day: tuple[str, ...], said: str
) -> None:
    typed = dict(
        zip(("received_on_day", "received_on_month", "received_on_year"), day, strict=True)
    )
    answer = typist.post(
        "transcription-new", consultation.slug,
        purpose="RESPONSE", channel="PAPER", language="en", **typed,
    )  # fmt: skip
    page = answer.content.decode()
    assert page.count(said) == 2
    assert 'value="PAPER" checked' in page
    assert Transcription.objects.count() == 0


def test_late_paper_is_kept_and_not_recorded(
    closed_consultation: Consultation, moderator: User
) -> None:
    typed = {"received_on_day": "10", "received_on_month": "11", "received_on_year": "2026"}
    desk = Desk(moderator, closed_consultation)
    fields = {"purpose": "RESPONSE", "channel": "LETTER", "language": "en", **typed}
    page = desk.post("transcription-new", closed_consultation.slug, **fields).content.decode()
    assert "It came after the close, at 11:59pm on Monday 9 November 2026, London time." in page
    fields["received_on_day"] = "9"
    assert desk.post("transcription-new", closed_consultation.slug, **fields).status_code == 302


def test_a_day_counts_as_noon_within_the_time_to_reply(consultation: Consultation) -> None:
    def at(day: date, now: datetime = consultation.closes_at) -> str:
        found = timezone.localtime(rules.arrived_at(consultation, day, now=now))
        return f"{found:%d %b %H:%M}"

    assert at(date(2026, 11, 20)) == "20 Nov 12:00"
    early = NOW.replace(hour=9, minute=30)
    assert at(date(2026, 11, 23), early) == "23 Nov 09:30"
    consultation.opens_at = consultation.opens_at.replace(hour=15)
    assert at(date(2026, 11, 16)) == "16 Nov 15:00"
    consultation.closes_at = consultation.closes_at.replace(hour=10, minute=0, second=0)
    assert at(date(2027, 2, 14)) == "14 Feb 10:00"


def test_nothing_typed_is_nothing_to_check(typist: Desk, proposal: Proposal) -> None:
    made = typist.begin(proposal)
    answer = typist.type(made)
    assert answer.status_code == 409
    assert "Nothing is typed yet. Type what they wrote or said" in answer.content.decode()
    made.refresh_from_db()
    assert (made.state, Event.objects.filter(kind="transcription.typed").count()) == ("DRAFT", 0)


def test_a_letter_that_names_no_counter(typist: Desk, checker: Desk) -> None:
    made = typist.begin(channel="LETTER")
    typist.type(made, all__instead="Keep them all.")
    checker.check(made)
    row = Response.objects.get().answers.get()
    assert (row.proposal, row.text) == (None, "Keep them all.")


def test_saved_at_any_time_even_with_something_wrong(typist: Desk, proposal: Proposal) -> None:
    made = typist.begin(proposal)
    answer = typist.type(made, "save", p__reasons="Half a sen")
    assert answer.status_code == 302
    answer = typist.type(made, "save", p__reasons="Half a sentence.", end__email="not an address")
    page = answer.content.decode()
    assert "Saved, but for what is marked below." in page
    assert "Enter an email address in the correct format" in page
    assert "not an address" in page
    made.refresh_from_db()
    assert made.answers["about"][str(proposal.pk)]["reasons"] == "Half a sentence."
    assert made.state == "DRAFT"
    assert "Half a sentence." in typist.get("transcription", made.pk)


def test_words_on_paper_have_no_limit(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    made = typist.begin(proposal)
    typist.type(made, p__reasons="Too far. " * 1_000)
    checker.check(made)
    assert Response.objects.get().answers.get().text == "Too far. " * 1_000


def test_two_people_at_the_same_paper_overwrite_nothing(
    typist: Desk, checker: Desk, proposal: Proposal
) -> None:
    made = typist.begin(proposal)
    typist.type(made, "save", p__reasons="First.")
    for act in ("save", "check"):
        answer = checker.type(made, act, p__reasons="Second.", seen="0")
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Somebody else changed this a moment ago. Look at it again." in page
        assert "Second." in page
    made.refresh_from_db()
    assert made.answers["about"][str(proposal.pk)]["reasons"] == "First."


def test_what_is_accepted_is_what_was_shown(
    typist: Desk, checker: Desk, waiting: Transcription
) -> None:
    assert checker.check(waiting, seen="0").status_code == 409
    assert checker.check(waiting).status_code == 302
    again = checker.check(waiting, seen="1")
    assert again.status_code == 409
    assert Response.objects.count() == 1


def test_sent_back_needs_a_reason(checker: Desk, waiting: Transcription) -> None:
    answer = checker.check(waiting, "return", reason=" ")
    assert answer.content.decode().count("Enter what is to be corrected") == 2
    with pytest.raises(IntegrityError, match="sent_back_with_reason"), transaction.atomic():
        Transcription.objects.update(state="RETURNED")


def test_an_answer_that_is_not_asked_is_not_lost(
    typist: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    question = factories.QuestionFactory(
        consultation=consultation, key="why-not", position=9, scope="PROPOSAL",
        shown_if=Question.objects.get(key="stance"), shown_if_values=["SUPPORT"],
    )  # fmt: skip
    factories.QuestionVersionFactory(question=question, wording="What do you like?")
    made = typist.begin(proposal)
    page = typist.get("transcription", made.pk)
    assert "Answer this only if you answered “Support” to question stance-1." in page
    page = typist.type(made, p__stance="OPPOSE", **{"p__why-not": "Its colour."}).content.decode()
    assert page.count("The form does not ask this of them.") == 2
    assert "Its colour." in page


def test_a_radio_can_be_taken_back(typist: Desk, proposal: Proposal) -> None:
    made = typist.begin(proposal)
    typist.type(made, "save", p__stance="OPPOSE")
    typist.type(made, "save", p__stance="NOT_ANSWERED")
    made.refresh_from_db()
    assert made.answers["about"][str(proposal.pk)]["stance"] == ""


def test_counters_can_be_put_right(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    other = consultation.proposals.get(station__slug="holborn")
    made = typist.begin(proposal)
    typed = {"channel": "LETTER", "language": "pl", "form_code": "", "proposals": [other.pk]}
    day = {"received_on_day": "20", "received_on_month": "11", "received_on_year": "2026"}
    assert typist.post("transcription-details", made.pk, **typed, **day).status_code == 302
    made.refresh_from_db()
    assert (made.channel, made.received_on, made.language) == ("LETTER", date(2026, 11, 20), "pl")
    assert "Holborn" in typist.get("transcription", made.pk)
    typist.type(made, p__stance="OPPOSE")
    checker.check(made)
    response = Response.objects.get()
    assert response.language == "pl"
    assert list(response.answers.values_list("proposal", "choice")) == [(other.pk, "OPPOSE")]


def test_words_about_a_counter_are_not_lost_with_it(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    other = consultation.proposals.get(station__slug="holborn")
    made = typist.begin(proposal)
    typist.type(made, "save", p__stance="OPPOSE", p__reasons="Too far.")
    typed = {"channel": "PAPER", "language": "en", "form_code": "", **TODAY}

    def described(*about: Proposal) -> Any:
        keys = [one.pk for one in about]
        return typist.post("transcription-details", made.pk, proposals=keys, **typed)

    said = (
        "What is typed about Barkingside would be lost. Select Barkingside under “Which front "
        "counters is it about?” until those answers are moved or emptied, and saved"
    )
    assert said in described(other).content.decode()
    made.refresh_from_db()
    assert made.answers["proposals"] == [proposal.pk]
    assert described(proposal, other).status_code == 302
    typist.type(
        made, "save", p__stance="NOT_ANSWERED", p__reasons="",
        **{f"p{other.pk}-reasons": "Too far."}, end__note="",
    )  # fmt: skip
    assert described(other).status_code == 302
    made.refresh_from_db()
    typist.type(made, p__stance="OPPOSE", p__reasons="Too far.")
    checker.check(made)
    rows = Response.objects.get().answers.order_by("pk")
    assert list(rows.values_list("proposal", "text")) == [(other.pk, ""), (other.pk, "Too far.")]


def test_nothing_that_the_checker_does_not_see_is_sent_to_be_checked(
    typist: Desk, proposal: Proposal
) -> None:
    made = typist.begin()
    about = {"about": {str(proposal.pk): {"reasons": "Too far."}}}
    Transcription.objects.update(answers=made.answers | about)
    for fields in ({}, {"all__instead": "Stay.", "end__note": "A map."}):
        answer = typist.type(made, **fields)
        said = "What is typed about Barkingside would be lost."
        assert (answer.status_code, said in answer.content.decode()) == (409, True)
    hidden = made.answers | {"overall": {"no-such-question": "Words."}}
    Transcription.objects.update(answers=hidden)
    answer = typist.type(made)
    assert "Nothing is typed yet. Type what they wrote or said" in answer.content.decode()
    made.refresh_from_db()
    assert made.state == "DRAFT"


def test_set_aside_and_taken_up_again(
    typist: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    made = typist.begin(proposal)
    page = typist.post("transcription-aside", made.pk, reason="").content.decode()
    assert page.count("Enter why it will not become a response") == 2
    typist.post("transcription-aside", made.pk, reason="Typed in twice.")
    made.refresh_from_db()
    assert (made.state, made.reason) == ("SET_ASIDE", "Typed in twice.")
    assert "Typed in twice." in typist.get("transcription-check", made.pk)
    typist.client.post(reverse("transcription-take-up", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == "DRAFT"


@pytest.mark.parametrize("role", [Role.ANALYST, Role.DECISION_MAKER, Role.AUDITOR])
def test_other_roles_are_refused_in_the_action_too(
    consultation: Consultation, waiting: Transcription, role: Role
) -> None:
    person = account(role, "Pat")
    answer = Desk(person, consultation).client.get(
        reverse("transcription-check", args=[waiting.pk])
    )
    assert answer.status_code == 403
    with pytest.raises(Refused, match="You need another role to type in"):
        actions.accept(transcription=waiting, seen=1, by=person, at=NOW)


def test_unsent_answers_of_paper_are_not_forgotten(
    waiting: Transcription, now: datetime, typist: Desk
) -> None:
    from datetime import timedelta

    from consultation.events import MACHINE
    from consultation.respond import actions as respond

    assert respond.forget(by=MACHINE, at=now + timedelta(days=60)) == 0
    waiting.refresh_from_db()
    assert waiting.answers["about"]


def _queries(run: Callable[[], Any]) -> int:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        run()
    return len(captured)


def test_the_list_takes_the_same_queries_for_one_and_for_three(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    def all_kinds() -> None:
        accepted(typist, checker, proposal)
        for purpose in ("CHANGE", "WITHDRAWAL"):
            about = accepted(typist, checker, proposal)
            factories.TranscriptionFactory(consultation=consultation, purpose=purpose, about=about)
        for state in ("DRAFT", "AWAITING_CHECK"):
            factories.TranscriptionFactory(consultation=consultation, state=state)
        for state in ("RETURNED", "SET_ASIDE"):
            factories.TranscriptionFactory(consultation=consultation, state=state, reason="No.")

    all_kinds()
    one = _queries(lambda: typist.get("transcriptions", consultation.slug))
    all_kinds()
    all_kinds()
    assert _queries(lambda: typist.get("transcriptions", consultation.slug)) == one


def test_what_was_received_is_the_sum_of_where_it_stands(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    accepted(typist, checker, proposal)
    typist.begin(proposal, channel="LETTER", received_on_day="20")
    factories.TranscriptionFactory(consultation=consultation, state="AWAITING_CHECK")
    page = typist.get("transcriptions", consultation.slug)
    rows = [
        [cell.split("<")[0] for cell in row.split('data-label="')[1:]]
        for row in page.split("By channel")[1].split("<tr")[2:]
    ]
    numbers = [[int(cell.split(">")[1]) for cell in row] for row in rows if len(row) == 6]
    assert numbers
    assert all(row[0] == sum(row[1:]) for row in numbers)
    by_channel, by_day = numbers[:6], numbers[6:]
    assert by_channel[-1] == [3, 1, 1, 0, 1, 0]
    assert by_day == [[2, 0, 1, 0, 1, 0], [1, 1, 0, 0, 0, 0]]
