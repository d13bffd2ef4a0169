"""A body registers itself; staff decide."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, needs
from consultation.events import PUBLIC
from consultation.models import Consultation, EventKind, Registration, User
from consultation.reading.views import lists, shows
from consultation.reply import actions, queries, registrations, rules
from consultation.reply.registering_forms import DecideForm, RegisterForm
from consultation.reply.views.guarding import hidden
from consultation.reply.views.shown import message_lines, request_line
from consultation.reply.views.steps import typed
from consultation.respond.limits import REGISTER, why_not_one_more
from consultation.respond.views.guarding import network_of, told_to_wait
from consultation.states import Refused

ON_A_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Ask to reply for a body. The answer is the same whoever asks, and for whom."""
    now, waits = timezone.now(), ""
    invited_to = queries.to_be_asked_about(now)
    consultations = [one for one in invited_to if not rules.why_not_register(one, now=now)]
    form = RegisterForm(
        typed(request) if consultations else None,
        consultations=consultations,
        boroughs=queries.boroughs(),
        chosen=request.GET.get("consultation", ""),
    )
    if form.is_valid():
        waits = why_not_one_more(REGISTER, network_of(request), at=now)
        if waits:
            form.add_error(None, waits)
        elif _asked(request, form):
            return HttpResponseRedirect(f"{reverse('register')}?sent", status=303)
    context = {
        "form": form,
        "consultations": consultations,
        "sent": "sent" in request.GET and not form.is_bound,
    }
    answer = render(request, "reply/register.html", context)
    return told_to_wait(answer, REGISTER) if waits else answer


def _asked(request: HttpRequest, form: RegisterForm) -> bool:
    """The request is made; otherwise the form says why not."""
    by = request.user if isinstance(request.user, User) else PUBLIC
    try:
        actions.register(by=by, at=timezone.now(), **form.asked())
    except Refused as why:  # it closed in this very moment
        form.add_error(None, str(why))
        return False
    return True


@needs(Permission.INVITE, of=Consultation)
@require_safe
@lists(EventKind.PERSONAL_READ)
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Every request: those that wait, then those that are decided."""
    found = get_object_or_404(Consultation, slug=slug)
    page = Paginator(registrations.board(found), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "consultation": found,
        "page": page,
        "rows": [request_line(one) for one in page],
        "waiting": registrations.waiting_in(found),
    }
    return render(request, "reply/requests.html", context)


@hidden(of=Registration)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Registration)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Who asks for what, and the decision: one form while it waits, how it ended after that."""
    found = registrations.registration_of(pk)
    if found is None:
        raise Http404
    same = registrations.of_that_name(found) if found.is_waiting else None
    form = DecideForm(
        typed(request) if found.is_waiting else None,
        organisations=registrations.organisations() if found.is_waiting else [],
        same=same,
    )
    if form.is_valid():
        try:
            return _decided(request, found, form)
        except Refused as why:
            form.add_error(None, str(why))
    context = {
        "consultation": found.consultation,
        "registration": found,
        "line": request_line(found),
        "form": form,
        "same": same,
        "refusal": rules.why_not_invite_to(found.consultation, now=timezone.now()),
        "messages_sent": message_lines(registrations.told_of(found)),
    }
    return render(request, "reply/request.html", context)


def _decided(request: HttpRequest, found: Registration, form: DecideForm) -> HttpResponse:
    """Raises Refused."""
    given: dict[str, Any] = form.asked() | {
        "registration": found, "by": cast(User, request.user), "at": timezone.now(),
    }  # fmt: skip
    slug = found.consultation.slug
    if not form.accepts:
        actions.decline_registration(**given)
        messages.success(request, "The request is declined.")
        return HttpResponseRedirect(reverse("registrations", args=[slug]), status=303)
    made = actions.accept_registration(**given)
    messages.success(request, "The request is accepted, and the invitation is on its way.")
    return HttpResponseRedirect(reverse("organisation", args=[slug, made.slug]), status=303)
