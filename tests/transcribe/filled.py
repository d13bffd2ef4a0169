"""What a browser would send of a page's form."""

from html.parser import HTMLParser
from typing import Any


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Any] = {}
        self.area, self.chosen = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        name, value = told.get("name", ""), told.get("value", "")
        if tag == "textarea":
            self.area, self.found[name] = name, ""
        elif tag == "select":
            self.chosen = name
        elif tag == "option" and "selected" in told:
            self.found[self.chosen] = value
        elif tag == "input" and told.get("type") == "checkbox":
            self.found.setdefault(name, []).extend([value] if "checked" in told else [])
        elif tag == "input" and (told.get("type") != "radio" or "checked" in told):
            self.found[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser leaves out the first line end.
            self.found[self.area] = self.found[self.area].removeprefix("\n")
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area] += data


def fields_in(page: str) -> dict[str, Any]:
    """Name and value of every field, as it stands there; what the frame's forms hold left out."""
    reader = _Reader()
    reader.feed(page)
    return {name: value for name, value in reader.found.items() if name != "csrfmiddlewaretoken"}
