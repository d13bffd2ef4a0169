"""The journey over HTTP: load, refuse, form, one action, redirect."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultation.events import PUBLIC
from consultation.languages import ENGLISH
from consultation.models import WORDS, Consultation, Publish, QuestionKind, QuestionVersion
from consultation.publish import checks, places
from consultation.publish.rules import countdown, grace_in_words
from consultation.respond import actions, journey, queries, rules
from consultation.respond.content import content_in_force, content_of
from consultation.respond.forms import (
    CapacityForm,
    CopyForm,
    JourneyForm,
    PlaceForm,
    PublishForm,
    QuestionsForm,
    ReasonForm,
    SameForm,
    SendForm,
    StationsForm,
)
from consultation.respond.limits import BEGIN, why_not_one_more
from consultation.respond.views import guarding
from consultation.respond.views.attaching import files_page
from consultation.respond.views.equality import after_sending
from consultation.respond.views.visiting import (
    PageView,
    back_from,
    closed,
    form_of,
    frame_of,
    on_a_visit,
    remember,
    see_other,
)
from consultation.respond.visit import Visit, code_of, digest, draft_of
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
    about = request.POST.get("about", request.GET.get("about", "")).replace("\x00", "")
    wanted = queries.proposal_at(consultation, about) if about else None
    content = content_of(draft) if draft else content_in_force(consultation)[0]
    easy = get_language() == ENGLISH and content.has_easy_read
    if request.method == "POST":
        if refusal := why_not_one_more(BEGIN, guarding.network_of(request), at=now):
            return guarding.too_many(request, consultation, refusal, BEGIN)
        chosen = [wanted.pk] if wanted else []
        begun = actions.begin(
            consultation=consultation, proposals=chosen, by=PUBLIC, at=now,
            easy_read=easy and "easy" in request.POST,
        )  # fmt: skip
        onward = see_other(journey.Page(journey.CAPACITY).url(consultation))
        remember(onward, consultation, begun.code)
        return onward
    context = {
        "consultation": consultation,
        "translations": content.words,
        "draft": draft if draft and not rules.is_forgotten(draft, now=now) else None,
        "code": code_of(request, slug),
        "minutes": checks.minutes_told(content.questions),
        "about": wanted and about,
        "may_easy_read": easy,
        "countdown": countdown(consultation.closes_at, now),
        "grace": grace_in_words(consultation),
    }
    return render(request, "respond/start.html", context)


Save = Callable[[JourneyForm], None]  # puts what the form holds into the visit's answers


def _turn(
    request: HttpRequest,
    visit: Visit,
    page: journey.Page,
    form: JourneyForm,
    save: Save,
    **context: Any,
) -> HttpResponse:
    """Show a page; or save it and go on, or to the page for coming back later.

    A page that is left by that button, or by closing it, is saved as far as it was filled in.
    """
    shown = digest(form.initial)
    if request.method != "POST":
        return _asked(request, visit, page, form, shown, **context)
    leaving = request.POST.get("save", "")
    whole = form.is_valid()
    if request.POST.get("seen", "") != shown and not _same(form):
        if leaving == "leaving":
            return HttpResponse(status=409)
        return _asked(request, visit, page, form, shown, stale=_saved(form), **context)
    if not whole and not leaving:
        return _asked(request, visit, page, form, shown, **context)
    save(form)
    visit.answers.finish(page.name, whole)
    actions.save(draft=visit.draft, answers=visit.answers, by=PUBLIC, at=visit.now)
    if leaving == "leaving":
        return see_other(request.get_full_path())  # what is saved now, for a page that stays open
    if leaving:
        return see_other(reverse("respond-save", args=[visit.consultation.slug]))
    onward = visit.route.after(page, changing="change" in request.GET)
    return see_other(onward.url(visit.consultation))


def _same(form: JourneyForm) -> bool:
    """What was typed is what is saved already: nothing would be overwritten."""
    names = [name for name in form.fields if name != "seen"]
    return all((form.cleaned_data.get(one) or "") == (form.initial.get(one) or "") for one in names)


def _saved(form: JourneyForm) -> list[tuple[str, str]]:
    """What another page saved, by label, where the form differs from it."""
    return [
        (str(bound.label), form.in_words(bound.name, saved))
        for bound in form.visible_fields()
        if (saved := form.initial.get(bound.name)) and form.cleaned_data.get(bound.name) != saved
    ]


def _asked(
    request: HttpRequest,
    visit: Visit,
    page: journey.Page,
    form: JourneyForm,
    shown: str,
    *,
    stale: list[tuple[str, str]] | None = None,
    **context: Any,
) -> HttpResponse:
    """Show a page of the journey, with its errors if it has any."""
    _now_seen(form, shown)
    context |= {
        "form": form, "page": page,
        "back": back_from(request, visit, page), "easy_read": visit.answers.easy_read,
        "stale": stale, "is_stale": stale is not None, **frame_of(visit),
    }  # fmt: skip
    return render(request, "respond/page.html", context, status=409 if stale is not None else 200)


def _now_seen(form: PageForm, shown: str) -> None:
    """Whatever the page knew before, it shows this now."""
    form.initial["seen"] = shown
    if form.is_bound:
        data = QueryDict(mutable=True)
        data.update(form.data)
        data["seen"] = shown
        form.data = data


@on_a_visit
def capacity(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who are you responding for?"""
    form = form_of(request, CapacityForm, initial={"capacity": visit.answers.capacity})

    def save(form: JourneyForm) -> None:
        visit.answers.capacity = form.cleaned_data.get("capacity", "")

    return _turn(request, visit, journey.Page(journey.CAPACITY), form, save)


@on_a_visit
def place(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where do you live? A postcode typed here is looked up and forgotten."""
    known = places.remembered(request)
    where = visit.answers.borough or visit.answers.place or (known.ons_code if known else "")
    form = form_of(request, PlaceForm, boroughs=visit.content.boroughs, initial={"where": where})

    def save(form: JourneyForm) -> None:
        if "found" in form.cleaned_data:
            visit.answers.place, visit.answers.borough = form.cleaned_data["found"]

    page = journey.Page(journey.PLACE)
    return _turn(request, visit, page, form, save, heading=_("Where do you live?"))


@on_a_visit
def stations(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Which front counters?"""
    form = form_of(
        request,
        StationsForm,
        content=visit.content,
        home=visit.answers.borough,
        initial={"proposals": visit.answers.proposals},
    )

    def save(form: JourneyForm) -> None:
        visit.answers.choose(form.cleaned_data.get("proposals", []))

    return _turn(request, visit, journey.Page(journey.STATIONS), form, save)


@on_a_visit
def about(request: HttpRequest, visit: Visit, station: str, page: str) -> HttpResponse:
    """What one page asks about one chosen counter."""
    proposal = visit.proposal_at(station)
    if proposal is None:
        return redirect("respond-page", visit.consultation.slug, journey.STATIONS)
    here = journey.Page(page, proposal, journey.ABOUT)
    if not visit.answers.leads(proposal):
        visit.answers.part(proposal)
    values = visit.answers.about.setdefault(str(proposal.pk), {})
    context = {"proposal": proposal, "number": visit.number_of(proposal)}
    return _questions(request, visit, here, values, **context)


@on_a_visit
def overall(request: HttpRequest, visit: Visit, page: str) -> HttpResponse:
    """What one page asks about everything."""
    here = journey.Page(page, kind=journey.OVERALL)
    return _questions(request, visit, here, visit.answers.overall)


def _questions(
    request: HttpRequest, visit: Visit, page: journey.Page, values: journey.Values, **context: Any
) -> HttpResponse:
    asked = visit.route.on_page(page)
    if not asked:
        onward = visit.route.first_gap() or journey.Page(journey.CHECK)
        return redirect(onward.url(visit.consultation))
    if asked[0].question.kind == QuestionKind.FILE:
        return files_page(request, visit, page, asked[0], **context)
    initial = {one.question.key: values.get(one.question.key, "") for one in asked}
    today = timezone.localdate(visit.now)
    form = form_of(
        request, QuestionsForm, questions=asked, today=today, heading=True, initial=initial
    )

    def save(form: JourneyForm) -> None:
        assert isinstance(form, QuestionsForm)
        values.update(form.all_typed())

    context |= as_drawn(asked)
    context["first"] = page.slug == visit.route.asked(page.proposal)[0].question.page
    return _turn(request, visit, page, form, save, **context)


def as_drawn(asked: list[QuestionVersion]) -> dict[str, Any]:
    """What the template of a page wants to know of the questions on it."""
    return {
        "heading": asked[0].heading if len(asked) > 1 else "",
        "alone": len(asked) == 1,
        "in_words": any(one.question.kind in WORDS for one in asked),
    }


@on_a_visit
def same(request: HttpRequest, visit: Visit, station: str) -> HttpResponse:
    """Which other counters get the answers just given."""
    proposal = visit.proposal_at(station)
    others = visit.route.could_share(proposal) if proposal else []
    if proposal is None or not others:
        return redirect("respond-page", visit.consultation.slug, journey.STATIONS)
    sharing = [str(one.pk) for one in others if not visit.answers.leads(one)]
    form = form_of(request, SameForm, others=others, initial={"others": sharing})

    def save(form: JourneyForm) -> None:
        visit.answers.share(proposal, form.cleaned_data.get("others", []))

    page = journey.Page(journey.SAME, proposal, journey.SAME)
    return _turn(request, visit, page, form, save, sharing=proposal)


@on_a_visit
def publish(request: HttpRequest, visit: Visit) -> HttpResponse:
    """May the words be published?"""
    form = form_of(request, PublishForm, initial={"publish": visit.answers.publish})

    def save(form: JourneyForm) -> None:
        visit.answers.publish = form.cleaned_data.get("publish", "")

    return _turn(request, visit, journey.Page(journey.PUBLISH), form, save)


@on_a_visit
def reason(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Why may they not?"""
    if visit.answers.publish != Publish.COUNT_ONLY:
        return redirect("respond-page", visit.consultation.slug, journey.PUBLISH)
    given = {"publish_reason": visit.answers.publish_reason}
    form = form_of(request, ReasonForm, initial=given)

    def save(form: JourneyForm) -> None:
        visit.answers.publish_reason = form.typed("publish_reason")

    return _turn(request, visit, journey.Page(journey.REASON), form, save)


@on_a_visit
def copy(request: HttpRequest, visit: Visit) -> HttpResponse:
    """An e-mail copy, if wanted."""
    given = {"email": visit.answers.email, "wants_news": visit.answers.wants_news}
    form = form_of(request, CopyForm, initial=given)

    def save(form: JourneyForm) -> None:
        visit.answers.email = form.typed("email")
        visit.answers.wants_news = form.cleaned_data.get("wants_news", False)

    heading = _("Do you want a copy by email?")
    return _turn(request, visit, journey.Page(journey.COPY), form, save, heading=heading)


@on_a_visit
def check(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Check your answers, then send. Only what this page showed is ever sent."""
    gap = visit.route.first_gap()
    if gap is not None:
        return see_other(gap.url(visit.consultation))
    form = form_of(request, SendForm)
    names, shown = visit.names_of_check(), request.POST.get("seen")
    stale = request.method == "POST" and shown not in names
    seen = None
    if form.is_valid() and not stale:
        seen, asked_proof = guarding.counted(request, visit), shown == names.asks_proof
        try:
            actions.send(
                draft=visit.draft,
                answers=visit.answers,
                content=visit.content,
                by=PUBLIC,
                at=visit.now,
                language=get_language() or "en",
                doubts=guarding.doubted(request, visit, form, seen, asked=asked_proof),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return see_other(after_sending(visit))
    asked = guarding.asked_to_prove(request, visit, form, seen)
    _now_seen(form, names.asks_proof if asked else names.plain)
    context = {
        "form": form,
        **frame_of(visit),
        "first": visit.first_lines(),
        "sections": visit.sections(),
        "last": visit.last_lines(),
        "back": journey.Page(journey.COPY).url(visit.consultation),
        "replaces": visit.draft.replaces,
        "is_stale": stale,
        **asked,
        "answers": visit.answers,
    }
    return render(request, "respond/check.html", context, status=409 if stale else 200)


def page(views: dict[str, PageView]) -> Callable[..., HttpResponse]:
    """One address for the pages that have a name of their own. Raises Http404 for another name."""

    def show(request: HttpRequest, slug: str, page: str) -> HttpResponse:
        if page not in views:
            raise Http404(f"The journey has no page {page!r}.")
        return views[page](request, slug)

    return show
