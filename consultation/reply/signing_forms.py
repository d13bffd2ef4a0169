"""Judging what approvers and drafters type about a signature. Nothing here saves."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from consultation.models import Organisation
from consultation.reply import sign_off
from consultation.reply.forms import SMALL, StepForm
from consultation.reply.sign_off import AUTHORITIES, Grounds
from consultation.templatetags.page_form import DatePartsField, LongText, Look

MOST_LETTERS = 5_000  # of reasons
YES, NO = "YES", "NO"
SELECT_AUTHORITY = "Select on whose decision it is sent"
SELECT_INTERIM = "Select yes if this reply is interim"
NOT_INTERIM = "Leave empty who ratifies it, or select yes: this reply is interim"


def _line(label: str, missing: str, hint: str = "", **more: Any) -> forms.CharField:
    """One line of text."""
    told = {"required": missing, "max_length": f"{label.rstrip('?')} must be 200 letters or less"}
    return forms.CharField(label=label, help_text=hint, max_length=200, error_messages=told, **more)


class GroundsForm(StepForm):
    """On whose decision, as such a body calls it."""

    authority = forms.ChoiceField(
        label="On whose decision is it sent?",
        widget=forms.RadioSelect,
        error_messages={"required": SELECT_AUTHORITY, "invalid_choice": SELECT_AUTHORITY},
    )
    reference = _line(
        "Reference of the decision",
        "Enter the reference of the decision",
        "A decision number, minute or paper by which it can be found, like DD/2026/114.",
    )
    on = DatePartsField(label="Date of the decision", called="The date of the decision")
    looks: ClassVar[dict[str, Look]] = {
        "authority": SMALL,
        "reference": Look(size="s", width="two-thirds"),
        "on": SMALL,
    }

    def __init__(self, typed: Any, *, organisation: Organisation, now: datetime) -> None:
        """Offer the decisions that a body of this kind takes."""
        super().__init__(typed)
        self.now = now
        chooser = self.fields["authority"]
        assert isinstance(chooser, forms.ChoiceField)
        known = AUTHORITIES[organisation.kind]
        chooser.choices = [(one.value, words) for one, words in known.items()]

    def clean_on(self) -> Any:
        """Not in the future."""
        day = self.cleaned_data["on"]
        if refusal := sign_off.why_not_decided_on(day, now=self.now):
            raise ValidationError(refusal)
        return day

    @property
    def grounds(self) -> Grounds:
        """As the actions take them."""
        given = self.cleaned_data
        return Grounds(given["authority"], given["reference"], given["on"])


class SignForm(GroundsForm):
    """What an approver says beside the text. It carries the digest of the text that was shown."""

    post = _line("Your post", "Enter your post", "Like Head of Communities.")
    interim = forms.ChoiceField(
        label="Is this reply interim, subject to ratification?",
        help_text=(
            "Select yes if a committee or another body is still to confirm it. When it has, you "
            "say so here, and the text stays as it is."
        ),
        choices=[(YES, "Yes"), (NO, "No")],
        widget=forms.RadioSelect,
        error_messages={"required": SELECT_INTERIM, "invalid_choice": SELECT_INTERIM},
    )
    ratifier = _line("If it is, who ratifies it?", "", "Like the Cabinet.", required=False)
    declared = forms.BooleanField(error_messages={"required": "Select that you approve this text"})
    digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    looks: ClassVar[dict[str, Look]] = GroundsForm.looks | {
        "post": Look(size="s", width="two-thirds"),
        "interim": SMALL,
        "ratifier": Look(size="s", width="two-thirds"),
    }
    button: Any = "Sign and send the reply"
    title = "Approve the reply"

    def __init__(
        self, typed: Any, *, organisation: Organisation, digest: str, now: datetime
    ) -> None:
        super().__init__(typed, organisation=organisation, now=now)
        self.seen = digest
        self.initial["digest"] = digest
        self.fields["declared"].label = f"I approve this text for {organisation}"
        self.organisation = organisation

    def clean(self) -> dict[str, Any]:
        """Who ratifies it is said where it is interim, and nowhere else."""
        given = super().clean() or {}
        interim, whom = given.get("interim"), given.get("ratifier", "")
        if interim == YES and not whom and "ratifier" not in self.errors:
            self.add_error("ratifier", "Enter who is to ratify it")
        if interim == NO and whom:
            self.add_error("ratifier", NOT_INTERIM)
        return given

    @property
    def is_of_another_text(self) -> bool:
        """What was sent belongs to a text that the reply does not have any more."""
        return self.is_bound and self.data.get("digest") != self.seen

    def once_more(self, digest: str) -> "SignForm":
        """All that was typed, beside the text as it is now; it is to be approved anew."""
        typed = {name: self.data.get(name, "") for name in self.data if name != "declared"}
        typed["digest"] = digest
        form = SignForm(typed, organisation=self.organisation, digest=digest, now=self.now)
        form.add_error(None, sign_off.CHANGED)
        return form

    def asked(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.cleaned_data
        return {
            "grounds": self.grounds,
            "signer_post": given["post"],
            "ratified_by_whom": given["ratifier"],
            "digest": given["digest"],
        }


class RatifyForm(GroundsForm):
    """By which decision an interim reply was ratified."""

    title = "Say that the reply is ratified"
    button: Any = "It is ratified"

    def __init__(self, typed: Any, *, organisation: Organisation, now: datetime, whom: str) -> None:
        super().__init__(typed, organisation=organisation, now=now)
        self.fields["authority"].label = "By whose decision is it ratified?"
        self.lead = (
            f"It was signed subject to ratification by {whom}. The text stays as it was signed. To "
            "change it, begin a new edition."
        )

    def asked(self) -> dict[str, Any]:
        """As the action takes it."""
        return {"grounds": self.grounds}


def _reasons(label: str, hint: str, missing: str) -> LongText:
    return LongText(
        label=label, help_text=hint, max_length=MOST_LETTERS, error_messages={"required": missing}
    )


class SendBackForm(StepForm):
    """Why it is not signed as it is."""

    title = "Send the reply back"
    lead = "Its drafters can change it again, and ask for approval once more."
    reasons = _reasons(
        "What has to change?",
        "Its drafters and approvers read it here and in an email. It is kept.",
        "Enter what has to change",
    )
    looks: ClassVar[dict[str, Look]] = {"reasons": Look(size="s", rows=6)}
    button: Any = "Send it back"


class WithdrawForm(StepForm):
    """Why what is in force is taken back."""

    title = "Withdraw the reply"
    lead = (
        "It is not counted any more. It is kept, with the reason. If it is published, it stays to "
        "be read, marked as withdrawn. To say something else instead, "
        "begin a new edition: it replaces this one on the day that it is signed."
    )
    reason = _reasons(
        "Why is it withdrawn?",
        "It is kept with the reply, and the body that consults reads it.",
        "Enter why the reply is withdrawn",
    )
    looks: ClassVar[dict[str, Look]] = {"reason": Look(size="s", rows=4)}
    button: Any = "Withdraw it"
