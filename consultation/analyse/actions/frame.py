"""The codeframe: every change of it is one more version, with an Event and its reason."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from consultation.analyse import rules
from consultation.analyse.queries import frame as queries
from consultation.events import record
from consultation.models import (
    Codeframe,
    Consultation,
    EventKind,
    Point,
    PointAbout,
    PointWording,
    Proposal,
    Theme,
    User,
)
from consultation.states import Refused, raise_refusal


def _next_version(consultation: Consultation) -> Codeframe:
    """The codeframe, one version on and locked until the transaction ends. Part of an act."""
    Codeframe.objects.get_or_create(consultation=consultation, defaults={"version": 0})
    frame = Codeframe.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    frame.version += 1
    frame.save(update_fields=["version"])
    return frame


@transaction.atomic
def make_theme(*, consultation: Consultation, title: str, by: User, at: datetime) -> Theme:
    """A heading for points. Raises Refused when the person may not, or the title is taken."""
    raise_refusal(rules.why_not_code(by, consultation))
    frame = _next_version(consultation)
    raise_refusal(_why_not_titled(consultation, title))
    made = Theme.objects.create(consultation=consultation, title=title, at=at, by=by)
    record(
        EventKind.THEME_MADE, about=made, by=by, at=at, consultation=consultation.pk,
        frame=frame.version,
    )  # fmt: skip
    return made


@transaction.atomic
def rename_theme(*, theme: Theme, title: str, by: User, at: datetime) -> None:
    """Another title for a heading. Raises Refused as `make_theme` does."""
    raise_refusal(rules.why_not_code(by, theme))
    frame = _next_version(theme.consultation)
    raise_refusal(_why_not_titled(theme.consultation, title, other_than=theme.pk))
    theme.title = title
    theme.save(update_fields=["title"])
    record(
        EventKind.THEME_RENAMED, about=theme, by=by, at=at, consultation=theme.consultation_id,
        frame=frame.version,
    )  # fmt: skip


def _why_not_titled(consultation: Consultation, title: str, other_than: int = 0) -> str:
    known = Theme.objects.filter(consultation=consultation, title__iexact=title)
    taken = known.exclude(pk=other_than).exists()
    return "There is a theme of this title already. Choose another." if taken else ""


@transaction.atomic
def make_point(
    *,
    consultation: Consultation,
    sentence: str,
    by: User,
    at: datetime,
    theme: Theme | None = None,
    includes: str = "",
    excludes: str = "",
    about: Iterable[Proposal] = (),
) -> Point:
    """A point that the codeframe did not have. Raises Refused when the person may not, or there is
    one that says the very same.
    """
    raise_refusal(rules.why_not_code(by, consultation))
    frame = _next_version(consultation)
    if same := queries.same_sentence(consultation, sentence):
        raise Refused(f"{same.name} says the same. Use that one, or say how this one differs.")
    made = Point.objects.create(
        consultation=consultation, number=queries.next_number(consultation), theme=theme,
        sentence=sentence, includes=includes, excludes=excludes, frame=frame.version, at=at, by=by,
    )  # fmt: skip
    _keep_wording(made, reason="", by=by, at=at)
    placed = [PointAbout(point=made, proposal=one, at=at, by=by) for one in about]
    PointAbout.objects.bulk_create(placed)
    record(
        EventKind.POINT_MADE, about=made, by=by, at=at, consultation=consultation.pk,
        frame=frame.version, number=made.number,
    )  # fmt: skip
    return made


def _keep_wording(point: Point, *, reason: str, by: User, at: datetime) -> None:
    """What a point says from its version on. Part of an act, whose Event tells it."""
    PointWording.objects.create(
        point=point, version=point.version, sentence=point.sentence, includes=point.includes,
        excludes=point.excludes, reason=reason, by=by, at=at,
    )  # fmt: skip


def _held(point: Point) -> Point:
    """The point as it stands now, while the codeframe is held."""
    return Point.objects.select_related("consultation", "into").get(pk=point.pk)


def _changed(point: Point, *, reason: str, by: User, at: datetime, **changes: Any) -> None:
    """Another version of a point. Part of an act, whose Event tells it."""
    for name, value in {**changes, "version": point.version + 1}.items():
        setattr(point, name, value)
    point.save(update_fields=["version", *changes])
    _keep_wording(point, reason=reason, by=by, at=at)


@transaction.atomic
def reword_point(
    *,
    point: Point,
    sentence: str,
    includes: str,
    excludes: str,
    reason: str,
    by: User,
    at: datetime,
) -> Point:
    """A point says something else from now on: answers to it and codes are looked at again.

    Returns it as it stands. Raises Refused when the person may not, it was merged, nothing is
    different, or no reason is given.
    """
    raise_refusal(rules.why_not_code(by, point))
    frame = _next_version(point.consultation)
    point = _held(point)
    raise_refusal(rules.why_not_change(by, point) or ("" if reason.strip() else rules.GIVE_REASON))
    words = {"sentence": sentence, "includes": includes, "excludes": excludes}
    if all(getattr(point, name) == value for name, value in words.items()):
        raise Refused("Nothing is different. Change the words, or go back.")
    same = queries.same_sentence(point.consultation, sentence)
    if same is not None and same.pk != point.pk:
        raise Refused(f"{same.name} says the same. Merge the two instead.")
    _changed(point, reason=reason.strip(), by=by, at=at, frame=frame.version, **words)
    record(
        EventKind.POINT_REWORDED, about=point, by=by, at=at, consultation=point.consultation_id,
        frame=frame.version, version=point.version,
    )  # fmt: skip
    return point


@transaction.atomic
def place_point(
    *,
    point: Point,
    theme: Theme | None,
    about: Iterable[Proposal],
    by: User,
    at: datetime,
    reason: str = "",
    frame: int | None = None,
) -> None:
    """The theme that a point stands under, and the front counters that it is about beside those
    that its codes speak of.

    :param frame: the version of the codeframe that the person was shown.
    Raises Refused when the person may not, the codeframe changed since, or a front counter is taken
    away without a reason.
    """
    raise_refusal(rules.why_not_code(by, point))
    now = _next_version(point.consultation)
    if frame is not None and frame != now.version - 1:
        raise Refused(rules.CHANGED_SINCE)
    wanted = {one.pk for one in about}
    known = set(point.about.values_list("proposal", flat=True))
    if known - wanted and not reason.strip():
        raise Refused("Enter why a front counter is taken away: it is kept with the point.")
    point.about.exclude(proposal__in=wanted).delete()
    added = [PointAbout(point=point, proposal_id=key, at=at, by=by) for key in wanted - known]
    PointAbout.objects.bulk_create(added)
    point.theme = theme
    point.save(update_fields=["theme"])
    if known - wanted:
        _changed(point, reason=reason.strip(), by=by, at=at)
    record(
        EventKind.POINT_PLACED, about=point, by=by, at=at, consultation=point.consultation_id,
        frame=now.version, theme=theme.pk if theme else 0, added=sorted(wanted - known),
        removed=sorted(known - wanted),
    )  # fmt: skip


@transaction.atomic
def merge_point(*, point: Point, into: Point | None, reason: str, by: User, at: datetime) -> Point:
    """Two points turned out to be one. Both stay: codes, numbers and wordings are kept as they are.

    What was answered to the other is to be answered again, now that it says this too; points that
    went into this one before go along. Returns the one it went into. Raises Refused as the rules
    say, and without a reason.
    """
    raise_refusal(rules.why_not_code(by, point))
    frame = _next_version(point.consultation)
    point = _held(point)
    target = _held(into) if into is not None else None
    raise_refusal(rules.why_not_merge(by, point, target))
    raise_refusal("" if reason.strip() else rules.GIVE_REASON)
    assert target is not None
    said = reason.strip()
    for one in Point.objects.filter(into=point):
        _changed(one, reason=said, by=by, at=at, into=target)
    _changed(point, reason=said, by=by, at=at, into=target)
    _changed(target, reason=f"{point.name} was merged into it: {said}", by=by, at=at)
    record(
        EventKind.POINT_MERGED, about=point, by=by, at=at, consultation=point.consultation_id,
        frame=frame.version, into=target.pk,
    )  # fmt: skip
    return target


@transaction.atomic
def part_point(*, point: Point, reason: str, by: User, at: datetime) -> Point:
    """A merged point stands by itself again, and needs an answer of its own. Returns it.

    Raises Refused when the person may not, it is not merged, or no reason is given.
    """
    raise_refusal(rules.why_not_code(by, point))
    frame = _next_version(point.consultation)
    point = _held(point)
    raise_refusal(rules.why_not_part(by, point) or ("" if reason.strip() else rules.GIVE_REASON))
    assert point.into is not None
    target, said = point.into, reason.strip()
    _changed(point, reason=said, by=by, at=at, into=None)
    _changed(target, reason=f"{point.name} was parted from it: {said}", by=by, at=at)
    record(
        EventKind.POINT_PARTED, about=point, by=by, at=at, consultation=point.consultation_id,
        frame=frame.version, parted_from=target.pk,
    )  # fmt: skip
    return point


@transaction.atomic
def sign_off(*, consultation: Consultation, by: User, at: datetime) -> Codeframe:
    """Say that the codeframe as it is now is fit to code by. It may be changed afterwards.

    Raises Refused when the person may not, there is no point, or this version was signed off.
    """
    raise_refusal(rules.why_not_code(by, consultation))
    locked = Codeframe.objects.select_for_update(no_key=True)
    frame = locked.filter(pk=consultation.pk).first()
    if frame is None or not Point.objects.filter(consultation=consultation).exists():
        raise Refused("There is no point yet. Make one first.")
    if frame.signed_off == frame.version:
        raise Refused("This version was signed off already.")
    Codeframe.objects.filter(pk=frame.pk).update(
        signed_off=F("version"), signed_off_at=at, signed_off_by=by
    )
    record(
        EventKind.FRAME_SIGNED_OFF, about=frame, by=by, at=at, consultation=consultation.pk,
        frame=frame.version,
    )  # fmt: skip
    return frame
