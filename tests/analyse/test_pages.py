"""The pages of reading, coding and the codeframe, as a browser without scripts uses them."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultation.analyse.actions import coding as actions
from consultation.models import Code, Consultation, Point, Proposal, Reading, Theme, User
from tests import factories
from tests.analyse.coded import code, point_in, read, unread
from tests.conftest import let_in

FAR = "The walk to the next counter is too long."
WAIT = "Wait for an evaluation of the new technology before closing."


@pytest.fixture
def desk(analyst: User) -> Client:
    return let_in(Client(), analyst)


@pytest.fixture
def far(consultation: Consultation, analyst: User) -> Point:
    return point_in(consultation, analyst, FAR)


def words_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def press(desk: Client, pk: int, act: str, **typed: Any) -> Any:
    return desk.post(reverse("coding", args=[pk]), {"act": act, **typed})


def test_one_response_after_another(
    desk: Client, consultation: Consultation, proposal: Proposal, far: Point
) -> None:
    first, second = (
        unread(consultation, proposal, reasons=words)
        for words in ("We have no car. It is too far.", "No comment.")
    )
    page: Any = desk.get(reverse("readings", args=[consultation.slug]))
    assert "2 of 2 responses with words or files are not read yet." in words_of(page)
    onward: Any = desk.post(reverse("reading-next", args=[consultation.slug]))
    assert onward["Location"] == reverse("coding", args=[first.pk]) + "#main-content"
    page = desk.get(onward["Location"])
    assert "1 . We have no car." in words_of(page)
    assert press(desk, first.pk, "code", words="2", point="P1").status_code == 303
    page = desk.get(onward["Location"])
    assert "Points that you gave lately P1 The walk" in words_of(page)
    assert "Coded as P1: The walk to the next counter is too long." in words_of(page)
    assert "What it was coded as P1 The walk" in words_of(page)
    onward = press(desk, first.pk, "done")
    assert onward["Location"] == reverse("coding", args=[second.pk]) + "#main-content"
    page = press(desk, second.pk, "done")
    assert page.status_code == 409
    assert "Code what it says, or tick that it makes no point" in words_of(page)
    onward = press(desk, second.pk, "done", no_point="on")
    page = desk.get(onward["Location"])
    assert "Every response that counts has been read." in words_of(page)
    assert "All 2 responses with words or files have been read." in words_of(page)
    assert "Ana Analyst 2" in words_of(page)
    read_ones = desk.get(f"{reverse('readings', args=[consultation.slug])}?show=read")
    assert f"Response {second.pk} Online form borough not said" in words_of(read_ones)


def test_words_that_name_no_number_are_looked_for(
    desk: Client, consultation: Consultation, proposal: Proposal, far: Point, analyst: User
) -> None:
    point_in(consultation, analyst, WAIT)
    response = unread(consultation, proposal, reasons="Wait. It is too far.")
    page = press(desk, response.pk, "code", words="1", point="closing too early")
    assert page.status_code == 200
    assert "Select which point it is" in words_of(page)
    assert f"P2: {WAIT}" in words_of(page)
    assert 'value="closing too early"' in page.content.decode()  # what was typed is kept
    assert not Code.objects.exists()
    which = Point.objects.get(number=2).pk
    typed = {"words": "1", "point": "closing too early", "which": which}
    assert press(desk, response.pk, "code", **typed).status_code == 303
    assert Code.objects.get().point_id == which


def test_a_new_point_is_made_out_of_what_was_typed(
    desk: Client, consultation: Consultation, proposal: Proposal, far: Point
) -> None:
    response = unread(consultation, proposal)
    typed = {"words": "1", "point": "Nobody  asked the school."}
    page = press(desk, response.pk, "code", **typed)
    assert "No point has these words" in words_of(page)
    assert "Select it to make a new point, or enter other words to look for" in words_of(page)
    assert "A new point: Nobody asked the school." in words_of(page)
    assert press(desk, response.pk, "code", **typed, which="new").status_code == 303
    assert str(Code.objects.get().point) == "P2: Nobody asked the school."


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"words": "7", "point": "P1"}, "There is no sentence 7"),
        ({"words": "trains", "point": "P1"}, "These words are not in this response"),
        ({"words": "1", "point": ""}, "Enter the number of a point, or words to look for it"),
        ({"words": "1", "point": "P99"}, "There is no point of this number"),
        ({"words": "1", "point": "P1", "about": "999"}, "Select a front counter from the list"),
        ({"words": "1", "point": "too far", "which": "999"}, "Select a point from the list"),
        ({"words": "1", "point": "x" * 301}, "Say it in 300 characters or less"),
        ({"words": "1\x00", "point": "P1"}, "Enter words of letters and numbers"),
    ],
)
def test_bad_input_says_what_to_do(
    desk: Client, consultation: Consultation, proposal: Proposal, far: Point,
    typed: dict[str, str], told: str,
) -> None:  # fmt: skip
    response = unread(consultation, proposal)
    page = press(desk, response.pk, "code", **typed)
    assert page.status_code == 200
    assert told in words_of(page)
    assert not Code.objects.exists()


def test_a_browser_that_points_at_words_codes_these(
    desk: Client, consultation: Consultation, proposal: Proposal, far: Point
) -> None:
    response = unread(consultation, proposal, reasons="Too far. It is too far.")
    answer = response.answers.get(question_version__question__key="reasons")
    typed = {"words": "too far", "place": f"{answer.pk}:15:22", "point": "P1"}
    assert press(desk, response.pk, "code", **typed).status_code == 303
    made = Code.objects.get()
    assert (made.start, made.end) == (15, 22)
    # A place that does not hold these words is no place: the words are looked for.
    page = press(desk, response.pk, "code", **{**typed, "place": f"{answer.pk}:0:5"})
    assert "These words stand 2 times" in words_of(page)


def test_every_file_is_read_before_a_response_is(
    desk: Client, consultation: Consultation, proposal: Proposal
) -> None:
    response = unread(consultation, proposal)
    file = factories.AttachmentFactory(response=response, consultation=consultation)
    page = press(desk, response.pk, "done", no_point="on")
    assert "Read each file and tick it: 1 left" in words_of(page)
    assert press(desk, response.pk, "done", no_point="on", files=file.pk).status_code == 303


def test_a_code_is_taken_back_and_a_response_read_again(
    desk: Client, consultation: Consultation, proposal: Proposal, far: Point, analyst: User
) -> None:
    response = unread(consultation, proposal)
    (made,) = code(response, "1", far, analyst)
    assert press(desk, response.pk, "back", code=made.pk).status_code == 303
    page = press(desk, response.pk, "back", code=made.pk)
    assert "This code is not on the page any more" in words_of(page)
    read(response, analyst, no_point=True)
    assert "it makes no point that needs an answer" in words_of(
        desk.get(reverse("coding", args=[response.pk]))
    )
    assert press(desk, response.pk, "reopen").status_code == 303
    assert Reading.objects.get().done_at is None


def test_who_does_not_code_reads_and_presses_nothing(
    consultation: Consultation, proposal: Proposal, decision_maker: User, far: Point
) -> None:
    response = unread(consultation, proposal)
    desk = let_in(Client(), decision_maker)
    page = desk.get(reverse("coding", args=[response.pk]))
    assert "It is too far to walk." in words_of(page)
    assert "You need another role to read and code responses" in words_of(page)
    assert press(desk, response.pk, "code", words="1", point="P1").status_code == 403
    assert desk.get(reverse("coding", args=[999])).status_code == 404


def test_what_was_typed_is_shown_where_a_colleague_was_first(
    desk: Client, consultation: Consultation, proposal: Proposal, far: Point, superuser: User
) -> None:
    response = unread(consultation, proposal)
    actions.take_next(consultation=consultation, by=superuser, at=timezone.now())
    page = press(desk, response.pk, "code", words="1", point="Ask the school.", which="new")
    assert page.status_code == 409
    assert "Sue Super is reading this response now" in words_of(page)
    assert "What you typed: 1 Ask the school." in words_of(page)


def test_restricted_words_are_not_shown(
    desk: Client, consultation: Consultation, proposal: Proposal
) -> None:
    response = unread(consultation, proposal)
    factories.RestrictionFactory(response=response)
    page = words_of(desk.get(reverse("coding", args=[response.pk])))
    assert "It is too far to walk." not in page
    assert "The use of this response is restricted" in page


def test_codes_of_a_reworded_point_are_ticked(
    desk: Client, consultation: Consultation, proposal: Proposal, far: Point, analyst: User
) -> None:
    (made,) = code(unread(consultation, proposal), "1", far, analyst)
    address = reverse("point-reword", args=[far.pk])
    typed = {"sentence": "It is too far.", "includes": "", "excludes": "", "reason": ""}
    assert "Enter why" in words_of(desk.post(address, typed))
    assert desk.post(address, typed | {"reason": "Shorter."}).status_code == 303
    recode = reverse("recode", args=[far.pk])
    assert "1 passage was coded before it was reworded" in words_of(desk.get(recode))
    page = desk.post(recode, follow=True)
    assert "Tick the passages that still make the point" in words_of(page)
    page = desk.post(recode, {"codes": [made.pk]}, follow=True)
    assert "None waits to be looked at again" in words_of(page)


def test_the_codeframe_theme_by_theme(desk: Client, consultation: Consultation, far: Point) -> None:
    frame = reverse("codeframe", args=[consultation.slug])
    new = reverse("theme-new", args=[consultation.slug])
    assert (
        '<h1 class="govuk-heading-l cp-words">Make a theme</h1>' in desk.get(new).content.decode()
    )
    desk.post(new, {"heading": " Getting  there "})
    theme = Theme.objects.get()
    assert theme.title == "Getting there"
    rename = reverse("theme", args=[theme.pk])
    assert ">Rename the theme</h1>" in desk.get(rename).content.decode()
    typed = {"sentence": WAIT, "theme": theme.pk, "about": [consultation.proposals.all()[0].pk]}
    desk.post(reverse("point-new", args=[consultation.slug]), typed)
    page = words_of(desk.get(frame))
    links = "Rename Getting there Make a point here , under Getting there"
    assert f"Getting there {links} P2 {WAIT}" in page
    assert f"No theme yet P1 {FAR}" in page
    assert "raised by nobody" not in page  # who raises what is sealed until the close
    page = words_of(desk.post(reverse("codeframe-sign-off", args=[consultation.slug]), follow=True))
    assert "Version 3, signed off by Ana Analyst" in page
    again = desk.post(reverse("codeframe-sign-off", args=[consultation.slug]), follow=True)
    assert "This version was signed off already." in words_of(again)


@pytest.mark.parametrize("name", ["readings", "codeframe"])
def test_a_list_costs_the_same_with_one_row_and_with_three(
    desk: Client, consultation: Consultation, proposal: Proposal, analyst: User, name: str,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    address = reverse(name, args=[consultation.slug])

    def add(number: int) -> None:
        point = point_in(consultation, analyst, f"Point number {number}.")
        code(unread(consultation, proposal, reasons=f"Reason {number}."), "1", point, analyst)
        unread(consultation, proposal, reasons=f"Unread {number}.")

    add(1)
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    add(2)
    add(3)
    with django_assert_num_queries(len(few)):
        desk.get(address)


def test_the_page_of_a_response_costs_the_same_with_one_code_and_with_three(
    desk: Client, consultation: Consultation, proposal: Proposal, analyst: User,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    response = unread(consultation, proposal, reasons="One. Two. Three.")
    points = [point_in(consultation, analyst, f"Point number {one}.") for one in range(3)]
    address = reverse("coding", args=[response.pk])
    code(response, "1", points[0], analyst)
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    code(response, "2", points[1], analyst)
    code(response, "3", points[2], analyst)
    with django_assert_num_queries(len(few)):
        desk.get(address)


def test_a_list_of_many_has_further_pages(
    desk: Client, consultation: Consultation, monkeypatch: pytest.MonkeyPatch, proposal: Proposal
) -> None:
    monkeypatch.setattr("consultation.analyse.queries.coding.A_PAGE", 2)
    keys = [unread(consultation, proposal, reasons=f"Reason {one}.").pk for one in range(3)]
    address = reverse("readings", args=[consultation.slug])
    page = desk.get(address).content.decode()
    assert f"?show=unread&amp;after={keys[1]}" in page
    later = words_of(desk.get(f"{address}?show=unread&after={keys[1]}"))
    assert f"Response {keys[2]}" in later
    assert f"Response {keys[0]}" not in later
