"""Accounts of staff and councils: made, given a role, relieved of it. They belong to no room."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from consultation.access import STAFF_ROLES, Permission, Visitor, why_not
from consultation.events import MACHINE, record
from consultation.models import (
    BOROUGH_ROLES,
    COUNCIL_ROLES,
    Consultation,
    EventKind,
    Grant,
    Invitation,
    Organisation,
    OrganisationKind,
    Role,
    User,
)
from consultation.scopes import SITE
from consultation.states import Refused, raise_refusal
from stations.models import Borough


def why_not_make(person: Visitor) -> str:
    """Those who give roles also make the accounts that hold them."""
    return why_not(person, Permission.GRANT_ROLES)


def why_not_grant(
    giver: Visitor,
    person: User,
    role: str,
    organisation: Organisation | None,
    consultation: Consultation | None = None,
    borough: Borough | None = None,
) -> str:
    """Nobody gives a role to themselves; a council's role names the council, and no other does.

    Whose own role is limited to a consultation gives roles that are limited to it too.
    """
    if refusal := why_not(giver, Permission.GRANT_ROLES):
        return refusal
    if refusal := why_not(giver, Permission.GRANT_ROLES, about=consultation or SITE):
        return f"{refusal} Choose your own consultation." if consultation is None else refusal
    if giver.pk == person.pk:
        return "You cannot give a role to yourself. Ask another owner."
    return _why_not_hold(person, Role(role), organisation, consultation, borough)


def why_not_revoke(giver: Visitor, grant: Grant) -> str:
    """A role in force can be taken away, but nobody takes away their own."""
    if refusal := why_not(giver, Permission.GRANT_ROLES, about=grant.consultation or SITE):
        return refusal
    if giver.pk == grant.person_id:
        return "You cannot take a role away from yourself. Ask another owner."
    if grant.revoked_at is not None:
        return "This role was taken away before."
    return ""


def _why_not_scope(role: Role, consultation: Consultation | None, borough: Borough | None) -> str:
    if role in COUNCIL_ROLES and (consultation or borough):
        return f"The {role.label.lower()} acts for an organisation in every consultation."
    if borough is not None and role not in BOROUGH_ROLES:
        return f"“{role.label}” cannot be limited to a borough: leave it empty."
    return ""


def _why_not_hold(
    person: User,
    role: Role,
    organisation: Organisation | None,
    consultation: Consultation | None = None,
    borough: Borough | None = None,
) -> str:
    if not person.is_active:
        return "This account is no longer in use."
    if role in STAFF_ROLES and organisation is not None:
        return f"“{role.label}” is a role of the people who consult: leave the organisation empty."
    if role not in STAFF_ROLES and organisation is None:
        return f"Say which organisation the {role.label.lower()} acts for."
    if refusal := _why_not_scope(role, consultation, borough):
        return refusal
    held = Grant.objects.in_force().to(person)
    if held.filter(role=role, consultation=consultation, borough=borough).exists():
        return f"{person.name} has the role “{role.label}” already."
    if organisation is not None and acts_elsewhere(person, organisation):
        return f"{person.name} acts for another organisation already."
    return ""


def acts_elsewhere(person: User, organisation: Organisation) -> bool:
    """The person acts for another organisation: an account acts for one. One query."""
    held = Grant.objects.in_force().to(person).exclude(organisation=None)
    return held.exclude(organisation=organisation).exists()


def why_not_second_council(
    kind: str, borough: Borough | None, but: Organisation | None = None
) -> str:
    """A borough has one council. `but` is the one that is corrected."""
    if kind != OrganisationKind.COUNCIL or borough is None:
        return ""
    there = Organisation.objects.filter(kind=kind, borough=borough)
    other = (there.exclude(pk=but.pk) if but else there).first()
    return f"{borough} has its council already: {other}." if other else ""


@transaction.atomic
def make_account(
    *,
    email: str,
    name: str,
    by: User | str,
    at: datetime,
    password: str | None = None,
    is_staff: bool = False,
    is_superuser: bool = False,
) -> User:
    """A new account without a role. One Event.

    :param password: none where its holder is to choose one by a link.
    :param is_staff: may open Django's admin.
    :raises Refused: when the person may not, or the address has an account.
    """
    raise_refusal(why_not_make(by) if isinstance(by, User) else "")
    if is_superuser and isinstance(by, User):
        raise Refused("An account that may do everything is made on the server: createsuperuser.")
    if User.objects.filter(email=email.lower()).exists():
        raise Refused(f"There is an account for {email.lower()} already.")
    account = User.objects.create_user(
        email, password, name=name, is_staff=is_staff, is_superuser=is_superuser
    )
    record(EventKind.ACCOUNT_MADE, about=account, by=by, at=at, admin=is_staff)
    return account


@transaction.atomic
def grant_role(
    *,
    person: User,
    role: str,
    by: User | str,
    at: datetime,
    organisation: Organisation | None = None,
    consultation: Consultation | None = None,
    borough: Borough | None = None,
) -> Grant:
    """Give a role. One Event. `by=MACHINE` is for set-up alone.

    Raises Refused as `why_not_grant` says.
    """
    # The account's row is the lock: of two who give the same role, the second is told.
    User.objects.select_for_update().get(pk=person.pk)
    raise_refusal(
        why_not_grant(by, person, role, organisation, consultation, borough)
        if isinstance(by, User)
        else _why_not_hold(person, Role(role), organisation, consultation, borough)
    )
    grant = Grant.objects.create(
        person=person,
        role=role,
        organisation=organisation,
        consultation=consultation,
        borough=borough,
        granted_at=at,
        granted_by=by if isinstance(by, User) else None,
    )
    record(EventKind.ROLE_GRANTED, about=person, by=by, at=at, **_facts_of(grant))
    return grant


@transaction.atomic
def grant_as_invited(*, invitation: Invitation, by: User, at: datetime) -> Grant:
    """The role that an invitation offers, to the person who takes it up. One Event.

    Whoever invited has given it: their right to was judged then, and the caller judges whether the
    invitation can be accepted. Raises Refused when the person cannot hold the role.
    """
    person = User.objects.select_for_update().get(pk=by.pk)
    raise_refusal(_why_not_hold(person, invitation.named_role, invitation.organisation))
    grant = Grant.objects.create(
        person=person,
        role=invitation.role,
        organisation=invitation.organisation,
        granted_at=at,
        granted_by=invitation.invited_by,
    )
    record(
        EventKind.ROLE_GRANTED, about=person, by=by, at=at,
        invitation=invitation.pk, **_facts_of(grant),
    )  # fmt: skip
    return grant


@transaction.atomic
def end_membership(
    *, person: User, organisation: Organisation, by: User, at: datetime
) -> list[Grant]:
    """Take away every role that a person has in an organisation. One Event each.

    The caller judges whether `by` may. Raises Refused when there is none.
    """
    held = list(
        Grant.objects.in_force().to(person).filter(organisation=organisation).select_for_update()
    )
    raise_refusal("" if held else f"{person.name} does not act for {organisation} any more.")
    for grant in held:
        _end(grant, by=by, at=at)
    return held


def _facts_of(grant: Grant) -> dict[str, Any]:
    """What an event says of a role: its name, and for which organisation it is held."""
    named = {
        "organisation": grant.organisation_id,
        "borough": grant.borough_id,
        "scope": grant.consultation_id,
    }
    return {"role": str(grant.role)} | {name: key for name, key in named.items() if key}


def end_role(*, grant: Grant, by: User, at: datetime) -> None:
    """Take away one role of an account that is closed. One Event; the caller judges."""
    _end(grant, by=by, at=at)


def _end(grant: Grant, *, by: User, at: datetime) -> None:
    Grant.objects.filter(pk=grant.pk).update(revoked_at=at, revoked_by=by)
    record(EventKind.ROLE_REVOKED, about=grant.person, by=by, at=at, **_facts_of(grant))


def _lock_owners(by: User, grant: Grant) -> User:
    """Lock everybody who may give roles, in the order of keys; the giver, read anew.

    Of two owners who relieve each other at once the second waits, and is an owner no more.
    """
    owners = Grant.objects.in_force().filter(role=Role.OWNER).values("person")
    concerned = Q(pk__in=owners) | Q(is_superuser=True) | Q(pk__in=[by.pk, grant.person_id])
    locked = User.objects.filter(concerned).order_by("pk").select_for_update()
    return next(one for one in locked if one.pk == by.pk)


def _why_not_the_last(grant: Grant) -> str:
    """Somebody is an owner for every consultation. One query, for such a role alone."""
    if grant.role != Role.OWNER or grant.consultation_id or not grant.person.is_active:
        return ""
    others = Grant.objects.in_force().filter(role=Role.OWNER, consultation=None)
    if others.filter(person__is_active=True).exclude(person=grant.person_id).exists():
        return ""
    return f"{grant.person.name} is the last owner. Make somebody else an owner first."


@transaction.atomic
def revoke_role(*, grant: Grant, by: User, at: datetime) -> None:
    """Take a role away; the row stays, with who and when. One Event.

    Raises Refused as `why_not_revoke` says.
    """
    giver = _lock_owners(by, grant)
    held = Grant.objects.select_for_update().get(pk=grant.pk)
    raise_refusal(why_not_revoke(giver, held) or _why_not_the_last(held))
    _end(held, by=by, at=at)
    grant.revoked_at, grant.revoked_by = at, by


@transaction.atomic
def make_organisation(
    *,
    name: str,
    slug: str,
    kind: str,
    borough: Borough | None,
    by: User | str,
    at: datetime,
    email_domain: str = "",
) -> Organisation:
    """A body that can hold accounts, such as a council. One Event.

    Raises Refused when the person may not, the name or the address is taken, or the borough has
    its council.
    """
    raise_refusal(why_not_make(by) if isinstance(by, User) else "")
    if Organisation.objects.filter(Q(slug=slug) | Q(name=name)).exists():
        raise Refused(f"There is an organisation called “{name}” already.")
    raise_refusal(why_not_second_council(kind, borough))
    made = Organisation.objects.create(
        name=name, slug=slug, kind=kind, borough=borough, email_domain=email_domain
    )
    record(EventKind.ORGANISATION_ADDED, about=made, by=by, at=at)
    return made


@transaction.atomic
def renew_password(*, person: User, password: str, by: str, at: datetime) -> None:
    """Make an account's password anew, for set-up alone. One Event.

    Raises Refused for anybody but MACHINE.
    """
    raise_refusal("" if by == MACHINE else "Only set-up sets another person's password.")
    person.set_password(password)
    person.save(update_fields=["password"])
    record(EventKind.ACCOUNT_MADE, about=person, by=by, at=at, renewed=True)
