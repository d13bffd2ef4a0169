"""Petitions and meetings in reports: each with its own number, and nowhere a sum."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from consultation.models import Consultation, FileKind, ReportKind, User
from consultation.report.counting import Subject, snapshot
from consultation.report.edition import Table
from consultation.report.figures import compute
from tests import factories
from tests.conftest import Town
from tests.publish.reading import text_of
from tests.report.conftest import Make, content

APART = (
    "Responses, signatures and people at meetings are different things, and may overlap: one "
    "person can respond, sign several petitions and come to a meeting. They are never added up."
)
HELD = {"state": "HELD", "attendance_how": "ESTIMATED", "spoke_for": "Sophie Linden"}


@pytest.fixture
def gathered(consultation: Consultation, town: Town) -> Consultation:
    """Two petitions and two meetings that were held; and what is not counted."""
    named = factories.PetitionFactory(
        consultation=consultation, title="Keep Barkingside", organiser="Ruth Resident",
        signatures=1001,
    )  # fmt: skip
    barkingside = consultation.proposals.get(station=town.barkingside)
    factories.PetitionAboutFactory(petition=named, proposal=barkingside)
    factories.PetitionFactory(
        consultation=consultation, title="Keep all", signatures=2002, verified="ALL",
        verified_how="Against the register.",
        received_at=consultation.closes_at + timedelta(hours=1),
    )  # fmt: skip
    factories.PetitionFactory(
        consultation=consultation, title="Gone", state="WITHDRAWN", ended_reason="Not ours."
    )
    at = datetime(2026, 11, 20, 19, 0, tzinfo=timezone.get_default_timezone())
    factories.MeetingFactory(
        consultation=consultation, borough=town.redbridge, place="Ilford Town Hall", held_at=at,
        attendance=90, **HELD,
    )  # fmt: skip
    camden = factories.MeetingFactory(
        consultation=consultation, place="Camden Hall", held_at=at, attendance=20,
        **HELD | {"attendance_how": "COUNTED"},
    )  # fmt: skip
    factories.GatheringPointFactory(petition=None, meeting=camden, proposal=barkingside)
    factories.MeetingFactory(consultation=consultation, place="Ahead")
    return consultation


def table_of(consultation: Consultation, kind: ReportKind, key: str = "gatherings") -> Table:
    with snapshot():
        return compute(Subject(consultation, kind), at=timezone.now()).table(key)


def test_each_is_listed_with_its_own_number(gathered: Consultation) -> None:
    table = table_of(gathered, ReportKind.WHOLE)
    assert [(row.label, row.figures[0].value) for row in table.rows] == [
        (
            "Signatures on the petition “Keep Barkingside”, which came in on 23 November 2026 "
            "(nobody has checked the signatures)",
            1001,
        ),
        (
            "Signatures on the petition “Keep all”, which came in on 15 February 2027, after the "
            "close (all signatures were checked)",
            2002,
        ),
        ("People at the meeting of 20 November 2026, Ilford Town Hall (estimated)", 90),
        ("People at the meeting of 20 November 2026, Camden Hall (counted)", 20),
    ]
    assert (table.title, table.foot, table.note) == ("Petitions and meetings", None, APART)
    assert {one.base for row in table.rows for one in row.figures} == {None}
    units = table_of(gathered, ReportKind.WHOLE, "units")
    assert {row.key: row.figures[0].value for row in units.rows} == {
        "responses": 0, "formal": 0, "people": None, "petitions": 2, "meetings": 2,
    }  # fmt: skip


def test_every_paper_says_so_and_names_no_person(gathered: Consultation, make: Make) -> None:
    report = make()
    assert report.error == ""
    page = text_of(content(report, FileKind.HTML))
    assert APART in page
    assert (
        "Source: The record of petitions and meetings that this service holds, counted at" in page
    )
    sheet = content(report, FileKind.CSV).decode()
    for number in ("1001", "2002", "90", "20"):
        assert f",{number},,,,,The record of petitions and meetings" in sheet
    for summed in ("3003", "3,003", "3093", "3113", "110"):
        assert summed not in sheet
        assert f" {summed} " not in page
    assert "Ruth Resident" not in page + sheet
    assert content(report, FileKind.PDF).startswith(b"%PDF")


def test_a_place_has_its_own(gathered: Consultation, town: Town, make: Make) -> None:
    def listed(kind: ReportKind, **place: object) -> list[int | None]:
        with snapshot():
            found = compute(Subject(gathered, kind, **place), at=timezone.now())  # type: ignore[arg-type]
        keys = [table.key for table in found.tables]
        if "gatherings" not in keys:
            return []
        return [row.figures[0].value for row in found.table("gatherings").rows]

    assert listed(ReportKind.STATION, station=town.barkingside) == [1001, 90, 20]
    assert listed(ReportKind.STATION, station=town.ilford) == [90]
    assert listed(ReportKind.BOROUGH, borough=town.redbridge) == [1001, 90, 20]
    assert listed(ReportKind.BOROUGH, borough=town.camden) == []
    report = make(ReportKind.STATION, station=town.barkingside)
    assert "Here are the petitions that name this place" in text_of(content(report, FileKind.HTML))


def test_a_new_petition_makes_the_report_out_of_date(
    gathered: Consultation, make: Make, moderator: User
) -> None:
    from consultation.gather import actions
    from consultation.models import Petition

    first = make()
    assert make().pk == first.pk
    actions.end(
        gathered=Petition.objects.get(title="Keep all"), reason="Not ours.", by=moderator,
        at=timezone.now(),
    )  # fmt: skip
    second = make()
    assert second.pk != first.pk
    assert second.figures is not None
    assert [table["key"] for table in second.figures["tables"]][:3] == [
        "received", "units", "gatherings",
    ]  # fmt: skip


def test_nothing_gathered_leaves_no_empty_table(consultation: Consultation, make: Make) -> None:
    page = text_of(content(make(), FileKind.HTML))
    assert "Petitions and meetings" not in page
    assert "Petitions, each with signatures of its own 0" in page
