"""Feeds, dates for a calendar, the catalogue of data sets, and the page that explains it all."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from consultation.gather.queries import meetings_of
from consultation.languages import current
from consultation.models import Consultation, MeetingState
from consultation.opendata import answers, dates, feeds, queries
from consultation.opendata.answers import etag_of
from consultation.opendata.asked import NARROWING, Given, Problem, read
from consultation.opendata.catalogue import catalogue
from consultation.opendata.contents import NAMED
from consultation.opendata.operations import OPERATIONS, ROOT
from consultation.opendata.views.sending import as_json, compared, readable
from consultation.publish import bulk
from consultation.publish.queries import with_notices
from consultation.translate.queries import translations_of, translations_of_all


def _found(slug: str) -> Consultation:
    found = queries.consultation_of(slug)
    if found is None:
        raise Problem(404, f"There is no public consultation “{slug}”.")
    return found


def _own(request: HttpRequest) -> str:
    """The address of the feed itself; the visitor's word for our host is not taken."""
    return f"{settings.PUBLIC_URL}{request.get_full_path()}"


@readable
def responses_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The responses that were received last, of all or of a place, as far as they are published."""
    found = _found(slug)
    values = read(request.GET, NARROWING)
    asked = answers.narrowed(found, values)
    given = Given("published-feed", {}, {"size": str(queries.NEWEST)}, timezone.now(), found)
    keys = answers.page_of(given, asked)[: queries.NEWEST]

    def make() -> HttpResponse:
        translations = translations_of(found)
        page = _own(request).replace(".atom", "/", 1)
        entries = [feeds.entry_of(*one, found, translations) for one in queries.copies_of(keys)]
        title = f"{found.title}: {', '.join(values.values())}" if values else found.title
        made = feeds.atom(title, page, _own(request), entries, since=found.opens_at)
        return HttpResponse(made, content_type=feeds.MEDIA)

    etag = etag_of("feed", found.pk, current(), sorted(values.items()), keys)
    return compared(request, etag, make, words=True)


@readable
def consultations_feed(request: HttpRequest) -> HttpResponseBase:
    """The consultations, the latest to open first."""
    read(request.GET, ())
    found = queries.consultations()[: queries.NEWEST]
    page = _own(request).partition("consultations.atom")[0]
    entries = [feeds.entry_of_consultation(one) for one in found]
    since = found[0].opens_at if found else timezone.now().replace(hour=0, minute=0, second=0)
    made = feeds.atom("Counterpoint", page, _own(request), entries, since=since)
    return compared(
        request,
        etag_of(made),
        lambda: HttpResponse(made, content_type=feeds.MEDIA),
        words=False,
    )


@readable
def calendar(request: HttpRequest, slug: str) -> HttpResponseBase:
    """When it opens and closes, and its meetings."""
    found = _found(slug)
    meetings = [
        one for one in meetings_of(found) if one.record.state != MeetingState.WITHDRAWN
    ]  # fmt: skip
    made = dates.calendar(found, queries.extensions_of(found), meetings)

    def make() -> HttpResponse:
        answer = HttpResponse(made, content_type=dates.MEDIA)
        answer["Content-Disposition"] = f'attachment; filename="{found.slug}-dates.ics"'
        return answer

    return compared(request, etag_of(made), make, words=False)


@readable
def data_sets(request: HttpRequest) -> HttpResponseBase:
    """Every data set (DCAT 3). Four queries, however many there are."""
    every = queries.consultations()
    places, kept = queries.places_of(every), bulk.in_force(one.pk for one in every)
    content = as_json(catalogue([(one, places[one.pk], kept[one.pk]) for one in every]))
    return compared(
        request,
        etag_of(content),
        lambda: HttpResponse(content, content_type="application/ld+json"),
        words=False,
    )


def _broken(address: str) -> SafeString:
    """An address that a narrow page breaks behind its strokes."""
    parts = ((part,) for part in address.split("/"))
    return format_html_join(mark_safe("/<wbr>"), "{}", parts)


@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """All of it in words, with where to begin."""
    found = with_notices()
    kept = bulk.in_force(one.pk for one in found)
    for one in found:
        one.bulk_files = kept[one.pk]  # type: ignore[attr-defined]
    context = {
        "consultations": found,
        "translations": translations_of_all(found),
        "operations": [(_broken(f"/{ROOT}{one.path}"), one.summary) for one in OPERATIONS],
        "schemas": [(name, f"{name}.json") for name in NAMED],
        "licence": (settings.OPEN_DATA_LICENCE, settings.OPEN_DATA_LICENCE_URL),
    }
    return render(request, "opendata/explained.html", context)
