"""One verdict on many responses, one by one: what could not be decided is told and left alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from consultation.models import Response, User, Verdict
from consultation.moderate import actions
from consultation.states import Refused

MOST_AT_ONCE = 500


@dataclass
class Outcome:
    """How many were decided, and how many not, by reason."""

    done: int = 0
    refused: Counter[str] = field(default_factory=Counter)


def decide(
    responses: Iterable[Response], verdict: Verdict, *, by: User, at: datetime, **given: Any
) -> Outcome:
    """Give the same verdict to each, in a transaction of its own, with one Review and one Event.

    :param given: what the verdict's action takes: `reason`, and `rule` for an exclusion.
    """
    outcome = Outcome()
    for response in responses:
        try:
            actions.ACTS[verdict](response=response, by=by, at=at, **given)
            outcome.done += 1
        except Refused as refusal:
            outcome.refused[str(refusal)] += 1
    return outcome
