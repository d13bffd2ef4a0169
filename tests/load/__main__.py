"""Load on everything as `manage.py run` starts it: `make load-accept` and `make surge`.

`accept`: responses at a fixed rate. `surge`: more of them until a deadline passes. Prints a table
and one line of JSON; ends with 1 when anything is not 0 that must be 0.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.chaos.__main__ import table
from tests.load.accept import accept
from tests.load.surge import surge


def main() -> int:
    """The command. Returns its exit code."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--folder", type=Path, help="keep the logs here; must not be there yet")
    which = told.add_subparsers(dest="which", required=True)
    steady = which.add_parser("accept", help="responses at a fixed rate")
    steady.add_argument("seconds", nargs="?", type=float, default=600)
    steady.add_argument("rate", nargs="?", type=float, default=35, help="a second")
    steady.add_argument("--slowest", type=float, default=1000, help="milliseconds, 99 of 100")
    last = which.add_parser("surge", help="responses until a deadline passes")
    last.add_argument("seconds", nargs="?", type=float, default=120)
    last.add_argument("rate", nargs="?", type=float, default=100, help="a second")
    last.add_argument("--grace", type=int, default=3, help="minutes after the deadline")
    asked = told.parse_args()
    with tempfile.TemporaryDirectory(prefix="counterpoint-load-") as temporary:
        folder = asked.folder or Path(temporary) / "load"
        if asked.which == "accept":
            found = accept(folder, asked.seconds, asked.rate, asked.slowest)
        else:
            found = surge(folder, asked.seconds, asked.rate, asked.grace)
    print(table(found))
    print(json.dumps(asdict(found)))
    return int(bool(found.nonzero()))


if __name__ == "__main__":
    sys.exit(main())
