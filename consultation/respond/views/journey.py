"""The journey over HTTP: load, refuse, form, one action, redirect."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultation.events import PUBLIC
from consultation.models import (
    Consultation,
    Place,
    Proposal,
)
from consultation.publish import places
from consultation.publish.rules import countdown, grace_at, grace_in_words, told_of_pause_now
from consultation.respond import actions, journey, queries, rules
from consultation.respond.forms import (
    CapacityForm,
    CopyForm,
    PlaceForm,
    QuestionsForm,
    SendForm,
    StationsForm,
)
from consultation.respond.views.visiting import PageView, closed, form_of, on_a_visit, remember
from consultation.respond.visit import Visit, draft_of
from consultation.states import Refused
from consultation.templatetags.page_form import PageForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Before you start; the button begins a draft."""
    consultation = get_object_or_404(Consultation.objects.published(), slug=slug)
    now = timezone.now()
    draft = draft_of(request, slug)
    if refusal := rules.why_not_begin(consultation, now=now):
        return closed(request, consultation, refusal, draft=draft, now=now)
    about = request.POST.get("about", request.GET.get("about", ""))
    wanted = Proposal.objects.filter(consultation=consultation, station__slug=about).first()
    if request.method == "POST":
        chosen = [wanted.pk] if wanted else []
        begun = actions.begin(consultation=consultation, proposals=chosen, by=PUBLIC, at=now)
        onward = HttpResponseRedirect(journey.Page(journey.CAPACITY).url(consultation), status=303)
        remember(onward, consultation, begun.token)
        return onward
    return render(
        request,
        "respond/start.html",
        {
            "consultation": consultation,
            "draft": draft,
            "about": wanted and about,
            "countdown": countdown(consultation.closes_at, now),
            "grace": grace_in_words(consultation),
        },
    )


def _asked(
    request: HttpRequest, visit: Visit, page: journey.Page, form: PageForm, **context: Any
) -> HttpResponse:
    """Show a page of the journey, with its errors if it has any."""
    proposals = visit.proposals()
    back = journey.before(page, proposals)
    changing = "change" in request.GET
    context |= {
        "consultation": visit.consultation,
        "form": form,
        "page": page,
        **_time(visit),
        "back": (
            journey.Page(journey.CHECK).url(visit.consultation)
            if changing
            else back.url(visit.consultation)
            if back
            else reverse("respond", args=[visit.consultation.slug])
        ),
    }
    return render(request, "respond/page.html", context)


def _time(visit: Visit) -> dict[str, str]:
    """What the visitor is told of a pause, or of the grace; as a rule nothing."""
    return {
        "paused": told_of_pause_now(visit.consultation),
        "grace": grace_at(visit.consultation, visit.now),
    }


def _kept(request: HttpRequest, visit: Visit, page: journey.Page) -> HttpResponse:
    """Save the page and go on to the next, or back to the check."""
    actions.save(draft=visit.draft, answers=visit.answers, by=PUBLIC, at=visit.now)
    following = journey.after(
        page,
        visit.answers,
        visit.proposals(),
        visit.questions(),
        changing="change" in request.GET,
    )
    return HttpResponseRedirect(following.url(visit.consultation), status=303)


@on_a_visit
def capacity(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who are you replying for?"""
    page = journey.Page(journey.CAPACITY)
    form = form_of(request, CapacityForm, initial={"capacity": visit.answers.capacity})
    if form.is_valid():
        visit.answers.capacity = form.cleaned_data["capacity"]
        return _kept(request, visit, page)
    return _asked(request, visit, page, form)


@on_a_visit
def place(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where do you live? A postcode typed here is looked up and forgotten."""
    page = journey.Page(journey.PLACE)
    known = places.remembered(request)
    where = visit.answers.borough or visit.answers.place or (known.ons_code if known else "")
    form = form_of(request, PlaceForm, boroughs=visit.content.boroughs, initial={"where": where})
    if form.is_valid():
        typed = form.cleaned_data["postcode"]
        found = places.find(typed) if typed else None
        if found is not None and found.problem:
            form.add_error("postcode", found.problem)
        else:
            visit.answers.place, visit.answers.borough = _place(found, form.cleaned_data["where"])
            return _kept(request, visit, page)
    return _asked(request, visit, page, form, heading="Where do you live?")


def _place(found: places.Found | None, where: str) -> tuple[str, str]:
    """The kind of place and the borough's code, by postcode or by choice."""
    if found is not None:
        return (Place.BOROUGH, found.ons_code) if found.ons_code else (Place.OUTSIDE, "")
    return (where, "") if where in Place.values else (Place.BOROUGH, where)


@on_a_visit
def stations(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Which front counters?"""
    page = journey.Page(journey.STATIONS)
    form = form_of(
        request,
        StationsForm,
        proposals=visit.content.proposals,
        home=visit.answers.borough,
        initial={"proposals": visit.answers.proposals},
    )
    if form.is_valid():
        visit.choose(form.cleaned_data["proposals"])
        return _kept(request, visit, page)
    return _asked(request, visit, page, form)


@on_a_visit
def about(request: HttpRequest, visit: Visit, station: str) -> HttpResponse:
    """One chosen counter: how do you feel, and why."""
    proposal = visit.proposal_at(station)
    if proposal is None:
        return redirect("respond-page", visit.consultation.slug, journey.STATIONS)
    page = journey.Page("about", proposal)
    asked = queries.about_each(visit.questions())
    given = visit.answers.about_proposal(proposal)
    form = form_of(request, QuestionsForm, questions=asked, initial=given)
    if form.is_valid():
        visit.answers.about[str(proposal.pk)] = form.cleaned_data
        return _kept(request, visit, page)
    return _asked(request, visit, page, form, proposal=proposal, number=visit.number_of(proposal))


@on_a_visit
def overall(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What should happen instead, and what is wrong in the evidence."""
    page = journey.Page(journey.OVERALL)
    asked = queries.about_all(visit.questions())
    form = form_of(request, QuestionsForm, questions=asked, initial=visit.answers.overall)
    if form.is_valid():
        visit.answers.overall = form.cleaned_data
        return _kept(request, visit, page)
    return _asked(request, visit, page, form, heading="Anything else")


@on_a_visit
def copy(request: HttpRequest, visit: Visit) -> HttpResponse:
    """An e-mail copy, if wanted."""
    page = journey.Page(journey.COPY)
    given = {"email": visit.answers.email, "wants_news": visit.answers.wants_news}
    form = form_of(request, CopyForm, initial=given)
    if form.is_valid():
        visit.answers.email = form.cleaned_data["email"]
        visit.answers.wants_news = form.cleaned_data["wants_news"]
        return _kept(request, visit, page)
    return _asked(request, visit, page, form, heading="Do you want a copy by email?")


@on_a_visit
def check(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Check your answers, then send."""
    form = form_of(request, SendForm)
    if form.is_valid():
        try:
            actions.send(
                draft=visit.draft,
                answers=visit.answers,
                content=visit.content,
                by=PUBLIC,
                at=visit.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            onward = reverse("respond-sent", args=[visit.consultation.slug])
            return HttpResponseRedirect(onward, status=303)
    gap = journey.first_gap(visit.answers, visit.proposals(), visit.questions())
    if gap is not None and request.method != "POST":
        return HttpResponseRedirect(gap.url(visit.consultation), status=303)
    context = {
        "consultation": visit.consultation,
        "form": form,
        "answers": visit.answers,
        **_time(visit),
        "first": visit.first_lines(),
        "sections": visit.sections(),
        "back": journey.Page(journey.COPY).url(visit.consultation),
    }
    return render(request, "respond/check.html", context)


def page(views: dict[str, PageView]) -> Callable[..., HttpResponse]:
    """One address for the pages that have a name of their own. Raises Http404 for another name."""

    def show(request: HttpRequest, slug: str, page: str) -> HttpResponse:
        if page not in views:
            raise Http404(f"The journey has no page {page!r}.")
        return views[page](request, slug)

    return show
