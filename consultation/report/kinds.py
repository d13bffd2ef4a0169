"""Every kind of report: how it is offered, who may ask for it, and when it is made."""

from dataclasses import dataclass

from consultation.access import Permission
from consultation.models import ReportKind

SUMMARIES, CHECKS, DATA = "Summaries", "Checks", "Data"
SOON, LATER, LAST = 1, 2, 5  # what is made first; from LAST on one at a time


@dataclass(frozen=True)
class Offer:
    """How a kind is offered: under a heading, in words, with a sentence."""

    group: str
    words: str
    sentence: str
    permission: Permission = Permission.ASK_REPORTS
    priority: int = SOON


#: In the order of the form.
OFFERS: dict[ReportKind, Offer] = {
    ReportKind.WHOLE: Offer(
        SUMMARIES, "Summary of the whole consultation",
        "How many responded and how, what they say, and what was left out.",
    ),
    ReportKind.BOROUGH: Offer(
        SUMMARIES, "Summary of one borough", "The same, of the front counters in it.",
    ),
    ReportKind.STATION: Offer(
        SUMMARIES, "Summary of one front counter", "The same, of what is said about it.",
    ),
    ReportKind.RESULTS: Offer(
        SUMMARIES, "Results, with every borough and front counter",
        "One edition of everything, counted at one moment. It can be published after the close.",
        priority=LATER,
    ),
    ReportKind.FORMAL: Offer(
        SUMMARIES, "Formal replies", "What councils and other bodies say, each reply in full.",
    ),
    ReportKind.EQUALITY: Offer(
        CHECKS, "Equality totals", "Who took part, with no number under 5.",
        Permission.READ_EQUALITY,
    ),
    ReportKind.MODERATION: Offer(
        CHECKS, "Moderation and exclusions", "What was left out or withheld, by rule and by side.",
    ),
    ReportKind.CHANNELS: Offer(
        CHECKS, "Channels", "How responses came in, each channel apart.",
    ),
    ReportKind.DAILY: Offer(
        CHECKS, "Progress day by day", "What came in and what was reviewed on each day.",
    ),
    ReportKind.EXPORT: Offer(
        DATA, "Every response, as CSV, Excel and Parquet",
        "In people’s own words, before anything is taken out. Not to be published.",
        Permission.EXPORT, LAST,
    ),
    ReportKind.PACKAGE: Offer(
        DATA, "Open data: the consultation package",
        "The consultation, its places, questions and released responses, for others to use.",
        Permission.EXPORT, LAST,
    ),
    ReportKind.THEMES: Offer(
        DATA, "Open data: words for ThemeFinder",
        "Released answers to open questions, in the form that ThemeFinder reads.",
        Permission.EXPORT, LAST,
    ),
}  # fmt: skip
