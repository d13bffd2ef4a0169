"""Petitions and meetings as CSV files."""

import csv
import io
from collections.abc import Iterable

from consultation.models import Meeting, Petition
from consultation.spreadsheets import MARK, safe


def petitions_sheet(found: list[Petition]) -> bytes:
    """Petitions as a CSV file. The organiser is named only where it is a body."""
    head = [
        "petition", "title", "organiser", "text", "signatures", "verified", "verified_how",
        "signed", "page", "received_at", "late", "about", "points",
    ]  # fmt: skip
    return _lines(head, [
        [
            str(one.pk), one.title, one.organiser_published or "A person", one.text,
            str(one.signatures), str(one.get_verified_display()), one.verified_how,
            str(one.get_channel_display()), one.page, one.received_at.isoformat(),
            "yes" if one.is_late_for(one.consultation) else "no",
            "\n".join(about.proposal.station.name for about in one.about.all()),
            "\n".join(point.text for point in one.points.all()),
        ]
        for one in found
    ])  # fmt: skip


def meetings_sheet(found: list[Meeting]) -> bytes:
    """Meetings as a CSV file, without the note and the names of those who spoke."""
    head = [
        "meeting", "state", "held_at", "place", "borough", "organised_by", "publicised_on",
        "attendance", "attendance_how", "points",
    ]  # fmt: skip
    return _lines(head, [
        [
            str(one.pk), one.get_state_display(), one.held_at.isoformat(), one.place,
            one.borough.name if one.borough else "", one.organised_by,
            one.publicised_on.isoformat(),
            "" if one.attendance is None else str(one.attendance),
            str(one.get_attendance_how_display()),
            "\n".join(point.text for point in one.points.all()),
        ]
        for one in found
    ])  # fmt: skip


def _lines(head: list[str], rows: Iterable[list[str]]) -> bytes:
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(head)
    writer.writerows(safe(row) for row in rows)
    return MARK + lines.getvalue().encode()
