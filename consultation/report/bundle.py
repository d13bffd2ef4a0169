"""Several files as one ZIP, with a list of what they are and their SHA-256 sums.

`sha256sum -c SHA256SUMS` checks it once it is unpacked; `manifest.json` says the same to programs,
and what each file is. The same files make the same bytes.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from consultation.files import AT_ONCE, Sink
from consultation.packing import Pack

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
LARGE = 1_900_000_000  # bytes: from here a zip file writes sizes in its longer form


@dataclass(frozen=True)
class Member:
    """A file of the bundle: its name, what it is in words, and its bytes or where they lie."""

    name: str
    meaning: str
    content: bytes | Path
    stored: bool = False  # it is small already, and is put in as it is
    level: int | None = None  # else how much time making it smaller may take

    @property
    def size(self) -> int:
        """In bytes."""
        is_path = isinstance(self.content, Path)
        return self.content.stat().st_size if is_path else len(self.content)  # type: ignore[arg-type,union-attr]

    def pieces(self) -> Iterator[bytes]:
        """The bytes, not all at once."""
        if isinstance(self.content, bytes):
            yield self.content
            return
        with self.content.open("rb") as file:
            while piece := file.read(AT_ONCE):
                yield piece


def write(members: Iterable[Member], sink: Sink, *, about: dict[str, Any]) -> None:
    """Write the bundle. `about` stands at the head of the manifest.

    Raises ValueError for two members of one name, or a name that `sha256sum` could misread.
    """
    found = sorted(members, key=lambda one: one.name)
    names = [one.name for one in found]
    if len({*names, MANIFEST, SUMS}) != len(names) + 2:
        raise ValueError("Two files of a bundle have the same name.")
    if any(set(name) & set("\\\r\n\0") or name.startswith("/") or ".." in name for name in names):
        raise ValueError("A name in a bundle would be misread.")
    with Pack(sink) as pack:
        for one in found:
            large = one.size > LARGE
            with pack.summed(one.name, large=large, stored=one.stored, level=one.level) as file:
                for piece in one.pieces():
                    file.write(piece)
        sums = {one.name: one.sha256 for one in pack.packed}
        manifest = {
            **about,
            "files": [
                {"name": one.name, "what": one.meaning, "bytes": one.size, "sha256": sums[one.name]}
                for one in found
            ],
        }
        told = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
        sums[MANIFEST] = sha256(told).hexdigest()
        pack.add(MANIFEST, told)
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
        pack.add(SUMS, lines.encode())
