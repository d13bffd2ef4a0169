"""A meeting as a file that a calendar takes: iCalendar, RFC 5545."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from consultation.models import Meeting

MOST_BYTES = 75  # of a line, its end not counted


def escaped(text: str) -> str:
    """A text as RFC 5545, 3.3.11 writes it."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> Iterator[bytes]:
    """A line in parts of at most 75 bytes, all but the first behind a space; no letter is cut."""
    part = b""
    for letter in line:
        if len(part) + len(letter.encode()) > MOST_BYTES:
            yield part
            part = b" "
        part += letter.encode()
    yield part


def instant(at: datetime) -> str:
    """In UTC, so that no time zone has to be described."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def calendar_file(
    meeting: Meeting, *, first: int, edition: int, summary: str, address: str
) -> bytes:
    """The file. A corrected meeting moves the one in the calendar: same UID, higher SEQUENCE.

    :param first: the key of the first row of its chain; `edition` counts the corrections.
    """
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Counterpoint//Public meetings//EN",
        "BEGIN:VEVENT",
        f"UID:meeting-{first}@{host}",
        f"SEQUENCE:{edition}",
        f"DTSTAMP:{instant(meeting.recorded_at)}",
        f"DTSTART:{instant(meeting.held_at)}",
        f"SUMMARY:{escaped(summary)}",
        f"LOCATION:{escaped(meeting.place)}",
        *([f"DESCRIPTION:{escaped(meeting.access)}"] if meeting.access else []),
        f"URL:{address}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in folded(line))
