"""The codeframe: themes, points, what they said and say."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.access import Permission, needs
from consultation.analyse import rules
from consultation.analyse.actions import frame as actions
from consultation.analyse.forms.frame import (
    MergeForm,
    PartForm,
    PlaceForm,
    PointForm,
    RenameForm,
    RewordForm,
    ThemeForm,
)
from consultation.analyse.queries import coding
from consultation.analyse.queries import frame as queries
from consultation.models import Consultation, Point, Theme, User
from consultation.states import Refused
from consultation.templatetags.page_form import PageForm
from stations.keys import read_key

SAVED = "The point is saved."


@needs(Permission.READ_RESPONSES, of=Consultation)
@require_safe
def codeframe(request: HttpRequest, slug: str) -> HttpResponse:
    """All themes with their points."""
    consultation = get_object_or_404(Consultation, slug=slug)
    shelves = queries.shelves_of(consultation, request.GET.get("theme", ""))
    context = {
        "consultation": consultation,
        "frame": queries.frame_of(consultation),
        "shelves": shelves,
        "points": sum(one.number for one in shelves),
        "few": queries.FEW,
        "sealed": consultation.is_interim_at(timezone.now()),  # who raises what is not told yet
        "to_confirm": coding.to_confirm(consultation).count(),
        "may_code": not rules.why_not_code(request.user, consultation),
    }
    return render(request, "analyse/codeframe.html", context)


@needs(Permission.CODE, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def theme_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new theme."""
    consultation = get_object_or_404(Consultation, slug=slug)

    def act(form: PageForm, **how: Any) -> None:
        title = form.cleaned_data["heading"]
        actions.make_theme(consultation=consultation, title=title, **how)

    form = ThemeForm(_typed(request))
    return _step(request, consultation, form, act, "The theme is made.")


@needs(Permission.CODE, of=Theme)
@require_http_methods(["GET", "HEAD", "POST"])
def theme(request: HttpRequest, pk: int) -> HttpResponse:
    """Another title for a theme."""
    found = _found(queries.theme_of(pk))

    def act(form: PageForm, **how: Any) -> None:
        actions.rename_theme(theme=found, title=form.cleaned_data["heading"], **how)

    form = RenameForm(_typed(request), initial={"heading": found.title})
    return _step(request, found.consultation, form, act, "The theme is renamed.")


@needs(Permission.CODE, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def point_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A point made by hand, under the theme that the address names."""
    consultation = get_object_or_404(Consultation, slug=slug)

    def act(form: PageForm, **how: Any) -> None:
        actions.make_point(consultation=consultation, **form.cleaned_data, **how)

    form = PointForm(
        _typed(request),
        initial={"theme": request.GET.get("theme", "")},
        themes=queries.themes_of(consultation),
        proposals=queries.proposals_of(consultation),
    )
    return _step(request, consultation, form, act, "The point is made.")


@needs(Permission.CODE, of=Point)
@require_http_methods(["GET", "HEAD", "POST"])
def reword(request: HttpRequest, pk: int) -> HttpResponse:
    """A point says something else from now on."""
    found = _found(queries.point_of(pk))

    def act(form: PageForm, **how: Any) -> None:
        actions.reword_point(point=found, **form.cleaned_data, **how)

    said = {name: getattr(found, name) for name in ("sentence", "includes", "excludes")}
    form = RewordForm(_typed(request), initial=said)
    return _step_of(request, found, form, act, rules.why_not_change(request.user, found))


@needs(Permission.CODE, of=Point)
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """The theme and the front counters of a point."""
    found = _found(queries.point_of(pk))

    def act(form: PageForm, **how: Any) -> None:
        actions.place_point(point=found, **form.cleaned_data, **how)

    about = [str(key) for key in found.about.values_list("proposal", flat=True)]
    form = PlaceForm(
        _typed(request),
        initial={
            "theme": str(found.theme_id or ""),
            "about": about,
            "frame": queries.frame_of(found.consultation).version,
        },
        themes=queries.themes_of(found.consultation),
        proposals=queries.proposals_of(found.consultation),
    )
    return _step_of(request, found, form, act, rules.why_not_change(request.user, found))


@needs(Permission.CODE, of=Point)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Two points are one."""
    found = _found(queries.point_of(pk))

    def act(form: PageForm, **how: Any) -> None:
        number = read_key(form.cleaned_data["number"].strip().lstrip("Pp").strip())
        other = None if number is None else queries.point_numbered(found.consultation, number)
        actions.merge_point(point=found, into=other, reason=form.cleaned_data["reason"], **how)

    form = MergeForm(_typed(request))
    return _step_of(request, found, form, act, rules.why_not_change(request.user, found))


@needs(Permission.CODE, of=Point)
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Two points are two after all."""
    found = _found(queries.point_of(pk))

    def act(form: PageForm, **how: Any) -> None:
        actions.part_point(point=found, **form.cleaned_data, **how)

    form = PartForm(_typed(request))
    return _step_of(request, found, form, act, rules.why_not_part(request.user, found))


@needs(Permission.CODE, of=Consultation)
@require_POST
def sign_off(request: HttpRequest, slug: str) -> HttpResponseRedirect:
    """The codeframe as it is now is fit to code by."""
    consultation = get_object_or_404(Consultation, slug=slug)
    try:
        actions.sign_off(consultation=consultation, by=cast(User, request.user), at=timezone.now())
    except Refused as why:
        messages.error(request, str(why))
    else:
        messages.success(request, "The codeframe is signed off.")
    return redirect("codeframe", slug=slug)


def _typed(request: HttpRequest) -> Any:
    """What was sent; None where nothing was."""
    return request.POST if request.method == "POST" else None


def _found(row: Any) -> Any:
    if row is None:
        raise Http404
    return row


Act = Callable[..., None]


def _step(
    request: HttpRequest,
    consultation: Consultation,
    form: PageForm,
    act: Act,
    told: str,
) -> HttpResponse:
    """One act on the codeframe, and back to it."""
    back = reverse("codeframe", args=[consultation.slug])
    if request.method == "POST" and _taken(request, form, act):
        messages.success(request, told)
        return HttpResponseRedirect(back, status=303)
    context = {
        "consultation": consultation, "caption": consultation.title, "back": back,
        "back_text": "Codeframe", "form": form,
    }  # fmt: skip
    return render(request, "staff_step.html", context)


def _step_of(
    request: HttpRequest, point: Point, form: PageForm, act: Act, refusal: str
) -> HttpResponse:
    """One act on a point, and back to it."""
    back = point.get_absolute_url()
    if request.method == "POST" and _taken(request, form, act):
        messages.success(request, SAVED)
        return HttpResponseRedirect(back, status=303)
    context = {
        "consultation": point.consultation, "caption": str(point), "back": back,
        "back_text": point.name, "form": form, "refusal": "" if form.is_bound else refusal,
    }  # fmt: skip
    return render(request, "staff_step.html", context)


def _taken(request: HttpRequest, form: PageForm, act: Act) -> bool:
    """The form was good, and so was the act; else the form says why not."""
    if not form.is_valid():
        return False
    try:
        act(form, by=cast(User, request.user), at=timezone.now())
    except Refused as why:
        form.add_error(None, str(why))
        return False
    return True
