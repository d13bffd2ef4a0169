"""The public pages of the register."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from stations import queries, wording
from stations.alike import stations_like
from stations.models import Borough, Station

HEAD = [
    gettext_lazy("Front counter"),
    gettext_lazy("Borough"),
    gettext_lazy("Postcode"),
    gettext_lazy("Opening hours"),
]


@require_safe
def stations(request: HttpRequest) -> HttpResponse:
    """Every counter: a map, a list of boroughs, and a table; and those with a name like one."""
    found = queries.register()
    typed = request.GET.get("name", "").replace("\x00", "").strip()
    alike = stations_like(typed)
    context = {
        "typed": typed,
        "alike": [_row(one) for one in _with_hours(found, alike)],
        "register": found,
        "drawn": queries.london_map(found.groups),
        "figures": [
            {"value": len(found.stations), "label": _("front counters")},
            {"value": found.with_counters, "label": _("boroughs with a front counter")},
            {"value": found.all_day, "label": _("known or thought to be open 24 hours a day")},
        ],
        "head": HEAD,
        "rows": [_row(one) for one in found.by_name],
    }
    return render(request, "stations/stations.html", context)


@require_safe
def station(request: HttpRequest, slug: str) -> HttpResponse:
    """One counter, with where each fact comes from."""
    try:
        page = queries.station_page(slug)
    except Station.DoesNotExist:
        raise Http404 from None
    here = page.station
    context = {
        "page": page,
        "station": here,
        "borough": here.borough,
        "drawn": queries.small_map(here.borough, [here]) if here.easting else None,
        "crumbs": [
            *_crumbs(),
            (here.borough.get_absolute_url(), here.borough.name),
        ],
        "near_head": [_("Front counter"), _("Borough"), _("Distance"), _("Opening hours")],
        "near_rows": [
            [_link(one.station), one.station.borough.name, one.text, _hours(one.station)]
            for one in page.near
        ],
    }
    return render(request, "stations/station.html", context)


@require_safe
def borough(request: HttpRequest, slug: str) -> HttpResponse:
    """One borough's counters."""
    try:
        group = queries.borough_page(slug)
    except Borough.DoesNotExist:
        raise Http404 from None
    context = {
        "group": group,
        "borough": group.borough,
        "now": timezone.now(),
        "drawn": queries.small_map(group.borough, group.stations),
        "crumbs": _crumbs(),
        "head": [_("Front counter"), _("Address"), _("Postcode"), _("Opening hours")],
        "rows": [
            [_link(one), one.address or str(queries.NOT_KNOWN), *_row(one)[2:]]
            for one in group.stations
        ],
    }
    return render(request, "stations/borough.html", context)


def _with_hours(found: queries.Register, alike: list[Station]) -> list[Station]:
    """The same counters as the register has them, with all that is known of their hours."""
    known = {one.pk: one for one in found.stations}
    return [known[one.pk] for one in alike if one.pk in known]


def _crumbs() -> list[tuple[str, str]]:
    return [(reverse("stations"), _("Front counters"))]


def _link(one: Station) -> dict[str, str]:
    return {"text": one.name, "href": one.get_absolute_url()}


def _row(one: Station) -> list[Any]:
    return [_link(one), one.borough.name, one.postcode or str(queries.NOT_KNOWN), _hours(one)]


def _hours(one: Station) -> str:
    """The last hours known, with their year and any doubt."""
    known = queries.latest(one)
    if known is None:
        return str(queries.NOT_KNOWN)
    doubt = f", {known.get_confidence_display().lower()}" if known.confidence != "STATED" else ""
    return f"{wording.shown(known.text)} ({known.valid}{doubt})"
