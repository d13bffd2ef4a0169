#!/usr/bin/env python3
"""Be a witness of public logs: see that each only ever grows, and put your name to its heads.

For a university, a newspaper or a neighbouring council. Whoever runs a log could show one list to
you and another to somebody else, or drop an entry when nobody looks. A witness keeps the last head
of the log that it saw, and signs a newer one only with proof that nothing before it was changed.
So two heads that contradict each other never both bear its name.

This file needs Python 3.9 or newer and the package `cryptography`, on Linux or macOS. Read it.

  python witness.py init FOLDER NAME         make a key in a new folder; prints the public key
  python witness.py serve FOLDER [--port N]  answer on 127.0.0.1, behind a web server with TLS

NAME is your own, like witness.example.org/1. List the public key of each log that you know in
FOLDER/logs, one a line; it is read again at each request. FOLDER/heads holds what you saw: never
restore it from a backup, or you could sign what contradicts what you signed since. Start a witness
of a new name instead.

It speaks C2SP tlog-witness v1.0.0: POST /add-checkpoint. MIT licence.
"""

from __future__ import annotations

import argparse
import base64
import fcntl
import hashlib
import os
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNS, COSIGNS = b"\x01", b"\x04"  # kinds of keys: of a log, of a witness
MOST_BYTES = 100_000  # of a request; some hundred signatures fit
PATIENCE = 20  # seconds, for a request to come in
NUMBER = "(0|[1-9][0-9]{0,18})"
REQUEST = re.compile(
    rf"old {NUMBER}\n((?:[A-Za-z0-9+/]{{43}}=\n){{0,63}})\n(.+\n)\n((?:— [^\n]+\n)+)", re.DOTALL
)
HEAD = re.compile(rf"(\S[^\n]*)\n{NUMBER}\n([A-Za-z0-9+/]{{43}}=)\n(?:[^\n]+\n)*")
EMPTY = hashlib.sha256(b"").digest()


class Refused(Exception):
    """No cosignature: the status of HTTP, and why (of 409 the size that we hold)."""


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def grew(old: int, old_root: bytes, size: int, root: bytes, hashes: list[bytes]) -> bool:
    """The tree of `old` leaves is the beginning of that of `size` (RFC 9162, section 2.1.4.2)."""
    if old == 0 or old == size:
        return not hashes and (old != size or old_root == root)
    if old & (old - 1) == 0:
        hashes = [old_root, *hashes]
    if not hashes:
        return False
    place, last = old - 1, size - 1
    while place % 2:
        place, last = place // 2, last // 2
    made_old = made = hashes[0]
    for one in hashes[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            made_old, made = node(one, made_old), node(one, made)
            while place and place % 2 == 0:
                place, last = place // 2, last // 2
        else:
            made = node(made, one)
        place, last = place // 2, last // 2
    return last == 0 and made_old == old_root and made == root


def key_hash(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]


def vkey(name: str, public: bytes) -> str:
    """A public key as it is published, with its kind as the first byte."""
    return f"{name}+{key_hash(name, public).hex()}+{base64.b64encode(public).decode()}"


class Witness:
    """A name, a key, the logs that it knows, and the last head that it saw of each."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.heads = folder, folder / "heads"
        name, seed = (folder / "key").read_text().split()
        self.name, self.key = name, Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed))
        self.public = COSIGNS + self.key.public_key().public_bytes_raw()

    def keys_of(self, origin: str) -> list[bytes]:
        """The public keys of a log that are listed, each with its kind."""
        lines = [one.strip() for one in (self.folder / "logs").read_text().split("\n")]
        told = [one.split("+", 2) for one in lines if one and not one.startswith("#")]
        keys = [(name, base64.b64decode(key), hashed) for name, hashed, key in told]
        if any(key_hash(name, key).hex() != hashed for name, key, hashed in keys):
            raise ValueError("A key in FOLDER/logs is not as it was published.")
        return [key for name, key, _hashed in keys if name == origin and key[:1] == SIGNS]

    def cosign(self, request: str) -> str:
        """Our line under the head in the request. Raises Refused."""
        found, head = REQUEST.fullmatch(request), None
        if found:
            head = HEAD.fullmatch(found[3])
        if not found or not head:
            raise Refused(400, "This is no request to a witness.")
        old, (origin, told, root) = int(found[1]), head.groups()
        if not self.keys_of(origin):
            raise Refused(404, "This log is not known here.")
        check_signed(origin, found[3], found[4], self.keys_of(origin))
        if old > int(told):
            raise Refused(400, "The old size is above the new.")
        hashes = [base64.b64decode(one) for one in found[2].split()]
        with open(self.folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # one request at a time, of all threads and programs
            self.check_grew(origin, old, int(told), base64.b64decode(root), hashes)
            self.keep(origin, f"{origin}\n{told}\n{root}\n")
            return self.line(found[3], int(time.time()))

    def check_grew(
        self, origin: str, old: int, size: int, root: bytes, hashes: list[bytes]
    ) -> None:
        """See that this head goes on from the one that we hold. Raises Refused."""
        held, held_root = self.held(origin)
        if old != held or (old == size and root != held_root):
            raise Refused(409, f"{held}\n")
        if not grew(old, held_root, size, root, hashes):
            raise Refused(422, "It is not shown that the log only grew.")

    def path(self, origin: str) -> Path:
        return self.heads / hashlib.sha256(origin.encode()).hexdigest()

    def held(self, origin: str) -> tuple[int, bytes]:
        """The size and root of the last head that we signed; what cannot be read is an error."""
        try:
            kept = self.path(origin).read_text()
        except FileNotFoundError:
            return 0, EMPTY
        name, size, root, end = kept.split("\n")
        if (name, end) != (origin, "") or len(base64.b64decode(root)) != 32:
            raise ValueError(f"The head of {origin} that was kept is damaged.")
        return int(size), base64.b64decode(root)

    def keep(self, origin: str, head: str) -> None:
        """On disk before we sign, whole or not at all: we may be killed at any moment."""
        new = self.heads / "new"
        write(new, head)
        os.replace(new, self.path(origin))
        folder = os.open(self.heads, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def line(self, text: str, at: int) -> str:
        signature = self.key.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
        content = key_hash(self.name, self.public) + at.to_bytes(8, "big") + signature
        return f"— {self.name} {base64.b64encode(content).decode()}\n"


def check_signed(origin: str, text: str, lines: str, keys: list[bytes]) -> None:
    """See that the log has signed: by one of its keys, and by none wrongly. Raises Refused."""
    known = {key_hash(origin, key): key[1:] for key in keys}
    ours = 0
    for line in lines[:-1].split("\n"):
        _dash, name, told = f"{line}  ".split(" ", 2)
        try:
            content = base64.b64decode(told.strip(), validate=True)
            if name == origin and content[:4] in known:
                key = Ed25519PublicKey.from_public_bytes(known[content[:4]])
                key.verify(content[4:], text.encode())
                ours += 1
        except (ValueError, InvalidSignature):
            raise Refused(403, "A signature does not fit.") from None
    if not ours:
        raise Refused(403, "The log has not signed this.")


def write(path: Path, text: str) -> None:
    """To disk, for nobody else to read."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(file, text.encode())
    os.fsync(file)
    os.close(file)


class Handler(BaseHTTPRequestHandler):
    """One connection: bodies of known length alone, within PATIENCE."""

    witness: Witness
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE

    def do_POST(self) -> None:
        told = self.headers.get("Content-Length", "")
        if not re.fullmatch("[0-9]{1,6}", told) or int(told) > MOST_BYTES:
            self.close_connection = True
            self.answer(400, "A request has a length, of 100,000 bytes at most.\n")
            return
        body = self.rfile.read(int(told))
        if not self.path.endswith("/add-checkpoint"):
            self.answer(404, "Ask /add-checkpoint.\n")
            return
        try:
            self.answer(200, self.witness.cosign(body.decode()))
        except UnicodeDecodeError:
            self.answer(400, "This is no text.\n")
        except Refused as refused:
            self.answer(*refused.args)
        except Exception as problem:  # what we hold cannot be read: then nothing is signed
            print(f"Nothing signed: {problem!r}", file=sys.stderr, flush=True)
            self.answer(500, "The witness has a fault.\n")

    def answer(self, status: int, text: str) -> None:
        kind = "text/x.tlog.size" if status == 409 else "text/plain; charset=utf-8"
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Server(ThreadingHTTPServer):
    request_queue_size = 100  # that come at once


def init(folder: Path, name: str) -> None:
    if not re.fullmatch(r"[^\s+]+", name):
        sys.exit("A name has no spaces and no plus.")
    folder.mkdir()
    (folder / "heads").mkdir()
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    write(folder / "key", f"{name}\n{base64.b64encode(seed).decode()}\n")
    (folder / "logs").write_text("# The public key of each log that you know, one a line.\n")
    witness = Witness(folder)
    print(vkey(name, witness.public))


def serve(folder: Path, port: int) -> None:
    Handler.witness = Witness(folder)
    with Server(("127.0.0.1", port), Handler) as server:
        print(f"{vkey(Handler.witness.name, Handler.witness.public)}", flush=True)
        print(f"http://127.0.0.1:{server.server_port}/add-checkpoint", flush=True)
        server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(required=True, dest="command")
    for command in ("init", "serve"):
        commands.add_parser(command).add_argument("folder", type=Path)
    commands.choices["init"].add_argument("name")
    commands.choices["serve"].add_argument("--port", type=int, default=8080)
    args = parser.parse_args()
    if args.command == "init":
        init(args.folder, args.name)
    else:
        serve(args.folder, args.port)


if __name__ == "__main__":
    main()
