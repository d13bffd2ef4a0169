"""Words that must be found nowhere: one in each field that is anything but plain, by PRIVACY.

A model or a field that is new is planted by itself, or `test_leaks.py` fails until this file says
how, or why it cannot be told apart.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import factory
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction

from consultation.models import Consultation, Response
from consultation.models.constraints import PLAIN
from tests.factories import FACTORIES, THEN, UserFactory

Model = type[models.Model]
#: Dates, numbers and keys of other rows, which look like any other.
NOT_TOLD_APART = (models.DateTimeField, models.DateField, models.BigIntegerField, models.ForeignKey)
SOMEBODY = factory.SubFactory(UserFactory)
#: Fields that hold one of a few values, which everybody may know of.
FEW = {"EqualityAnswer.value"}
#: What makes room for a field, by model: a state in which it may be said.
ROOM: dict[str, dict[str, Any]] = {
    "FormalReply": {"state": "SET_ASIDE"},
    "Meeting": {
        "held_at": THEN, "attendance": 40, "attendance_how": "COUNTED", "state": "HELD",
        "recorded_at": THEN,
    },
    "Registration": {"state": "DECLINED", "decided_at": THEN, "decided_by": SOMEBODY},
    "Review": {"verdict": "QUARANTINE"},
    "BulkReview": {"verdict": "QUARANTINE"},
    "BulkRedaction": {"state": "FOUND", "places": 1, "responses": 1, "newest_at": THEN},
    "LegalHold": {"lifted_at": THEN, "lifted_by": SOMEBODY},
    "Message": {"state": "SENT", "sent_at": THEN},
    "Organisation": {"verified_at": THEN, "verified_how": "STAFF", "verified_by": SOMEBODY},
}  # fmt: skip


#: Rows that come with a consultation or a response of their own.
OWN: dict[str, Callable[[Consultation], dict[str, Any]]] = {
    "EqualityAnswer": lambda _consultation: {},  # that asks the questions of its set
    "Transcription": lambda consultation: {"consultation": consultation},  # being typed in
    "SignedReply": lambda consultation: {"reply__consultation": consultation},  # not released
}


class Plants:
    """Every token that was planted, with where."""

    def __init__(self) -> None:
        self.where: dict[str, str] = {}

    def token(self, where: str, *, most: int = 60) -> str:
        """A word that stands nowhere else, for this place."""
        made = f"zq{sha256(where.encode()).hexdigest()[:10]}"[:most]
        self.where[made] = where
        return made

    def value(self, field: models.Field[Any, Any], where: str) -> Any:
        """What the field is given."""
        if isinstance(field, models.UUIDField):
            key = uuid.uuid5(uuid.NAMESPACE_URL, where)
            self.where |= {str(key): where, key.hex: where}
            return key
        if isinstance(field, ArrayField):
            number = int(sha256(where.encode()).hexdigest()[:15], 16)
            self.where[str(number)] = where
            return [number]
        if isinstance(field, models.EmailField):
            return f"{self.token(where)}@example.com"
        if isinstance(field, models.BinaryField):
            token = self.token(where).ljust(32, "z")
            self.where[token.encode().hex()] = where
            return token.encode()[: field.max_length or 64]
        if isinstance(field, models.JSONField):
            # Read as the content of a formal reply it has no parts.
            said, empty = (
                self.token(where),
                {"edition": 1, "replaces": "", "parts": [], "files": []},
            )
            return {"organisation": said, "consultation": said, **empty}
        if field.max_length == 64:  # a digest
            digest = sha256(where.encode()).hexdigest()
            self.where[digest] = where
            return digest
        return self.token(where, most=field.max_length or 60)

    def found_in(self, content: str) -> set[str]:
        """Where the tokens were planted that stand in it."""
        small = content.lower()
        return {where for token, where in self.where.items() if token in small}


def secrets_of(model: Model) -> list[models.Field[Any, Any]]:
    """The fields that are anything but plain."""
    privacy: dict[str, str] = model.PRIVACY  # type: ignore[attr-defined]
    return [one for one in model._meta.concrete_fields if privacy[one.name] != PLAIN]


def can_be_told(field: models.Field[Any, Any]) -> bool:
    """A word that stands nowhere else can be put into it."""
    known = f"{field.model.__name__}.{field.name}"
    return not isinstance(field, NOT_TOLD_APART) and known not in FEW


def models_with_secrets() -> list[Model]:
    """All of ours that have such a field."""
    every = apps.get_app_config("consultation").get_models()
    return sorted((one for one in every if secrets_of(one)), key=lambda one: one.__name__)


def values_for(model: Model, plants: Plants, name: str = "") -> dict[str, Any]:
    """A token for each of these fields of a model."""
    return {
        field.name: plants.value(field, f"{name or model.__name__}.{field.name}")
        for field in secrets_of(model)
        if can_be_told(field)
    }


def plant(model: Model, plants: Plants, consultation: Consultation, response: Response) -> None:
    """A row of this consultation, and of this public response where it belongs to one."""
    names = {field.name for field in model._meta.concrete_fields}
    near = {"consultation": consultation, "response": response}
    own = {name: thing for name, thing in near.items() if name in names}
    own = OWN.get(model.__name__, lambda _consultation: own)(consultation)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # an account and its second factor
        FACTORIES[model](**{**own, **ROOM.get(model.__name__, {}), **values_for(model, plants)})
