"""May this person code, or shape the codeframe, now, and if not, why."""

from datetime import datetime, timedelta

from consultation.access import Permission, Visitor, why_not
from consultation.models import Consultation, Point, Reading, Response, Theme

HOLD = timedelta(minutes=30)  # for which a coder keeps a response to themselves
CHANGED_SINCE = (
    "Somebody else changed the codeframe since you opened this page. Look at what is ticked now, "
    "then save again."
)
GONE = "This code is not on the page any more. Look again."
GIVE_REASON = "Enter why: it is kept with the point."


def why_not_code(person: Visitor, about: Consultation | Response | Point | Theme | Reading) -> str:
    """Only those who may code; other staff may read."""
    return why_not(person, Permission.CODE, about=about)


def why_not_while_held(person: Visitor, reading: Reading, now: datetime) -> str:
    """What somebody else is reading is coded by nobody else meanwhile."""
    if reading.is_held_at(now) and reading.held_by_id != person.pk:
        assert reading.held_by is not None
        return (
            f"{reading.held_by.name} is reading this response now. Take another, or come back "
            "in half an hour."
        )
    return ""


def why_not_give(person: Visitor, reading: Reading, now: datetime) -> str:
    """A code can be given to a response that counts, and that nobody else is reading."""
    if refusal := why_not_code(person, reading):
        return refusal
    if not reading.counted:
        return "This response is not counted any more: it was excluded, replaced or withdrawn."
    return why_not_while_held(person, reading, now)


def why_not_done(
    person: Visitor, reading: Reading, now: datetime, *, codes: int, no_point: bool
) -> str:
    """A response is read once each of its points is coded, or somebody says that it makes none."""
    if refusal := why_not_give(person, reading, now):
        return refusal
    if reading.is_done:
        return "This response was read to its end already."
    if not codes and not no_point:
        return "Code what it says, or tick that it makes no point that needs an answer."
    if codes and no_point:
        return "It has codes, so it makes a point. Untick that it makes none, or take them back."
    return ""


def why_not_reopen(person: Visitor, reading: Reading) -> str:
    """What was read can be read again."""
    if refusal := why_not_code(person, reading):
        return refusal
    return "" if reading.is_done else "Nobody has read this response to its end yet."


def why_not_change(person: Visitor, point: Point) -> str:
    """A point that stands by itself can be reworded and merged."""
    if refusal := why_not_code(person, point):
        return refusal
    if point.into is not None:
        return f"{point.name} was merged into {point.into.name}. Part it first."
    return ""


def why_not_merge(person: Visitor, point: Point, into: Point | None) -> str:
    """A point goes into another of its consultation that stands by itself."""
    if refusal := why_not_change(person, point):
        return refusal
    if into is None or into.consultation_id != point.consultation_id:
        return "There is no such point. Enter the number of another."
    if into.pk == point.pk:
        return "A point cannot be merged into itself. Enter the number of another."
    if into.into_id is not None:
        return f"{into.name} was itself merged into another. Enter the number of that one."
    return ""


def why_not_part(person: Visitor, point: Point) -> str:
    """What was merged can be parted again."""
    if refusal := why_not_code(person, point):
        return refusal
    return "" if point.into_id is not None else f"{point.name} is not merged into another."


def why_not_gathered(*, counted: bool) -> str:
    """A line is coded while its petition is on record, or its meeting was held."""
    if counted:
        return ""
    return "This record was corrected or withdrawn, or the meeting was not held: it counts no more."
