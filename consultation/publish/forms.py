"""Judging what readers of a consultation type and choose. Nothing here saves."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation.models import Consultation, ProposalKind
from consultation.publish import places
from consultation.templatetags.page_form import Look, PageForm
from stations.models import Borough
from stations.postcodes import ENTER_FULL

#: What the visitor may ask to see, by the word in the address.
KINDS: dict[str, ProposalKind] = {
    "close": ProposalKind.CLOSE,
    "move": ProposalKind.MOVE,
    "hours": ProposalKind.HOURS,
    "open": ProposalKind.OPEN,
    "keep": ProposalKind.KEEP,
}
NEAREST = "near"


class PostcodeForm(PageForm):
    """Find what is near. A postcode outside London is no error: it has its own answer."""

    postcode = forms.CharField(
        label=gettext_lazy("Your full postcode"),
        help_text=gettext_lazy(
            "For example SW1A 1AA. We use it once, to work out distances. We do not keep it."
        ),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "spellcheck": "false"}),
        error_messages={
            "required": ENTER_FULL,
            "max_length": ENTER_FULL,
            "null_characters_not_allowed": ENTER_FULL,
        },
    )
    looks: ClassVar[dict[str, Look]] = {"postcode": Look(width="10", size="s")}
    button = gettext_lazy("Find counters near you")

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = reverse("near", args=[consultation.slug])
        self.found = places.Found()

    def clean_postcode(self) -> str:
        """Looked up; the place is in `found`."""
        typed: str = self.cleaned_data["postcode"]
        self.found = places.find(typed)
        if self.found.problem:
            raise ValidationError(self.found.problem)
        return typed


class FilterForm(PageForm):
    """Narrow the list of proposals. All of it stands in the address."""

    borough = forms.ChoiceField(
        label=gettext_lazy("Borough"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Select a borough from the list")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is proposed"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Select what is proposed from the list")},
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[
            ("", gettext_lazy("By borough")),
            (NEAREST, gettext_lazy("Nearest to you first")),
        ],
        error_messages={"invalid_choice": gettext_lazy("Select an order from the list")},
    )
    looks: ClassVar[dict[str, Look]] = {
        "borough": Look(size="s"),
        "kind": Look(size="s"),
        "sort": Look(size="s"),
    }

    def __init__(
        self,
        *args: Any,
        boroughs: Iterable[Borough],
        kinds: Iterable[str],
        placed: bool,
        **kwargs: Any,
    ) -> None:
        """Offer the boroughs and kinds there are; an order by distance once a place is known."""
        super().__init__(*args, **kwargs)
        known = set(kinds)
        named = [(one.slug, one.name) for one in boroughs]
        words = [(word, str(kind.label)) for word, kind in KINDS.items() if kind in known]
        self._choose("borough", [("", _("All boroughs")), *named])
        self._choose("kind", [("", _("All proposals")), *words])
        if not placed:
            del self.fields["sort"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        chooser = self.fields[name]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = choices
