"""Tools for a person's records: look for them, export, restrict, erase; or say why not."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, needs
from consultation.audit import actions, queries, rules
from consultation.audit.finding import How, TooSlow
from consultation.audit.forms import (
    EraseForm,
    ExportForm,
    FindForm,
    LiftForm,
    RecordsForm,
    RefuseForm,
    RestrictForm,
    ToolForm,
)
from consultation.events import name_of
from consultation.models import Part, Response, User
from consultation.scopes import site
from consultation.states import Refused

TOO_SLOW = "The search took too long. Look for something longer, or for the email address"


@needs(Permission.FIND_PERSON, of=site)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Look for a person. Asked by POST, so that what is looked for stays out of addresses."""
    form = FindForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            found = actions.search(
                how=How(asked["how"]), text=asked["text"], reason=asked["reason"],
                by=cast(User, request.user), at=timezone.now(),
            )  # fmt: skip
        except TooSlow:
            form.add_error("text", TOO_SLOW)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    told = [one for one in found or () if one.name]
    context = {
        "form": form,
        "found": found,
        "records": RecordsForm(found=told, action=reverse("people-tools")) if told else None,
        "others": [one for one in found or () if not one.name],
    }
    return render(request, "audit/people.html", context)


def _chosen(request: HttpRequest) -> list[models.Model]:
    return queries.subjects_of(request.GET.getlist("of"))


def _query(subjects: list[models.Model]) -> str:
    return urlencode([("of", name_of(one)) for one in subjects])


@needs(Permission.FIND_PERSON, of=site)
@require_safe
def tools(request: HttpRequest) -> HttpResponse:
    """The records that were chosen, how they stand, and what can be done."""
    subjects = _chosen(request)
    if not subjects:
        return redirect("people")
    query = _query(subjects)
    offered = [(form.title, f"{reverse(name)}?{query}") for name, (form, _act) in TOOLS.items()]
    context = {"standings": [_standing(one) for one in subjects], "offered": offered}
    return render(request, "audit/tools.html", context)


def _standing(subject: models.Model) -> dict[str, Any]:
    """A record with what restricts it, holds it, or is gone of it."""
    told = []
    if rules.restriction_of(subject):
        told.append("Restricted: its words are not used.")
    if hold := queries.hold_on(subject):
        told.append(rules.why_kept(subject, hold))
    if isinstance(subject, Response):
        told += [f"{Part(one.part).label}: erased." for one in subject.erasures.all()]
    elif getattr(subject, "erased_at", None):
        told.append("Erased.")
    consultation: Any = subject.consultation  # type: ignore[attr-defined]
    return {"title": rules.named(subject), "about": consultation.title, "told": told}


#: Each tool by its address: its form, and the action that takes `subjects`, `reason`, `by`, `at`.
TOOLS: dict[str, tuple[type[ToolForm], Callable[..., Any]]] = {
    "people-export": (ExportForm, actions.export),
    "people-restrict": (RestrictForm, actions.restrict),
    "people-lift": (LiftForm, actions.lift),
    "people-erase": (EraseForm, actions.erase),
    "people-refuse": (RefuseForm, actions.refuse),
}


def _tool(name: str) -> Callable[..., HttpResponseBase]:
    """The page of one tool."""
    form_of, act = TOOLS[name]

    @needs(Permission.FIND_PERSON, of=site)
    @require_http_methods(["GET", "HEAD", "POST"])
    def tool(request: HttpRequest) -> HttpResponse:
        subjects = _chosen(request)
        if not subjects:
            return redirect("people")
        person = cast(User, request.user)
        form = form_of(request.POST if request.method == "POST" else None)
        why_not, refusal = "", ""
        if name == "people-erase":
            why_not = rules.why_not_erase_ever(person)
        if form.is_bound and not why_not and form.is_valid():
            asked = {"subjects": subjects, "by": person, "at": timezone.now()}
            try:
                made = act(**asked, **form.cleaned_data)
            except Refused as refused:
                refusal = _refused(name, asked, str(refused))
            else:
                return _onward(request, form, subjects, made)
        context = {
            "form": form,
            "standings": [_standing(one) for one in subjects],
            "why_not": why_not,
            "refusal": refusal,
            "errors": [("refusal", refusal)] if refusal else [],
            "back": f"{reverse('people-tools')}?{_query(subjects)}",
        }
        return render(request, "audit/tool.html", context, status=409 if refusal else 200)

    return tool


def _refused(name: str, asked: dict[str, Any], why: str) -> str:
    """That an erasure was not done is recorded with the reason."""
    if name == "people-erase":
        actions.refuse(**asked, reason=why)
    return why


def _onward(
    request: HttpRequest, form: ToolForm, subjects: list[models.Model], made: Any
) -> HttpResponse:
    """To the records, saying what was done; an export is the answer itself."""
    if isinstance(made, bytes):
        answer = HttpResponse(made, content_type="application/zip")
        answer["Content-Disposition"] = 'attachment; filename="about-a-person.zip"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
    messages.success(request, form.done)
    return redirect(f"{reverse('people-tools')}?{_query(subjects)}")


export = _tool("people-export")
restrict = _tool("people-restrict")
lift = _tool("people-lift")
erase = _tool("people-erase")
refuse = _tool("people-refuse")
