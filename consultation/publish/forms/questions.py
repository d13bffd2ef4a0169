"""Judging the questions that staff write. Nothing here saves."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from consultation.models import QuestionKind, QuestionScope, QuestionVersion
from consultation.publish.forms.wordings import (
    DECIDING,
    LONGEST_LABEL,
    PARTS,
    Options,
    WordingForm,
    derived,
    line,
    number,
    shown,
)
from consultation.publish.plan import QuestionPlan
from consultation.templatetags.page_form import Look, PageForm

LARGEST = 999_999_999
MOST_CHARACTERS = 20_000
#: The address for adding one, and names that every page of the journey sends beside its questions.
RESERVED = frozenset({"new", "seen", "save", "csrfmiddlewaretoken"})

K = QuestionKind
KIND_HINTS = {
    K.CHOICE: "One answer out of a list.",
    K.SEVERAL: "As many answers out of a list as apply. One can stand alone, as “none of these”.",
    K.SCALE: "One answer out of a list that goes from one end to the other.",
    K.YES_NO: "Yes or no. Further answers can be added.",
    K.RANKING: "The first choice out of a list, the second, and so on.",
    K.SHORT: "A few words on one line.",
    K.TEXT: "As many words as somebody needs, up to a limit.",
    K.PLACE: "A postcode or a borough. Only the borough is kept.",
    K.DATE: "Day, month and year.",
    K.NUMBER: "Figures without a fraction.",
}


class KindForm(PageForm):
    """What kind of question is added: its own page, so that the next one fits."""

    kind = forms.ChoiceField(
        label="What kind of question do you want to add?",
        help_text="The kind cannot be changed later. You can remove the question and add another.",
        choices=QuestionKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select a kind of question",
            "invalid_choice": "Select a kind of question from the list",
        },
    )
    looks: ClassVar[dict[str, Look]] = {
        "kind": Look(heading=True, hints={str(kind): hint for kind, hint in KIND_HINTS.items()})
    }


class QuestionForm(WordingForm):
    """One question of a draft, with the fields that fit its kind.

    :param earlier: the questions before it, of which an answer can decide whether it is asked.
    :param plan: as it is stored; None for a new one.
    """

    exclusive = line(
        "Answer that stands alone", "", LONGEST_LABEL,
        "Like “None of these”: write one of the answers again. It is set apart from the others.",
    )  # fmt: skip
    least = number("Smallest number", -LARGEST, LARGEST)
    most = number("Largest number", -LARGEST, LARGEST)
    not_in_future = forms.BooleanField(label="Only today or a day before", required=False)
    max_length = number("Most characters", 1, MOST_CHARACTERS)
    required = forms.BooleanField(label="It must be answered", required=False)
    scope = forms.ChoiceField(
        label="How often is it asked?",
        choices=QuestionScope.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select how often it is asked",
            "invalid_choice": "Select how often it is asked",
        },
    )
    page = forms.SlugField(
        label="Page",
        required=False,
        max_length=40,
        help_text="Questions with the same word here are asked together. Left empty, it has a page "
        "of its own.",
        error_messages={
            "invalid": "Page must be one word of letters, figures and hyphens",
            "max_length": "Page must be 40 characters or less",
        },
    )
    shown_if = forms.MultipleChoiceField(
        label="Ask it only after one of these answers",
        required=False,
        help_text="Answers of one question on an earlier page. Select none to ask it always.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Select answers from the list"},
    )
    easy_read = forms.BooleanField(label="Ask it in the Easy Read version too", required=False)
    key = forms.SlugField(
        label="Name in addresses and exports",
        required=False,
        max_length=40,
        help_text="Small letters, figures and hyphens. Left empty, it is made from the short "
        "heading. Reports add up the questions called “stance” and “reasons”.",
        error_messages={
            "invalid": "Name must be one word of small letters, figures and hyphens",
            "max_length": "Name must be 40 characters or less",
        },
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    looks: ClassVar[Mapping[str, Look]] = {
        **WordingForm.looks,
        "exclusive": Look(size="s", width="one-half"),
        "least": Look(size="s", width="10"), "most": Look(size="s", width="10"),
        "max_length": Look(size="s", width="10"), "scope": Look(size="s"),
        "page": Look(size="s", width="one-half"), "shown_if": Look(size="s", small=True),
        "key": Look(size="s", width="one-half"),
    }  # fmt: skip
    field_order = (
        "wording", "short", "help", "options", "exclusive", "least", "most", "not_in_future",
        "max_length", "required", "missing", "scope", "page", "heading", "shown_if", "easy_read",
        "easy_wording", "easy_help", "key", "seen",
    )  # fmt: skip
    button = "Save the question"

    def __init__(
        self,
        typed: Any,
        *,
        kind: QuestionKind,
        earlier: Sequence[QuestionVersion],
        plan: QuestionPlan | None = None,
    ) -> None:
        super().__init__(typed, initial=shown(plan) if plan else fresh(kind))
        self.kind, self.stored = kind, plan
        rule = plan.shown_if[0] if plan and plan.shown_if else ""
        self.earlier = {
            one.question.key: one
            for one in earlier
            if one.question.kind in DECIDING or one.question.key == rule
        }
        self.drop(*(name for name, kinds in PARTS.items() if kind not in kinds))
        if plan is not None:
            self.drop("key")
        if kind != QuestionKind.NUMBER and "most" in self.fields:
            self.fields["most"] = number("Most answers that can be chosen", 1, 50)
            self.order_fields(self.field_order)
        choose = self.fields["shown_if"]
        assert isinstance(choose, forms.MultipleChoiceField)
        choose.choices = [
            (one.wording, [(f"{key}={value}", label) for value, label in one.options])
            for key, one in self.earlier.items()
        ]
        if not self.earlier:
            self.drop("shown_if")

    def clean_key(self) -> str:
        """Given, or made from the short heading."""
        given = str(self.cleaned_data["key"] or self._from_short()).lower()
        if not given and not self.has_error("short"):
            raise ValidationError("Enter a name of small letters, figures and hyphens")
        if given in RESERVED:
            raise ValidationError(f"Choose another name: “{given}” means something else here")
        if "_" in given:  # what joins a question's name to the boxes of its answer
            raise ValidationError(self.fields["key"].error_messages["invalid"])
        return given

    def _from_short(self) -> str:
        return derived(self.data.get("short", "")).lower().replace("_", "-")

    def clean(self) -> dict[str, Any]:
        """What hangs together."""
        cleaned = super().clean() or {}
        if cleaned.get("required") and cleaned.get("missing") == "":
            self.add_error("missing", "Enter the error for when it is left empty")
        if {"exclusive", "options"} <= cleaned.keys():
            cleaned["exclusive"] = self._alone(cleaned["exclusive"], cleaned["options"])
        if {"least", "most"} <= cleaned.keys():
            self._in_order(cleaned["least"], cleaned["most"])
        if {"most", "options"} <= cleaned.keys():
            self._enough(cleaned["most"] or 1, len(cleaned["options"]))
        if "max_length" in cleaned and not cleaned["max_length"]:
            self.add_error("max_length", "Enter how many characters an answer may have")
        if cleaned.get("shown_if"):
            self._rule(cleaned)
        return cleaned

    def _alone(self, typed: str, options: Options) -> str:
        """The value of the answer that was typed again, by its value or its words."""
        by_words = {label.lower(): value for value, label in options}
        value = typed if typed in dict(options) else by_words.get(typed.lower(), "")
        if typed and not value:
            self.add_error("exclusive", f"“{typed}” is not among the answers to choose from")
        return value

    def _in_order(self, least: int | None, most: int | None) -> None:
        if least is not None and most is not None and least >= most:
            self.add_error("most", "The largest number must be larger than the smallest")

    def _enough(self, most: int, offered: int) -> None:
        if most > offered:
            self.add_error("most", f"There are only {offered} answers to choose from")

    def _rule(self, cleaned: dict[str, Any]) -> None:
        """Answers of one question, which is asked on an earlier page."""
        keys = {one.partition("=")[0] for one in cleaned["shown_if"]}
        if len(keys) > 1:
            self.add_error("shown_if", "Select answers of one question only")
            return
        decides = self.earlier[keys.pop()].question
        here = (cleaned.get("scope"), cleaned.get("page") or "")
        if here == (decides.scope, decides.page):
            self.add_error("page", "Choose a page after the question whose answer decides")
        elif here[0] == QuestionScope.PROPOSAL and decides.scope == QuestionScope.ALL:
            self.add_error(
                "shown_if",
                "Questions about each proposal are asked first, so they cannot hang on one that is "
                "asked about everything",
            )

    def plan(self) -> QuestionPlan:
        """What the action takes. Only after `is_valid()`."""
        cleaned = self.cleaned_data
        chosen = [one.partition("=") for one in cleaned.get("shown_if", [])]
        stored = self.stored
        key = stored.key if stored else cleaned["key"]
        return QuestionPlan(
            key=key,
            kind=self.kind,
            scope=QuestionScope(cleaned["scope"]),
            wording=cleaned["wording"],
            short=cleaned["short"],
            help=cleaned["help"],
            missing=cleaned["missing"],
            required=cleaned["required"],
            max_length=cleaned.get("max_length") or 0,
            options=cleaned.get("options", ()),
            exclusive=cleaned.get("exclusive", ""),
            least=cleaned.get("least"),
            most=cleaned.get("most"),
            not_in_future=cleaned.get("not_in_future", False),
            page=cleaned["page"] or key,
            heading=cleaned["heading"],
            shown_if=(chosen[0][0], tuple(one[2] for one in chosen)) if chosen else None,
            easy_read=cleaned["easy_read"],
            easy_wording=cleaned["easy_wording"],
            easy_help=cleaned["easy_help"],
        )


def fresh(kind: QuestionKind) -> dict[str, Any]:
    """What an empty form begins with."""
    lengths = {QuestionKind.SHORT: 200, QuestionKind.TEXT: 5_000}
    begun: dict[str, Any] = {"max_length": lengths.get(kind)}
    if kind == QuestionKind.YES_NO:
        begun["options"] = "YES | Yes\nNO | No\nDONT_KNOW | I do not know"
    return begun
