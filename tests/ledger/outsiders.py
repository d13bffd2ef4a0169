"""A witness as somebody else runs it: the one file, as a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import urllib3

from consultation.ledger import witness as program
from consultation.ledger.notes import Verifier

FILE = Path(program.__file__)
NAME = "witness.example/1"
Answer = tuple[int, str, str]


def installed(folder: Path, *logs: Verifier, name: str = NAME) -> Verifier:
    """Set one up that knows these logs; its public key, as it prints it."""
    told = subprocess.run(
        [sys.executable, FILE, "init", folder, name], capture_output=True, text=True, check=True
    )
    with (folder / "logs").open("a") as known:
        known.writelines(f"{one}\n" for one in logs)
    return Verifier.read(told.stdout.strip())


class Running:
    """A witness that answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, FILE, "serve", folder, "--port", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.vkey = self.process.stdout.readline().strip()
        self.address = self.process.stdout.readline().strip().removesuffix("/add-checkpoint")

    def post(self, body: str | bytes, path: str = "/add-checkpoint") -> Answer:
        """The status, the kind and the text of its answer."""
        content = body.encode() if isinstance(body, str) else body
        with urllib3.PoolManager(retries=False, timeout=30) as pool:
            answer = pool.request("POST", f"{self.address}{path}", body=content)
        return answer.status, answer.headers["Content-Type"], answer.data.decode()

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    one = Running(folder)
    try:
        yield one
    finally:
        if one.process.poll() is None:
            one.end()
