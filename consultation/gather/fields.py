"""Kinds of field that staff fill in about petitions and meetings."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from consultation.gather.entries import PointEntry
from consultation.models import GatheringPoint, Proposal
from consultation.templatetags.page_form import LongText, Look

MOST_LETTERS = 20_000  # of a petition's text, a note, all points together
MOST = 99_999_999
SMALL, SHORT = Look(size="s"), Look(size="s", width="10")


class CountField(forms.IntegerField):
    """A whole number as people write it: 14,500 or 14 500."""

    def __init__(self, *, called: str, least: int, **kwargs: Any) -> None:
        whole = f"{called} must be a whole number, like 1,240"
        told = {
            "required": f"Enter the {called[:1].lower()}{called[1:]}",
            "invalid": whole,
            "min_value": f"{called} must be {least} or more",
            "max_value": f"{called} must be {MOST:,} or less",
        }
        widget = forms.TextInput(attrs={"inputmode": "numeric", "spellcheck": "false"})
        super().__init__(
            min_value=least, max_value=MOST, widget=widget, error_messages=told, **kwargs
        )

    def to_python(self, value: Any) -> int | None:
        """Without what parts the thousands."""
        if isinstance(value, str):
            value = value.replace(",", "").replace(" ", "")
        return super().to_python(value)


def line(label: str, missing: str, hint: str = "", **kwargs: Any) -> forms.CharField:
    """One line of text."""
    told = {"required": missing, "max_length": f"{label.rstrip('?')} must be 200 letters or less"}
    return forms.CharField(
        label=label, help_text=hint, max_length=200, error_messages=told, **kwargs
    )


def radios(label: str, choices: Sequence[Any], missing: str) -> forms.ChoiceField:
    """One of a few."""
    told = {"required": missing, "invalid_choice": missing}
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages=told
    )


def points_box(label: str) -> LongText:
    """Points in a text box, one a line."""
    return LongText(
        label=label,
        required=False,
        max_length=MOST_LETTERS,
        help_text=(
            "One point a line; they are published. To say which front counter a point is about, "
            "begin the line with its name and a colon, like “Barkingside: the bus is slow”."
        ),
    )


def points_in(text: str, proposals: Iterable[Proposal]) -> tuple[PointEntry, ...]:
    """The points of a text box. A name that begins a line and is no front counter's stays."""
    named = {one.station.name.casefold(): one for one in proposals}
    found = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        name, _colon, rest = line.partition(":")
        about = named.get(name.strip().casefold()) if rest.strip() else None
        found.append(PointEntry(rest.strip() if about else line, about))
    return tuple(found)


def as_lines(points: Iterable[GatheringPoint]) -> str:
    """Stored points, as they were typed."""
    return "\n".join(
        f"{one.proposal.station.name}: {one.text}" if one.proposal else one.text for one in points
    )


def by_borough(proposals: Sequence[Proposal]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of proposals by key, grouped by borough."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in proposals:
        groups.setdefault(one.station.borough.name, []).append((str(one.pk), one.station.name))
    return list(groups.items())
