"""Petitions and meetings as a report shows them: each with its own count, added to nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format

from consultation.models import GatheringPoint, Meeting, Petition, PetitionAbout
from consultation.report.counting import Subject

GATHERINGS = "The record of petitions and meetings that this service holds"
APART = (
    "Responses, signatures and people at meetings are different things, and may overlap: one "
    "person can respond, sign several petitions and come to a meeting. They are never added up."
)


@dataclass(frozen=True)
class Gathered:
    """The petitions on record and the meetings that were held, about one subject."""

    petitions: list[Petition]
    meetings: list[Meeting]

    def lines(self) -> list[tuple[str, str, int | None]]:
        """Key, words and count of each."""
        signed = [(f"petition-{one.pk}", _signed(one), one.signatures) for one in self.petitions]
        came = [(f"meeting-{one.pk}", _came(one), one.attendance) for one in self.meetings]
        return [*signed, *came]


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y")


def _signed(petition: Petition) -> str:
    late = ", after the close" if petition.is_late_for(petition.consultation) else ""
    checked = str(petition.get_verified_display())
    return (
        f"Signatures on the petition “{petition.title}”, which came in on "
        f"{_day(petition.received_at)}{late} ({checked[:1].lower()}{checked[1:]})"
    )


def _came(meeting: Meeting) -> str:
    how = str(meeting.get_attendance_how_display()).lower()
    return f"People at the meeting of {_day(meeting.held_at)}, {meeting.place} ({how})"


def gathered(subject: Subject) -> Gathered:
    """What is on record about the subject. Two queries.

    A petition is about the places whose proposals it names, and a meeting about its borough and
    about each place that a point was about. Those that name no place are about the whole alone.
    """
    petitions = Petition.objects.current().filter(consultation=subject.consultation)
    meetings = Meeting.objects.held().filter(consultation=subject.consultation)
    place = subject.station or subject.borough
    if place is not None:
        here = (
            Q(proposal__station=subject.station)
            if subject.station
            else Q(proposal__station__borough=subject.borough)
        )
        borough = subject.station.borough_id if subject.station else place.pk
        named = PetitionAbout.objects.filter(here, petition=OuterRef("pk"))
        raised = GatheringPoint.objects.filter(here, meeting=OuterRef("pk"))
        petitions = petitions.filter(Exists(named))
        meetings = meetings.filter(Q(borough=borough) | Exists(raised))
    return Gathered(list(petitions.select_related("consultation")), list(meetings))


def note_of(subject: Subject) -> str:
    """What a reader must know of the table."""
    if subject.station is None and subject.borough is None:
        return APART
    return (
        f"{APART} Here are the petitions that name this place, and the meetings for its borough "
        "or with a point about it; all others are in the report of the whole consultation."
    )
