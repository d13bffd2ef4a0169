"""The register's short forms in plain words; the dates and names of its sources."""

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext, gettext_noop

DAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Fri": "Friday",
    "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip
MONTHS = {
    "Jan": "January", "Feb": "February", "Mar": "March", "Apr": "April", "May": "May",
    "Jun": "June", "Jul": "July", "Aug": "August", "Sep": "September", "Oct": "October",
    "Nov": "November", "Dec": "December",
}  # fmt: skip
ALL_DAY = gettext_noop("24 hours a day, 7 days a week")
VAGUE = {
    "24/7": ALL_DAY,
    "non-24h": gettext_noop("Not 24 hours a day, exact hours not known"),
    "non-24h (volunteer-run)": gettext_noop(
        "Not 24 hours a day, run by volunteers, exact hours not known"
    ),
    "daytime": gettext_noop("In the daytime, exact hours not known"),
    "limited hours": gettext_noop("Limited hours, exact hours not known"),
}
PROPOSALS = {
    "close": "Close the front counter",
    "retain": "Keep the front counter, open 24 hours a day",
    "move_24_7": "Close the front counter and move its 24-hour service to {partner}",
    "become_24_7": "Become the borough’s front counter that is open 24 hours a day",
}
IN_WORDS = re.compile(r"\b(?:(\d{1,2}) )?(" + "|".join(MONTHS) + r")[a-z]* (20\d\d)\b")
IN_ADDRESS = re.compile(r"/(20\d\d)[/-]([01]?\d)(?:[/-]([0-3]?\d))?/")
YEAR = re.compile(r"\b(20\d\d)\b")
LINK = re.compile(r"https?://\S+")


def hours(short: str) -> str:
    """Opening hours as words: "non-24h: Mon-Fri 8am-8pm" is "Monday to Friday 8am to 8pm"."""
    if short in VAGUE:
        return VAGUE[short]
    exact = short.removeprefix("non-24h").removeprefix(":").strip()
    full = re.sub(rf"\b({'|'.join(DAYS)})\b", lambda found: DAYS[found[1]], exact)
    full = re.sub(r"(?<=[a-z0-9])\s?[-–]\s?(?=[A-Z0-9])", " to ", full)
    return full[:1].upper() + full[1:]


def shown(stored: str) -> str:
    """Opening hours as they are stored, in the reader's language where there are words for it."""
    return gettext(stored) if stored in VAGUE.values() else stored


def hours_year(basis: str, note: str) -> str:
    """The year for which hours are known: that of the note or plan, else 2017."""
    found = re.search(r"hours are of (20\d\d)", note) or re.search(r"\b(20\d\d) plan\b", basis)
    return found[1] if found else "2017"


def proposal(kind: str, partner: str) -> str:
    """What was proposed, as a phrase; "" for nothing known."""
    return PROPOSALS.get(kind, "").format(partner=partner)


def sentence(short: str) -> str:
    """A note of the register as it is shown: with a capital letter, pounds as £, no shouting."""
    full = short.removeprefix("CONFLICT: ").replace("GBP ", "£").replace("QUASHED", "quashed")
    return full[:1].upper() + full[1:]


def date_of(source: str) -> str:
    """The date that a source states plainly: "6 November 2017", "August 2023", else ""."""
    words = LINK.sub("", source)
    if found := IN_WORDS.search(words):
        day, month, year = found.groups()
        return " ".join(filter(None, (day, MONTHS[month], year)))
    if (found := IN_ADDRESS.search(source)) and 1 <= int(found[2]) <= 12:
        year, month, day = found.groups()
        return " ".join(
            filter(None, (str(int(day or 0) or ""), [*MONTHS.values()][int(month) - 1], year))
        )
    found = YEAR.search(words)
    return found[1] if found else ""


def common_date(sources: list[str]) -> str:
    """The date that every source states; "" where they differ or one states none."""
    dates = {date_of(source) for source in sources}
    return dates.pop() if len(dates) == 1 else ""


def linked(source: str) -> tuple[str, str, str]:
    """A source as (address, label, note): the site's name, and what is said beside the link.

    A source without a link has no address, and is its own label.
    """
    found = LINK.search(source)
    if found is None:
        return "", source, ""
    address = found[0].rstrip(".,;)")
    note = source.replace(address, "").strip(" ()")
    host = (urlsplit(address).hostname or address).removeprefix("www.")
    return address, host, note
