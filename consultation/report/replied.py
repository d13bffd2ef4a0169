"""The formal replies in a report: what each organisation says about its subject, in words.

Those in force, whatever a moderator made of them: a decision-maker sees every one in full. They are
in no figure of what residents say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from consultation.models import (
    Answer,
    Consultation,
    OrganisationKind,
    Position,
    Proposal,
    SignedReply,
)
from consultation.report.counting import BOROUGH, STATION, Subject, Where, place_of
from consultation.report.edition import Figure, Row, Table

SOURCE = "The formal replies that this service holds, as they were signed"
COLUMNS = ("Edition", "Positions", "Review", "Marks")
STATION_OF = ("proposal__station", "proposal__station__borough")
SPEAKS = "Speaks about it"
NONE = "No position on a front counter here"
APART = (
    "Formal replies are in no other table but “What was received” and “What is counted”, and have "
    "a column of their own where front counters stand side by side."
)
EVERY_ONE = (
    "Every one that is in force is here, whatever a moderator decided about it; each stands in "
    "full after the tables."
)
RELEASED = "Here are those that are in force and released; each is public in full on its own page."


@dataclass(frozen=True)
class Replied:
    """One formal reply, and the words of its positions on the proposals of the subject."""

    signed: SignedReply
    positions: list[tuple[Proposal, str]]

    @property
    def in_words(self) -> str:
        """Opposes it: Barkingside, Ilford. Supports it: Mitcham."""
        by_position: dict[str, list[str]] = {}
        for proposal, position in self.positions:
            by_position.setdefault(position, []).append(proposal.station.name)
        told = [f"{words}: {', '.join(names)}" for words, names in by_position.items()]
        return ". ".join(told) + "." if told else NONE

    @property
    def marks(self) -> str:
        """Late, interim, ratified; or that there is nothing to say."""
        told = ["Late"] if self.signed.late else []
        if self.signed.interim:
            ratified = f"subject to ratification by {self.signed.ratified_by_whom}"
            told.append("Ratified" if self.signed.is_ratified else f"Interim, {ratified}")
        return "; ".join(told) or "None"


@dataclass(frozen=True)
class Everything:
    """All formal replies in force of a consultation, by organisation, and the places of each."""

    signed: list[SignedReply]
    speaks: dict[int, set[Where]]

    def about(self, subject: Subject, proposals: Sequence[Proposal]) -> list[Replied]:
        """Those that speak about the subject, or are of the council of its borough.

        Positions are read from what was signed.
        """
        return [
            Replied(one, _positions(one, proposals))
            for one in self.signed
            if self._concerns(one, subject)
        ]

    def _concerns(self, one: SignedReply, subject: Subject) -> bool:
        own = subject.own_borough
        if own is None or place_of(subject) in self.speaks.get(one.response_id, ()):
            return True
        body = one.reply.organisation
        return body.kind == OrganisationKind.COUNCIL and body.borough_id == own.pk


def replied(consultation: Consultation, *, public: bool) -> Everything:
    """What was signed; `public`: of that what everybody may read. Two queries."""
    found = SignedReply.objects.in_force().filter(reply__consultation=consultation)
    if public:
        found = found.public()
    whole = found.select_related("reply__organisation", "response", "ratification").defer("text")
    signed = list(whole.order_by("reply__organisation__name", "pk"))
    answers = Answer.objects.filter(
        response__in=found.order_by().values("response"), proposal__isnull=False
    )
    speaks: dict[int, set[Where]] = {}
    rows = answers.order_by().values_list("response", *STATION_OF).distinct()
    for response, station, borough in rows:
        places = (Where(STATION, station), Where(BOROUGH, borough))
        speaks.setdefault(response, set()).update(places)
    return Everything(signed, speaks)


def _positions(signed: SignedReply, proposals: Sequence[Proposal]) -> list[tuple[Proposal, str]]:
    said = {
        part["proposal"]: part["position"]
        for part in signed.content["parts"]
        if part["proposal"] is not None
    }
    return [
        (one, str(Position(said[one.pk]).label) if said[one.pk] else SPEAKS)
        for one in proposals
        if one.pk in said
    ]


def table_of(found: Sequence[Replied], as_at: str, *, public: bool) -> Table:
    """A line for each organisation; without any there is no such table."""
    rows = tuple(_row(one, as_at) for one in found)
    note = f"{APART} {RELEASED if public else EVERY_ONE}"
    return Table(
        "formal", "Formal replies", "Organisation", COLUMNS, rows, None, note, SOURCE, False,
        worded=True,
    )  # fmt: skip


def _row(one: Replied, as_at: str) -> Row:
    organisation, signed = one.signed.reply.organisation, one.signed
    cells = (
        f"Edition {signed.reply.number}", one.in_words, signed.response.get_state_display(),
        one.marks,
    )  # fmt: skip
    key = f"reply-{signed.pk}"
    return Row(
        key,
        organisation.name,
        tuple(
            Figure(
                f"formal.{key}.{title}", organisation.name, None, None, "", SOURCE, as_at,
                words=words,
            )
            for title, words in zip(COLUMNS, cells, strict=True)
        ),
    )  # fmt: skip
