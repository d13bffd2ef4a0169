"""Opens every address of the table and follows every link, as one visitor."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import requests
from django.urls import reverse
from lxml import html

from tests.hunt import rights
from tests.hunt.forms import LANGUAGES
from tests.hunt.found import Found
from tests.hunt.visitor import Visitor, within
from tests.hunt.whose import not_for, text_of
from tests.site import ROUTES
from tests.world import World

#: Pages that are the same but for one word of their address: so many of one name are opened.
OF_A_NAME, OF_A_PATH = 14, 4
OF_ADMIN = 120
NOT_FOLLOWED = ("/static/",)


@dataclass(frozen=True)
class Page:
    """What an address answered."""

    path: str
    code: int
    kind: str  # of content
    body: bytes
    head: str

    @property
    def is_html(self) -> bool:
        """A page to look at."""
        return self.kind == "text/html"


@dataclass
class Crawl:
    """One visitor's way through the site."""

    visitor: Visitor
    found: Found
    most: int = 100_000
    pages: dict[str, Page] = field(default_factory=dict)
    linked_from: dict[str, str] = field(default_factory=dict)
    _names: Counter[str] = field(default_factory=Counter)
    _seen: set[str] = field(default_factory=set)

    def walk(self, starts: Iterable[str]) -> Crawl:
        """All of these, and what they lead to."""
        waiting = deque(starts)
        self._seen.update(waiting)
        while waiting and len(self.pages) < self.most:
            page = self.open(waiting.popleft())
            for onward in self._links(page):
                if self._is_new(onward):
                    if page.code < 400:  # what is missing is missing in every language
                        self.linked_from[onward] = page.path
                    waiting.append(onward)
        return self

    def open(self, path: str) -> Page:
        """One address, judged."""
        answer = self.visitor.get(path)
        page = page_of(path, answer)
        self.pages[path] = page
        self.found.tried["pages opened"] += 1
        linked_from = self.linked_from.get(path, "")
        went = page.code == 404 and linked_from and rights.name_of(path) == "report-file"
        if went and not self._is_linked_still(path, linked_from):
            linked_from = ""
        judge(page, self.visitor, self.found, linked_from)
        return page

    def _is_linked_still(self, path: str, linked_from: str) -> bool:
        """Files of reports go by themselves, and with them the links to them."""
        page = page_of(linked_from, self.visitor.get(linked_from))
        return path in self._links(page)

    def _links(self, page: Page) -> Iterator[str]:
        if 300 <= page.code < 400:
            yield from _inside(page.path, [page.head])
        elif page.is_html and page.body:
            tree = html.fromstring(page.body)
            yield from _inside(page.path, tree.xpath("//a/@href | //iframe/@src | //form/@action"))

    def _is_new(self, path: str) -> bool:
        bare = path.partition("?")[0]
        if path in self._seen or bare.startswith(NOT_FOLLOWED):
            return False
        if self.visitor.name != "visitor" and bare.split("/")[1] in LANGUAGES:
            return False  # what everybody reads, in another language
        self._seen.add(path)
        name = rights.name_of(path)
        most = OF_ADMIN if name == "admin" else OF_A_NAME
        self._names[name] += 1
        self._names[bare] += 1
        return self._names[name] <= most and self._names[bare] <= OF_A_PATH


def _inside(path: str, addresses: Iterable[str]) -> Iterator[str]:
    for address in addresses:
        parts = urlsplit(urljoin(f"http://localhost{path}", address))
        if parts.hostname in ("localhost", None) and parts.scheme in ("http", ""):
            yield within(parts.geturl())


def page_of(path: str, answer: requests.Response) -> Page:
    """Read to its end."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    return Page(path, answer.status_code, kind, answer.content, answer.headers.get("Location", ""))


def judge(page: Page, visitor: Visitor, found: Found, linked_from: str) -> None:
    """It fails nowhere, shows nobody what is not theirs, and nothing that is linked is missing."""
    name, who = rights.name_of(page.path), f"{visitor.name}: {page.path}"
    if page.code >= 500 and not rights.is_declared(name, page.code):
        found.note("server errors", f"{who} answers {page.code}")
    if page.code == 200 and name and not rights.may_open(page.path, visitor.name, visitor.role):
        found.note("pages beyond a role's rights", who)
    if beyond := not_for(visitor.name, visitor.role, text_of(page.body), visitor.plants):
        found.note("words beyond a role's rights", f"{who} shows {sorted(beyond)}")
    if page.code == 404 and linked_from and not rights.is_declared(name, 404):
        found.note("links that lead nowhere", f"{who} from {linked_from}")


def addresses(world: World) -> list[str]:
    """Of every row of the table; some with another's thing in them."""
    return sorted({reverse(one.name, args=one.arguments(world)) for one in ROUTES} | {"/admin/"})
