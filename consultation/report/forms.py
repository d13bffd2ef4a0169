"""What a member of staff asks a report about, how often, and which reports they look for."""

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms

from consultation.models import Every, ReportKind, ReportState
from consultation.report.kinds import OFFERS
from consultation.templatetags.page_form import PageForm
from consultation.templatetags.parts import Look
from stations.models import Borough, Station


class AskForm(PageForm):
    """Cleans to kind, station, borough and mail; a place that the kind does not need is None."""

    kind = forms.ChoiceField(
        label="What do you need?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you need"},
    )
    borough = forms.ChoiceField(
        label="Borough", required=False, help_text="Only for a summary of one borough."
    )
    station = forms.ChoiceField(
        label="Front counter", required=False, help_text="Only for a summary of one front counter."
    )
    mail = forms.BooleanField(label="Email me when it is ready", required=False)

    button = "Make the report"
    looks: ClassVar[dict[str, Look]] = {
        "kind": Look(
            small=True, size="s", hints={str(kind): one.sentence for kind, one in OFFERS.items()}
        ),
    }

    def __init__(
        self,
        *args: Any,
        stations: list[Station],
        boroughs: list[Borough],
        kinds: Collection[ReportKind],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stations = {station.slug: station for station in stations}
        self.boroughs = {borough.slug: borough for borough in boroughs}
        empty = [("", "Choose one")]
        self._choice("kind").choices = _by_group(kinds)
        self._choice("borough").choices = [*empty, *((b.slug, b.name) for b in boroughs)]
        self._choice("station").choices = [*empty, *_by_borough(stations)]

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        station = self.stations.get(cleaned.get("station", ""))
        borough = self.boroughs.get(cleaned.get("borough", ""))
        if kind == ReportKind.STATION and station is None:
            self._missing("station", "Select a front counter")
        if kind == ReportKind.BOROUGH and borough is None:
            self._missing("borough", "Select a borough")
        cleaned["station"] = station if kind == ReportKind.STATION else None
        cleaned["borough"] = borough if kind == ReportKind.BOROUGH else None
        return cleaned

    def _missing(self, name: str, words: str) -> None:
        if name not in self.errors:
            self.add_error(name, words)


class ScheduleForm(AskForm):
    """The same, with how often."""

    every = forms.ChoiceField(
        label="How often?",
        choices=Every.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how often"},
    )

    field_order = ("kind", "borough", "station", "every", "mail")
    button = "Set up this report"
    looks: ClassVar[dict[str, Look]] = {**AskForm.looks, "every": Look(small=True, size="s")}


class FindForm(PageForm):
    """Narrows the list of reports. Cleans to kind and state, each empty for all."""

    kind = forms.ChoiceField(label="Kind", required=False)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), *ReportState.choices]
    )

    method = "get"

    def __init__(self, *args: Any, kinds: Collection[ReportKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        words = [(kind.value, kind.label) for kind in OFFERS if kind in kinds]
        field.choices = [("", "All"), *words]


def _by_group(kinds: Collection[ReportKind]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind, offer in OFFERS.items():
        if kind in kinds:
            groups.setdefault(offer.group, []).append((kind.value, offer.words))
    return list(groups.items())


def _by_borough(stations: list[Station]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for station in stations:
        groups.setdefault(station.borough.name, []).append((station.slug, station.name))
    return list(groups.items())
