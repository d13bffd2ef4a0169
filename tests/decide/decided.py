"""Decisions that lack nothing, for tests that take one thing away."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from consultation.decide.actions import decisions as actions
from consultation.decide.actions import points
from consultation.decide.briefing import digest_of, signed_content
from consultation.decide.queries import decisions as queries
from consultation.models import Consultation, Decision, Point, Proposal, User
from tests import small_world
from tests.conftest import NOW, Town

WORDS = {
    "outcome": "AS_PROPOSED",
    "decided": "The counter closes on 1 May 2027.",
    "reasons": "Few people use it.",
    "alternatives": "Two days a week: the building would still be needed.",
    "conflicts": "None.",
}


def over_in(town: Town) -> Consultation:
    """One that nobody can respond to any more."""
    return small_world.consultation_of(town, slug="over", opened=False)


def written(decision: Decision, by: User, **more: Any) -> Decision:
    """Say all that it has to say, with the equality assessment that is current."""
    given: dict[str, Any] = {
        "words": WORDS,
        "results": dict.fromkeys(queries.criteria_of(decision.consultation), "It fits."),
        "equality": queries.current_assessment(decision.consultation),
        **more,
    }
    return actions.write(decision=decision, by=by, at=NOW, **given)


def briefed(decision: Decision, by: User) -> None:
    """Give whoever decides what the register says now."""
    actions.make_briefing(decision=decision, by=by, at=NOW)


def prepared(proposal: Proposal, by: User) -> Decision:
    """A draft that lacks nothing of its own. `by` may do everything."""
    consultation = proposal.consultation
    if queries.current_assessment(consultation) is None:
        actions.state_assessment(
            consultation=consultation, title="Equality impact assessment", text="It found this.",
            page="", by=by, at=NOW,
        )  # fmt: skip
    made = actions.begin(proposal=proposal, by=by, at=NOW)
    written(made, by)
    briefed(made, by)
    return made


def ready_to_sign(town: Town, by: User) -> Decision:
    """A draft about Holborn, of a consultation to which nobody responded."""
    return prepared(over_in(town).proposals.get(station__slug="holborn"), by)


def digest_now(decision: Decision) -> str:
    """Of what would be signed now."""
    found = queries.decision_of(decision.pk)
    assert found is not None
    given = queries.briefing_given(found)
    return digest_of(signed_content(found, given))


def sign(decision: Decision, by: User) -> Decision:
    """Sign it as it is now."""
    return actions.sign(decision=decision, digest=digest_now(decision), by=by, at=NOW)


def missing(decision: Decision) -> dict[str, list[int]]:
    return {kind: one.keys for kind, one in queries.missing(decision).items()}


def answer(point: Point, by: User, *, of: Proposal | None = None, minutes: int = 0) -> None:
    point.refresh_from_db()
    points.answer(
        point=point, kind="NOT_ACCEPTED", reason="Buses go there.", version=point.version, by=by,
        at=NOW + timedelta(minutes=minutes), proposal=of,
    )  # fmt: skip


def forced(decision: Decision) -> str:
    """What the database says to whoever signs past every rule."""
    with pytest.raises(DatabaseError) as why, transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(
            state="SIGNED", signed_at=NOW, signed_by=decision.begun_by, digest="a" * 64
        )
    return str(why.value).splitlines()[0]
