"""What a newer version of the code stored, with fields that this one has not, is read by this one.

During a release both run, and after one that is taken back the rows of the newer one stay.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from consultation.importing.reading import Reading
from consultation.reply.document import Document
from consultation.report.edition import Figure, Figures, Head, Quote, Row, Table
from consultation.signin.work_account import Errand
from tests.reply.test_document import WHOLE

COUNTED = Figure("all", "All", 7, 9, "responses", "the responses", "2026-11-23T12:00:00Z")
LINE = Row("redbridge", "Redbridge", (COUNTED,))
FIGURES = Figures(
    as_at="2026-11-23T12:00:00Z",
    event=4,
    events=3,
    tables=(Table("places", "Places", "Borough", ("All",), (LINE,), LINE, "", "", True),),
    replies=(5,),
    quotes=(Quote(1, 2, 3, "OPPOSE"),),
    heads=(Head("counted", 4, "ab" * 32, "example.org/tlog"),),
)
ERRAND = Errand(3, "state", "nonce", "verifier", "/staff/", 1_795_000_000.5)
READING = Reading("CSV", "utf-16", ";", others=2, guessed=True)


def with_more(stored: Any) -> Any:
    """One field more in everything that has fields."""
    if isinstance(stored, dict):
        return {name: with_more(value) for name, value in stored.items()} | {"newer": ["more"]}
    return [with_more(one) for one in stored] if isinstance(stored, list | tuple) else stored


def errand_of(stored: dict[str, Any]) -> Errand:
    return Errand.of(json.dumps(stored).encode())


@pytest.mark.parametrize(
    ("read", "stored", "whole"),
    [
        pytest.param(Figures.from_json, FIGURES.as_json(), FIGURES, id="the figures of a report"),
        pytest.param(Document.read, WHOLE.as_json(), WHOLE, id="a signed reply, with a file"),
        pytest.param(Reading.of, READING.as_json(), READING, id="how a file is read"),
        pytest.param(errand_of, json.loads(ERRAND.kept), ERRAND, id="a sign-in elsewhere"),
    ],
)
def test_it_reads_what_it_knows(
    read: Callable[[dict[str, Any]], Any], stored: dict[str, Any], whole: Any
) -> None:
    more = json.loads(json.dumps(with_more(stored)))
    assert more != json.loads(json.dumps(stored))
    assert read(more) == whole
