"""The consultation package and the words for ThemeFinder: valid, the same each time, and public."""

import csv
import io
import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from csvw import CSVW
from jsonschema import Draft202012Validator

from consultation.models import Consultation, Meeting, Petition, Response, SignedReply, User
from consultation.opendata import package, tables, themefinder
from consultation.opendata.contents import NAMED
from consultation.states import move
from tests.opendata.conftest import Get

FILES = [
    "consultation.json", "sites.geojson", "proposals.json", "questions.json", "organisations.json",
    "replies.json", "gatherings.json", "responses.csv-metadata.json", "responses.csv",
    "manifest.json",
]  # fmt: skip


class OnlyWrites:
    """A sink of which nothing but `write` can be asked."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, content: bytes | memoryview, /) -> None:
        self.held += content


def packed(consultation: Consultation) -> bytes:
    sink = OnlyWrites()
    package.write(consultation, sink)
    return bytes(sink.held)


@pytest.fixture
def whole(
    consultation: Consultation, told: Response, silent: Response, petition: Petition,
    meeting: Meeting, signed: SignedReply,
) -> ZipFile:  # fmt: skip
    return ZipFile(io.BytesIO(packed(consultation)))


def test_it_holds_these_files_whole_and_with_their_sums(whole: ZipFile) -> None:
    assert whole.namelist() == FILES
    assert whole.testzip() is None
    manifest = json.loads(whole.read("manifest.json"))
    assert [one["name"] for one in manifest["files"]] == FILES[:-1]
    for one in manifest["files"]:
        content = whole.read(one["name"])
        assert (one["size"], one["sha256"]) == (len(content), sha256(content).hexdigest())
    assert manifest["responses"] == 4
    assert (manifest["format"], manifest["version"]) == ("consultation-package", 1)


@pytest.mark.sweeps
@pytest.mark.parametrize("name", sorted(NAMED))
def test_each_file_is_as_the_schema_that_is_served_says(
    whole: ZipFile, name: str, get: Get
) -> None:
    schema = get(f"/schemas/consultation-package/1/{name}.json").json()
    Draft202012Validator.check_schema(schema)
    assert schema["$id"].endswith(f"/schemas/consultation-package/1/{name}.json")
    made = json.loads(whole.read(f"{name}.geojson" if name == "sites" else f"{name}.json"))
    checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.message for error in checker.iter_errors(made)] == []
    assert made != {}


def test_the_schemas_are_kept_as_they_are_served(get: Get, consultation: Consultation) -> None:
    kept = Path("docs/generated/consultation-package-1")
    assert sorted(one.stem for one in kept.iterdir()) == sorted(NAMED)
    for name in NAMED:
        served = get(f"/schemas/consultation-package/1/{name}.json").json()
        written = json.loads((kept / f"{name}.json").read_text())
        assert written | {"$id": served["$id"]} == served, name


def test_the_table_is_as_its_description_on_the_web_says(whole: ZipFile, tmp_path: Path) -> None:
    whole.extractall(tmp_path)
    described = CSVW(str(tmp_path / "responses.csv-metadata.json"), validate=True)
    assert described.is_valid
    rows = list(described.tables[0])
    assert [(row["question"], row["value"], row["words_withheld"]) for row in rows] == [
        ("stance", "OPPOSE", False), ("reasons", None, False), ("instead", None, False),
        ("stance", "SUPPORT", True),
    ]  # fmt: skip
    assert rows[0]["received_on"].date().isoformat() == "2026-11-23"
    assert rows[2]["text"] == "'=1+1 <b>No</b>"
    assert (rows[0]["version"], rows[0]["redactions"], rows[2]["proposal"]) == (1, 0, None)


def test_what_it_names_is_in_it(whole: ZipFile) -> None:
    """A reader can join the files: each id that one names is in the other."""
    read = {name: json.loads(whole.read(name)) for name in FILES if name.endswith("json")}
    sites = {one["id"] for one in read["sites.geojson"]["features"]}
    proposals = {one["id"]: one for one in read["proposals.json"]["proposals"]}
    questions = {one["id"]: one for one in read["questions.json"]["questions"]}
    bodies = {one["id"] for one in read["organisations.json"]["organisations"]}
    assert {one["site"] for one in proposals.values()} <= sites
    rows = list(csv.DictReader(io.StringIO(whole.read("responses.csv").decode())))
    for row in rows:
        numbers = [each["number"] for each in questions[row["question"]]["versions"]]
        assert int(row["version"]) in numbers
        assert not row["proposal"] or proposals[int(row["proposal"])]["site"] == row["site"]
    for reply in read["replies.json"]["replies"]:
        assert reply["organisation"]["id"] in bodies
        assert {one["proposal"] for one in reply["positions"]} <= set(proposals)


def test_the_same_rows_give_the_same_bytes_at_any_time(
    consultation: Consultation, whole: ZipFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time_machine

    first = packed(consultation)
    with time_machine.travel(datetime.fromisoformat("2027-03-01T09:00:00+00:00"), tick=False):
        assert packed(consultation) == first
    monkeypatch.setattr(tables, "AT_ONCE", 1)
    assert packed(consultation) == first


def test_a_response_without_a_public_answer_has_a_row_too(
    consultation: Consultation, told: Response
) -> None:
    told.published.answers.all().delete()
    content = ZipFile(io.BytesIO(packed(consultation))).read("responses.csv").decode()
    row = next(csv.DictReader(io.StringIO(content)))
    assert (row["response"], row["question"], row["text"]) == (str(told.pk), "", "")


def test_what_is_taken_back_is_in_no_later_package(
    consultation: Consultation, told: Response, moderator: User, now: datetime
) -> None:
    assert b"too far to walk" in ZipFile(io.BytesIO(packed(consultation))).read("responses.csv")
    move(told, "QUARANTINED", by=moderator, at=now)
    rows = ZipFile(io.BytesIO(packed(consultation))).read("responses.csv").decode().splitlines()
    assert rows == [",".join(tables.HEAD)]


def themes(consultation: Consultation) -> bytes:
    sink = OnlyWrites()
    themefinder.write(consultation, sink)
    return bytes(sink.held)


def lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(one) for one in content.decode().splitlines()]


def test_published_words_go_to_themefinder_a_part_for_each_question_and_place(
    consultation: Consultation, told: Response, silent: Response
) -> None:
    made = themes(consultation)
    found = ZipFile(io.BytesIO(made))
    assert found.namelist() == [
        "respondents.jsonl",
        *(f"question_part_{part}/{name}" for part in (1, 2)
          for name in ("responses.jsonl", "question.json", "question_part.json")),
    ]  # fmt: skip
    assert lines(found.read("respondents.jsonl")) == [
        {
            "themefinder_id": told.pk,
            "demographic_data": {
                "capacity": ["MYSELF"], "channel": ["ONLINE"], "place": ["BOROUGH"],
                "borough": ["Merton"], "language": ["en"],
            },
        }
    ]  # fmt: skip
    first = lines(found.read("question_part_1/responses.jsonl"))
    assert first == [{"themefinder_id": told.pk, "text": first[0]["text"]}]
    assert first[0]["text"].startswith("I am [personal details removed].")
    assert lines(found.read("question_part_2/responses.jsonl")) == [
        {"themefinder_id": told.pk, "text": "=1+1 <b>No</b>"}
    ]
    asked = json.loads(found.read("question_part_1/question.json"))
    assert asked == {
        "question_text": "Why do you say that? (Barkingside, Redbridge: Close)",
        "question_number": 1, "has_free_text": True, "multi_choice_options": [],
    }  # fmt: skip
    described = json.loads(found.read("question_part_1/question_part.json"))
    assert described == {
        "question_text": "Why do you say that? (Barkingside, Redbridge: Close)",
        "question_part_text": "", "question_number": 1, "question_part_number": 1,
        "question_part_type": "free_text",
    }  # fmt: skip
    assert themes(consultation) == made
