"""Reads a page as a browser would, as far as these tests need it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "meta", "link", "br", "path", "circle", "rect", "img", "hr", "wbr"}


@dataclass
class Element:
    """One element with its attributes, and what is in it: elements and texts."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    content: list["Element | str"] = field(default_factory=list)

    @property
    def children(self) -> list["Element"]:
        return [one for one in self.content if isinstance(one, Element)]

    @property
    def source(self) -> str:
        """The text right in it, as it is written."""
        return "".join(one for one in self.content if isinstance(one, str))

    @property
    def text(self) -> str:
        """All text in it, in one line."""
        return " ".join("".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for one in self.content:
            if isinstance(one, Element):
                yield " "
                yield from one._words()
                yield " "
            else:
                yield one

    def all(self, tag: str = "", **attrs: str) -> list["Element"]:
        """Every element below it with that tag and those attributes (class_ by one class name)."""
        return [one for one in self.below() if one.matches(tag, attrs)]

    def one(self, tag: str = "", **attrs: str) -> "Element":
        """The only such element; fails where there are none or several."""
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} of {tag} {attrs}"
        return found[0]

    def below(self) -> Iterator["Element"]:
        for child in self.children:
            yield child
            yield from child.below()

    def matches(self, tag: str, attrs: dict[str, str]) -> bool:
        if tag and self.tag != tag:
            return False
        wanted = dict(attrs)
        name = wanted.pop("class_", "")
        if name and name not in self.attrs.get("class", "").split():
            return False
        return all(self.attrs.get(key.replace("_", "-")) == value for key, value in wanted.items())

    @property
    def takes_focus(self) -> bool:
        if "tabindex" in self.attrs:
            return True
        return self.tag in ("input", "select", "textarea", "button", "a")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].content.append(found)
        if tag not in VOID:
            self.open.append(found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        last = self.open.pop()
        assert last.tag == tag, f"</{tag}> closes <{last.tag}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)


def read(html: str) -> Element:
    """Return the page as a tree; fails on an element that is not closed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], [one.tag for one in reader.open]
    return reader.root
