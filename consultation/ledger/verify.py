#!/usr/bin/env python3
"""Check a receipt of a consultation, without trusting whoever gave it.

This file needs Python 3.9 or newer and nothing else: no other file, no network. It is written to be
read. It knows three papers, all of them text:

  receipt      what you were given when you had sent your response: a signed promise that it will
               be in the public log by a time
  proof        that it is in the log: its place, and the hashes that lead to a signed head of it
  checkpoint   a signed head of the log: how many entries there are, and one hash over them all

  python verify.py receipt FILE --key KEY
  python verify.py proof FILE --key KEY [--receipt RECEIPT]
  python verify.py consistent OLD NEW PROOF --key KEY
  python verify.py log FOLDER --key KEY

The last checks a whole log from its published files, in a folder or a zip: that every entry is in
the signed head, that every file is as it was written, and how many entries of which kind there are.

KEY is the public key of the log (of receipts, for a receipt) as it is published, or a file that
holds it. PROOF is a file of hashes, one a line. Exit status: 0 it holds, 1 it does not, 2 it cannot
be read. What it proves and what it does not is told at the end.

Sources: RFC 6962 and 9162 (the tree), RFC 8032 (Ed25519), C2SP signed-note, tlog-checkpoint,
tlog-proof and tlog-tiles. MIT licence.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import io
import json
import re
import sys
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

PROVES = """
What this shows: the words and answers in your proof are, letter by letter, what the log holds under
a seal, at the place that is named. Whoever changed, dropped or moved your response after this head
was signed could not show you this.
What it does not show: that somebody read it, or that other responses come from real people. A head
that nobody else has seen could be made for you alone: compare it with one that others have, such as
in the published report."""


Point = tuple[int, int, int, int]
Key = tuple[str, bytes, bytes]


class Wrong(Exception):
    """It does not hold; the message says why."""


# Ed25519 (RFC 8032, section 5.1.7): is this signature of this message by this key?

P = 2**255 - 19  # the field
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Y_OF_BASE = 4 * pow(5, P - 2, P) % P


def x_of(y: int, sign: int) -> int | None:
    """The x of a point of the curve with this y, even or odd; None where there is none."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x % 2 != sign else x


def plus(one: Point, other: Point) -> Point:
    """The sum of two points, each as (X, Y, Z, T): x = X / Z, y = Y / Z, x * y = T / Z."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """The point added to itself so many times."""
    made = (0, 1, 1, 0)
    while number:
        if number % 2:
            made = plus(made, point)
        point, number = plus(point, point), number // 2
    return made


def point_of(content: bytes) -> Point | None:
    """The point that 32 bytes name; None where they name none."""
    number = int.from_bytes(content, "little")
    y, sign = number % 2**255, number >> 255
    x = x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """The signature (64 bytes) of the message is by the holder of this public key (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    base, key, share = map(point_of, (Y_OF_BASE.to_bytes(32, "little"), public, signature[:32]))
    answer = int.from_bytes(signature[32:], "little")
    if base is None or key is None or share is None or answer >= ORDER:
        return False
    asked = hashlib.sha512(signature[:32] + public + message).digest()
    left = times(answer, base)
    right = plus(share, times(int.from_bytes(asked, "little") % ORDER, key))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


# Signed notes: a text, an empty line, and lines of signatures.


def decoded(text: str) -> bytes:
    try:
        made = base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong("Something that should be base64 is not.") from None
    if base64.b64encode(made).decode() != text:
        raise Wrong("Something that should be base64 is not.")
    return made


def key_of(told: str) -> Key:
    """The name, the hash and the 32 bytes of a public key, from name+hash+key."""
    parts = told.strip().split("+", 2)
    if len(parts) != 3:
        raise Wrong("This is no public key of a log.")
    name, content = parts[0], decoded(parts[2])
    hashed = hashlib.sha256(name.encode() + b"\n" + content).digest()[:4]
    if len(content) != 33 or content[0] != 1 or hashed.hex() != parts[1]:
        raise Wrong("This is no public key of a log.")
    return name, hashed, content[1:]


def text_of(note: str, key: Key) -> str:
    """The text of a note, once its signature by this key was found good."""
    name, hashed, public = key
    text, _gap, ends = note.rpartition("\n\n")
    if not text or not ends.endswith("\n"):
        raise Wrong("This is no signed text.")
    text += "\n"
    signed = False
    for line in ends[:-1].split("\n"):
        found = re.fullmatch(r"— (\S+) (\S+)", line)
        if not found:
            raise Wrong("This is no signed text.")
        content = decoded(found[2])
        if signed or (found[1], content[:4]) != (name, hashed):
            continue  # of somebody else: a witness, another key
        signed = is_signed(public, text.encode(), content[4:])
        if not signed:
            raise Wrong(f"The signature of {name} does not fit: the text was changed.")
    if not signed:
        raise Wrong(f"{name} has not signed this.")
    return text


def head_of(note: str, key: Key) -> tuple[int, bytes]:
    """The size and the root of a signed head of the log."""
    lines = text_of(note, key).split("\n")
    if len(lines) < 4 or lines[0] != key[0] or not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]):
        raise Wrong("This is no head of this log.")
    root = decoded(lines[2])
    if len(root) != 32:
        raise Wrong("This is no head of this log.")
    return int(lines[1]), root


# The tree: two hashes next to each other are hashed to one, until one is left.


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


def folded(level: Sequence[bytes]) -> bytes:
    """The one hash over these, pair by pair; an odd last one goes up as it is."""
    while len(level) > 1:
        pairs = [node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = [*pairs, *level[len(pairs) * 2 :]]
    return level[0] if level else sha256(b"")


def turns(place: int, last: int, hashes: Sequence[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each hash on the way up, and whether it stands on the left."""
    for one in hashes:
        if last == 0:
            raise Wrong("The proof is too long.")
        left = place % 2 == 1 or place == last
        yield one, left
        while left and place and place % 2 == 0:
            place, last = place // 2, last // 2
        place, last = place // 2, last // 2
    if last:
        raise Wrong("The proof is too short.")


def check_inclusion(
    index: int, size: int, leaf: bytes, hashes: Sequence[bytes], root: bytes
) -> None:
    if not 0 <= index < size:
        raise Wrong(f"The log has {size} entries, and none with number {index}.")
    made = sha256(b"\x00" + leaf)
    for one, left in turns(index, size - 1, hashes):
        made = node(one, made) if left else node(made, one)
    if made != root:
        raise Wrong("This response is not at this place of the log.")


def check_consistency(
    old: int, old_root: bytes, size: int, root: bytes, hashes: Sequence[bytes]
) -> None:
    if old > size or old == 0:
        raise Wrong("The older head has to be the smaller, and not empty.")
    if old == size:
        if old_root != root or hashes:
            raise Wrong("Two heads of one size differ: one log has been shown in two ways.")
        return
    if not hashes:
        raise Wrong("The proof is too short.")
    first, *rest = hashes if old & (old - 1) else [old_root, *hashes]
    skipped = (old & -old).bit_length() - 1
    made_old = made = first
    for one, left in turns((old - 1) >> skipped, (size - 1) >> skipped, rest):
        made_old = node(one, made_old) if left else made_old
        made = node(one, made) if left else node(made, one)
    if made_old != old_root or made != root:
        raise Wrong("The older head is not the beginning of the newer: the log was changed.")


# What the log holds of a response: a seal over its fields, which the salt in the proof opens.


def seal(salt: bytes, fields: Mapping[str, str]) -> str:
    level: list[bytes] = []
    for name in sorted(fields):
        if not re.fullmatch("[a-z0-9_]{1,64}", name):
            raise Wrong("A field has a name that no field has.")
        told = fields[name].replace("\r\n", "\n").replace("\r", "\n")
        words = unicodedata.normalize("NFC", told).encode()
        own = hmac.new(salt, b"consult-field-salt/v1\n" + name.encode(), hashlib.sha256).digest()
        length = len(name).to_bytes(2, "big")
        closed = sha256(b"consult-field/v1\n" + own + length + name.encode() + words)
        level.append(sha256(b"\x00" + name.encode() + b"\x00" + closed))
    return folded(level).hex()


RECEIPT = re.compile(
    r"(\S+)/receipt/v1\nconsultation (\S+)\ncommitment ([0-9a-f]{64})\n"
    r"received (\S+)\ninclude-by (\S+)\n"
)


def receipt_of(note: str, key: Key) -> tuple[str, ...]:
    found = RECEIPT.fullmatch(text_of(note, key))
    if not found:
        raise Wrong("This is no receipt.")
    return found.groups()


def parts_of(proof: str) -> tuple[tuple[str, bytes, dict[str, str]], int, list[bytes], str]:
    """The opening, the place, the hashes and the signed head of a proof."""
    found = re.fullmatch(
        r"c2sp\.org/tlog-proof@v1\n(?:extra (\S+)\n)?index ([0-9]{1,19})\n((?:\S+\n)*)\n(.+)",
        proof,
        re.DOTALL,
    )
    if not found:
        raise Wrong("This is no proof.")
    if not found[1]:
        raise Wrong("The proof does not open the seal, so it tells of no words.")
    try:
        opening = json.loads(decoded(found[1]))
        consultation, fields = opening["consultation"], {**opening["fields"]}
        salt = bytes.fromhex(opening["salt"])
        if len(salt) != 32:
            raise ValueError
        "".join([consultation, *fields.values()]).encode()  # all are texts
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Wrong("What opens the seal is out of form.") from None
    return (
        (consultation, salt, fields),
        int(found[2]),
        [decoded(one) for one in found[3].split()],
        found[4],
    )


# A whole log: bundles of 256 entries, and tiles of 256 hashes of every eighth level of the tree.

FULL = 256
MOST = FULL * 65_537  # bytes of the largest file that there can be
SLUG, SHA = "[A-Za-z0-9_-]{1,100}", "[0-9a-f]{64}"
NUMBER, CODE = "0|[1-9][0-9]{0,18}", "[A-Za-z0-9_-]{1,64}"
TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
ABOUT = {"consultation": SLUG}
LINES = {
    "open": ABOUT | {"form-sha256": SHA, "opens": TIME, "closes": TIME, "count-rule-sha256": SHA},
    "extend": ABOUT | {"closed": TIME, "closes": TIME},
    "response": ABOUT | {"commitment": SHA},
    "supersede": ABOUT | {"index": NUMBER, "by": NUMBER},
    "withdraw": ABOUT | {"index": NUMBER},
    "exclude": ABOUT | {"index": NUMBER, "reason": CODE},
    "include": ABOUT | {"index": NUMBER},
    "erase": ABOUT | {"index": NUMBER, "reason": CODE},
    "close": ABOUT | {"responses": NUMBER, "received-until": TIME, "closed": TIME},
    "report": ABOUT | {"size": NUMBER, "report-sha256": SHA, "counted": NUMBER},
    "key": {"name": "[!-~]{1,200}", "from": TIME, "vkey": "[!-~]{1,200}"},
}
FORMS = {
    kind: re.compile("".join(f"{name} ({form})\n" for name, form in lines.items()))
    for kind, lines in LINES.items()
}


class Files:
    """The published files of a log, by name, from a folder or a zip."""

    def __init__(self, place: Path) -> None:
        self.zip = None if place.is_dir() else zipfile.ZipFile(place)
        self.place = place
        if self.zip:
            names = [one for one in self.zip.namelist() if not one.endswith("/")]
        else:
            names = [one.relative_to(place).as_posix() for one in place.rglob("*") if one.is_file()]
        self.names = set(names)
        if len(names) != len(self.names):
            raise Wrong("Two files of the zip have one name.")

    def read(self, name: str) -> bytes:
        if name not in self.names:
            raise Wrong(f"The file {name} is missing.")
        if not self.zip:
            with (self.place / name).open("rb") as file:
                content = file.read(MOST + 1)
        else:
            try:
                with self.zip.open(name) as part:
                    content = part.read(MOST + 1)
            except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError):
                raise Wrong(f"The file {name} in the zip is damaged.") from None
        if len(content) > MOST:
            raise Wrong(f"The file {name} is too large.")
        return content

    def head(self, name: str, key: Key) -> tuple[int, bytes]:
        try:
            return head_of(self.read(name).decode(), key)
        except (Wrong, UnicodeDecodeError) as why:
            raise Wrong(f"The file {name} is no signed head. {why}") from None


TILE = re.compile(r"tile/(entries|0|[1-9])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


def tile_path(level: str, number: int, width: int) -> str:
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    return f"tile/{level}/{'/'.join(groups)}" + (f".p/{width}" if width < FULL else "")


def tile_of(path: str) -> tuple[str, int, int] | None:
    """The level, the number and the width that the name of a file tells; None for other files."""
    found = TILE.fullmatch(path)
    if not found:
        return None
    number, width = int(re.sub("[x/]", "", found[2])), int(found[3] or FULL)
    return (found[1], number, width) if tile_path(found[1], number, width) == path else None


def is_beyond(path: str, size: int) -> bool:
    """A tile or bundle that a head of this size does not reach: nobody has signed what it holds."""
    level, number, width = tile_of(path) or ("0", 0, 0)
    return number * FULL + width > size >> (0 if level == "entries" else 8 * int(level))


def entries_in(bundle: bytes, path: str, width: int) -> list[bytes]:
    found, at = [], 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        found.append(bundle[at + 2 : end])
        at = end
    if at != len(bundle) or len(found) != width:
        raise Wrong(f"The file {path} is not {width} entries.")
    return found


class Counted:
    """What the entries say, one after the other, and whether they may say it."""

    def __init__(self) -> None:
        self.kinds: Counter[tuple[str, str]] = Counter()  # by consultation and type
        self.seals: set[str] = set()
        self.whose: list[str] = []  # by place: the consultation of a response, "" of another entry
        self.out: dict[int, str] = {}  # by place of a response, why it is not counted

    def add(self, entry: bytes) -> None:
        head, _type, rest = entry.decode("ascii", "replace").partition("\ntype ")
        kind, _end, lines = rest.partition("\n")
        found = FORMS[kind].fullmatch(lines) if kind in FORMS else None
        if head != "consult-entry/v1" or not found:
            raise Wrong("It is out of form.")
        told = {name: found[at] for at, name in enumerate(LINES[kind], 1)}
        about = told.get("consultation", "the log itself")
        if told.get("commitment") in self.seals:
            raise Wrong("It repeats an earlier response.")
        if kind == "response":
            self.seals.add(told["commitment"])
        for other in (int(told[one]) for one in ("index", "by") if one in told):
            if other >= len(self.whose) or self.whose[other] != about:
                raise Wrong(f"It names entry {other}, which is no earlier response to {about}.")
        said = int(told.get("responses") or told.get("counted") or 0)
        if said > self.kinds[about, "response"] or int(told.get("size", 0)) > len(self.whose):
            raise Wrong("It counts more than the log holds before it.")
        if kind in ("supersede", "withdraw", "exclude"):
            self.out[int(told["index"])] = kind
        elif kind == "include" and self.out.pop(int(told["index"]), "exclude") != "exclude":
            raise Wrong("It counts a response again that was withdrawn or replaced.")
        self.kinds[about, kind] += 1
        self.whose.append(about if kind == "response" else "")

    def standing(self, about: str) -> int:
        """How many responses to this consultation are counted."""
        out = sum(1 for place in self.out if self.whose[place] == about)
        return self.kinds[about, "response"] - out


def read_entries(files: Files, size: int) -> tuple[list[bytes], Counted]:
    """The hash of each entry of a log of this size, and what they say."""
    narrow: dict[int, list[tuple[str, int]]] = {}  # bundles that were written before they were full
    for path in sorted(files.names):
        level, number, width = tile_of(path) or ("", 0, 0)
        if level == "entries":
            narrow.setdefault(number, []).append((path, width))
    hashes: list[bytes] = []
    counted = Counted()
    for number in range(-(-size // FULL)):
        first = number * FULL
        path = tile_path("entries", number, min(FULL, size - first))
        entries = entries_in(files.read(path), path, min(FULL, size - first))
        for older, width in narrow.pop(number, []):
            other = first_other(entries_in(files.read(older), older, width), entries)
            if other is not None:
                raise Wrong(f"Entry {first + other} is another in the file {older} than in {path}.")
        for at, entry in enumerate(entries, first):
            try:
                counted.add(entry)
            except Wrong as why:
                raise Wrong(f"Entry {at} in the file {path}: {why}") from None
        hashes += [sha256(b"\x00" + entry) for entry in entries]
    return hashes, counted


def first_other(some: Sequence[bytes], others: Sequence[bytes]) -> int | None:
    """The place of the first of some that is another among others."""
    return next((at for at, one in enumerate(some) if others[at : at + 1] != [one]), None)


def levels_over(hashes: list[bytes]) -> list[list[bytes]]:
    """These, and the hashes of every eighth level above them."""
    levels = [hashes]
    while len(levels[-1]) >= FULL:
        low = levels[-1]
        levels.append([folded(low[at : at + FULL]) for at in range(0, len(low) - FULL + 1, FULL)])
    return levels


def root_at(size: int, levels: list[list[bytes]]) -> bytes:
    """The root of the first entries, so many: of its complete subtrees, from the right."""
    made, at = b"", size
    for height in range(size.bit_length()):
        if size >> height & 1:
            at -= 1 << height
            first = at >> (height // 8 * 8)
            found = folded(levels[height // 8][first : first + (1 << height % 8)])
            made = node(found, made) if made else found
    return made or sha256(b"")


def check_tiles(files: Files, levels: list[list[bytes]], *, entries_hold: bool) -> None:
    """See that each tile is as the entries make it, and that each is there."""
    for path in sorted(files.names):
        level, number, width = tile_of(path) or ("entries", 0, 0)
        if level == "entries":
            continue
        content, first = files.read(path), number * FULL
        made = levels[int(level)][first : first + width]
        if content == b"".join(made):
            continue
        other = first_other(made, [content[at : at + 32] for at in range(0, len(content), 32)])
        if level == "0" and other is not None and not entries_hold:
            path = tile_path("entries", number, min(FULL, len(levels[0]) - first))
            raise Wrong(f"Entry {first + other} in the file {path} is not that of the tiles.")
        raise Wrong(f"The file {path} is not as the entries make it.")
    for high, hashes in enumerate(levels):
        for first in range(0, len(hashes), FULL):
            path = tile_path(str(high), first // FULL, min(FULL, len(hashes) - first))
            if path not in files.names:
                raise Wrong(f"The file {path} is missing.")


def check_history(files: Files, key: Key, levels: list[list[bytes]]) -> set[str]:
    """See that each older head is the beginning of the log. Their files."""
    older = {one for one in files.names if re.fullmatch("history/[0-9]{1,19}", one)}
    for path in sorted(older):
        size, root = files.head(path, key)
        if path != f"history/{size}" or size > len(levels[0]) or root_at(size, levels) != root:
            raise Wrong(f"The head in the file {path} is not the beginning of this log.")
    return older


def check_log(args: argparse.Namespace) -> None:
    files, key = Files(Path(args.folder)), key_of(named(args.key))
    size, root = files.head("checkpoint", key)
    beyond = {one for one in files.names if is_beyond(one, size)}
    files.names -= beyond
    hashes, counted = read_entries(files, size)
    levels = levels_over(hashes)
    holds = root_at(size, levels) == root
    check_tiles(files, levels, entries_hold=holds)
    if not holds:
        raise Wrong("The entries and tiles are not those of the head in the file checkpoint.")
    heads = check_history(files, key, levels)
    print(f"It holds: the log {key[0]} has {size} entries, all in its signed head.")
    print(f"So are the files as they were written, and {len(heads)} heads in history.")
    for about in sorted({about for about, _kind in counted.kinds}):
        kinds = [(kind, counted.kinds[about, kind]) for kind in LINES]
        print(f"  {about}: {', '.join(f'{many} {kind}' for kind, many in kinds if many)}")
        if counted.kinds[about, "response"]:
            print(f"    of these responses {counted.standing(about)} are counted")
    others = {one for one in files.names - heads - {"checkpoint"} if not tile_of(one)}
    for path in sorted(others | beyond):
        print(f"No signature says anything of the file {path}.")


# The commands, and what they read.


def check_receipt(args: argparse.Namespace) -> None:
    signed_by = key_of(named(args.key))
    origin, consultation, sealed, received, by = receipt_of(read(args.file), signed_by)
    print(f"This receipt is signed: a response to {consultation} was received at {received}.")
    print(f"It promises that the log of {origin} holds it by {by}, under the seal {sealed}.")


def check_proof(args: argparse.Namespace) -> None:
    (consultation, salt, fields), index, hashes, note = parts_of(read(args.file))
    size, root = head_of(note, key_of(named(args.key)))
    sealed = seal(salt, fields)
    if args.receipt:
        promised = RECEIPT.match(read(args.receipt))
        if not promised or (promised[2], promised[3]) != (consultation, sealed):
            raise Wrong("The receipt is of another response, or of other words.")
    leaf = (
        f"consult-entry/v1\ntype response\nconsultation {consultation}\ncommitment {sealed}\n"
    ).encode()
    check_inclusion(index, size, leaf, hashes, root)
    print(f"It holds: entry {index} of {size} is this response to {consultation}.")
    for name in sorted(fields):
        # As it was written, but for signs that would steer a terminal.
        print(f"  {name}: " + re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "\ufffd", fields[name]))
    print(PROVES)


def check_consistent(args: argparse.Namespace) -> None:
    signed_by = key_of(named(args.key))
    old, old_root = head_of(read(args.old), signed_by)
    size, root = head_of(read(args.new), signed_by)
    check_consistency(old, old_root, size, root, [decoded(one) for one in read(args.proof).split()])
    print(f"It holds: the log of {old} entries is the beginning of that of {size}.")


def read(path: str) -> str:
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def named(told: str) -> str:
    return read(told) if Path(told).is_file() else told


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(required=True)
    for name, files, run in (
        ("receipt", ["file"], check_receipt),
        ("proof", ["file"], check_proof),
        ("consistent", ["old", "new", "proof"], check_consistent),
        ("log", ["folder"], check_log),
    ):
        command = commands.add_parser(name)
        for one in files:
            command.add_argument(one)
        command.add_argument("--key", required=True)
        if run is check_proof:
            command.add_argument("--receipt")
        command.set_defaults(run=run)
    args = parser.parse_args(arguments)
    try:
        args.run(args)
    except Wrong as why:
        print(f"It does not hold. {why}", file=sys.stderr)
        return 1
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile) as why:
        print(f"It cannot be read: {why}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # whatever letters this terminal has
    sys.exit(main())
