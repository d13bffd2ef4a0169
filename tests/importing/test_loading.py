"""A checked file is loaded whole, once, and leaves what the form would have left."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from consultation.importing import queries
from consultation.importing.actions import asking, working
from consultation.ledger.commitments import commitment
from consultation.models import (
    Answer,
    Consultation,
    Event,
    Import,
    ImportedRow,
    Leaf,
    LeafSalt,
    QuestionVersion,
    Respondent,
    Response,
    User,
)
from consultation.respond.acceptance import committed
from consultation.respond.queries import answers_of, questions_of
from consultation.respond.receipts import answers_in, given_by, receipt_of
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW
from tests.importing.files import HEADINGS, ROWS, checked, csv_of, loaded, uploaded, worked

pytestmark = pytest.mark.django_db
FILE = csv_of([HEADINGS, *ROWS])


def kinds_of(imported: Import) -> list[str]:
    events = Event.objects.acts().filter(about=f"import:{imported.pk}").order_by("pk")
    return [kind.removeprefix("import.") for kind in events.values_list("kind", flat=True)]


def test_a_check_stores_no_response(consultation: Consultation, moderator: User) -> None:
    imported = checked(consultation, FILE, by=moderator)
    assert (imported.state, imported.error) == ("CHECKED", "")
    assert Response.objects.count() == 0
    assert ImportedRow.objects.count() == 0
    counts = imported.counts
    assert (counts["rows"], counts["taken"], counts["refused"]) == (3, 3, 0)
    assert counts["channels"] == {"PAPER": 3}
    named = {str(one.station.name): counts["stations"].get(str(one.pk)) for one in
             consultation.proposals.select_related("station")}  # fmt: skip
    assert named == {
        "Ilford": 1, "Barkingside": None, "Wimbledon": 1, "Mitcham": 1, "Holborn": 1,
        "Kentish Town": None,
    }  # fmt: skip
    assert kinds_of(imported) == [
        "uploaded", "described", "check_asked", "check_started", "checked",
    ]  # fmt: skip


def test_what_is_loaded_is_what_the_form_would_have_left(
    consultation: Consultation, moderator: User
) -> None:
    imported = loaded(consultation, FILE, by=moderator)
    assert (imported.state, imported.asked_by) == ("LOADED", moderator)
    responses = list(Response.objects.order_by("imported_row__line"))
    assert [one.state for one in responses] == ["RECEIVED"] * 3
    assert [one.channel for one in responses] == ["PAPER"] * 3
    assert [one.borough.name if one.borough else "" for one in responses] == [
        "Redbridge", "Camden", "",
    ]  # fmt: skip
    assert [f"{timezone.localtime(one.received_at):%d %H:%M}" for one in responses] == [
        "20 10:00", "20 12:00", "21 12:00",
    ]  # fmt: skip
    assert responses[0].state_at == timezone.now()
    assert {one.publish for one in responses} == {"NOT_SAID"}
    said = [
        [(a.proposal and a.proposal.station.name, a.choice or a.text) for a in answers_of(one)]
        for one in responses
    ]
    assert said == [
        [("Ilford", "OPPOSE"), ("Ilford", "It is too far.")],
        [("Holborn", "SUPPORT"), ("Mitcham", "SUPPORT"), (None, "Open later")],
        [("Wimbledon", "STRONGLY_OPPOSE"), ("Wimbledon", "=1+1 is two")],
    ]
    rows = ImportedRow.objects.values_list("line", "source_reference", "source_key")
    assert list(rows) == [(2, "P1", "paper forms"), (3, "P2", "paper forms"),
                          (4, "P3", "paper forms")]  # fmt: skip
    received = Event.objects.filter(kind="response.received").order_by("pk")
    assert [(e.actor, e.by, e.facts) for e in received][1] == (
        "staff", moderator.pk, {"channel": "PAPER", "answers": 3, "import": imported.pk},
    )  # fmt: skip
    assert {e.about for e in received} == {f"response:{one.pk}" for one in responses}
    assert kinds_of(imported)[5:] == ["load_asked", "load_started", "loaded"]


def assert_committed() -> None:
    """Each commitment is that of what is stored."""
    for one in Response.objects.select_related("borough"):
        given = given_by(answers_of(one))
        fields = committed(answers_in(one, given), given, channel=one.channel)  # type: ignore[arg-type]
        fields["publish"] = one.publish
        salt = bytes(LeafSalt.objects.get(pk=one.pk).salt)
        assert Leaf.objects.get(pk=one.pk).commitment == commitment(salt, fields)
        assert len(salt) == 32


def test_the_commitment_of_each_is_that_of_what_is_stored(
    consultation: Consultation, moderator: User
) -> None:
    loaded(consultation, FILE, by=moderator)
    assert Leaf.objects.count() == 3
    assert_committed()
    assert len({bytes(one.salt) for one in LeafSalt.objects.all()}) == 3


def test_a_row_answers_the_wording_of_when_it_arrived(
    consultation: Consultation, moderator: User
) -> None:
    """Stance was corrected at nine on 21 November: each row is recorded and committed so."""
    first = QuestionVersion.objects.get(question__key="stance")
    second = factories.QuestionVersionFactory(
        question=first.question, number=2, wording="Do you agree?",
        options=[["OPPOSE", "No"], *[one for one in first.options if one[0] != "OPPOSE"]],
        correction="It was not clear.", frozen_at=datetime(2026, 11, 21, 9, tzinfo=NOW.tzinfo),
    )  # fmt: skip
    rows = [["Received", "Stations", "Stance"], ["2026-11-21 08:59", "Ilford", "Oppose"],
            ["2026-11-21 09:00", "Ilford", "No"], ["20/11/2026", "Ilford", "Support"],
            ["2026-11-22", "Ilford", "Support"]]  # fmt: skip
    imported = loaded(consultation, csv_of(rows), by=moderator)
    assert (imported.state, imported.refusals) == ("LOADED", [])
    answers = Answer.objects.order_by("response__imported_row__line")
    assert [(one.question_version, one.choice) for one in answers] == [
        (first, "OPPOSE"), (second, "OPPOSE"), (first, "SUPPORT"), (second, "SUPPORT"),
    ]  # fmt: skip
    assert_committed()


def test_a_row_from_before_a_correction_has_none_of_its_answers(
    consultation: Consultation, moderator: User
) -> None:
    first = QuestionVersion.objects.get(question__key="stance")
    factories.QuestionVersionFactory(
        question=first.question, number=2, wording=first.wording,
        options=[*first.options, ["NO_VIEW", "I have no view"]],
        correction="One was missing.", frozen_at=datetime(2026, 11, 21, 9, tzinfo=NOW.tzinfo),
    )  # fmt: skip
    rows = [["Received", "Stations", "Stance"], ["2026-11-20", "Ilford", "I have no view"],
            ["2026-11-22", "Ilford", "I have no view"]]  # fmt: skip
    imported = checked(consultation, csv_of(rows), by=moderator)
    assert imported.refusals == [
        ["2", "Stance", "“I have no view” is not one of the answers to this question"]
    ]


def test_each_has_a_reference_that_answers_with_a_receipt(
    consultation: Consultation, moderator: User
) -> None:
    imported = loaded(consultation, FILE, by=moderator)
    references = list(queries.references_of(imported))
    assert [row[:2] for row in references] == [(2, "P1"), (3, "P2"), (4, "P3")]
    response = Response.objects.get(reference=references[1][2])
    text = receipt_of(response, answers_of(response), questions_of(consultation)).text()
    assert "Open later" in text
    assert "Holborn, Camden; Mitcham, Merton" in text


def test_names_and_addresses_live_apart(consultation: Consultation, moderator: User) -> None:
    rows = [["Received", "Instead", "E-mail", "Name"],
            ["2026-11-20", "More buses", "ann@example.com", "Ann"],
            ["2026-11-20", "Fewer buses", "", ""]]  # fmt: skip
    loaded(consultation, csv_of(rows), by=moderator)
    person = Respondent.objects.get()
    assert (person.email, person.name, person.wants_news) == ("ann@example.com", "Ann", False)
    assert Response.objects.filter(respondent=None).count() == 1


def test_one_bad_row_loads_nothing_and_is_named(
    consultation: Consultation, moderator: User
) -> None:
    bad = ["P4", "2026-11-21", "Ilford", "Perhaps", "Why not", "", ""]
    imported = loaded(consultation, csv_of([HEADINGS, *ROWS, bad]), by=moderator)
    assert imported.state == "REFUSED"
    assert imported.refusals == [
        ["5", "Stance", "“Perhaps” is not one of the answers to this question"]
    ]
    assert Response.objects.count() == 0
    with pytest.raises(Refused, match="loaded whole or not at all"):
        asking.ask_load(imported=imported, by=moderator, at=timezone.now())


def test_a_row_that_went_bad_since_the_check_loads_nothing(
    consultation: Consultation, moderator: User
) -> None:
    imported = checked(consultation, FILE, by=moderator)
    other = csv_of([HEADINGS, ROWS[0], ["P9", "2026-11-21", "Ilford", "Oppose", "", "", ""]])
    assert loaded(consultation, other, by=moderator, name="other.csv").state == "LOADED"
    asking.ask_load(imported=imported, by=moderator, at=timezone.now())
    imported = worked(imported)
    assert imported.state == "REFUSED"
    assert imported.refusals == [["2", "Ref", "It was loaded before, as row 2 of other.csv"]]
    assert Response.objects.count() == 2
    assert Answer.objects.count() == 3


def test_the_same_file_twice_loads_once(consultation: Consultation, moderator: User) -> None:
    first = loaded(consultation, FILE, by=moderator)
    assert uploaded(consultation, FILE, by=moderator, name="again.csv") == first
    with pytest.raises(Refused, match="This file is loaded"):
        asking.ask_load(imported=first, by=moderator, at=timezone.now())
    assert Response.objects.count() == 3


def test_a_row_loaded_before_is_refused_or_left_out(
    consultation: Consultation, moderator: User
) -> None:
    loaded(consultation, FILE, by=moderator)
    more = csv_of([HEADINGS, ["P4", "2026-11-21", "Ilford", "Oppose", "", "", ""], *ROWS[1:]])
    refused = loaded(consultation, more, by=moderator, name="more.csv")
    assert refused.state == "REFUSED"
    assert [row[0] for row in refused.refusals] == ["3", "4"]
    at = timezone.now()
    from tests.importing.files import ABOUT

    asking.describe(imported=refused, by=moderator, at=at, **(ABOUT | {"repeats": "LEAVE_OUT"}))
    columns = [(what, station) for what, station in refused.columns]
    asking.ask_check(imported=refused, columns=columns, by=moderator, at=at)
    again = worked(refused)
    assert (again.state, again.counts["taken"], again.counts["repeated"]) == ("CHECKED", 1, 2)
    asking.ask_load(imported=again, by=moderator, at=at)
    assert worked(again).state == "LOADED"
    assert Response.objects.count() == 4


def test_the_same_row_with_its_number_is_known_from_another_source_too(
    consultation: Consultation, moderator: User
) -> None:
    loaded(consultation, FILE, by=moderator)
    copy = csv_of([HEADINGS, ROWS[0]])
    again = checked(consultation, copy, by=moderator, name="copy.csv", source="Another name")
    again = worked(again)
    assert again.refusals == [["2", "Ref", "It was loaded before, as row 2 of forms.csv"]]


def test_other_words_under_a_number_that_was_loaded_are_never_left_out_silently(
    consultation: Consultation, moderator: User
) -> None:
    loaded(consultation, FILE, by=moderator)
    other = csv_of([HEADINGS, ["P1", "2026-11-20 10:00", "Ilford", "Support", "", "", ""]])
    imported = uploaded(consultation, other, by=moderator, name="other.csv")
    imported = worked(imported)
    assert imported.refusals == [
        ["2", "Ref", "It was loaded with other words, as row 2 of forms.csv"]
    ]


def test_a_number_twice_in_a_file_is_refused(consultation: Consultation, moderator: User) -> None:
    imported = checked(consultation, csv_of([HEADINGS, *ROWS, ROWS[0]]), by=moderator)
    assert imported.refusals == [["5", "Ref", "Row 2 has the same number"]]


def test_people_who_write_the_same_are_told_of_and_loaded(
    consultation: Consultation, moderator: User
) -> None:
    """Nothing is deleted as a duplicate: without a number, equal rows may be two people."""
    rows = [["Received", "Instead"], *[["2026-11-20", "Keep them all"]] * 3]
    imported = checked(consultation, csv_of(rows), by=moderator)
    assert (imported.state, imported.counts["alike"]) == ("CHECKED", 2)
    assert imported.counts["alike_rows"] == [3, 4]
    asking.ask_load(imported=imported, by=moderator, at=timezone.now())
    assert worked(imported).state == "LOADED"
    assert Response.objects.count() == 3


def test_many_batches_are_one_load(
    consultation: Consultation, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from consultation.importing import staging

    monkeypatch.setattr(staging, "AT_A_TIME", 2)
    rows = [[f"P{n}", "2026-11-20", "Ilford", "Oppose", "", "", ""] for n in range(7)]
    imported = loaded(consultation, csv_of([HEADINGS, *rows]), by=moderator)
    assert (imported.state, imported.counts["rows"]) == ("LOADED", 7)
    assert list(ImportedRow.objects.values_list("line", flat=True)) == list(range(2, 9))
    twice = loaded(consultation, csv_of([HEADINGS, *rows, rows[0]]), by=moderator, name="b.csv")
    assert twice.counts["refused"] == 7 + 1
    assert Response.objects.count() == 7


def test_what_came_late_is_refused_or_taken_with_a_reason(
    closed_consultation: Consultation, moderator: User
) -> None:
    closes = closed_consultation.closes_at
    grace = timezone.localtime(closes + timedelta(minutes=10))
    late = timezone.localtime(closes + timedelta(days=2))
    rows = [["Received", "Begun", "Instead"],
            [f"{grace:%Y-%m-%d %H:%M}", f"{grace - timedelta(hours=1):%Y-%m-%d %H:%M}", "a"],
            [f"{late:%Y-%m-%d %H:%M}", "", "b"]]  # fmt: skip
    columns = [("received", ""), ("begun", ""), ("q:instead", "")]
    refused = checked(closed_consultation, csv_of(rows), by=moderator, columns=columns)
    assert [row[0] for row in refused.refusals] == ["3"]
    assert "It arrived after the close at 11:59pm" in refused.refusals[0][2]
    taken = loaded(
        closed_consultation, csv_of([*rows, ["", "", ""]]), by=moderator, name="late.csv",
        columns=columns, late_reason="Posted before the close.",
    )  # fmt: skip
    assert (taken.state, taken.counts["late"], taken.counts["empty"]) == ("LOADED", 1, 1)
    flags = Response.objects.order_by("received_at").values_list("in_grace", "imported_row__late")
    assert list(flags) == [(True, False), (False, True)]
    facts = Event.objects.filter(kind="response.received").order_by("-pk")[0].facts
    assert facts["late"] is True


def test_a_row_of_a_file_is_never_changed(consultation: Consultation, moderator: User) -> None:
    imported = loaded(consultation, FILE, by=moderator)
    for statement, said in [
        ("UPDATE consultation_importedrow SET line = line + 100", "is append-only"),
        ("DELETE FROM consultation_importedrow", "is append-only"),
        ("TRUNCATE consultation_importedrow", "is append-only"),
        ("UPDATE consultation_import SET name = 'x'", "a file that was loaded is not changed"),
        ("DELETE FROM consultation_import", "is append-only"),
    ]:
        with pytest.raises(DatabaseError, match=said), transaction.atomic():
            connection.cursor().execute(statement)
    assert json.dumps(imported.counts)


def test_who_may_not(consultation: Consultation, analyst: User, moderator: User) -> None:
    with pytest.raises(Refused, match="another role to import responses"):
        uploaded(consultation, FILE, by=analyst)
    imported = checked(consultation, FILE, by=moderator)
    with pytest.raises(Refused, match="another role to import responses"):
        asking.ask_load(imported=imported, by=analyst, at=timezone.now())


def test_nothing_is_imported_before_the_opening(
    consultation: Consultation, moderator: User, settings: Any
) -> None:
    at = consultation.opens_at - timedelta(seconds=1)
    import io

    from consultation.importing import reading

    file = io.BytesIO(FILE)
    with pytest.raises(Refused, match="Nobody can have responded yet"):
        asking.upload(
            consultation=consultation, file=file, name="a.csv", seen=reading.seen(file),
            by=moderator, at=at,
        )  # fmt: skip


def test_a_file_that_is_gone_fails_with_a_sentence(
    consultation: Consultation, moderator: User, files_root: Any, caplog: Any
) -> None:
    imported = checked(consultation, FILE, by=moderator)
    for path in files_root.rglob("*"):
        if path.is_file():
            path.unlink()
    asking.ask_load(imported=imported, by=moderator, at=timezone.now())
    imported = worked(imported)
    assert imported.state == "FAILED"
    assert imported.error.startswith("The uploaded file is not there any more. Nothing was loaded.")
    assert working.work_next(clock=timezone.now) is None
