"""May this person do this now, and if not, why. An empty string means yes."""

from datetime import date, datetime

from django.utils import timezone

from consultation.access import Permission, why_not
from consultation.models import Consultation, Import, ImportState, User
from consultation.publish.rules import in_words

AT_REST = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.REFUSED, ImportState.FAILED)


def why_not_import(by: User, consultation: Consultation, *, now: datetime) -> str:
    """Responses can have come in by other ways once the consultation has opened."""
    if refusal := why_not(by, Permission.IMPORT_RESPONSES, about=consultation):
        return refusal
    if not consultation.is_public or now < consultation.opens_at:
        return "Nobody can have responded yet: this consultation has not opened."
    return ""


def why_not_change(imported: Import) -> str:
    """What is in a worker's hands, or loaded, is not changed."""
    if imported.state == ImportState.LOADED:
        return "This file is loaded. What was loaded is changed response by response."
    if imported.state not in AT_REST:
        return "This file is being worked on. Wait until that is done."
    return ""


def why_not_check(imported: Import) -> str:
    """Before a file is checked, it is said where it comes from."""
    if refusal := why_not_change(imported):
        return refusal
    if not (imported.channel and imported.source):
        return "Say first how these responses came in, and where the file is from."
    return ""


def why_not_load(imported: Import) -> str:
    """Only a file whose every row is right is loaded."""
    if imported.state == ImportState.CHECKED:
        return ""
    if imported.state == ImportState.REFUSED:
        return "Correct the rows that are named first: a file is loaded whole or not at all."
    return why_not_change(imported) or "Check this file first."


def why_not_received_on(consultation: Consultation, day: date | None, *, now: datetime) -> str:
    """One day for all rows is a day of the consultation, and not in the future."""
    if day is None:
        return ""
    if day < timezone.localdate(consultation.opens_at):
        return f"The day must be on or after the opening at {in_words(consultation.opens_at)}"
    return "The day must be today or in the past" if day > timezone.localdate(now) else ""
