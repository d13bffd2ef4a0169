"""What is done for a person who asks about their own records: each act with its reason."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, models, transaction

from consultation.audit import rules
from consultation.audit.actions.emptying import empty, forget_shared
from consultation.audit.bundle import bundle_of
from consultation.audit.finding import Found, How, find
from consultation.events import name_of, record
from consultation.models import (
    Erasure,
    EventKind,
    Ground,
    Part,
    PersonRequest,
    RequestKind,
    Response,
    Restriction,
    User,
)
from consultation.report.actions import drop_erased
from consultation.states import Refused, raise_refusal

Subjects = Sequence[models.Model]
HELD = "A legal hold was placed on it a moment ago. Nothing is erased."


@transaction.atomic
def search(*, how: How, text: str, reason: str, by: User, at: datetime) -> list[Found]:
    """Look for a person. One Event, which holds how many were found and not what was looked for.

    Raises Refused for those who may not and without a reason, and finding.TooSlow.
    """
    raise_refusal(rules.why_not_find(by) or rules.why_not_without(reason))
    found = find(how, text)
    made = _asked(RequestKind.FIND, [], reason, by=by, at=at)
    record(EventKind.PERSON_SEARCHED, about=made, by=by, at=at, how=how.value, found=len(found))
    return found


@transaction.atomic
def export(*, subjects: Subjects, reason: str, by: User, at: datetime) -> bytes:
    """All about a person as a ZIP. One Event for each row that stands for them."""
    raise_refusal(rules.why_not_find(by) or rules.why_not_without(reason))
    packed = bundle_of(subjects, by)
    made = _asked(RequestKind.EXPORT, subjects, reason, by=by, at=at)
    _tell(EventKind.PERSON_EXPORTED, subjects, made, by=by, at=at)
    return packed


@transaction.atomic
def restrict(*, subjects: Subjects, reason: str, by: User, at: datetime) -> None:
    """Keep their words, and use them no more: the public copies go in the same transaction.

    Raises Refused where one of them cannot be restricted; then none is.
    """
    found = _locked(subjects)
    raise_refusal(
        rules.why_not_without(reason), *(rules.why_not_restrict(by, one) for one in found)
    )
    made = _asked(RequestKind.RESTRICT, found, reason, by=by, at=at)
    for one in found:
        Restriction.objects.create(response_id=one.pk, request=made, by=by, at=at)
    forget_shared(keys=[one.pk for one in found], by=by, at=at)
    drop_erased(responses=[one.pk for one in found], by=by, at=at)
    _tell(EventKind.RESPONSE_RESTRICTED, found, made, by=by, at=at)


@transaction.atomic
def lift(*, subjects: Subjects, reason: str, by: User, at: datetime) -> None:
    """Let restricted words be used again. What was published before is not published by itself.

    Raises Refused where one of them is not restricted; then none is lifted.
    """
    found = _locked(subjects)
    raise_refusal(rules.why_not_without(reason), *(rules.why_not_lift(by, one) for one in found))
    made = _asked(RequestKind.LIFT, found, reason, by=by, at=at)
    for one in found:
        one.restrictions.in_force().update(lifted_at=at, lifted_by=by)  # type: ignore[attr-defined]
    forget_shared(keys=[one.pk for one in found], by=by, at=at)
    _tell(EventKind.RESTRICTION_LIFTED, found, made, by=by, at=at)


@transaction.atomic
def erase(*, subjects: Subjects, ground: Ground, reason: str, by: User, at: datetime) -> None:
    """Empty all that is held about a person. The shells stay, and say why they are empty.

    Raises Refused where one of them cannot be erased; then none is.
    """
    found = _locked(subjects)
    refusals = [rules.why_not_erase(by, one, now=at) for one in found]
    raise_refusal(rules.why_not_without(reason), *refusals)
    made = _asked(RequestKind.ERASE, found, reason, by=by, at=at)
    for noun in dict.fromkeys(map(type, found)):
        keys = [one.pk for one in found if type(one) is noun]
        if noun is Response:
            _write_erasures(keys, ground, made, at=at)
        empty(noun=noun, keys=keys, parts=list(Part), by=by, at=at)
    _tell(EventKind.RESPONSE_ERASED, found, made, by=by, at=at)


def _write_erasures(
    keys: Iterable[int], ground: Ground, made: PersonRequest, *, at: datetime
) -> None:
    """A row for each part that is not erased yet."""
    gone = set(Erasure.objects.filter(response__in=keys).values_list("response", "part"))
    rows = [
        Erasure(response_id=key, part=part, ground=ground, request=made, at=at)
        for key in keys
        for part in Part
        if (key, part.value) not in gone
    ]
    try:
        with transaction.atomic():
            Erasure.objects.bulk_create(rows)
    except IntegrityError as problem:
        raise Refused(HELD) from problem


@transaction.atomic
def refuse(*, subjects: Subjects, reason: str, by: User, at: datetime) -> None:
    """Keep why a request was not met. One Event for each row that stands for the person."""
    raise_refusal(rules.why_not_find(by) or rules.why_not_without(reason))
    made = _asked(RequestKind.REFUSE, subjects, reason, by=by, at=at)
    _tell(EventKind.PERSON_REFUSED, subjects, made, by=by, at=at)


def _locked(subjects: Subjects) -> list[models.Model]:
    """Read again under a lock, always in one order. Raises Refused for none."""
    if not subjects:
        raise Refused(rules.NOTHING_CHOSEN)
    found: list[models.Model] = []
    for noun in sorted({type(one) for one in subjects}, key=lambda one: one.__name__):
        keys = [one.pk for one in subjects if type(one) is noun]
        rows: Callable[..., models.QuerySet] = noun._default_manager.select_for_update
        found += rows(no_key=True).filter(pk__in=keys).order_by("pk")
    return found


def _asked(
    kind: RequestKind, subjects: Subjects, reason: str, *, by: User, at: datetime
) -> PersonRequest:
    about = [name_of(one) for one in subjects]
    return PersonRequest.objects.create(kind=kind, about=about, reason=reason.strip(), by=by, at=at)


def _tell(
    kind: EventKind, subjects: Subjects, made: PersonRequest, *, by: User, at: datetime
) -> None:
    for one in subjects:
        whole = getattr(one, "consultation_id", None)
        record(kind, about=one, by=by, at=at, consultation=whole, request=made.pk)
