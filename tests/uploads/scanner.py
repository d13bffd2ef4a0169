"""A virus scanner for tests: it speaks as ClamAV's daemon does, and knows one virus."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.uploads import made


class Scanner(socketserver.BaseRequestHandler):
    """Speaks as ClamAV's daemon does, and knows one virus."""

    heard: list[bytes] = []
    says: str = ""

    def handle(self) -> None:
        stream = self.request.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\x00"
        content = b""
        while length := struct.unpack(">I", stream.read(4))[0]:
            content += stream.read(length)
        self.heard.append(content)
        infected = made.EICAR in content
        said = self.says or f"stream: {'Eicar-Test-Signature FOUND' if infected else 'OK'}"
        self.request.sendall(said.encode() + b"\x00")


@contextmanager
def listening(settings: Any, scanner: type[Scanner] = Scanner) -> Iterator[type[Scanner]]:
    """A scanner on loopback, configured."""
    kind = type("Heard", (scanner,), {"heard": []})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield kind
        server.shutdown()
