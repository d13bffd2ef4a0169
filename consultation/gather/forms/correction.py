"""What is asked for a correction, and when a record is taken back."""

from typing import Any, ClassVar

from consultation.publish.forms.consultations import TimedForm, reason
from consultation.templatetags.page_form import Look

REASON = Look(size="s", rows=3)


class Correction(TimedForm):
    """What every correction asks for beside the record itself."""

    lead = (
        "The record as it was stays, and is marked as replaced. That it was corrected, and why, "
        "is published."
    )
    reason = reason("Why is it corrected?")
    button: Any = "Record the correction"

    def asked(self) -> dict[str, Any]:
        """With the reason."""
        return super().asked() | {"reason": self.cleaned_data["reason"]}


class EndForm(TimedForm):
    """Why a record is taken back."""

    title = "Withdraw this record"
    lead = (
        "It is kept, and no longer counted or listed as one that stands. Withdraw what should "
        "never have been recorded; to mend a mistake, correct it instead."
    )
    reason = reason("Why is it withdrawn?")
    looks: ClassVar[dict[str, Look]] = {"reason": REASON}
    button: Any = "Withdraw it"


class CallOffForm(EndForm):
    """Why a meeting does not take place."""

    title = "Call off the meeting"
    lead = "The public page goes on showing it, as called off, with the reason."
    reason = reason("Why is it called off?")
    button: Any = "Call off the meeting"
