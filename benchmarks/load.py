"""A light load generator: many connections, one thread, prepared requests.

`http.client` in threads takes about 0.2 ms of the machine for a request, on the very cores that are
being measured; this takes about a fifth of that. It speaks as much HTTP/1.1 as is needed here.
"""

import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATIENCE = 30.0  # seconds without any answer
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
CLOSE = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass
class Outcome:
    """What came back: how many of each HTTP status, how long each took and all together."""

    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0  # connections that ended in the middle of an answer
    took: list[float] = field(default_factory=list)  # seconds
    seconds: float = 0.0
    answers: list[bytes] = field(default_factory=list)  # whole, in the order of the requests

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.took) / self.seconds

    @property
    def errors(self) -> int:
        """Answers of 500 and above, and answers that never came whole."""
        return self.broken + sum(n for status, n in self.statuses.items() if status >= 500)

    def within(self, share: float) -> float:
        """Milliseconds that this share of the answers (0 to 1) stayed within."""
        return sorted(self.took)[int(share * (len(self.took) - 1))] * 1000


def get(path: str, cookies: str = "", address: str = "") -> bytes:
    """A GET; from another address than this machine's, as a proxy would say."""
    return _head("GET", path, cookies, address) + b"\r\n"


def post(path: str, fields: dict[str, str], cookies: str = "", address: str = "") -> bytes:
    """A POST of a form."""
    body = urlencode(fields).encode()
    head = _head("POST", path, cookies, address)
    head += b"Content-Type: application/x-www-form-urlencoded\r\n"
    return head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body


def _head(method: str, path: str, cookies: str, address: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept: text/html"]
    if cookies:
        lines.append(f"Cookie: {cookies}")
    if address:
        lines.append(f"X-Forwarded-For: {address}")
    return "".join(f"{line}\r\n" for line in lines).encode()


class Line:
    """One connection with the request that it is waiting for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.number = -1
        self.sent_at = 0.0
        self.received = bytearray()
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, number: int, request: bytes) -> None:
        self.number = number
        self.received.clear()
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def whole(self) -> bool:
        """The answer is complete."""
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self.received[: end + 2])
        if length := LENGTH.search(head):
            return len(self.received) >= end + 4 + int(length[1])
        if CHUNKED.search(head):
            return self.received.endswith(b"0\r\n\r\n")
        return True

    def exchange(self, request: bytes) -> bytes:
        """Send one request and wait for its whole answer. Raises OSError when none comes."""
        self.send(0, request)
        while not self.whole():
            content = self.socket.recv(1 << 16)
            if not content:
                raise ConnectionError("The connection ended in the middle of an answer.")
            self.received += content
        if CLOSE.search(self.received):
            self.socket.close()
            self.open()
        return bytes(self.received)


def burst(port: int, requests: Sequence[bytes], *, connections: int, keep: bool = False) -> Outcome:
    """Send the requests over so many connections, each its next one as soon as it has an answer.

    With `keep` the answers are kept whole. Raises TimeoutError when nothing answers any more.
    """
    outcome = Outcome(answers=[b""] * len(requests) if keep else [])
    lines = [Line(port) for _ in range(min(connections, len(requests)))]
    with selectors.DefaultSelector() as ready:
        started = time.perf_counter()
        for number, line in enumerate(lines):
            ready.register(line.socket, selectors.EVENT_READ, line)
            line.send(number, requests[number])
        following, waiting = len(lines), len(lines)
        while waiting:
            events = ready.select(PATIENCE)
            if not events:
                raise TimeoutError(f"{waiting} requests had no answer for {PATIENCE:.0f} seconds.")
            for key, _mask in events:
                if not _hear(key.data, ready, outcome, keep=keep):
                    continue
                if following < len(requests):
                    key.data.send(following, requests[following])
                    following += 1
                else:
                    waiting -= 1
        outcome.seconds = time.perf_counter() - started
        for line in lines:
            line.socket.close()
    return outcome


def _hear(line: Line, ready: selectors.BaseSelector, outcome: Outcome, *, keep: bool) -> bool:
    """Take in what arrived; whether the line is free for another request."""
    content = line.socket.recv(1 << 16)
    line.received += content
    if content and not line.whole():
        return False
    if content:
        outcome.statuses[int(line.received[9:12])] += 1
        outcome.took.append(time.perf_counter() - line.sent_at)
        if keep:
            outcome.answers[line.number] = bytes(line.received)
    else:
        outcome.broken += 1
    if not content or CLOSE.search(line.received):
        ready.unregister(line.socket)
        line.socket.close()
        line.open()
        ready.register(line.socket, selectors.EVENT_READ, line)
    return True
