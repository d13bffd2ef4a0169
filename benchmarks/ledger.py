"""The public log: what it costs who responds, how fast it is kept, and how fast it is proved."""

from benchmarks.ground import Ground
from benchmarks.result import Result

SENT, SENT_SHORT = 1_400, 280  # responses that are sent with the log and without, by turns
BATCH, PROOF = 200.0, 5.0  # ms
VERIFIED = 60.0  # seconds
DEAREST = 1.10  # of what sending takes without the log


def measure(ground: Ground, stored: int, *, short: bool) -> list[Result]:
    """A line a promise."""
    database, sent = ground.name(stored), SENT_SHORT if short else SENT
    ground.inside(database, "drafts", "ledger", sent)
    told = ground.inside(database, "ledger", sent)
    size = f"at {stored:,}"
    return [
        Result(
            f"1,000 entered and a head published {size}, one a second, p95",
            f"{told['batch']:.1f} ms; median {told['batch_median']:.1f}, least "
            f"{told['batch_least']:.1f}; {told['fsyncs']:.0f} waits for the disk beside COMMIT",
            "", "", f"< {BATCH:.0f} ms", told["batch"] < BATCH,
        ),
        Result(
            f"all of them entered from nothing {size}", f"{told['rate']:,.0f} entries/s", "", "",
            "> 1,000/s", told["rate"] > 1_000,
        ),
        _time(f"proof that a response is in it {size}, p95", told["proof"], PROOF),
        Result(
            f"all of it checked by verify.py {size}", f"{told['verified']:.1f} s", "", "",
            f"< {VERIFIED:.0f} s", told["verified"] < VERIFIED,
        ),
        Result(
            f"what verify.py says {size}", told["said"], "", "", "It holds",
            told["said"].startswith("It holds: "), hard=True,
        ),
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
