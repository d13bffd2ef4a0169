"""What the build puts out: our own look, and small."""

import gzip
import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory

from consultation.templatetags.gallery import gallery_context

ROOT = Path(__file__).resolve().parent.parent.parent


def built(name: str) -> str:
    path = finders.find(f"built/{name}")
    assert path, "Run `npm ci && npm run build` first."
    return Path(path).read_text()


@pytest.mark.parametrize(
    "word", ["GDS Transport", "govuk-crest", "@font-face", "data:", "url(", "@import", "#1d70b8"]
)
def test_the_stylesheet_has_nothing_of_gov_uk_and_fetches_nothing(word: str) -> None:
    assert word not in built("counterpoint.css")


def test_the_brand_is_ours() -> None:
    css = built("counterpoint.css")
    assert "#00595a" in css
    assert '"Helvetica Neue",Arial,"Noto Sans",sans-serif' in css


def test_the_script_names_no_file_that_is_not_served() -> None:
    assert "sourceMappingURL" not in built("govuk-frontend.min.js")


@pytest.mark.urls("tests.components.addresses")
def test_the_largest_page_weighs_less_than_60_kilobytes() -> None:
    page = render_to_string("gallery.html", gallery_context(), RequestFactory().get("/"))
    scripts = [path.read_text() for path in (ROOT / "static" / "js").glob("*.js")]
    parts = [page, built("counterpoint.css"), built("govuk-frontend.min.js"), *scripts]
    assert sum(len(gzip.compress(part.encode())) for part in parts) < 60_000


def test_the_lock_names_versions_and_hashes_but_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert all("integrity" in one for one in packages.values())
    assert not any("resolved" in one for one in packages.values())
