"""People of an organisation: they leave, or are taken out."""

from datetime import datetime

from django.db import transaction

from consultation import accounts
from consultation.models import Grant, Organisation, User
from consultation.reply import rules
from consultation.states import Refused


@transaction.atomic
def leave(*, organisation: Organisation, by: User, at: datetime) -> list[Grant]:
    """A person acts for it no more, from the very next request on. One Event a role.

    Raises Refused when they did not.
    """
    return accounts.end_membership(person=by, organisation=organisation, by=by, at=at)


@transaction.atomic
def remove_member(
    *, organisation: Organisation, member: User, by: User, at: datetime
) -> list[Grant]:
    """Staff or an approver take somebody out. One Event a role.

    Raises Refused when `by` may not, or the person does not act for it any more.
    """
    if refusal := rules.why_not_remove(by, member, organisation):
        raise Refused(refusal)
    return accounts.end_membership(person=member, organisation=organisation, by=by, at=at)
