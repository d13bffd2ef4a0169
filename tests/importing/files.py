"""Small files of responses, and what a member of staff does with them."""

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from django.utils import timezone

from consultation.importing import reading
from consultation.importing.actions import asking, working
from consultation.models import Consultation, Import, User

HEADINGS = ["Ref", "Received", "Stations", "Stance", "Reasons", "Instead", "Borough"]
ROWS = [
    ["P1", "2026-11-20 10:00", "Ilford", "Oppose", "It is too far.", "", "Redbridge"],
    ["P2", "20/11/2026", "Holborn; Mitcham", "support", "", "Open later", "Camden"],
    ["P3", "2026-11-21", "Wimbledon, Merton", "Strongly oppose", "=1+1 is two", "", ""],
]
ABOUT: dict[str, Any] = {
    "channel": "PAPER", "source": "Paper forms", "capacity": "MYSELF", "received_on": None,
    "late_reason": "", "repeats": "REFUSE",
}  # fmt: skip


def csv_of(
    rows: Sequence[Sequence[str]], *, separator: str = ",", encoding: str = "utf-8"
) -> bytes:
    """A CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)


PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override '
    'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/'
    '2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship '
    'Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
    'Target="styles.xml"/></Relationships>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
}


def xlsx_of(rows: Sequence[Sequence[Any]]) -> bytes:
    """An Excel workbook. A number in a tuple is a date, as days since the end of 1899."""
    return xlsx_from(
        "".join(
            f'<row r="{number}">{"".join(map(_cell, row))}</row>'
            for number, row in enumerate(rows, 1)
        )
    )


def xlsx_from(body: str, **more: str) -> bytes:
    """An Excel workbook whose only sheet has these rows. More parts by name, in xl/."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{body}</sheetData></worksheet>"
    )
    others = {f"xl/{name}.xml": text for name, text in more.items()}
    return zipped({**PARTS, **others, "xl/worksheets/sheet1.xml": sheet})


def ods_from(body: str) -> bytes:
    """An OpenDocument spreadsheet whose only table has these rows."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Sheet1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def zipped(parts: dict[str, str]) -> bytes:
    """A zip file with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return out.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return f'<c s="1"><v>{value[0]}</v></c>'
    if isinstance(value, (int, float)):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def uploaded(
    consultation: Consultation, content: bytes, *, by: User, name: str = "forms.csv"
) -> Import:
    """A file that was uploaded through the real action."""
    file = io.BytesIO(content)
    imported, _new = asking.upload(
        consultation=consultation, file=file, name=name, seen=reading.seen(file), by=by,
        at=timezone.now(),
    )  # fmt: skip
    return imported


def worked(imported: Import) -> Import:
    """Worked on until nothing is due, and read again."""
    while working.work_next(clock=timezone.now) is not None:
        pass
    return Import.objects.get(pk=imported.pk)


def checked(
    consultation: Consultation,
    content: bytes = csv_of([HEADINGS, *ROWS]),
    *,
    by: User,
    name: str = "forms.csv",
    columns: Sequence[tuple[str, str]] | None = None,
    **about: Any,
) -> Import:
    """A file that was uploaded, described and checked, its columns as guessed unless given."""
    imported = uploaded(consultation, content, by=by, name=name)
    if imported.state == "UPLOADED":
        at = timezone.now()
        asking.describe(imported=imported, by=by, at=at, **(ABOUT | about))
        guessed = [(what, station) for what, station in imported.columns]
        asking.ask_check(imported=imported, columns=columns or guessed, by=by, at=at)
    return worked(imported)


def loaded(consultation: Consultation, content: bytes, *, by: User, **more: Any) -> Import:
    """The same, and loaded if every row is right."""
    imported = checked(consultation, content, by=by, **more)
    if imported.state == "CHECKED":
        asking.ask_load(imported=imported, by=by, at=timezone.now())
        imported = worked(imported)
    return imported
