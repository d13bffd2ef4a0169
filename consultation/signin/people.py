"""Who has an account, with what roles, since when; who came and who left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from consultation.access import Permission, Visitor, rows_within
from consultation.events import name_of_key
from consultation.models import Event, EventKind, Grant, User

DORMANT = timedelta(days=90)
READS = {Permission.READ_EVENTS, Permission.GRANT_ROLES}
#: Why an account is closed: a code, for the record holds no person's words.
REASONS = {
    "LEFT": "They left the organisation",
    "MOVED": "They do other work now",
    "MISUSE": "The account was misused, or somebody else knows its password",
    "DOUBLE": "They have another account",
}
REOPENED = {
    "BACK": "They are back",
    "MISTAKE": "It was closed by mistake",
}


def _grants(reader: Visitor) -> QuerySet[Grant]:
    """Those that the reader's own role is for."""
    limits = rows_within(reader, READS, to="consultation")
    return Grant.objects.with_scope().filter(limits or Q()).order_by("pk")


def accounts_for(reader: Visitor) -> QuerySet[User]:
    """Every account; for somebody whose role is for one consultation, those with a role in it.

    Each with `held`, the roles in force. Two queries.
    """
    found = User.objects.order_by("-is_active", "name", "pk")
    if rows_within(reader, READS, to="consultation") is not None:
        found = found.filter(pk__in=_grants(reader).order_by().values("person"))
    held = _grants(reader).filter(revoked_at=None)
    return found.prefetch_related(Prefetch("grants", held, to_attr="held"))


def is_dormant(person: User, now: datetime) -> bool:
    """In use, and nobody has signed in for 90 days."""
    return person.is_active and (person.last_login or person.joined_at) < now - DORMANT


@dataclass(frozen=True)
class Movement:
    """Somebody came or went: an account was made or closed, a role given or taken away."""

    at: datetime
    person: User
    what: str
    by: str


def movements(reader: Visitor, *, since: datetime) -> tuple[list[Movement], list[Movement]]:
    """Joiners and leavers since then, newest first. Three queries, however many there are."""
    kinds = (EventKind.ACCOUNT_MADE, EventKind.ACCOUNT_CLOSED, EventKind.ACCOUNT_REOPENED)
    events = list(
        Event.objects.filter(kind__in=kinds, at__gte=since).exclude(facts__has_key="renewed")
    )
    people = {name_of_key(User, one.pk): one for one in accounts_for(reader)}
    names = {one.pk: one.name for one in User.objects.filter(pk__in={e.by for e in events if e.by})}
    joined: list[Movement] = []
    left: list[Movement] = []
    for event in events:
        if person := people.get(event.about):
            row = Movement(event.at, person, _told(event), names.get(event.by or 0, "Set-up"))
            (left if event.kind == EventKind.ACCOUNT_CLOSED else joined).append(row)
    for grant in _grants(reader).select_related("person", "granted_by", "revoked_by"):
        named = f"{grant.get_role_display()}{f', {grant.scope}' if grant.scope else ''}"
        if grant.granted_at >= since:
            by = grant.granted_by.name if grant.granted_by else "Set-up"
            joined.append(Movement(grant.granted_at, grant.person, f"Role given: {named}", by))
        if grant.revoked_at and grant.revoked_by and grant.revoked_at >= since:
            told = f"Role taken away: {named}"
            left.append(Movement(grant.revoked_at, grant.person, told, grant.revoked_by.name))
    return _newest_first(joined), _newest_first(left)


def _newest_first(rows: list[Movement]) -> list[Movement]:
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _told(event: Event) -> str:
    reason = (REASONS | REOPENED).get(str(event.facts.get("reason", "")), "")
    return f"{EventKind(event.kind).label}{f': {reason.lower()}' if reason else ''}"


def account_of_key(pk: int) -> User | None:
    """One account. One query."""
    return User.objects.filter(pk=pk).first()


def other_owners(person: User) -> bool:
    """Somebody else in use gives roles for every consultation. One query."""
    held = Grant.objects.in_force().filter(role="OWNER", consultation=None)
    others = User.objects.filter(is_active=True).exclude(pk=person.pk)
    return others.filter(Q(is_superuser=True) | Q(pk__in=held.values("person"))).exists()
