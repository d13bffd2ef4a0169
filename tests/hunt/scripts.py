"""Words that would run if some page forgot to escape them, and who notices.

Each carries a number behind `zq`. What reads as markup where it should read as text leaves a tag or
an attribute of that name; what runs calls `zq(number)`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from zipfile import BadZipFile, ZipFile

from lxml import etree, html

MARK = "zqx"
CALL = "zqrun"
#: {m} is the mark with its number, {call} what would run.
SHAPES = (
    # A tag of its own.
    "<{m}>", "<script {m}>{call}</script>", "<img {m} src=/nowhere onerror={call}>",
    "<svg {m}><animate onbegin={call} attributeName=x dur=1s>",
    "<details {m} open ontoggle={call}>",
    "<body {m} onload={call}>", "<input {m} autofocus onfocus={call}>",
    "<video {m}><source onerror={call}></video>",
    "<iframe {m} src=javascript:{call}></iframe>",
    "<object {m} data=javascript:{call}></object>",
    "<a {m} href=javascript:{call}>x</a>",
    "<style {m}>@import 'javascript:{call}'</style>", "<base {m} href=//evil.example/>",
    "<meta {m} http-equiv=refresh content='0;url=javascript:{call}'>",
    "<link {m} rel=stylesheet href=//evil.example/x.css>",
    "<form {m} action=//evil.example><button>",
    "<math {m}><mtext><style><img title='</style><img onerror={call} src=x>'>",
    # Out of a value between quotes.
    "\"><{m} x=\"", "'><{m} x='", "\" {m}=1 onfocus={call} autofocus x=\"",
    "' {m}=1 onmouseover={call} x='",
    "x {m}=1 onfocus={call} autofocus", "` {m}=1 onclick={call} x=`",
    # Out of what holds text only.
    "</textarea><{m}><img src=x onerror={call}>", "</title><{m}><svg onload={call}>",
    "</script><{m}><script>{call}</script>", "</style><{m}>", "--><{m}><!--", "]]><{m}><![CDATA[",
    "</noscript><{m}>", "</select><{m}><option>", "</option></select><{m}>", "</template><{m}>",
    "</td></tr></table><{m}>",
    "</pre><{m}>", "</svg><{m}><svg>", "<!--><{m}>", "<![endif]--><{m}>",
    # Out of words of a script.
    "';{call};//{m}", "\";{call};//{m}", "`;{call};//{m}", "${{{call}}}{m}",
    "\\\";{call};//{m}",
    "</script ><{m}>", "\u2028{call}//{m}", "{{{{constructor.constructor('{call}')()}}}}{m}",
    # Addresses.
    "javascript:{call}//{m}", "JaVaScRiPt:{call}//{m}", "java\tscript:{call}//{m}",
    "data:text/html,<script {m}>{call}</script>", "//evil.example/{m}", "vbscript:{call}//{m}",
    # Escapes that somebody may undo once too often.
    "&lt;{m}&gt;", "&amp;lt;{m}&amp;gt;", "%3C{m}%3E", "\\u003c{m}\\u003e", "\\x3c{m}\\x3e",
    "＜{m}＞", "&#60;{m}&#62;",
    "+ADw-{m}+AD4-", "<<{m}>>", "<{m}\x0c/>", "< {m}>", "<{m}\n\t>", "<\u200b{m}>",
    # What template languages and other writers take for theirs.
    "{{{{ 7|add:7 }}}}{m}", "{{% load x %}}{m}", "{{# {m} #}}",
    "${{7*7}}{m}", "<%= {m} %>", "#{{7*7}}{m}",
    "[x](javascript:{call} '{m}')", "![x](//evil.example/{m})", "<?xml {m}?>", "<!DOCTYPE {m}>",
    "#let {m} = 1", "#link(\"javascript:{call}\")[{m}]", "$ {m} $", "\\input{{{m}}}",
    # What a table would reckon.
    "=HYPERLINK(\"//evil.example\",\"{m}\")", "+1+cmd|'/C {m}'!A0", "-2+3+{m}", "@SUM(1+1)*{m}",
    "\t=1+1 {m}", "=1+1\n{m}", "\r\nBcc: somebody@evil.example\r\n{m}",
)  # fmt: skip
FORMULA = re.compile(r"^[\s]*[=+\-@]")
NUMBER = re.compile(r"^[+-]?[\d.,]+%?$")


def payloads() -> list[str]:
    """One of each shape."""
    return [
        shape.format(m=f"{MARK}{number}", call=f"{CALL}({number})")
        for number, shape in enumerate(SHAPES)
    ]


def markup_in(page: bytes) -> list[str]:
    """Tags and attributes of our numbers in a page, and addresses that would run."""
    if MARK.encode() not in page and CALL.encode() not in page:
        return []
    found = []
    for one in html.fromstring(page).iter():
        if not isinstance(one.tag, str):
            continue
        names = [one.tag, *one.attrib]
        found += [name for name in names if name.startswith(MARK)]
        found += [
            f"{one.tag} {name}" for name, value in one.attrib.items()
            if name in ("href", "src", "action", "formaction", "data") and _runs(value)
        ]  # fmt: skip
    return found


def _runs(address: str) -> bool:
    bare = re.sub(r"[\s\x00-\x1f]", "", address).lower()
    return bare.startswith(("javascript:", "vbscript:", "data:text/html", "//evil.example"))


def tables_in(kind: str, body: bytes) -> Iterator[str]:
    """Cells that a spreadsheet would reckon, in a CSV file or an Excel workbook."""
    if kind == "text/csv":
        text = body.decode("utf-8-sig", errors="replace")
        for row in csv.reader(io.StringIO(text, newline="")):
            yield from (cell for cell in row if FORMULA.match(cell) and not NUMBER.match(cell))
    elif body.startswith(b"PK"):
        yield from _of_zip(body)


def _of_zip(body: bytes) -> Iterator[str]:
    try:
        held = ZipFile(io.BytesIO(body))
    except BadZipFile:
        return
    for name in held.namelist():
        if name.endswith(".csv"):
            yield from tables_in("text/csv", held.read(name))
        elif name.startswith("xl/worksheets/"):
            tree = etree.fromstring(held.read(name))
            yield from (one.text or "" for one in tree.iter("{*}f"))
