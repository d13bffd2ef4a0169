"""Codes for colleagues: made, used and ended."""

from datetime import datetime

from django.db import transaction

from consultation.events import record
from consultation.models import (
    Consultation,
    EventKind,
    Invitation,
    JoinCode,
    Organisation,
    User,
)
from consultation.reply import join_codes, rules
from consultation.reply.actions.invitations import invite
from consultation.respond.codes import code_for, new_code
from consultation.states import Refused


def _refuse(refusal: str) -> None:
    if refusal:
        raise Refused(refusal)


def _record(kind: EventKind, code: JoinCode, *, by: User | str, at: datetime, **facts: int) -> None:
    record(
        kind, about=code, by=by, at=at, consultation=code.consultation_id,
        organisation=code.organisation_id, role=str(code.role), **facts,
    )  # fmt: skip


def _held(code: JoinCode) -> JoinCode:
    """The row as it is now, locked until the transaction ends."""
    found = JoinCode.objects.select_related("organisation", "consultation", "made_by")
    return found.select_for_update(of=("self",)).get(pk=code.pk)


@transaction.atomic
def make_code(
    *,
    consultation: Consultation,
    organisation: Organisation,
    role: str,
    by: User,
    at: datetime,
    form: str = "",
) -> tuple[JoinCode, str]:
    """A code for colleagues, and the code itself, which is never to be had again. One Event.

    The same `form` sent twice makes one code. Raises Refused when the person does not approve for
    the organisation, it has no addresses of its own, the consultation is a draft or closed, or that
    form has made another code.
    """
    _refuse(
        rules.why_not_make_code(by, consultation=consultation, organisation=organisation, now=at)
    )
    code = code_for(form) if form else new_code()
    if same := join_codes.code_behind(code):
        asked = (same.consultation == consultation, same.organisation == organisation, same.role)
        _refuse("" if asked == (True, True, role) else _made_already(same))
        return same, code
    made = JoinCode.objects.create(
        consultation=consultation, organisation=organisation, role=role,
        code_hash=join_codes.digest(code), made_by=by, made_at=at,
        expires_at=min(at + JoinCode.KEPT_FOR, consultation.formal_replies_end_at),
    )  # fmt: skip
    _record(EventKind.JOIN_CODE_MADE, made, by=by, at=at)
    return made, code


def _made_already(code: JoinCode) -> str:
    return (
        f"You made a code with this page already, for the role “{code.named_role.label}”. Go back "
        "to your organisation and open the page again to make another."
    )


@transaction.atomic
def end_code(*, code: JoinCode, by: User, at: datetime) -> None:
    """It lets nobody in from now on. One Event. Raises Refused when it did not any more."""
    held = _held(code)
    _refuse(rules.why_not_end_code(by, held, now=at))
    JoinCode.objects.filter(pk=held.pk).update(ended_at=at, ended_by=by)
    _record(EventKind.JOIN_CODE_ENDED, held, by=by, at=at)


@transaction.atomic
def join(*, code: JoinCode, email: str, by: User | str, at: datetime) -> Invitation:
    """Have an invitation sent to an address of the organisation's own, as if whoever made the code
    had invited it. It counts as a use. One Event, beside that of the invitation.

    Raises Refused when the code lets nobody in any more, the address is not the organisation's, or
    it cannot be invited.
    """
    held, email = _held(code), email.strip().lower()
    _refuse(rules.why_not_join(held, now=at) or rules.why_not_write_to(held, email, now=at))
    JoinCode.objects.filter(pk=held.pk).update(uses=held.uses + 1)
    made = invite(
        consultation=held.consultation, organisation=held.organisation, email=email,
        role=held.role, by=held.made_by, at=at,
    )  # fmt: skip
    _record(EventKind.JOIN_CODE_USED, held, by=by, at=at, invitation=made.pk)
    return made
