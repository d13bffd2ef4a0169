"""Formal replies in reports and exports: apart from what residents say, and in full."""

import csv
import io
import json
import zipfile
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from consultation.models import (
    Consultation,
    FileKind,
    Proposal,
    Report,
    ReportKind,
    Role,
    SignedReply,
    User,
)
from consultation.moderate import actions as moderating
from consultation.publish.rules import in_words
from consultation.reply import actions
from consultation.report.edition import Figures
from tests.conftest import NOW, Town
from tests.moderate.screened import screen_all
from tests.reply.signed import GROUNDS, council_of, person_of, released, sign, signed
from tests.report.conftest import Make, content
from tests.report.test_documents import pdf_of, words_of
from tests.report.test_exports import export, rows
from tests.report.test_figures import PLACES, figures_of

#: Residents' tables: no council may change a number in them.
APART = {"received", "units", "formal"}


def numbers(figures: Figures) -> dict[tuple[str, str, str], int | None]:
    """Of the tables about residents, but the column that counts formal replies."""
    return {
        (table.key, row.key, figure.key): figure.value
        for table in figures.tables
        if table.key not in APART
        for row in [*table.rows, *([table.foot] if table.foot else [])]
        for figure in row.figures
        if not figure.key.endswith("Formal replies")
    }


@pytest.fixture
def at(consultation: Consultation) -> dict[str, Proposal]:
    """The proposals by the slugs of their counters."""
    return {one.station.slug: one for one in consultation.proposals.select_related("station")}


@pytest.fixture
def camden(town: Town, consultation: Consultation, at: dict[str, Proposal]) -> SignedReply:
    """Against Holborn, for Kentish Town, and on Barkingside in another borough."""
    return signed(
        council_of(town.camden), consultation, at=NOW, view="No <counter>,\nno trust.",
        says={at["holborn"]: "OPPOSE", at["kentish-town"]: "SUPPORT", at["barkingside"]: "OPPOSE"},
        ratified_by_whom="the Cabinet",
    )  # fmt: skip


@pytest.mark.parametrize("kind", [ReportKind.WHOLE, ReportKind.STATION, ReportKind.BOROUGH])
def test_a_council_changes_no_number_about_residents(
    consultation: Consultation, town: Town, at: dict[str, Proposal], kind: ReportKind,
    send_response: Any,
) -> None:  # fmt: skip
    send_response(consultation, about=[at["holborn"], at["ilford"]], borough=town.camden)
    place = PLACES[kind](town)
    before = figures_of(consultation, kind, **place)
    says = dict.fromkeys(at.values(), "OPPOSE")
    signed(council_of(town.camden), consultation, at=NOW, says=says)
    after = figures_of(consultation, kind, **place)
    assert numbers(after) == numbers(before)
    assert after.value("stance", "none") == 0
    assert (before.value("units", "formal"), after.value("units", "formal")) == (0, 1)
    assert (before.value("units", "responses"), after.value("units", "responses")) == (1, 2)
    if kind != ReportKind.STATION:
        assert [row.figures[-1].value for row in after.table("stations").rows] == [
            1 for _row in after.table("stations").rows
        ]
    with pytest.raises(KeyError):
        before.table("formal")


@pytest.mark.parametrize(
    ("kind", "place", "positions"),
    [
        (ReportKind.WHOLE, {}, "Opposes it: Holborn, Barkingside. Supports it: Kentish Town."),
        (ReportKind.BOROUGH, {"borough": "camden"}, "Opposes it: Holborn. Supports it: Kentish"),
        (ReportKind.BOROUGH, {"borough": "redbridge"}, "Opposes it: Barkingside."),
        (ReportKind.STATION, {"station": "holborn"}, "Opposes it: Holborn."),
        (ReportKind.STATION, {"station": "barkingside"}, "Opposes it: Barkingside."),
        (ReportKind.BOROUGH, {"borough": "merton"}, ""),
        (ReportKind.STATION, {"station": "ilford"}, ""),
    ],
)
def test_a_reply_is_in_the_reports_on_what_it_speaks_about(
    consultation: Consultation, town: Town, camden: SignedReply, kind: ReportKind,
    place: dict[str, str], positions: str,
) -> None:  # fmt: skip
    places = {name: getattr(town, slug) for name, slug in place.items()}
    figures = figures_of(consultation, kind, **places)
    if not positions:
        assert figures.replies == ()
        return
    assert figures.replies == (camden.pk,)
    (row,) = figures.table("formal").rows
    edition, said, review, marks = (one.shown for one in row.figures)
    assert row.label == "London Borough of Camden"
    assert (edition, review) == ("Edition 1", "Waiting for review")
    assert said.startswith(positions)
    assert marks == "Interim, subject to ratification by the Cabinet"


def test_the_council_of_a_borough_is_there_though_it_says_nothing_about_a_counter(
    consultation: Consultation, town: Town
) -> None:
    made = signed(council_of(town.merton), consultation, at=NOW)
    for place in ({"borough": town.merton}, {"station": town.mitcham}):
        kind = ReportKind.BOROUGH if "borough" in place else ReportKind.STATION
        figures = figures_of(consultation, kind, **place)
        assert figures.replies == (made.pk,)
        (row,) = figures.table("formal").rows
        assert row.figures[1].shown == "No position on a front counter here"


def report_text(report: Report, kind: FileKind) -> str:
    if kind == FileKind.PDF:
        return words_of(pdf_of(report))
    return content(report, kind).decode()


@pytest.mark.parametrize(
    "verdict",
    [
        "exclude",
        *(pytest.param(one, marks=pytest.mark.sweeps) for one in ("", "release", "quarantine")),
    ],
)
def test_every_word_stands_in_the_report_whatever_a_moderator_decided(
    make: Make, consultation: Consultation, camden: SignedReply, verdict: str, moderator: User
) -> None:
    more: dict[str, Any] = {"by": moderator, "at": NOW, "response": camden.response}
    if verdict in ("quarantine", "exclude"):
        more["reason"] = "Look again."
    if verdict == "exclude":
        more["rule"] = consultation.exclusion_rules.get()
    if verdict:
        screen_all()
        getattr(moderating, verdict)(**more)
    report = make()
    assert (report.state, report.error) == ("DONE", "")
    page, paper = (report_text(report, kind) for kind in (FileKind.HTML, FileKind.PDF))
    assert page.index("<caption") < page.index("Formal replies in full")
    assert "No &lt;counter&gt;,\nno trust." in page
    assert "No <counter>, no trust." in paper
    for text in (page, paper):
        assert "Holborn, Camden: close" in text
        assert "Position: Opposes it" in text
        assert "Authority" in text
        assert "DD/2026/114" in text
        assert camden.signed_by.name not in text
    assert camden.digest in page
    assert camden.digest in paper.replace(" ", "")


def test_nothing_of_a_long_reply_is_cut_off(
    make: Make, consultation: Consultation, town: Town
) -> None:
    view = "\n".join(f"Sentence number {number} of our view." for number in range(400))
    signed(council_of(town.merton), consultation, at=NOW, view=view)
    report = make()
    for kind in (FileKind.HTML, FileKind.PDF):
        text = report_text(report, kind)
        assert all(f"Sentence number {number} of our view." in text for number in range(400))


def test_the_page_of_a_report_shows_it_in_full(
    make: Make, consultation: Consultation, camden: SignedReply, analyst: User, client: Client
) -> None:
    report = make()
    client.force_login(analyst)
    page = client.get(reverse("report", args=[report.pk])).content.decode()
    assert "Formal replies in full" in page
    assert "No &lt;counter&gt;" in page
    assert "It is counted no more" not in page
    approver = person_of(camden.reply.organisation, Role.COUNCIL_APPROVER)
    actions.withdraw(reply=camden.reply, reason="By mistake.", by=approver, at=NOW)
    page = client.get(reverse("report", args=[report.pk])).content.decode()
    assert "No &lt;counter&gt;" in page
    assert f"By the organisation, {in_words(NOW)}, London time. It is counted no more" in page


def test_only_what_is_in_force_stands_in_a_report(
    make: Make, consultation: Consultation, town: Town, camden: SignedReply
) -> None:
    council = camden.reply.organisation
    newer = actions.begin(
        organisation=council, consultation=consultation,
        by=person_of(council, Role.COUNCIL_DRAFTER), at=NOW,
    )  # fmt: skip
    assert figures_of(consultation, ReportKind.WHOLE).replies == (camden.pk,)
    second = sign(newer, at=NOW)
    assert figures_of(consultation, ReportKind.WHOLE).replies == (second.pk,)
    approver = person_of(council, Role.COUNCIL_APPROVER)
    actions.withdraw(reply=newer, reason="By mistake.", by=approver, at=NOW)
    figures = figures_of(consultation, ReportKind.WHOLE)
    assert figures.replies == ()
    assert figures.value("received", "SUPERSEDED") == 1
    assert figures.value("received", "WITHDRAWN") == 1
    assert "Formal replies in full" not in report_text(make(), FileKind.HTML)


def test_a_ratification_makes_another_report_and_leaves_the_first_as_it_was(
    make: Make, consultation: Consultation, camden: SignedReply
) -> None:
    first = make()
    assert make() == first
    approver = person_of(camden.reply.organisation, Role.COUNCIL_APPROVER)
    actions.ratify(signed=camden, grounds=GROUNDS, by=approver, at=NOW)
    second = make()
    assert second != first
    assert "Ratified" in report_text(second, FileKind.CSV)
    first.refresh_from_db()
    assert first.figures is not None
    marks = Figures.from_json(first.figures).table("formal").rows[0].figures[-1]
    assert marks.shown == "Interim, subject to ratification by the Cabinet"


def test_the_figures_as_a_table_hold_the_positions(make: Make, camden: SignedReply) -> None:
    text = content(make(), FileKind.CSV).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    said = {one["column"]: one["words"] for one in lines if one["table"] == "Formal replies"}
    assert said == {
        "Edition": "Edition 1",
        "Positions": "Opposes it: Holborn, Barkingside. Supports it: Kentish Town.",
        "Review": "Waiting for review",
        "Marks": "Interim, subject to ratification by the Cabinet",
    }


def test_an_export_has_columns_for_formal_replies_once_there_is_one(
    consultation: Consultation, at: dict[str, Proposal], camden: SignedReply, moderator: User,
    send_response: Any,
) -> None:  # fmt: skip
    send_response(consultation, about=[at["holborn"]])
    released(camden, moderator, at=NOW)
    found = rows(export(consultation))
    formal = {one["station"]: one for one in found if one["kind"] == "Formal reply"}
    assert set(formal) == {"Holborn", "Kentish Town", "Barkingside", ""}
    assert {one["organisation"] for one in formal.values()} == {"London Borough of Camden"}
    assert formal["Holborn"]["formal_position"] == "Opposes it"
    assert formal["Holborn"]["formal_reasons"].startswith("Buses\n\nNo <counter>,")
    assert formal[""]["formal_view"] == "Buses\n\nNo <counter>,\nno trust."
    assert formal["Holborn"]["stance"] == ""
    assert camden.response.borough is not None  # and yet a council lives nowhere
    assert {(one["place"], one["borough"]) for one in formal.values()} == {("", "")}
    (other,) = [one for one in found if one["kind"] == "Response"]
    assert (other["organisation"], other["formal_position"]) == ("", "")
    assert other["place"] != ""


def test_a_draft_is_in_no_report(make: Make, consultation: Consultation, town: Town) -> None:
    council = council_of(town.merton)
    actions.begin(
        organisation=council, consultation=consultation,
        by=person_of(council, Role.COUNCIL_DRAFTER), at=NOW,
    )  # fmt: skip
    assert figures_of(consultation, ReportKind.WHOLE).replies == ()
    assert "Merton" not in "".join(
        row.label for row in figures_of(consultation, ReportKind.WHOLE).table("units").rows
    )


#: What a spreadsheet would run, what would be markup, another direction, a picture, a long text.
HOSTILE = [
    "=cmd|' /C calc'!A0", "@SUM(1+1) <b>&amp;</b> _x0041_ #panic() $x$",
    "کاؤنٹر بند نہ کریں۔ 25", "কাউন্টার বন্ধ করবেন না 😀", "long " * 8_000 + "end",
]  # fmt: skip


def test_a_hostile_reply_stands_whole_in_every_form(
    town: Town, consultation: Consultation, at: dict[str, Proposal], make: Make
) -> None:
    signed(
        council_of(town.camden), consultation, at=NOW, view="\n\n".join(HOSTILE),
        says={at["holborn"]: "OPPOSE"},
    )  # fmt: skip
    report = make()
    assert (report.state, report.error) == ("DONE", "")
    word = Document(io.BytesIO(content(report, FileKind.DOCX)))
    paragraphs = {one.text: one for one in word.paragraphs}
    assert set(HOSTILE) <= set(paragraphs)
    turned = [
        text for text in HOSTILE if paragraphs[text]._p.find(".//" + qn("w:bidi")) is not None
    ]
    assert turned == [HOSTILE[2]]
    with zipfile.ZipFile(io.BytesIO(content(report, FileKind.ODT))) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    assert set(HOSTILE) <= {"".join(one.itertext()) for one in root.iter()}
    (reply,) = json.loads(content(report, FileKind.JSON))["formal_replies"]
    assert "\n\n".join(HOSTILE) in reply["text"]
    page = unescape(content(report, FileKind.HTML).decode())
    assert "\n\n".join(HOSTILE) in page
    told = words_of(pdf_of(report))
    assert all(" ".join(text.split()) in told for text in (HOSTILE[0], HOSTILE[1]))
    assert told.count("long") >= 8_000
