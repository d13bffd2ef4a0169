"""The open API asked from outside, by its own description, with the cases of `test_fuzz.py`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok

from tests.hunt.found import Found
from tests.world import World


def ask(
    address: str, world: World, found: Found, examples: int, modes: Iterable[GenerationMode]
) -> None:
    """Every operation, with what its description allows or what it forbids."""
    api = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    named = {
        "consultation": world.consultation.slug,
        "number": world.published.pk,
        "organisation": world.signed.reply.organisation.slug,
    }
    for result in api.get_all_operations():
        if not isinstance(result, Ok):
            found.note("answers not as described", f"no operation: {result.err()}")
            continue
        operation = result.ok()
        for mode in modes:
            try:
                _ask(operation, mode, named, found, examples)
            except (Exception, FailureGroup) as problem:
                words = " ".join(str(problem).split())[:400]
                found.note("answers not as described", f"{operation.label} {mode.value}: {words}")


def _ask(
    operation: Any, mode: GenerationMode, named: dict[str, Any], found: Found, examples: int
) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def each(case: Any) -> None:
        found.tried["questions to the API"] += 1
        if mode == GenerationMode.POSITIVE:  # else hardly any would be found
            case.path_parameters = {name: named[name] for name in case.path_parameters}
        case.call_and_validate()

    each()
