"""Judging what staff type about a petition."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from consultation.gather.entries import PetitionEntry
from consultation.gather.fields import (
    MOST_LETTERS,
    SHORT,
    SMALL,
    CountField,
    as_lines,
    by_borough,
    line,
    points_box,
    points_in,
    radios,
)
from consultation.gather.forms.correction import REASON, Correction
from consultation.models import Petition, PetitionChannel, Proposal, Verified
from consultation.publish.forms.consultations import TimedForm, clock_box, date_box
from consultation.publish.rules import clock_words
from consultation.templatetags.page_form import LongText, Look

BODY, PERSON = "BODY", "PERSON"


class PetitionForm(TimedForm):
    """A petition as it was handed in. Cleans to a PetitionEntry."""

    title = "Record a petition"
    lead = (
        "Its signatures are shown beside the responses and never added to them, nor to those of "
        "another petition."
    )
    called = line("What is the petition called?", "Enter what the petition is called")
    organiser = line("Who organised it?", "Enter who organised it")
    organiser_is = radios(
        "Is the organiser a body or a person?",
        [
            (BODY, "A body, such as a residents’ association: its name is published"),
            (PERSON, "A person: the name is kept here and never published"),
        ],
        "Select whether the organiser is a body or a person",
    )
    text = LongText(
        label="Full text of the petition",
        help_text="As it was signed. It is published, so leave out any names of people in it.",
        max_length=MOST_LETTERS,
        error_messages={"required": "Enter the full text of the petition"},
    )
    signatures = CountField(label="Number of signatures", called="Number of signatures", least=1)
    verified = radios(
        "How far were the signatures checked?",
        Verified.choices,
        "Select how far the signatures were checked",
    )
    verified_how = LongText(
        label="How were they checked, and what was found?",
        help_text="Only if they were checked. It is published.",
        max_length=1_000,
        required=False,
    )
    channel = radios(
        "Where did people sign?", PetitionChannel.choices, "Select where people signed"
    )
    page = forms.URLField(
        label="Address of the petition’s page",
        help_text="Only if it was on a website, like https://www.example.com/petition",
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "invalid": "Enter an address like https://www.example.com/petition",
            "max_length": "Address must be 500 letters or less",
        },
    )
    received = date_box("Date on which it came in", "The date on which it came in")
    received_time = clock_box("Time at which it came in", "time at which it came in")
    proposals = forms.MultipleChoiceField(
        label="Which front counters does it name?",
        help_text="Select none if it is about the whole consultation.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Select front counters from the list"},
    )
    points = points_box("Points that it makes")
    looks: ClassVar[dict[str, Look]] = {
        "called": SMALL,
        "organiser": SMALL,
        "organiser_is": SMALL,
        "text": Look(size="s", rows=8),
        "signatures": SHORT,
        "verified": SMALL,
        "verified_how": Look(size="s", rows=3),
        "channel": SMALL,
        "page": SMALL,
        "received": SMALL,
        "received_time": SHORT,
        "proposals": Look(size="s", small=True),
        "points": Look(size="s", rows=6),
    }
    button = "Record the petition"

    def __init__(
        self, typed: Any, *, offered: Sequence[Proposal], standing: Petition | None = None
    ) -> None:
        """Offer the proposals; show what is on record of the one that is corrected."""
        super().__init__(typed, initial=_petition(standing) if standing else None)
        self.offered = {str(one.pk): one for one in offered}
        field = self.fields["proposals"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = by_borough(offered)

    def clean(self) -> dict[str, Any]:
        """What belongs together: a check and how, a website and its address, a day and a time."""
        cleaned = super().clean() or {}
        checked = cleaned.get("verified") not in (None, Verified.NOT_VERIFIED)
        if checked and not cleaned.get("verified_how") and "verified_how" not in self.errors:
            self.add_error("verified_how", "Enter how they were checked, and what was found")
        online = cleaned.get("channel") not in (None, PetitionChannel.PAPER)
        if online and not cleaned.get("page") and "page" not in self.errors:
            self.add_error("page", "Enter the address of the petition’s page")
        if cleaned.get("verified") == Verified.NOT_VERIFIED and cleaned.get("verified_how"):
            self.add_error(
                "verified", "Select how far the signatures were checked: you wrote how below"
            )
        if cleaned.get("channel") == PetitionChannel.PAPER and cleaned.get("page"):
            self.add_error("channel", "Select where people signed: you gave an address below")
        cleaned["received_at"] = self.moment("received", last=False)
        return cleaned

    def asked(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.cleaned_data
        return {
            "entry": PetitionEntry(
                title=given["called"],
                organiser=given["organiser"],
                organiser_is_body=given["organiser_is"] == BODY,
                text=given["text"],
                signatures=given["signatures"],
                verified=given["verified"],
                verified_how=given["verified_how"],
                channel=given["channel"],
                page=given["page"],
                received_at=given["received_at"],
                proposals=tuple(self.offered[key] for key in given["proposals"]),
                points=points_in(given["points"], self.offered.values()),
            )
        }


def _petition(petition: Petition) -> dict[str, Any]:
    """What the form shows of a petition on record."""
    same = ("organiser", "text", "verified", "verified_how", "channel", "page")
    return {name: getattr(petition, name) for name in same} | {
        "called": petition.title,
        "organiser_is": BODY if petition.organiser_is_body else PERSON,
        "signatures": f"{petition.signatures:,}",
        "received": timezone.localtime(petition.received_at).date(),
        "received_time": clock_words(petition.received_at),
        "proposals": [str(one.proposal_id) for one in petition.about.all()],
        "points": as_lines(petition.points.all()),
    }


class PetitionCorrection(Correction, PetitionForm):
    """A petition on record, to be put right."""

    title = "Correct the petition"
    looks: ClassVar[dict[str, Look]] = PetitionForm.looks | {"reason": REASON}
