"""What the screening worker does to the queue, for tests that are about the queue alone."""

from typing import Any

from consultation.models import Response, Screening, Unscreened
from consultation.moderate import tokens
from consultation.moderate.screening import VERSION
from tests.conftest import NOW


def screen(response: Response, language: str = "", **fields: Any) -> Screening:
    """Its place in the queue, by its answers and flags."""
    flags = list(response.flags.all())
    answers = response.answers.select_related("proposal__station")
    made: Screening = Screening.objects.create(
        response=response, consultation_id=response.consultation_id, version=VERSION, at=NOW,
        state=response.state, received_at=response.received_at, language=language,
        rank=fields.pop("rank", tokens.rank_of(flags)),
        tokens=[*tokens.tokens_of(response, answers, flags, language), *fields.pop("more", ())],
        **fields,
    )  # fmt: skip
    return made


def screen_all() -> None:
    """Whatever waits for it."""
    keys = Unscreened.objects.values("pk")
    for response in Response.objects.filter(pk__in=keys).order_by("pk"):
        screen(response)
