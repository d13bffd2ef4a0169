"""What a check or a load found, in words and tables for the page. Pure."""

from django.utils import timezone

from consultation.models import Channel, Import, ImportState
from consultation.respond.content import Content


def told_of(imported: Import) -> str:
    """That this very file is here already: who brought it, when, and how it stands."""

    def on(at: object) -> str:
        return f"{timezone.localtime(at):%-d %B %Y at %H:%M}"  # type: ignore[arg-type]

    if imported.state == ImportState.LOADED and imported.asked_by is not None:
        return (
            f"This file was loaded on {on(imported.finished_at)} by {imported.asked_by.name}. "
            "Nothing was loaded again."
        )
    return (
        f"This file was uploaded on {on(imported.uploaded_at)} by {imported.uploaded_by.name}. "
        "Go on with it here."
    )


def figures(imported: Import) -> list[dict[str, str]]:
    """The numbers that matter."""
    counts = imported.counts
    if not counts:
        return []
    loaded = imported.state == ImportState.LOADED
    found = [
        {
            "value": f"{counts['taken']:,}",
            "label": "Responses loaded" if loaded else "Rows that are right",
            "base": f"of {counts['rows']:,} rows",
        },
        {"value": f"{counts['answers']:,}", "label": "Answers in them"},
    ]
    if counts["refused"]:
        found.insert(0, {"value": f"{counts['refused']:,}", "label": "Rows to correct"})
    return found


def counted(imported: Import, content: Content) -> list[tuple[str, list[list[str]]]]:
    """Tables of how many, each with its caption: special rows, channels, front counters."""
    counts = imported.counts
    if not counts:
        return []
    special = [
        ("Empty rows, passed over", counts["empty"]),
        ("Rows loaded before, left out", counts["repeated"]),
        ("Arrived within the grace after the close", counts["in_grace"]),
        ("Arrived after the close", counts["late"]),
        ("Word for word like another row", counts["alike"]),
    ]
    channels = [(str(Channel(name).label), n) for name, n in sorted(counts["channels"].items())]
    stations = [
        (one.place, counts["stations"][str(one.pk)])
        for one in content.proposals
        if str(one.pk) in counts["stations"]
    ]
    tables = [
        ("Rows that are not like the others", [(told, n) for told, n in special if n]),
        ("Rows by how they came in", channels),
        ("Rows by front counter", stations),
    ]
    return [(name, [[told, f"{n:,}"] for told, n in rows]) for name, rows in tables if rows]
