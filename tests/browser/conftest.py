"""A real Chromium, watched: any console error or refused resource fails the test."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import WSGIRequestHandler
from django.http import HttpRequest, HttpResponseBase
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from consultation.respond import codes
from tests.browser.looks import DESKTOP

# The browser's driver keeps an event loop in this thread, which Django would take for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), "")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
FOR_LONG = 10**9  # seconds
PATIENCE = 60_000  # milliseconds; a busy machine must not look like a page that is broken
NewPage = Callable[..., Page]
# An answer of 400 and above, as some tests want; what the next page came too soon for.
HARMLESS = ("Failed to load resource", "net::ERR_ABORTED")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder; without Chromium say so."""
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium on PATH"))


@pytest.fixture(autouse=True)
def widest_references(monkeypatch: pytest.MonkeyPatch) -> None:
    """All but the last four signs of a reference are W: whatever chance draws, it is no wider.

    The last four are counted, as among hundreds of a million two would be the same now and then.
    """
    drawn, known = codes._signs_of, dict[int, int]()

    def signs(bits: int, count: int) -> str:
        return "W" * (count - 4) + drawn(known.setdefault(bits, len(known)), 4)

    monkeypatch.setattr(codes, "_signs_of", signs)


@pytest.fixture(scope="session", autouse=True)
def swift_server() -> Iterator[None]:
    """The tests' server keeps no packet back, and says that its static files may be kept.

    Else each page waits 40 ms for the end of what was sent, and asks for each of its files again.
    They may be kept for long: by the clock of the browser they are as old as the tests' fixed day.
    """
    plain = StaticFilesHandler.serve

    def serve(self: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        answer = plain(self, request)
        answer["Cache-Control"] = f"max-age={FOR_LONG}"
        return answer

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)
        changed.setattr(StaticFilesHandler, "serve", serve)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser a run of tests."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Browser, live_server: Any) -> Iterator[NewPage]:
    """Open a page, at a size, with JavaScript or without, signed in or not."""
    opened: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(
        *, size: ViewportSize = DESKTOP, javascript: bool = True, session: str = "", **more: Any
    ) -> Page:
        context = browser.new_context(
            viewport=size,
            java_script_enabled=javascript,
            base_url=live_server.url,
            **more,
        )
        if session:
            context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("requestfailed", lambda r: problems.append(f"{r.url} {r.failure}"))
        return page

    yield open_page
    for context in opened:
        context.close()
    # A browser logs every answer of 400 and above; those pages are looked at on purpose.
    assert [p for p in problems if not any(words in p for words in HARMLESS)] == []
