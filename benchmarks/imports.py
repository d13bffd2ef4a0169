"""A file of responses from the disk to the commit, beside a bare COPY of the finished rows.

The load reads the file, judges every cell, compares every row with those before it, and writes the
response, four answers, commitment, salt, event and origin of each in one transaction. The control
copies the same finished rows, drawn beforehand, into tables of the same columns without any index
or check.
"""

from benchmarks.ground import CLOSED, Ground
from benchmarks.result import Result, growth

ROWS, ROWS_SHORT = 50_000, 5_000
OWN = 1  # response in a database that no other script measures with
GOAL = 3_000  # rows a second
GROWTH = 128_000_000  # bytes


def measure(ground: Ground, *, short: bool) -> list[Result]:
    """Speed and memory of a load; and that one bad row among all loads nothing."""
    count = ROWS_SHORT if short else ROWS
    told = ground.inside(ground.name(OWN), "load_file", count, CLOSED)
    rate, bare = count / told["ours"], count / told["bare"]
    return [
        Result(
            f"load of a file with {count:,} rows of 4 answers, validated",
            f"{rate:,.0f} rows/s; CPU {told['cpu'] / count * 1e6:.0f} µs a row, of Python and "
            f"server; its check {count / told['check']:,.0f}/s",
            f"bare COPY of the finished rows {bare:,.0f}/s",
            f"{rate / bare:.2f}",
            f">= {GOAL:,}/s",
            rate >= GOAL,
        ),
        Result(
            "responses, answers, leaves and events of that load",
            " ".join(f"{number:,}" for number in told["stored"]),
            "", "", f"{count:,}, four times that, {count:,}, {count:,}",
            told["stored"] == [count, 4 * count, count, count],
            hard=True,
        ),
        Result(
            f"responses loaded of {count:,} rows with one bad one",
            f"{told['bad_stored']}, and the file says row {told['bad_row']}",
            "", "", f"0, row {count // 2}",
            told["bad_stored"] == 0 and told["bad_row"] == str(count // 2),
            hard=True,
        ),
        growth("memory growth of check and load", told["growth"], GROWTH),
    ]  # fmt: skip
