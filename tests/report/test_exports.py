"""The export holds every response and every answer once, and no spreadsheet runs any of it."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from psycopg.sql import SQL

from consultation.models import (
    Answer,
    Consultation,
    FileKind,
    Position,
    ReportKind,
    Response,
    User,
)
from consultation.report import exports, makers
from consultation.report.counting import snapshot
from tests import factories, small_world
from tests.conftest import Town
from tests.report import world
from tests.report.conftest import Make, content

HEADING = (
    b"\xef\xbb\xbfresponse,received_at,channel,kind,capacity,place,borough,state,exclusion_rule,"
    b"station,station_borough,proposal,stance,reasons,instead,evidence\n"
)
TEXTS = ("reasons", "instead", "evidence", "formal_reasons", "formal_view")
POSITIONS = {str(one.value): str(one.label) for one in Position}


def export(consultation: Consultation) -> bytes:
    sink = io.BytesIO()
    with snapshot():
        written = exports.write(consultation, sink)
        assert written == exports.expected_rows(consultation)
    return sink.getvalue()


def rows(exported: bytes) -> list[dict[str, str]]:
    """The export as any reader of CSV sees it."""
    return list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"), newline="")))


def answer(consultation: Consultation, text: str, response: Response | None = None) -> Response:
    """A response that answers one question about everything."""
    response = response or factories.ResponseFactory(consultation=consultation)
    instead = world.questions_of(consultation)["instead"]
    Answer.objects.create(response=response, question_version=instead, text=text)
    return response


def test_a_response_about_a_station_and_everything(
    consultation: Consultation, town: Town, send_response: Any
) -> None:
    sent = send_response(
        consultation,
        about=[consultation.proposals.get(station=town.barkingside)],
        stance="STRONGLY_OPPOSE",
        reasons="Too far.",
        instead="Open on Saturdays, too.",
        borough=town.redbridge,
    )
    start = (
        f"{sent.pk},2026-11-23T12:00:00Z,Online form,Response,Myself,In a London borough,Redbridge,"
    )
    assert (
        export(consultation)
        == HEADING
        + (
            f"{start}Waiting for review,,Barkingside,Redbridge,Close,Strongly oppose,Too far.,,\n"
            f'{start}Waiting for review,,,,,,,"Open on Saturdays, too.",\n'
        ).encode()
    )


def test_a_response_without_answers_has_its_row(consultation: Consultation) -> None:
    one = factories.ResponseFactory(consultation=consultation)
    assert (
        export(consultation)
        == HEADING
        + (
            f"{one.pk},2026-11-23T12:00:00Z,Online form,Response,Myself,Prefer not to say,,"
            "Waiting for review,,,,,,,,\n"
        ).encode()
    )


def test_without_responses_only_the_heading(consultation: Consultation) -> None:
    assert export(consultation) == HEADING


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(0)", "'=HYPERLINK(0)"),
        ("+44 20 7946 0000", "'+44 20 7946 0000"),
        ("- first", "'- first"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tindented", "'\tindented"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("'tis", "''tis"),
        ("=1,2", '"\'=1,2"'),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ('She said "no"', '"She said ""no"""'),
        ("one\ntwo", '"one\ntwo"'),
        ("one\r\ntwo", '"one\r\ntwo"'),
        ("\r\n=1", '"\'\r\n=1"'),
        ("\n=1", '"\'\n=1"'),
        ("a=b", "a=b"),
        (" =1", " =1"),
        ("\\.", "\\."),
        ("£5 – für Ünal, 警察 😀 العربية", '"£5 – für Ünal, 警察 😀 العربية"'),
        ("x" * 40_000, "x" * 40_000),
    ],
)
def test_a_text_cell_byte_for_byte(consultation: Consultation, text: str, cell: str) -> None:
    one = answer(consultation, text)
    exported = export(consultation)
    line = exported.removeprefix(HEADING)
    assert (
        line
        == (
            f"{one.pk},2026-11-23T12:00:00Z,Online form,Response,Myself,Prefer not to say,,"
            f"Waiting for review,,,,,,,{cell},\n"
        ).encode()
    )
    read = rows(exported)[0]["instead"]
    assert (read[1:] if read.startswith("'") else read) == text


def test_names_that_staff_typed_are_made_safe_too(consultation: Consultation, town: Town) -> None:
    for place in (town.ilford, town.redbridge):
        place.name = f"=1+{place.name}"
        place.save()
    one = factories.ResponseFactory(
        consultation=consultation, place="BOROUGH", borough=town.redbridge
    )
    Answer.objects.create(
        response=one,
        question_version=world.questions_of(consultation)["stance"],
        proposal=consultation.proposals.get(station=town.ilford),
        choice="SUPPORT",
    )
    (row,) = rows(export(consultation))
    assert (row["borough"], row["station"]) == ("'=1+Redbridge", "'=1+Ilford")
    assert row["station_borough"] == "'=1+Redbridge"


def test_nothing_is_lost_and_nothing_doubled(
    consultation: Consultation, closed_consultation: Consultation, moderator: User,
    varied: list[Response],
) -> None:  # fmt: skip
    world.fill(closed_consultation, moderator, number=20, seed=2)
    found = rows(export(consultation))
    assert {int(row["response"]) for row in found} == {one.pk for one in varied}
    answers = Answer.objects.filter(response__consultation=consultation)
    texts = [row[key] for row in found for key in TEXTS if row[key]]
    assert sorted(texts) == sorted(answers.exclude(text="").values_list("text", flat=True))
    for key, labels in (("stance", dict(small_world.STANCES)), ("formal-position", POSITIONS)):
        own = answers.filter(question_version__question__key=key)
        said = [labels[choice] for choice in own.values_list("choice", flat=True)]
        assert said
        column = key.replace("-", "_")
        assert sorted(row[column] for row in found if row[column]) == sorted(said)
    by_state = {str(one.get_state_display()) for one in varied}
    assert {row["state"] for row in found} == by_state
    excluded = [row for row in found if row["state"] == "Excluded under a rule"]
    assert {row["exclusion_rule"] for row in excluded} == {"abusive", "automated", "unused"}
    assert {row["exclusion_rule"] for row in found if row not in excluded} == {""}


def test_the_secret_reference_is_not_in_it(
    consultation: Consultation, varied: list[Response]
) -> None:
    exported = export(consultation).decode()
    for one in varied:
        assert one.reference not in exported
        assert str(one.key) not in exported


def test_a_question_of_another_key_has_a_column(consultation: Consultation) -> None:
    """Questions are rows, so an export cannot know them beforehand; a name in use is told apart."""
    one = factories.ResponseFactory(consultation=consultation)
    for position, key in enumerate(["place", "how-far"], start=10):
        asked = factories.QuestionFactory(consultation=consultation, key=key, position=position)
        wording = factories.QuestionVersionFactory(question=asked)
        Answer.objects.create(response=one, question_version=wording, text=f"About {key}")
    (row,) = rows(export(consultation))
    assert (row["answer_place"], row["how_far"]) == ("About place", "About how-far")
    assert row["place"] == "Prefer not to say"


def test_an_answer_is_labelled_as_its_own_wording_had_it(consultation: Consultation) -> None:
    stance = consultation.questions.get(key="stance")
    first = stance.versions.get()
    second = factories.QuestionVersionFactory(
        question=stance,
        number=2,
        correction="Clearer.",
        options=[*first.options[:3], ["OPPOSE", 'I\'m "against" it {0} 100%'], *first.options[4:]],
    )
    proposal = consultation.proposals.earliest("pk")
    for version in (first, second):
        Answer.objects.create(
            response=factories.ResponseFactory(consultation=consultation),
            question_version=version,
            proposal=proposal,
            choice="OPPOSE",
        )
    assert [row["stance"] for row in rows(export(consultation))] == [
        "Oppose", "I'm \"against\" it {0} 100%",
    ]  # fmt: skip


def test_two_wordings_answered_by_one_are_both_kept(consultation: Consultation) -> None:
    instead = consultation.questions.get(key="instead")
    one = answer(consultation, "First")
    second = factories.QuestionVersionFactory(question=instead, number=2, correction="Clearer.")
    Answer.objects.create(response=one, question_version=second, text="Second")
    (row,) = rows(export(consultation))
    assert sorted(row["instead"].split("\n")) == ["First", "Second"]


def test_the_export_job_makes_the_file_and_says_what_its_columns_mean(
    make: Make, consultation: Consultation, varied: list[Response]
) -> None:
    report = make(ReportKind.EXPORT)
    assert (report.state, report.error) == ("DONE", "")
    assert content(report, FileKind.CSV) == export(consultation)
    page = content(report, FileKind.HTML).decode()
    for column in exports.columns(consultation):
        assert f">{column.name}<" in page
    assert report.steps_done == report.steps_total == makers.EXPORT_STEPS


def test_an_export_short_of_rows_is_not_published(make: Make, consultation: Consultation) -> None:
    """An answer to another consultation's question has no column here, so it is missed and told."""
    other = factories.QuestionVersionFactory()
    one = answer(consultation, "Kept")
    Answer.objects.create(
        response=one,
        question_version=other,
        proposal=consultation.proposals.earliest("pk"),
        text="Lost?",
    )
    report = make(ReportKind.EXPORT)
    assert report.state == "FAILED"
    assert report.error.startswith("The file did not hold every response")
    assert report.files.count() == 0


def test_progress_is_told_every_ten_thousand_rows(consultation: Consultation) -> None:
    one = factories.ResponseFactory(consultation=consultation)
    columns = [
        str(field.column) for field in Response._meta.concrete_fields if not field.primary_key
    ]
    copied = ", ".join(
        {"reference": "'R' || n", "key": "gen_random_uuid()"}.get(name, name) for name in columns
    )
    with connection.cursor() as cursor:
        # What they refer to is there: that it is need not be asked twenty thousand times.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            f"INSERT INTO consultation_response ({', '.join(columns)})"
            f" SELECT {copied} FROM consultation_response, generate_series(1, 20000) AS n"
            f" WHERE id = {one.pk}"
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    told: list[int] = []
    with snapshot():
        assert exports.write(consultation, io.BytesIO(), tell=told.append) == 20_001
    assert told == [10_000, 20_000]


def above(plan: dict[str, Any], alias: str) -> list[str]:
    """The steps that the rows of a table go through, the first of them last."""
    if plan.get("Alias") == alias:
        return [plan["Node Type"]]
    ways = [above(part, alias) for part in plan.get("Plans", [])]
    kind = "Hashed" if plan.get("Strategy") == "Hashed" else plan["Node Type"]
    return next(([kind, *way] for way in ways if way), [])


def test_the_first_row_waits_for_no_other(consultation: Consultation, moderator: User) -> None:
    """However many there are, neither responses nor answers are sorted or hashed whole."""
    world.fill(consultation, moderator, number=120)
    with snapshot(), connection.cursor() as cursor:
        cursor.execute(exports.READ_IN_ORDER)
        cursor.execute(SQL("EXPLAIN (FORMAT json) ") + exports.query(consultation))
        plan = cursor.fetchone()[0][0]["Plan"]
    for alias in ("r", "a"):
        steps = above(plan, alias)
        assert steps
        assert [one for one in steps if one in ("Sort", "Hash", "Hashed", "Gather")] == [], steps


def test_what_is_asked_after_it_is_planned_as_ever(consultation: Consultation) -> None:
    def settings() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name || ' ' || setting FROM pg_settings WHERE name = ANY(%s)",
                [list(exports.IN_ORDER)],
            )
            return sorted(row[0] for row in cursor.fetchall())

    with snapshot():
        before = settings()
        exports.write(consultation, io.BytesIO())
        assert settings() == before


def test_files_are_named_and_counted(consultation: Consultation) -> None:
    question = factories.QuestionFactory(
        consultation=consultation, key="document", position=9, kind="FILE"
    )
    version = factories.QuestionVersionFactory(question=question, max_length=0, most=3)
    one = factories.ResponseFactory(consultation=consultation)
    for place, name in enumerate(["=plan A.pdf", "b 2.jpg"]):
        stored = f"{place:032x} {'f' * 64} 1234 PDF {name}"
        Answer.objects.create(response=one, question_version=version, place=place, text=stored)
    answer(consultation, "Open on Saturdays.")
    found = [(row["document"], row["document_count"]) for row in rows(export(consultation))]
    assert found == [("'=plan A.pdf\nb 2.jpg", "2"), ("", "")]
