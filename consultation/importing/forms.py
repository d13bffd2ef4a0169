"""What a member of staff says about a file of responses. Nothing here saves."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from consultation.importing import mapping, reading
from consultation.importing.judging import CHOICES
from consultation.importing.mapping import LEAVE, NAMED, Column, Meanings
from consultation.models import Import, Repeats
from consultation.templatetags.page_form import DatePartsField, PageForm, StackedParts, labelled
from consultation.templatetags.parts import Look


class UploadForm(PageForm):
    """Cleans to the file, and `seen`: what the first look at it shows."""

    file = forms.FileField(
        label="Upload a file of responses",
        help_text="CSV, TSV, XLSX or ODS, up to 50MB, with the headings of its columns in the "
        "first row. Exports of Citizen Space, LimeSurvey and Microsoft Forms can be uploaded as "
        "they are.",
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.xlsx,.ods"}),
        error_messages={
            "required": "Select a file of responses",
            "empty": "The selected file is empty",
            "max_length": "The name of the selected file is too long",
        },
    )

    button = "Upload"
    looks: ClassVar[Mapping[str, Look]] = {"file": Look(heading=True, size="l")}
    seen: reading.Seen

    def clean_file(self) -> UploadedFile:
        """A file that can be read."""
        file: UploadedFile = self.cleaned_data["file"]
        assert file.file is not None
        try:
            self.seen = reading.seen(file.file)
        except reading.Unreadable as problem:
            raise ValidationError(str(problem)) from None
        return file


class AboutForm(PageForm):
    """How the responses of a file came in. Cleans to what `actions.describe` takes."""

    source = forms.CharField(
        label="Where is the file from?",
        max_length=120,
        help_text="For example “Citizen Space, Redbridge Council” or “Paper forms, Ilford "
        "library”. Use the same words for every file from there: a response is loaded once from "
        "each source.",
        error_messages={
            "required": "Enter where the file is from",
            "max_length": "Where the file is from must be 120 characters or less",
        },
    )
    channel = forms.ChoiceField(
        label="How did these responses come in?",
        choices=CHOICES[mapping.CHANNEL].choices,
        widget=forms.RadioSelect,
        help_text="A column of the file can say it for each row. This is for rows that do not.",
        error_messages={"required": "Select how these responses came in"},
    )
    capacity = forms.ChoiceField(
        label="Who do these responses speak for?",
        help_text="This too is for rows that do not say.",
        choices=CHOICES[mapping.CAPACITY].choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who these responses speak for"},
    )
    received_on = DatePartsField(
        called="Day of arrival",
        label="When did a row arrive that has no date? (optional)",
        required=False,
        help_text="For example 23 11 2026. Without this, a row that has no date is refused.",
    )
    repeats = forms.ChoiceField(
        label="What if a row was loaded before, word for word?",
        choices=Repeats.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what happens to rows that were loaded before"},
    )
    late_reason = forms.CharField(
        label="Why are responses taken that arrived after the close? (optional)",
        required=False,
        widget=forms.Textarea,
        max_length=1000,
        help_text="For example “Posted before the close”. Without a reason they are refused.",
        error_messages={"max_length": "The reason must be 1,000 characters or less"},
    )

    looks: ClassVar[Mapping[str, Look]] = {
        "source": Look(size="m"),
        "channel": Look(size="m", small=True),
        "capacity": Look(size="m", small=True),
        "received_on": Look(size="m"),
        "repeats": Look(size="m", small=True),
        "late_reason": Look(size="m", rows=2),
    }

    @classmethod
    def of(cls, imported: Import) -> dict[str, Any]:
        """What was said before."""
        names = ("source", "channel", "capacity", "received_on", "repeats", "late_reason")
        return {name: getattr(imported, name) for name in names}


class ColumnField(forms.MultiValueField):
    """What one column is. Cleans to its meaning and station."""

    def __init__(self, meanings: Meanings, **kwargs: Any) -> None:
        left_out = (LEAVE, "Leave out (it stays in the file)")
        choices: list[Any] = [left_out, *meanings.groups()]
        stations = [("", "Does not apply"), *meanings.stations()]
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            "what": labelled(forms.Select(choices=choices), "What it holds"),
            "station": labelled(
                forms.Select(choices=stations), "For a question about a front counter: which one"
            ),
        }
        wrong = {"invalid_choice": "Select what the column holds from the list"}
        fields = [
            forms.ChoiceField(choices=choices, required=False, error_messages=wrong),
            forms.ChoiceField(choices=stations, required=False, error_messages=wrong),
        ]
        widget = StackedParts(boxes)
        super().__init__(fields, widget=widget, require_all_fields=False, required=False, **kwargs)
        self.meanings = meanings

    def compress(self, data_list: list[str]) -> Column:
        """A station where the question wants one, and none elsewhere."""
        what, station = (data_list or [LEAVE, ""])[:2]
        column = (what or LEAVE, "")
        if self.meanings.known(column):
            return column
        return column[0], station or NAMED


class ColumnsForm(PageForm):
    """What each column of a file is."""

    button = "Check every row"

    def __init__(
        self,
        *args: Any,
        meanings: Meanings,
        headers: Sequence[str],
        samples: Sequence[Sequence[str]],
        columns: Sequence[Column],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for number, header in enumerate(headers):
            found = samples[number] if number < len(samples) else []
            self.fields[f"column_{number}"] = ColumnField(
                meanings,
                label=header or f"Column {number + 1}, without a heading",
                help_text=" · ".join(found) if found else "Empty in the first rows.",
                initial=list(columns[number]) if number < len(columns) else [LEAVE, ""],
            )
            self.fields[f"column_{number}"].look = Look(size="s")  # type: ignore[attr-defined]

    def columns(self) -> list[Column]:
        """In the order of the file."""
        return [self.cleaned_data[name] for name in self.fields]
