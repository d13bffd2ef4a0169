"""What petitions and meetings say is coded line by line."""

from datetime import datetime

from django.db import transaction

from consultation.analyse import rules
from consultation.analyse.actions.frame import make_point
from consultation.analyse.queries.gathered import Said
from consultation.events import record
from consultation.models import EventKind, GatheringCode, Point, User
from consultation.states import Refused, raise_refusal


@transaction.atomic
def give(
    *, said: Said, by: User, at: datetime, point: Point | None = None, sentence: str = ""
) -> GatheringCode:
    """Say that a line makes a point, or a new one of this sentence. One Event.

    Raises Refused when the person may not, the line does not count any more, the point was merged
    meanwhile, or the line has it already.
    """
    whole = said.consultation
    raise_refusal(rules.why_not_code(by, whole) or rules.why_not_gathered(counted=said.is_counted))
    if point is None:
        point = make_point(consultation=whole, sentence=sentence, by=by, at=at)
    point = Point.objects.get(pk=point.pk)
    if point.into_id is not None:
        raise Refused(f"{point.name} was merged into another a moment ago. Choose again.")
    made, new = GatheringCode.objects.get_or_create(
        gathered=said.line, point=point, taken_back_at=None, defaults={"by": by, "at": at}
    )
    if not new:
        raise Refused(f"This line has {point.name} already.")
    record(
        EventKind.GATHERED_CODED, about=said.line, by=by, at=at, consultation=whole.pk,
        code=made.pk, point=point.pk,
    )  # fmt: skip
    return made


@transaction.atomic
def take_back(*, said: Said, code: GatheringCode, by: User, at: datetime) -> None:
    """The line does not make the point after all. One Event. Raises Refused when the person may
    not, or it was taken back already.
    """
    raise_refusal(rules.why_not_code(by, said.consultation))
    standing = GatheringCode.objects.standing().filter(pk=code.pk, gathered=said.line)
    if not standing.update(taken_back_at=at, taken_back_by=by):
        raise Refused("This was taken back a moment ago.")
    record(
        EventKind.GATHERED_TAKEN_BACK, about=said.line, by=by, at=at,
        consultation=said.consultation.pk, code=code.pk,
    )  # fmt: skip
