"""May this be recorded now, and if not, why; and what a record should make its readers think of."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from consultation.access import Permission, Visitor, why_not
from consultation.gather.entries import MeetingEntry, PetitionEntry
from consultation.models import (
    Consultation,
    Counted,
    Meeting,
    MeetingState,
    Petition,
    PetitionState,
    Verified,
)
from consultation.publish.rules import in_words
from consultation.states import why_not_move

NOTICE_DAYS = 7  # people should have at least as many between hearing of a meeting and going to it


def why_not_gather(person: Visitor, about: Consultation | Petition | Meeting) -> str:
    """Only those who may record; other staff may read."""
    return why_not(person, Permission.GATHER, about=about)


def why_not_record(
    person: Visitor, consultation: Consultation, entry: PetitionEntry, *, now: datetime
) -> str:
    """What has come in can be recorded."""
    if refusal := why_not_gather(person, consultation):
        return refusal
    if entry.received_at > now:
        return "The petition cannot have come in later than now. Change the date or time."
    return ""


def why_not_announce(
    person: Visitor, consultation: Consultation, entry: MeetingEntry, *, now: datetime
) -> str:
    """A meeting is publicised by today, and not after it was held."""
    if refusal := why_not_gather(person, consultation):
        return refusal
    if entry.publicised_on > timezone.localdate(now):
        return "The date on which it was first publicised must be today or in the past."
    if entry.publicised_on > timezone.localdate(entry.held_at):
        return "A meeting is publicised before it is held. Change one of the two dates."
    return ""


def why_not_hold(person: Visitor, meeting: Meeting, *, now: datetime) -> str:
    """What came of a meeting is known once it has begun."""
    if refusal := why_not_gather(person, meeting) or why_not_move(meeting, MeetingState.HELD):
        return refusal
    if now < meeting.held_at:
        return (
            f"It takes place at {in_words(meeting.held_at)}. You can record what came of it "
            "once it has begun."
        )
    return ""


def why_not_correct(person: Visitor, record: Petition | Meeting) -> str:
    """The record that stands can be corrected; one that was replaced or ended cannot."""
    return why_not_gather(person, record) or why_not_move(record, "SUPERSEDED")


def end_of(record: Petition | Meeting) -> str:
    """The state that a record is in once it was taken back."""
    if isinstance(record, Petition):
        return PetitionState.WITHDRAWN
    ahead = record.state == MeetingState.ANNOUNCED
    return MeetingState.CANCELLED if ahead else MeetingState.WITHDRAWN


def why_not_end(person: Visitor, record: Petition | Meeting) -> str:
    """A meeting that is announced can be called off; any other record can be withdrawn."""
    return why_not_gather(person, record) or why_not_move(record, end_of(record))


def why_not_without(reason: str) -> str:
    """A correction and an end say why: it is published."""
    return "" if reason.strip() else "Enter the reason: it is published."


def half_way(consultation: Consultation) -> datetime:
    """The moment at which half of the time to respond is over."""
    return consultation.opens_at + (consultation.closes_at - consultation.opens_at) / 2


def warnings_of_petition(petition: Petition, consultation: Consultation) -> list[str]:
    """Sentences for staff about one that stands. None of them stops anybody."""
    warnings: list[str] = []
    if not petition.is_current:
        return warnings
    if petition.verified == Verified.NOT_VERIFIED:
        warnings.append("Nobody has checked the signatures.")
    if petition.is_late_for(consultation):
        warnings.append("It came in after the consultation had closed.")
    return warnings


def warnings_of_meeting(meeting: Meeting, consultation: Consultation) -> list[str]:
    """Sentences for staff about one that stands. None of them stops anybody."""
    warnings: list[str] = []
    if not (meeting.is_announced or meeting.is_held):
        return warnings
    days = (timezone.localdate(meeting.held_at) - meeting.publicised_on).days
    if days < NOTICE_DAYS:
        ahead = f"{days} day{'' if days == 1 else 's'} ahead" if days else "on the day itself"
        warnings.append(
            f"It was publicised {ahead}. People should have at least {NOTICE_DAYS} days."
        )
    half = timezone.localdate(half_way(consultation))
    if meeting.publicised_on > half:
        day, middle = (date_format(one, "j F Y") for one in (meeting.publicised_on, half))
        warnings.append(
            f"It was publicised on {day}, more than half-way through the consultation: half of "
            f"the time was over on {middle}."
        )
    if not consultation.opens_at <= meeting.held_at <= consultation.closes_at:
        warnings.append("Its date is outside the time in which people can respond.")
    if meeting.attendance_how == Counted.ESTIMATED:
        warnings.append("The attendance is an estimate: nobody counted those who came.")
    return warnings
