"""The link with which the holder of an account chooses a password.

It says which account it is for, when it was made, and how the account was then, and is signed with
a secret that the database does not hold. So it ends with the password that it was to replace, with
the next sign-in, with the account, and with its time; nothing has to be kept or cleared away. An
e-mail holds all but the signature, which follows from that and is added as it is posted: whatever
happens meanwhile, each attempt sends the same.
"""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare

from consultation.models import User

FIRST = timedelta(days=7)  # an account that nobody has signed in to, as a code for colleagues lasts
ANOTHER = timedelta(hours=1)
SALT = "consultation.password-link"
ABOUT = re.compile(r"([0-9]{1,18})-([0-9]{1,11})-([0-9a-f]{32})")


def is_first(person: User) -> bool:
    """Nobody has chosen a password, or come in by another way."""
    return not person.has_usable_password() and person.last_login is None


def lasts(person: User) -> timedelta:
    """How long a link of theirs works."""
    return FIRST if is_first(person) else ANOTHER


def about(person: User, made_at: datetime) -> str:
    """What a link is for; it opens nothing without `key_of` it."""
    return f"{person.pk}-{int(made_at.timestamp())}-{_state(person)}"


def key_of(about: str) -> str:
    """What makes it a link of ours."""
    return _signer().signature(about)


def account_of(about: str, key: str, *, at: datetime, lock: bool = False) -> User | None:
    """Whose password may be chosen with it; None where it is wrong, used, or too old. One query.

    :param lock: hold the account's row, for who is about to change it.
    """
    read = ABOUT.fullmatch(about)
    if read is None or not _is_ours(about, key):
        return None
    accounts = User.objects.select_for_update() if lock else User.objects.all()
    person = accounts.filter(pk=int(read[1]), is_active=True).first()
    if person is None or not constant_time_compare(read[3], _state(person)):
        return None
    since = at - datetime.fromtimestamp(int(read[2]), UTC)
    return person if since < lasts(person) else None


def _state(person: User) -> str:
    """What changes with a password, a sign-in, a second factor and the end of the account."""
    last = person.last_login.isoformat() if person.last_login else ""
    known = "/".join((person.email, person.password, last, str(person.factor_changes)))
    return sha256(known.encode()).hexdigest()[:32]


def _signer() -> Signer:
    return Signer(salt=SALT, algorithm="sha256")


def _is_ours(about: str, key: str) -> bool:
    """Under the SECRET_KEY of today, or one of SECRET_KEY_FALLBACKS."""
    try:
        _signer().unsign(f"{about}:{key}")
    except BadSignature:
        return False
    return True
