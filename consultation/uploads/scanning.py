"""Looking for viruses: a client of ClamAV's daemon, for its one command INSTREAM."""

import socket
import struct
from contextlib import closing
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

from consultation.models import AttachmentState

SECONDS = 20.0
AT_ONCE = 1 << 16


class ScannerAway(Exception):
    """A scanner is configured but gave no verdict, so nothing may be taken as clean."""


class Unread(ScannerAway):
    """The bytes themselves cannot be read, whatever the scanner would say."""


def scan(file: IO[bytes]) -> AttachmentState:
    """CLEAN or INFECTED; UNSCANNED where no scanner is configured. Raises ScannerAway."""
    if not settings.CLAMD_URL:
        return AttachmentState.UNSCANNED
    try:
        with closing(_connected(settings.CLAMD_URL)) as daemon:
            said = _ask(daemon, file)
    except OSError as problem:
        raise ScannerAway(f"The virus scanner does not answer: {problem}") from problem
    if said == "stream: OK":
        return AttachmentState.CLEAN
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return AttachmentState.INFECTED
    raise ScannerAway(f"The virus scanner said {said!r}.")


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "", parts.port or 3310), SECONDS)
    daemon = socket.socket(socket.AF_UNIX)
    daemon.settimeout(SECONDS)
    try:
        daemon.connect(parts.path)
    except OSError:
        daemon.close()
        raise
    return daemon


def _ask(daemon: socket.socket, file: IO[bytes]) -> str:
    """Its answer to the whole file: chunks with their lengths before them, an empty one last."""
    file.seek(0)
    daemon.sendall(b"zINSTREAM\x00")
    while piece := _read(file):
        daemon.sendall(struct.pack(">I", len(piece)) + piece)
    daemon.sendall(struct.pack(">I", 0))
    said = b""
    while not said.endswith(b"\x00") and (more := daemon.recv(4096)):
        said += more
    file.seek(0)
    return said.rstrip(b"\x00\n").decode(errors="replace")


def _read(file: IO[bytes]) -> bytes:
    try:
        return file.read(AT_ONCE)
    except OSError as problem:
        raise Unread(f"The file cannot be read: {problem}") from problem
