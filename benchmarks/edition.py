"""Results with every borough and front counter, counted and drawn as a worker does it.

The control is one count of the responses by state, which goes over the same table.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.ground import Ground
from benchmarks.result import Result

LOOK = 0.02  # seconds between two looks at memory
WHOLE, MEMORY = 60.0, 400_000_000  # seconds, bytes
TOGETHER = 1_024_000_000  # bytes: what a job may take with all that it starts, REPORT_MEGABYTES
PROMISED = ("html", "pdf", "xlsx")


def measure(ground: Ground, size: int) -> list[Result]:
    """Counting, then each form: those that are promised together, and the others by name."""
    told = ground.inside(ground.name(size), "edition")
    drawn: dict[str, float] = told["drawn"]
    promised = told["counting"] + sum(drawn[form] for form in PROMISED)
    named = ", ".join(f"{form} {seconds:.1f}" for form, seconds in drawn.items())
    called = f"results of {size:,} responses, {told['places']} places"
    return [
        Result(
            f"{called}: counted, as HTML, PDF and XLSX",
            f"{promised:.1f} s, {told['counting']:.1f} of them counting",
            f"one count by state {told['control']:.2f} s",
            f"{told['counting'] / told['control']:.0f}",
            f"< {WHOLE:.0f} s",
            promised < WHOLE,
        ),
        Result(
            f"{called}: memory of the worker that draws every form",
            f"{told['memory'] / 1e6:.0f} MB; seconds: {named}",
            "", "", f"< {MEMORY / 1e6:.0f} MB",
            told["memory"] < MEMORY,
        ),
        Result(
            f"{called}: with the process that lays out the PDF, while it lasts",
            f"{told['together'] / 1e6:.0f} MB",
            "", "", f"< {TOGETHER / 1e6:,.0f} MB",
            told["together"] < TOGETHER,
        ),
    ]  # fmt: skip


def make() -> dict[str, Any]:
    """Run by `benchmarks/inside.py`, where Django is set up."""
    import io

    from django.db.models import Count

    from benchmarks.filing import peak
    from benchmarks.ground import CLOSED
    from consultation.models import Consultation, Report, ReportKind, Response
    from consultation.report.counting import snapshot
    from consultation.report.drawn.every import DRAWN
    from consultation.report.drawn.paper import Paper, place_of
    from consultation.report.figures import compute_results

    consultation = Consultation.objects.get(slug=CLOSED)
    at = consultation.grace_ends_at
    begun = time.monotonic()
    by_state = Response.objects.filter(consultation=consultation).order_by().values("state")
    assert list(by_state.annotate(number=Count("pk")))
    control, begun = time.monotonic() - begun, time.monotonic()
    with snapshot():
        found = compute_results(consultation, at=at)
    counting = time.monotonic() - begun
    parts = (
        *(place_of(one, own) for one, own in found.boroughs.items()),
        *(place_of(one, own) for one, own in found.stations.items()),
    )
    report = Report(pk=1, consultation=consultation, kind=ReportKind.RESULTS)
    paper, drawn = Paper(report, found.whole, parts), {}
    with looking() as held:
        for kind, _words, write in DRAWN:
            begun = time.monotonic()
            write(paper, io.BytesIO())
            drawn[str(kind)] = time.monotonic() - begun
    return {
        "control": control, "counting": counting, "drawn": drawn, "memory": peak(),
        "together": max(held), "places": len(parts),
    }  # fmt: skip


@contextmanager
def looking() -> Iterator[list[int]]:
    """What this process holds in memory meanwhile, with all that it has started, in bytes."""
    from consultation.report.limits import memory, started

    held, over = [memory(*started())], threading.Event()

    def look() -> None:
        while not over.wait(LOOK):
            held.append(memory(*started()))

    beside = threading.Thread(target=look)
    beside.start()
    yield held
    over.set()
    beside.join()
