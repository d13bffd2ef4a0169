"""A register with a fault is refused with line and column, and nothing of it is loaded."""

import io
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from stations.actions import import_register
from stations.loading import LONGEST, RegisterProblem, Row, read_rows
from stations.models import Borough, Fact, OpeningHours, Postcode, RegisterImport, Station

HEAD = "ons_code,borough,station,postcode"
HOLBORN = "E09000007,Camden,Holborn,WC1N 3NR"
KENTISH = "E09000007,Camden,Kentish Town,NW5 3AE"


def read(*lines: str, ending: str = "\n") -> list[Row]:
    return read_rows(io.BytesIO(ending.join(lines).encode()))


def refusal(*lines: str) -> str:
    with pytest.raises(RegisterProblem) as caught:
        read(*lines)
    return str(caught.value)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["borough,station,postcode"], "Line 1: the column ons_code is missing."),
        ([f"{HEAD},station"], "Line 1: the column station is there twice."),
        (
            [f"{HEAD},addres"],
            f"Line 1: a column called “addres” is not known. Columns are: {', '.join(LONGEST)}.",
        ),
        (
            [f"{HEAD},"],
            f"Line 1: a column without a name (number 5) is not known. Columns are: "
            f"{', '.join(LONGEST)}.",
        ),
        ([HEAD], "The file has no counters below its first line."),
        ([HEAD, f"{HOLBORN},x"], "Line 2: 5 cells, but line 1 names 4."),
        ([HEAD, "E09000007,Camden,Holborn"], "Line 2: 3 cells, but line 1 names 4."),
        (
            [HEAD, HOLBORN, "E09000099,Camden,Other,"],
            "Line 3, column ons_code: “E09000099” is not the code of a London borough.",
        ),
        (
            [HEAD, "E09000007,Barnet,Holborn,"],
            "Line 2, column borough: E09000007 is Camden, not “Barnet”.",
        ),
        (
            [HEAD, "E09000007,Camden, ,"],
            "Line 2, column station: enter the name of the counter.",
        ),
        (
            [HEAD, HOLBORN, "", "E09000007,Camden,Other,WC1N"],
            "Line 4, column postcode: “WC1N”. Enter a full UK postcode, like SW1A 1AA, or leave it "
            "empty.",
        ),
        (
            [HEAD, HOLBORN, KENTISH, HOLBORN.replace("Holborn", "HOLBORN")],
            "Line 4, column station: Camden has “HOLBORN” on line 2 too.",
        ),
        (
            [HEAD, f"E09000007,Camden,{'x' * 151},"],
            "Line 2, column station: more than 150 characters.",
        ),
        (
            [f"{HEAD},easting,northing", f"{HOLBORN},51.52,-0.1"],
            "Line 2, column easting: “51.52” is not a whole number of metres up to 700,000.",
        ),
        (
            [f"{HEAD},easting,northing", f"{HOLBORN},530000,"],
            "Line 2, column northing: give both easting and northing, or neither.",
        ),
        (
            [f"{HEAD},proposal_2017", f"{HOLBORN},shut"],
            "Line 2, column proposal_2017: “shut” is not one of close, retain, move_24_7, "
            "become_24_7.",
        ),
        (
            [f"{HEAD},proposal_2017,counter_moves_to", f"{HOLBORN},move_24_7,"],
            "Line 2, column counter_moves_to: say where the counter would move to.",
        ),
        (
            [f"{HEAD},counter_moves_to", f"{HOLBORN},Barnet", f"{KENTISH},"],
            "Line 2, column counter_moves_to: Camden has no counter called “Barnet” in this file.",
        ),
        (
            [f"{HEAD},doubts", f"{HOLBORN},hours perhaps"],
            "Line 2, column doubts: “hours perhaps”. Write, for example, “hours inferred”.",
        ),
        (
            [HEAD, f'"{HOLBORN}'],
            "Line 2: a quotation mark is not closed, or stands inside a cell. "
            "Save the file as CSV from your spreadsheet again.",
        ),
    ],
)
def test_a_fault_is_named_with_line_and_column(lines: list[str], sentence: str) -> None:
    assert refusal(*lines) == sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (
            HEAD.encode() + b"\n" + b"E09000007,Camden,Caf\xe9,",
            "Line 2: characters that are not UTF-8. Save the file as “CSV UTF-8”.",
        ),
        (
            HEAD.encode() + b"\n\n" + b"E09000007,\0Camden,Holborn,",
            "Line 3: a NUL character. This is not a CSV file: save it as “CSV UTF-8”.",
        ),
        (
            b"x" * 2_000_001,
            "The file is larger than 2 MB. A register of counters is far smaller.",
        ),
    ],
)
def test_what_is_not_a_csv_file_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(RegisterProblem) as caught:
        read_rows(io.BytesIO(content))
    assert str(caught.value) == sentence


def test_a_byte_order_mark_and_windows_lines_are_accepted() -> None:
    rows = read(
        f"\ufeff{HEAD.upper()}", HOLBORN, "E09000007,Camden,Kentish  Town,nw53ae", ending="\r\n"
    )
    assert [(row.line, row.station, row.postcode) for row in rows] == [
        (2, "Holborn", "WC1N 3NR"),
        (3, "Kentish Town", "NW5 3AE"),
    ]


def test_the_line_is_that_of_the_file_where_a_cell_has_several() -> None:
    head = f"{HEAD},address"
    assert refusal(head, f'{HOLBORN},"1 High\nStreet"', "E1,Camden,Other,,") == (
        "Line 4, column ons_code: “E1” is not the code of a London borough."
    )


def test_a_partner_is_found_by_name_other_name_or_beginning() -> None:
    head = f"{HEAD},also_called,counter_moves_to"
    rows = read(
        head,
        f"{HOLBORN},,Kentish",
        f"{KENTISH},Holmes Road,",
        "E09000007,Camden,Hampstead,,,Holmes road",
    )
    assert [row.partner for row in rows] == ["Kentish Town", "", "Kentish Town"]


def test_slugs_are_unique_and_end_before_a_bracket() -> None:
    rows = read(
        HEAD,
        "E09000012,Hackney,Bow (shop),",
        "E09000030,Tower Hamlets,Bow,",
        "E09000030,Tower Hamlets,“Bow”,",
        "E09000030,Tower Hamlets,!,",
    )
    assert [row.slug for row in rows] == [
        "bow", "bow-tower-hamlets", "bow-tower-hamlets-2", "counter",
    ]  # fmt: skip


def load(rows: list[Row], at: datetime, sha256: str) -> RegisterImport:
    return import_register(rows=rows, source="mine.csv", sha256=sha256, by="test", at=at)


@pytest.mark.django_db
def test_a_faulty_file_loads_nothing(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("\n".join([HEAD, HOLBORN, "E09000007,Camden,Other,WC1N"]))
    with pytest.raises(CommandError, match="Line 3, column postcode"):
        call_command("import_register", str(file))
    assert (Station.objects.count(), Borough.objects.count()) == (0, 0)
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_register", str(tmp_path / "none.csv"))


@pytest.mark.django_db
def test_a_file_of_ones_own_is_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(
        "\n".join([f"{HEAD},hours_2017", f"{HOLBORN},24/7", "E09000007,Camden,Other,,"])
    )
    call_command("import_register", str(file))
    assert capsys.readouterr().out == (
        "2 front counters loaded from mine.csv.\n"
        "  missing postcode: Other (Camden)\n"
        "  missing coordinates: Holborn (Camden), Other (Camden)\n"
        "  missing hours: Other (Camden)\n"
    )


@pytest.mark.django_db
def test_a_column_that_is_left_out_leaves_what_is_known(now: datetime) -> None:
    head = f"{HEAD},address,building"
    load(read(head, f"{HOLBORN},10 Lambs Conduit Street,sold"), now, "a" * 64)
    load(read(f"{HEAD},building", f"{HOLBORN},"), now, "b" * 64)
    station = Station.objects.get()
    assert station.address == "10 Lambs Conduit Street"
    facts = {fact.kind: (fact.value, fact.confidence) for fact in station.facts.all()}
    assert facts["address"] == ("10 Lambs Conduit Street", "INFERRED")
    assert facts["building"] == ("", "UNKNOWN")


@pytest.mark.django_db
def test_the_place_comes_from_the_postcode_where_the_file_has_none(now: datetime) -> None:
    load(read(HEAD, KENTISH), now, "a" * 64)
    camden = Borough.objects.get(name="Camden")
    barnet = Borough.objects.get(name="Barnet")
    Postcode.objects.create(code="WC1N3NR", borough=camden, easting=530_740, northing=181_920)
    Postcode.objects.create(code="NW53AE", borough=barnet, easting=528_960, northing=185_080)
    lost = "E09000007,Camden,Lost,NW1 1AA"
    report = load(read(HEAD, HOLBORN, KENTISH, lost), now, "b" * 64).report
    station = Station.objects.get(name="Holborn")
    assert (station.easting, station.northing) == (530_740, 181_920)
    assert report["missing_coordinates"] == ["Lost (Camden)"]
    assert report["unknown_postcode"] == ["Lost (Camden)"]
    assert report["postcode_in_other_borough"] == ["Kentish Town (Camden)"]
    assert report["postcodes_checked"] is True


@pytest.mark.django_db
def test_a_clash_of_addresses_undoes_the_whole_file(now: datetime) -> None:
    load(read(HEAD, "E09000007,Camden,Bow (a),", "E09000007,Camden,Bow (b),"), now, "a" * 64)
    with pytest.raises(RegisterProblem) as caught:
        load(read(HEAD, HOLBORN, "E09000007,Camden,Bow (c),"), now, "b" * 64)
    assert str(caught.value) == (
        "Line 3, column station: another counter is stored under a name so like “Bow (c)” that "
        "their addresses would be the same. Use the stored name."
    )
    assert not Station.objects.filter(name="Holborn").exists()
    assert RegisterImport.objects.count() == 1


@pytest.mark.django_db
def test_hours_of_a_further_year_stand_beside_the_old(now: datetime) -> None:
    head = f"{HEAD},hours_2017,hours_basis"
    load(read(head, f"{HOLBORN},24/7,2013 plan"), now, "a" * 64)
    load(read(head, f"{HOLBORN},Mon-Sun 9am-5pm,letter"), now, "b" * 64)
    found = list(OpeningHours.objects.values_list("valid", "text"))
    assert found == [
        ("2013", "24 hours a day, 7 days a week"),
        ("2017", "Monday to Sunday 9am to 5pm"),
    ]
    assert Fact.objects.filter(kind="hours").count() == 0
