"""Read a response and decide about it."""

from dataclasses import dataclass
from typing import Any, cast
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
    Kind,
    Redaction,
    Response,
    ResponseState,
    Review,
    Screening,
    Step,
    User,
    Verdict,
)
from consultation.models.flag import URGENT_KINDS
from consultation.models.response import PUBLISHED
from consultation.moderate import actions, queries, rules
from consultation.moderate.forms.queue import language_name
from consultation.moderate.forms.verdicts import VERDICT_FORMS, UnpublishForm, VerdictForm
from consultation.moderate.history import history
from consultation.moderate.passages import drawn, passages
from consultation.moderate.queries import Chosen, Round, ShownFlag
from consultation.moderate.queries.copy_groups import copies_of
from consultation.moderate.turns import asked_of
from consultation.reading.views import shows
from consultation.respond.queries import answers_of, has_public_copy, questions_to
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


# Where two people review it and this was not the verdict that decides.
WAITS = {
    Step.FIRST: "Your review of response {} is kept. Another person gives the second.",
    Step.SECOND: "The two reviews of response {} disagree. A third person settles it.",
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


def address_of(pk: int, chosen: Chosen) -> str:
    """A response's address, which remembers the list that it was opened from."""
    address = reverse("response", args=[pk])
    return f"{address}?{chosen.query}" if chosen.query else address


@needs(Permission.READ_RESPONSES, of=Response, in_part=True)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Response)
def response(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was recorded, what was decided, and the verdicts that can be given now."""
    found = _found(pk)
    chosen = Chosen.of(request.GET)
    if request.method != "POST":
        return _shown(request, found, chosen)
    person = cast(User, request.user)
    if refusal := rules.why_not_review(person, found):
        raise PermissionDenied(refusal)
    state, flags = queries.read_seen(request.POST.get("seen", ""))
    if state != queries.state_seen(found):
        told = rules.overtaken(found, queries.known_reviews_of(found, person))
        return _shown(request, found, chosen, told, status=409)
    at_hand = _at_hand(request, found)
    form = _forms(request, found, at_hand).get(request.POST.get("verdict", ""))
    if form is None:
        told, status = _why_no_form(request, at_hand)
        return _shown(request, found, chosen, told, status=status)
    if told := rules.why_not_unread(form.verdict, found, flags):
        return _shown(request, found, chosen, told, status=409)
    if not form.is_valid():
        return _shown(request, found, chosen)
    given = {"flags_seen": flags} if form.verdict in rules.RESTS_ON_FLAGS else {}
    try:
        review = actions.ACTS[form.verdict](
            response=found, by=person, at=timezone.now(), **form.cleaned_data, **given
        )
    except Refused as why:
        return _shown(request, _found(pk), chosen, str(why), status=409)
    return _onward(request, found, chosen, review)


@needs(Permission.READ_RESPONSES, of=Attachment, in_part=True)
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


@dataclass(frozen=True)
class AtHand:
    """What both the forms and the page hang on."""

    now: Round
    marks: list[Redaction]  # that the reader works with
    screening: Screening | None
    verdicts: list[Verdict]
    why_not_release: str  # yet, where it will be offered


def _at_hand(request: HttpRequest, found: Response) -> AtHand:
    reader = cast(User, request.user)
    now, screening = queries.present_round(found), queries.screening_of(found)
    verdicts, why = rules.offered(reader, found, now), ""
    if Verdict.RELEASE in verdicts:
        why = rules.why_not_unscreened(Verdict.RELEASE, screened=screening is not None)
    if why:
        verdicts.remove(Verdict.RELEASE)
    return AtHand(now, queries.redactions_for(found, reader), screening, verdicts, why)


def _why_no_form(request: HttpRequest, at_hand: AtHand) -> tuple[str, int]:
    """What to tell, and as which answer, where the verdict that was sent cannot be given."""
    if at_hand.why_not_release and request.POST.get("verdict") == Verdict.RELEASE:
        return at_hand.why_not_release, 409
    return "Choose one of the verdicts on this page", 400


def _forms(request: HttpRequest, found: Response, at_hand: AtHand) -> dict[str, VerdictForm]:
    """The forms of the verdicts that can be given now; the one that was sent holds what it held."""
    sent = request.POST.get("verdict", "")
    undoing = {"reason": UNDOING} if "undo" in request.GET else None
    forms: dict[str, VerdictForm] = {}
    for verdict in at_hand.verdicts:
        kind, given = VERDICT_FORMS[verdict], dict[str, Any]()
        if verdict == Verdict.EXCLUDE:
            given["rules"] = queries.exclusion_rules_of(found.consultation)
        elif verdict == Verdict.REOPEN:
            given["initial"] = undoing
        elif verdict == Verdict.RELEASE:
            given["marked"] = len(at_hand.marks)
        elif verdict == Verdict.QUARANTINE and found.state in PUBLISHED:
            kind = UnpublishForm
        forms[verdict] = kind(request.POST if verdict == sent else None, **given)
    return forms


def _shown(
    request: HttpRequest, found: Response, chosen: Chosen, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The page, with what was typed and why nothing came of it, if nothing did."""
    at_hand = _at_hand(request, found)
    forms = _forms(request, found, at_hand)
    previous, following = queries.neighbours(
        found, chosen, by=cast(User, request.user), at=timezone.now()
    )
    asked, flags = request_behind(found), queries.shown_flags(found)
    context = {
        "consultation": found.consultation,
        "response": found,
        "transcription": transcription_behind(found),
        "attachments": [(one, ATTACHED[one.state]) for one in queries.attachments_of(found)],
        "asked": asked,
        "may_see_asked": asked is not None
        and may(request.user, Permission.TRANSCRIBE, about=found.consultation),
        "tag": TAGS[found.state],
        "forms": list(forms.values()),
        "opened": request.POST.get("verdict", "REOPEN" if "undo" in request.GET else ""),
        "why_not": rules.why_not_review(request.user, found),
        "may_judge": not (refused := rules.why_not_review(request.user, found)),
        "may_redact": not refused and found.kind != Kind.FORMAL,
        "public": found.state in PUBLISHED and has_public_copy(found),
        "copies": copies_of(found),
        "query": chosen.query,
        "seen": queries.page_seen(found, [one.flag for one in flags]),
        "errors": [("verdicts", refusal)] if refusal else [],
        "refusal": refusal,
        "typed": "" if request.POST.get("verdict") in forms else _typed(request),
        "back": f"{reverse('queue', args=[found.consultation.slug])}?{chosen.query}",
        "links": {
            "previous": address_of(previous, chosen) if previous else "",
            "next": address_of(following, chosen) if following else "",
        },
        **_recorded(found, flags, at_hand.marks),
        **_reviewed(cast(User, request.user), found, at_hand),
    }
    return render(request, "moderate/response.html", context, status=status)


def _recorded(found: Response, flags: list[ShownFlag], marks: list[Redaction]) -> dict[str, Any]:
    """What came, with the places that a machine doubts and those that are to be taken out."""
    answers = answers_of(found)
    receipt = receipt_of(found, answers, questions_to(found))
    places = passages(answers, [one.flag for one in flags], marks)
    return {
        "received": receipt.received,
        "language": language_name(found.language),
        "place": place_of(found),
        "last": receipt.last,
        "sections": [
            (one.title, [(line, drawn(line.answer, places)) for line in one.lines])
            for one in receipt.sections
        ],
        "flags": flags,
        "urgent": [one.flag for one in flags if one.flag.kind in URGENT_KINDS and not one.is_false],
        "marks": marks,
    }


def _reviewed(reader: User, found: Response, at_hand: AtHand) -> dict[str, Any]:
    """Who said what, as far as the reader may know, and what is asked of the reader."""
    now, events = at_hand.now, queries.events_of(found)
    known, marked = queries.known_reviews_of(found, reader), queries.words_marked(found, now)
    return {
        "history": history(
            found,
            events,
            known,
            queries.people_in(events),
            reader,
            reasons=queries.reasons_of(events),
            readings=queries.readings_of(found),
        ),
        "asks": asked_of(reader, found, now),
        "why_not_release": at_hand.why_not_release,
        "reviews": [(one, marked.get(one.by_id, [])) for one in known if one in now.reviews],
        **_held(reader, found, at_hand.screening),
    }


def _held(reader: User, found: Response, screening: Screening | None) -> dict[str, Any]:
    """Whose hands it is in, for templates/moderate/queue_hold.html."""
    now = timezone.now()
    holder = rules.holder_of(screening) if screening and rules.is_held(screening, now) else None
    return {
        "holder": holder,
        "until": screening.held_until if screening else None,
        "mine": holder is not None and holder.pk == reader.pk,
        "take_refusal": rules.why_not_take(reader, found, screening, now),
    }


def _typed(request: HttpRequest) -> str:
    """A reason that was typed into a form that the page no longer has."""
    return request.POST.get(f"{request.POST.get('verdict', '').lower()}-reason", "")


def _onward(
    request: HttpRequest, found: Response, chosen: Chosen, review: Review
) -> HttpResponseRedirect:
    """To the next that waits, saying what was done and how to take it back, where one can."""
    told = DONE[Verdict(review.verdict)] if review.decides else WAITS[Step(review.step)]
    said = told.format(found.pk)
    if review.verdict == Verdict.REOPEN:
        messages.success(request, said)
        return redirect("response", pk=found.pk)
    if not rules.why_not_give(Verdict.REOPEN, request.user, found):
        link = f"{reverse('response', args=[found.pk])}?undo=1#reopen"
        said = format_html(
            '{} <a class="govuk-notification-banner__link" href="{}">Undo</a>', said, link
        )
    messages.success(request, said)
    following = queries.next_to_decide(
        found, chosen, by=cast(User, request.user), at=timezone.now()
    )
    if following is None:
        messages.info(request, "Nothing else in this list is waiting.")
        return redirect("queue", slug=found.consultation.slug)
    return HttpResponseRedirect(address_of(following, chosen))
