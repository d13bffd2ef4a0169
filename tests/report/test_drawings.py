"""Charts in documents that are edited: parts, days and a map, in Word's own way or as pictures."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from docx import Document as read_word
from docx.oxml.ns import qn
from PIL import Image

from consultation.models import Consultation, FileKind, ReportKind, Response
from consultation.pdf import as_png
from consultation.report import charts
from consultation.report.documents import rows_drawn, sheets
from consultation.report.drawn.paper import lots
from consultation.report.drawn.pictures import pictures_of
from consultation.report.edition import Figures, Row, Table
from stations.atlas import ATTRIBUTION
from tests.report.conftest import Make, content
from tests.report.drawn import Drawn, drawn_forms  # noqa: F401

pytestmark = pytest.mark.django_db


def parts_in(raw: bytes, beginning: str) -> dict[str, bytes]:
    """The parts of a document whose names begin so."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = [name for name in archive.namelist() if name.startswith(beginning)]
        return {name: archive.read(name) for name in names}


def charts_in(raw: bytes) -> dict[str, ElementTree.Element]:
    """The charts of a Word document by their alternative texts."""
    word = read_word(io.BytesIO(raw))
    parts = parts_in(raw, "word/charts/")
    found = {}
    for drawing in word.element.body.iter(qn("wp:inline")):
        key = [one.get(qn("r:id")) for one in drawing.iter() if one.tag.endswith("}chart")]
        if key:
            name = str(word.part.rels[key[0]].target_part.partname)[1:]
            told = drawing.find(qn("wp:docPr")).get("descr")
            found[told] = ElementTree.fromstring(parts[name])
    return found


def series_of(chart: ElementTree.Element) -> dict[str, dict[str, int]]:
    """The numbers of each series, by label."""
    made = {}
    for one in chart.iter():
        if one.tag.endswith("}ser"):
            labels, numbers = ([v.text for v in one.findall(f"{{*}}{kind}//{{*}}v")]
                               for kind in ("cat", "val"))  # fmt: skip
            title = one.find("{*}tx/{*}v")
            assert title is not None
            made[str(title.text)] = {
                str(label): int(str(number)) for label, number in zip(labels, numbers, strict=True)
            }
    return made


@pytest.mark.sweeps
def test_bars_of_parts_are_a_chart_of_word_with_the_numbers_of_the_table(drawn: Drawn) -> None:
    found = charts_in(drawn.files["docx"])
    tables = [one for one in drawn.whole.figures.tables if one.chart == "stacked"]
    assert len(tables) == 6
    for table in tables:
        chart = found[charts.described(table)]
        assert chart.find(".//{*}grouping").get("val") == "percentStacked"  # type: ignore[union-attr]
        assert chart.find(".//{*}legend") is not None
        assert series_of(chart) == {
            table.columns[part]: {
                f"{row.label}: {row.figures[0].shown}": row.figures[part].value
                for row in table.rows
                if row.figures[0].value
            }
            for part in table.parts
        }


def test_days_are_columns_in_every_document(
    make: Make, consultation: Consultation, varied: list[Response]
) -> None:
    report = make(ReportKind.DAILY)
    assert (report.state, report.error) == ("DONE", "")
    table = Figures.from_json(report.figures or {}).table("days")
    told = charts.described(table)
    (chart,) = charts_in(content(report, FileKind.DOCX)).values()
    assert list(charts_in(content(report, FileKind.DOCX))) == [told]
    assert chart.find(".//{*}barDir").get("val") == "col"  # type: ignore[union-attr]
    numbers = {row.label: row.figures[0].value for row in table.rows}
    assert series_of(chart) == {table.columns[0]: numbers}
    (picture,) = parts_in(content(report, FileKind.ODT), "Pictures/").values()
    texts = [one.text for one in ElementTree.fromstring(picture).iter() if one.text]
    assert table.rows[0].label in texts


def test_the_map_is_a_drawing_with_dots_for_older_programs(drawn: Drawn) -> None:
    media = parts_in(drawn.files["docx"], "word/media/")
    (dots,), (vector,) = (
        [raw for name, raw in media.items() if name.endswith(end)] for end in (".png", ".svg")
    )
    with Image.open(io.BytesIO(dots)) as image:
        wide, high = image.size
        assert wide > 1_000
        assert len(image.convert("RGB").getcolors(100_000) or []) > 3
    root = ElementTree.fromstring(vector)
    assert abs(wide / high - int(root.get("width", "0")) / int(root.get("height", "0"))) < 0.01
    homes = drawn.whole.figures.table("homes")
    texts = {one.text for one in root.iter() if one.text}
    assert {row.figures[0].shown for row in homes.rows} <= texts
    pictures = parts_in(drawn.files["odt"], "Pictures/").values()
    assert vector in pictures
    word = read_word(io.BytesIO(drawn.files["docx"]))
    told = [one.get("descr") for one in word.element.body.iter(qn("wp:docPr"))]
    assert charts.described(homes) in told
    assert ATTRIBUTION in [one.text for one in word.paragraphs]
    assert ATTRIBUTION in str(parts_in(drawn.files["odt"], "content.xml")["content.xml"], "utf-8")


def test_every_picture_is_sound_and_told(drawn: Drawn) -> None:
    pictures = parts_in(drawn.files["odt"], "Pictures/")
    made = [one for sheet in sheets(drawn.whole.figures) for one in pictures_of(sheet)]
    # The map is of the boroughs that are there when it is drawn.
    drawn_again = {one.svg.encode() for one in made if not one.told.startswith("Map")}
    assert len(made) == len(pictures) == 12
    assert len(drawn_again) == len(drawn_again & set(pictures.values())) == 11
    for one in made:
        ElementTree.fromstring(one.svg)
        assert one.told.endswith(".")
        assert 0 < one.wide <= 257
        assert 0 < one.high <= 240


def grown(table: Table, number: int) -> Table:
    """The table with so many rows, as one that speaks of every front counter has."""
    first = next(row for row in table.rows if row.figures[0].value)
    rows = tuple(Row(f"{n}", f"{first.label} {n}", first.figures) for n in range(number))
    return replace(table, rows=rows)


def test_more_rows_than_a_page_holds_are_several_charts(drawn: Drawn) -> None:
    table = grown(drawn.whole.figures.table("stations"), 37)
    (sheet,) = sheets(replace(drawn.whole.figures, tables=(table,)))
    assert sheet.wide
    made = pictures_of(sheet)
    assert [one.told.count("; ") + 1 for one in made] == [8, 8, 8, 8, 5]
    assert all(one.high < 130 for one in made)
    assert lots(rows_drawn(sheet), 40) == [list(range(37))]
    assert lots([], 10) == []


def test_the_same_drawing_is_the_same_dots(drawn: Drawn) -> None:
    (one,) = [
        picture
        for sheet in sheets(drawn.whole.figures)
        for picture in pictures_of(sheet)
        if picture.told.startswith("Map")
    ]
    assert as_png(one.svg) == as_png(one.svg)
    assert as_png(one.svg).startswith(b"\x89PNG\r\n")
