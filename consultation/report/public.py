"""The published edition of a consultation's results, and its part about one place."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists

from consultation.models import (
    Consultation,
    ContentVersion,
    PlaceFigures,
    Proposal,
    Report,
    ReportFile,
    ReportKind,
    SignedReply,
)
from consultation.report.edition import Figures
from stations.models import Borough, Station

Place = Borough | Station


@dataclass(frozen=True)
class Edition:
    """What the public reads: which report it is, since when, and what it was counted from."""

    pk: int
    published_at: datetime
    figures_at: datetime
    content: int  # the number of what is asked, see ContentVersion
    has_replies: bool  # everybody can read a formal reply now, whatever the edition holds


def is_published(consultation: Consultation, at: datetime) -> bool:
    """Everybody may read results now. Where the close was moved to later, nobody may until then.

    One query at most.
    """
    found = Report.objects.published().filter(consultation=consultation)
    return not consultation.is_interim_at(at) and found.exists()


def edition_of(consultation: Consultation, at: datetime) -> Edition | None:
    """The newest that is published, without its figures; None before there is one. One query.

    None as well while residents can respond again: published figures have become interim ones.
    """
    if consultation.is_interim_at(at):
        return None
    found = Report.objects.published().filter(
        consultation=consultation, kind=ReportKind.RESULTS, figures_at__isnull=False
    )
    content = ContentVersion.objects.values("number")[:1]
    formal = SignedReply.objects.public().filter(reply__consultation=consultation)
    one = found.annotate(content=content, replies=Exists(formal)).values_list(
        "pk", "published_at", "figures_at", "content", "replies"
    ).first()  # fmt: skip
    if one is None or one[1] is None or one[2] is None:
        return None
    return Edition(one[0], one[1], one[2], one[3] or 0, one[4])


def figures_of(edition: Edition, place: Place | None) -> Figures | None:
    """Its figures about everything or about one place; None where it has none. One query."""
    if place is None:
        stored = Report.objects.filter(pk=edition.pk).values_list("figures", flat=True).first()
    else:
        at = {"station": place} if isinstance(place, Station) else {"borough": place}
        parts = PlaceFigures.objects.filter(report=edition.pk, **at)
        stored = parts.values_list("figures", flat=True).first()
    return Figures.from_json(stored) if stored else None


def files_of(edition: Edition) -> list[ReportFile]:
    """What can be downloaded of it. One query."""
    return list(ReportFile.objects.filter(report=edition.pk).order_by("pk"))


def file_of(consultation: Consultation, report: int, kind: str, at: datetime) -> ReportFile | None:
    """A file of a published edition, the newest or an earlier one. One query at most."""
    if consultation.is_interim_at(at):
        return None
    rows = ReportFile.objects.filter(
        report=report,
        kind=kind,
        report__consultation=consultation,
        report__kind=ReportKind.RESULTS,
        report__published_at__isnull=False,
    )
    return rows.first()


def proposals_of(consultation: Consultation, place: Place | None = None) -> list[Proposal]:
    """The proposals at the places of a page, by borough and front counter. One query."""
    found = Proposal.objects.filter(consultation=consultation).with_places()
    if isinstance(place, Station):
        found = found.about(place)
    elif place is not None:
        found = found.within(place)
    return list(found.order_by("station__borough__name", "station__name", "pk"))
