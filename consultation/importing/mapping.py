"""What the columns of a file can be. Pure.

A column is a meaning and, for a question that is asked about each front counter, a station. Stored
as two texts: the meaning is one of ABOUT_IT, "q:KEY", "q:KEY=VALUE" for the tick of one option of
several, or LEAVE; the station is a proposal's key, NAMED where the row itself names its stations,
or empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from consultation.models import Proposal, QuestionKind, QuestionScope, QuestionVersion
from consultation.respond.content import Content

LEAVE, NAMED = "leave", "named"
QUESTION = "q:"
REFERENCE, RECEIVED, BEGUN, CHANNEL, CAPACITY, PLACE, STATIONS, PUBLISH, EMAIL, NAME, LANGUAGE = (
    "reference", "received", "begun", "channel", "capacity", "place", "stations", "publish",
    "email", "name", "language",
)  # fmt: skip
ABOUT_IT = {
    REFERENCE: "Its number in the source",
    RECEIVED: "When it arrived",
    BEGUN: "When it was begun",
    CHANNEL: "How it came in",
    CAPACITY: "Whom it speaks for",
    PLACE: "Borough or postcode",
    STATIONS: "Which front counters it is about",
    PUBLISH: "May its words be published",
    EMAIL: "Email address",
    NAME: "Name",
    LANGUAGE: "Language",
}
Column = tuple[str, str]


def folded(text: str) -> str:
    """A text without its case and spacing, as answers and names are compared."""
    return " ".join(text.casefold().split())


@dataclass(frozen=True)
class Asked:
    """A column that answers a question. `option`: it is the tick of one option only."""

    version: QuestionVersion
    station: str
    option: str = ""


class Meanings:
    """What a column of a file of this consultation can be.

    No column answers a question that asks for files: a table holds their names at best.
    """

    def __init__(self, content: Content) -> None:
        self.content = content
        self.by_key = {
            one.question.key: one
            for one in content.questions
            if one.question.kind != QuestionKind.FILE
        }
        self.proposals = {str(one.pk): one for one in content.proposals}

    def asked(self, column: Column) -> Asked | None:
        """The question that a column answers; None where it is none."""
        meaning, station = column
        if not meaning.startswith(QUESTION):
            return None
        key, _, option = meaning.removeprefix(QUESTION).partition("=")
        version = self.by_key.get(key)
        return Asked(version, station, option) if version else None

    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What a page offers, in groups."""
        each: list[tuple[str, str]] = []
        overall: list[tuple[str, str]] = []
        for one in self.by_key.values():
            of_each = one.question.scope == QuestionScope.PROPOSAL
            (each if of_each else overall).extend(self._choices(one))
        found = [
            ("About the response", list(ABOUT_IT.items())),
            ("Questions about a front counter", each),
            ("Questions about everything", overall),
        ]
        return [group for group in found if group[1]]

    def files(self) -> list[str]:
        """The questions that no column answers, in words."""
        asked = self.content.questions
        return [one.wording for one in asked if one.question.key not in self.by_key]

    @staticmethod
    def _choices(version: QuestionVersion) -> list[tuple[str, str]]:
        meaning = f"{QUESTION}{version.question.key}"
        found = [(meaning, version.wording)]
        if version.question.kind == QuestionKind.SEVERAL:
            found += [
                (f"{meaning}={value}", f"{version.short}: “{label}” ticked")
                for value, label in version.options
            ]
        return found

    def stations(self) -> list[tuple[str, str]]:
        """The front counters that a column can be about, by key."""
        every = [(key, _named(one)) for key, one in self.proposals.items()]
        return [(NAMED, "Those that the row names"), *every]

    def known(self, column: Column) -> bool:
        """A meaning of this consultation, with a station where it wants one and none elsewhere."""
        meaning, station = column
        if meaning == LEAVE or meaning in ABOUT_IT:
            return not station
        asked = self.asked(column)
        if asked is None:
            return False
        if asked.option and asked.option not in dict(asked.version.options):
            return False
        if asked.version.question.scope == QuestionScope.ALL:
            return not station
        return station == NAMED or station in self.proposals

    def words(self, column: Column) -> str:
        """What a column is, for people."""
        meaning, station = column
        asked = self.asked(column)
        if asked is None:
            return ABOUT_IT.get(meaning, "Left out, kept in the file")
        told = asked.version.wording
        if asked.option:
            told = f"{asked.version.short}: “{asked.version.label(asked.option)}” ticked"
        if station in self.proposals:
            return f"{told} ({_named(self.proposals[station])})"
        return f"{told} (the front counters that the row names)" if station == NAMED else told

    def why_not(self, columns: Sequence[Column], headers: Sequence[str], *, dated: bool) -> str:
        """Why these columns together cannot be read; "" where they can.

        `dated`: rows without a date of their own have one all the same.
        """
        if len(columns) != len(headers) or not all(map(self.known, columns)):
            return "Say what each column is, or leave it out."
        used = [column for column in columns if column[0] != LEAVE]
        for place, column in enumerate(columns):
            if column in columns[:place] and column[0] != LEAVE:
                first, second = headers[columns.index(column)], headers[place]
                return (
                    f"“{first}” and “{second}” cannot both be “{self.words(column)}”. "
                    "Leave one of them out."
                )
        meanings = {column[0] for column in used}
        if not any(map(self.asked, used)):
            return "Say which columns answer a question: there is nothing to load without one."
        if any(station == NAMED for _meaning, station in used) and STATIONS not in meanings:
            return (
                "Say which column names the front counters, or about which front counter each "
                "question is."
            )
        if RECEIVED not in meanings and not dated:
            return (
                "Say which column tells when a response arrived, or give one day for all of them."
            )
        return self._mixed(used)

    def _mixed(self, used: Sequence[Column]) -> str:
        """One question answered both whole and by ticks has two answers."""
        whole = {(a.version.pk, a.station) for a in map(self.asked, used) if a and not a.option}
        ticks = {(a.version.pk, a.station) for a in map(self.asked, used) if a and a.option}
        for version, _station in whole & ticks:
            named = next(one for one in self.content.questions if one.pk == version)
            return (
                f"“{named.wording}” has one column with whole answers and others with ticks. "
                "Leave one kind out."
            )
        return ""


def _named(proposal: Proposal) -> str:
    return f"{proposal.station}, {proposal.station.borough}"
