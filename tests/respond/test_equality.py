"""The equality questions: asked once the response is safe, optional, answered once."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from consultation.models import Consultation, Proposal, Response
from tests import small_world
from tests.conftest import Town
from tests.respond.equality import QUESTIONS, asked_on, given, says, sends
from tests.respond.resident import Resident, text_of

ASKED_AFTER = "Answer the equality questions"


@pytest.fixture
def consultation(town: Town) -> Consultation:
    """Open, and it asks the questions that ship with the service."""
    return small_world.consultation_of(
        town, slug="front-counters", opened=True, equality_set=small_world.harmonised()
    )


@pytest.fixture
def response(resident: Resident, proposal: Proposal) -> Response:
    """Sent by the resident, who is on the page that explains the questions."""
    return sends(resident, proposal)


def test_the_whole_set(resident: Resident, response: Response) -> None:
    page = text_of(resident.get(QUESTIONS))
    assert "We have your response" in page
    assert response.reference in page
    assert "Do you want to answer the equality questions?" in page
    resident.go(QUESTIONS, f"{QUESTIONS}age/", willing="YES")
    says(resident, "age", "35_44", "sex")
    says(resident, "sex", "FEMALE", "gender")
    says(resident, "gender", "YES", "disability")
    says(resident, "disability", "YES", "disability")
    assert asked_on(resident, "disability") == "disability-effect"
    says(resident, "disability", "A_LITTLE", "ethnic-group")
    says(resident, "ethnic-group", "ASIAN", "ethnic-group")
    page = text_of(resident.get(f"{QUESTIONS}ethnic-group/"))
    assert "Which of the following best describes your Asian or Asian British background?" in page
    assert "Bangladeshi" in page
    says(resident, "ethnic-group", "INDIAN", "religion")
    says(resident, "religion", "NOT_SAID", "sexual-orientation")
    says(resident, "sexual-orientation", "STRAIGHT", "")
    assert given() == [
        ("age", "35_44"),
        ("sex", "FEMALE"),
        ("gender", "YES"),
        ("disability", "YES"),
        ("disability-effect", "A_LITTLE"),
        ("ethnic-group", "ASIAN"),
        ("ethnic-group-asian", "INDIAN"),
        ("religion", "NOT_SAID"),
        ("sexual-orientation", "STRAIGHT"),
    ]
    receipt = text_of(resident.get("sent/"))
    assert response.reference in receipt
    assert "You have answered the equality questions. Thank you." in receipt
    assert ASKED_AFTER not in receipt
    assert "You have answered the equality questions" in text_of(resident.get(QUESTIONS))


def test_skipping_all_of_them(resident: Resident, response: Response) -> None:
    resident.go(QUESTIONS, "sent/", willing="NO")
    assert given() == []
    receipt = text_of(resident.get("sent/"))
    assert response.reference in receipt
    assert ASKED_AFTER in receipt


def test_the_receipt_needs_no_answer(resident: Resident, response: Response) -> None:
    """A page that was closed after Send has lost nothing."""
    assert response.reference in text_of(resident.get("sent/"))
    assert resident.get("check/")["Location"] == f"{resident.root}sent/"


def test_answering_some_and_the_others_later(resident: Resident, response: Response) -> None:
    resident.go(QUESTIONS, f"{QUESTIONS}age/", willing="YES")
    resident.go(f"{QUESTIONS}age/", f"{QUESTIONS}sex/", skip="skip", asked="age")
    says(resident, "sex", "MALE", "gender")
    assert "You can answer the others, if you want to." in text_of(resident.get("sent/"))
    assert "Those that you have not answered are asked again" in text_of(resident.get(QUESTIONS))
    resident.go(QUESTIONS, f"{QUESTIONS}age/", willing="YES")
    says(resident, "age", "UNDER_16", "gender")
    assert given() == [("age", "UNDER_16"), ("sex", "MALE")]


def test_a_follow_up_can_be_skipped_too(resident: Resident, response: Response) -> None:
    says(resident, "ethnic-group", "WHITE", "ethnic-group")
    page = f"{QUESTIONS}ethnic-group/"
    resident.go(page, f"{QUESTIONS}religion/", skip="skip", asked="ethnic-group-white")
    assert given() == [("ethnic-group", "WHITE")]


@pytest.mark.parametrize("said", ["NO", "NOT_SAID"])
def test_what_does_not_follow_is_not_asked(
    resident: Resident, response: Response, said: str
) -> None:
    says(resident, "disability", said, "ethnic-group")
    page = text_of(resident.get(f"{QUESTIONS}disability/"))
    assert "You have answered this question" in page
    assert given() == [("disability", said)]
    # Nor is an answer to it taken.
    forged = {"answer": "A_LOT", "asked": "disability-effect"}
    resident.go(f"{QUESTIONS}disability/", f"{QUESTIONS}disability/", **forged)
    assert given() == [("disability", said)]


@pytest.mark.parametrize("typed", [{}, {"answer": ""}, {"answer": "BLUE"}, {"answer": "\x00"}])
def test_nothing_chosen_is_told(
    resident: Resident, response: Response, typed: dict[str, str]
) -> None:
    answer = resident.post(f"{QUESTIONS}religion/", asked="religion", **typed)
    assert answer.status_code == 200
    page = unescape(text_of(answer))
    assert page.count("Select a religion, ‘No religion’ or ‘Prefer not to say’") == 2
    assert given() == []


def test_neither_yes_nor_no_is_told(resident: Resident, response: Response) -> None:
    answer = resident.post(QUESTIONS)
    assert text_of(answer).count("Select whether you want to answer the equality questions") == 2
    assert response.reference in text_of(answer)


def test_a_form_sent_twice_counts_once(resident: Resident, response: Response) -> None:
    says(resident, "disability", "YES", "disability", asked="disability")
    says(resident, "disability", "YES", "disability", asked="disability")
    says(resident, "age", "35_44", "sex", asked="age")
    says(resident, "age", "35_44", "sex", asked="age")
    assert given() == [("age", "35_44"), ("disability", "YES")]


def test_of_two_tabs_the_first_answer_stands(resident: Resident, response: Response) -> None:
    says(resident, "ethnic-group", "WHITE", "ethnic-group")
    fields = {"answer": "BLACK", "asked": "ethnic-group"}
    late = resident.post(f"{QUESTIONS}ethnic-group/", **fields)
    assert late["Location"] == f"{resident.root}{QUESTIONS}ethnic-group/?stands"
    page = text_of(resident.get(f"{QUESTIONS}ethnic-group/?stands"))
    assert "Your first answer stands." in page
    assert f'href="{resident.root}{QUESTIONS}ethnic-group/"' in page
    assert given() == [("ethnic-group", "WHITE")]


def test_a_page_that_is_not_there(resident: Resident, response: Response) -> None:
    assert resident.get(f"{QUESTIONS}income/").status_code == 404
    assert resident.get(f"{QUESTIONS}disability-effect/").status_code == 404


def changed(one: Resident, onward: str) -> Response:
    """Change what was sent, and send it again."""
    one.go("sent/change/", "check/")
    one.go("check/", onward, privacy="on")
    return Response.objects.latest("pk")


def test_changing_a_response_asks_nothing_twice(resident: Resident, response: Response) -> None:
    for page, value in [("age", "35_44"), ("sex", "FEMALE"), ("gender", "YES")]:
        says(resident, page, value, {"age": "sex", "sex": "gender"}.get(page, "disability"))
    second = changed(resident, QUESTIONS)  # some are open still
    assert second.replaces == response
    resident.go(QUESTIONS, f"{QUESTIONS}disability/", willing="YES")
    late = resident.post(f"{QUESTIONS}age/", answer="16_24", asked="age")
    assert late["Location"].endswith("age/?stands")
    says(resident, "disability", "NO", "ethnic-group")
    says(resident, "ethnic-group", "NOT_SAID", "religion")
    says(resident, "religion", "NONE", "sexual-orientation")
    says(resident, "sexual-orientation", "OTHER", "")
    third = changed(resident, "sent/")  # none is
    assert third.replaces == second
    assert "You have answered the equality questions. Thank you." in text_of(resident.get("sent/"))
    assert len(given()) == 7 == len(dict(given()))


def test_a_withdrawn_response_is_asked_nothing(resident: Resident, response: Response) -> None:
    says(resident, "age", "35_44", "sex")
    resident.go("sent/withdraw/", "sent/")
    assert resident.get(f"{QUESTIONS}sex/")["Location"] == f"{resident.root}sent/"
    assert ASKED_AFTER not in text_of(resident.get("sent/"))
    late = resident.post(f"{QUESTIONS}sex/", answer="MALE", asked="sex")
    assert late.status_code == 403
    assert "This response was withdrawn." in text_of(late)
    assert given() == [("age", "35_44")]  # it stands: nothing in the database leads to it


def test_for_a_day_after_the_close(resident: Resident, response: Response) -> None:
    ends = response.consultation.equality_ends_at
    with time_machine.travel(ends, tick=False):
        assert ASKED_AFTER in text_of(resident.get("sent/"))
        says(resident, "age", "35_44", "sex")
    with time_machine.travel(ends + timedelta(seconds=1), tick=False):
        assert ASKED_AFTER not in text_of(resident.get("sent/"))
        late = resident.post(f"{QUESTIONS}sex/", answer="MALE", asked="sex")
        assert late.status_code == 403
        told = "The time for the equality questions of this consultation is over."
        assert told in text_of(late)
    assert given() == [("age", "35_44")]


def test_a_stranger_answers_for_nobody(
    resident: Resident, response: Response, consultation: Consultation, proposal: Proposal
) -> None:
    stranger = Resident(Client(), consultation)
    for page in (QUESTIONS, f"{QUESTIONS}age/"):
        assert stranger.get(page)["Location"] == "/return/"
        refused = stranger.post(page, answer="35_44", asked="age", willing="YES")
        assert refused.status_code == 404
        assert "We could not find your answers" in text_of(refused)
    unsent = Resident(Client(), consultation)
    unsent.fill_in(proposal)
    assert unsent.post(f"{QUESTIONS}age/", answer="35_44", asked="age").status_code == 404
    assert given() == []
    # Somebody else's own response is one more person.
    sends(stranger, proposal)
    says(stranger, "age", "35_44", "sex")
    says(resident, "age", "35_44", "sex")
    assert given() == [("age", "35_44"), ("age", "35_44")]


def test_a_post_from_another_site_is_refused(resident: Resident, response: Response) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = resident.client.cookies
    fields = {"answer": "35_44", "asked": "age"}
    assert strict.post(f"{resident.root}{QUESTIONS}age/", fields).status_code == 403
    assert given() == []


def test_where_nothing_is_asked_send_leads_to_the_receipt(town: Town, client: Client) -> None:
    plain = small_world.consultation_of(town, slug="plain", opened=True)
    one = Resident(client, plain)
    one.fill_in(plain.proposals.get(station=town.barkingside))
    one.send()
    assert "quality questions" not in text_of(one.get("sent/"))
    for page in (QUESTIONS, f"{QUESTIONS}age/"):
        assert one.get(page)["Location"] == f"{one.root}sent/"


def test_in_another_language(resident: Resident, response: Response) -> None:
    resident.root = f"/pl{resident.root}"
    page = text_of(resident.get(f"{QUESTIONS}religion/"))
    assert 'lang="pl"' in page
    assert "Wolę nie podawać" in page  # “Prefer not to say”


def test_a_page_takes_few_queries(
    resident: Resident, response: Response, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    changed(resident, QUESTIONS)
    resident.get(f"{QUESTIONS}age/")
    with django_assert_max_num_queries(4):
        resident.get(f"{QUESTIONS}age/")
    fields = {"answer": "35_44", "asked": "age"}
    with django_assert_max_num_queries(8):
        assert resident.client.post(f"{resident.root}{QUESTIONS}age/", fields).status_code == 303


def test_a_yes_in_welsh_depends_on_the_question(
    resident: Resident, response: Response, proposal: Proposal
) -> None:
    """“Is it the same?” and “Do you have?” are answered in other words there."""
    resident.root = f"/cy{resident.root}"
    for page, yes, no in [("gender", "Ydy", "Nac ydy"), ("disability", "Oes", "Nac oes")]:
        found = re.findall(
            r"<label[^>]*>\s*([^<]+?)\s*<", text_of(resident.get(f"{QUESTIONS}{page}/"))
        )
        assert found == [yes, no, "Gwell gennyf beidio â dweud"], page
    paper = unescape(text_of(resident.client.get("/cy/consultations/front-counters/form/")))  # type: ignore[arg-type]
    assert "“Oes”" in paper
    assert "“Ie”" not in paper
    assert ">Na<" in text_of(resident.get("sent/"))  # not to be told what is decided
