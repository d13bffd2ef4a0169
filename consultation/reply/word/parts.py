"""The parts of a Word document, read one by one and within limits.

A document is a zip file of XML. It comes from outside, so its pictures are never unpacked, nothing
that it names elsewhere is opened, and no part is parsed that declares entities or is larger than
the text of a long reply can be. What the zip file itself may be is judged before, as of any upload.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from consultation.states import Refused
from consultation.uploads.findings import BROKEN

MOST_BYTES = 8_000_000  # of one part; a hundred pages take a fifth of it
MOST_ELEMENTS = 300_000  # of all parts that are read, with their attributes
MOST_TAG = 500_000  # bytes
AT_ONCE = 1 << 16
TOO_LONG = (
    "The selected document is too long to be read. Take out what does not belong to the reply, or "
    "add the document as a file instead"
)
ROOT = ""  # what the whole package says of itself


def local(element: Element) -> str:
    """Its name without the namespace: documents of both editions of the standard read alike."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def said(element: Element, name: str) -> str:
    """One of its attributes, by the name without the namespace."""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of this name, or its child, and so on."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


class Parts:
    """An open document. Every way in raises Refused where it cannot or must not be read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.left = MOST_ELEMENTS
        file.seek(0)
        try:
            self.archive = zipfile.ZipFile(file)
        except zipfile.BadZipFile as problem:
            raise Refused(str(BROKEN)) from problem
        self.main = self.related(ROOT).get("officeDocument", "")

    def related(self, name: str) -> dict[str, str]:
        """What a part names as its relatives within the document, by their kind."""
        folder, file = posixpath.split(name)
        root = self.read(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, str] = {}
        for one in root if root is not None else ():
            if said(one, "TargetMode") != "External":
                place = posixpath.normpath(posixpath.join("/", folder, said(one, "Target")))
                found.setdefault(said(one, "Type").rpartition("/")[2], place.lstrip("/"))
        return found

    def read(self, name: str) -> Element | None:
        """The root of a part; None where there is no such part."""
        try:
            member = self.archive.getinfo(name)
        except KeyError:
            return None
        if member.file_size > MOST_BYTES:
            raise Refused(TOO_LONG)
        try:
            with self.archive.open(member) as opened:
                content = opened.read(MOST_BYTES)
            self._judge(content)
            return parse_xml(content)
        except (expat.ExpatError, SyntaxError) as problem:  # lxml's errors are syntax errors
            raise Refused(str(BROKEN)) from problem
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as problem:
            raise Refused(str(BROKEN)) from problem

    def _judge(self, content: bytes) -> None:
        """No entities, which could grow or reach for files, and not more elements than a reply."""

        def begun(_name: str, attributes: dict[str, str]) -> None:
            self.left -= 1 + len(attributes)
            if self.left < 0:
                raise Refused(TOO_LONG)

        def declared(*_declaration: object) -> None:
            raise Refused(str(BROKEN))

        parser = expat.ParserCreate()
        parser.StartElementHandler = begun
        parser.StartDoctypeDeclHandler = declared
        for place in range(0, len(content), AT_ONCE):
            parser.Parse(content[place : place + AT_ONCE], False)
            # One tag that does not end is kept until it does, with all its attributes.
            if place - parser.CurrentByteIndex > MOST_TAG:
                raise Refused(TOO_LONG)
        parser.Parse(b"", True)


def within(element: Element, name: str) -> Iterator[Element]:
    """Everything of this name in it, at any depth."""
    return (one for one in element.iter() if local(one) == name)
