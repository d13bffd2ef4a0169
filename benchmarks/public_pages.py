"""The public pages: queries with none and with many responses, weight, and who else is asked."""

import gzip
import re
from typing import Any
from urllib.parse import urlsplit

from benchmarks.ground import Ground
from benchmarks.load import burst, get
from benchmarks.result import Result

QUERIES, WEIGHT = 9, 60_000  # a closed one asks for its closing too
# What a page makes a browser fetch by itself.
FETCHED = re.compile(
    r'<(?:link|script|img|source|iframe|use|object)\b[^>]*?\b(?:href|src|data)="([^"#]+)'
)
NOT_FETCHED = re.compile(r'rel="(?:canonical|alternate|help|search)"')


def fetched(html: str) -> list[str]:
    """Addresses of style sheets, scripts and pictures of a page."""
    tags = [found for found in FETCHED.finditer(html) if not NOT_FETCHED.search(found[0])]
    return sorted({found[1] for found in tags})


def measure(ground: Ground, stored: int) -> list[Result]:
    """Three lines a page; nothing here hangs on how busy the machine is."""
    none = ground.inside(ground.name(0), "pages")
    many = ground.inside(ground.name(stored), "pages")
    results: list[Result] = []
    with ground.serve(ground.name(0)) as site:
        for name in none:
            results += _page(name, none[name], many[name], site.port, stored)
    return results


def _page(
    name: str, none: dict[str, Any], many: dict[str, Any], port: int, stored: int
) -> list[Result]:
    html = many["html"]
    addresses = fetched(html)
    foreign = [one for one in addresses if urlsplit(one).netloc]
    parts = {"page": len(gzip.compress(html.encode(), 6))}
    for address in set(addresses) - set(foreign):
        answer = burst(port, [get(address)], connections=1, keep=True).answers[0]
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b" 200 " in head[:15], (address, head[:200])
        parts[address.rpartition("/")[2]] = len(gzip.compress(body, 6))
        foreign += re.findall(rb"url\([\"']?(?:https?:)?//[^)]+", body)
    weight = sum(parts.values())
    return [
        Result(
            f"queries of the {name}, none and {stored:,} stored",
            f"{none['queries']} and {many['queries']}",
            "", "", f"<= {QUERIES}",
            max(none["queries"], many["queries"]) <= QUERIES,
            hard=True,
        ),
        Result(
            f"weight of the {name}, gzipped",
            f"{weight / 1000:.1f} kB (page {parts['page'] / 1000:.1f} kB of "
            f"{len(html) / 1000:.0f} kB)",
            "", "", f"< {WEIGHT / 1000:.0f} kB",
            weight < WEIGHT,
            hard=True,
        ),
        Result(
            f"requests of the {name} to others", str(len(foreign)), "", "", "0", not foreign,
            hard=True,
        ),
    ]  # fmt: skip
