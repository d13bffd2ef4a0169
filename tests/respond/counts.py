"""Counts as they would stand after much has happened, put there without making it happen."""

from datetime import datetime, timedelta
from typing import Any

from consultation.models import Consultation
from consultation.respond import tally
from consultation.respond.limits import SEND, Limit, anonymous

HERE = "127.0.0.1"  # where the test client comes from


def words(answer: Any) -> str:
    """The page of an answer."""
    return str(answer.content.decode())


def was_counted(limit: Limit, number: int, *, at: datetime, address: str = HERE) -> None:
    """So many were counted from an address in this window already."""
    _put(limit.key(anonymous(address, at), at), number)


def were_sent(consultation: Consultation, number: int, *, at: datetime, by: str = "") -> None:
    """So many were sent in this minute already, from one address if one is given."""
    _put(tally.key("sent", consultation.pk, 60, int(at.timestamp()) // 60), number)
    if by:
        was_counted(SEND, number, at=at, address=by)


def usual(consultation: Consultation, an_hour: int, *, at: datetime, hours: int = 24) -> None:
    """So many in each of the hours before this one."""
    for back in range(1, hours + 1):
        hour = int((at - timedelta(hours=back)).timestamp()) // 3600
        _put(tally.key("sent", consultation.pk, 3600, hour), an_hour)


def _put(key: str, number: int) -> None:
    assert tally.ask([("SET", key, number, "EX", 60)], at=datetime.now()) == [True]  # noqa: DTZ005
