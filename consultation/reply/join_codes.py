"""Codes for colleagues: drawn, read as they are typed, and found."""

from datetime import datetime
from hashlib import sha256

from consultation.models import JoinCode, Organisation


def digest(code: str) -> str:
    """What is stored of a code."""
    return sha256(code.encode()).hexdigest()


def code_behind(code: str) -> JoinCode | None:
    """The one that was typed. One query."""
    return code_with(code_hash=digest(code))


def code_with(**asked: object) -> JoinCode | None:
    """One, with all that its pages name. One query."""
    found = JoinCode.objects.select_related("organisation", "consultation", "made_by")
    return found.filter(**asked).first()


def in_force(organisation: Organisation, now: datetime) -> list[JoinCode]:
    """Those that still let somebody in, the newest first. One query."""
    found = JoinCode.objects.in_force_at(now).filter(organisation=organisation)
    return list(found.select_related("consultation", "made_by"))
