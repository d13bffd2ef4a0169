"""The key in a link with which the holder of an account chooses a password.

It stands nowhere: it is signed with a secret that the database does not hold, and what is signed is
the account as it is. So it ends with the password that it was to replace, with the next sign-in,
and with its time, and nothing has to be kept or cleared away.
"""

import re
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer

from consultation.models import User

FIRST = timedelta(days=7)  # an account that has no password yet, as an invitation lasts
ANOTHER = timedelta(hours=1)
SALT = "consultation.password-link"
KEY = re.compile(r"([0-9]{1,18})-([0-9]{1,11})-([A-Za-z0-9_-]{43})")


def lasts(person: User) -> timedelta:
    """How long a link of theirs works."""
    return ANOTHER if person.has_usable_password() else FIRST


def key_of(person: User, made_at: datetime) -> str:
    """The same for the same account and second, until the account changes."""
    made = int(made_at.timestamp())
    return f"{person.pk}-{made}-{_signer().signature(_signed(person, made))}"


def account_of(key: str, *, at: datetime, lock: bool = False) -> User | None:
    """Whose password may be chosen with it; None where it is wrong, used, or too old. One query.

    :param lock: hold the account's row, for who is about to change it.
    """
    read = KEY.fullmatch(key)
    if read is None:
        return None
    accounts = User.objects.select_for_update() if lock else User.objects.all()
    person = accounts.filter(pk=int(read[1]), is_active=True).first()
    made = int(read[2])
    if person is None or not _holds(_signed(person, made), read[3]):
        return None
    since = at - datetime.fromtimestamp(made, UTC)
    return person if since < lasts(person) else None


def _signer() -> Signer:
    return Signer(salt=SALT, algorithm="sha256")


def _signed(person: User, made: int) -> str:
    last = person.last_login.isoformat() if person.last_login else ""
    return "/".join((str(person.pk), str(made), person.email, person.password, last))


def _holds(signed: str, signature: str) -> bool:
    """Under the key of today, or under one of SECRET_KEY_FALLBACKS."""
    try:
        _signer().unsign(f"{signed}:{signature}")
    except BadSignature:
        return False
    return True
