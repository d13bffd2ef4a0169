"""Accounts of staff and councils: made, given a role, relieved of it. They belong to no room."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from consultation.access import STAFF_ROLES, Permission, Visitor, why_not
from consultation.events import MACHINE, record
from consultation.models import EventKind, Grant, Organisation, Role, User
from consultation.states import Refused
from stations.models import Borough


def why_not_make(person: Visitor) -> str:
    """Those who give roles also make the accounts that hold them."""
    return why_not(person, Permission.GRANT_ROLES)


def why_not_grant(
    giver: Visitor, person: User, role: str, organisation: Organisation | None
) -> str:
    """Nobody gives a role to themselves; a council's role names the council, and no other does."""
    if refusal := why_not(giver, Permission.GRANT_ROLES):
        return refusal
    if giver.pk == person.pk:
        return "You cannot give a role to yourself. Ask another owner."
    return _why_not_hold(person, Role(role), organisation)


def why_not_revoke(giver: Visitor, grant: Grant) -> str:
    """A role in force can be taken away, but nobody takes away their own."""
    if refusal := why_not(giver, Permission.GRANT_ROLES):
        return refusal
    if giver.pk == grant.person_id:
        return "You cannot take a role away from yourself. Ask another owner."
    if grant.revoked_at is not None:
        return "This role was taken away before."
    return ""


def _why_not_hold(person: User, role: Role, organisation: Organisation | None) -> str:
    if not person.is_active:
        return "This account is no longer in use."
    if role in STAFF_ROLES and organisation is not None:
        return f"“{role.label}” is a role of the people who consult: leave the organisation empty."
    if role not in STAFF_ROLES and organisation is None:
        return f"Say which organisation the {role.label.lower()} acts for."
    if Grant.objects.in_force().to(person).filter(role=role).exists():
        return f"{person.name} has the role “{role.label}” already."
    return ""


@transaction.atomic
def make_account(
    *,
    email: str,
    name: str,
    password: str,
    by: User | str,
    at: datetime,
    is_staff: bool = False,
    is_superuser: bool = False,
) -> User:
    """A new account without a role. One Event.

    :param is_staff: may open Django's admin.
    :raises Refused: when the person may not, or the address has an account.
    """
    _refuse(why_not_make(by) if isinstance(by, User) else "")
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
) -> Grant:
    """Give a role. One Event. `by=MACHINE` is for set-up alone.

    Raises Refused as `why_not_grant` says.
    """
    # The account's row is the lock: of two who give the same role, the second is told.
    User.objects.select_for_update().get(pk=person.pk)
    _refuse(
        why_not_grant(by, person, role, organisation)
        if isinstance(by, User)
        else _why_not_hold(person, Role(role), organisation)
    )
    grant = Grant.objects.create(
        person=person,
        role=role,
        organisation=organisation,
        granted_at=at,
        granted_by=by if isinstance(by, User) else None,
    )
    facts = {"organisation": organisation.pk} if organisation else {}
    record(EventKind.ROLE_GRANTED, about=person, by=by, at=at, role=str(role), **facts)
    return grant


@transaction.atomic
def revoke_role(*, grant: Grant, by: User, at: datetime) -> None:
    """Take a role away; the row stays, with who and when. One Event.

    Raises Refused as `why_not_revoke` says.
    """
    held = Grant.objects.select_for_update().get(pk=grant.pk)
    _refuse(why_not_revoke(by, held))
    Grant.objects.filter(pk=grant.pk).update(revoked_at=at, revoked_by=by)
    record(EventKind.ROLE_REVOKED, about=held.person, by=by, at=at, role=held.role)
    grant.revoked_at, grant.revoked_by = at, by


@transaction.atomic
def make_organisation(
    *, name: str, slug: str, kind: str, borough: Borough | None, by: User | str, at: datetime
) -> Organisation:
    """A body that can hold accounts, such as a council. One Event.

    Raises Refused when the person may not, or the name or the address is taken.
    """
    _refuse(why_not_make(by) if isinstance(by, User) else "")
    if Organisation.objects.filter(Q(slug=slug) | Q(name=name)).exists():
        raise Refused(f"There is an organisation called “{name}” already.")
    made = Organisation.objects.create(name=name, slug=slug, kind=kind, borough=borough)
    record(EventKind.ACCOUNT_MADE, about=made, by=by, at=at)
    return made


@transaction.atomic
def renew_password(*, person: User, password: str, by: str, at: datetime) -> None:
    """Make an account's password anew, for set-up alone. One Event.

    Raises Refused for anybody but MACHINE.
    """
    _refuse("" if by == MACHINE else "Only set-up sets another person's password.")
    person.set_password(password)
    person.save(update_fields=["password"])
    record(EventKind.ACCOUNT_MADE, about=person, by=by, at=at, renewed=True)


def _refuse(refusal: str) -> None:
    if refusal:
        raise Refused(refusal)
