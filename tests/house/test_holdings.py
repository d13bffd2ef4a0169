"""No field with something of a person can be forgotten by an export or an erasure."""

from django.db import models

from consultation.audit.holdings import KEPT, PLACES
from tests.house.test_models import MODELS


def sensitive() -> set[str]:
    return {
        f"{noun.__name__}.{name}"
        for noun in MODELS
        for name, privacy in noun.PRIVACY.items()  # type: ignore[attr-defined]
        if privacy != "plain"
    }


def emptied() -> set[str]:
    return {
        f"{place.noun.__name__}.{name}"
        for places in PLACES.values()
        for place in places
        for name in place.becomes
    }


def is_kept(field: str) -> bool:
    return field in KEPT or f"{field.split('.')[0]}.*" in KEPT


def test_every_sensitive_field_is_emptied_or_kept_for_a_reason() -> None:
    assert {one for one in sensitive() if not is_kept(one)} - emptied() == set()


def test_nothing_is_both_and_no_reason_stands_for_nothing() -> None:
    assert {one for one in emptied() & sensitive() if is_kept(one)} == set()
    assert all(reason.strip() for reason in KEPT.values())
    nouns = {field.split(".")[0] for field in sensitive()}
    for field in KEPT:
        noun, _, name = field.partition(".")
        assert field in sensitive() or (name == "*" and noun in nouns), field


def test_each_place_empties_all_that_is_sensitive_in_its_rows_between_them() -> None:
    for places in PLACES.values():
        nouns: dict[type[models.Model], set[str]] = {}
        for place in places:
            if not place.removed:
                nouns.setdefault(place.noun, set()).update(place.becomes)
        for noun, names in nouns.items():
            named = {f"{noun.__name__}.{name}" for name in names}
            own = {one for one in sensitive() if one.split(".")[0] == noun.__name__}
            assert {one for one in own - named if not is_kept(one)} == set()
