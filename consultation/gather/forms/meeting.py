"""Judging what staff type about a meeting, and about what came of it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from consultation.gather.entries import MeetingEntry, OutcomeEntry
from consultation.gather.fields import (
    MOST_LETTERS,
    SHORT,
    SMALL,
    CountField,
    as_lines,
    line,
    points_box,
    points_in,
    radios,
)
from consultation.gather.forms.correction import REASON, Correction
from consultation.models import Counted, Meeting, Proposal
from consultation.publish.forms.consultations import TimedForm, clock_box, date_box
from consultation.publish.rules import clock_words
from consultation.templatetags.page_form import LongText, Look
from stations.models import Borough


class MeetingForm(TimedForm):
    """When and where a meeting takes place. Cleans to a MeetingEntry."""

    title = "Record a meeting"
    lead = (
        "It is on the public page at once, with a file for residents’ calendars. If it has been "
        "held already, the next page asks what came of it."
    )
    held = date_box("Date of the meeting", "The date of the meeting")
    held_time = clock_box("Time at which it begins", "time at which it begins")
    place = line("Where is it?", "Enter where it is", "The name of the place and its address.")
    access = LongText(
        label="How can people get in and follow it?",
        help_text="Such as step-free access, a hearing loop, interpreters, a link to join online.",
        max_length=1_000,
        required=False,
    )
    borough = forms.ChoiceField(
        label="Borough that it is for",
        required=False,
        error_messages={"invalid_choice": "Select a borough from the list"},
    )
    organised_by = line(
        "Which body organises it?",
        "Enter which body organises it",
        "A council or other body, and no name of a person: it is published.",
    )
    publicised = date_box(
        "Date on which it was first publicised", "The date on which it was first publicised"
    )
    looks: ClassVar[dict[str, Look]] = {
        "held": SMALL,
        "held_time": SHORT,
        "place": SMALL,
        "access": Look(size="s", rows=3),
        "borough": SMALL,
        "organised_by": SMALL,
        "publicised": SMALL,
    }
    button: Any = "Record the meeting"

    def __init__(
        self, typed: Any, *, boroughs: Sequence[Borough], standing: Meeting | None = None
    ) -> None:
        """Offer the boroughs; show what is on record of the one that is corrected."""
        super().__init__(typed, initial=_meeting(standing) if standing else None)
        self.boroughs = {one.slug: one for one in boroughs}
        field = self.fields["borough"]
        assert isinstance(field, forms.ChoiceField)
        named = [(one.slug, one.name) for one in boroughs]
        field.choices = [("", "All of London"), *named]

    def clean(self) -> dict[str, Any]:
        """The moment at which it begins."""
        cleaned = super().clean() or {}
        cleaned["held_at"] = self.moment("held", last=False)
        return cleaned

    def asked(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.cleaned_data
        return {
            "entry": MeetingEntry(
                held_at=given["held_at"],
                place=given["place"],
                access=given["access"],
                borough=self.boroughs.get(given["borough"]),
                publicised_on=given["publicised"],
                organised_by=given["organised_by"],
            )
        }


def _meeting(meeting: Meeting) -> dict[str, Any]:
    """What the form shows of a meeting on record."""
    same = ("place", "access", "organised_by", "attendance_how", "spoke_for", "note")
    return {name: getattr(meeting, name) for name in same} | {
        "held": timezone.localtime(meeting.held_at).date(),
        "held_time": clock_words(meeting.held_at),
        "borough": meeting.borough.slug if meeting.borough else "",
        "publicised": meeting.publicised_on,
        "attendance": "" if meeting.attendance is None else f"{meeting.attendance:,}",
        "points": as_lines(meeting.points.all()),
    }


class OutcomeForm(TimedForm):
    """What came of a meeting. Cleans to an OutcomeEntry."""

    title = "What came of the meeting"
    lead = (
        "How many came, and the points that were raised, are published. People who came are not "
        "added to the responses: many will have sent one too."
    )
    attendance = CountField(
        label="Number of people who came",
        called="Number of people who came",
        least=0,
        help_text="Without those who ran it.",
    )
    attendance_how = radios(
        "Were they counted?", Counted.choices, "Select whether they were counted"
    )
    spoke_for = LongText(
        label="Who spoke for the body that is consulting?",
        help_text="Names and posts. This is kept for the record and not published.",
        max_length=1_000,
        error_messages={"required": "Enter who spoke for the body that is consulting, or “nobody”"},
    )
    note = LongText(
        label="Note of the meeting",
        help_text="This is kept for the record and not published.",
        max_length=MOST_LETTERS,
        required=False,
    )
    points = points_box("Points that were raised")
    looks: ClassVar[dict[str, Look]] = {
        "attendance": SHORT,
        "attendance_how": SMALL,
        "spoke_for": Look(size="s", rows=3),
        "note": Look(size="s", rows=8),
        "points": Look(size="s", rows=6),
    }
    button: Any = "Record what came of it"

    def __init__(self, typed: Any, *, offered: Sequence[Proposal], **kwargs: Any) -> None:
        """A point may be about one of the proposals on offer."""
        super().__init__(typed, **kwargs)
        self.offered = offered

    def asked(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.cleaned_data
        return {
            "outcome": OutcomeEntry(
                attendance=given["attendance"],
                attendance_how=given["attendance_how"],
                spoke_for=given["spoke_for"],
                note=given["note"],
                points=points_in(given["points"], self.offered),
            )
        }


class MeetingCorrection(Correction, MeetingForm):
    """A meeting that is announced, to be put right or moved."""

    title = "Correct the meeting"
    looks: ClassVar[dict[str, Look]] = MeetingForm.looks | {"reason": REASON}


class HeldCorrection(Correction, OutcomeForm, MeetingForm):
    """A meeting that was held, to be put right with what came of it."""

    title = "Correct the meeting"
    looks: ClassVar[dict[str, Look]] = MeetingForm.looks | OutcomeForm.looks | {"reason": REASON}

    def asked(self) -> dict[str, Any]:
        """The meeting, its outcome and the reason."""
        return MeetingForm.asked(self) | OutcomeForm.asked(self) | Correction.asked(self)
