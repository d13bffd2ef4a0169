"""Scripts: payloads are stored, then every page that shows one is read and looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.utils import timezone

from consultation import emails
from consultation.files.disk import path_of
from consultation.models import Report, ReportKind, User
from consultation.report import actions as reports
from tests.hunt.browsing import Watched, watching
from tests.hunt.crawling import Crawl, Page, page_of
from tests.hunt.forms import forms_of, shape
from tests.hunt.found import Found
from tests.hunt.scripts import MARK, markup_in, payloads, tables_in
from tests.world import World

MARKUP, RAN, FORMULAS = (
    "pages with foreign markup", "scripts run or stopped by the policy", "formulas in tables",
)  # fmt: skip
PLACES = {ReportKind.STATION: "station", ReportKind.BOROUGH: "borough"}
OF_A_SHAPE = 2  # pages of one shape that are opened in the browser


def read(crawl: Crawl, found: Found) -> list[Page]:
    """Pages that show a payload, read without a browser; those that are tables are reckoned."""
    shown = []
    for page in crawl.pages.values():
        if MARK.encode() in page.body and page.code == 200:
            found.tried["pages that show a payload"] += 1
            shown.append(page)
        examine(page, crawl.visitor.name, found)
    return [page for page in shown if page.is_html]


def examine(page: Page, who: str, found: Found) -> None:
    """Markup in a page, formulas in a table."""
    if page.is_html:
        for words in markup_in(page.body):
            found.note(MARKUP, f"{who}: {page.path}: {words}")
    for words in islice(tables_in(page.kind, page.body), 5):
        found.note(FORMULAS, f"{who}: {page.path}: {words!r}")


def few_of_each(paths: Iterable[str]) -> list[str]:
    """A few of each shape of address."""
    counted: Counter[str] = Counter()
    chosen = []
    for path in paths:
        alike = shape(path)
        counted[alike] += 1
        if counted[alike] <= OF_A_SHAPE:
            chosen.append(path)
    return chosen


def look(watched: Watched, address: str, pages: Iterable[str], who: str, found: Found) -> None:
    """Open each in the browser."""
    for path in pages:
        found.tried["pages looked at in a browser"] += 1
        for words in watched.look(f"{address}{path}"):
            found.note(RAN, f"{who}: {path}: {words}")


def queries(crawl: Crawl) -> dict[str, set[str]]:
    """The parameters that each page is known to read: by its forms, and by links to it."""
    named: dict[str, set[str]] = {}
    for page in crawl.pages.values():
        parts = urlsplit(page.path)
        for name, _value in parse_qsl(parts.query, keep_blank_values=True):
            named.setdefault(parts.path, set()).add(name)
        if page.is_html:
            for form in forms_of(page.path, page.body):
                if form.method == "GET":
                    path = urlsplit(form.action).path
                    named.setdefault(path, set()).update(one.name for one in form.fields)
    return {path: names | {"next", "back"} for path, names in named.items()}


def reflected(crawl: Crawl, found: Found, most: int) -> Iterator[str]:
    """Each of these pages asked with payloads for its parameters; addresses that showed one."""
    words = payloads()
    for place, (path, names) in enumerate(sorted(queries(crawl).items())):
        for number in range(min(most, len(words))):
            chosen = words[(place * most + number) % len(words)]
            address = f"{path}?{urlencode(dict.fromkeys(sorted(names), chosen))}"
            page = page_of(address, crawl.visitor.get(address))
            found.tried["queries tried"] += 1
            if page.code >= 500:
                found.note("server errors", f"{crawl.visitor.name}: {address} answers {page.code}")
            if page.head.startswith(("javascript", "//", "data:")):
                found.note(MARKUP, f"{address} leads to {page.head}")
            examine(page, crawl.visitor.name, found)
            if page.is_html and MARK.encode() in page.body:
                yield address


@dataclass
class Paper:
    """What leaves the site as files: reports of every kind, and letters."""

    folder: Path
    found: Found
    kinds: tuple[str, ...] = ()  # all of them where none is named

    def reports(self, world: World, by: User) -> list[Path]:
        """Made by the real action; each file examined; those that are web pages."""
        station = world.consultation.proposals.get(station__slug="barkingside").station
        places: dict[str, Any] = {"station": station, "borough": station.borough}
        for kind in map(ReportKind, self.kinds or ReportKind.values):
            place = PLACES.get(kind)
            more = {place: places[place]} if place else {}
            reports.ask(
                consultation=world.consultation, kind=kind, by=by, at=timezone.now(), **more
            )
        while reports.make_next(clock=timezone.now) is not None:
            pass
        return [path for one in Report.objects.filter(state="DONE") for path in self._files(one)]

    def _files(self, report: Report) -> Iterator[Path]:
        for file in report.files.all():
            body = path_of(file.sha256).read_bytes()
            kind = {"csv": "text/csv", "html": "text/html"}.get(file.kind, "")
            name = f"report {report.pk} {report.kind}.{file.kind}"
            self.found.tried["files examined"] += 1
            examine(Page(name, 200, kind, body, ""), "file", self.found)
            if file.kind == "html":
                path = self.folder / name.replace(" ", "-")
                path.write_bytes(body)
                yield path

    def letters(self, posted: Path) -> None:
        """None has a part that a reader would take for a web page."""
        while emails.post_next(clock=timezone.now) is not None:
            pass
        for path in posted.glob("*"):
            text = path.read_text(errors="replace")
            self.found.tried["files examined"] += 1
            if "text/html" in text.lower():
                self.found.note(MARKUP, f"letter {path.name} has a part in HTML")
            if "\nbcc: somebody@evil" in text.lower().partition("\n\n")[0]:
                self.found.note(MARKUP, f"letter {path.name} has another's line in its head")


def again(crawl: Crawl) -> Crawl:
    """The same way once more, now that payloads are stored."""
    answered = [page.path for page in crawl.pages.values() if page.code == 200]
    return Crawl(crawl.visitor, crawl.found, crawl.most).walk(answered)


def browse(crawl: Crawl, paths: list[str], found: Found) -> None:
    """These pages, as this visitor."""
    with watching(crawl.visitor.cookies()) as watched:
        look(watched, crawl.visitor.address, paths, crawl.visitor.name, found)
