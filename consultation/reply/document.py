"""The text of a formal reply as it is read, signed and kept. Pure.

A document comes from the sections of a draft, or from the JSON of a signed reply, and both say the
same: the digest that an approver sees is that of the text that is stored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from consultation.models import Position, SectionKind
from consultation.stored import known, unread

LONGEST_HEADING = 200  # characters
LONGEST_TEXT = 20_000  # characters of one passage
MOST_PASSAGES = 50  # in one section


@dataclass(frozen=True)
class Passage:
    """One reason, or one request: `key` stays the same whatever its words become."""

    key: str
    heading: str = ""
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing is written in it."""
        return not (self.heading.strip() or self.text.strip())


@dataclass(frozen=True)
class Content:
    """What a section says: a position, where it is about a proposal, and passages in order."""

    position: str = ""
    passages: tuple[Passage, ...] = ()

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Content":
        """From the column of a SectionVersion; {} is an empty section."""
        passages = tuple(Passage(**known(Passage, one)) for one in stored.get("passages", ()))
        return cls(stored.get("position", ""), passages)

    def as_json(self, *, over: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """For the column of a SectionVersion: what is empty is left out.

        :param over: what the column held before: what a newer version of this code stored there is
            kept, with the passages that are.
        """
        before = over or {}
        beside = {one["key"]: unread(Passage, one) for one in before.get("passages", ())}
        kept = [beside.get(one.key, {}) | asdict(one) for one in self.tidy.passages]
        return unread(Content, before) | {"position": self.position, "passages": kept}

    @property
    def tidy(self) -> "Content":
        """Without empty passages, line ends of other systems, and space at the ends."""
        cleaned = (
            Passage(one.key, " ".join(one.heading.split()), _lines(one.text))
            for one in self.passages
        )
        return Content(self.position, tuple(one for one in cleaned if not one.is_empty))

    @property
    def is_empty(self) -> bool:
        """It says nothing, so it is no part of the reply."""
        return not self.position and all(one.is_empty for one in self.passages)

    @property
    def text(self) -> str:
        """Its passages one after another, each under its heading."""
        return "\n\n".join(
            "\n\n".join(filter(None, (one.heading, one.text))) for one in self.tidy.passages
        )


def _lines(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


@dataclass(frozen=True)
class Part:
    """A section as it stands in the reply. `proposal` is its key, where it is about one."""

    kind: str
    title: str
    content: Content
    proposal: int | None = None

    @property
    def position(self) -> str:
        """In words; empty where none is taken."""
        return str(Position(self.content.position).label) if self.content.position else ""

    @property
    def stated(self) -> str:
        """The line of the text that says the position; empty where none is taken."""
        return f"Position: {self.position}" if self.position else ""


@dataclass(frozen=True)
class Enclosure:
    """A file that is sent with the reply."""

    key: str
    name: str
    content_type: str
    size: int
    sha256: str

    @property
    def pk(self) -> UUID:
        """Of its row, as addresses have it."""
        return UUID(self.key)


@dataclass(frozen=True)
class Document:
    """A whole reply, without who signed it: that is said beside it."""

    organisation: str
    consultation: str
    edition: int
    parts: tuple[Part, ...] = ()
    files: tuple[Enclosure, ...] = ()
    replaces: str = ""  # the reference of the reply before it
    said: dict[int, Part] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self.said.update({one.proposal: one for one in self.parts if one.proposal is not None})

    @property
    def is_empty(self) -> bool:
        """There is nothing to sign."""
        return not self.parts

    def of_kind(self, kind: SectionKind) -> list[Part]:
        """Its parts of one kind, in order."""
        return [one for one in self.parts if one.kind == kind]

    @property
    def text(self) -> str:
        """Word for word what is signed. Ends with a line end; files stand in it by SHA-256."""
        lines = [
            f"Formal reply of {self.organisation}",
            f"to the consultation: {self.consultation}",
            f"Edition {self.edition}",
        ]
        if self.replaces:
            lines.append(f"It replaces the reply with the reference {self.replaces}")
        for part in self.parts:
            lines += _titled(part.title, "=")
            if part.stated:
                lines.append(part.stated)
            for one in part.content.passages:
                lines += _titled(one.heading, "-") if one.heading else [""]
                lines += [one.text] if one.text else []
        if self.files:
            lines += _titled("Files sent with this reply", "=")
        for file in self.files:
            lines += [f"{file.name} ({file.content_type}, {file.size} bytes)"]
            lines += [f"SHA-256 {file.sha256}"]
        return "\n".join(lines) + "\n"

    @property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8."""
        return sha256(self.text.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """For the column of a SignedReply."""
        return {
            "organisation": self.organisation,
            "consultation": self.consultation,
            "edition": self.edition,
            "replaces": self.replaces,
            "parts": [
                {
                    "kind": one.kind,
                    "title": one.title,
                    "proposal": one.proposal,
                    **one.content.as_json(),
                }
                for one in self.parts
            ],
            "files": [asdict(one) for one in self.files],
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Document":
        """From the column of a SignedReply."""
        parts = (
            Part(one["kind"], one["title"], Content.read(one), one["proposal"])
            for one in stored["parts"]
        )
        return cls(
            stored["organisation"],
            stored["consultation"],
            stored["edition"],
            tuple(parts),
            tuple(Enclosure(**known(Enclosure, one)) for one in stored["files"]),
            stored["replaces"],
        )


def _titled(title: str, sign: str) -> Iterable[str]:
    return ["", title, sign * len(title), ""]
