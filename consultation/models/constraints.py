"""Constraints that several models share, so that the database itself refuses nonsense."""

from collections.abc import Iterable

from django.db.models import CharField, CheckConstraint, F, Q, TextChoices, Value
from django.db.models.functions import Cast, Concat

PLAIN = "plain"
PERSONAL = "personal"
SPECIAL = "special"
SECRET = "secret"  # noqa: S105 - the name of a privacy class


def one_of(table: str, field: str, choices: type[TextChoices]) -> CheckConstraint:
    """The field holds one of the enumeration's values, whoever writes it."""
    return CheckConstraint(
        name=f"{table}_{field}_known", condition=Q(**{f"{field}__in": choices.values})
    )


def both_or_neither(table: str, first: str, second: str) -> CheckConstraint:
    """Two nullable fields that only make sense together, such as who and when."""
    both = Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
    neither = Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
    return CheckConstraint(name=f"{table}_{first}_with_{second}", condition=both | neither)


def in_order(table: str, earlier: str, later: str) -> CheckConstraint:
    """One time before another."""
    return CheckConstraint(
        name=f"{table}_{earlier}_before_{later}", condition=Q(**{f"{earlier}__lt": F(later)})
    )


def not_blank(table: str, field: str) -> CheckConstraint:
    """A text that must say something."""
    return CheckConstraint(name=f"{table}_{field}_not_blank", condition=~Q(**{field: ""}))


ERASED = "erased.invalid"  # a domain that can have no address
ERASED_WORDS = "Address erased"
ERASED_TEXT = "Erased"  # in place of words where there must be some


def erased_address(key: str = "pk") -> Concat:
    """What stands in place of an address: no two are the same, and none can be written to."""
    return Concat(
        Value("erased-"), Cast(F(key), CharField()), Value(f"@{ERASED}"), output_field=CharField()
    )


def told_address(email: str) -> str:
    """An address as pages show it: in words where it is erased."""
    return ERASED_WORDS if email.endswith(f"@{ERASED}") else email


def classified(privacy: str, fields: str | Iterable[str]) -> dict[str, str]:
    """Field names (one string with spaces, or several) to their privacy class."""
    names = fields.split() if isinstance(fields, str) else fields
    return dict.fromkeys(names, privacy)
