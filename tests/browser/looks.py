"""What is asked of every page that a browser shows."""

import os
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

AXE_OPTIONS: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": False,  # it would put inline styles into the page, against our policy
}
DESKTOP: ViewportSize = {"width": 1100, "height": 900}
PHONE: ViewportSize = {"width": 320, "height": 640}
# Set SCREENSHOTS to a folder to keep a picture of every page that the tests look at.
PICTURES = os.environ.get("SCREENSHOTS", "")


def findings(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe finds wrong: a line each, of the rule and the element.

    Only these come out of the browser: all that axe looked at takes three times as long to carry.
    """
    page.wait_for_load_state()  # a click ends when the next page begins
    page.evaluate(AXE_SCRIPT)
    told: list[str] = page.evaluate(
        """options => axe.run(options).then(({violations}) => violations.flatMap(
            ({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 200)}`)))""",
        options | {"resultTypes": ["violations"]},
    )
    return told


def assert_accessible(page: Page) -> None:
    """No finding of axe, and error links that lead to something that takes the focus."""
    told = findings(page, AXE_OPTIONS)
    assert told == [], f"{page.url}\n" + "\n".join(told)
    for link in page.locator(".govuk-error-summary__list a").all():
        target = page.locator(f"[id='{(link.get_attribute('href') or '#')[1:]}']")
        assert target.count() == 1, f"{page.url}: {link.inner_text()} leads nowhere"


def assert_fits(page: Page) -> None:
    """No sideways scrolling."""
    wide, seen = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= seen, f"{page.url} is {wide} px wide in {seen}"


def assert_own_parts_only(page: Page, root: str) -> None:
    """Nothing is asked of another host."""
    hosts = page.evaluate("() => performance.getEntriesByType('resource').map(one => one.name)")
    assert [one for one in hosts if not one.startswith(root)] == []


def keep_picture(page: Page, name: str) -> None:
    """A picture for people to look at, where one is asked for."""
    if PICTURES:
        folder = Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        width = (page.viewport_size or {"width": 0})["width"]
        clean = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "page"
        page.screenshot(path=str(folder / f"{clean}-{width}.png"), full_page=True)


def look(page: Page, root: str, name: str, *, javascript: bool = True) -> None:
    """All of it, on a small phone and on a desktop; the page keeps the size it had.

    Without scripts it has the same styles, so there the phone stands for both.
    """
    page.wait_for_load_state()
    size = page.viewport_size or PHONE
    for width in (PHONE, DESKTOP) if javascript or PICTURES else (PHONE,):
        page.set_viewport_size(width)
        assert_fits(page)
        keep_picture(page, name)
        if javascript and width == PHONE:
            assert_accessible(page)
    page.set_viewport_size(size)
    if javascript:
        assert_own_parts_only(page, root)
