"""A real Chromium that opens pages and notices whatever runs in them, or would if it could.

What notices: a binding that every payload calls, dialogs, reports of the content policy as the page
itself gets them, and tags or attributes of the payloads' own names.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Dialog, Page, sync_playwright
from playwright.sync_api import Error as Failed

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.hunt.scripts import CALL, MARK

SETTLED = 30  # milliseconds that what a page begins by itself has to happen
PATIENCE = 30_000
WATCH = f"""
window.{CALL} = number => window.zqnote(`ran ${{number}}`);
document.addEventListener("securitypolicyviolation", event => window.zqnote(
    `${{event.effectiveDirective}} stopped ${{event.blockedURI}} ${{event.sample}}`), true);
"""
#: Whoever sees a page moves over it, goes from field to field and opens what is folded.
TOUCH = f"""() => {{
    const found = [];
    for (const one of document.querySelectorAll("*")) {{
        if (one.localName.startsWith("{MARK}")) found.push(one.localName);
        for (const name of one.getAttributeNames()) {{
            if (name.startsWith("{MARK}")) found.push(`${{one.localName}} ${{name}}`);
        }}
        for (const kind of ["mouseover", "focus", "toggle"]) one.dispatchEvent(new Event(kind));
    }}
    for (const one of document.querySelectorAll("details")) one.open = true;
    return found;
}}"""


@dataclass
class Watched:
    """A browser with the session of one visitor; `seen` is what was noticed since it was asked."""

    context: BrowserContext
    page: Page
    seen: list[str] = field(default_factory=list)

    def look(self, address: str) -> list[str]:
        """Open a page, touch everything, and tell what was noticed."""
        self.seen.clear()
        try:
            self.page.goto(address, wait_until="load")
            marks = self.page.evaluate(TOUCH)
            self.page.wait_for_timeout(SETTLED)
        except Failed as problem:  # a file that is saved is no page
            if "Download is starting" in str(problem) or "ERR_ABORTED" in str(problem):
                return []
            raise
        return [*self.seen, *(f"tag or attribute {one}" for one in marks)]


@contextmanager
def watching(cookies: list[dict[str, str]] | None = None) -> Iterator[Watched]:
    """One browser."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the driver keeps an event loop here
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context()
        if cookies:
            context.add_cookies(cookies)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        watched = Watched(context, page)
        page.expose_binding("zqnote", lambda _source, words: watched.seen.append(words))
        page.add_init_script(WATCH)

        def asked(dialog: Dialog) -> None:
            watched.seen.append(f"dialog {dialog.message}")
            dialog.accept()  # also to leave a page with words in it

        page.on("dialog", asked)
        yield watched
        browser.close()
