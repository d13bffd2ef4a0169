"""What the styles and the lists of a Word document mean to whoever reads it."""

import re
from dataclasses import dataclass

from consultation.reply.word.parts import Element, child, local, said

HEADING = re.compile(r"title|heading ([1-9])")
DEEPEST = 3  # a heading under these is a line of text
LIST = re.compile(r"list (bullet|number)")
CONTENTS = re.compile(r"toc ([1-9]|heading)")
OFF = ("0", "false", "off")
#: The character style of what our own export writes around the words of the organisation.
FRAME = "Counterpoint frame"


@dataclass(frozen=True)
class Style:
    """One style, with what it says itself."""

    name: str = ""
    after: str = ""  # the key of the style that it is based on
    numbered: tuple[str, str] = ("", "")  # the key of a list, and how deep
    hidden: bool = False


class Styles:
    """Those of one document, and its lists."""

    def __init__(self, root: Element | None, numbering: Element | None) -> None:
        self.styles: dict[str, Style] = {}
        for one in root if root is not None else ():
            if local(one) == "style":
                self.styles[said(one, "styleId")] = _style(one)
        self.formats = _formats(numbering)

    def chain(self, key: str) -> list[Style]:
        """A style and those that it rests on, as far as that goes."""
        found: list[Style] = []
        while key and len(found) < 12:
            # Without a part for styles, the key is all that says what a style is.
            one = self.styles.get(key) or Style(re.sub(r"(?<=[a-z])(?=\d)", " ", key).lower())
            found.append(one)
            key = one.after
        return found

    def is_heading(self, key: str) -> bool:
        """Of the title, or of the first three levels."""
        for one in self.chain(key):
            if found := HEADING.fullmatch(one.name):
                return int(found[1] or 1) <= DEEPEST
        return False

    def is_contents(self, key: str) -> bool:
        """A line of a table of contents."""
        return any(CONTENTS.fullmatch(one.name) for one in self.chain(key))

    def is_hidden(self, key: str) -> bool:
        """Text that Word does not show."""
        return any(one.hidden for one in self.chain(key))

    def is_frame(self, key: str) -> bool:
        """Written by our own export."""
        return any(one.name == FRAME.lower() for one in self.chain(key))

    def listing(self, key: str, own: tuple[str, str]) -> tuple[str, str]:
        """The list that a paragraph stands in, by itself or by its style, and how deep."""
        if own[0]:
            return own if own[0] != "0" else ("", "")
        chain = self.chain(key)
        by_style = next((one.numbered for one in chain if one.numbered[0]), ("", ""))
        if by_style[0] in ("", "0") and any(LIST.match(one.name) for one in chain):
            return "?", "0"
        return by_style if by_style[0] != "0" else ("", "")

    def counts(self, listing: tuple[str, str]) -> bool:
        """Its lines have numbers or letters that Word writes by itself."""
        return self.formats.get(listing, "bullet") not in ("bullet", "none")


def numbered(properties: Element | None) -> tuple[str, str]:
    """The list that properties of a paragraph name."""
    found = child(properties, "numPr")
    key, depth = child(found, "numId"), child(found, "ilvl")
    if key is None:
        return "", ""
    return said(key, "val"), said(depth, "val") if depth is not None else "0"


def is_on(properties: Element | None, name: str) -> bool:
    """A property that is there, unless it says that it is off."""
    found = child(properties, name)
    return found is not None and said(found, "val") not in OFF


def _style(one: Element) -> Style:
    name, after = child(one, "name"), child(one, "basedOn")
    return Style(
        said(name, "val").lower() if name is not None else "",
        said(after, "val") if after is not None else "",
        numbered(child(one, "pPr")),
        is_on(child(one, "rPr"), "vanish"),
    )


def _formats(root: Element | None) -> dict[tuple[str, str], str]:
    """How each level of each list is counted."""
    patterns: dict[str, dict[str, str]] = {}
    lists: dict[str, str] = {}
    for one in root if root is not None else ():
        if local(one) == "abstractNum":
            levels = {
                said(level, "ilvl"): said(shape, "val")
                for level in one
                if local(level) == "lvl" and (shape := child(level, "numFmt")) is not None
            }
            patterns[said(one, "abstractNumId")] = levels
        elif local(one) == "num" and (pattern := child(one, "abstractNumId")) is not None:
            lists[said(one, "numId")] = said(pattern, "val")
    return {
        (key, depth): shape
        for key, pattern_key in lists.items()
        for depth, shape in patterns.get(pattern_key, {}).items()
    }
