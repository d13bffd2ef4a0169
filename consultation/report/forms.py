"""What a member of staff asks a report about."""

from typing import Any, ClassVar

from django import forms

from consultation.models import ReportKind
from consultation.templatetags.page_form import PageForm
from consultation.templatetags.parts import Look
from stations.models import Borough, Station

ASKED = {
    ReportKind.WHOLE: "Summary of the whole consultation",
    ReportKind.BOROUGH: "Summary of one borough",
    ReportKind.STATION: "Summary of one front counter",
    ReportKind.EXPORT: "Every response, as a CSV file",
}


class AskForm(PageForm):
    """Cleans to kind, station and borough; the place that the kind does not need is None."""

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

    button = "Make the report"
    looks: ClassVar[dict[str, Look]] = {"kind": Look(small=True)}

    def __init__(
        self,
        *args: Any,
        stations: list[Station],
        boroughs: list[Borough],
        with_exports: bool,
        of_places: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stations = {station.slug: station for station in stations}
        self.boroughs = {borough.slug: borough for borough in boroughs}
        offered = [(kind.value, words) for kind, words in ASKED.items()]
        if not with_exports:
            offered = [one for one in offered if one[0] != ReportKind.EXPORT]
        if of_places:
            offered = [one for one in offered if one[0] != ReportKind.WHOLE]
        empty = [("", "Choose one")]
        self._choice("kind").choices = offered
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


def _by_borough(stations: list[Station]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for station in stations:
        groups.setdefault(station.borough.name, []).append((station.slug, station.name))
    return list(groups.items())
