"""What the forms of reports and exports cost: a workbook, a Parquet table and a tagged PDF.

Each is made alone in a process of its own (`benchmarks/drawing.py`), so its growth of memory is its
own. The control of the workbook and of Parquet is Python's own reader and writer of CSV over the
same rows; that of the PDF is a page of it.
"""

from benchmarks.ground import Ground
from benchmarks.result import Result, growth

ROWS, ROWS_SHORT = 100_000, 10_000
CPU, GROWTH = 10.0, 128_000_000
PDF_CPU, PAGES = 1.5, 36


def measure(ground: Ground, *, short: bool) -> list[Result]:
    """The workbook of 100,000 rows of 20 columns, the same as Parquet, and a PDF of 36 pages."""
    rows = ROWS_SHORT if short else ROWS
    results = []
    for form, words in (("workbook", "Excel workbook"), ("parquet", "Parquet table")):
        told = ground.inside(ground.name(0), "rows_as", form, rows)
        results += [
            Result(
                f"{words} of {rows:,} rows x 20",
                f"{told['cpu']:.2f} s of CPU, {told['bytes'] / 1e6:.1f} MB",
                f"CSV read and written {told['control']:.2f} s",
                f"{told['cpu'] / told['control']:.1f}",
                f"< {CPU:.0f} s",
                told["cpu"] < CPU,
            ),
            growth(f"memory growth of that {words}", told["growth"], GROWTH),
        ]
    told = ground.inside(ground.name(0), "paper")
    results.append(
        Result(
            f"tagged PDF of {told['pages']} pages",
            f"{told['cpu']:.2f} s of CPU",
            f"{1000 * told['cpu'] / told['pages']:.0f} ms a page",
            "",
            f"< {PDF_CPU} s",
            told["cpu"] < PDF_CPU and told["pages"] >= PAGES,
        )
    )
    return results
