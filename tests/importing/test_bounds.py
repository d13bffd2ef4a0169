"""A small workbook that would fill the machine is refused before anything makes room for it."""

import io
import resource
import time
from collections.abc import Callable
from typing import Any
from zlib import crc32

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from consultation.importing import reading
from consultation.models import Consultation, Import, User
from tests.importing.files import PARTS, ods_from, xlsx_from, zipped

TOLD = (
    "The selected file has more than 10,000,000 cells from its first to its last, or very long "
    "texts many times. Remove what stands far away from the table, or save it as CSV"
)
CORNERS = xlsx_from(
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)
CELL = '<table:table-cell{} office:value-type="string"><text:p>x</text:p></table:table-cell>'
WIDE, TALL = ' table:number-columns-repeated="{}"', ' table:number-rows-repeated="{}"'


def row(*cells: str, times: int = 1) -> str:
    return f"<table:table-row{TALL.format(times)}>{''.join(cells)}</table:table-row>"


LARGE = {
    "opposite corners": CORNERS,
    "corners that are hidden": xlsx_from(
        '<dimension ref="A1"/><row><x:c xmlns:x="y" t=">" r = \'A1\'><x:v>1</x:v></x:c></row>'
        '<!-- <c a=" --><row><c t=">" r="XFD1048576"><v>1</v></c></row>'
    ),
    "cells without places": xlsx_from(
        f"<row>{'<c><v>1</v></c>' * 4000}</row>" + "<row><c><v>1</v></c></row>" * 4000
    ),
    "a row that follows one far below": xlsx_from(
        '<row r="9999999"><c r="A1"><v>1</v></c></row><row><c/><c><v>1</v></c></row>'
    ),
    "one text many times": xlsx_from(
        '<row><c t="s"><v>0</v></c></row>' * 5000,
        sharedStrings=f"<sst><si><t>{'x' * 100_000}</t></si></sst>",
    ),
    "a cell repeated": ods_from(row(CELL.format(WIDE.format(1_000_000_000)))),
    "a row repeated": ods_from(row(CELL.format(""), times=1_000_000_000)),
    "a cell far below": ods_from(
        row("<table:table-cell/>", times=1_000_000_000) + row(CELL.format(""))
    ),
    "long words repeated": ods_from(
        row(CELL.format(WIDE.format(1_000)).replace("x", "x" * 1_000), times=1_000)
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_small_file_that_asks_for_too_much_is_refused_at_once(name: str) -> None:
    content = LARGE[name]
    assert len(content) < 10_000
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.thread_time()
    with pytest.raises(reading.Unreadable) as told:
        reading.seen(io.BytesIO(content))
    assert str(told.value) == TOLD
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes
    assert time.thread_time() - begun < 5


@pytest.mark.django_db
def test_its_upload_says_so(
    consultation: Consultation, moderator: User, sign_in: Callable[[User], Client]
) -> None:
    answer: Any = sign_in(moderator).post(
        reverse("import-new", args=[consultation.slug]),
        {"file": SimpleUploadedFile("a.xlsx", CORNERS)},
    )
    assert answer.status_code == 200
    assert TOLD in " ".join(answer.content.decode().split())
    assert Import.objects.count() == 0


def test_cells_that_are_empty_take_no_room() -> None:
    """Programs write a style for the rest of a row and of a sheet."""
    rest = f"<table:table-cell{WIDE.format(16_382)}/>"
    ods = ods_from(row(CELL.format(""), CELL.format(""), rest) * 2
                   + row(rest, times=1_048_574))  # fmt: skip
    styled = xlsx_from(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    for content, headers in ((ods, ["x", "x"]), (styled, ["1", "2"])):
        assert reading.seen(io.BytesIO(content)).headers == headers


def test_a_part_that_unpacks_to_more_than_it_says() -> None:
    """Its directory speaks of the harmless beginning, and the library would read on."""
    harmless = "<worksheet></worksheet>"
    rest = '<sheetData><row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    made = bytearray(zipped({**PARTS, "xl/worksheets/sheet1.xml": harmless + rest}))
    place = made.rfind(b"PK\x01\x02")
    made[place + 16 : place + 20] = crc32(harmless.encode()).to_bytes(4, "little")
    made[place + 24 : place + 28] = len(harmless).to_bytes(4, "little")
    with pytest.raises(reading.Unreadable, match="The selected file is damaged"):
        reading.seen(io.BytesIO(bytes(made)))
