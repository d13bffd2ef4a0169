"""Staff sign in, see what waits, read a response and decide about it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import (
    ROLES,
    STAFF_ROLES,
    Permission,
    lacks_second_factor,
    may,
    needs,
    permissions_of,
)
from consultation.models import (
    Attachment,
    Consultation,
    FlagKind,
    Response,
    ResponseState,
    Role,
    User,
    Verdict,
)
from consultation.models.flag import MEANINGS
from consultation.moderate import actions, queries, rules
from consultation.moderate.forms import VERDICT_FORMS, QueueFilters, VerdictForm
from consultation.moderate.history import history
from consultation.moderate.queries import Chosen, Mark
from consultation.reading.views import lists, shows
from consultation.reply import editions
from consultation.respond.queries import answers_of, questions_to
from consultation.respond.receipts import place_in_words, receipt_of
from consultation.respond.tally import is_counting
from consultation.states import Refused
from consultation.transcribe.queries import request_behind, transcription_behind
from consultation.uploads.serving import ATTACHED, served

DONE = {
    Verdict.RELEASE: "Response {} is released.",
    Verdict.QUARANTINE: "Response {} is in quarantine.",
    Verdict.EXCLUDE: "Response {} is excluded.",
    Verdict.REOPEN: "Response {} is back in the queue.",
}
# How to take it back, where the table of states allows that.
ONWARD = {
    Verdict.RELEASE: ("Put it in quarantine instead", "#quarantine"),
    Verdict.QUARANTINE: ("Undo", "?undo=1#reopen"),
    Verdict.EXCLUDE: ("Undo", "?undo=1#reopen"),
}
A_DAY = timedelta(days=1)
UNDOING = "The verdict was a mistake."
TAGS = {
    ResponseState.RECEIVED.value: ("clock", ""),
    ResponseState.RELEASED.value: ("tick", "calm"),
    ResponseState.QUARANTINED.value: ("ring", "warm"),
    ResponseState.EXCLUDED.value: ("cross", "strong"),
    ResponseState.SUPERSEDED.value: ("arrow", ""),
    ResponseState.WITHDRAWN.value: ("cross", ""),
}


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits, by consultation; for those without a staff role, what theirs is for."""
    person = cast(User, request.user)
    allowed = permissions_of(person)
    grants = queries.grants_of(person)
    own = next((one.organisation for one in grants if one.organisation), None)
    context = {
        "roles": [(grant, ROLES[Role(grant.role)].sentence) for grant in grants],
        "all_staff": person.is_superuser or any(g.role in STAFF_ROLES for g in grants),
        "uncounted": Permission.READ_RESPONSES in allowed and not is_counting(timezone.now()),
        "own": own,
        "may_read": Permission.READ_RESPONSES in allowed,
        "may_review": Permission.REVIEW in allowed,
        "work": queries.work() if Permission.READ_RESPONSES in allowed else [],
        "lacking": lacks_second_factor(person),
        "replies": editions.standings(own, now=timezone.now()) if own else [],
    }
    return render(request, "staff/home.html", context)


@needs(Permission.READ_RESPONSES)
@require_safe
@lists()
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Responses of a consultation, oldest first; those that wait for review unless asked else."""
    consultation = get_object_or_404(Consultation, slug=slug)
    form = QueueFilters(
        request.GET, boroughs=queries.boroughs(), stations=queries.stations_of(consultation)
    )
    form.is_valid()  # what is not in the lists is told beside its field, and narrows nothing
    chosen = Chosen.of(form.cleaned_data)
    after, before = (Mark.read(request.GET.get(name, "")) for name in ("after", "before"))
    page = queries.page_of(consultation, chosen, after=after, before=None if after else before)
    context = {
        "consultation": consultation,
        "form": form,
        "chosen": _narrowed(form, chosen),
        "reference": chosen.reference,
        "heading": _heading(chosen),
        "count": queries.count_of(consultation, chosen),
        "most": queries.MOST_COUNTED,
        "rows": [_line(response, chosen) for response in page.rows],
        "links": {
            "previous": _address(chosen, before=page.before) if page.before else "",
            "next": _address(chosen, after=page.after) if page.after else "",
        },
        "later_page": bool(after or before),
        "flags": _flags(consultation, chosen),
    }
    return render(request, "moderate/queue.html", context)


def _flags(consultation: Consultation, chosen: Chosen) -> list[dict[str, Any]]:
    """Each kind of doubt with its numbers, and the list of the responses that have it."""
    every = replace(chosen, state=queries.ANY, reference="")
    found = queries.flags_by_kind(consultation, since=timezone.now() - A_DAY)
    return [
        {
            "label": kind.label,
            "meaning": MEANINGS[kind],
            "all": total,
            "lately": lately,
            "href": f"?{replace(every, flag=kind).query}",
        }
        for kind, total, lately in found
    ]


def _heading(chosen: Chosen) -> str:
    if chosen.reference:
        return f"Response with the reference {chosen.reference}"
    if chosen.state == queries.ANY:
        return "All responses"
    if chosen.state == ResponseState.EXCLUDED:
        return "Responses excluded under a rule"
    return f"Responses {ResponseState(chosen.state).label.lower()}"


def _address(chosen: Chosen, **mark: Mark) -> str:
    """The queue's own address at another place in it."""
    parts = [chosen.query, *(f"{name}={one}" for name, one in mark.items())]
    return f"?{'&'.join(filter(None, parts))}"


def _narrowed(form: QueueFilters, chosen: Chosen) -> list[tuple[str, str]]:
    """Each filter in force, and the address without it."""
    return [
        (f"{form.fields[name].label}: {form.label_of(name, getattr(chosen, name))}",
         f"?{chosen.without(name)}")
        for name in form.fields
        if getattr(chosen, name) not in ("", ResponseState.RECEIVED)
    ]  # fmt: skip


def _line(response: Any, chosen: Chosen) -> dict[str, Any]:
    """One row of the queue."""
    names, words, shown = response.about_stations, response.words or "", queries.FIRST_WORDS
    return {
        "response": response,
        "href": _of(response, chosen),
        "place": _place(response),
        "about": names[:3],
        "more": len(names) - 3,
        "flags": [FlagKind(kind).label for kind in response.flag_kinds],
        "words": f"{words[:shown].rstrip()}…" if len(words) > shown else words,
    }


def _place(response: Response) -> str:
    if response.organisation is not None:
        return response.organisation.name
    return place_in_words(response.place, response.borough.name if response.borough else "")


def _of(response: Response, chosen: Chosen) -> str:
    """A response's address, which remembers the list that it was opened from."""
    address = reverse("response", args=[response.pk])
    return f"{address}?{chosen.query}" if chosen.query else address


@needs(Permission.READ_RESPONSES)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Response)
def response(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was recorded, what was decided, and the verdicts that can be given now."""
    found = _found(pk)
    chosen = Chosen.of(request.GET)
    if request.method != "POST":
        return _shown(request, found, chosen)
    person = cast(User, request.user)
    if refusal := rules.why_not_review(person):
        raise PermissionDenied(refusal)
    if request.POST.get("seen") != queries.state_seen(found):
        told = rules.overtaken(found, queries.reviews_of(found))
        return _shown(request, found, chosen, told, status=409)
    form = _forms(request, found).get(request.POST.get("verdict", ""))
    if form is None:
        return _shown(request, found, chosen, "Choose one of the verdicts on this page", status=400)
    if not form.is_valid():
        return _shown(request, found, chosen)
    try:
        actions.ACTS[form.verdict](
            response=found, by=person, at=timezone.now(), **form.cleaned_data
        )
    except Refused as why:
        return _shown(request, _found(pk), chosen, str(why), status=409)
    return _onward(request, found, chosen, form.verdict)


@needs(Permission.READ_RESPONSES)
@require_safe
@shows(Attachment)
def attachment(request: HttpRequest, key: UUID) -> FileResponse:
    """A file that was sent to us: to be saved, never shown, and not at all if it is infected."""
    return served(queries.attachment_of(key))


def _found(pk: int) -> Response:
    found = queries.response_of(pk)
    if found is None:
        raise Http404("There is no such response.")
    return found


def _forms(request: HttpRequest, found: Response) -> dict[str, VerdictForm]:
    """The forms of the verdicts that can be given now; the one that was sent holds what it held."""
    published = queries.exclusion_rules_of(found.consultation)
    sent = request.POST.get("verdict", "")
    undoing = {"reason": UNDOING} if "undo" in request.GET else None
    return {
        verdict.value: VERDICT_FORMS[verdict](
            request.POST if verdict == sent else None,
            rules=published,
            initial=undoing if verdict == Verdict.REOPEN else None,
        )
        for verdict in rules.offered(request.user, found)
    }


def _shown(
    request: HttpRequest, found: Response, chosen: Chosen, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The page, with what was typed and why nothing came of it, if nothing did."""
    shape, tone = TAGS[found.state]
    previous, following = queries.neighbours(found, chosen)
    forms = _forms(request, found)
    receipt = receipt_of(found, answers_of(found), questions_to(found))
    events, asked = queries.events_of(found), request_behind(found)
    context = {
        "consultation": found.consultation,
        "response": found,
        "received": receipt.received,
        "place": _place(found),
        "last": receipt.last,
        "sections": receipt.sections,
        "flags": queries.flags_of(found),
        "transcription": transcription_behind(found),
        "attachments": [(one, ATTACHED[one.state]) for one in queries.attachments_of(found)],
        "history": history(found, events, queries.reviews_of(found), queries.people_in(events)),
        "asked": asked,
        "may_see_asked": asked is not None and may(request.user, Permission.TRANSCRIBE),
        "tag_shape": shape,
        "tag_tone": tone,
        "forms": list(forms.values()),
        "why_not": rules.why_not_review(request.user),
        "seen": queries.state_seen(found),
        "errors": [("verdicts", refusal)] if refusal else [],
        "refusal": refusal,
        "typed": "" if request.POST.get("verdict") in forms else _typed(request),
        "back": f"{reverse('queue', args=[found.consultation.slug])}?{chosen.query}",
        "links": {
            "previous": _of(previous, chosen) if previous else "",
            "next": _of(following, chosen) if following else "",
        },
    }
    return render(request, "moderate/response.html", context, status=status)


def _typed(request: HttpRequest) -> str:
    """A reason that was typed into a form that the page no longer has."""
    return request.POST.get(f"{request.POST.get('verdict', '').lower()}-reason", "")


def _onward(
    request: HttpRequest, found: Response, chosen: Chosen, verdict: Verdict
) -> HttpResponseRedirect:
    """To the next that waits, saying what was done and how to take it back."""
    said = DONE[verdict].format(found.pk)
    if verdict in ONWARD:
        words, where = ONWARD[verdict]
        link = reverse("response", args=[found.pk]) + where
        said = format_html(
            '{} <a class="govuk-notification-banner__link" href="{}">{}</a>', said, link, words
        )
    messages.success(request, said)
    if verdict == Verdict.REOPEN:
        return redirect("response", pk=found.pk)
    following = queries.next_to_decide(found, chosen)
    if following is None:
        messages.info(request, "Nothing else in this list is waiting.")
        return redirect("queue", slug=found.consultation.slug)
    return HttpResponseRedirect(_of(following, chosen))
