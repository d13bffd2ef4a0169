"""Staff read every signed reply, whole; that a decision-maker opened one is noted."""

from collections import Counter
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consultation.access import Permission, needs
from consultation.models import (
    AttachmentState,
    Consultation,
    Position,
    ResponseState,
    SignedReply,
    User,
)
from consultation.reading.views import shows
from consultation.reply import actions, queries, received, sign_off
from consultation.reply.document import Document
from consultation.reply.forms import RepliesFilters
from consultation.reply.questions import HEARING
from consultation.reply.received import Reading, Stand
from consultation.reply.views.marks import REVIEWS, marks_of

ON_A_PAGE = 50
ENDED = {ResponseState.SUPERSEDED, ResponseState.WITHDRAWN}  # told by the state of the edition
POSITIONS = {str(one.value): str(one.label) for one in Position}
FILES = {
    AttachmentState.UNSCANNED.value: ("ring", "warm"),
    AttachmentState.CLEAN.value: ("tick", "calm"),
    AttachmentState.INFECTED.value: ("cross", "strong"),
}


@needs(Permission.READ_RESPONSES, of=Consultation)
@require_safe
def formal_replies(request: HttpRequest, slug: str) -> HttpResponse:
    """Every signed edition of every organisation, with what became of it and who opened it."""
    found, person = get_object_or_404(Consultation, slug=slug), cast(User, request.user)
    form = RepliesFilters(
        request.GET, boroughs=queries.boroughs(), stations=received.stations_in(found)
    )
    form.is_valid()  # what is not in the lists is told beside its field, and narrows nothing
    rows = received.replies_to(found, **form.asked())
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    stands, readings = received.stands_of(shown, found), received.readings_of(shown)
    decides = not sign_off.why_not_note_read(person)
    context = {
        "consultation": found,
        "form": form,
        "chosen": _narrowed(form),
        "page": page,
        "rows": [
            _line(one, stands.get(one.response_id, []), readings.get(one.reply_id, []))
            for one in shown
        ],
        "hearings": received.hearings_in(found, HEARING),
        "unread": received.unread_by(person, found) if decides else 0,
    }
    return render(request, "reply/formal_replies.html", context)


def _narrowed(form: RepliesFilters) -> list[tuple[str, str]]:
    """Each filter in force, and the address without it."""
    shown = []
    for name, value in form.chosen.items():
        rest = "&".join(f"{key}={one}" for key, one in form.chosen.items() if key != name)
        shown.append((f"{form.fields[name].label}: {form.places[name][value]}", f"?{rest}"))
    return shown


def _line(signed: SignedReply, stands: list[Stand], readings: list[Reading]) -> dict[str, Any]:
    """One row of the list."""
    counted = Counter(one.position for one in stands)
    return {
        "signed": signed,
        "organisation": signed.reply.organisation,
        "positions": [
            (words, counted[value]) for value, words in POSITIONS.items() if counted[value]
        ],
        "marks": marks_of(signed),
        "review": None if signed.response.state in ENDED else REVIEWS[signed.response.state],
        "readings": readings,
    }


def _found(pk: int) -> SignedReply:
    """Raises Http404. What is not signed has no such page."""
    found = received.reply_of(pk)
    if found is None:
        raise Http404
    return found


@needs(Permission.READ_RESPONSES, of=SignedReply, in_part=True)
@require_safe
@shows(SignedReply)
def formal_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """One signed reply, never shortened, whatever a moderator made of its response."""
    found, person = _found(pk), cast(User, request.user)
    if request.method == "GET" and not sign_off.why_not_note_read(person):
        actions.note_read(signed=found, by=person, at=timezone.now())
    readings = received.readings_of([found]).get(found.reply_id, [])
    stands = received.stands_of([found], found.reply.consultation)
    opened = {one.person for one in readings}
    context = {
        "consultation": found.reply.consultation,
        "signed": found,
        "reply": found.reply,
        "organisation": found.reply.organisation,
        "document": Document.read(found.content),
        "stands": [
            (one.proposal, POSITIONS.get(one.position, "No position"))
            for one in stands.get(found.response_id, [])
        ],
        "marks": marks_of(found),
        "review": REVIEWS[found.response.state],
        "files": [(one, FILES[one.state]) for one in received.files_of(found)],
        "chain": [(one, marks_of(one)) for one in received.chain_of(found)],
        "history": received.history_of(found),
        "readings": readings,
        "unopened": [one for one in received.decision_makers() if one.pk not in opened],
        "public": received.is_public(found),
    }
    return render(request, "reply/formal_reply.html", context)


@needs(Permission.READ_RESPONSES, of=SignedReply, in_part=True)
@require_safe
@shows(SignedReply)
def formal_reply_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The very text that was signed: its SHA-256 is the digest."""
    return text_file(_found(pk))


def text_file(signed: SignedReply) -> HttpResponse:
    """As a file to keep, byte for byte."""
    answer = HttpResponse(signed.text.encode(), content_type="text/plain; charset=utf-8")
    name = f"formal-reply-{signed.reply.organisation.slug}-{signed.reply.number}.txt"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
