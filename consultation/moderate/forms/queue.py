"""Judging what staff type to narrow the queue."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import flatten_choices

from consultation.models import (
    Channel,
    FlagKind,
    Kind,
    Place,
    ResponseState,
)
from consultation.moderate.queries import ANY, FLAGGED
from consultation.respond.codes import read_reference
from consultation.templatetags.page_form import Look, PageForm
from stations.models import Borough, Station

NO_REFERENCE = "Enter a reference of 12 letters and numbers, like 7KQ4-9XWD-MHPT"


Choices = list[tuple[str, Any]]


class QueueFilters(PageForm):
    """Narrow the queue, or find one response by its reference. All of it stands in the address."""

    reference = forms.CharField(
        label="Reference",
        help_text="Of 12 letters and numbers, like 7KQ4-9XWD-MHPT. It is found in any state.",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": NO_REFERENCE, "null_characters_not_allowed": NO_REFERENCE},
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[*ResponseState.choices, (ANY, "Any state")],
        error_messages={"invalid_choice": "Select a state from the list"},
    )
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[
            ("", "All"),
            (Kind.PUBLIC, "From residents and others"),
            (Kind.FORMAL, "Formal replies"),
        ],
        error_messages={"invalid_choice": "Select a kind from the list"},
    )
    station = forms.ChoiceField(
        label="About the front counter",
        required=False,
        error_messages={"invalid_choice": "Select a front counter from the list"},
    )
    borough = forms.ChoiceField(
        label="About a front counter in",
        required=False,
        error_messages={"invalid_choice": "Select a borough from the list"},
    )
    lives = forms.ChoiceField(
        label="From people who live in",
        required=False,
        error_messages={"invalid_choice": "Select where people live from the list"},
    )
    channel = forms.ChoiceField(
        label="How it came",
        required=False,
        choices=[("", "Any way"), *Channel.choices],
        error_messages={"invalid_choice": "Select how it came from the list"},
    )
    flag = forms.ChoiceField(
        label="Flag",
        required=False,
        choices=[("", "With or without"), (FLAGGED, "Any kind of flag"), *FlagKind.choices],
        error_messages={"invalid_choice": "Select a kind of flag from the list"},
    )
    looks: ClassVar[dict[str, Look]] = {
        "reference": Look(size="s", width="20"),
        **{
            name: Look(size="s")
            for name in ("state", "kind", "station", "borough", "lives", "channel", "flag")
        },
    }
    method = "get"
    button = ""

    def __init__(
        self,
        *args: Any,
        boroughs: Sequence[Borough],
        stations: Sequence[Station],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(borough.slug, borough.name) for borough in boroughs]
        known = {station.borough.slug: station.borough.name for station in stations}
        other = [(Place.OUTSIDE, "Outside London"), (Place.NOT_SAID, "Did not say")]
        self._choose("station", [("", "Any front counter"), *by_borough(stations)])
        self._choose("borough", [("", "Any borough"), *known.items()])
        self._choose("lives", [("", "Anywhere"), ("Borough", named), ("Other", other)])

    def clean_reference(self) -> str:
        """The reference in its one form; "" where none was typed."""
        typed = self.cleaned_data["reference"]
        reference = read_reference(typed)
        if typed and not reference:
            raise ValidationError(NO_REFERENCE)
        return reference

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def label_of(self, name: str, value: str) -> str:
        """The words of a choice; what was typed stands for itself."""
        field: Any = self.fields[name]
        if name == "reference":
            return value
        return str(dict(flatten_choices(field.choices)).get(value, value))


def by_borough(stations: Sequence[Station]) -> Choices:
    """Choices of stations by slug, grouped by borough."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for station in stations:
        groups.setdefault(station.borough.name, []).append((station.slug, station.name))
    return list(groups.items())
