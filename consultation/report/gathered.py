"""Petitions and meetings as a report shows them: each with its own count, added to nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from consultation.models import Consultation, GatheringPoint, Meeting, Petition, PetitionAbout
from consultation.report.counting import BOROUGH, STATION, Subject, Where, place_of

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


@dataclass(frozen=True)
class Everything:
    """All petitions and meetings of a consultation, and the places that each is about.

    `named` and `raised`: by petition and by meeting, the stations and their boroughs.
    """

    petitions: list[Petition]
    meetings: list[Meeting]
    named: dict[int, set[Where]]
    raised: dict[int, set[Where]]

    def about(self, subject: Subject) -> Gathered:
        """What is on record about the subject.

        A petition is about the places whose proposals it names, and a meeting about its borough and
        about each place that a point was about. Those that name no place are about the whole alone.
        """
        place, own = place_of(subject), subject.own_borough
        if own is None:
            return Gathered(self.petitions, self.meetings)
        return Gathered(
            [one for one in self.petitions if place in self.named.get(one.pk, ())],
            [
                one
                for one in self.meetings
                if one.borough_id == own.pk or place in self.raised.get(one.pk, ())
            ],
        )


def gathered(consultation: Consultation) -> Everything:
    """What is on record. Four queries."""
    petitions = Petition.objects.current().filter(consultation=consultation)
    meetings = Meeting.objects.held().filter(consultation=consultation)
    named = PetitionAbout.objects.filter(petition__in=petitions)
    raised = GatheringPoint.objects.filter(meeting__in=meetings, proposal__isnull=False)
    return Everything(
        list(petitions.select_related("consultation")),
        list(meetings),
        _places(named.values_list("petition", *STATION_OF)),
        _places(raised.values_list("meeting", *STATION_OF)),
    )


STATION_OF = ("proposal__station", "proposal__station__borough")


def _places(rows: Iterable[tuple[int, int, int]]) -> dict[int, set[Where]]:
    found: dict[int, set[Where]] = {}
    for key, station, borough in rows:
        found.setdefault(key, set()).update((Where(STATION, station), Where(BOROUGH, borough)))
    return found


def note_of(subject: Subject) -> str:
    """What a reader must know of the table."""
    if subject.station is None and subject.borough is None:
        return APART
    return (
        f"{APART} Here are the petitions that name this place, and the meetings for its borough "
        "or with a point about it; all others are in the report of the whole consultation."
    )
