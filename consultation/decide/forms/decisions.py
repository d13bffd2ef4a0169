"""Judging what is typed into a decision, and what is said when it is signed or falls."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from consultation.decide.rules import ASSESSED_SINCE
from consultation.models import Criterion, Decision, EqualityAssessment, Outcome
from consultation.models.decision import WRITTEN
from consultation.templatetags.page_form import LETTERS, LongText, Look, PageForm

MOST_LETTERS = 50_000
HINTS = {
    Outcome.AS_PROPOSED.value: "What was consulted on is done.",
    Outcome.CHANGED.value: "What is done was not consulted on as it is, so each point is to be "
    "answered again with it in mind.",
    Outcome.NOT.value: "What was consulted on is not done.",
    Outcome.LATER.value: "Nothing is done until it is decided.",
}


def long_text(label: str, help_text: str = "", *, missing: str = "") -> forms.CharField:
    """Words that are published. Without `missing` they may be left for later."""
    return LongText(
        label=label,
        help_text=help_text,
        required=bool(missing),
        max_length=MOST_LETTERS,
        error_messages={"required": missing, **LETTERS},
    )


def retype(form: PageForm, **changes: str | None) -> None:
    """What the page holds when it is shown again; None is nothing. All else is as it was typed."""
    typed: Any = form.data
    kept = {name: value for name, value in typed.items() if name not in changes}
    form.data = {**kept, **{name: value for name, value in changes.items() if value is not None}}


class AssessmentForm(PageForm):
    """Another edition of the equality assessment."""

    title = "State an equality assessment"
    lead = (
        "It becomes the current edition. Whoever signs a decision says that it was taken into "
        "account, and a draft that names an earlier one has to be looked at again."
    )
    name = forms.CharField(
        label="Title of the document",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the title of the document",
            "max_length": "The title must be 200 characters or less",
            **LETTERS,
        },
    )
    text = long_text(
        "What did it find?",
        "Who is affected more than others, and what is done about it.",
        missing="Enter what it found",
    )
    page = forms.URLField(
        label="Address of the whole document (optional)",
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={
            "invalid": "Enter an address, like https://example.org/assessment",
            "max_length": "The address must be 500 characters or less",
        },
    )
    looks: ClassVar[dict[str, Look]] = {
        "name": Look(size="s"), "text": Look(size="s", rows=6), "page": Look(size="s"),
    }  # fmt: skip
    button = "State it"

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {"title": given["name"], "text": given["text"], "page": given["page"]}


class BeginForm(PageForm):
    """Nothing is asked before a first decision."""

    lead: Any = "A draft that nobody else is told of. What it lacks stands on its page."
    button: Any = "Begin the decision"

    def __init__(self, *args: Any, title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = title


class BeginAgainForm(BeginForm):
    """Whether people are consulted again, where an earlier decision fell."""

    lead = (
        "The earlier decision stays on record. Each point is considered anew: what was answered "
        "before does not count for the new decision."
    )
    consulted_again = long_text(
        "Are people consulted again? Why, or why not?",
        "It is published with the decision.",
        missing="Enter why people are consulted again, or why they are not",
    )
    looks: ClassVar[dict[str, Look]] = {"consulted_again": Look(size="s", rows=5)}
    button = "Begin the new decision"


class DraftForm(PageForm):
    """What a decision says. All of it may be left for later; it cannot be signed before."""

    outcome = forms.ChoiceField(
        label="What is decided about the proposal?",
        required=False,
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select what is decided"},
    )
    decided = long_text("What is done, by when and by whom?")
    reasons = long_text("Reasons", "Why this, in the light of what people said.")
    alternatives = long_text(
        "Alternatives that were considered and rejected", "Each with the reason."
    )
    conflicts = long_text(
        "Interests that were declared", "Of whoever decides. If there are none, say so."
    )
    equality = forms.BooleanField(required=False)
    edition = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    looks: ClassVar[dict[str, Look]] = {
        "outcome": Look(size="s", hints=HINTS),
        "decided": Look(size="s", rows=4),
        "reasons": Look(size="s", rows=8),
        "alternatives": Look(size="s", rows=5),
        "conflicts": Look(size="s", rows=2),
    }
    button = "Save the draft"

    def __init__(
        self,
        typed: Any,
        *,
        decision: Decision,
        criteria: Sequence[Criterion],
        results: Mapping[int, str],
        assessment: EqualityAssessment | None,
        seen: str,
    ) -> None:
        """Show what was saved; a box for each published criterion."""
        shown: dict[str, Any] = {name: getattr(decision, name) for name in WRITTEN}
        shown |= {f"criterion-{key}": text for key, text in results.items()}
        agreed = assessment is not None and decision.equality_id == assessment.pk
        current = str(assessment.pk) if assessment else ""
        super().__init__(
            typed, initial={**shown, "equality": agreed, "edition": current, "seen": seen}
        )
        self.criteria, self.assessment, self.current = criteria, assessment, current
        self.looks = {**DraftForm.looks}  # type: ignore[misc]
        for one in criteria:
            name = f"criterion-{one.pk}"
            self.fields[name] = long_text(
                f"How does it stand by the criterion “{one.title}”?", one.text
            )
            self.looks[name] = Look(size="s", rows=4)
        if assessment is None:
            del self.fields["equality"]
        else:
            self.fields["equality"].label = (
                f"I have read the equality assessment “{assessment.title}”, edition "
                f"{assessment.number}, and taken it into account"
            )
        names = (f"criterion-{one.pk}" for one in criteria)
        self.order_fields(("outcome", "decided", "reasons", "alternatives", *names))

    def clean(self) -> dict[str, Any]:
        """What was ticked is the edition that is current now."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("equality") and given.get("edition") != self.current:
            self.add_error("equality", ASSESSED_SINCE)
            retype(self, edition=self.current, equality=None)
        return given

    def once_more(self, seen: str) -> None:
        """What was typed is to be saved over what somebody else saved: sent again, it is."""
        retype(self, seen=seen)

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {
            "seen": given["seen"],
            "words": {name: given[name] for name in WRITTEN},
            "results": {one: given[f"criterion-{one.pk}"] for one in self.criteria},
            "equality": self.assessment if given.get("equality") else None,
        }


class SignForm(PageForm):
    """That the person has read all of it. It carries the digest of what was shown."""

    briefing = forms.BooleanField(
        label="I have read the briefing, and the responses that it names to be read whole",
        error_messages={"required": "Select that you have read the briefing"},
    )
    points = forms.BooleanField(
        label="I have considered every point, and the answers to them are mine",
        error_messages={"required": "Select that you have considered every point"},
    )
    digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    button = "Sign the decision"

    def of(self, digest: str) -> None:
        """It is shown beside another text now: that is what the next press signs."""
        retype(self, briefing=None, points=None, digest=digest)


class EndForm(PageForm):
    """Who quashed a decision or set it aside, and why."""

    title = "Quash or set aside"
    warning = "This decision alone falls. All others stand, and nothing of it is removed."
    reason = long_text(
        "Who quashed it or set it aside, and why?",
        "Such as the court, its reference and the date. It is published.",
        missing="Enter who quashed it or set it aside, and why",
    )
    looks: ClassVar[dict[str, Look]] = {"reason": Look(size="s", rows=5)}
    button = "It is quashed or set aside"
