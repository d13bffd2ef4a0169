"""The export of all responses, beside a bare COPY of the same rows as they are stored.

The export joins responses, answers and places, puts labels for codes and makes every cell safe in a
spreadsheet. The control writes the tables of responses and answers to a file as they are.
"""

from benchmarks.ground import Ground
from benchmarks.result import Result, growth

RATIO, GROWTH, LINEAR = 1 / 3, 64_000_000, 0.7
FIRST = 1.0  # seconds
# In the short form an export takes a tenth of a second, and the file's fsync is most of it.
LINEAR_SHORT = 0.5


def measure(ground: Ground, sizes: tuple[int, ...], *, middle: int, short: bool) -> list[Result]:
    """Speed and memory at `middle` responses; rows a second from the first to the last size."""
    found = {size: ground.inside(ground.name(size), "export") for size in sizes}
    one = found[middle]
    rates = {size: told["rows"] / told["ours"] for size, told in found.items()}
    linear = rates[sizes[-1]] / rates[sizes[0]]
    goal = LINEAR_SHORT if short else LINEAR
    most = max(told["growth"] for told in found.values())
    return [
        Result(
            f"CSV export of {middle:,} responses ({one['rows']:,} rows, "
            f"{one['bytes'] / 1e6:.0f} MB)",
            f"{one['ours']:.2f} s, {one['rows'] / one['ours']:,.0f} rows/s",
            f"bare COPY {one['bare']:.2f} s ({one['bare_bytes'] / 1e6:.0f} MB)",
            f"{one['ratio']:.2f}",
            ">= 0.33",
            one["ratio"] >= RATIO,
        ),
        Result(
            f"first byte of the export of {sizes[-1]:,} responses",
            f"{1000 * found[sizes[-1]]['first']:.0f} ms",
            "",
            "",
            f"< {FIRST:.0f} s",
            found[sizes[-1]]["first"] < FIRST,
        ),
        growth(f"memory growth of an export, up to {sizes[-1]:,} responses", most, GROWTH),
        Result(
            f"rows/s of the export of {sizes[-1]:,} responses",
            f"{rates[sizes[-1]]:,.0f}/s",
            f"of {sizes[0]:,}: {rates[sizes[0]]:,.0f}/s",
            f"{linear:.2f}",
            f">= {goal}",
            linear >= goal,
        ),
    ]  # fmt: skip
