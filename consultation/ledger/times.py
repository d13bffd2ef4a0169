"""Instants as the log tells them."""

from datetime import UTC, datetime


def utc(at: datetime) -> str:
    """In UTC, to the second: 2026-11-23T12:00:00Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
