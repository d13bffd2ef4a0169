"""A report as a web page and a tagged PDF; what every other form of it is drawn from."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from consultation.events import name_of
from consultation.languages import is_right_to_left
from consultation.models import Consultation, Event, EventKind, Report, ReportKind, SignedReply
from consultation.pdf import tagged
from consultation.publish.rules import in_words
from consultation.reply.document import Document
from consultation.report import charts
from consultation.report.charts import Chart
from consultation.report.edition import DAYS, MAP, STACKED, Figure, Figures, Row, Table
from consultation.report.exports import Column
from consultation.report.quoted import RULE, Quoted, quoted
from stations.models import Borough

PAPER = Path(__file__).with_name("summary.typ")
WIDE = 6  # columns of figures; wider tables get a page on its side


@dataclass(frozen=True)
class Sheet:
    """A table as a reader sees it: every cell a text. `bars` is empty where none are drawn."""

    id: str
    title: str
    head: list[str]
    rows: list[list[str]]
    foot: list[str]
    numeric: str
    bars: list[tuple[str, int]]
    base: int | None
    note: str
    source: str
    wide: bool
    worded: bool  # its cells are words
    chart: Chart | None
    table: Table


def sheets(figures: Figures, *, within: str = "") -> list[Sheet]:
    """The tables of a report, each with its base, its source and its date.

    `within` begins every id, where several reports stand on one page. One query where one of them
    is drawn as a map.
    """
    when = in_words(datetime.fromisoformat(figures.as_at))
    mapped = any(table.chart == MAP for table in figures.tables)
    codes = dict(Borough.objects.values_list("slug", "ons_code")) if mapped else {}
    named = [replace(table, key=f"{within}{table.key}") for table in figures.tables]
    return [
        replace(_sheet(table, when, charts.chart_of(own, codes)), id=f"{within}table-{table.key}")
        for table, own in zip(figures.tables, named, strict=True)
    ]


def _sheet(table: Table, when: str, chart: Chart | None) -> Sheet:
    bases = {(one.base, one.base_label) for row in table.rows for one in row.figures}
    base, called = bases.pop() if len(bases) == 1 else (None, "")
    shares = base is not None and len(table.columns) == 1
    source = f"{table.source}, counted at {when}, London time."
    return Sheet(
        id=f"table-{table.key}",
        title=table.title,
        head=[table.head, *table.columns, *(["Share"] if shares else [])],
        rows=[_cells(row, shares, apart=table.apart) for row in table.rows],
        foot=_cells(table.foot, shares, apart=table.apart) if table.foot else [],
        numeric="" if table.worded else _numbers(len(table.columns) + shares),
        bars=[(row.label, row.figures[0].value or 0) for row in table.rows] if table.drawn else [],
        base=base,
        note=table.note,
        source=f"{source} Base: {_counted(base, called)}." if base is not None else source,
        wide=len(table.columns) > WIDE,
        worded=table.worded,
        chart=chart,
        table=table,
    )


def _numbers(columns: int) -> str:
    """All but the first, as tables count them."""
    return ",".join(str(2 + place) for place in range(columns))


def _cells(row: Row, shares: bool, *, apart: bool = False) -> list[str]:
    cells = [row.label, *(_shown(figure, apart) for figure in row.figures)]
    return [*cells, row.figures[0].share] if shares else cells


def _shown(figure: Figure, apart: bool) -> str:
    """The number; beside numbers of other bases, with its share."""
    return f"{figure.shown} ({figure.share})" if apart and figure.share else figure.shown


def _counted(number: int, called: str) -> str:
    """Such as "1 response that speaks about" or "2 responses that speak about"."""
    if number == 1:
        called = called.replace("responses", "response", 1).replace("that speak ", "that speaks ")
    return f"{number:,} {called}"


def about(report: Report, figures: Figures) -> list[tuple[str, str]]:
    """What a reader must know before the first number: label and text."""
    return [
        *interim(report.consultation, figures),
        ("Consultation", report.consultation.title),
        ("Run by", report.consultation.body),
        ("About", _about(report)),
        *([("Places", PLACES_TOLD)] if report.kind == ReportKind.RESULTS else []),
        ("Counted at", f"{in_words(datetime.fromisoformat(figures.as_at))}, London time"),
        (
            "Counted from",
            f"Recorded events about responses, petitions and meetings: {figures.events:,}. The "
            f"newest is number {figures.event}. Counting the same record again gives the same "
            "figures.",
        ),
        ("Counted by", "Counterpoint, by machine. No figure was typed in."),
        *((f"Public log {one.when}", one.words) for one in figures.heads),
    ]


PLACES_TOLD = (
    "Each borough and each front counter follows, with what was received, what responses say, how "
    "they came and where respondents live. Every other table about it is in the web page, the "
    "workbook and the JSON file. Responses and formal replies are public on pages of their own, "
    "and not repeated here."
)
INTERIM = (
    "INTERIM: counted before the consultation had closed. Responses were still coming in, so "
    "these figures are not its results. For those alone who may see them."
)


def interim(consultation: Consultation, figures: Figures) -> list[tuple[str, str]]:
    """The first thing that a reader must know of figures that were counted before the close."""
    counted_at = datetime.fromisoformat(figures.as_at)
    return [("Standing", INTERIM)] if consultation.is_interim_at(counted_at) else []


def _about(report: Report) -> str:
    if report.station is not None:
        return (
            f"{report.station.name} front counter, {report.station.borough.name}: every response "
            "with at least one answer about it"
        )
    if report.borough is not None:
        return (
            f"{report.borough.name}: every response with at least one answer about a front counter "
            "there"
        )
    return ABOUT.get(ReportKind(report.kind), "The whole consultation: every response to it")


#: What reports on the whole consultation are about, where that is not every response.
ABOUT = {
    ReportKind.FORMAL: "The whole consultation: the formal replies of organisations",
    ReportKind.EQUALITY: "Everybody who answered the equality questions",
}


@dataclass(frozen=True)
class Whole:
    """A formal reply in full, and what was signed beside its words."""

    id: str
    organisation: str
    facts: list[tuple[str, str]]
    document: Document


def in_full(figures: Figures) -> list[Whole]:
    """The formal replies of a report, never shortened; one withdrawn since says when.

    Two queries, or none where there is no reply.
    """
    if not figures.replies:
        return []
    whole = SignedReply.objects.select_related("reply__organisation", "response")
    found = whole.in_bulk(figures.replies)
    ended = _withdrawn(found.values())
    return [_whole(found[key], ended.get(name_of(found[key].reply))) for key in figures.replies]


def _withdrawn(found: Iterable[SignedReply]) -> dict[str, datetime]:
    """When each was withdrawn, by its name in the record. One query."""
    names = [name_of(one.reply) for one in found]
    events = Event.objects.filter(kind=EventKind.REPLY_WITHDRAWN, about__in=names)
    return dict(events.values_list("about", "at"))


def _whole(signed: SignedReply, withdrawn_at: datetime | None) -> Whole:
    authority = signed.get_authority_display(), signed.authority_reference
    day = date_format(signed.authority_on, "j F Y")
    facts = [
        *([("Withdrawn", _ended(withdrawn_at))] if withdrawn_at else []),
        ("Edition", f"{signed.reply.number}"),
        ("Signed", f"{in_words(signed.signed_at)}, London time, by the {signed.signer_post}"),
        ("Authority", f"{', '.join(authority)}, {day}"),
        *([("Late", _late(signed.closed_at))] if signed.closed_at else []),
        *([("Interim", _interim(signed))] if signed.interim else []),
        ("SHA-256 of the text", signed.digest),
    ]
    name = signed.reply.organisation.name
    return Whole(f"reply-{signed.pk}", name, facts, Document.read(signed.content))


def _ended(at: datetime) -> str:
    return f"By the organisation, {in_words(at)}, London time. It is counted no more"


def _late(closed_at: datetime) -> str:
    return f"It came after the close as it then stood, {in_words(closed_at)}, London time"


def _interim(signed: SignedReply) -> str:
    return f"It was signed subject to ratification by {signed.ratified_by_whom}"


Places = Sequence[tuple[str, Figures]]


def web_page(report: Report, figures: Figures, places: Places = ()) -> bytes:
    """One HTML file that needs nothing else, to be kept or sent on.

    `places`: the name and the figures of each place of an edition that has them.
    """
    context = {
        "report": report,
        "about": about(report, figures),
        "sheets": sheets(figures),
        "places": _apart(places),
        "replies": in_full(figures),
        "quotes": quoted(figures),
        "rule": RULE,
        "site": settings.PUBLIC_URL,
        "address": f"{settings.PUBLIC_URL}{report.consultation.get_absolute_url()}",
    }
    return render_to_string("report/standalone.html", context).encode()


def _apart(places: Places) -> list[tuple[str, str, list[Sheet]]]:
    """An id, the name and the tables of each place; no id is on the page twice."""
    return [
        (f"place-{number}", name, sheets(figures, within=f"place-{number}-"))
        for number, (name, figures) in enumerate(places, start=1)
    ]


def columns_page(consultation: Consultation, columns: list[Column], figures: Figures) -> bytes:
    """What the columns of an export mean, as one HTML file."""
    context = {
        "consultation": consultation,
        "head": ["Column", "What it holds"],
        "columns": [[column.name, column.meaning] for column in columns],
        "sheets": sheets(figures),
    }
    return render_to_string("report/columns.html", context).encode()


def pdf(report: Report, figures: Figures, places: Places = ()) -> bytes:
    """A tagged PDF (PDF/UA-1). Raises typst.TypstError.

    Letters of other scripts need fonts on the machine; those that none has are shown as boxes.
    """
    counted = timezone.localtime(datetime.fromisoformat(figures.as_at))
    paper = {
        "title": f"{report.title} – {report.consultation.title}",
        "author": report.consultation.body,
        "date": [counted.year, counted.month, counted.day],
        "about": about(report, figures),
        "sheets": [_on_paper(sheet) for sheet in sheets(figures)],
        "places": [
            {"name": name, "sheets": [_on_paper(one) for one in sheets(own)]}
            for name, own in places
        ],
        "replies": [_reply_on_paper(one) for one in in_full(figures)],
        "quotes": [_quote_on_paper(one) for one in quoted(figures)],
        "rule": RULE,
    }
    return tagged(PAPER, paper, apart=True)


def _quote_on_paper(one: Quoted) -> dict[str, Any]:
    return {
        "told": f"Response {one.number}, about {one.about}: {one.stance}",
        "lines": one.text.split("\n"),
        "right_to_left": is_right_to_left(one.text),
    }


def _reply_on_paper(whole: Whole) -> dict[str, Any]:
    """Every passage as its lines: the layout breaks them and never cuts."""
    files = [(one.name, f"{one.size} bytes, SHA-256 {one.sha256}") for one in whole.document.files]
    return {
        "organisation": whole.organisation,
        "facts": [*whole.facts, *((f"File {name}", told) for name, told in files)],
        "parts": [
            {
                "title": part.title,
                "position": part.position,
                "passages": [
                    {
                        "heading": one.heading,
                        "lines": one.text.split("\n") if one.text else [],
                        "right_to_left": is_right_to_left(one.text),
                    }
                    for one in part.content.passages
                ],
            }
            for part in whole.document.parts
        ],
    }


def _on_paper(sheet: Sheet) -> dict[str, Any]:
    whole = sheet.base or max((number for _label, number in sheet.bars), default=0) or 1
    bars = [
        {"label": label, "part": 100 * number / whole, "figure": figure_of(row)}
        for (label, number), row in zip(sheet.bars, sheet.rows, strict=False)
    ]
    return {
        "title": sheet.title,
        "head": sheet.head,
        "rows": sheet.rows,
        "foot": sheet.foot,
        "bars": bars,
        "alt": told_bars(sheet),
        "note": sheet.note,
        "source": f"Source: {sheet.source}",
        "wide": sheet.wide,
        "worded": sheet.worded,
        "chart": _chart_on_paper(sheet),
    }


def told_bars(sheet: Sheet, places: Iterable[int] | None = None) -> str:
    """What a chart shows, for those who do not see it. `places`: the rows that it is drawn of."""
    chosen = range(len(sheet.bars)) if places is None else places
    told = (f"{sheet.bars[one][0]}: {figure_of(sheet.rows[one])}" for one in chosen)
    return "Bar chart. " + "; ".join(told) + "."


def rows_drawn(sheet: Sheet) -> list[int]:
    """The rows that a chart of bars has one for, counted from 0: those that hold something."""
    if sheet.bars:
        return list(range(len(sheet.bars)))
    return [place for place, row in enumerate(sheet.table.rows) if row.figures[0].value]


def _chart_on_paper(sheet: Sheet) -> dict[str, Any] | None:
    """What the layout draws by itself, in the letters of the page; a map is a picture."""
    if sheet.chart is None:
        return None
    table = sheet.table
    drawn: dict[str, Any] = {
        "kind": table.chart,
        "alt": charts.described(table),
        "legend": [asdict(key) for key in sheet.chart.legend],
        "note": sheet.chart.note,
    }
    if table.chart == STACKED:
        return drawn | {
            "bars": [
                {
                    "label": row.label,
                    "number": row.figures[0].shown,
                    "parts": [asdict(part) for part in charts.parts_of(table, place)],
                }
                for place, row in enumerate(table.rows)
                if row.figures[0].value
            ]
        }
    if table.chart == DAYS:
        return drawn | {
            "columns": [
                asdict(one) | {"told": f"{one.number:,}"} for one in charts.columns_of(table)
            ]
        }
    return drawn | {"svg": charts.inked(sheet.chart)}


def figure_of(row: list[str]) -> str:
    """The number, and its share of the base where it has one."""
    return f"{row[1]} ({row[2]})" if len(row) > 2 and row[2] else row[1]
