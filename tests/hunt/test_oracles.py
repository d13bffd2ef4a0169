"""Each oracle of the hunt can fail: pages that are wrong on purpose are noticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import CHROMIUM
from tests.hunt.browsing import Watched, watching
from tests.hunt.scripts import markup_in, payloads, tables_in

pytestmark = [
    pytest.mark.sweeps,
    pytest.mark.real_clock,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on PATH"),
]
POLICY = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"


@pytest.fixture
def browser() -> Iterator[Watched]:
    with watching() as opened:
        yield opened


def page(folder: Path, words: str, *, head: str = "") -> str:
    path = folder / "page.html"
    path.write_text(f"<!doctype html><html><head>{head}</head><body><p>{words}</p></body></html>")
    return path.as_uri()


def test_a_page_that_escapes_nothing_runs_and_is_noticed(browser: Watched, tmp_path: Path) -> None:
    seen = browser.look(page(tmp_path, "<img zqx7 src=x onerror=zqrun(7)>"))
    assert "ran 7" in seen
    assert "tag or attribute img zqx7" in seen


def test_a_dialog_is_noticed(browser: Watched, tmp_path: Path) -> None:
    assert "dialog 7" in browser.look(page(tmp_path, "<script>alert(7)</script>"))


def test_what_the_policy_stops_is_noticed(browser: Watched, tmp_path: Path) -> None:
    seen = browser.look(page(tmp_path, "<img src=data:, onerror=zqrun(7)>", head=POLICY))
    assert not any(words.startswith("ran") for words in seen)
    assert any("stopped" in words for words in seen)


def test_a_page_that_escapes_all_is_clean(browser: Watched, tmp_path: Path) -> None:
    from django.utils.html import escape

    words = " ".join(escape(one) for one in payloads())
    assert browser.look(page(tmp_path, words)) == []


def test_markup_of_most_shapes_is_read_where_nothing_is_escaped() -> None:
    def places(words: str) -> list[str]:
        shown = (
            f"<p>{words}</p>", f'<input value="{words}">', f"<input value='{words}'>",
            f"<input value={words}>", f"<textarea>{words}</textarea>", f'<a href="{words}">x</a>',
            f"<title>{words}</title>", f"<script>var x = '{words}'</script>",
        )  # fmt: skip
        return [one for page in shown for one in markup_in(page.encode())]

    noticed = [words for words in payloads() if places(words)]
    assert len(noticed) >= len(payloads()) // 2


def test_cells_that_a_spreadsheet_reckons_are_found() -> None:
    assert list(tables_in("text/csv", b'a,"=1+1",-3\r\n+x,@y,\'=1\r\n')) == ["=1+1", "+x", "@y"]
