"""What petitions say and what was said at meetings, point by point, and what it was coded as."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q

from consultation.models import (
    Consultation,
    GatheringCode,
    GatheringPoint,
    MeetingState,
    PetitionState,
)

#: On record now: neither corrected since, nor withdrawn, nor still ahead.
COUNTED = Q(petition__state=PetitionState.CURRENT) | Q(meeting__state=MeetingState.HELD)


def consultation_of(*, pk: int, **_named: object) -> Consultation | None:
    """Whose petition or meeting it is. One query."""
    found = gathered_of(pk)
    return found.consultation if found else None


@dataclass(frozen=True)
class Said:
    """One line of a petition or a meeting, with its codes."""

    line: GatheringPoint
    codes: list[GatheringCode]

    @property
    def consultation(self) -> Consultation:
        """Of its petition or meeting."""
        gathering = self.line.petition or self.line.meeting
        assert gathering is not None
        return gathering.consultation

    @property
    def source(self) -> str:
        """What it stands in, in words."""
        if self.line.petition is not None:
            return f"Petition: {self.line.petition.title}"
        assert self.line.meeting is not None
        return f"Meeting: {self.line.meeting.place}"

    @property
    def address(self) -> str:
        """The page of that."""
        gathering = self.line.petition or self.line.meeting
        assert gathering is not None
        return gathering.get_absolute_url()

    @property
    def is_counted(self) -> bool:
        """It stands on record."""
        if self.line.petition is not None:
            return self.line.petition.state == PetitionState.CURRENT
        return self.line.meeting is not None and self.line.meeting.state == MeetingState.HELD


def _rows() -> "list[str]":
    return [
        "petition__consultation", "meeting__consultation", "proposal__station__borough",
    ]  # fmt: skip


def _codes() -> Prefetch:
    standing = GatheringCode.objects.standing().select_related("point__into", "by")
    return Prefetch("codes", standing, to_attr="given")


def gathered_of(pk: int) -> Said | None:
    """One line with what it was coded as. Two queries."""
    rows = GatheringPoint.objects.select_related(*_rows()).prefetch_related(_codes())
    found = rows.filter(pk=pk).first()
    return Said(found, found.given) if found else None  # type: ignore[attr-defined]


def gathered_in(consultation: Consultation) -> list[Said]:
    """Every line that counts, petitions first, in the order of the records. Two queries."""
    of_it = Q(petition__consultation=consultation) | Q(meeting__consultation=consultation)
    rows = GatheringPoint.objects.filter(of_it & COUNTED).select_related(*_rows())
    ordered = rows.prefetch_related(_codes()).order_by("petition", "meeting", "position")
    return [Said(one, one.given) for one in ordered]  # type: ignore[attr-defined]
