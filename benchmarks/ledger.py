"""The public log: what it costs who responds, how fast it is kept, and how fast it is proved."""

from benchmarks.ground import Ground
from benchmarks.result import Result

SENT, SENT_SHORT = 1_400, 280  # responses that are sent with the log and without, by turns
BATCH, PROOF = 200.0, 5.0  # ms
DEAREST = 1.10  # of what sending takes without the log


def measure(ground: Ground, stored: int, *, short: bool) -> list[Result]:
    """A line a promise."""
    database, sent = ground.name(stored), SENT_SHORT if short else SENT
    ground.inside(database, "drafts", "ledger", sent)
    told = ground.inside(database, "ledger", sent)
    size = f"at {stored:,}"
    return [
        _time(f"1,000 entered and a head published {size}, p95", told["batch"], BATCH),
        Result(
            f"all of them entered from nothing {size}", f"{told['rate']:,.0f} entries/s", "", "",
            "> 1,000/s", told["rate"] > 1_000,
        ),
        _time(f"proof that a response is in it {size}, p95", told["proof"], PROOF),
        Result(
            f"to send a response {size}", f"{told['with']:.2f} ms", f"{told['without']:.2f} ms",
            f"{told['with'] / told['without']:.2f}", f"< {DEAREST:.2f}",
            told["with"] < told["without"] * DEAREST,
        ),
        Result(
            f"proofs that do not hold {size}", str(told["wrong"]), "", "", "0",
            told["wrong"] == 0, hard=True,
        ),
    ]  # fmt: skip


def _time(promise: str, ms: float, goal: float) -> Result:
    return Result(promise, f"{ms:.1f} ms", "", "", f"< {goal:.0f} ms", ms < goal)
