"""One form of generated rows, and one PDF, made and measured: run by `benchmarks/inside.py`."""

import csv
import io
import os
import resource
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from psycopg.sql import SQL
from pypdf import PdfReader

from benchmarks.filing import peak
from benchmarks.ground import CLOSED
from consultation.models import Consultation, Report, ReportKind
from consultation.report import documents
from consultation.report.drawn import responses
from consultation.report.drawn.paper import Paper
from consultation.report.edition import Figure, Figures, Row, Table
from consultation.report.exports import Column, Sort

WORDS = [
    "station", "counter", "bus", "evening", "people", "time", "borough", "police", "office", "line",
    "map", "closing", "online", "reason", "neighbour", "straight", "walk", "far", "help", "report",
]  # fmt: skip
LABELS = ["Strongly oppose", "Oppose", "Support", "In a London borough", "Online form", "Redbridge"]


def rows_as(form: str, count: str) -> dict[str, Any]:
    """CPU, growth and size of one form of generated rows, and the CPU of the control."""
    place = Path(os.environ["FILES_ROOT"]) / f"rows-{os.getpid()}.csv"
    place.parent.mkdir(parents=True, exist_ok=True)
    columns = _generated(place, int(count))
    paper, sink = Paper(_report(ReportKind.EXPORT), Figures(_NOW, 1, 1, ())), place.with_suffix("")
    begun = time.process_time()
    with responses.rows_of(place) as rows, place.with_suffix(".copy").open("w") as file:
        csv.writer(file).writerows(rows)
    control = time.process_time() - begun
    before, begun = peak(), time.process_time()
    with sink.open("wb") as file_of_form:
        made = getattr(responses, form)(paper, columns, place, file_of_form, lambda _rows: None)
    told = {
        "cpu": time.process_time() - begun,
        "growth": peak() - before,
        "bytes": sink.stat().st_size,
        "control": control,
    }
    assert made == int(count)
    for one in (place, sink, place.with_suffix(".copy")):
        one.unlink()
    return told


_NOW = datetime(2026, 11, 23, 12, tzinfo=UTC).isoformat()


def _report(kind: ReportKind) -> Report:
    return Report(pk=1, kind=kind, consultation=Consultation.objects.get(slug=CLOSED))


def _generated(place: Path, count: int) -> list[Column]:
    """A number, an instant, seventeen short answers and a text of 75 words."""
    random = Random(1)
    columns = [
        Column("response", "Its number.", SQL(""), Sort.NUMBER, always=True),
        Column("received_at", "When.", SQL(""), Sort.INSTANT, always=True),
        *(Column(f"answer_{number}", "An answer.", SQL("")) for number in range(17)),
        Column("reasons", "A text.", SQL("")),
    ]
    with place.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([one.name for one in columns])
        for number in range(count):
            moment = f"2026-11-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:00Z"
            text = " ".join(random.choices(WORDS, k=75))
            writer.writerow([number, moment, *random.choices(LABELS, k=17), text])
    return columns


def paper() -> dict[str, Any]:
    """CPU and pages of a tagged PDF with charts and tables."""
    figures = Figures(_NOW, 1, 1, tuple(_table(number) for number in range(70)))
    report = _report(ReportKind.WHOLE)
    begun = _cpu()
    made = documents.pdf(report, figures)
    return {
        "cpu": _cpu() - begun,
        "pages": len(PdfReader(io.BytesIO(made)).pages),
    }


def _cpu() -> float:
    """Of this process and of those that it started and that ended, in seconds."""
    own = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in own)


def _table(number: int) -> Table:
    def row(place: int) -> Row:
        label = f"Answer {place} to question {number}"
        figure = Figure(
            f"t{number}.{place}", label, 7 * number + place, 1000, "responses", "S", _NOW
        )
        return Row(str(place), label, (figure,))

    return Table(
        f"t{number}", f"Table {number}", "Answer", ("Responses",),
        tuple(row(place) for place in range(7)), None, "A note of one line.", "S", True,
    )  # fmt: skip
