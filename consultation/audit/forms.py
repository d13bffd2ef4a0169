"""Judging what is typed to look through the record, for a person's records and for times."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from consultation.audit.facts import NOUN_OF
from consultation.audit.finding import Found, How
from consultation.audit.rules import why_not_decided
from consultation.models import (
    Consultation,
    CountedFrom,
    Ground,
    Organisation,
    Response,
)
from consultation.respond.codes import read_reference
from consultation.templatetags.page_form import (
    ActionButton,
    DatePartsField,
    LongText,
    Look,
    PageForm,
)
from stations.keys import read_key

MOST_LETTERS = 1_000
FORMS_OF_A_DAY = (
    r"(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4})",
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})",
)
A_DAY = "Enter a date like 23/11/2026"


class DayField(forms.CharField):
    """A day in an address: 23/11/2026. Cleans to 2026-11-23, or to nothing."""

    def clean(self, value: Any) -> str:
        """Raises ValidationError for what is no day."""
        typed = super().clean(value).strip()
        found = next(filter(None, (re.fullmatch(one, typed) for one in FORMS_OF_A_DAY)), None)
        if not typed:
            return ""
        if found is None:
            raise ValidationError(A_DAY)
        try:
            return date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat()
        except ValueError:
            raise ValidationError(A_DAY) from None


class RecordFilters(PageForm):
    """What the record of events is narrowed to. All of it stands in the address."""

    kind = forms.ChoiceField(
        label="What happened", required=False,
        error_messages={"invalid_choice": "Select what happened from the list"},
    )  # fmt: skip
    by = forms.CharField(
        label="Who did it", help_text="Full name or email address of the account.",
        required=False, max_length=200,
    )  # fmt: skip
    consultation = forms.ChoiceField(
        label="Consultation", required=False,
        error_messages={"invalid_choice": "Select a consultation from the list"},
    )  # fmt: skip
    about = forms.CharField(
        label="What it was about", help_text="For example response 12.",
        required=False, max_length=80,
    )  # fmt: skip
    since = DayField(label="From", help_text="For example 23/11/2026.", required=False)
    until = DayField(label="To", help_text="The whole of that day.", required=False)
    looks: ClassVar[dict[str, Look]] = {
        name: Look(size="s") for name in ("kind", "by", "consultation", "about", "since", "until")
    }
    method = "get"

    def __init__(
        self,
        *args: Any,
        kinds: Iterable[tuple[str, str]],
        consultations: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, words, offered in (
            ("kind", "Everything", kinds), ("consultation", "All", consultations)
        ):  # fmt: skip
            chooser = self.fields[name]
            assert isinstance(chooser, forms.ChoiceField)
            chooser.choices = [("", words), *offered]

    def clean_about(self) -> str:
        """A row as events name it: "Response 12" is response:12."""
        typed = " ".join(self.cleaned_data["about"].replace(":", " ").casefold().split())
        noun, _, key = typed.rpartition(" ")
        return f"{NOUN_OF.get(noun, noun.replace(' ', ''))}:{key}" if noun else typed

    def label_of(self, name: str, value: str) -> str:
        """A choice in words."""
        chooser = self.fields[name]
        offered: Any = chooser.choices if isinstance(chooser, forms.ChoiceField) else ()
        return str(dict(offered).get(value, value))


def reason(label: str, hint: str) -> LongText:
    """Why something is done; it is kept."""
    return LongText(
        label=label, help_text=hint, max_length=MOST_LETTERS,
        error_messages={"required": "Enter the reason"},
    )  # fmt: skip


NO_NAME = "Kept for good, also when the person is erased: do not name them here."
AS_ASKED = "For example “Letter of 20 November, our number 114”. " + NO_NAME


class FindForm(PageForm):
    """Whom to look for, and why."""

    how = forms.ChoiceField(
        label="What do you know of the person?", choices=How.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select what you know of the person"},
    )  # fmt: skip
    text = forms.CharField(
        label="What to look for",
        help_text="All of it, as the person writes it. It is not kept.",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter what to look for"},
    )
    reason = reason("Why do you look for the person?", AS_ASKED)
    looks: ClassVar[dict[str, Look]] = {
        "how": Look(
            size="s", hints={How.WORDS.value: "Slow: every answer is read, the newest first."}
        ),
        "text": Look(size="s"),
        "reason": Look(size="s", rows=3),
    }
    button = "Look for the person"

    def clean(self) -> dict[str, Any]:
        """A reference has twelve signs; words need some letters to be told apart."""
        cleaned = super().clean() or {}
        how, text = cleaned.get("how"), cleaned.get("text", "")
        if how == How.REFERENCE and text and not read_reference(text):
            self.add_error("text", "Enter a reference like 7KQ4-9XWD-MHPT")
        if how == How.WORDS and text and len(text.strip()) < 4:
            self.add_error("text", "Enter at least 4 letters or numbers")
        return cleaned


class RecordsForm(PageForm):
    """Which of the rows that were found are the person's. Their names stand in the address."""

    of = forms.MultipleChoiceField(
        label="Which of these are the person’s?", widget=forms.CheckboxSelectMultiple
    )
    button = "Continue"
    method = "get"

    def __init__(self, *args: Any, found: Sequence[Found], action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        chooser = self.fields["of"]
        assert isinstance(chooser, forms.MultipleChoiceField)
        chooser.choices = [(one.name, one.title) for one in found]
        hints = {one.name: f"Found by: {one.why}" for one in found}
        self.looks = {"of": Look(size="m", hints=hints)}  # type: ignore[misc]


class ToolForm(PageForm):
    """One tool for a person's records, and the reason."""

    title: ClassVar[str]
    lead: ClassVar[str]
    done: ClassVar[str]
    reason = reason("Why?", AS_ASKED)
    looks: ClassVar[dict[str, Look]] = {"reason": Look(size="s", rows=4)}


class ExportForm(ToolForm):
    title = "Export all about a person"
    lead = (
        "You get one file with all that is held: a page to read, the same for machines, and the "
        "files that the person sent. Names of staff and secret keys are not in it. Check that you "
        "send it to the right person."
    )
    done = ""
    button = "Download the export"


class RestrictForm(ToolForm):
    title = "Restrict the use of a person’s words"
    lead = (
        "The words are kept, and no longer published, listed or exported. The choices are still "
        "counted. A restriction can be lifted."
    )
    done = "The words are restricted. What was published of them is taken away."
    button = "Restrict"


class LiftForm(ToolForm):
    title = "Lift a restriction"
    lead = "The words may be used again. They are not published again by themselves."
    done = "The restriction is lifted."
    button = "Lift the restriction"


class RefuseForm(ToolForm):
    title = "Refuse a request"
    lead = (
        "Record here that a person asked for something about their records, and why it is not "
        "done. Tell them the reason within one month, and that they can complain to the "
        "Information Commissioner’s Office."
    )
    done = "The refusal is recorded with its reason."
    reason = reason("What was asked for, and why is it refused?", NO_NAME)
    button = "Record the refusal"


class EraseForm(ToolForm):
    title = "Erase a person"
    lead = (
        "Name, address, words, files and emails are erased at once and cannot be brought back. "
        "What stays is an empty shell: that a response came, when and by which channel, what was "
        "ticked, what was done with it, and that it was erased and why. Its sender can still look "
        "up the reference."
    )
    done = "The records are erased. What stays says so, and why."
    ground = forms.ChoiceField(
        label="Why is it erased?",
        choices=[
            (Ground.ASKED.value, "The person asked for it"),
            (Ground.UNLAWFUL.value, "It should not have been kept"),
        ],
        widget=forms.RadioSelect,
        help_text="Whoever looks up the reference is told this.",
        error_messages={"required": "Select why it is erased"},
    )
    reason = reason("What is it based on?", AS_ASKED)
    field_order = ("ground", "reason")
    looks: ClassVar[dict[str, Look]] = {
        "ground": Look(size="s"),
        "reason": Look(size="s", rows=4),
    }
    button = "Erase for good"

    def all_buttons(self) -> list[ActionButton]:
        """It cannot be taken back, and looks so."""
        return [ActionButton(self.button, look="warning")]

    def clean_ground(self) -> Ground:
        """The enumeration's own."""
        return Ground(self.cleaned_data["ground"])


class HoldForm(PageForm):
    """What a legal hold covers, and why. Nothing more than the reason is a hold on all."""

    response = forms.CharField(
        label="Number of one response (optional)", required=False,
        help_text="Leave this and the next empty to hold the whole consultation.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    organisation = forms.ChoiceField(
        label="One organisation (optional)", required=False,
        error_messages={"invalid_choice": "Select an organisation from the list"},
    )  # fmt: skip
    reason = reason("Why may nothing be erased?", "For example a claim for judicial review.")
    looks: ClassVar[dict[str, Look]] = {
        "response": Look(size="s", width="10"),
        "organisation": Look(size="s"),
        "reason": Look(size="s", rows=4),
    }
    button = "Place the hold"

    def __init__(
        self,
        *args: Any,
        consultation: Consultation,
        organisations: Sequence[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.consultation, self.known = consultation, {str(one.pk): one for one in organisations}
        chooser = self.fields["organisation"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [("", "None"), *((key, one.name) for key, one in self.known.items())]

    def clean_response(self) -> Response | None:
        """One of this consultation's."""
        typed = self.cleaned_data["response"].strip()
        if not typed:
            return None
        key = read_key(typed)
        found = None if key is None else self.consultation.responses.filter(pk=key).first()
        if found is None:
            raise ValidationError("Enter the number of a response to this consultation")
        return found

    def clean_organisation(self) -> Organisation | None:
        """The row."""
        return self.known.get(self.cleaned_data["organisation"])

    def clean(self) -> dict[str, Any]:
        """A response, or an organisation, or all."""
        cleaned = super().clean() or {}
        if cleaned.get("response") and cleaned.get("organisation"):
            self.add_error("organisation", "Enter a response or select an organisation, not both")
        return cleaned


class LiftHoldForm(PageForm):
    reason = reason("Why may the clocks go on?", "Kept with the hold.")
    looks: ClassVar[dict[str, Look]] = {"reason": Look(size="s", rows=4)}
    button = "Lift the hold"


class RuleForm(PageForm):
    """How long one part is kept."""

    counted_from = forms.ChoiceField(
        label="What is it counted from?", choices=CountedFrom.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select what it is counted from"},
    )  # fmt: skip
    decided_on = DatePartsField(
        label="Day of the decision (optional)", called="The day of the decision", required=False,
        help_text="Only where it is counted from the decision. Until it is known, nothing is due.",
    )  # fmt: skip
    months = forms.IntegerField(
        label="For how many months is it kept?",
        help_text="At least 3: a claim for judicial review has to be brought within three months.",
        min_value=3, max_value=600,
        error_messages={
            "required": "Enter the number of months",
            "invalid": "Enter the number of months in figures, like 24",
            "min_value": "Enter 3 months or more",
            "max_value": "Enter 600 months or fewer",
        },
    )  # fmt: skip
    reason = reason("Why so long?", "Kept with the rule.")
    looks: ClassVar[dict[str, Look]] = {
        "counted_from": Look(size="s"),
        "decided_on": Look(size="s"),
        "months": Look(size="s", width="4"),
        "reason": Look(size="s", rows=3),
    }
    button = "Save the rule"

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consultation = consultation

    def clean_counted_from(self) -> CountedFrom:
        """The enumeration's own."""
        return CountedFrom(self.cleaned_data["counted_from"])

    def clean(self) -> dict[str, Any]:
        """A day of decision goes with counting from it."""
        cleaned = super().clean() or {}
        if cleaned.get("decided_on") and cleaned.get("counted_from") == CountedFrom.CLOSING:
            self.add_error("decided_on", "Leave the day empty, or count from the decision")
        elif refusal := why_not_decided(self.consultation, cleaned.get("decided_on")):
            self.add_error("decided_on", refusal)
        return cleaned
