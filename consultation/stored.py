"""Stored JSON read by two versions of the code, as during a release: one knows fields that the
other does not. Each reads what it knows, and keeps the rest for the other.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any


def known(noun: type[Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """What this version of a dataclass has fields for."""
    names = {one.name for one in fields(noun)}
    return {name: value for name, value in stored.items() if name in names}


def unread(noun: type[Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """What another version stored, and this one has no fields for."""
    names = {one.name for one in fields(noun)}
    return {name: value for name, value in stored.items() if name not in names}
