"""Taking a response and letting it go, the views that a person keeps, and keys, if asked for."""

from dataclasses import replace
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from consultation.access import Permission, needs
from consultation.models import Consultation, Response, SavedView, User
from consultation.moderate import actions, queries
from consultation.moderate.forms.queue import QueueFilters, ViewForm
from consultation.moderate.queries import Chosen
from consultation.moderate.views.queue import heading, narrowed
from consultation.moderate.views.response import address_of
from consultation.states import Refused

SHORTCUTS = "shortcuts"  # in the session, where somebody switched them on


def _queue_of(*, pk: int) -> Consultation | None:
    """Of a view: a role that is limited to a borough keeps some too."""
    return Consultation.objects.filter(saved_views=pk).first()


@needs(Permission.REVIEW, of=Response, in_part=True)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Hold a response, so that nobody else reviews it meanwhile."""
    response = get_object_or_404(Response, pk=pk)
    try:
        actions.take(response=response, by=cast(User, request.user), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(address_of(pk, _sent(request)))


@needs(Permission.REVIEW, of=Consultation, in_part=True)
@require_POST
def take_next(request: HttpRequest, slug: str) -> HttpResponseRedirect:
    """Hold the next of the list, and open it."""
    consultation = get_object_or_404(Consultation, slug=slug)
    chosen, person = _sent(request), cast(User, request.user)
    found = actions.take_next(
        consultation=consultation, chosen=chosen, by=person, at=timezone.now()
    )
    if found is None:
        messages.info(request, "Nothing in this list waits for you: others hold the rest of it.")
        return _listed(consultation, chosen)
    return HttpResponseRedirect(address_of(found.pk, chosen))


@needs(Permission.REVIEW, of=Response, in_part=True)
@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Put a response back for others."""
    response = get_object_or_404(Response.objects.select_related("consultation"), pk=pk)
    try:
        actions.let_go(response=response, by=cast(User, request.user), at=timezone.now())
        messages.success(request, f"Response {pk} is back in the queue.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _listed(response.consultation, _sent(request))


@needs(Permission.READ_RESPONSES, of=Consultation, in_part=True)
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: HttpRequest, slug: str) -> HttpResponse:
    """The views of a queue that a person keeps; what is chosen now can become another."""
    consultation = get_object_or_404(Consultation, slug=slug)
    person, filters = cast(User, request.user), _filters(request, consultation)
    chosen = replace(Chosen.of(filters.cleaned_data), reference="", words="")
    form = ViewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            view = actions.save_view(
                consultation=consultation, name=form.cleaned_data["name"], chosen=chosen,
                by=person, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, f"The view “{view.name}” is saved.")
            return _listed(consultation, chosen)
        except Refused as refusal:
            form.add_error("name", str(refusal))
    context = {
        "consultation": consultation,
        "form": form,
        "views": queries.views_of(person, consultation),
        "heading": heading(chosen),
        "chosen": narrowed(filters, chosen),
        "query": chosen.query,
    }
    return render(request, "moderate/queue_views.html", context)


@needs(Permission.READ_RESPONSES, of=_queue_of, in_part=True)
@require_POST
def remove_view(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Forget a view; one's own alone."""
    view = get_object_or_404(
        SavedView.objects.select_related("consultation"), pk=pk, person=request.user
    )
    name, slug = view.name, view.consultation.slug
    actions.remove_view(view=view, by=cast(User, request.user), at=timezone.now())
    messages.success(request, f"The view “{name}” is removed.")
    return redirect("queue-views", slug=slug)


@needs(Permission.READ_RESPONSES, of=None)
@require_POST
def shortcuts(request: HttpRequest) -> HttpResponseRedirect:
    """Switch the keys on or off, for this sign-in."""
    if request.session.pop(SHORTCUTS, None) is None:
        request.session[SHORTCUTS] = True
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(back if safe else reverse("staff"))


def _filters(request: HttpRequest, consultation: Consultation) -> QueueFilters:
    """The filters that the address or the form names, judged."""
    sent = QueryDict(request.POST.get("query", "")) if request.method == "POST" else request.GET
    form = QueueFilters(sent, places=queries.places(consultation))
    form.is_valid()  # what is not in the lists narrows nothing
    return form


def _sent(request: HttpRequest) -> Chosen:
    """The list that somebody came from."""
    return Chosen.of(QueryDict(request.POST.get("query", "")))


def _listed(consultation: Consultation, chosen: Chosen) -> HttpResponseRedirect:
    address = reverse("queue", args=[consultation.slug])
    return HttpResponseRedirect(f"{address}?{chosen.query}" if chosen.query else address)
