"""The public pages of a consultation; and the staff pages that change the time to respond."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, needs
from consultation.models import Consultation, Enquiry, User
from consultation.publish import actions, checks, places, queries, replies, rules
from consultation.publish.closing import closing_of, in_the_book, told_of_closing
from consultation.publish.elsewhere import elsewhere
from consultation.publish.forms.consultations import (
    KINDS,
    NEAREST,
    ClosingForm,
    FilterForm,
    LateRepliesForm,
    OutageForm,
    PauseForm,
    PostcodeForm,
    ResumeForm,
    TimedForm,
)
from consultation.publish.late_replies import told_of_late_replies, told_of_move, why_not_state
from consultation.publish.rules import (
    ZONE,
    Standing,
    standing_at,
    told_of_changes,
    told_of_pause,
    told_of_pause_now,
)
from consultation.states import Refused
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
    standing, changed = standing_at(found, now), queries.timetable_of(found)
    kind = KINDS.get(asked.get("kind", ""), "")
    nearest_first = asked.get("sort") == NEAREST
    every.narrow(borough=asked.get("borough", ""), kind=kind, nearest_first=nearest_first)
    context = {
        "consultation": found,
        "translations": translations,
        "standing": standing,
        "facts": _facts(found, standing),
        "paused": told_of_pause(changed.pause) if changed.pause else "",
        "changes": told_of_changes(changed),
        "counted": told_of_closing(closing_of(found)) if standing.closed else "",
        **elsewhere(found, timezone.now()),
        "listing": every,
        "drawn": queries.map_of(found, every, place.ons_code if place else ""),
        **_terms(found, standing, now),
        "postcode_form": postcode_form,
        "filter_form": filters,
        "forms": [postcode_form, filters],
        "chosen": _chosen(found, filters, asked),
        "nearest_first": nearest_first,
        "place": place,
        "home_borough": queries.borough_of(every, place.ons_code) if place else None,
        "outside": request.GET.get("place") == OUTSIDE,
    }
    return render(request, "publish/consultation.html", context)


def _terms(found: Consultation, standing: Standing, now: datetime) -> dict[str, Any]:
    """How it will be judged, and what a response takes while one can be sent."""
    return {
        "criteria": list(found.criteria.all()),
        "exclusion_rules": list(found.exclusion_rules.all()),
        "late_replies": told_of_late_replies(found, now=now),
        "minutes": checks.minutes_told(queries.asked_in(found)) if standing.open else 0,
    }


def _facts(found: Consultation, standing: Standing) -> list[tuple[str, str]]:
    """The dates in the head of the page. The deadline is one value, with its time zone."""
    facts = [(_("Opens"), f"{standing.opens}, {ZONE}")] if standing.coming else []
    if standing.paused:
        return [(_("Now"), _("Paused, not closed"))]
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
        "paused": told_of_pause_now(found),
        "shown": shown,
        "proposal": shown.proposal,
        "stands": replies.stands_on(shown.proposal),
        "respond_url": respond,
        "has_answers": Enquiry.objects.answered().read_with(shown.proposal).exists(),
        "has_results": elsewhere(found, timezone.now())["has_results"],
    }
    return render(request, "publish/proposal.html", context)


@needs(Permission.PUBLISH, of=Consultation)
@require_safe
def dates(request: HttpRequest, slug: str) -> HttpResponse:
    """When a consultation opens and closes, what changed in that, and what can be changed now."""
    found, now = get_object_or_404(Consultation, slug=slug), timezone.now()
    changed = queries.timetable_of(found)
    context = {
        "consultation": found,
        "standing": standing_at(found, now),
        "state": found.get_state_display(),
        "grace": rules.grace_in_words(found),
        "book": in_the_book(found),
        "late_replies": told_of_late_replies(found, now=now),
        "may_state": not why_not_state(found, now=now),
        "history": rules.history(changed),
        "outages": [] if rules.why_not_extend(found, now=now) else changed.outages,
        "may_extend": not rules.why_not_extend(found, now=now),
        "may_pause": not rules.why_not_pause(found, now=now),
        "why_not": "" if found.is_public else rules.why_not_extend(found, now=now),
    }
    return render(request, "publish/dates.html", context)


def _step(
    request: HttpRequest,
    found: Consultation,
    form: TimedForm,
    act: Callable[..., Any],
    *,
    refusal: str,
    done: str,
    note: str = "",
) -> HttpResponse:
    """Show the form of one change, or make the change; the refusal instead of a fresh form."""
    if form.is_bound and form.is_valid():
        try:
            made = act(by=cast(User, request.user), at=timezone.now(), **form.asked())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, done)
            return HttpResponseRedirect(form.onward(found, made), status=303)
    context = {
        "consultation": found,
        "form": form,
        "refusal": "" if form.is_bound else refusal,
        "note": note,
        "standing": standing_at(found, timezone.now()),
    }
    return render(request, "publish/dates_step.html", context)


@needs(Permission.PUBLISH, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the closing time to a later one, in one step; after an outage it is proposed."""
    found, now = get_object_or_404(Consultation, slug=slug), timezone.now()
    outage = queries.outage_of(found, request.GET.get("outage", ""))
    closes_at, reason = found.closes_at, ""
    if outage:
        closes_at = rules.closing_after_outage(found, outage, now=now)
        reason = rules.reason_after_outage(outage)
    typed = request.POST if request.method == "POST" else None
    form = ClosingForm(typed, present=found.closes_at, proposed=closes_at, reason=reason)
    return _step(
        request,
        found,
        form,
        lambda **asked: actions.extend(consultation=found, **asked),
        refusal=rules.why_not_extend(found, now=now),
        done=_("The closing time is changed. Those who asked for news are told by email."),
        note=told_of_move(found),
    )


@needs(Permission.PUBLISH, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, slug: str) -> HttpResponse:
    """Pause a consultation, with the reason that is published."""
    found, now = get_object_or_404(Consultation, slug=slug), timezone.now()
    return _step(
        request,
        found,
        PauseForm(request.POST if request.method == "POST" else None),
        lambda **asked: actions.suspend(consultation=found, **asked),
        refusal=rules.why_not_pause(found, now=now),
        done=_("The consultation is paused. Its pages say so, and why."),
    )


@needs(Permission.PUBLISH, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, slug: str) -> HttpResponse:
    """Resume a paused consultation; a closing time that gives the lost time back is offered."""
    found, now = get_object_or_404(Consultation, slug=slug), timezone.now()
    paused = queries.pause_of(found)
    proposed = rules.closing_after_pause(found, paused, now=now) if paused else found.closes_at
    typed = request.POST if request.method == "POST" else None
    form = ResumeForm(typed, present=found.closes_at, proposed=proposed)
    return _step(
        request,
        found,
        form,
        lambda **asked: actions.resume(consultation=found, **asked),
        refusal="" if paused else rules.why_not_resume(found, now=now),
        done=_("The consultation is resumed."),
        note=told_of_move(found),
    )


@needs(Permission.PUBLISH, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def late_replies(request: HttpRequest, slug: str) -> HttpResponse:
    """State until when formal replies are accepted late, and what becomes of them."""
    found, now = get_object_or_404(Consultation, slug=slug), timezone.now()
    return _step(
        request,
        found,
        LateRepliesForm(request.POST if request.method == "POST" else None, consultation=found),
        lambda **asked: actions.state_late_policy(consultation=found, **asked),
        refusal=why_not_state(found, now=now),
        done="The policy on late replies is published.",
    )


@needs(Permission.PUBLISH, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def outage(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish that the service was away; then a later closing time is proposed."""
    found = get_object_or_404(Consultation, slug=slug)
    return _step(
        request,
        found,
        OutageForm(request.POST if request.method == "POST" else None),
        actions.note_outage,
        refusal="",
        done=_("The outage is published. A later closing time would give the lost time back."),
    )
