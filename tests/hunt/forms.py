"""The forms of a page, and how somebody fills them in who wants them taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from lxml import html

LANGUAGES = {code for code, _name in settings.LANGUAGES}
Pairs = list[tuple[str, str]]
FILE = ("small.txt", b"A small file.\n", "text/plain")
#: What a text field wants, by a word in its name or type.
WANTED = {
    "email": "somebody@example.com",
    "postcode": "",  # the choice of a borough beside it is taken instead
    "url": "https://example.com/",
    "number": "3",
    "day": "20",
    "month": "11",
    "year": "2026",
    "hour": "12",
    "minute": "30",
    "time": "12:30",
    "date": "2026-11-20",
    "on": "20 November 2026",
    "signatures": "12",
    "months": "24",
}
WRITTEN = ("text", "textarea", "search", "email", "url", "tel", "number", "password")


@dataclass(frozen=True)
class Field:
    """One control. `options` are what a choice offers."""

    name: str
    kind: str
    value: str = ""
    options: tuple[str, ...] = ()

    @property
    def is_written(self) -> bool:
        """Somebody types into it."""
        return self.kind in WRITTEN

    def wanted(self, words: str) -> str:
        """What is likely to be taken; a text for which there is no rule gets the words."""
        if self.kind not in ("text", "textarea"):
            known = WANTED.get(self.kind)
            return known if known is not None else words
        parts = self.name.replace("_", "-").split("-")
        found = next((WANTED[one] for one in reversed(parts) if one in WANTED), None)
        return words if self.kind == "textarea" or found is None else found


@dataclass(frozen=True)
class Form:
    """As a page shows it. `page` is where it stands, `action` where it goes."""

    page: str
    action: str
    method: str
    fields: tuple[Field, ...]
    buttons: tuple[tuple[str, str], ...]

    @property
    def written(self) -> list[Field]:
        """The fields that somebody types into."""
        return [one for one in self.fields if one.is_written]

    @property
    def has_files(self) -> bool:
        """A file can be sent with it."""
        return any(one.kind == "file" for one in self.fields)

    @property
    def kind(self) -> tuple[Any, ...]:
        """Two forms of a kind differ in the thing they are about alone."""
        return (shape(self.action), tuple(one.name for one in self.fields), self.buttons)

    def filled(self, words: str, *, over: dict[str, str] | None = None, button: int = 0) -> Pairs:
        """Pairs as a browser sends them: what is hidden as it was, something in the others."""
        pairs: Pairs = []
        for one in self.fields:
            if over and one.name in over:
                pairs.append((one.name, over[one.name]))
            elif one.is_written:
                pairs.append((one.name, one.value or one.wanted(words)))
            elif one.kind == "hidden" or not one.options:
                pairs.append((one.name, one.value))
            else:
                pairs.append((one.name, _chosen(one)))
        pairs += self.buttons[button : button + 1]
        return [pair for pair in pairs if pair[0]]

    def files(self) -> dict[str, tuple[str, bytes, str]]:
        """A small file for each field that takes one."""
        return {one.name: FILE for one in self.fields if one.kind == "file"}

    def at(self, page: str) -> Form:
        """The same form, as another page shows it."""
        return replace(self, page=page)


def _chosen(one: Field) -> str:
    return next((value for value in one.options if value), one.value)


def shape(path: str) -> str:
    """Without numbers, query and language."""
    parts = urlsplit(path).path.split("/")
    if len(parts) > 1 and parts[1] in LANGUAGES:
        del parts[1]
    return "/".join("N" if part.isdigit() else part for part in parts)


def forms_of(path: str, page: bytes) -> list[Form]:
    """Of a page that was answered at this address."""
    if not page.strip():
        return []
    return [_read(path, one) for one in html.fromstring(page).xpath("//form")]


def _read(path: str, form: Any) -> Form:
    parts = urlsplit(urljoin(f"http://localhost{path}", form.get("action") or ""))
    action = parts._replace(scheme="", netloc="", fragment="").geturl()
    buttons = [
        (one.get("name", ""), one.get("value", ""))
        for one in form.xpath(".//button[not(@type='button')] | .//input[@type='submit']")
    ]
    return Form(
        path, action, (form.get("method") or "get").upper(), tuple(_fields(form)), tuple(buttons)
    )


def _fields(form: Any) -> Iterator[Field]:
    choices: dict[str, list[str]] = {}
    for one in form.xpath(".//input | .//textarea | .//select"):
        name, kind = one.get("name") or "", one.get("type") or one.tag
        if kind in ("submit", "button", "image", "reset"):
            continue
        if kind in ("radio", "checkbox"):
            if name not in choices:
                choices[name] = one.xpath(
                    "ancestor::form//input[@name=$name]/@value", name=name
                ) or ["on"]
                yield Field(name, kind, "", tuple(choices[name]))
        elif kind == "select":
            yield Field(name, kind, "", tuple(one.xpath(".//option/@value")))
        elif kind == "textarea":
            yield Field(name, kind, (one.text or "").removeprefix("\n"))
        else:
            yield Field(name, kind, one.get("value") or "")
