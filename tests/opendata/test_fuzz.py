"""Whatever the description allows is answered as it says, and whatever it forbids is refused.

The cases are drawn from the description itself, the same ones at each run.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode

from consultation.models import Consultation, Meeting, Petition, Response, SignedReply
from consultation.wsgi import application

api = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
api.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
asked: set[int] = set()  # what was answered, to see that not all was refused


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The end of a request leaves the connection alone, as it does for Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def public(
    one_connection: None, consultation: Consultation, told: Response, silent: Response,
    petition: Petition, meeting: Meeting, signed: SignedReply,
) -> dict[str, Any]:  # fmt: skip
    """What there is, as paths name it."""
    body = signed.reply.organisation.slug
    return {"consultation": consultation.slug, "number": told.pk, "organisation": body}


@api.parametrize()
@settings(
    max_examples=20, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@pytest.mark.sweeps
def test_every_address_holds_to_its_description(case: Any, public: dict[str, Any]) -> None:
    if case.meta.generation.mode == GenerationMode.POSITIVE:  # else hardly any would be found
        case.path_parameters = {name: public[name] for name in case.path_parameters}
    asked.add(case.call_and_validate().status_code)


def test_answers_and_refusals_were_both_among_them() -> None:
    if asked:  # not where this one is run alone
        assert {200, 400, 404, 405} <= asked
