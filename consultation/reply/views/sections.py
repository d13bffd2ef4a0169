"""One section of the own reply: written, saved by itself, and merged where two wrote."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consultation.access import Permission
from consultation.models import FormalReply, SectionVersion, User
from consultation.publish.rules import clock_words
from consultation.reply import actions, editions, sign_off
from consultation.reply.document import Content
from consultation.reply.drafting_forms import ChooseForm, NoteForm, SectionForm
from consultation.reply.editions import Written
from consultation.reply.merging import Keep, Merge, merge
from consultation.reply.queries import Membership
from consultation.reply.views.own_reply import found_section, with_reply
from consultation.reply.views.shown import reply_page, section_page
from consultation.states import Refused

QUIETLY = "quietly"  # by the script of the page, while somebody writes
OVERTAKEN = 409
NOT_TAKEN = 422


@with_reply(Permission.READ_REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def section(
    request: HttpRequest, membership: Membership, reply: FormalReply, pk: int
) -> HttpResponse:
    """Write a section, or read it where it may not be written."""
    written = found_section(reply, pk)
    reply = written.section.reply
    refusal = sign_off.why_not_write(membership.person, reply)
    if request.method != "POST":
        form = SectionForm(None, written=written, more="more" in request.GET)
        return _shown(request, reply, written, form, refusal=refusal)
    form = SectionForm(request.POST, written=written)
    quietly = request.POST.get("save") == QUIETLY
    if refusal or not form.is_valid():
        if quietly:
            return JsonResponse({"told": refusal or _first(form)}, status=NOT_TAKEN)
        if refusal:
            form.add_error(None, f"{refusal} What you typed is shown below and is not saved.")
        return _shown(request, reply, written, form, status=OVERTAKEN if refusal else 200)
    try:
        return _save(request, membership, written, form, quietly=quietly)
    except Refused as why:  # asked to be approved in this very moment
        if quietly:
            return JsonResponse({"told": str(why)}, status=NOT_TAKEN)
        form.add_error(None, f"{why} What you typed is shown below and is not saved.")
        return _shown(request, reply, written, form, status=OVERTAKEN)


def _first(form: SectionForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def _save(
    request: HttpRequest,
    membership: Membership,
    written: Written,
    form: SectionForm,
    *,
    quietly: bool,
) -> HttpResponse:
    content = form.content
    if key := request.POST.get("remove"):
        content = form.without(content, key)
    if key := request.POST.get("up"):
        content = form.higher(content, key)
    asked: dict[str, Any] = {
        "section": written.section, "by": membership.person, "at": timezone.now(),
        "done": form.marked_done,
    }  # fmt: skip
    if "theirs" in request.POST:
        return _choose(request, written, form, content, asked)
    try:
        saved = actions.save_section(content=content, seen=form.cleaned_data["seen"], **asked)
    except actions.Overtaken as overtaken:
        if quietly:
            told = f"{_who(overtaken.newest)} meanwhile. Your text is kept here: save to see both."
            return JsonResponse({"told": told}, status=OVERTAKEN)
        seen = form.cleaned_data["seen"]
        return _merge(request, written, asked, seen, overtaken.newest, content)
    if quietly:
        told = f"Saved at {clock_words(saved.at)}"
        return JsonResponse({"told": told, "seen": saved.number})
    return _onward(request, written)


def _onward(request: HttpRequest, written: Written) -> HttpResponse:
    """Back to the section where its passages were changed, else to the whole reply."""
    then = request.POST.get("then", "")
    if then == "more":
        address = f"{section_page(written.section)}?more=1#last"
    elif "remove" in request.POST or "up" in request.POST:
        address = section_page(written.section)
    else:
        messages.success(request, f"“{written.title}” is saved.")
        address = reply_page(written.section.reply)
    return HttpResponseRedirect(address, status=303)


def _who(version: SectionVersion) -> str:
    return f"{version.by.name} saved this section at {clock_words(version.at)}"


def _version(written: Written, number: int) -> Content:
    """What the section said at a number; nothing at 0 or where there is no such version."""
    found = written.section.versions.filter(number=number).first()
    return Content.read(found.content if found else {})


def _merge(
    request: HttpRequest,
    written: Written,
    asked: dict[str, Any],
    seen: int,
    newest: SectionVersion,
    mine: Content,
) -> HttpResponse:
    """Save both people's changes where they are apart, else show them side by side."""
    base, own = _version(written, seen), _only_own(written, seen, asked["by"])
    for _attempt in range(3):
        both = merge(base, Content.read(newest.content), mine)
        if own:  # nobody else wrote: what was typed last counts
            kept = dict.fromkeys((one.name for one in both.clashes), Keep.MINE)
            both = Merge(merge(base, Content.read(newest.content), mine, kept).content, [])
        if not both.is_whole:
            break
        try:
            actions.save_section(content=both.content, seen=newest.number, merged=True, **asked)
        except actions.Overtaken as again:
            newest = again.newest
            continue
        told = f"{_who(newest)} too. Both changes are kept: read it once more."
        messages.success(request, f"“{written.title}” is saved." if own else told)
        return HttpResponseRedirect(section_page(written.section), status=303)
    return _clash(request, written, seen, asked["done"], both, newest, mine)


def _only_own(written: Written, seen: int, person: User) -> bool:
    """All that was saved since that version is the same person's, as in a second tab."""
    return not written.section.versions.filter(number__gt=seen).exclude(by=person).exists()


def _choose(
    request: HttpRequest,
    written: Written,
    form: SectionForm,
    mine: Content,
    asked: dict[str, Any],
) -> HttpResponse:
    """What was chosen where two wrote is saved, unless somebody saved once more meanwhile."""
    number = request.POST["theirs"]
    versions = written.section.versions.select_related("by")
    theirs = versions.filter(number=int(number) if number.isdecimal() else 0).first()
    if theirs is None:
        return HttpResponseRedirect(section_page(written.section), status=303)
    base, other = _version(written, form.cleaned_data["seen"]), Content.read(theirs.content)
    both = merge(base, other, mine)
    choose = ChooseForm(request.POST, clashes=both.clashes, they=theirs.by.name)
    if not choose.is_valid():
        seen, done = form.cleaned_data["seen"], form.marked_done
        return _clash(request, written, seen, done, both, theirs, mine, choose)
    resolved = merge(base, other, mine, choose.cleaned_data).content
    try:
        actions.save_section(content=resolved, seen=theirs.number, merged=True, **asked)
    except actions.Overtaken as again:
        return _merge(request, written, asked, theirs.number, again.newest, resolved)
    messages.success(request, "What you chose is saved. Read the section once more.")
    return HttpResponseRedirect(section_page(written.section), status=303)


def _clash(
    request: HttpRequest,
    written: Written,
    seen: int,
    done: bool,
    both: Merge,
    theirs: SectionVersion,
    mine: Content,
    choose: ChooseForm | None = None,
) -> HttpResponse:
    shown = choose or ChooseForm(None, clashes=both.clashes, they=theirs.by.name)
    context = {
        "reply": written.section.reply,
        "written": written,
        "who": _who(theirs),
        "they": theirs.by.name,
        "theirs": theirs.number,
        "seen": seen,
        "done": "yes" if done else "no",
        "mine": mine,
        "keys": " ".join(one.key for one in mine.passages),
        "clashes": [(one, shown[one.name]) for one in both.clashes],
        "form": shown,
    }
    return render(request, "reply/draft/merge.html", context, status=OVERTAKEN)


def _shown(
    request: HttpRequest,
    reply: FormalReply,
    written: Written,
    form: SectionForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "reply": reply,
        "written": written,
        "proposal": written.section.proposal,
        "form": form,
        "refusal": refusal,
        "notes": editions.notes_of(written.section),
        "note": NoteForm(None),
        "may_note": not sign_off.why_not_note(request.user, reply, "a note"),  # type: ignore[arg-type]
    }
    return render(request, "reply/draft/section.html", context, status=status)
