"""What staff give to the register."""

import io
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from stations.loading import MOST_BYTES, RegisterProblem, Row, read_rows, sha256_of


class RegisterForm(forms.Form):
    """A CSV file of counters. When valid: `rows` and `sha256` of what was sent."""

    file = forms.FileField(
        label="Register as a CSV file",
        help_text="One counter a line. Columns ons_code, borough, station and postcode must be "
        "there. If anything is wrong with the file, nothing of it is loaded.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": "Select a CSV file",
            "empty": "The file is empty.",
            "missing": "Select a CSV file",
        },
    )
    rows: list[Row]
    sha256: str

    def clean_file(self) -> Any:
        """Reads the whole file; a fault is shown with its line and column."""
        sent: UploadedFile = self.cleaned_data["file"]
        content = sent.read(MOST_BYTES + 1)
        try:
            self.rows = read_rows(io.BytesIO(content))
        except RegisterProblem as problem:
            raise forms.ValidationError(str(problem)) from None
        self.sha256 = sha256_of(content)
        return sent
