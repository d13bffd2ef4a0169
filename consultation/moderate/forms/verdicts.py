"""Judging a verdict with its reason."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from consultation.models import (
    ExclusionRule,
    Verdict,
)
from consultation.templatetags.page_form import LongText, Look, PageForm

MOST_LETTERS = 2_000  # of a reason
UNPUBLISHED = "Something in it must not be public. It has to be looked at again."


class VerdictForm(PageForm):
    """What one verdict asks for. Its prefix keeps the forms of one page apart."""

    verdict: ClassVar[Verdict]
    title: ClassVar[str] = ""
    meaning: str = ""
    button_look: ClassVar[str] = "secondary"
    shortcut: ClassVar[str] = ""  # a key, for those who switched keys on
    at_once: ClassVar[bool] = False  # shown whole: one press of its button is enough

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
    shortcut = "r"
    at_once = True

    def __init__(self, *args: Any, marked: int = 0, **kwargs: Any) -> None:
        """With how many passages are marked to be taken out."""
        super().__init__(*args, **kwargs)
        if marked:
            these = "passage" if marked == 1 else "passages"
            self.button = f"Release without {marked:,} marked {these}"
            self.meaning = "Everybody reads it without what is marked."


class WithholdForm(VerdictForm):
    verdict = Verdict.WITHHOLD
    title = "Withhold its words"
    meaning = "It is counted and its choices are published, but nobody else reads its words."
    button = "Withhold its words"
    shortcut = "w"
    reason = reason("Why should nobody read its words?")
    looks: ClassVar[dict[str, Look]] = {"reason": Look(rows=3)}


class QuarantineForm(VerdictForm):
    verdict = Verdict.QUARANTINE
    title = "Put in quarantine"
    meaning = "Somebody else should look at it. It is still counted."
    button = "Put in quarantine"
    shortcut = "q"
    reason = reason("Why should it be looked at again?")
    looks: ClassVar[dict[str, Look]] = {"reason": Look(rows=3)}


class UnpublishForm(QuarantineForm):
    """Quarantine of what is public: one press takes it away. The reason is there already."""

    title = "Unpublish"
    meaning = "It is taken off the public pages at once and put in quarantine. It is still counted."
    button = "Unpublish"
    button_look = "warning"
    at_once = True
    reason = reason("Why is it unpublished?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("reason", UNPUBLISHED)


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
    reason = reason("Why is it sent back?")
    looks: ClassVar[dict[str, Look]] = {"reason": Look(rows=3)}


VERDICT_FORMS: dict[Verdict, type[VerdictForm]] = {
    form.verdict: form
    for form in (ReleaseForm, WithholdForm, QuarantineForm, ExcludeForm, ReopenForm)
}
