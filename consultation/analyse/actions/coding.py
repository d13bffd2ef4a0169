"""Reading responses, and saying which of their passages make which point."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from consultation.analyse import rules
from consultation.analyse.actions.frame import make_point
from consultation.analyse.queries import coding as queries
from consultation.analyse.queries import frame as frames
from consultation.analyse.texts import Place
from consultation.events import record
from consultation.models import Code, Consultation, EventKind, Point, Proposal, Reading, User
from consultation.states import Refused, raise_refusal

RESTRICTED = "The use of this response is restricted. Nothing of it can be read or coded now."


def _locked(reading: Reading) -> Reading:
    """As it stands, until the transaction ends."""
    rows = Reading.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("held_by", "consultation").get(pk=reading.pk)


@transaction.atomic
def take_next(
    *,
    consultation: Consultation,
    by: User,
    at: datetime,
    station: int | None = None,
    borough: int | None = None,
) -> Reading | None:
    """Hold the next response that nobody has read: what this person holds already, else the oldest.

    What others are taking at this moment is passed over. None where none is left. Raises Refused
    when the person may not code.
    """
    raise_refusal(rules.why_not_code(by, consultation))
    due = queries.due_of(consultation, station=station, borough=borough)
    own = due.filter(held_by=by, held_until__gt=at)
    for rows in (own, due.free_at(at)):  # type: ignore[attr-defined]
        found: Reading | None = rows.select_for_update(
            skip_locked=True, no_key=True, of=("self",)
        ).first()
        if found is not None:
            _keep(found, by=by, at=at)
            return found
    return None


def _keep(reading: Reading, *, by: User, at: datetime) -> None:
    """Hold it for rules.HOLD from now. No Event: what is done with it has one."""
    reading.held_by, reading.held_until = by, at + rules.HOLD
    reading.save(update_fields=["held_by", "held_until"])


def _let_go(reading: Reading, *names: str) -> None:
    """Nobody holds it any more. Part of an act, whose Event tells it."""
    reading.held_by = reading.held_until = None
    reading.save(update_fields=["held_by", "held_until", *names])


@transaction.atomic
def give(
    *,
    reading: Reading,
    place: Place,
    point: Point,
    proposal: Proposal | None,
    by: User,
    at: datetime,
) -> list[Code]:
    """Say that a passage makes a point: of one front counter, or of all that it was said about.

    A code for each answer that holds the same words. One Event. Raises Refused when the person may
    not now, the point was merged meanwhile, or the passage has it already.
    """
    held = _locked(reading)
    raise_refusal(rules.why_not_give(by, held, at))
    raise_refusal(RESTRICTED if queries.is_restricted(reading.response) else "")
    point = Point.objects.get(pk=point.pk)
    if point.into_id is not None:
        raise Refused(f"{point.name} was merged into another a moment ago. Choose again.")
    new = queries.not_given(held, place, point, proposal)
    if not new:
        raise Refused(f"These words have {point.name} already.")
    frame = frames.frame_of(held.consultation).version
    made = [
        Code.objects.create(
            reading=held, answer=one, start=place.start, end=place.end, file=place.file,
            in_note=place.in_note, point=point, proposal_id=about, frame=frame, by=by, at=at,
        )
        for one, about in new
    ]  # fmt: skip
    _worked_on(held, by=by, at=at)
    record(
        EventKind.CODE_MADE, about=reading.response, by=by, at=at,
        consultation=held.consultation_id, codes=[one.pk for one in made], point=point.pk,
        frame=frame,
    )  # fmt: skip
    return made


def _worked_on(reading: Reading, *, by: User, at: datetime) -> None:
    """What is read is held on to; what was read and made no point makes one now. Part of an act."""
    if not reading.is_done:
        _keep(reading, by=by, at=at)
    elif reading.no_point:
        reading.no_point = False
        reading.save(update_fields=["no_point"])


@transaction.atomic
def give_new(
    *,
    reading: Reading,
    place: Place,
    sentence: str,
    proposal: Proposal | None,
    by: User,
    at: datetime,
) -> list[Code]:
    """Make a point that the codeframe did not have, and give it to a passage, all or none.

    Raises Refused as `frame.make_point` and `give` do.
    """
    _locked(reading)  # before the codeframe, as whoever codes does
    point = make_point(consultation=reading.consultation, sentence=sentence, by=by, at=at)
    return give(reading=reading, place=place, point=point, proposal=proposal, by=by, at=at)


@transaction.atomic
def take_back(*, reading: Reading, codes: Sequence[Code], by: User, at: datetime) -> None:
    """The passage does not make the point after all. The codes stay on record. One Event.

    Of a response that was read to its end the last code is not taken back: it has to be read again
    first. Raises Refused then, when the person may not now, and when they were taken back already.
    """
    held = _locked(reading)
    raise_refusal(rules.why_not_give(by, held, at))
    keys = [one.pk for one in codes]
    rows = Code.objects.standing().filter(reading=held, pk__in=keys)
    if not rows.exists():
        raise Refused("This was taken back a moment ago.")
    if held.is_done and not held.codes.standing().exclude(pk__in=keys).exists():
        raise Refused(
            "It is the last code of a response that was read to its end. Read it again first."
        )
    rows.update(taken_back_at=at, taken_back_by=by)
    record(
        EventKind.CODE_TAKEN_BACK, about=reading.response, by=by, at=at,
        consultation=held.consultation_id, codes=keys,
    )  # fmt: skip


@transaction.atomic
def done(*, reading: Reading, no_point: bool, by: User, at: datetime) -> None:
    """This person has read all of it, and each of its points is coded, or it makes none. One Event.

    Raises Refused when neither is so, and when the person may not now.
    """
    held = _locked(reading)
    codes = held.codes.standing().count()
    raise_refusal(RESTRICTED if queries.is_restricted(reading.response) else "")
    raise_refusal(rules.why_not_done(by, held, at, codes=codes, no_point=no_point))
    frame = frames.frame_of(held.consultation).version
    held.done_at, held.done_by, held.frame, held.no_point = at, by, frame, no_point
    _let_go(held, "done_at", "done_by", "frame", "no_point")
    record(
        EventKind.READING_DONE, about=reading.response, by=by, at=at,
        consultation=held.consultation_id, codes=codes, frame=frame,
    )  # fmt: skip


@transaction.atomic
def reopen(*, reading: Reading, by: User, at: datetime) -> None:
    """It is to be read again; its codes stay. One Event. Raises Refused when nobody has read it."""
    held = _locked(reading)
    raise_refusal(rules.why_not_reopen(by, held))
    before = held.done_by_id
    held.done_at = held.done_by = held.frame = None
    held.no_point = False
    held.save(update_fields=["done_at", "done_by", "frame", "no_point"])
    record(
        EventKind.READING_REOPENED, about=reading.response, by=by, at=at,
        consultation=held.consultation_id, read_by=before,
    )  # fmt: skip


@transaction.atomic
def confirm(*, codes: Iterable[Code], point: Point, by: User, at: datetime) -> int:
    """The passages make the point as it is worded now. Returns how many there were. One Event.

    Raises Refused when the person may not, or none of them waits for it any more.
    """
    raise_refusal(rules.why_not_code(by, point))
    frame = frames.frame_of(point.consultation).version
    keys = [one.pk for one in codes]
    waiting = Code.objects.standing().filter(
        Q(point=point) | Q(point__into=point), pk__in=keys, frame__lt=point.frame
    )
    number = waiting.update(frame=frame)
    if not number:
        raise Refused("These were looked at a moment ago.")
    record(
        EventKind.CODE_CONFIRMED, about=point, by=by, at=at,
        consultation=point.consultation_id, codes=keys, frame=frame,
    )  # fmt: skip
    return number
