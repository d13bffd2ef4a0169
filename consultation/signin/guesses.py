"""Wrong passwords for an account, as the Events have them: who waits, and until when.

They are counted where nothing is forgotten, so it makes no difference whether Valkey is away. From
one network an account waits soon, whatever others do; from everywhere only after very many, and not
from a network that it signed in from within two days: a stranger keeps nobody out cheaply.

An address without an account waits as one that has an account does, or anybody could find out who
has one. No Event tells of it: what was tried is in Valkey for a day, under a keyed hash.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import Exists, OuterRef, Q

from consultation.events import name_of_key
from consultation.models import Event, EventKind, Grant, Role, User
from consultation.respond import tally

WINDOW = timedelta(days=1)
TRUSTED = timedelta(days=2)  # a network that the account signed in from
EVERY = 10  # wrong ones from one network, and the account waits there
EVERY_ANYWHERE = 100  # from everywhere together, and it waits everywhere
FIRST, LONGEST = timedelta(minutes=15), timedelta(hours=4)
MOST_READ = 4_000
CODES, CODES_WITHIN = 10, timedelta(minutes=15)


@dataclass(frozen=True)
class Wait:
    """Until when no password is looked up; `anywhere`, or from one network alone."""

    until: datetime
    failures: int
    anywhere: bool


@dataclass(frozen=True)
class Tried:
    """The wrong passwords of a day, newest first, since an owner last unlocked the account,
    or its holder chose another password by a link."""

    here: list[datetime]  # from this network, since somebody signed in from it
    anywhere: list[datetime]
    trusted: bool  # the account was signed in to from this network

    def begun(self) -> Wait | None:
        """The pause that the newest of them begins, if it begins one."""
        if self.here and len(self.here) % EVERY == 0:
            return _wait(self.here, EVERY, anywhere=False)
        if self.anywhere and len(self.anywhere) % EVERY_ANYWHERE == 0:
            return _wait(self.anywhere, EVERY_ANYWHERE, anywhere=True)
        return None

    def wait(self, now: datetime) -> Wait | None:
        """The pause that goes on."""
        found = _wait(self.here, EVERY, anywhere=False)
        if found is None or found.until <= now:
            found = None if self.trusted else _wait(self.anywhere, EVERY_ANYWHERE, anywhere=True)
        return found if found is not None and found.until > now else None


def _wait(tries: list[datetime], every: int, *, anywhere: bool) -> Wait | None:
    """Each so many make a pause, twice as long as the one before."""
    steps = len(tries) // every
    if not steps:
        return None
    pause = min(FIRST * 2 ** min(steps - 1, 10), LONGEST)
    return Wait(tries[len(tries) - steps * every] + pause, steps * every, anywhere)


def tried(person: User, networks: Sequence[str], *, now: datetime) -> Tried:
    """What was tried within a day. One query.

    :param networks: what stands for the visitor's network today and stood for it on the days
        before; none where it is not known.
    """
    kinds = (
        EventKind.SIGN_IN_FAILED, EventKind.SIGNED_IN, EventKind.SIGN_IN_UNLOCKED,
        EventKind.PASSWORD_CHANGED,
    )  # fmt: skip
    events = Event.objects.filter(
        about=name_of_key(User, person.pk), kind__in=kinds, at__gt=now - TRUSTED
    )
    here: list[datetime] = []
    anywhere: list[datetime] = []
    trusted = unlocked = False
    for kind, at, facts in events.order_by("-pk").values_list("kind", "at", "facts")[:MOST_READ]:
        same = facts.get("network") in networks
        if kind == EventKind.SIGN_IN_UNLOCKED or facts.get("by_link"):
            unlocked = True  # what was guessed at was another password
        elif kind == EventKind.SIGNED_IN:
            trusted = trusted or same
        elif kind == EventKind.SIGN_IN_FAILED and not unlocked and at > now - WINDOW:
            anywhere.append(at)
            if same and not trusted:
                here.append(at)
    return Tried(here, anywhere, trusted)


def _of_nobody(name: str) -> str:
    return tally.key("guessed", name)


def count_for_nobody(names: Sequence[str], *, at: datetime) -> None:
    """A password was tried for an address without an account; each name is counted by itself."""
    commands: list[tally.Command] = []
    for name in map(_of_nobody, filter(None, names)):
        commands += [
            ("LPUSH", name, at.isoformat()), ("LTRIM", name, 0, MOST_READ - 1),
            ("EXPIRE", name, int(WINDOW.total_seconds())),
        ]  # fmt: skip
    if commands:
        tally.ask(commands, at=at)


def tried_for_nobody(here: Sequence[str], anywhere: Sequence[str], *, now: datetime) -> Tried:
    """The same as `tried`, for an address without an account; nothing while Valkey is away."""
    names = [*here, *anywhere]
    commands: list[tally.Command] = [("LRANGE", _of_nobody(one), 0, -1) for one in names]
    lists = tally.ask(commands, at=now) if commands else None
    if lists is None:
        return Tried([], [], False)
    since = now - WINDOW
    times = [
        [at for at in map(datetime.fromisoformat, found) if at > since] for found in lists
    ]  # each newest first, as the days are
    first, second = times[: len(here)], times[len(here) :]
    return Tried([*chain(*first)], [*chain(*second)], False)


def was_told(person: User, *, now: datetime) -> bool:
    """A pause began within a day, of which people were told. One query."""
    locked = Event.objects.filter(about=name_of_key(User, person.pk), kind=EventKind.SIGN_IN_LOCKED)
    return locked.filter(at__gt=now - WINDOW).exists()


def too_many_codes(person: User, *, now: datetime) -> bool:
    """As many wrong codes as a quarter of an hour has room for. One query."""
    failed = Event.objects.filter(
        about=name_of_key(User, person.pk), kind=EventKind.TWO_FACTOR_FAILED
    )
    return failed.filter(at__gt=now - CODES_WITHIN).count() >= CODES


@dataclass(frozen=True)
class LastTime:
    """When an account was signed in to before this time, and what failed since."""

    at: datetime
    failed: int


def last_time(person: User) -> LastTime | None:
    """None where nobody has signed in before. Two queries."""
    about = Event.objects.filter(about=name_of_key(User, person.pk))
    signed_in = about.filter(kind=EventKind.SIGNED_IN).order_by("-pk").values_list("pk", "at")[1:2]
    for pk, at in signed_in:
        kinds = (EventKind.SIGN_IN_FAILED, EventKind.TWO_FACTOR_FAILED)
        return LastTime(at, about.filter(kind__in=kinds, pk__gt=pk).count())
    return None


def locked_lately(now: datetime) -> list[User]:
    """Accounts at which somebody guessed within a day, and which nobody unlocked. Two queries."""
    since = now - WINDOW
    ends = Q(kind=EventKind.SIGN_IN_UNLOCKED) | Q(
        kind=EventKind.PASSWORD_CHANGED, facts__by_link=True
    )
    later = Event.objects.filter(ends, about=OuterRef("about"), pk__gt=OuterRef("pk"))
    locked = Event.objects.filter(kind=EventKind.SIGN_IN_LOCKED, at__gt=since).exclude(
        Exists(later)
    )
    names = set(locked.values_list("about", flat=True))
    keys = [int(name.partition(":")[2]) for name in names]
    return list(User.objects.filter(pk__in=keys).order_by("name", "pk")) if keys else []


def owners() -> list[User]:
    """Those who are told: owners of every consultation; a superuser where there is none."""
    active = User.objects.filter(is_active=True).order_by("pk")
    held = Grant.objects.in_force().filter(role=Role.OWNER, consultation=None)
    found = list(active.filter(pk__in=held.values("person")))
    return found or list(active.filter(is_superuser=True))
