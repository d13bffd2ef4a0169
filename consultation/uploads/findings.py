"""What is said of a file: what it is, or why it is not taken."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultation.models import ContentType

Words = str | Promise

MISSING = _("Select a file")
NOT_TAKEN = _("The selected file must be a PDF, DOCX, ODT, XLSX, ODS, CSV, JPG, PNG or TXT")
TOO_LARGE = _("The selected file must be smaller than 10MB")
EMPTY = _("The selected file is empty")
INFECTED = _("The selected file contains a virus")
LOCKED = _("The selected file is password protected")
AGAIN = _("The selected file could not be uploaded – try again")
MACROS = _("The selected file contains macros – save it without them, or as a PDF")
BROKEN = _("The selected file is damaged – open it, save it again and select the new file")


@dataclass(frozen=True)
class Finding:
    """`content_type` is None where it is nothing that we take, or is refused for `refusal`."""

    content_type: ContentType | None = None
    refusal: Any = ""
