"""Judging what is typed about the accounts of others."""

from typing import Any, ClassVar

from django import forms

from consultation.reply.forms import StepForm
from consultation.signin import people
from consultation.templatetags.page_form import Look, PageForm

PERIODS = {"30": "Last 30 days", "90": "Last 90 days", "365": "Last 12 months"}


class PeriodForm(PageForm):
    """How far back joiners and leavers are told."""

    days = forms.ChoiceField(
        label="Joined or left in the", required=False, choices=list(PERIODS.items()), initial="90"
    )
    method = "get"
    button = "Show"
    looks: ClassVar[dict[str, Look]] = {"days": Look(size="s", width="10")}

    @property
    def chosen(self) -> int:
        """Days; what is not in the list is the usual 90."""
        days = self.cleaned_data.get("days") if self.is_valid() else ""
        return int(days or 90)


class ReasonForm(StepForm):
    """Why an account is closed, or opened again."""

    reason = forms.ChoiceField(
        label="Why?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select why", "invalid_choice": "Select why"},
    )
    looks: ClassVar[dict[str, Look]] = {"reason": Look(small=True)}

    def __init__(
        self, typed: Any, *, reasons: dict[str, str], title: str, lead: str, button: str
    ) -> None:
        super().__init__(typed)
        self.title, self.lead, self.button = title, lead, button
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(reasons.items())


def close_form(typed: Any, name: str, roles: int) -> ReasonForm:
    """Close one, with what ends."""
    ends = f"{roles} role{'' if roles == 1 else 's'} {'is' if roles == 1 else 'are'} taken away. "
    return ReasonForm(
        typed,
        reasons=people.REASONS,
        title=f"Close the account of {name}",
        lead=(
            f"Nobody can sign in to it from now on, and where it is signed in now that ends at "
            f"once. {ends if roles else ''}What they did stays on record."
        ),
        button="Close the account",
    )


def reopen_form(typed: Any, name: str) -> ReasonForm:
    """Open one again."""
    return ReasonForm(
        typed,
        reasons=people.REOPENED,
        title=f"Open the account of {name} again",
        lead="They sign in as before. The account has no role until you give it one.",
        button="Open the account",
    )
