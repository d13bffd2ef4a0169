"""What a member of staff narrows the figures to. All of it stands in the address."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from consultation.models import Proposal, QuestionVersion
from consultation.report.crossing import Dimension
from consultation.templatetags.page_form import Look, PageForm

HOME, COUNTER = "home", "counter"
PLACES = [(HOME, "Where people live"), (COUNTER, "Front counter")]


class FiguresForm(PageForm):
    """Cleans to by, question (a version's key or nothing), about (a slug), rows and columns."""

    by = forms.ChoiceField(label="Place by place", required=False, choices=PLACES)
    question = forms.ChoiceField(label="Question", required=False)
    about = forms.ChoiceField(label="About the front counter", required=False)
    rows = forms.ChoiceField(label="Table of your own: rows", required=False)
    columns = forms.ChoiceField(label="Columns", required=False)

    looks: ClassVar[dict[str, Look]] = {
        name: Look(size="s") for name in ("by", "question", "about", "rows", "columns")
    }
    method = "get"
    button = ""

    def __init__(
        self,
        *args: Any,
        versions: Iterable[QuestionVersion],
        proposals: Iterable[Proposal],
        dimensions: Mapping[str, Dimension],
        of_places: bool,
        **kwargs: Any,
    ) -> None:
        """:param of_places: for a role of some boroughs: no table is of the whole consultation."""
        super().__init__(*args, **kwargs)
        self.of_places = of_places
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in proposals:
            named = (one.station.slug, one.station.name)
            groups.setdefault(one.station.borough.name, []).append(named)
        crossed = [("", "None"), *((name, one.label) for name, one in dimensions.items())]
        asked = [(str(one.pk), called(one)) for one in versions]
        self._choose("question", [("", "Every question"), *asked])
        self._choose("about", [("", "Any front counter"), *groups.items()])
        self._choose("rows", crossed)
        self._choose("columns", crossed)

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.error_messages["invalid_choice"] = "Select one from the list"

    def clean(self) -> dict[str, Any]:
        """A table needs two different things."""
        asked = super().clean() or {}
        rows, columns = asked.get("rows"), asked.get("columns")
        if not self.errors and bool(rows) != bool(columns):
            wanted = "columns" if rows else "rows"
            self.add_error(wanted, ValidationError(f"Select what the {wanted} are"))
        elif rows and rows == columns:
            self.add_error("columns", ValidationError("Select columns that are not the rows"))
        return asked


def called(version: QuestionVersion) -> str:
    """A question in few words, with its wording where it is not the first."""
    return version.short if version.number == 1 else f"{version.short} (wording {version.number})"
