"""Exports of other tools are known by their headings and read without a template."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from consultation.importing.recognised import origin_of
from consultation.models import Consultation, Response, User
from consultation.respond.queries import answers_of
from tests import factories
from tests.importing.files import checked, csv_of, loaded, uploaded, xlsx_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def topics(consultation: Consultation) -> Any:
    """A question with several answers, about everything."""
    question = factories.QuestionFactory(
        consultation=consultation, key="topics", position=9, kind="SEVERAL", scope="ALL"
    )
    return factories.QuestionVersionFactory(
        question=question, wording="What matters most to you?", short="Topics", max_length=0,
        options=[["TRAVEL", "Getting there"], ["SAFETY", "Feeling safe"], ["COST", "Cost"]],
    )  # fmt: skip


def said(response: Response) -> list[tuple[str, str]]:
    """Station and answer, in order."""
    return [
        (a.proposal.station.name if a.proposal else "", a.choice or a.text)
        for a in answers_of(response)
    ]


CITIZEN_SPACE = [
    "Response ID", "Date Submitted", "1: What is your email address? - Email",
    "2: How do you feel about this proposal? - Stance - Ilford", "3: Why do you say that? - Ilford",
    "4: How do you feel about this proposal? - Stance - Kentish Town",
    "5: What matters most to you? - Getting there", "5: What matters most to you? - Feeling safe",
    "6: What should happen instead, or first? - Instead", "Unique ID",
]  # fmt: skip


def test_citizen_space(consultation: Consultation, owner: User, topics: Any) -> None:
    rows = [
        CITIZEN_SPACE,
        ["ANON-1ABC-2DEF-3", "2026-11-20 09:12:33", "ann@example.com", "Oppose", "Two buses.",
         "Support", "Getting there", "", "Open on Saturdays", "77"],
        ["ANON-1ABC-2DEF-4", "2026-11-20 10:00:00", "", "", "", "I do not know", "", "Yes", "", ""],
    ]  # fmt: skip
    imported = loaded(consultation, csv_of(rows), by=owner, channel="ONLINE")
    ilford, kentish_town = (
        str(consultation.proposals.get(station__slug=slug).pk)
        for slug in ("ilford", "kentish-town")
    )
    assert imported.origin == "CITIZEN"
    assert imported.columns == [
        ["reference", ""], ["received", ""], ["email", ""], ["q:stance", ilford],
        ["q:reasons", ilford], ["q:stance", kentish_town], ["q:topics=TRAVEL", ""],
        ["q:topics=SAFETY", ""], ["q:instead", ""], ["leave", ""],
    ]  # fmt: skip
    assert (imported.state, imported.refusals) == ("LOADED", [])
    first, second = Response.objects.order_by("imported_row__line")
    assert said(first) == [
        ("Ilford", "OPPOSE"), ("Ilford", "Two buses."), ("Kentish Town", "SUPPORT"),
        ("", "Open on Saturdays"), ("", "TRAVEL"),
    ]  # fmt: skip
    assert said(second) == [("Kentish Town", "DONT_KNOW"), ("", "SAFETY")]
    assert first.respondent is not None
    assert first.respondent.email == "ann@example.com"
    assert first.imported_row.source_reference == "ANON-1ABC-2DEF-3"


def test_limesurvey(consultation: Consultation, owner: User, topics: Any) -> None:
    headings = [
        "id. Response ID", "submitdate. Date submitted", "lastpage. Last page",
        "startlanguage. Start language", "seed. Seed", "startdate. Date started",
        "stance[barkingside]. How do you feel about this proposal? [Barkingside]",
        "G01Q02. What matters most to you?", "instead. What should happen instead, or first?",
    ]  # fmt: skip
    rows = [
        headings,
        ["12", "2026-11-20 09:12:33", "4", "ur", "1189", "2026-11-20 09:02:10", "OPPOSE",
         "Getting there;Cost", "پہلے آزمائیں"],
    ]  # fmt: skip
    imported = loaded(consultation, csv_of(rows, separator=";"), by=owner, channel="ONLINE")
    assert (imported.origin, imported.state, imported.refusals) == ("LIME", "LOADED", [])
    assert [what for what, _station in imported.columns] == [
        "reference", "received", "leave", "language", "leave", "begun", "q:stance", "q:topics",
        "q:instead",
    ]  # fmt: skip
    response = Response.objects.get()
    assert said(response) == [
        ("Barkingside", "OPPOSE"), ("", "پہلے آزمائیں"), ("", "TRAVEL"), ("", "COST"),
    ]  # fmt: skip
    assert response.language == "ur"
    assert f"{timezone.localtime(response.begun_at):%H:%M:%S}" == "09:02:10"


def test_limesurvey_with_codes_only_and_one_never_sent(
    consultation: Consultation, owner: User
) -> None:
    rows = [
        ["id", "submitdate", "lastpage", "startlanguage", "stance[ilford]", "instead"],
        ["1", "2026-11-20 09:00:00", "3", "en", "SUPPORT", ""],
        ["2", "", "1", "en", "OPPOSE", ""],
    ]
    imported = checked(consultation, csv_of(rows), by=owner)
    assert imported.origin == "LIME"
    assert imported.refusals == [["3", "submitdate", "It does not say when it arrived"]]


def test_microsoft_forms(consultation: Consultation, owner: User, topics: Any) -> None:
    rows: list[list[Any]] = [
        ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time",
         "Which front counters do you write about?", "How do you feel about this proposal?",
         "What matters most to you?", "What should happen instead, or first?"],
        [1, (46346.5,), (46346.510417,), "anonymous", "", "", "Ilford;Holborn;", "Oppose",
         "Feeling safe;Cost;", 24],
    ]  # fmt: skip
    imported = loaded(consultation, xlsx_of(rows), by=owner, channel="ONLINE", name="Forms.xlsx")
    assert (imported.origin, imported.state, imported.refusals) == ("FORMS", "LOADED", [])
    response = Response.objects.get()
    assert said(response) == [
        ("Ilford", "OPPOSE"), ("Holborn", "OPPOSE"), ("", "24"), ("", "SAFETY"), ("", "COST"),
    ]  # fmt: skip
    assert response.respondent is None
    assert f"{timezone.localtime(response.begun_at):%d %H:%M}" == "20 12:00"
    assert f"{timezone.localtime(response.received_at):%d %H:%M:%S}" == "20 12:15:00"
    assert response.imported_row.source_reference == "1"


def test_another_file_of_the_same_shape_needs_no_mapping(
    consultation: Consultation, owner: User
) -> None:
    rows = [["When", "Place it is about", "View"], ["2026-11-20", "Ilford", "Oppose"]]
    columns = [("received", ""), ("stations", ""), ("q:stance", "named")]
    checked(
        consultation, csv_of(rows), by=owner, columns=columns, source="Library", channel="PAPER"
    )
    second = uploaded(consultation, csv_of([*rows, rows[1]]), by=owner, name="second.csv")
    assert (second.state, second.source, second.channel) == ("CHECK_DUE", "Library", "PAPER")
    assert second.columns == [list(column) for column in columns]


def test_a_day_for_all_rows_is_said_anew_for_each_file(
    consultation: Consultation, owner: User
) -> None:
    rows = [["Place", "View"], ["Ilford", "Oppose"]]
    columns = [("stations", ""), ("q:stance", "named")]
    first = checked(
        consultation, csv_of(rows), by=owner, columns=columns, received_on=date(2026, 11, 20)
    )
    assert first.state == "CHECKED"
    second = uploaded(consultation, csv_of([*rows, rows[1]]), by=owner, name="second.csv")
    second.refresh_from_db()
    assert (second.state, second.received_on, second.source) == ("UPLOADED", None, "Paper forms")
    assert second.columns == [list(column) for column in columns]


@pytest.mark.parametrize(
    ("headings", "origin"),
    [
        (["Response ID", "Submitted Date"], "CITIZEN"),
        (["Response ID", "Date submitted", "Last page", "Start language", "Seed"], "LIME"),
        (["Id", "Start time", "Completion time", "Email", "Name"], "FORMS"),
        (["Name", "View"], "OTHER"),
    ],
)
def test_whose_export_it_is(headings: list[str], origin: str) -> None:
    assert origin_of(headings) == origin
