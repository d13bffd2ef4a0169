"""Read a response and decide about it."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import (
    Permission,
    may,
    needs,
)
from consultation.models import (
    Attachment,
    Response,
    ResponseState,
    User,
    Verdict,
)
from consultation.moderate import actions, queries, rules
from consultation.moderate.forms.verdicts import VERDICT_FORMS, VerdictForm
from consultation.moderate.history import history
from consultation.moderate.queries import Chosen
from consultation.respond.queries import answers_of, questions_to
from consultation.respond.receipts import place_in_words, receipt_of
from consultation.states import Refused
from consultation.transcribe.queries import request_behind, transcription_behind
from consultation.uploads.serving import ATTACHED, served

DONE = {
    Verdict.RELEASE: "Response {} is released.",
    Verdict.WITHHOLD: "Response {} is counted, and its words are withheld.",
    Verdict.QUARANTINE: "Response {} is in quarantine.",
    Verdict.EXCLUDE: "Response {} is excluded.",
    Verdict.REOPEN: "Response {} is back in the queue.",
}


# How to take it back, where the table of states allows that.
ONWARD = {
    Verdict.RELEASE: ("Undo", "?undo=1#reopen"),
    Verdict.WITHHOLD: ("Undo", "?undo=1#reopen"),
    Verdict.QUARANTINE: ("Undo", "?undo=1#reopen"),
    Verdict.EXCLUDE: ("Undo", "?undo=1#reopen"),
}


UNDOING = "The verdict was a mistake."


TAGS = {
    ResponseState.RECEIVED.value: ("clock", ""),
    ResponseState.SECOND_DUE.value: ("clock", ""),
    ResponseState.DISPUTED.value: ("ring", "warm"),
    ResponseState.WITHHELD.value: ("bar", "calm"),
    ResponseState.RELEASED.value: ("tick", "calm"),
    ResponseState.QUARANTINED.value: ("ring", "warm"),
    ResponseState.EXCLUDED.value: ("cross", "strong"),
    ResponseState.SUPERSEDED.value: ("arrow", ""),
    ResponseState.WITHDRAWN.value: ("cross", ""),
}


def place_of(response: Response) -> str:
    if response.organisation is not None:
        return response.organisation.name
    return place_in_words(response.place, response.borough.name if response.borough else "")


def address_of(response: Response, chosen: Chosen) -> str:
    """A response's address, which remembers the list that it was opened from."""
    address = reverse("response", args=[response.pk])
    return f"{address}?{chosen.query}" if chosen.query else address


@needs(Permission.READ_RESPONSES, of=Response, in_part=True)
@require_http_methods(["GET", "HEAD", "POST"])
def response(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was recorded, what was decided, and the verdicts that can be given now."""
    found = _found(pk)
    chosen = queries.limited(Chosen.of(request.GET), request.user, found.consultation)
    if request.method != "POST":
        return _shown(request, found, chosen)
    person = cast(User, request.user)
    if refusal := rules.why_not_review(person, found):
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


@needs(Permission.READ_RESPONSES, of=Attachment, in_part=True)
@require_safe
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
        "place": place_of(found),
        "last": receipt.last,
        "sections": receipt.sections,
        "flags": queries.flags_of(found),
        "transcription": transcription_behind(found),
        "attachments": [(one, ATTACHED[one.state]) for one in queries.attachments_of(found)],
        "history": history(found, events, queries.reviews_of(found), queries.people_in(events)),
        "asked": asked,
        "may_see_asked": asked is not None
        and may(request.user, Permission.TRANSCRIBE, about=found.consultation),
        "tag_shape": shape,
        "tag_tone": tone,
        "forms": list(forms.values()),
        "why_not": rules.why_not_review(request.user, found),
        "seen": queries.state_seen(found),
        "errors": [("verdicts", refusal)] if refusal else [],
        "refusal": refusal,
        "typed": "" if request.POST.get("verdict") in forms else _typed(request),
        "back": f"{reverse('queue', args=[found.consultation.slug])}?{chosen.query}",
        "links": {
            "previous": address_of(previous, chosen) if previous else "",
            "next": address_of(following, chosen) if following else "",
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
    return HttpResponseRedirect(address_of(following, chosen))
