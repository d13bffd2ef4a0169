"""Judging how the list of published responses is narrowed."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from consultation.models import Proposal
from consultation.search import LONGEST
from consultation.templatetags.page_form import Look, PageForm
from stations.models import Borough


class WordsForm(PageForm):
    """Words to look for. It stands in the address, beside the filters."""

    words = forms.CharField(
        label=_("Search the words of responses"),
        help_text=_("For example: bus, or “front desk” in quotes for words that stand together."),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={
            "max_length": _("Enter 200 characters or fewer to search for"),
            "null_characters_not_allowed": _("Enter words to search for"),
        },
    )
    looks: ClassVar[dict[str, Look]] = {"words": Look(size="m")}
    method = "get"
    button = ""

    @property
    def typed(self) -> str:
        """What can be looked for; "" where nothing was typed, or what was cannot be read."""
        return str(self.cleaned_data.get("words", "")) if self.is_valid() else ""


class ReleasedFilters(PageForm):
    """All of it stands in the address."""

    station = forms.ChoiceField(
        label=_("About the front counter"),
        required=False,
        error_messages={"invalid_choice": _("Select a front counter from the list")},
    )
    position = forms.ChoiceField(
        label=_("Position"),
        required=False,
        error_messages={"invalid_choice": _("Select a position from the list")},
    )
    borough = forms.ChoiceField(
        label=_("From people who live in"),
        required=False,
        error_messages={"invalid_choice": _("Select a borough from the list")},
    )
    looks: ClassVar[dict[str, Look]] = {
        name: Look(size="s") for name in ("station", "position", "borough")
    }
    method = "get"
    button = ""

    def __init__(
        self,
        *args: Any,
        proposals: Iterable[Proposal],
        positions: Mapping[str, str],
        boroughs: Iterable[Borough],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in proposals:
            named = (one.station.slug, one.station.name)
            groups.setdefault(one.station.borough.name, []).append(named)
        homes = [(one.slug, one.name) for one in boroughs]
        self._choose("station", [("", str(_("Any front counter"))), *groups.items()])
        self._choose("position", [("", str(_("Any position"))), *positions.items()])
        self._choose("borough", [("", str(_("Anywhere"))), *homes])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
