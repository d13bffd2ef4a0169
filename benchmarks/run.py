"""Measure what is promised about speed, and print one table: `make bench`.

Absolute numbers hang on the machine, so each stands beside a control measured in the same minute,
and the ratio is the promise. A PostgreSQL of our own is started, safe against power cuts, unless
DATABASE_URL names one; databases are made in it and removed again. `--short` takes a minute and
fails on gross breaks only: an error, a leak, a query too many. Names of scripts run only those.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

if __name__ == "__main__":  # `python benchmarks/run.py` finds the project too
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import (
    bulk,
    burst,
    coding,
    copies,
    csv_export,
    edition,
    everywhere,
    final_post,
    formats,
    imports,
    jobs,
    journey_get,
    journeys,
    ledger,
    open_data,
    public_pages,
    queue,
    screening,
    search,
    suggestions,
    tallies,
)
from benchmarks.ground import BASE_DIR, CannotMeasure, Ground, ground
from benchmarks.result import Result, failed, table
from consultation.embedded import CannotStart

Script = Callable[[Ground], list[Result]]
STORED, STORED_SHORT, QUEUE_SHORT = 1_000_000, 50_000, 20_000


def scripts(*, short: bool) -> dict[str, tuple[Script, list[int]]]:
    """Each script with the sizes of the databases that it needs."""
    sizes = (10_000, 30_000) if short else (10_000, 100_000, STORED)
    middle = sizes[1]
    stored = STORED_SHORT if short else STORED
    waiting = QUEUE_SHORT if short else STORED
    return {
        # First, since these begin with a database in which nobody has responded.
        "queue": (lambda g: queue.measure(g, waiting, short=short, tell=tell), [0]),
        "bulk": (lambda g: bulk.measure(g, waiting, short=short, tell=tell), [0]),
        "everywhere": (lambda g: everywhere.measure(g, waiting, short=short, tell=tell), [0]),
        "search": (lambda g: search.measure(g, waiting, short=short, tell=tell), [0]),
        "coding": (lambda g: coding.measure(g, waiting, short=short, tell=tell), [0]),
        "open_data": (lambda g: open_data.measure(g, waiting, short=short, tell=tell), [0]),
        "final_post": (lambda g: final_post.measure(g, short=short), [0]),
        "journey_get": (lambda g: journey_get.measure(g, short=short), [0]),
        "journeys": (lambda g: journeys.measure(g, stored, short=short), [0, stored]),
        "burst": (lambda g: burst.measure(g, short=short), [0]),
        "public_pages": (lambda g: public_pages.measure(g, middle), [0, middle]),
        "csv_export": (
            lambda g: csv_export.measure(g, sizes, middle=middle, short=short),
            [0, *sizes],
        ),
        "edition": (lambda g: edition.measure(g, stored), [stored]),
        "formats": (lambda g: formats.measure(g, short=short), [0]),
        "imports": (lambda g: imports.measure(g, short=short), [0, imports.OWN]),
        "tallies": (lambda g: tallies.measure(g, stored, short=short), [stored]),
        "ledger": (lambda g: ledger.measure(g, stored, short=short), [stored]),
        "jobs": (lambda g: jobs.measure(g, short=short), [0, jobs.OWN]),
        "screening": (lambda g: screening.measure(g, short=short), []),
        "copies": (lambda g: copies.measure(short=short), []),
        "suggestions": (lambda g: suggestions.measure(short=short), []),
        "growth": (lambda g: final_post.growth(g, stored, short=short), [0, stored]),
    }


def tell(text: str) -> None:
    """Progress goes beside the table, not into it."""
    print(text, file=sys.stderr, flush=True)


def measured(chosen: list[str], folder: Path, *, short: bool, keep: bool) -> list[Result]:
    """Make what is needed, run the scripts, print machine and table."""
    every = scripts(short=short)
    results: list[Result] = []
    started = time.monotonic()
    with ground(folder, keep=keep) as here:
        tell(here.machine())
        here.build(sorted({size for name in chosen for size in every[name][1]}), tell)
        here.collect_static()
        for name in chosen:
            begun = time.monotonic()
            results += every[name][0](here)
            tell(f"{name}: {time.monotonic() - begun:.0f} s")
        print(here.machine())
    print(f"{'Short form' if short else 'Whole form'}, {time.monotonic() - started:.0f} s\n")
    print(table(results))
    return results


def main() -> int:
    """The command. Returns its exit code: 0 when what must hold holds."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("names", nargs="*", help="scripts to run; none is all of them")
    told.add_argument("--short", action="store_true", help="small counts; fails on gross breaks")
    told.add_argument("--keep", action="store_true", help="keep the databases for the next run")
    told.add_argument("--folder", type=Path, default=BASE_DIR / ".run" / "bench")
    asked = told.parse_args()
    every = list(scripts(short=asked.short))
    if unknown := set(asked.names) - set(every):
        told.error(
            f"no script is called {', '.join(sorted(unknown))}: choose of {', '.join(every)}"
        )
    chosen = asked.names or every
    try:
        results = measured(chosen, asked.folder.resolve(), short=asked.short, keep=asked.keep)
    except (CannotMeasure, CannotStart) as problem:
        tell(str(problem))
        return 2
    missed = failed(results, short=asked.short)
    for promise in missed:
        tell(f"Not kept: {promise}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
