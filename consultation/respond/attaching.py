"""The form that adds one file to a question; it judges the file and never keeps it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultation.models import QuestionVersion
from consultation.respond import rules
from consultation.respond.fields import acceptable
from consultation.respond.kinds import SentFile
from consultation.templatetags.page_form import ActionButton, Look, PageForm
from consultation.uploads.findings import EMPTY, MISSING
from consultation.uploads.names import ENDINGS

ADD = ActionButton(gettext_lazy("Upload this file"), name="add", value="file", look="secondary")
LATER = ActionButton(
    gettext_lazy("Save and come back later"), name="save", value="later", look="secondary"
)


class FilesForm(PageForm):
    """One file at a time, so that none is lost when another cannot be taken.

    :param kept: the files that the question has already.
    """

    looks = {"file": Look(size="m")}
    file = forms.FileField(
        required=False,
        error_messages={"invalid": MISSING, "missing": MISSING, "empty": EMPTY},
        widget=forms.FileInput({"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )

    def __init__(
        self, *args: Any, version: QuestionVersion, kept: tuple[SentFile, ...], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.version, self.kept = version, kept
        self.is_full = bool(rules.why_not_attach(version, len(kept)))
        if self.is_full and not self.files:
            del self.fields["file"]
            return
        field = self.fields["file"]
        field.label = _("Add another file") if kept else _("Choose a file")
        field.help_text = limits(rules.most_files(version))

    def all_buttons(self) -> list[ActionButton]:
        """The one that adds stands first, beside its box."""
        onward = [ActionButton(self.button), LATER]
        return onward if self.is_full else [ADD, *onward]

    def clean_file(self) -> Any:
        """A file that may be taken, or None."""
        file = self.cleaned_data["file"]
        if file is None:
            return None
        if refusal := rules.why_not_attach(self.version, len(self.kept)):
            raise ValidationError(refusal)
        acceptable(file)
        return file

    def clean(self) -> dict[str, Any]:
        """Whoever presses the button that adds, or has to answer, needs to choose one."""
        cleaned = super().clean() or {}
        nothing = not cleaned.get("file") and not self.errors
        if nothing and "add" in self.data:
            self.add_error("file" if "file" in self.fields else None, MISSING)
        elif nothing and not self.kept and self.version.question.required and self._goes_on:
            self.add_error("file", self.version.missing or MISSING)
        return cleaned

    @property
    def _goes_on(self) -> bool:
        return "save" not in self.data


def limits(most: int) -> str:
    """What may be sent, in words."""
    told = _("It can be a PDF, DOCX, ODT, XLSX, ODS, CSV, JPG, PNG or TXT, smaller than 10MB.")
    count = ngettext("You can add %(most)s file.", "You can add up to %(most)s files.", most)
    return f"{told} {count % {'most': most}}"
