"""How a browser goes from one page to the next."""

from playwright.sync_api import Locator


def follow(way: Locator) -> None:
    """Press a link or button that leads to a page, and be there when the whole of it is.

    A click alone ends when the next page begins. What reads at once, as `count`, `evaluate` and
    `all_inner_texts` do, may then find half a page, and a key comes before the script for it.
    """
    with way.page.expect_navigation():
        way.click()
