"""Judging how the list of published responses is narrowed."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from consultation.models import Proposal
from consultation.templatetags.page_form import Look, PageForm
from stations.models import Borough


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
