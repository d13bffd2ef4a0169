"""People of an organisation: they leave, or are taken out."""

from datetime import datetime

from django.db import transaction

from consultation import accounts, emails
from consultation.models import (
    Grant,
    MessageKind,
    Organisation,
    User,
)
from consultation.reply import approvers, enquiries, letters, queries, rules
from consultation.states import Refused


@transaction.atomic
def leave(*, organisation: Organisation, by: User, at: datetime, sure: bool = False) -> list[Grant]:
    """A person acts for it no more, from the very next request on. One Event a role.

    Owners are mailed when nobody is left who approves. Raises Refused when they did not act for
    it, and when much hangs on the last approver and they are not `sure`.
    """
    return _let_go(by, _locked(organisation), by=by, at=at, sure=sure)


@transaction.atomic
def remove_member(
    *, organisation: Organisation, member: User, by: User, at: datetime, sure: bool = False
) -> list[Grant]:
    """Staff or an approver take somebody out. One Event a role.

    Owners are mailed when nobody is left who approves. Raises Refused when `by` may not, the person
    does not act for it any more, or as `leave` does.
    """
    organisation = _locked(organisation)
    if refusal := rules.why_not_remove(by, member, organisation):
        raise Refused(refusal)
    return _let_go(member, organisation, by=by, at=at, sure=sure)


def _locked(organisation: Organisation) -> Organisation:
    """Its row is the lock: of two approvers who leave at once, the second is told."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _let_go(
    person: User, organisation: Organisation, *, by: User, at: datetime, sure: bool
) -> list[Grant]:
    last = approvers.is_last(person, organisation)
    consequence = "" if sure else rules.what_ends_with(person, organisation, by=by)
    if consequence:
        raise Refused(f"{consequence} Confirm that this is what you want.")
    ended = accounts.end_membership(person=person, organisation=organisation, by=by, at=at)
    if last:
        _tell_owners(person, organisation, by=by, at=at)
    return ended


def _tell_owners(person: User, organisation: Organisation, *, by: User, at: datetime) -> None:
    behind = approvers.left_behind(person, organisation)
    letter = letters.no_approver_letter(
        organisation, person, by, unsigned=behind.unsigned, open_now=queries.to_be_asked_about(at)
    )
    emails.write_to(enquiries.owners(), MessageKind.NO_APPROVER, letter, at=at)
