"""Totals of the equality answers: counted right, never small, in no other file."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from consultation.models import (
    Consultation,
    EqualityAnswer,
    Event,
    FileKind,
    ReportKind,
    Response,
    User,
)
from consultation.report.counting import Subject, snapshot
from consultation.report.equality import FEW, disclosed, totals
from consultation.report.figures import compute
from tests import factories, small_world
from tests.conftest import NOW, Town, send
from tests.report.conftest import EVERY_FORM, Make, all_in, content
from tests.report.test_documents import pdf_of, words_of

LAST_WEEK = date(2026, 11, 16)
THIS_WEEK = date(2026, 11, 23)


@pytest.fixture
def consultation(town: Town) -> Consultation:
    """Open, and it asks the questions that ship with the service."""
    return small_world.consultation_of(
        town, slug="front-counters", opened=True, equality_set=small_world.harmonised()
    )


def give(consultation: Consultation, question: str, week: date = LAST_WEEK, **people: int) -> None:
    """So many people answer a question so: `give(open, "sex", FEMALE=7)`."""
    give_all(consultation, question, people, week)


def give_all(
    consultation: Consultation, question: str, people: dict[str, int], week: date = LAST_WEEK
) -> None:
    """The same for values that are no names."""
    assert consultation.equality_set is not None
    asked = consultation.equality_set.questions.get(key=question)
    for value, number in people.items():
        for _ in range(number):
            factories.EqualityAnswerFactory(
                consultation=consultation, question=asked, value=value, week_on=week
            )


def shown(consultation: Consultation, at: datetime = NOW) -> dict[str, tuple[int, dict[str, str]]]:
    """Total and numbers by the question's key."""
    found = totals(consultation, at=at).questions
    return {
        one.question.key: (one.base, {label: number for label, number, _share in one.rows})
        for one in found
    }


def counted(consultation: Consultation, question: str, value: str) -> int:
    """The same in plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM consultation_equalityanswer a"
            " JOIN consultation_equalityquestion q ON q.id = a.question_id"
            " WHERE a.consultation_id = %s AND q.key = %s AND a.value = %s",
            [consultation.pk, question, value],
        )
        return int(cursor.fetchone()[0])


def test_the_numbers_are_those_of_plain_sql(
    consultation: Consultation, closed_consultation: Consultation
) -> None:
    assert consultation.equality_set is not None
    give(consultation, "age", UNDER_16=2, NOT_SAID=13)
    ages = {"16_24": 5, "25_34": 22, "35_44": 18, "75_OVER": 37}
    give_all(consultation, "age", ages)
    give(consultation, "religion", NONE=41, CHRISTIAN=28, MUSLIM=12, SIKH=3, NOT_SAID=9)
    found = shown(consultation)
    for key in ("age", "religion"):
        question = consultation.equality_set.questions.get(key=key)
        true = {label: counted(consultation, key, value) for value, label in question.options}
        expected = {
            label: str(5 * round(number / 5)) if number >= 5 else FEW
            for label, number in true.items()
        }
        total = sum(5 * round(number / 5) for number in true.values() if number >= 5)
        assert found[key] == (total, expected)
    assert found["age"][1]["Under 16"] == FEW  # 2 people
    assert found["age"][1]["45 to 54"] == FEW  # nobody
    assert found["sex"][0] == 0
    assert totals(closed_consultation, at=NOW).questions == []


def test_the_report_holds_what_may_be_shown_and_nothing_else(
    consultation: Consultation, varied: list[Response]
) -> None:
    """Counted in plain SQL; a number that is not shown is nowhere in the edition."""
    give(consultation, "religion", NONE=41, CHRISTIAN=28, MUSLIM=12, SIKH=3, NOT_SAID=9)
    with snapshot():
        figures = compute(Subject(consultation, ReportKind.EQUALITY), at=NOW)
    assert consultation.equality_set is not None
    asked = consultation.equality_set.questions.filter(shown_if=None)
    assert [one.key for one in figures.tables] == [f"equality-{one.key}" for one in asked]
    for question in asked:
        table = figures.table(f"equality-{question.key}")
        for row, (value, label) in zip(table.rows, question.options, strict=True):
            number = counted(consultation, question.key, value)
            expected = 5 * round(number / 5) if number >= 5 else None
            (figure,) = row.figures
            assert (row.key, row.label, figure.value) == (value, label, expected)
            assert figure.shown == (FEW if expected is None else str(expected))
            assert figure.base == (90 if question.key == "religion" else 0)
    assert figures.replies == () == figures.quotes
    assert "Answers up to 22 November 2026 are counted." in figures.tables[0].note


def test_rounding() -> None:
    assert [disclosed(one) for one in (0, 4, 5, 7, 8, 12, 13, 1_002, 1_003)] == [
        None, None, 5, 5, 10, 10, 15, 1_000, 1_005,
    ]  # fmt: skip


def test_a_small_number_changes_nothing_that_is_shown(
    client: Client, consultation: Consultation, analyst: User
) -> None:
    """Whoever knows how it is made, and every other number, cannot tell 0 from 1, 2, 3 or 4."""
    give(consultation, "sex", FEMALE=23, MALE=18)
    give(consultation, "disability", NO=40)
    pages = set()
    for _ in range(5):
        pages.add(main_of(page_of(client, consultation, analyst)))
        give(consultation, "sex", NOT_SAID=1)
        give(consultation, "disability", YES=1)
        give(consultation, "disability-effect", A_LOT=1)
    assert len(pages) == 1
    assert main_of(page_of(client, consultation, analyst)) not in pages  # 5 are shown


def test_a_follow_up_is_shown_only_beside_the_answer_it_follows(
    consultation: Consultation,
) -> None:
    give(consultation, "disability", YES=4, NO=60)
    give(consultation, "disability-effect", A_LOT=4)
    give(consultation, "ethnic-group", WHITE=50, ASIAN=30)
    give(consultation, "ethnic-group-asian", INDIAN=14, PAKISTANI=9, BANGLADESHI=6)
    found = shown(consultation)
    assert found["disability"][1]["Yes"] == FEW
    assert "disability-effect" not in found
    assert "ethnic-group-mixed" not in found
    assert found["ethnic-group-white"][0] == 0
    assert found["ethnic-group-asian"] == (
        30,
        {
            "Indian": "15",
            "Pakistani": "10",
            "Bangladeshi": "5",
            "Chinese": FEW,
            "Any other Asian background": FEW,
            "Prefer not to say": FEW,
        },
    )


def test_while_answers_come_in_whole_weeks_are_counted(consultation: Consultation) -> None:
    give(consultation, "sex", FEMALE=20, MALE=20)
    give(consultation, "sex", THIS_WEEK, FEMALE=10)
    assert totals(consultation, at=NOW).until == date(2026, 11, 22)
    assert shown(consultation)["sex"][0] == 40
    sunday = NOW + timedelta(days=6, hours=11)
    assert shown(consultation, sunday)["sex"][0] == 40
    monday = NOW + timedelta(days=6, hours=12)
    assert totals(consultation, at=monday).until == date(2026, 11, 29)
    assert shown(consultation, monday)["sex"][0] == 50


def test_all_are_counted_once_none_can_come_any_more(consultation: Consultation) -> None:
    ends = consultation.equality_sheets_end_at  # the last of paper is typed in
    give(consultation, "sex", date(2027, 3, 15), FEMALE=20, MALE=20)
    assert (ends.date(), ends - consultation.equality_ends_at) == (
        date(2027, 3, 16), timedelta(weeks=4)
    )  # fmt: skip
    assert totals(consultation, at=ends).until == date(2027, 3, 14)
    assert shown(consultation, ends)["sex"][0] == 0
    after = totals(consultation, at=ends + timedelta(seconds=1))
    assert after.until is None
    assert next(one.base for one in after.questions if one.question.key == "sex") == 40


def main_of(page: str) -> str:
    """What the page says."""
    return page[page.index("<main") : page.index("</main>")]


def page_of(client: Client, consultation: Consultation, person: User) -> str:
    client.force_login(person)
    answer = client.get(reverse("equality", args=[consultation.slug]))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_page(client: Client, consultation: Consultation, analyst: User) -> None:
    give(consultation, "sex", FEMALE=33, MALE=21, NOT_SAID=3)
    page = page_of(client, consultation, analyst)
    assert "Answers given up to Sunday 22 November 2026 are counted." in page
    cells = re.findall(r'data-label="(?:People|Share)">([^<]*)<', page)
    assert cells == ["35", "64%", "20", "36%", FEW, "not shown", "55", "100%"]
    assert "Harmonised equality questions, version 1, of 23 November 2026." in page
    assert "33" not in cells
    assert (
        "People who responded by letter, phone or email or at a meeting, or whose response came "
        "in an imported file, were not asked, so they are not in these totals."
    ) in page


def test_without_questions_it_says_why(client: Client, town: Town, owner: User) -> None:
    plain = factories.ConsultationFactory(no_equality_reason="A survey of buildings.")
    page = page_of(client, plain, owner)
    assert "This consultation asks no equality questions. A survey of buildings." in page


@pytest.mark.parametrize(
    ("role", "link"),
    [("owner", True), ("analyst", True), ("decision_maker", False), ("moderator", False),
     ("auditor", False)],
)  # fmt: skip
def test_who_is_led_there(
    role: str,
    link: bool,
    client: Client,
    consultation: Consultation,
    closed_consultation: Consultation,
    request: pytest.FixtureRequest,
) -> None:
    client.force_login(request.getfixturevalue(role))
    home = client.get("/staff/").content.decode()
    assert (f'href="{reverse("equality", args=[consultation.slug])}"' in home) is link
    assert reverse("equality", args=[closed_consultation.slug]) not in home  # it asks none


def test_as_many_queries_with_three_answers_as_with_one(
    client: Client, consultation: Consultation, owner: User, django_assert_num_queries: Any
) -> None:
    client.force_login(owner)
    for _ in range(3):
        give(consultation, "sex", FEMALE=1)
        with django_assert_num_queries(9):
            client.get(reverse("equality", args=[consultation.slug]))


def test_no_export_and_no_report_holds_any_of_it(
    consultation: Consultation, make: Make, town: Town
) -> None:
    about = consultation.proposals.get(station=town.barkingside)
    response: Response = send(consultation, about=[about], reasons="Too far to walk.")
    assert response.state == "RECEIVED"
    give(consultation, "religion", SIKH=12, CHRISTIAN=20)
    give(consultation, "ethnic-group", OTHER=12)
    give(consultation, "ethnic-group-other", ARAB=12)
    keys = list(EqualityAnswer.objects.values_list("key", flat=True))
    pks = [str(one) for one in EqualityAnswer.objects.values_list("pk", flat=True)]
    reports = [
        make(),
        make(ReportKind.STATION, station=town.barkingside),
        make(ReportKind.BOROUGH, borough=town.redbridge),
        make(ReportKind.EXPORT),
    ]
    files: list[str] = []
    for report in reports:
        assert report.state == "DONE"
        files.append(str(report.figures))
        for file in report.files.all():
            pdf = file.kind == FileKind.PDF
            raw = content(report, FileKind(file.kind))
            files.append(words_of(pdf_of(report)) if pdf else all_in(raw))
    assert len(files) == 4 + 3 * len(EVERY_FORM) + 6
    assert any("Too far to walk." in one for one in files)  # the export holds what it should
    for secret in ("SIKH", "Sikh", "ARAB", "Arab", "ethnic", "religion", *keys, *pks):
        assert [one for one in files if secret in one] == [], secret


def test_admin_shows_no_single_answer(client: Client, superuser: User) -> None:
    given = factories.EqualityAnswerFactory()
    client.force_login(superuser)
    index = client.get("/admin/").content.decode()
    assert "equalityanswer" not in index
    assert client.get("/admin/consultation/equalityanswer/").status_code == 404
    assert client.get(f"/admin/consultation/equalityanswer/{given.pk}/").status_code == 404


def looks(consultation: Consultation) -> list[tuple[int | None, Any]]:
    found = Event.objects.filter(kind="report.read", about=f"consultation:{consultation.pk}")
    return [(one.by, one.facts["what"]) for one in found.order_by("pk")]


def test_before_the_close_it_is_sealed_and_each_look_is_an_event(
    client: Client, consultation: Consultation, analyst: User, decision_maker: User
) -> None:
    give(consultation, "sex", FEMALE=33, MALE=21)
    for _look in range(2):
        assert "INTERIM" in page_of(client, consultation, analyst)
    assert looks(consultation) == [(analyst.pk, "equality")] * 2
    client.force_login(decision_maker)
    answer = client.get(reverse("equality", args=[consultation.slug]))
    page = main_of(unescape(answer.content.decode()))
    assert answer.status_code == 403
    assert "Sealed until the close" in page
    assert "another role to read figures before the consultation closes" in page
    assert "Female" not in page
    assert "35" not in page
    assert len(looks(consultation)) == 2


def test_after_the_close_a_decision_maker_reads_it_without_an_event(
    client: Client,
    consultation: Consultation,
    decision_maker: User,
    after_close: time_machine.Traveller,
) -> None:
    give(consultation, "sex", FEMALE=33, MALE=21)
    page = page_of(client, consultation, decision_maker)
    assert "INTERIM" not in page
    assert "Female" in page
    assert looks(consultation) == []
