"""Catalogues of interface words: read and write .po, and make the .mo that gettext reads.

Written out here because the machines that run the service need not have GNU gettext.
"""

import ast
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

PLURAL_HEADER = re.compile(r"nplurals\s*=\s*(\d+)")
FIELD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+(".*")')
PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]")
DRAFTED = "machine-drafted"


@dataclass
class Entry:
    """One message: its English, and its words in the language of the catalogue."""

    msgid: str
    plural: str = ""
    context: str | None = None
    words: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)  # of the translator
    places: list[str] = field(default_factory=list)  # the files it stands in
    flags: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str | None, str]:
        """What tells it from the others."""
        return self.context, self.msgid

    @property
    def complete(self) -> bool:
        """Every form has words."""
        return bool(self.words) and all(self.words)

    def faults(self) -> list[str]:
        """The forms whose placeholders are not those of the English."""
        wanted = places_in(self.msgid) | places_in(self.plural)
        if not self.plural:
            return [one for one in self.words if one and places_in(one) != wanted]
        # One form of several may say its number in a word.
        return [one for one in self.words if one and not places_in(one) <= wanted]


def places_in(text: str) -> set[str]:
    """The placeholders of a message."""
    return {found[0] for found in PLACE.finditer(text.replace("%%", ""))}


@dataclass
class Catalogue:
    """A language's header and entries."""

    header: dict[str, str]
    entries: list[Entry]

    @property
    def forms(self) -> int:
        """How many plural forms the language has."""
        found = PLURAL_HEADER.search(self.header.get("Plural-Forms", ""))
        return int(found[1]) if found else 2

    def by_key(self) -> dict[tuple[str | None, str], Entry]:
        """For looking up."""
        return {entry.key: entry for entry in self.entries}

    def merged(self, wanted: Iterable[Entry]) -> "Catalogue":
        """With exactly the messages of the code; words, comments and flags are kept."""
        old = self.by_key()
        entries = []
        for one in wanted:
            kept = old.get(one.key)
            same = kept is not None and bool(kept.plural) == bool(one.plural)
            words = kept.words if kept and same else [""] * (self.forms if one.plural else 1)
            comments = kept.comments if kept else []
            flags = [flag for flag in (kept.flags if kept else []) if flag != "python-format"]
            if places_in(one.msgid):
                flags.append("python-format")
            entries.append(
                Entry(one.msgid, one.plural, one.context, words, comments, one.places, flags)
            )
        return Catalogue(self.header, entries)


def quoted(text: str) -> str:
    """A text as .po writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def written(catalogue: Catalogue) -> str:
    """The .po file."""
    lines = ['msgid ""', 'msgstr ""']
    lines += [quoted(f"{name}: {value}\n") for name, value in catalogue.header.items()]
    for entry in catalogue.entries:
        lines.append("")
        lines += [f"# {comment}" for comment in entry.comments]
        lines += [f"#: {place}" for place in entry.places]
        if entry.flags:
            lines.append(f"#, {', '.join(entry.flags)}")
        if entry.context is not None:
            lines.append(f"msgctxt {quoted(entry.context)}")
        lines.append(f"msgid {quoted(entry.msgid)}")
        if entry.plural:
            lines.append(f"msgid_plural {quoted(entry.plural)}")
            lines += [f"msgstr[{n}] {quoted(one)}" for n, one in enumerate(entry.words)]
        else:
            lines.append(f"msgstr {quoted(entry.words[0] if entry.words else '')}")
    return "\n".join(lines) + "\n"


def parsed(text: str) -> Catalogue:
    """A .po file as a catalogue. Obsolete entries (#~) are left out."""
    header: dict[str, str] = {}
    entries = []
    for block in re.split(r"\n\s*\n", text.strip()):
        entry, fields = _block(block)
        if fields.get("msgid") == "":
            lines = fields.get("msgstr", "").splitlines()
            header = dict(line.split(": ", 1) for line in lines if ": " in line)
        elif "msgid" in fields:
            entry.msgid = fields["msgid"]
            entry.plural = fields.get("msgid_plural", "")
            entry.context = fields.get("msgctxt")
            entry.words = [value for name, value in fields.items() if name.startswith("msgstr")]
            entries.append(entry)
    return Catalogue(header, entries)


def _block(block: str) -> tuple[Entry, dict[str, str]]:
    entry, fields, last = Entry(""), {}, ""
    for line in block.splitlines():
        if line.startswith("#: "):
            entry.places += line[3:].split()
        elif line.startswith("#, "):
            entry.flags += [flag.strip() for flag in line[3:].split(",")]
        elif line.startswith("# "):
            entry.comments.append(line[2:])
        elif found := FIELD.match(line):
            last = found[1]
            fields[last] = ast.literal_eval(found[2])
        elif line.startswith('"') and last:
            fields[last] += ast.literal_eval(line)
    return entry, fields


def compiled(catalogue: Catalogue) -> bytes:
    """The .mo file. A message without words is left out: it stays English."""
    header = "".join(f"{name}: {value}\n" for name, value in catalogue.header.items())
    pairs = {b"": header.encode()}
    for entry in catalogue.entries:
        if not entry.complete:
            continue
        key = entry.msgid if entry.context is None else f"{entry.context}\x04{entry.msgid}"
        if entry.plural:
            key += f"\0{entry.plural}"
        pairs[key.encode()] = "\0".join(entry.words).encode()
    names = sorted(pairs)
    start = 28 + 16 * len(names)
    keys, values, texts, words = [], [], b"", b""
    for name in names:
        keys += [len(name), start + len(texts)]
        texts += name + b"\0"
    for name in names:
        values += [len(pairs[name]), start + len(texts) + len(words)]
        words += pairs[name] + b"\0"
    count = len(names)
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, start)
    return head + struct.pack(f"<{4 * count}I", *keys, *values) + texts + words
