"""The dates of a consultation as one calendar: it opens, it closes, its meetings (RFC 5545)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from consultation.gather.calendar_file import escaped, folded, instant
from consultation.gather.queries import Edited
from consultation.models import Consultation, Extension, Meeting, MeetingState
from consultation.opendata.shapes import address

MEDIA = "text/calendar; charset=utf-8"


def calendar(
    one: Consultation, extensions: list[Extension], meetings: Iterable[Edited[Meeting]]
) -> bytes:
    """The file. What is moved or called off moves in the calendar too: same UID, higher SEQUENCE.

    A meeting has the UID that it has in its own file.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Counterpoint//Consultation dates//EN",
        f"X-WR-CALNAME:{escaped(one.title)}",
        *_dates(one, extensions),
        *(line for each in meetings for line in _meeting(each, one)),
        "END:VCALENDAR",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in folded(line))


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def _dates(one: Consultation, extensions: list[Extension]) -> Iterator[str]:
    page, title = address("consultation", one.slug), {"title": one.title}
    opens = _("Opens: %(title)s") % title
    closes = _("Last moment to respond: %(title)s") % title
    moved = extensions[-1].at if extensions else one.opens_at
    yield from _event(f"opens-{one.pk}", 0, one.opens_at, one.opens_at, opens, page)
    yield from _event(f"closes-{one.pk}", len(extensions), moved, one.closes_at, closes, page)


def _event(
    key: str, edition: int, written: datetime, at: datetime, summary: str, page: str
) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{key}@{_host()}",
        f"SEQUENCE:{edition}",
        f"DTSTAMP:{instant(written)}",
        f"DTSTART:{instant(at)}",
        f"SUMMARY:{escaped(summary)}",
        f"URL:{page}",
        "END:VEVENT",
    ]


def _meeting(found: Edited[Meeting], consultation: Consultation) -> list[str]:
    one, first = found.record, found.editions[0]
    summary = _("Public meeting: %(title)s") % {"title": consultation.title}
    page = address("gatherings", consultation.slug)
    lines = _event(
        f"meeting-{first.pk}", len(found.earlier), one.recorded_at, one.held_at, summary, page
    )
    called_off = ["STATUS:CANCELLED"] if one.state == MeetingState.CANCELLED else []
    access = [f"DESCRIPTION:{escaped(one.access)}"] if one.access else []
    return [*lines[:-1], f"LOCATION:{escaped(one.place)}", *access, *called_off, lines[-1]]
