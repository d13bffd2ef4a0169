"""Answers to points."""

from datetime import datetime

from django.db import transaction

from consultation.analyse.queries.frame import point_of
from consultation.decide import rules
from consultation.decide.queries import points as queries
from consultation.events import record
from consultation.models import (
    Codeframe,
    Disposition,
    DispositionKind,
    EventKind,
    Point,
    Proposal,
    User,
)
from consultation.states import Refused


@transaction.atomic
def answer(
    *,
    point: Point,
    kind: str,
    reason: str,
    version: int,
    by: User,
    at: datetime,
    proposal: Proposal | None = None,
) -> Disposition:
    """Say what becomes of a point and why: for one proposal, or for all that it is about.

    Earlier answers stay on record. `version` is what the person read. One Event. Raises Refused
    when the person may not now, the point says something else by now, it is not about the proposal,
    or no reason is given.
    """
    # Whoever rewords or merges the point holds the codeframe until it is done.
    Codeframe.objects.select_for_update(no_key=True).filter(pk=point.consultation_id).first()
    held = point_of(point.pk)
    assert held is not None
    if refusal := rules.why_not_disposed(by, held, at, version=version):
        raise Refused(refusal)
    if kind not in DispositionKind.values:
        raise Refused("Select what becomes of the point")
    if not reason.strip():
        raise Refused("Enter the reason")
    about = queries.standings([held])[held.pk].about
    if proposal is not None and about.isdisjoint({proposal.pk, None}):
        raise Refused(f"{held.name} is not about {proposal.station}. Answer it for what it is.")
    covers = {proposal.pk} if proposal else {one or Disposition.EVERYTHING for one in about}
    given = Disposition.objects.create(
        point=held, proposal=proposal, version=held.version, covers=sorted(covers), kind=kind,
        reason=reason.strip(), by=by, at=at,
    )  # fmt: skip
    record(
        EventKind.POINT_ANSWERED, about=held, by=by, at=at, consultation=held.consultation_id,
        disposition=given.pk, what=kind, version=held.version,
        proposal=proposal.pk if proposal else 0,
    )  # fmt: skip
    return given
