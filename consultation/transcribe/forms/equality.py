"""A sheet of equality questions, as it is typed in. It says of nobody whose it is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms

from consultation.models import EqualityQuestion
from consultation.templatetags.page_form import Look, PageForm

NOTHING = ("-", "Nothing ticked")


class SheetForm(PageForm):
    """Every question of the set, each of which may have been left out.

    `sheet` is the name of this page and of no paper: sent twice, it counts once.
    """

    sheet = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Open this page again, and type the sheet in there",
            "invalid": "Open this page again, and type the sheet in there",
        },
    )
    button = "Keep these answers"

    def __init__(self, *args: Any, questions: Sequence[EqualityQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({_name(one): NOTHING[0] for one in questions}, sheet=uuid4())
        self.questions = {_name(one): one for one in questions}
        self.numbers = {one.pk: number for number, one in enumerate(questions, start=1)}
        for name, one in self.questions.items():
            field = forms.ChoiceField(
                label=f"{self.numbers[one.pk]}. {one.wording}",
                choices=[NOTHING, *one.options],
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Select what is ticked"},
            )
            field.look = Look(size="s", small=True)  # type: ignore[attr-defined]
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        """Something is ticked, and what follows from an answer is beside that answer."""
        said = self._ticked()
        for name, one in self.questions.items():
            earlier = one.shown_if
            if earlier is None or name not in said:
                continue
            if said.get(_name(earlier)) not in one.shown_if_values:
                number = self.numbers[earlier.pk]
                self.add_error(
                    name,
                    f"Select “{NOTHING[1]}”: this goes with another answer to question {number}",
                )
        if not self.errors and not said:
            self.add_error(None, "Select what is ticked. A sheet with nothing ticked is not kept")
        return self.cleaned_data

    def _ticked(self) -> dict[str, str]:
        """What is ticked, by the name of the field."""
        said = {name: self.cleaned_data.get(name, "") for name in self.questions}
        return {name: value for name, value in said.items() if value not in ("", NOTHING[0])}

    def given(self) -> dict[EqualityQuestion, str]:
        """What is ticked. Only after `is_valid()`."""
        return {self.questions[name]: value for name, value in self._ticked().items()}

    def page(self) -> UUID:
        """Its name. Only after `is_valid()`."""
        name: UUID = self.cleaned_data["sheet"]
        return name


def _name(question: EqualityQuestion) -> str:
    return f"question-{question.key}"
