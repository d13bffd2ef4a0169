"""Who wrote what in a section, an earlier text brought back, and notes between drafters."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.access import Permission
from consultation.models import FormalReply
from consultation.reply import actions, editions, sign_off
from consultation.reply.drafting_forms import NoteForm, RestoreForm
from consultation.reply.history import sittings
from consultation.reply.queries import Membership
from consultation.reply.views.own_reply import found_section, with_reply
from consultation.reply.views.shown import section_page
from consultation.reply.views.steps import Step, step, typed
from consultation.states import Refused

ON_A_PAGE = 20


@with_reply(Permission.READ_REPLY)
@require_safe
def history(
    request: HttpRequest, membership: Membership, reply: FormalReply, pk: int
) -> HttpResponse:
    """Each sitting with what it changed, the newest first."""
    written = found_section(reply, pk)
    found = sittings(editions.versions_of(written.section))[::-1]
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "reply": reply,
        "written": written,
        "page": page,
        "sittings": list(page),
        "writes": not sign_off.why_not_write(membership.person, written.section.reply),
    }
    return render(request, "reply/draft/history.html", context)


@with_reply(Permission.DRAFT_REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def restore(
    request: HttpRequest, membership: Membership, reply: FormalReply, pk: int, number: int
) -> HttpResponse:
    """Bring back what a section said: as its newest version, so that nothing is undone for good."""
    written = found_section(reply, pk)
    earlier = written.section.versions.select_related("by").filter(number=number).first()
    if earlier is None:
        raise Http404
    form = RestoreForm(
        typed(request),
        seen=written.number,
        lead=(
            f"The section will say again what {earlier.by.name} left as version {number}. What it "
            "says now stays in its history."
        ),
    )
    return step(
        request,
        Step(written.title, section_page(written.section), "The section"),
        form,
        lambda **asked: actions.restore(section=written.section, number=number, **asked),
        done="The earlier text is back.",
        refusal=sign_off.why_not_write(membership.person, written.section.reply),
    )


@with_reply(Permission.DRAFT_REPLY)
@require_POST
def note(request: HttpRequest, membership: Membership, reply: FormalReply, pk: int) -> HttpResponse:
    """Say something to the other drafters; what cannot be kept is shown back."""
    written, form = found_section(reply, pk), NoteForm(request.POST)
    if form.is_valid():
        try:
            actions.leave_note(
                section=written.section, text=form.cleaned_data["text"],
                by=membership.person, at=timezone.now(),
            )  # fmt: skip
        except Refused as why:
            form.add_error(None, str(why))
        else:
            address = f"{section_page(written.section)}#notes"
            return HttpResponseRedirect(address, status=303)
    context = {"reply": reply, "written": written, "form": form}
    return render(request, "reply/draft/note.html", context)


@with_reply(Permission.DRAFT_REPLY)
@require_POST
def settle(
    request: HttpRequest, membership: Membership, reply: FormalReply, pk: int, note: int
) -> HttpResponse:
    """Mark a note as dealt with."""
    written = found_section(reply, pk)
    found = next((one for one in editions.notes_of(written.section) if one.pk == note), None)
    if found is None:
        raise Http404
    try:
        actions.settle_note(note=found, by=membership.person, at=timezone.now())
    except Refused as why:
        messages.error(request, str(why))
    return HttpResponseRedirect(f"{section_page(written.section)}#notes", status=303)
