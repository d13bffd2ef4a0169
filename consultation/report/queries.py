"""What the report pages show, and what names the data that a report was counted from."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from consultation.events import MACHINE, name_of
from consultation.models import (
    Consultation,
    Event,
    EventKind,
    FormalReplyState,
    Import,
    LegalHold,
    Proposal,
    PublicChange,
    PublishedAnswer,
    Report,
    ReportFile,
    ReportLine,
    ReportRequest,
    ReportSchedule,
    ReportState,
    ReportWords,
    Response,
)
from consultation.models.report import ALL_WORDS, OF_THE_PUBLIC, ReportQuerySet
from stations.models import Borough, Station


def last_event(consultation: Consultation) -> tuple[int, int]:
    """The newest event about what a consultation received, and how many such events there are.

    That is its responses, petitions and meetings, and the ratification of a formal reply.

    The number belongs to it: an event with a lower id can be committed after one with a higher.
    """
    return newest_event(consultation), of_what_came_in(consultation).count()


def newest_event(consultation: Consultation) -> int:
    """The newest event about what a consultation received, or 0. One query."""
    events = of_what_came_in(consultation).order_by("-pk")
    return events.values_list("pk", flat=True).first() or 0


def last_change(consultation: Consultation) -> tuple[int, int]:
    """The newest event about words taken out, copies and what is erased, and how many there are.

    They change what a report shows, and no figure that its checkpoint names. One query.
    """
    own = Q(consultation=consultation.pk) | Q(consultation=None)
    about = Q(kind__regex="^(redaction|everywhere|copies|public_copies|retention|question)[.]")
    found = Event.objects.filter(own, about).aggregate(newest=Max("pk"), number=Count("pk"))
    return found["newest"] or 0, found["number"]


def of_what_came_in(consultation: Consultation) -> QuerySet[Event]:
    """The events that the figures hang on."""
    about = Q(kind__startswith="response") | Q(
        kind__regex="^(petition|meeting)[.]|^formal_reply.ratified$"
    )
    return Event.objects.filter(about, consultation=consultation.pk)


def spoilt() -> ReportQuerySet:
    """Ready, with words in their files that are public no more, or of a reply that was withdrawn.

    What was published anew stands under another key. Formal replies that were replaced stay: they
    are public, and stood when the report was made. A file of all that everybody may read goes once
    anything was taken back from it, whoever asked for it. Published editions hold nobody's words.
    """
    ready = Report.objects.filter(state=ReportState.DONE, published_at=None)
    return ready.filter(_words_went()).order_by("pk")


def _words_went() -> Q:
    """Of a report: it quotes what is gone, or is of all words and any went since it was read.

    What is being made does not know yet what had been taken back: it finds out once it is ready.
    """
    quoted = Q(Exists(words_gone().filter(report=OuterRef("pk"))))
    erased = Q(kind__in=ALL_WORDS, erasures_seen__lt=_counted("erased"))
    public = Q(state=ReportState.DONE, kind__in=OF_THE_PUBLIC)
    return quoted | erased | (public & ~Q(public_taken=_counted("taken")))


def words_gone() -> "QuerySet[ReportWords]":
    """Words in files of reports that are public no more, or of a reply that was withdrawn."""
    public = PublishedAnswer.objects.filter(pk=OuterRef("answer"))
    withdrawn = Q(signed__reply__state=FormalReplyState.WITHDRAWN)
    return ReportWords.objects.filter((Q(answer__isnull=False) & ~Exists(public)) | withdrawn)


def erasures() -> Coalesce:
    """Of a report: how often words of its consultation were erased or restricted until now.

    A number, since what is counted can only grow, and no instant: an erasure may be committed long
    after the one that it is written with.
    """
    return _counted("erased")


def _counted(what: str) -> Coalesce:
    """Of a report: how many such changes of its consultation the database has counted."""
    changes = PublicChange.objects.filter(consultation=OuterRef("consultation")).order_by()
    return Coalesce(Subquery(changes.values("consultation").values(all=Sum(what))), 0)


def is_spoilt(report: Report) -> bool:
    """Its files are about to go. One query."""
    return Report.objects.filter(_words_went(), pk=report.pk, published_at=None).exists()


def are_bytes_kept(report: Report) -> bool:
    """It has ended, and its files with words are still on the disk: a hold keeps them."""
    return report.state != ReportState.DONE and report.words.exists()


def held() -> QuerySet[LegalHold, Any]:
    """The consultations of which a legal hold keeps something that was sent."""
    replied = Response.objects.filter(
        consultation=OuterRef("consultation"), organisation=OuterRef("organisation")
    )
    found = LegalHold.objects.of_words().filter(Q(organisation=None) | Exists(replied))
    return found.values("consultation")


def named(
    digests: Collection[str],
    *,
    imports: QuerySet[Import] | None = None,
    apart_from: Collection[int] = (),
) -> set[str]:
    """Those of the digests that a report whose files are there names, or an import. Three queries.

    Files of a report are there while it is ready, and as long as a hold keeps them after that.

    :param imports: the imports that need their bytes; None for all of them.
    :param apart_from: keys of reports that need theirs no more.
    """
    waits = Exists(ReportWords.objects.filter(report=OuterRef("report")))
    there = ReportFile.objects.filter(Q(report__state=ReportState.DONE) | Q(waits))
    found = there.filter(sha256__in=digests).exclude(report__in=apart_from)
    needed = set(found.values_list("sha256", flat=True))
    loaded = Import.objects.all() if imports is None else imports
    for column in ("sha256", "refusals_sha256"):
        names = loaded.filter(**{f"{column}__in": digests})
        needed |= set(names.values_list(column, flat=True))
    return needed


def reports_of(
    consultation: Consultation,
    *,
    kinds: Collection[str],
    boroughs: frozenset[int] | None = None,
    state: str = "",
) -> ReportQuerySet:
    """The reports of the consultation of these kinds, newest first, without the figures.

    :param boroughs: only those about one of these, or about a front counter in one.
    :param state: only those in this state; "" for all.
    """
    found = Report.objects.filter(consultation=consultation, kind__in=kinds)
    found = found.with_subject().defer("figures")
    if boroughs is not None:
        found = found.filter(Q(borough__in=boroughs) | Q(station__borough__in=boroughs))
    return found.filter(state=state) if state else found


def report_of(pk: int) -> Report | None:
    """One report with its subject."""
    return Report.objects.with_subject().filter(pk=pk).first()


def files_of(report: Report) -> list[ReportFile]:
    """The finished files, in the order they were made."""
    return list(report.files.all())


def file_of(report: Report, kind: str) -> ReportFile | None:
    """The finished file of one kind."""
    return report.files.filter(kind=kind).first()


def published_of(consultation: Consultation) -> ReportQuerySet:
    """Its editions of results that everybody may read, the newest first: that one is in force."""
    return Report.objects.filter(consultation=consultation).published()


def places_of(report: Report) -> tuple[int, int]:
    """Of how many front counters and of how many boroughs an edition of results has a part."""
    counted = report.places.aggregate(stations=Count("station"), boroughs=Count("borough"))
    return counted["stations"], counted["boroughs"]


def lines_of(report: Report) -> list[ReportLine]:
    """Its log, from the start."""
    return list(report.lines.all())


def requests_of(report: Report) -> list[ReportRequest]:
    """Who asked for it, in the order they did."""
    return list(report.requests.select_related("by"))


def schedules_of(consultation: Consultation) -> list[ReportSchedule]:
    """Those in force, then those that ended, the newest of these first."""
    found = ReportSchedule.objects.filter(consultation=consultation).select_related(
        "consultation", "station__borough", "borough", "by", "ended_by"
    )
    return sorted(found, key=lambda one: (one.ended_at is not None, -one.pk))


def why_ended(schedules: Iterable[ReportSchedule]) -> dict[str, str]:
    """Of those that ended by themselves: why, by `events.name_of`. One query."""
    names = [name_of(one) for one in schedules if one.ended_at is not None]
    ends = Event.objects.filter(
        kind=EventKind.SCHEDULE_ENDED, about__in=names, actor=MACHINE
    ).values_list("about", "facts")
    return {about: facts["why"] for about, facts in ends}


def stations_in(
    consultation: Consultation, boroughs: frozenset[int] | None = None
) -> list[Station]:
    """The stations with a proposal, by borough and name; of some boroughs alone. One query."""
    stations = Station.objects.filter(proposals__consultation=consultation)
    if boroughs is not None:
        stations = stations.filter(borough__in=boroughs)
    return list(stations.select_related("borough").order_by("borough__name", "name"))


def boroughs_in(
    consultation: Consultation, boroughs: frozenset[int] | None = None
) -> list[Borough]:
    """The boroughs of those stations, by name. One query."""
    here = Proposal.objects.filter(consultation=consultation).values("station__borough")
    found = Borough.objects.filter(pk__in=here).order_by("name")
    return list(found if boroughs is None else found.filter(pk__in=boroughs))


def longest_wait(at: datetime) -> float:
    """Seconds that the oldest due report has waited for a worker; 0 when none is due."""
    oldest = Report.objects.due_at(at).values_list("asked_at", "lease_until").first()
    if oldest is None:
        return 0.0
    since = max(moment for moment in oldest if moment is not None)
    return (at - since).total_seconds()
