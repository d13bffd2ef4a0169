"""Persons who never joined are erased 28 days after that was certain."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from consultation import emails
from consultation.events import record
from consultation.models import (
    Consultation,
    EventKind,
    Invitation,
    Message,
    Registration,
    User,
)
from consultation.models.constraints import erased_address

PERSON = {"person_name": "", "post": "", "proof": ""}


@transaction.atomic
def forget_addresses(*, by: User | str, at: datetime) -> int:
    """Erase the addresses of invitations that ended 28 days ago and nobody took up; and who asked
    to reply, where that was declined then or the invitation is forgotten.

    What was mailed to them is erased too. One Event a consultation for either. Returns how many.
    """
    total = _forget(
        Invitation.objects.forgotten_at(at), EventKind.INVITATION_FORGOTTEN, {}, by=by, at=at
    )
    return total + _forget(
        Registration.objects.forgotten_at(at), EventKind.REGISTRATION_FORGOTTEN, PERSON,
        by=by, at=at,
    )  # fmt: skip


def _forget(
    found: QuerySet[Any], kind: EventKind, emptied: dict[str, str], *, by: User | str, at: datetime
) -> int:
    """Those found, consultation by consultation; what somebody else is changing waits an hour."""
    by_consultation: dict[int, list[int]] = {}
    rows = found.order_by("pk").select_for_update(skip_locked=True, of=("self",))
    for key, consultation in rows.values_list("pk", "consultation_id"):
        by_consultation.setdefault(consultation, []).append(key)
    noun = found.model._meta.model_name or ""
    for consultation, keys in by_consultation.items():
        emails.erase(Message.objects.filter(**{f"{noun}__in": keys}), at=at)
        found.model._default_manager.filter(pk__in=keys).update(
            email=erased_address(), erased_at=at, **emptied
        )
        record(
            kind, about=Consultation(pk=consultation), by=by, at=at, consultation=consultation,
            count=len(keys),
        )  # fmt: skip
    return sum(len(keys) for keys in by_consultation.values())
