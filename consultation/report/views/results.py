"""What everybody reads of the results: a published edition, whole and place by place.

An edition is frozen, so its pages are drawn once and kept: by its number and the moment that it was
published, so that one that is taken back is gone at once. Before there is one, no figure is shown.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from consultation import files
from consultation.models import Consultation, Proposal, ResponseState
from consultation.publish.rules import standing_at
from consultation.publish.views.consultations import published
from consultation.replica import from_replica
from consultation.report import public
from consultation.report.documents import Sheet, sheets
from consultation.report.drawn.paper import CONTENT_TYPES
from consultation.report.edition import Figures
from consultation.report.public import Edition, Place
from consultation.templatetags.bars import share
from consultation.translate.queries import translations_of
from stations.models import Borough

KEPT = 60  # seconds that a drawn page is kept: what is not of the edition may have changed
# Cookies with which a page is drawn for one alone.
OWN = {settings.SESSION_COOKIE_NAME, settings.MESSAGES_COOKIE_NAME}
FRESH = "public, no-cache"
APART = ("received", "stance", "unknown")  # tables that stand where the page speaks of them
SUPPORT = "Support and opposition"  # what the heading of the part would only say again
PLACES = ("boroughs", "stations")  # those whose lines lead to a page of their own


@require_safe
@from_replica
def results(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The whole consultation."""
    return _page(request, published(slug), lambda found: None)


@require_safe
@from_replica
def borough(request: HttpRequest, slug: str, borough: str) -> HttpResponseBase:
    """The front counters of one borough."""

    def place(found: Consultation) -> Place:
        for one in public.proposals_of(found):
            if one.station.borough.slug == borough:
                return one.station.borough
        raise Http404("This borough has no front counter in the consultation.")

    return _page(request, published(slug), place)


@require_safe
@from_replica
def station(request: HttpRequest, slug: str, station: str) -> HttpResponseBase:
    """One front counter."""

    def place(found: Consultation) -> Place:
        for one in public.proposals_of(found):
            if one.station.slug == station:
                return one.station
        raise Http404("This front counter has no proposal in the consultation.")

    return _page(request, published(slug), place)


@require_safe
def results_file(request: HttpRequest, slug: str, report: int, kind: str) -> HttpResponseBase:
    """A file of a published edition, under its own name. One that is taken back is not there."""
    file = public.file_of(published(slug), report, kind, timezone.now())
    if file is None or not files.is_there(file.sha256):
        raise Http404("This file is not there.")
    etag = quote_etag(file.sha256)
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = FileResponse(
            files.opened(file.sha256),
            as_attachment=True,
            filename=file.name,
            content_type=CONTENT_TYPES[file.kind],
        )
        answer["X-Content-Type-Options"] = "nosniff"
    answer["ETag"] = etag
    answer["Cache-Control"] = "public, no-cache"  # whoever kept it asks whether it still stands
    return answer


def _page(request: HttpRequest, found: Consultation, place_of: Any) -> HttpResponseBase:
    """The page as it was drawn before, where the same edition is in force; else drawn anew."""
    edition = public.edition_of(found, timezone.now())
    if edition is None:
        place_of(found)  # an address that will never have a page has none now
        standing = standing_at(found, timezone.now())
        context = {
            "consultation": found,
            "translations": translations_of(found),
            "standing": standing,
        }
        answer = render(request, "results/not_yet.html", context)
        answer["Cache-Control"] = "no-cache"
        return answer
    # Links to other languages repeat what the address asks for.
    everybody = not OWN & set(request.COOKIES) and not request.GET
    key = _key(request, found, edition)
    content: bytes | None = cache.get(key) if everybody else None
    if content is None:
        content = render(
            request, "results/results.html", _context(found, edition, place_of)
        ).content
        if everybody:
            cache.set(key, content, KEPT)
    return _answer(request, content, everybody=everybody)


def _key(request: HttpRequest, found: Consultation, edition: Edition) -> str:
    """Whatever the page hangs on; another edition, or the same published anew, has another."""
    told = [
        request.get_host(), request.path, translation.get_language(), found.pk, edition.pk,
        edition.published_at.isoformat(), edition.content, edition.has_replies,
    ]  # fmt: skip
    return "results-" + sha256("\n".join(map(str, told)).encode()).hexdigest()


def _answer(request: HttpRequest, content: bytes, *, everybody: bool) -> HttpResponse:
    """With what a browser and a shared cache need to ask whether it is still the same.

    By what it holds and by no date: of two editions the later one can be taken back.
    """
    etag = quote_etag(sha256(content).hexdigest())
    answer = HttpResponse(content)
    answer["ETag"] = etag
    fresh = get_conditional_response(request, etag=etag, response=answer)
    assert isinstance(fresh, HttpResponse)
    fresh["Cache-Control"] = FRESH if everybody else "private, no-cache"
    fresh["Vary"] = "Cookie"
    return fresh


@dataclass(frozen=True)
class Number:
    """One of the large numbers at the top: `name` says which, the template in which words."""

    name: str
    value: int
    share: str


def _context(found: Consultation, edition: Edition, place_of: Any) -> dict[str, Any]:
    place: Place | None = place_of(found)
    figures = public.figures_of(edition, place)
    if figures is None:
        raise Http404("The published results have no part about this place.")
    proposals = public.proposals_of(found, place)
    with translation.override("en"):  # frozen with the edition, and marked as English
        tables = sheets(figures)
    drawn = [_linked(one, figures, found, proposals) for one in tables]
    drawn = [replace(one, title=SUPPORT) if one.id == "table-stance" else one for one in drawn]
    of_station = place is not None and not isinstance(place, Borough)
    return {
        "consultation": found,
        "translations": translations_of(found),
        "edition": edition,
        "figures": figures,
        "as_at": datetime.fromisoformat(figures.as_at),
        "place": place,
        "proposal": proposals[0] if of_station else None,
        "borough": proposals[0].station.borough if of_station else None,
        "numbers": numbers_of(figures),
        "received": _drawn([one for one in drawn if one.id == "table-received"]),
        "stance": _drawn([one for one in drawn if one.id == "table-stance"]),
        "named": _named(figures, found, place),
        "placed": [(one.title, _drawn([one])) for one in drawn if one.id in _ids(PLACES)],
        "rest": [one for one in drawn if one.id not in _ids((*APART, *PLACES))],
        "others": _drawn([one for one in drawn if one.id not in _ids((*APART, *PLACES))]),
        "files": public.files_of(edition),
        "replies": edition.has_replies,
        "unknown": _drawn([one for one in drawn if one.id == "table-unknown"]),
        "not_said": _value(figures, "residence", "not-said"),
    }


def _ids(keys: tuple[str, ...]) -> set[str]:
    return {f"table-{key}" for key in keys}


def _drawn(some: list[Sheet]) -> SafeString:
    """Tables as reports draw them, in English."""
    with translation.override("en"):
        return render_to_string("report/sheets.html", {"sheets": some}) if some else SafeString()


def _linked(one: Sheet, figures: Figures, found: Consultation, proposals: list[Proposal]) -> Sheet:
    """With the first cell of each line about a place as the way to its page."""
    table = one.id.removeprefix("table-")
    if table not in PLACES:
        return one
    stations = {each.station.slug for each in proposals}
    known = stations | {each.station.borough.slug for each in proposals}
    name = "results-borough" if table == "boroughs" else "results-station"
    rows: list[list[Any]] = []
    for row, cells in zip(figures.table(table).rows, one.rows, strict=True):
        href = reverse(name, args=[found.slug, row.key]) if row.key in known else ""
        rows.append([{"text": cells[0], "href": href} if href else cells[0], *cells[1:]])
    return replace(one, rows=rows)


def _named(figures: Figures, found: Consultation, place: Place | None) -> list[dict[str, Any]]:
    """The places that a page leads on to, each with its number of responses."""
    key, name = (
        ("boroughs", "results-borough") if place is None else ("stations", "results-station")
    )
    try:
        rows = figures.table(key).rows
    except KeyError:
        return []
    if place is not None and not isinstance(place, Borough):
        return []
    return [
        {
            "href": reverse(name, args=[found.slug, row.key]),
            "text": row.label,
            "number": row.figures[0].value,
        }
        for row in rows
    ]


def _value(figures: Figures, table: str, row: str) -> int | None:
    try:
        return figures.value(table, row)
    except KeyError:
        return None


def numbers_of(figures: Figures) -> list[Number]:
    """What became of all that were received: the parts add up to the whole."""

    def number(name: str, *states: str) -> Number:
        value = sum(_value(figures, "received", state) or 0 for state in states)
        return Number(name, value, share(value, whole) if whole and name != "received" else "")

    whole = _value(figures, "received", "received") or 0
    waiting = (
        ResponseState.RECEIVED, ResponseState.SECOND_DUE, ResponseState.DISPUTED,
        ResponseState.QUARANTINED,
    )  # fmt: skip
    return [
        number("received", "received"),
        number("released", ResponseState.RELEASED),
        number("withheld", ResponseState.WITHHELD),
        number("excluded", ResponseState.EXCLUDED),
        number("ended", ResponseState.SUPERSEDED, ResponseState.WITHDRAWN),
        number("waiting", *waiting),
    ]
