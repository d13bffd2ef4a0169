"""What tests read off a page."""

import re


def text_of(html: str | bytes) -> str:
    """The words of a page, without its markup."""
    page = html.decode() if isinstance(html, bytes) else html
    words = re.sub(r"<(script|style|svg).*?</\1>", " ", page, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", words).split())
