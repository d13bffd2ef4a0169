"""The forms that take files of a formal reply; they judge a file and never keep it."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from consultation.models import ReplySection
from consultation.reply import sign_off
from consultation.reply.editions import Written
from consultation.reply.word.reading import why_not_word
from consultation.respond.attaching import limits
from consultation.respond.fields import acceptable
from consultation.templatetags.page_form import Look, PageForm
from consultation.uploads.findings import EMPTY, MISSING
from consultation.uploads.names import ENDINGS

MESSAGES = {"required": MISSING, "invalid": MISSING, "missing": MISSING, "empty": EMPTY}


class EvidenceForm(PageForm):
    """One file at a time, so that none is lost when another cannot be taken.

    :param kept: how many files the reply has already.
    :param refusal: why no further one can be added; then the form has no box for it.
    """

    file = forms.FileField(
        error_messages=MESSAGES,
        widget=forms.FileInput({"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
        validators=[acceptable],
    )
    looks: ClassVar[dict[str, Look]] = {"file": Look(size="m")}
    button: Any = "Upload this file"

    def __init__(self, typed: Any, sent: Any, *, kept: int, refusal: str) -> None:
        super().__init__(typed, sent)
        self.refusal = refusal
        field = self.fields["file"]
        field.label = "Add another file" if kept else "Choose a file"
        field.help_text = limits(sign_off.MOST_FILES)

    def clean(self) -> dict[str, Any]:
        """What cannot be added at all needs no other sentence."""
        if self.refusal:
            self.errors.clear()
            self.add_error("file", self.refusal)
        return super().clean() or {}


class WordForm(PageForm):
    """A Word document, and the section that its text goes into."""

    file = forms.FileField(
        label="Word document",
        help_text=(
            "A .docx file, smaller than 10MB. Its headings (styles Title and Heading 1 to 3) "
            "become the headings of the section, with the text, lists and tables under them."
        ),
        error_messages=MESSAGES | {"required": "Select a Word document (.docx)"},
        widget=forms.FileInput({"accept": ".docx"}),
    )
    section = forms.ChoiceField(
        label="Where should the text go?",
        help_text="It is added after what is there. Nothing is replaced.",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select where the text should go",
            "invalid_choice": "Select where the text should go",
        },
    )
    looks: ClassVar[dict[str, Look]] = {"file": Look(size="m"), "section": Look(size="m")}
    button: Any = "Import the text"

    def __init__(self, typed: Any, sent: Any, *, sections: Iterable[Written]) -> None:
        super().__init__(typed, sent)
        self.sections = {str(one.section.pk): one for one in sections}
        chooser = self.fields["section"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [(key, one.title) for key, one in self.sections.items()]

    def clean_file(self) -> Any:
        """One that can be read; what it says is found when it is imported."""
        file = self.cleaned_data["file"]
        if refusal := why_not_word(file):
            raise ValidationError(refusal)
        return file

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        section: ReplySection = self.sections[self.cleaned_data["section"]].section
        return {"file": self.cleaned_data["file"], "section": section}
