"""The record of what happened. One call, inside the transaction of the act it records."""

from datetime import datetime
from typing import Any

from django.db import models

from consultation.models import Event, EventKind, User

PUBLIC = "public"
MACHINE = "machine"
STAFF = "staff"


def actor_of(by: User | str) -> tuple[str, int | None]:
    """Person or machine, told apart by a field and never by a null alone."""
    if isinstance(by, User):
        return STAFF, by.pk
    if by not in (PUBLIC, MACHINE):
        raise ValueError(f"by= must be an account, PUBLIC or MACHINE, not {by!r}.")
    return by, None


def name_of(about: models.Model) -> str:
    """How an event names a row: `model:key`."""
    return name_of_key(type(about), about.pk)


def name_of_key(model: type[models.Model], key: int) -> str:
    """The same, for a row that is known by its key alone."""
    return f"{model._meta.model_name}:{key}"


def record(
    kind: EventKind,
    *,
    about: models.Model,
    by: User | str,
    at: datetime,
    consultation: int | None = None,
    **facts: Any,
) -> Event:
    """Append one event. `facts` hold numbers, codes and names of states, never a person's words.

    Raises ValueError when `by` is neither an account nor PUBLIC nor MACHINE.
    """
    actor, account = actor_of(by)
    return Event.objects.create(
        kind=kind,
        about=name_of(about),
        consultation=consultation,
        actor=actor,
        by=account,
        at=at,
        facts=facts,
    )
