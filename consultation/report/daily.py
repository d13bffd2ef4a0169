"""Day by day, in London: what came in, by which channel, and what was decided."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import Coalesce, TruncDate
from django.utils.formats import date_format

from consultation.models import Channel, Consultation, Kind, Place, Response, Review, Verdict
from consultation.models.response import ResponseQuerySet
from consultation.report.counts import RECORD, Counts
from consultation.report.edition import DAYS, STACKED, Row, Table
from consultation.report.tables import NO_BASE, Line, listed

COLUMNS = ("Received", "Received so far", "Verdicts", "Verdicts that released")
DAY = (
    "Days are those of the calendar in London; one on which nothing happened is shown too. "
    "Received are all responses, whatever became of them, formal replies too. A response can have "
    "several verdicts: a later one stands."
)


def days(counts: Counts) -> Table:
    """How far the consultation is. Two queries."""
    consultation = counts.subject.consultation
    came = _by_day(Response.objects.filter(consultation=consultation), "received_at")
    reviews = Review.objects.filter(response__consultation=consultation, decides=True)
    reviews = reviews.exclude(verdict=Verdict.REOPEN)
    given: Counter[date] = Counter()
    freed: Counter[date] = Counter()
    for day, verdict, number in (
        reviews.order_by().values_list(TruncDate("at"), "verdict").annotate(number=Count("pk"))
    ):
        given[day] += number
        freed[day] += number if verdict == Verdict.RELEASE else 0
    calendar = list(_calendar([*came, *given]))
    so_far = accumulate(came[day] for day in calendar)
    lines = [
        (day, (came[day], total, given[day], freed[day]))
        for day, total in zip(calendar, so_far, strict=True)
    ]
    return _table(counts, "days", "Progress day by day", COLUMNS, lines, note=DAY, chart=DAYS)


def _by_day(found: ResponseQuerySet, column: str) -> Counter[date]:
    rows = found.order_by().values_list(TruncDate(column))
    return Counter(dict(rows.annotate(number=Count("pk"))))


def _calendar(told: list[date]) -> Iterator[date]:
    """Every day from the first to the last."""
    if told:
        first, last = min(told), max(told)
        yield from (first + timedelta(days=one) for one in range((last - first).days + 1))


def _table(
    counts: Counts,
    key: str,
    title: str,
    columns: tuple[str, ...],
    lines: Sequence[tuple[date, tuple[int, ...]]],
    *,
    note: str,
    chart: str,
) -> Table:
    rows = tuple(
        _row(counts, key, day.isoformat(), date_format(day, "j F Y"), columns, cells)
        for day, cells in lines
    )
    return Table(key, title, "Day", columns, rows, None, note, RECORD, False, chart=chart)


def _row(
    counts: Counts,
    table: str,
    key: str,
    label: str,
    columns: tuple[str, ...],
    cells: tuple[int, ...],
) -> Row:
    return Row(
        key,
        label,
        tuple(
            counts.figure(f"{table}.{key}.{title}", label, number, NO_BASE, RECORD)
            for title, number in zip(columns, cells, strict=True)
        ),
    )


def _people(consultation: Consultation) -> ResponseQuerySet:
    found = Response.objects.filter(consultation=consultation, kind=Kind.PUBLIC)
    return found.counted().order_by()


CHANNELS = ("Responses", *(str(one.label) for one in Channel))
COUNTED = "Counted responses; formal replies are in no figure of this table."


def channels_by_day(counts: Counts) -> Table:
    """How many came by each channel on each day. One query."""
    rows = _people(counts.subject.consultation).values_list(TruncDate("received_at"), "channel")
    found = _split(rows.annotate(number=Count("pk")))
    calendar = _calendar(list(found))
    lines = [(day, _across(found.get(day, Counter()))) for day in calendar]
    return _table(
        counts, "channels-by-day", "Channels, day by day", CHANNELS, lines, note=COUNTED, chart=DAYS
    )


def channels_by_home(counts: Counts) -> Table:
    """How many came by each channel from each borough. One query."""
    rows = _people(counts.subject.consultation).values_list(
        Coalesce("borough__slug", "place"), "channel"
    )
    found = _split(rows.annotate(number=Count("pk")))
    places = [
        *((one.slug, one.name) for one in counts.boroughs),
        (str(Place.OUTSIDE), "Outside London"),
        (str(Place.NOT_SAID), "Did not say"),
    ]
    made = tuple(
        _row(counts, "channels-by-home", key, label, CHANNELS, _across(found.get(key, Counter())))
        for key, label in places
    )
    return Table(
        "channels-by-home", "Channels, by where respondents live", "Lives", CHANNELS, made, None,
        COUNTED, RECORD, False, chart=STACKED, parts=tuple(range(1, len(CHANNELS))),
    )  # fmt: skip


def _split(rows: Iterable[tuple[Any, str, int]]) -> dict[Any, Counter[str]]:
    found: dict[Any, Counter[str]] = {}
    for key, channel, number in rows:
        found.setdefault(key, Counter())[channel] += number
    return found


def _across(found: Mapping[str, int]) -> tuple[int, ...]:
    return (sum(found.values()), *(found.get(one.value, 0) for one in Channel))


def languages(counts: Counts) -> Table:
    """In which languages people answered, and in the Easy Read version. One query."""
    rows = _people(counts.subject.consultation).values_list("language", "easy_read")
    spoken: Counter[str] = Counter()
    easy = 0
    for language, easy_read, number in rows.annotate(number=Count("pk")):
        spoken[language] += number
        easy += number if easy_read else 0
    named = dict(settings.LANGUAGES)
    lines: list[Line] = [(one, named.get(one, one), spoken[one]) for one in sorted(spoken)]
    lines.append(("easy-read", "Of all these, in the Easy Read version", easy))
    return listed(
        counts, "languages", "Languages of the form", "Language", lines, base=counts.base,
        drawn=False, note="The language of the form that was filled in, not of the words in it.",
    )  # fmt: skip
