"""What staff change about petitions and meetings: record, hold, correct, call off, withdraw.

A correction never touches the row that it corrects, except for its state.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from consultation.events import record
from consultation.gather import rules
from consultation.gather.entries import MeetingEntry, OutcomeEntry, PetitionEntry, PointEntry
from consultation.models import (
    Consultation,
    EventKind,
    GatheringPoint,
    Meeting,
    MeetingState,
    Petition,
    PetitionAbout,
    PetitionState,
    User,
)
from consultation.states import Refused, move

Record = TypeVar("Record", Petition, Meeting)
PARTS = {"proposals", "points"}  # of an entry, that are rows of their own


def _refuse(refusal: str) -> None:
    if refusal:
        raise Refused(refusal)


def _columns(entry: Any) -> dict[str, Any]:
    """An entry's values as columns."""
    names = [one.name for one in fields(entry) if one.name not in PARTS]
    return {name: getattr(entry, name) for name in names}


def _held(thing: Record) -> Record:
    """The row as it is now, locked until the transaction ends."""
    rows: Any = type(thing)._default_manager.select_for_update()
    found: Record = rows.get(pk=thing.pk)
    return found


def _recorded_so(
    kind: type[Record], consultation: Consultation, entry: Any, *, by: User
) -> list[Record]:
    """What the same person has on record just so: as a rule nothing, else the form came twice.

    Whoever records something for the consultation waits here for the other; residents do not.
    """
    Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    rows: Any = kind._default_manager.filter(
        consultation=consultation, recorded_by=by, replaces=None, **_columns(entry)
    )
    standing = [PetitionState.CURRENT, MeetingState.ANNOUNCED, MeetingState.HELD]
    return list(rows.filter(state__in=standing))


def _is_whole(petition: Petition, entry: PetitionEntry) -> bool:
    """It names the same counters and makes the same points."""
    about = {one.proposal_id for one in petition.about.all()}
    points = [(one.text, one.proposal) for one in petition.points.all()]
    told = [(one.text, one.proposal) for one in entry.points]
    return points == told and about == {one.pk for one in entry.proposals}


def _add_points(points: Sequence[PointEntry], **source: Petition | Meeting) -> None:
    GatheringPoint.objects.bulk_create(
        GatheringPoint(position=position, text=point.text, proposal=point.proposal, **source)
        for position, point in enumerate(points, start=1)
    )


def _add_petition(entry: PetitionEntry, **more: Any) -> Petition:
    petition = Petition.objects.create(**_columns(entry), **more)
    PetitionAbout.objects.bulk_create(
        PetitionAbout(petition=petition, proposal=proposal) for proposal in entry.proposals
    )
    _add_points(entry.points, petition=petition)
    return petition


@transaction.atomic
def record_petition(
    *, consultation: Consultation, entry: PetitionEntry, by: User, at: datetime
) -> Petition:
    """Put a petition on record. One Event. Raises Refused when it came in later than now.

    The same sent twice is one.
    """
    _refuse(rules.why_not_record(by, consultation, entry, now=at))
    for same in _recorded_so(Petition, consultation, entry, by=by):
        if _is_whole(same, entry):
            return same
    petition = _add_petition(entry, consultation=consultation, recorded_by=by, recorded_at=at)
    record(
        EventKind.PETITION_RECORDED, about=petition, by=by, at=at, consultation=consultation.pk,
        signatures=petition.signatures,
    )  # fmt: skip
    return petition


@transaction.atomic
def correct_petition(
    *, petition: Petition, entry: PetitionEntry, reason: str, by: User, at: datetime
) -> Petition:
    """Replace a petition by a corrected row. One Event.

    Raises Refused without a reason, and when it was replaced or withdrawn already.
    """
    held = _held(petition)
    _refuse(rules.why_not_correct(by, held))
    _refuse(rules.why_not_record(by, held.consultation, entry, now=at))
    _refuse(rules.why_not_without(reason))
    corrected = _add_petition(
        entry, consultation=held.consultation, replaces=held, correction=reason.strip(),
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    move(
        held, PetitionState.SUPERSEDED, by=by, at=at,
        replacement=corrected.pk, signatures=corrected.signatures,
    )  # fmt: skip
    return corrected


@transaction.atomic
def announce(*, consultation: Consultation, entry: MeetingEntry, by: User, at: datetime) -> Meeting:
    """Publish a meeting with its date and place. One Event.

    One that was held already is announced all the same, and then held: its publicity counts too.
    The same sent twice is one. Raises Refused when it was publicised later than now or than it was
    held.
    """
    _refuse(rules.why_not_announce(by, consultation, entry, now=at))
    if same := _recorded_so(Meeting, consultation, entry, by=by):
        return same[0]
    meeting = Meeting.objects.create(
        **_columns(entry), consultation=consultation, recorded_by=by, recorded_at=at
    )
    record(
        EventKind.MEETING_ANNOUNCED, about=meeting, by=by, at=at, consultation=consultation.pk,
        held_at=meeting.held_at.isoformat(),
    )  # fmt: skip
    return meeting


@transaction.atomic
def hold(*, meeting: Meeting, outcome: OutcomeEntry, by: User, at: datetime) -> Meeting:
    """Write down what came of a meeting, once. One Event.

    Raises Refused before it has begun, and when that is written or it was called off.
    """
    held = _held(meeting)
    _refuse(rules.why_not_hold(by, held, now=at))
    move(
        held, MeetingState.HELD, by=by, at=at, changes=_columns(outcome),
        attendance=outcome.attendance,
    )  # fmt: skip
    _add_points(outcome.points, meeting=held)
    return held


@transaction.atomic
def correct_meeting(
    *,
    meeting: Meeting,
    entry: MeetingEntry,
    reason: str,
    by: User,
    at: datetime,
    outcome: OutcomeEntry | None = None,
) -> Meeting:
    """Replace a meeting by a corrected row, which is held where this one is. One Event.

    Raises Refused without a reason, when it was replaced or ended already, when a meeting that was
    held comes without its outcome or one that was not with one.
    """
    held = _held(meeting)
    _refuse(rules.why_not_correct(by, held))
    _refuse(rules.why_not_announce(by, held.consultation, entry, now=at))
    _refuse(rules.why_not_without(reason))
    if (outcome is not None) != held.is_held:
        raise Refused("Somebody else changed this a moment ago. Look at it again.")
    if held.is_held and entry.held_at > at:
        raise Refused("A meeting that was held cannot lie ahead. Change its date or time.")
    corrected = Meeting.objects.create(
        **_columns(entry), **(_columns(outcome) if outcome else {}),
        consultation=held.consultation, replaces=held, correction=reason.strip(),
        state=held.state, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    _add_points(outcome.points if outcome else (), meeting=corrected)
    move(held, MeetingState.SUPERSEDED, by=by, at=at, replacement=corrected.pk)
    return corrected


@transaction.atomic
def end(*, gathered: Record, reason: str, by: User, at: datetime) -> Record:
    """Call off a meeting that is announced, or withdraw any other record. One Event.

    The row stays, with the reason, which is published. Raises Refused without one.
    """
    held = _held(gathered)
    _refuse(rules.why_not_end(by, held) or rules.why_not_without(reason))
    move(held, rules.end_of(held), by=by, at=at, changes={"ended_reason": reason.strip()})
    return held
