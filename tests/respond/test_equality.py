"""The equality questions: asked once the response is safe, optional, joined to nothing."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from consultation.events import MACHINE
from consultation.models import (
    Consultation,
    Draft,
    EqualityAnswer,
    Event,
    Message,
    Proposal,
    Response,
)
from consultation.respond import actions
from tests import small_world
from tests.conftest import NOW, Town
from tests.respond.resident import Resident, text_of

QUESTIONS = "sent/equality/"
ASKED_AFTER = "Answer the equality questions"


@pytest.fixture
def consultation(town: Town) -> Consultation:
    """Open, and it asks the questions that ship with the service."""
    return small_world.consultation_of(
        town, slug="front-counters", opened=True, equality_set=small_world.harmonised()
    )


def sends(one: Resident, proposal: Proposal, **words: str) -> Response:
    """All pages, and Send: the questions come next."""
    one.fill_in(proposal, **words)
    one.go("check/", QUESTIONS, privacy="on")
    return Response.objects.latest("pk")


@pytest.fixture
def response(resident: Resident, proposal: Proposal) -> Response:
    """Sent by the resident, who is on the page that explains the questions."""
    return sends(resident, proposal)


def asked_on(one: Resident, page: str) -> str:
    """The hidden field that names the question of a page."""
    found = re.search(r'name="asked"[^>]* value="([^"]*)"', text_of(one.get(f"{QUESTIONS}{page}/")))
    return found[1] if found else ""


def says(one: Resident, page: str, value: str, onward: str, *, asked: str = "") -> None:
    """Answer the question of a page and land on the next."""
    fields = {"answer": value, "asked": asked or asked_on(one, page)}
    one.go(f"{QUESTIONS}{page}/", f"{QUESTIONS}{onward}/" if onward else "sent/", **fields)


def given() -> list[tuple[str, str]]:
    """What is stored, in the order of the questions."""
    rows = EqualityAnswer.objects.order_by("question__position", "value")
    return list(rows.values_list("question__key", "value"))


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


def answered(one: Resident) -> None:
    """Values and labels that stand nowhere else."""
    says(one, "ethnic-group", "OTHER", "ethnic-group")
    says(one, "ethnic-group", "ARAB", "religion")
    says(one, "religion", "SIKH", "sexual-orientation")


def test_no_event_message_draft_or_receipt_holds_any_of_it(
    resident: Resident, proposal: Proposal
) -> None:
    sends(resident, proposal, email="ruth@example.com")
    before = Event.objects.count()
    answered(resident)
    assert len(given()) == 3
    assert Event.objects.count() == before
    assert Draft.objects.get().answers == {}
    kept = [text_of(resident.get(f"receipt.{kind}")) for kind in ("txt", "html")]
    kept += [text_of(resident.get("sent/")), Message.objects.get().body]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if "equality" not in table:
                cursor.execute(f'SELECT to_jsonb(one)::text FROM "{table}" one')
                kept += [row for (row,) in cursor.fetchall()]
    keys = list(EqualityAnswer.objects.values_list("key", flat=True))
    for secret in ("SIKH", "Sikh", "ARAB", "Arab", *keys):
        assert [one for one in kept if secret in one] == [], secret


def columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, f"consultation_{table}")
    return {one.name for one in found}


@pytest.mark.django_db
def test_no_column_leads_to_a_response() -> None:
    assert columns("equalityanswer") == {
        "id", "consultation_id", "question_id", "value", "key", "week_on",
    }  # fmt: skip
    with connection.cursor() as cursor:
        relations = connection.introspection.get_relations(cursor, "consultation_equalityanswer")
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = 'consultation_equalityanswer'::regclass"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT pg_get_serial_sequence('consultation_equalityanswer', 'id')")
        assert cursor.fetchone() == (None,)
    assert {table for _column, table in relations.values()} == {
        "consultation_consultation",
        "consultation_equalityquestion",
    }
    # What it shares with a response by name: the consultation; each has a `key` of its own kind.
    assert columns("equalityanswer") & columns("response") == {"id", "consultation_id", "key"}


def test_nothing_in_the_database_makes_the_key(
    resident: Resident, response: Response, settings: Any
) -> None:
    answered(resident)
    stored = set(EqualityAnswer.objects.values_list("key", flat=True))
    assert len(stored) == 3  # another for each question: one person's answers are not together
    draft, questions = (
        Draft.objects.get(),
        EqualityAnswer.objects.values_list("question", flat=True),
    )
    known = [
        *(str(one) for one in (response.pk, response.key, response.key.hex, response.reference)),
        *(str(one) for one in (draft.pk, draft.key, draft.token_hash, resident.code())),
    ]
    tried = {sha256(one.encode()).hexdigest() for one in known}
    tried |= {sha256(f"{a}:{b}".encode()).hexdigest() for a in known for b in [*known, *questions]}
    assert not tried & stored
    # With the secret of the service gone, so is the way from a response to its answers.
    settings.SECRET_KEY = "another secret, and the one before it is lost"
    assert "They are optional, and kept apart" in text_of(resident.get("sent/"))


def test_a_new_secret_beside_the_old_asks_nothing_twice(
    resident: Resident, response: Response, settings: Any
) -> None:
    says(resident, "age", "35_44", "sex")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new secret"
    late = resident.post(f"{QUESTIONS}age/", answer="16_24", asked="age")
    assert late["Location"].endswith("age/?stands")
    says(resident, "sex", "MALE", "gender")
    assert given() == [("age", "35_44"), ("sex", "MALE")]


def test_of_the_time_only_the_week_is_kept(resident: Resident, response: Response) -> None:
    assert NOW.date() == date(2026, 11, 23)  # a Monday
    for days, page, onward in [
        (0, "age", "sex"),
        (6, "sex", "gender"),
        (7, "gender", "disability"),
    ]:
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            says(resident, page, "NOT_SAID", onward)
    weeks = EqualityAnswer.objects.order_by("question__position")
    assert [str(one) for one in weeks.values_list("week_on", flat=True)] == [
        "2026-11-23",
        "2026-11-23",
        "2026-11-30",
    ]


@pytest.mark.django_db(transaction=True)
def test_the_order_of_the_rows_tells_nothing_after_the_next_mixing(
    resident: Resident, response: Response
) -> None:
    resident.go(QUESTIONS, f"{QUESTIONS}age/", willing="YES")
    for page, onward in [("age", "sex"), ("sex", "gender"), ("gender", "disability")]:
        says(resident, page, "NOT_SAID", onward)
    answered(resident)
    actions.mix_equality_answers(by=MACHINE, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM consultation_equalityanswer ORDER BY ctid")
        lying = [one for (one,) in cursor.fetchall()]
    assert lying == sorted(lying)
    assert len(lying) == 6


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
