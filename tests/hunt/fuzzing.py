"""Fills in every form that a crawl has found, first as it should not be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests
from lxml import html

from tests.hunt import rights
from tests.hunt.crawling import Crawl, Page, judge, page_of
from tests.hunt.forms import Form, forms_of
from tests.hunt.found import Found
from tests.hunt.hostile import Sent, all_ways
from tests.hunt.visitor import Visitor, within
from tests.site import PUBLIC

#: Who is away from then on, or whose page is: the last forms of all.
LAST = ("sign-out", "password", "two-factor", "leave", "passkey", "withdraw", "disown", "erase")
OF_RESIDENTS = {route.name for route in PUBLIC}
AGAIN = 6  # requests to a form that another visitor has tried in all ways
SHOWN_NOWHERE = ("password", "token", "postcode", "website")


def forms_in(pages: Iterable[Page]) -> list[Form]:
    """One of each kind that is posted; what ends the visit comes last."""
    kinds: dict[object, Form] = {}
    for page in pages:
        if page.is_html and page.code < 400:
            for form in forms_of(page.path, page.body):
                if form.method == "POST":
                    kinds.setdefault(form.kind, form)
    return sorted(kinds.values(), key=lambda form: _ends(form.action))


def _ends(path: str) -> bool:
    return any(word in path for word in LAST)


@dataclass
class Fuzz:
    """One visitor at every form that they can see."""

    visitor: Visitor
    found: Found
    seed: str
    most: int = 0  # requests to each form; 0 for all
    known: set[object] = field(default_factory=set)  # kinds that somebody has tried in all ways

    def run(self, crawl: Crawl) -> None:
        """All of them; what somebody else has tried already in a few ways alone."""
        for form in forms_in(crawl.pages.values()):
            if self.visitor.person is not None and not self.visitor.is_signed_in:
                self.found.tried["visits that a form has ended"] += 1
                return  # they have signed out, or have taken their own rights away
            most = self.most or (AGAIN if form.kind in self.known else 0)
            self.known.add(form.kind)
            self.found.tried["forms tried by somebody"] += 1
            for sent in all_ways(form, f"{self.seed} {self.visitor.name}", most=most):
                self.send(form, sent)

    def send(self, form: Form, sent: Sent) -> None:
        """One request, judged."""
        self.found.tried["forms sent"] += 1
        try:
            answer = self._sent(form, sent)
        except requests.RequestException as problem:
            self._note("server errors", form, sent, f"no answer: {type(problem).__name__}")
            return
        page = page_of(form.action, answer)
        if page.code >= 500 and not rights.is_declared(rights.name_of(page.path), page.code):
            self._note("server errors", form, sent, f"{page.code}")
        if answer.is_redirect and sent.way in ("valid", "payload"):
            onward = within(page.head)
            judge(page_of(onward, self.visitor.get(onward)), self.visitor, self.found, form.action)
        if sent.typed and page.is_html and 200 <= page.code < 500 and self._is_of_residents(form):
            self.look_for(form, sent, page)

    def _sent(self, form: Form, sent: Sent) -> requests.Response:
        """Sent, and once more where the line was closed just then, as any server may do."""
        try:
            return self.visitor.ask(sent.method, form.action, **sent.more)
        except requests.ConnectionError:
            return self.visitor.ask(sent.method, form.action, **sent.more)

    def _is_of_residents(self, form: Form) -> bool:
        return rights.name_of(form.action) in OF_RESIDENTS

    def look_for(self, form: Form, sent: Sent, page: Page) -> None:
        """What was typed stands in the page that refuses it: in its form, or to be read."""
        again = [one for each in forms_of(page.path, page.body) for one in each.fields]
        shown = {one.name: _plain(one.value) for one in again}
        if page.code == 403:
            text = _plain(" ".join(html.fromstring(page.body).itertext()))
            shown = dict.fromkeys(sent.typed, text)
        for name, words in sent.typed.items():
            if name in shown and not any(word in name for word in SHOWN_NOWHERE):
                self.found.tried["words looked for in refused forms"] += 1
                if _plain(words) not in shown[name]:
                    self._note("words lost in a refused form", form, sent, name)

    def _note(self, kind: str, form: Form, sent: Sent, words: str) -> None:
        path = urlsplit(form.action).path
        self.found.note(kind, f"{self.visitor.name}: {path}: {sent.way}: {words}")


def _plain(words: str) -> str:
    return " ".join(words.split())
