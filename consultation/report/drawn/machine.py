"""The figures as JSON, as `figures.schema.json` describes them.

The stored form of an edition may change with the code; this one is for others, and its version
counts up when a reader of it would have to change.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from consultation.report.documents import Whole, in_full
from consultation.report.drawn.paper import Paper, Place
from consultation.report.edition import Figure, Row, Table
from consultation.report.quoted import RULE, Quoted, quoted

FORMAT = "counterpoint-figures/2"
SCHEMA = Path(__file__).with_name("figures.schema.json")


def figures(paper: Paper) -> bytes:
    """The whole edition. A query where it holds formal replies, and one where it holds quotes."""
    report, counted = paper.report, paper.figures
    told = {
        "format": FORMAT,
        "report": {
            "kind": report.kind,
            "title": report.title,
            "consultation": report.consultation.slug,
            "consultation_title": report.consultation.title,
            "run_by": paper.body,
            "address": paper.address,
        },
        "counted": {
            "at": counted.as_at,
            "newest_event": counted.event,
            "events": counted.events,
        },
        "parts": [_part(one) for one in paper.parts],
        "quotes": {"rule": RULE, "words": [_quote(one) for one in quoted(counted)]},
        "formal_replies": [_reply(one) for one in in_full(counted)],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _part(part: Place) -> dict[str, Any]:
    return {
        "about": part.kind,
        "key": part.key,
        "name": part.name,
        "tables": [_table(one) for one in part.figures.tables],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "head": table.head,
        "columns": list(table.columns),
        "rows": [_row(one) for one in table.rows],
        "total": _row(table.foot) if table.foot else None,
        "note": table.note,
        "source": table.source,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "key": row.key,
        "label": row.label,
        "figures": [_figure(one) for one in row.figures],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    """`words` say what stands there where there is no number."""
    return {
        "key": figure.key,
        "value": figure.value,
        "words": figure.said_missing if figure.value is None else "",
        "base": figure.base,
        "base_is": figure.base_label,
        "share": figure.share,
        "source": figure.source,
        "at": figure.as_at,
    }


def _quote(one: Quoted) -> dict[str, Any]:
    return {
        "response": one.number,
        "address": f"{settings.PUBLIC_URL}{one.href}",
        "about": one.about,
        "answer": one.stance,
        "language": one.language,
        "text": one.text,
    }


def _reply(whole: Whole) -> dict[str, Any]:
    return {
        "organisation": whole.organisation,
        "facts": [{"label": label, "text": text} for label, text in whole.facts],
        "text": whole.document.text,
        "sha256": whole.document.digest,
    }
