"""What a page of the journey weighs with all that it fetches, and what it asks of the database."""

import gzip
import re
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.models import Consultation
from tests.respond.resident import Resident

MOST_BYTES, MOST_QUERIES = 45_000, 6
STATIC = re.compile(r'(?:href|src)="/static/([^"]+)"')
IMPORTED = re.compile(r'from "([^"]+)"')
#: The worked example's journey in order, by the last parts of its addresses, and what is posted.
JOURNEY: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("capacity/", {"capacity": "MYSELF"}),
    ("place/", {"where": "E09000026"}),
    ("stations/", {}),  # Barkingside
    ("about/barkingside/view/", {"stance": "OPPOSE", "reasons": "Too far. " * 500}),
    ("about/barkingside/harder/", {"harder": ["DISTANCE", "COST"]}),
    ("about/barkingside/harder-how/", {"harder-how": "Two buses."}),
    ("questions/instead/", {"instead": "Open it at weekends."}),
    ("questions/evidence/", {"evidence": ""}),
    ("questions/document/", {}),
    ("publish/", {"publish": "COUNT_ONLY"}),
    ("publish-reason/", {"publish_reason": "My street is small."}),
    ("copy/", {"email": "ruth@example.com"}),
    ("check/", {"privacy": "on"}),
    ("sent/equality/", {"willing": "NO"}),
    ("sent/", {}),
]


@pytest.fixture
def example(db: None) -> Consultation:
    """The worked example, with its 73 counters."""
    call_command("load_register", stdout=StringIO())
    call_command("load_example", stdout=StringIO())
    return Consultation.objects.get(slug="police-front-counters-2017")


def packed(path: Path) -> int:
    """Bytes on the way to a browser."""
    return len(gzip.compress(path.read_bytes(), 6))


def fetched(html: str) -> set[Path]:
    """Files that a page makes a browser fetch by itself, and those that they fetch."""
    found = {settings.BASE_DIR / "static" / one for one in STATIC.findall(html)}
    for script in [one for one in found if one.suffix == ".js"]:
        found |= {(script.parent / one).resolve() for one in IMPORTED.findall(script.read_text())}
    return found


def test_every_page_is_light_and_asks_little(client: Client, example: Consultation) -> None:
    resident = Resident(client, example)
    barkingside = example.proposals.get(station__slug="barkingside")
    resident.get()  # what is asked is read once a process: decision 5
    told = {}
    for (page, fields), (onward, _next) in pairwise([*JOURNEY, ("", {})]):
        with CaptureQueriesContext(connection) as asked:
            shown = resident.get(page)
        assert shown.status_code == 200, page
        html = shown.content.decode()
        weight = len(gzip.compress(shown.content, 6)) + sum(packed(one) for one in fetched(html))
        told[page] = (weight, len(asked))
        if page == "stations/":
            fields = {"proposals": [barkingside.pk]}
        if page != "sent/":
            resident.go(page, onward, **fields)
    assert {page: weight for page, (weight, _asked) in told.items() if weight >= MOST_BYTES} == {}
    assert {page: asked for page, (_weight, asked) in told.items() if asked > MOST_QUERIES} == {}
