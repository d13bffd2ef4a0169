"""Taking words out of a text. Pure."""

from collections.abc import Iterable

from consultation.models import Redaction


def agreed(first: Iterable[Redaction], second: Iterable[Redaction]) -> bool:
    """Two people take the very same characters out of the same answers, whatever their reasons."""
    return _characters(first) == _characters(second)


def _characters(marks: Iterable[Redaction]) -> set[tuple[int, int]]:
    return {(one.answer_id, at) for one in marks for at in range(one.start, one.end)}
