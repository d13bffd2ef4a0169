"""What an address of the API asks for, judged by the schemas that describe its parameters."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from consultation.models import Capacity, Channel, Consultation
from consultation.opendata.schemas import SLUG, Schema
from consultation.publish.released import Mark

MOST = 100  # responses of a page
USUAL = 25
A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Problem(Exception):
    """Why there is no answer: a status of HTTP, and a sentence that says what to do."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


@dataclass(frozen=True)
class Parameter:
    """One part of a query. `schema` is what it is judged by and described with."""

    name: str
    schema: Schema
    about: str

    def why_not(self, value: str) -> str:
        """What is wrong with a value; empty where nothing is."""
        if "enum" in self.schema:
            told = ", ".join(self.schema["enum"])
            return "" if value in self.schema["enum"] else f"It can be one of: {told}."
        if self.schema["type"] == "integer":
            least, most = self.schema["minimum"], self.schema["maximum"]
            fits = re.fullmatch(r"[1-9][0-9]{0,5}", value) and least <= int(value) <= most
            return "" if fits else f"It is a whole number from {least} to {most}."
        if self.schema.get("format") == "date":
            return "" if _is_day(value) else "It is a date, as 2026-11-23."
        fits = re.fullmatch(self.schema["pattern"].strip("^$"), value)
        return "" if fits else "It has letters, numbers and hyphens alone."


def _is_day(value: str) -> bool:
    try:
        return bool(A_DAY.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        return False


def _words(values: Iterable[str]) -> Schema:
    return {"type": "string", "enum": list(values)}


CURSOR = Parameter(
    "cursor",
    {"type": "string", "pattern": "^[-0-9]+$"},
    "Where the page begins: from the `next` of the page before it.",
)
SIZE = Parameter(
    "size",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    "How many responses a page has at most.",
)
NARROWING = (
    Parameter("station", SLUG, "Those that say something about this site (its id)."),
    Parameter("borough", SLUG, "Those whose sender lives in this borough."),
    Parameter("position", SLUG, "Those that take this position: a value of the question `stance`."),
    Parameter("channel", _words(Channel.values), "How they came."),
    Parameter("capacity", _words(Capacity.values), "Whom they speak for."),
    Parameter("received_since", {"type": "string", "format": "date"}, "On this day or later."),
)


def format_of(*names: str) -> Parameter:
    """The form of the answer, where the address has no suffix."""
    about = "The form of the answer; the same as a suffix of the address, such as `.json`."
    return Parameter("format", {**_words(names), "default": names[0]}, about)


def read(given: QueryDict, parameters: Iterable[Parameter]) -> dict[str, str]:
    """The values of a query by name. Raises Problem for what is unknown, doubled or wrong."""
    known = {one.name: one for one in parameters}
    values = {}
    for name, every in given.lists():
        if name not in known:
            told = ", ".join(known) or "none"
            raise Problem(400, f"There is no parameter “{name}” here. There are: {told}.")
        if len(every) > 1:
            raise Problem(400, f"“{name}” is given {len(every)} times. Give it once.")
        if why := known[name].why_not(every[0]):
            raise Problem(400, f"“{name}” is wrong. {why}")
        values[name] = every[0]
    return values


@dataclass(frozen=True)
class Given:
    """What one request asks for."""

    name: str  # of the operation
    path: Mapping[str, Any]
    values: Mapping[str, str]
    now: datetime
    consultation: Consultation | None = None
    form: str = "json"

    @property
    def found(self) -> Consultation:
        """The consultation of an address that has one."""
        assert self.consultation is not None
        return self.consultation

    @property
    def size(self) -> int:
        """Of a page."""
        return int(self.values.get("size", USUAL))

    @property
    def after(self) -> Mark | None:
        """Where the page begins. Raises Problem for a cursor that leads nowhere."""
        text = self.values.get("cursor")
        mark = Mark.read(text) if text is not None else None
        if text is not None and mark is None:
            raise Problem(404, "This cursor is none of ours. Begin without one, and follow `next`.")
        return mark
