"""What the report pages show, and what names the data that a report was counted from."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

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
    ReportKind,
    ReportLine,
    ReportRequest,
    ReportSchedule,
    ReportState,
    ReportWords,
    Response,
    Sums,
)
from consultation.models.report import ALL_WORDS, ReportQuerySet
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


def spoilt(consultations: Collection[int] | None = None) -> list[int]:
    """Keys of reports that are ready, and whose files hold words that are public no more.

    Or a reply that was withdrawn. What was published anew stands under another key. Formal replies
    that were replaced stay: they are public, and stood when the report was made. An export goes
    once any words of its consultation were erased or restricted since it was read; a file of all
    that everybody may read once anything was taken back from it, whoever asked for it. Published
    editions hold nobody's words. Four queries.

    :param consultations: keys of those to look at; None for all.
    """
    ready = Report.objects.filter(state=ReportState.DONE, published_at=None)
    if consultations is not None:
        ready = ready.filter(consultation__in=consultations)
    quoting = ReportWords.objects.filter(report__in=ready)
    found = _words_gone_of(quoting)
    of_all = list(ready.filter(kind__in=ALL_WORDS).defer("figures"))
    sums = PublicChange.objects.sums({one.consultation_id for one in of_all})
    found |= {one.pk for one in of_all if _is_behind(one, sums[one.consultation_id])}
    return sorted(found)


def is_spoilt(report: Report) -> bool:
    """Its files are about to go; or, while it is made, would be. Two queries at most.

    What is being made does not know yet what had been taken back: it finds out once it is ready.
    """
    if report.published_at is not None:
        return False
    if report.kind in ALL_WORDS:
        return _is_behind(report, PublicChange.objects.sums_of(report.consultation_id))
    return bool(_words_gone_of(ReportWords.objects.filter(report=report)))


def _is_behind(report: Report, sums: Sums) -> bool:
    """Of a file of the words of all: what it may hold went since it was read.

    Numbers are compared, which can only grow, and no instants: what is erased may be committed long
    after the time that it is written with.
    """
    if report.kind == ReportKind.EXPORT:
        return report.erasures_seen < sums.erased
    return report.state == ReportState.DONE and report.public_taken != sums.taken


def _words_gone_of(quoting: "QuerySet[ReportWords]") -> set[int]:
    """Of these words in files: the reports with some that are public no more. Two queries."""
    public = PublishedAnswer.objects.filter(pk=OuterRef("answer"))
    taken_out = quoting.filter(~Exists(public), answer__isnull=False)
    withdrawn = quoting.filter(signed__reply__state=FormalReplyState.WITHDRAWN)
    return {key for gone in (taken_out, withdrawn) for key in gone.values_list("report", flat=True)}


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
    :param apart_from: keys of reports that need theirs no more, unless they are ready again.
    """
    waits = Exists(ReportWords.objects.filter(report=OuterRef("report")))
    there = ReportFile.objects.filter(Q(report__state=ReportState.DONE) | Q(waits))
    over = ~Q(report__state=ReportState.DONE) & Q(report__in=apart_from)
    found = there.filter(sha256__in=digests).exclude(over)
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
