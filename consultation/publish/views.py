"""The public pages of a consultation: its proposals as a list, and each on a page of its own."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultation.models import Consultation
from consultation.publish import places, queries
from consultation.publish.forms import KINDS, NEAREST, FilterForm, PostcodeForm
from consultation.publish.rules import ZONE, Standing, standing_at
from consultation.translate.queries import translations_of

OUTSIDE = "outside"


def published(slug: str) -> Consultation:
    """What the public may read. A draft does not exist for them. Raises Http404."""
    return get_object_or_404(Consultation.objects.published(), slug=slug)


@require_safe
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about a consultation on one page."""
    found = published(slug)
    form = PostcodeForm(consultation=found)
    return _page(request, found, form, now=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
def near(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a postcode, remember the place, and show what is near. The postcode is kept nowhere."""
    found = published(slug)
    back = found.get_absolute_url()
    if request.method != "POST":
        query = request.GET.urlencode()
        return HttpResponseRedirect(f"{back}?{query}#proposals" if query else back)
    if "forget" in request.POST:
        onward = HttpResponseRedirect(f"{back}#near", status=303)
        places.forget(onward)
        return onward
    form = PostcodeForm(request.POST, consultation=found)
    if not form.is_valid():
        return _page(request, found, form, now=timezone.now())
    if form.found.place is None:
        onward = HttpResponseRedirect(f"{back}?place={OUTSIDE}#near", status=303)
        places.forget(onward)
        return onward
    onward = HttpResponseRedirect(f"{back}?sort={NEAREST}#proposals", status=303)
    places.remember(onward, form.found.place)
    return onward


def _page(
    request: HttpRequest, found: Consultation, postcode_form: PostcodeForm, *, now: datetime
) -> HttpResponse:
    """The consultation with its list narrowed as the address says."""
    place = places.remembered(request)
    translations = translations_of(found)
    every = queries.listing(found, translations, origin=place.point if place else None)
    filters = FilterForm(
        request.GET,
        boroughs=[group.borough for group in every.boroughs],
        kinds={row.kind for row in every.every},
        placed=place is not None,
    )
    asked = filters.cleaned_data if filters.is_valid() else {}
    standing = standing_at(found, now)
    kind = KINDS.get(asked.get("kind", ""))
    every.narrow(
        borough=asked.get("borough", ""),
        kind=kind or "",
        nearest_first=asked.get("sort") == NEAREST,
    )
    context = {
        "consultation": found,
        "translations": translations,
        "standing": standing,
        "facts": _facts(found, standing),
        "listing": every,
        "drawn": queries.map_of(found, every, place.ons_code if place else ""),
        "criteria": list(found.criteria.all()),
        "exclusion_rules": list(found.exclusion_rules.all()),
        "postcode_form": postcode_form,
        "filter_form": filters,
        "forms": [postcode_form, filters],
        "chosen": _chosen(found, filters, asked),
        "nearest_first": asked.get("sort") == NEAREST,
        "place": place,
        "home_borough": queries.borough_of(every, place.ons_code) if place else None,
        "outside": request.GET.get("place") == OUTSIDE,
    }
    return render(request, "publish/consultation.html", context)


def _facts(found: Consultation, standing: Standing) -> list[tuple[str, str]]:
    """The dates in the head of the page. The deadline is one value, with its time zone."""
    facts = [(_("Opens"), f"{standing.opens}, {ZONE}")] if standing.coming else []
    facts.append((_("Closed") if standing.closed else _("Closes"), f"{standing.closes}, {ZONE}"))
    if found.decision_expected_on:
        expected = date_format(found.decision_expected_on, "l j E Y")
        facts.append((_("Decision expected by"), expected))
    return facts


def _chosen(
    found: Consultation, filters: FilterForm, asked: dict[str, Any]
) -> list[tuple[str, str]]:
    """The filters in force, each with the address of the list without it."""
    query = {name: asked[name] for name in filters.fields if asked.get(name)}
    labels = {name: dict(filters.fields[name].choices) for name in query}  # type: ignore[attr-defined]
    chosen = []
    for name, value in query.items():
        rest = "&".join(f"{key}={other}" for key, other in query.items() if key != name)
        address = f"{found.get_absolute_url()}{f'?{rest}' if rest else ''}#proposals"
        chosen.append((str(labels[name][value]), address))
    return chosen


@require_safe
def proposal(request: HttpRequest, slug: str, station: str) -> HttpResponse:
    """One station's proposal, in the template that all share."""
    found = published(slug)
    translations = translations_of(found)
    shown = queries.proposal_page(found, station, translations)
    if shown is None:
        raise Http404
    respond = f"{reverse('respond', args=[slug])}?about={station}"
    context = {
        "consultation": found,
        "translations": translations,
        "standing": standing_at(found, timezone.now()),
        "shown": shown,
        "proposal": shown.proposal,
        "respond_url": respond,
    }
    return render(request, "publish/proposal.html", context)
