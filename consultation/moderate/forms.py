"""Judging what staff type: filters of the queue, a verdict with its reason."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import flatten_choices

from consultation.models import (
    Channel,
    ExclusionRule,
    FlagKind,
    Kind,
    Place,
    ResponseState,
    Verdict,
)
from consultation.moderate.queries import ANY, FLAGGED
from consultation.respond.codes import read_reference
from consultation.templatetags.page_form import LongText, Look, PageForm
from stations.models import Borough, Station

MOST_LETTERS = 2_000  # of a reason
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


class VerdictForm(PageForm):
    """What one verdict asks for. Its prefix keeps the forms of one page apart."""

    verdict: ClassVar[Verdict]
    title: ClassVar[str] = ""
    meaning: ClassVar[str] = ""
    button_look: ClassVar[str] = "secondary"

    def __init__(self, *args: Any, rules: Sequence[ExclusionRule] = (), **kwargs: Any) -> None:
        kwargs["prefix"] = self.verdict.lower()
        super().__init__(*args, **kwargs)


def reason(label: str, hint: str = "Kept with the verdict for other staff to read.") -> LongText:
    """A field for the reason."""
    told = {"required": "Enter the reason"}
    return LongText(label=label, help_text=hint, max_length=MOST_LETTERS, error_messages=told)


class ReleaseForm(VerdictForm):
    """Nothing to fill in: most responses are released, and that should take one key."""

    verdict = Verdict.RELEASE
    title = "Release"
    meaning = "Nothing in it must be held back."
    button = "Release"
    button_look = ""


class QuarantineForm(VerdictForm):
    verdict = Verdict.QUARANTINE
    title = "Put in quarantine"
    meaning = "Somebody else should look at it. It is still counted."
    button = "Put in quarantine"
    reason = reason("Why should it be looked at again?")
    looks: ClassVar[dict[str, Look]] = {"reason": Look(rows=3)}


class ExcludeForm(VerdictForm):
    """Cleans `rule` to one of the consultation's rules."""

    verdict = Verdict.EXCLUDE
    title = "Exclude under a published rule"
    meaning = "It is kept, but left out of every count."
    button = "Exclude"
    button_look = "warning"
    rule = forms.ChoiceField(
        label="Which rule?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select the rule that it is excluded under",
            "invalid_choice": "Select a rule from the list",
        },
    )
    reason = reason("Why does the rule apply?")
    looks: ClassVar[dict[str, Look]] = {"rule": Look(small=True), "reason": Look(rows=3)}

    def __init__(self, *args: Any, rules: Sequence[ExclusionRule] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = {str(rule.pk): rule for rule in rules}
        field = self.fields["rule"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, rule.text) for key, rule in self.rules.items()]

    def clean_rule(self) -> ExclusionRule:
        """The rule itself."""
        rule = self.rules.get(self.cleaned_data["rule"])
        if rule is None:
            raise ValidationError("Select a rule from the list")
        return rule


class ReopenForm(VerdictForm):
    verdict = Verdict.REOPEN
    title = "Send back to the queue"
    meaning = "It waits for review again, as if it had just come in."
    button = "Send back to the queue"
    reason = reason("Why?")
    looks: ClassVar[dict[str, Look]] = {"reason": Look(rows=3)}


VERDICT_FORMS: dict[Verdict, type[VerdictForm]] = {
    form.verdict: form for form in (ReleaseForm, QuarantineForm, ExcludeForm, ReopenForm)
}
